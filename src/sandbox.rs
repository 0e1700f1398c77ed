//! A local server with the manners of the Customer Journey Analytics API.
//!
//! Real clients can be pointed at it: both sign-in endpoints, data views, their components, connections, segments, users,
//! tags, shares and the audit log answer as the public documents say, with a demo world behind them and faults on request.
//! It refuses to know the API client: it shares no type with it, works on plain JSON values, and answers from the documents
//! alone, so that one misreading cannot hide in both. Loopback only.
//!
//! Begin reading in [`door`] (the way of a request), then `routes`, then `store`.

mod answer;
mod call;
mod clock;
mod control;
mod door;
mod expansion;
mod faults;
mod gateway;
mod guard;
mod limit;
mod ordered;
mod paging;
mod record;
mod routes;
mod seed;
mod server;
mod socket;
mod stale;
mod store;
mod tokens;
mod world;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

pub use server::{Running, StartError};
pub use world::Credential;

/// What a sandbox starts with. `Options::default()` is the demo world in memory at a free port, with the documented pace unlimited.
#[derive(Debug, Clone)]
pub struct Options {
    /// The port on 127.0.0.1; 0 takes a free one.
    pub port: u16,
    /// The folder that keeps the state over restarts; `None` keeps it in memory.
    pub state: Option<PathBuf>,
    /// The world of the first start. A folder that already holds a state wins over it.
    pub seed: Seed,
    /// Refuse what goes beyond [`Options::pace`], as the service does.
    pub rate_limit: bool,
    /// How many requests of a credential in how long a time: 12 in 6 seconds, as documented, or more for work in bulk.
    pub pace: Pace,
    /// What a PUT does with members that were not sent.
    pub put: PutMode,
    /// Which paging members the answers carry.
    pub paging: PagingForm,
    /// The longest page. No length is documented; public clients ask several lists for 1,000.
    pub page_limit: usize,
    /// What becomes of a request for a longer one.
    pub over_limit: OverLimit,
    /// How long a list asked for with `cached=true` may stay as it was before a write.
    pub stale: Duration,
    /// How long an access token lives.
    pub token_lifetime: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            port: 0,
            state: None,
            seed: Seed::Demo,
            rate_limit: false,
            pace: Pace::default(),
            put: PutMode::Merge,
            paging: PagingForm::Both,
            page_limit: 1_000,
            over_limit: OverLimit::Clamp,
            stale: Duration::from_secs(3),
            token_lifetime: Duration::from_secs(86_399),
        }
    }
}

/// A number of requests in any window of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// How many.
    pub requests: usize,
    /// In how many seconds.
    pub seconds: u64,
}

impl Default for Pace {
    /// The documented one.
    fn default() -> Self {
        Self { requests: 12, seconds: 6 }
    }
}

/// The world of the first start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seed {
    /// Two organisations with connections, data views and segments.
    Demo,
    /// The demo's organisations, credentials and connections, but no data view, segment, tag or share.
    Empty,
    /// A world of one's own, in the shape of `src/sandbox/seed/demo.json`.
    File(PathBuf),
}

/// What a PUT does with top-level members that were not sent. The documents disagree, so both are offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PutMode {
    /// Members that were not sent stay (the endpoint guide).
    Merge,
    /// Members that were not sent are dropped (the Python page).
    Replace,
}

/// Which paging members an answer carries. The guide and the OpenAPI file disagree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PagingForm {
    /// `firstPage`, `lastPage`, `first` and `last`.
    Both,
    /// The guide's form: `firstPage`, `lastPage`.
    Guide,
    /// The OpenAPI file's form: `first`, `last`, `pageable`, `empty`.
    Spec,
}

/// What becomes of a request for a page that is longer than the service makes them. Nothing is documented, so both are
/// offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OverLimit {
    /// The page is as long as it can be, and says so in `size`.
    Clamp,
    /// 400.
    Refuse,
}

/// Starts sandboxes.
#[derive(Debug)]
pub struct Sandbox;

impl Sandbox {
    /// Starts a sandbox on a thread of its own and returns once it listens.
    ///
    /// # Errors
    /// When the port is taken, the state folder cannot be used, or the seed file cannot be understood.
    pub fn start(options: Options) -> Result<Running, StartError> {
        server::start(options)
    }
}

/// Everything the handlers share.
struct App {
    options: Options,
    store: store::Store,
    tokens: tokens::Tokens,
    faults: faults::Faults,
    log: record::RequestLog,
    limiter: limit::Limiter,
    stale: stale::StaleLists,
}

type Shared = Arc<App>;
