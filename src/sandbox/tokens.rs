//! Access tokens: signed, with an end. They carry what they mean, so they outlive a restart of a sandbox with a state folder.

use std::collections::HashSet;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode};
use serde::{Deserialize, Serialize};

use super::clock::now_ms;

/// What a token says.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Grant {
    pub(crate) client_id: String,
    /// Milliseconds since 1970.
    expires: u64,
    pub(crate) number: u64,
}

/// Issues, checks and takes back tokens.
pub(crate) struct Tokens {
    encode: EncodingKey,
    decode: DecodingKey,
    lifetime: Duration,
    next: AtomicU64,
    taken_back: Mutex<HashSet<u64>>,
}

impl Tokens {
    pub(crate) fn new(key: &[u8], lifetime: Duration) -> Self {
        Self {
            encode: EncodingKey::from_secret(key),
            decode: DecodingKey::from_secret(key),
            lifetime,
            next: AtomicU64::new(now_ms()),
            taken_back: Mutex::default(),
        }
    }

    /// A new token; `None` only when signing fails.
    pub(crate) fn issue(&self, client_id: &str) -> Option<String> {
        let lifetime = u64::try_from(self.lifetime.as_millis()).unwrap_or(u64::MAX);
        let grant = Grant {
            client_id: client_id.to_owned(),
            expires: now_ms().saturating_add(lifetime),
            number: self.next.fetch_add(1, Ordering::Relaxed),
        };
        encode(&Header::new(Algorithm::HS256), &grant, &self.encode).ok()
    }

    /// How long a new token lives.
    pub(crate) fn lifetime(&self) -> Duration {
        self.lifetime
    }

    /// What the token grants, unless it is forged, over or taken back.
    pub(crate) fn check(&self, token: &str) -> Option<Grant> {
        let mut rules = Validation::new(Algorithm::HS256);
        rules.required_spec_claims.clear();
        rules.validate_exp = false;
        let grant = decode::<Grant>(token, &self.decode, &rules).ok()?.claims;
        let taken_back = self.taken_back.lock().unwrap_or_else(PoisonError::into_inner).contains(&grant.number);
        (!taken_back && now_ms() < grant.expires).then_some(grant)
    }

    /// This token is good for nothing any more.
    pub(crate) fn take_back(&self, number: u64) {
        self.taken_back.lock().unwrap_or_else(PoisonError::into_inner).insert(number);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_ends_by_time_by_hand_or_by_another_key() {
        let tokens = Tokens::new(b"one", Duration::from_secs(60));
        let token = tokens.issue("client").unwrap();
        let grant = tokens.check(&token).unwrap();
        assert_eq!(grant.client_id, "client");
        assert!(Tokens::new(b"two", Duration::ZERO).check(&token).is_none());
        tokens.take_back(grant.number);
        assert!(tokens.check(&token).is_none());
        let short = Tokens::new(b"one", Duration::ZERO);
        assert!(short.check(&short.issue("client").unwrap()).is_none());
    }
}
