//! The client of the Customer Journey Analytics API: requests as values, sent with our credentials, our pace and our patience.
//!
//! It knows nothing of files, documents, plans or editors; a body is text that somebody else wrote, an answer is JSON.
//! Begin with [`request::Request`] (what to ask), [`endpoints`] (every question there is) and [`client::Client`] (how it is
//! asked). [`connect`] turns a profile and an environment into a client. Facts come from Adobe's OpenAPI file and guides:
//! <https://developer.adobe.com/cja-apis/docs/>.

pub mod answer;
pub mod auth;
pub mod cancel;
pub mod client;
pub mod connect;
pub mod endpoints;
pub mod env;
pub mod error;
pub mod folders;
pub mod hosts;
pub mod pace;
pub mod paging;
pub mod private_file;
pub mod profile;
pub mod recent_writes;
pub mod recipe;
pub mod request;
pub mod retry;
pub mod transport;
pub mod user_settings;

pub use answer::Answer;
pub use auth::credentials::Credentials;
pub use auth::secret::Secret;
pub use cancel::Cancel;
pub use client::{Client, Event, Page, Pages, Sent};
pub use env::Env;
pub use error::{ApiError, Kind};
pub use folders::Folders;
pub use request::{Method, Repeat, Request};
