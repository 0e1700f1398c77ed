//! Sends requests: with a token, in its turn, and again when that can do no harm.
//!
//! It does not know what a request is about; [`crate::api::endpoints`] does. Cloning shares connections, token and pace;
//! [`Client::background`], [`Client::with_cancel`] and [`Client::with_watcher`] make variants for one piece of work.

mod listing;
mod look;
mod send;

pub use listing::{Page, Pages};
pub use look::Sent;

use crate::api::answer::Answer;
use crate::api::auth::credentials::Credentials;
use crate::api::auth::ims::Token;
use crate::api::auth::token_cache::TokenCache;
use crate::api::auth::tokens::Tokens;
use crate::api::cancel::Cancel;
use crate::api::error::ApiError;
use crate::api::hosts;
use crate::api::pace::ledger::Ledger;
use crate::api::pace::window::Limit;
use crate::api::pace::{Pace, Priority};
use crate::api::recent_writes::RecentWrites;
use crate::api::request::Request;
use crate::api::retry::{Patience, Trouble};
use crate::api::transport::{Lost, Received, Transport};
use serde_json::Value;
use std::collections::HashSet;
use std::fmt;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// How a client behaves; the default is right for the real service.
#[derive(Clone, Debug, Default)]
pub struct ClientOptions {
    /// Tries, waits, time limit.
    pub patience: Patience,
    /// The pace; more than the default is taken for loopback only.
    pub limit: Limit,
    /// The user's state folder, for tokens and the shared pace. Without it both live in this value.
    pub state: Option<PathBuf>,
    /// Certificate authorities besides the system's.
    pub ca_bundle: Option<PathBuf>,
}

/// Something a person who waits may want to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// The next send waits so long: for its turn, or because the service asked for it.
    Waiting(Duration),
    /// The last send failed and will be repeated after so long.
    Repeating {
        /// Why, without a full stop.
        problem: String,
        /// The wait before the next try.
        wait: Duration,
    },
    /// A list has so many items by now.
    Read {
        /// How many.
        items: u64,
        /// Of how many, when the service has said so.
        of: Option<u64>,
    },
}

impl Event {
    /// What there is to know before a send that failed is repeated.
    pub(crate) fn before_another(trouble: Option<Trouble>, sent: &Result<Received, Lost>, wait: Duration) -> Self {
        match (trouble, sent) {
            (Some(Trouble::TooMany(_) | Trouble::Unavailable(_)), _) => Self::Waiting(wait),
            (_, Ok(received)) => {
                Self::Repeating { problem: format!("the service has a fault ({})", received.status), wait }
            }
            (_, Err(lost)) => Self::Repeating { problem: lost.problem.clone(), wait },
        }
    }
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = |wait: &Duration| wait.as_millis().div_ceil(1000);
        match self {
            Self::Waiting(wait) => write!(f, "waiting for the API ({} s)", seconds(wait)),
            Self::Repeating { problem, wait } => write!(f, "{problem}; trying again in {} s", seconds(wait)),
            Self::Read { items, of: Some(of) } => write!(f, "{items}/{of}"),
            Self::Read { items, of: None } => write!(f, "{items}"),
        }
    }
}

type Watcher = Arc<dyn Fn(&Event) + Send + Sync>;

/// See the module.
#[derive(Clone)]
pub struct Client {
    shared: Arc<Shared>,
    priority: Priority,
    cancel: Cancel,
    watcher: Option<Watcher>,
}

struct Shared {
    credentials: Arc<Credentials>,
    transport: Transport,
    tokens: Tokens,
    pace: Pace,
    patience: Patience,
    /// The kinds of list that refused long pages.
    modest: Mutex<HashSet<String>>,
    writes: RecentWrites,
    state: Option<PathBuf>,
}

impl Client {
    /// A client for credentials that have been admitted (see [`crate::api::auth::sources`]).
    ///
    /// # Errors
    /// When HTTPS cannot be set up.
    pub fn new(credentials: Credentials, options: ClientOptions) -> Result<Self, ApiError> {
        let ClientOptions { patience, limit, state, ca_bundle } = options;
        let loopback = hosts::is_loopback(&credentials.hosts.api);
        let transport = Transport::new(patience.answer, ca_bundle.as_deref(), loopback)?;
        // Whatever a variable says, only a server of this machine is asked faster than the service allows.
        let limit = if loopback { limit } else { limit.of_the_service() };
        // Without a folder of the user the ledger falls back to this process.
        let ledger = Ledger::open(state.as_deref(), &credentials.pace_key());
        let cache = state.as_deref().map(|folder| TokenCache::new(folder, &credentials.key()));
        let writes = RecentWrites::open(state.as_deref(), &credentials.org_key());
        let credentials = Arc::new(credentials);
        let tokens = Tokens::new(Arc::clone(&credentials), transport.clone(), patience.clone(), cache);
        let pace = Pace::new(ledger, limit);
        let shared = Arc::new(Shared {
            credentials,
            transport,
            tokens,
            pace,
            patience,
            modest: Mutex::default(),
            writes,
            state,
        });
        Ok(Self { shared, priority: Priority::Command, cancel: Cancel::default(), watcher: None })
    }

