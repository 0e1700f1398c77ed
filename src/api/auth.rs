//! Who we are to the service: where credentials come from, how they become a token, where both are kept.
//!
//! Begin with [`sources`] (flag, environment, the user's store), then [`tokens`] (one token for everybody, minted once).
//! Nothing here knows what the token is used for.

pub mod credentials;
pub mod environment;
pub mod fields;
pub mod file;
pub mod ims;
pub mod jwt;
pub mod secret;
pub mod sources;
pub mod store;
pub mod token_cache;
pub mod tokens;
