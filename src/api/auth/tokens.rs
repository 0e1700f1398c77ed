//! One token for everybody who uses the same credentials: callers in this process share it by a mutex, other processes by
//! a file and its lock. A refused token is replaced once, however many callers had it.

use crate::api::auth::credentials::{Credentials, Grant};
use crate::api::auth::ims::{self, Token, TokenRequest};
use crate::api::auth::secret::Secret;
use crate::api::auth::token_cache::TokenCache;
use crate::api::client::Event;
use crate::api::error::{ApiError, Kind};
use crate::api::request::Repeat;
use crate::api::retry::{self, Patience, Trouble};
use crate::api::transport::{Received, Transport};
use std::sync::Arc;
use tokio::sync::Mutex;

/// Who is told what a person may want to know while a token is asked for.
type Tell<'a> = &'a (dyn Fn(&Event) + Sync);

/// See the module.
#[derive(Debug)]
pub struct Tokens {
    credentials: Arc<Credentials>,
    transport: Transport,
    patience: Patience,
    cache: Option<TokenCache>,
    known: Mutex<Option<Token>>,
}

impl Tokens {
    /// Without a cache the token lives as long as this value.
    #[must_use]
    pub fn new(
        credentials: Arc<Credentials>,
        transport: Transport,
        patience: Patience,
        cache: Option<TokenCache>,
    ) -> Self {
        Self { credentials, transport, patience, cache, known: Mutex::new(None) }
    }

    /// A token that is good for now.
    ///
    /// # Errors
    /// When none can be got.
    pub async fn current(&self, tell: Tell<'_>) -> Result<Secret, ApiError> {
        self.get(None, tell).await.map(|token| token.value)
    }

    /// The token with its expiry. A plain access token has none that is known.
    ///
    /// # Errors
    /// When none can be got.
    pub async fn current_with_expiry(&self, tell: Tell<'_>) -> Result<Token, ApiError> {
        self.get(None, tell).await
    }

    /// A token other than `refused`, which the service did not take.
    ///
    /// # Errors
    /// When none can be got; always for a plain access token.
    pub async fn replace(&self, refused: &Secret, tell: Tell<'_>) -> Result<Secret, ApiError> {
        self.get(Some(refused), tell).await.map(|token| token.value)
    }

    async fn get(&self, refused: Option<&Secret>, tell: Tell<'_>) -> Result<Token, ApiError> {
        if let Grant::Bearer { token } = &self.credentials.grant {
            return match refused {
                None => Ok(Token { value: token.clone(), expires_at: i64::MAX, renew_at: i64::MAX }),
                Some(_) => Err(used_up()),
            };
        }
        let good = |token: &Token| token.renew_at > now() && Some(&token.value) != refused;
        let mut known = self.known.lock().await;
        if let Some(token) = known.as_ref().filter(|token| good(token)) {
            return Ok(token.clone());
        }
        // While this process waited another may have got one, so the file is looked at again under the lock. Without a
        // lock (a disk that refuses) the worst is one token more.
        let _lock = match &self.cache {
            Some(cache) => cache.lock(self.patience.answer).await.ok(),
            None => None,
        };
        let cached = self.cache.as_ref().and_then(TokenCache::read).filter(good);
        let token = match cached {
            Some(token) => token,
            None => {
                let token = self.mint(tell).await?;
                if let Some(cache) = &self.cache {
                    cache.write(&token);
                    cache.sweep();
                }
                token
            }
        };
        *known = Some(token.clone());
        Ok(token)
    }

    /// Asks the sign-in service. The second of two client secrets is tried when the first is refused.
    async fn mint(&self, tell: Tell<'_>) -> Result<Token, ApiError> {
        let mut refusal = None;
        for request in ims::requests(&self.credentials, now())? {
            let received = self.ask(&request, tell).await?;
            match request.answer(&self.credentials, received.status, &received.text, now()) {
                Ok(token) => return Ok(token),
                Err(error) if error.parts().code.as_deref() == Some("invalid_client") => {
                    refusal = refusal.or(Some(error))
                }
                Err(error) => return Err(error),
            }
        }
        Err(refusal.unwrap_or_else(used_up))
    }

    async fn ask(&self, request: &TokenRequest, tell: Tell<'_>) -> Result<Received, ApiError> {
        let base = self.credentials.hosts.ims.as_str().trim_end_matches('/');
        let form: Vec<(&str, &str)> = request.form.iter().map(|(name, value)| (*name, value.expose())).collect();
        let mut done = 0;
        loop {
            let built = self.transport.builder().post(format!("{base}{}", request.path)).form(&form).build();
            let built = built.map_err(|_| {
                ApiError::new(Kind::Usage, "sign in", "the sign-in address is unusable", "Check CJA_IMS_URL.")
            })?;
            done += 1;
            let sent = self.transport.send(built).await;
            tracing::debug!(
                path = request.path,
                status = sent.as_ref().map_or(0, |received| received.status),
                "asked for a token"
            );
            let trouble: Option<Trouble> = match &sent {
                Ok(received) => received.trouble(),
                Err(lost) => Some(lost.trouble),
            };
            let wait =
                trouble.and_then(|trouble| retry::wait(&self.patience, Repeat::Safe, trouble, done, retry::jitter()));
            match (wait, sent) {
                (Some(wait), sent) => {
                    tell(&Event::before_another(trouble, &sent, wait));
                    tokio::time::sleep(wait).await;
                }
                (None, Ok(received)) => return Ok(received),
                (None, Err(lost)) => {
                    let advice = lost.advice(&crate::api::hosts::host_and_port(&self.credentials.hosts.ims));
                    return Err(ApiError::new(Kind::Network, "sign in", lost.problem, advice));
                }
            }
        }
    }
}

fn used_up() -> ApiError {
    let advice = "It cannot be renewed without a client secret: get a new one, or run `cja auth login` with an OAuth \
                  Server-to-Server credential.";
    ApiError::new(Kind::SignIn, "sign in", "the access token is not accepted, or no longer", advice)
}

/// Milliseconds since 1970.
fn now() -> i64 {
    jiff::Timestamp::now().as_millisecond()
}