    /// The same client for work that nobody waits for: at most a third of the pace, and after every command.
    #[must_use]
    pub fn background(&self) -> Self {
        Self { priority: Priority::Background, ..self.clone() }
    }

    /// The same client, stopped by `cancel`.
    #[must_use]
    pub fn with_cancel(&self, cancel: Cancel) -> Self {
        Self { cancel, ..self.clone() }
    }

    /// The same client, telling `watcher` what a person who waits may want to know.
    #[must_use]
    pub fn with_watcher(&self, watcher: impl Fn(&Event) + Send + Sync + 'static) -> Self {
        Self { watcher: Some(Arc::new(watcher)), ..self.clone() }
    }

    /// Organization, client id, kind and origin; secrets in it cannot be printed.
    #[must_use]
    pub fn credentials(&self) -> &Credentials {
        &self.shared.credentials
    }

    /// The user's state folder, where this client has one.
    #[must_use]
    pub fn state(&self) -> Option<&std::path::Path> {
        self.shared.state.as_deref()
    }

    /// The token in use, with its expiry; a new one is got when there is none.
    ///
    /// # Errors
    /// When the sign-in service refuses or cannot be reached.
    pub async fn token(&self) -> Result<Token, ApiError> {
        self.shared.tokens.current_with_expiry(&|event| self.tell(event)).await
    }

    /// Whether this user wrote to the organization in the last minutes, in this process or another: a list then has to be
    /// asked for past the service's cache, or it may not show what was written.
    #[must_use]
    pub fn wrote_lately(&self) -> bool {
        self.shared.writes.lately()
    }

    /// Sends a request and gives its answer.
    ///
    /// # Errors
    /// Everything that is not a good answer; see [`crate::api::Kind`].
    pub async fn send(&self, request: &Request) -> Result<Answer, ApiError> {
        send::send(self, request, None).await
    }

    /// Waits until so many requests could be sent without waiting for the pace.
    ///
    /// # Errors
    /// [`crate::api::Kind::Cancelled`] when the caller wants to stop.
    pub async fn room_for(&self, requests: usize) -> Result<(), ApiError> {
        let waiting = |wait: Duration| self.tell(&Event::Waiting(wait));
        self.shared.pace.room(requests, &self.cancel, &waiting).await.map_err(|()| ApiError::cancelled("wait"))
    }

    /// Sends a write. When it is turned away with 401 or 429, which says that nothing was done, `look` tells what was done all
    /// the same, past every cache; only when it finds nothing is the write sent again, with a new token or after a wait.
    /// With `before` it is not sent after that moment; a look that found nothing gives it another second.
    ///
    /// # Errors
    /// As [`Client::send`]. [`Kind::UnknownOutcome`](crate::api::Kind::UnknownOutcome) is then left for what came of a broken
    /// connection or a fault, and for a look that failed.
    pub async fn send_looking<T, F>(
        &self,
        request: &Request,
        before: Option<Instant>,
        look: impl FnMut() -> F,
    ) -> Result<Sent<T>, ApiError>
    where
        F: Future<Output = Result<Option<T>, ApiError>>,
    {
        look::send_looking(self, request, before, look).await
    }

    /// Sends a request and gives the JSON of its answer, unknown members included.
    ///
    /// # Errors
    /// As [`Client::send`].
    pub async fn value(&self, request: &Request) -> Result<Value, ApiError> {
        Ok(self.send(request).await?.value)
    }

    /// Reads all pages of a list.
    ///
    /// # Errors
    /// As [`Client::send`], and when the list does not end.
    pub async fn all(&self, request: &Request) -> Result<Vec<Value>, ApiError> {
        listing::all(self, request).await
    }

    /// Reads a list page by page, as the caller asks for them: `while let Some(page) = pages.next().await? { … }`.
    #[must_use]
    pub fn listing(&self, request: &Request) -> Pages<'_> {
        Pages::new(self, request)
    }

    /// Reads a list and hands over each page as it comes, while the next one is on its way. The order is that of the list; a
    /// page that has been handed over is taken to its end, whatever becomes of those after it.
    ///
    /// # Errors
    /// As [`Client::all`], and those of `take`.
    pub async fn pages_with<F>(&self, request: &Request, take: impl FnMut(Page) -> F) -> Result<(), ApiError>
    where
        F: Future<Output = Result<(), ApiError>>,
    {
        listing::with(self, request, take).await
    }

    /// Reads all pages of a list, each as the service wrote it.
    ///
    /// # Errors
    /// As [`Client::all`].
    pub async fn pages(&self, request: &Request) -> Result<Vec<String>, ApiError> {
        listing::texts(self, request).await
    }

    fn tell(&self, event: &Event) {
        if let Some(watcher) = &self.watcher {
            watcher(event);
        }
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("credentials", &self.shared.credentials)
            .field("priority", &self.priority)
            .finish_non_exhaustive()
    }
}
