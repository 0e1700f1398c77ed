//! Starting and stopping. The sandbox lives on a thread with a runtime of its own, so that plain and async callers start it alike.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc;
use std::thread::JoinHandle;
use std::time::Duration;

use axum::Router;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use super::socket::{Scissors, Socket};
use super::{App, Options, Pace, Seed, seed, store, tokens};
use super::{door, faults, limit, record, routes, stale, world::Credential};

/// Why a sandbox did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The port cannot be had.
    #[error("cannot listen on 127.0.0.1:{port}: {source}; --port 0 takes a free port")]
    Port {
        /// The port asked for.
        port: u16,
        /// The system's answer.
        source: std::io::Error,
    },
    /// The state folder cannot be read or written, or another sandbox uses it.
    #[error("cannot use the state folder {}: {why}", path.display())]
    State {
        /// The folder.
        path: PathBuf,
        /// What is in the way.
        why: String,
    },
    /// The seed file cannot be understood.
    #[error("cannot read the seed file {}: {why}", path.display())]
    Seed {
        /// The file.
        path: PathBuf,
        /// What is wrong, and where.
        why: String,
    },
    /// The system refused a thread.
    #[error("cannot start the sandbox: {0}")]
    System(#[from] std::io::Error),
}

/// A sandbox that listens. Dropping it stops it; everything answered before is kept when it has a state folder.
#[derive(Debug)]
pub struct Running {
    /// `http://127.0.0.1:PORT`.
    pub base_url: String,
    /// Every credential it accepts, the first organisation's first.
    pub credentials: Vec<Credential>,
    pace: Pace,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Running {
    /// Stops it and waits until it is gone.
    pub fn shutdown(mut self) {
        self.stop();
    }

    /// The environment of a client, as `NAME=value` pairs: the first credential that signs in with a client secret, and
    /// the pace where it is not the documented one.
    pub fn environment(&self) -> Vec<(&'static str, String)> {
        let chosen = self.credentials.iter().find(|c| !c.scopes.is_empty()).or(self.credentials.first());
        let mut pairs = vec![("CJA_API_URL", self.base_url.clone()), ("CJA_IMS_URL", self.base_url.clone())];
        if let Some(credential) = chosen {
            pairs.push(("CJA_ORG_ID", credential.organization.clone()));
            pairs.push(("CJA_CLIENT_ID", credential.client_id.clone()));
            pairs.push(("CJA_CLIENT_SECRET", credential.secrets.first().cloned().unwrap_or_default()));
            pairs.push(("CJA_SCOPES", credential.scopes.join(",")));
        }
        if self.pace != Pace::default() {
            pairs.push(("CJA_RATE_LIMIT", format!("{}/{}", self.pace.requests, self.pace.seconds)));
        }
        pairs
    }

    fn stop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop();
    }
}

pub(crate) fn start(options: Options) -> Result<Running, StartError> {
    let world = match &options.seed {
        Seed::Demo => seed::demo(),
        Seed::Empty => seed::empty(),
        Seed::File(path) => seed::file(path).map_err(|why| StartError::Seed { path: path.clone(), why })?,
    };
    let (store, key) = store::open(options.state.as_deref(), world)
        .map_err(|why| StartError::State { path: options.state.clone().unwrap_or_default(), why })?;
    let credentials = store.read(|world| world.credentials().cloned().collect());
    let (port, pace) = (options.port, options.pace);
    let app = Arc::new(App {
        tokens: tokens::Tokens::new(&key, options.token_lifetime),
        options,
        store,
        faults: faults::Faults::default(),
        log: record::RequestLog::default(),
        limiter: limit::Limiter::default(),
        stale: stale::StaleLists::default(),
    });
    let service = Router::new()
        .fallback_service(routes::router(app.clone()))
        .layer(axum::middleware::from_fn_with_state(app, door::door));

    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let (stop, stopped) = oneshot::channel();
    let (ready, listening) = mpsc::channel();
    let thread = std::thread::Builder::new().name("sandbox".into()).spawn(move || {
        runtime.block_on(async move {
            let listener = match TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).await {
                Ok(listener) => listener,
                Err(error) => return drop(ready.send(Err(error))),
            };
            let _ = ready.send(listener.local_addr());
            let service = service.into_make_service_with_connect_info::<Scissors>();
            tokio::select! {
                _ = axum::serve(Socket(listener), service) => {}
                _ = stopped => {}
            }
        });
        runtime.shutdown_timeout(Duration::from_secs(1));
    })?;
    let address = match listening.recv() {
        Ok(Ok(address)) => address,
        Ok(Err(source)) => return Err(StartError::Port { port, source }),
        Err(_) => return Err(StartError::System(std::io::Error::other("its thread ended"))),
    };
    Ok(Running { base_url: format!("http://{address}"), credentials, pace, stop: Some(stop), thread: Some(thread) })
}
