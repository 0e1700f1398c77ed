//! The language server: the only place that knows the protocol.
//!
//! `server` has one line a method, `handlers` one file a method (from protocol, ask `ide`, to protocol), `session`
//! the state: documents, settings, what the client can do. Three rules keep it right: a notification changes the
//! state before its first await; a request takes its document before its first await; work runs where a panic or a
//! long text harms nobody else. Begin with [`run`].

mod ask;
mod buffers;
mod client;
mod commands;
mod convert;
mod diagnostics;
mod documents;
mod extras;
mod handlers;
mod index;
mod lifetime;
mod names;
mod progress;
mod remote;
mod schema_file;
mod server;
mod service;
mod session;
mod standing;
mod workspace;

pub use server::{Server, service, service_with};
pub use session::Session;

use tower_lsp::Server as Transport;

/// How many messages are worked on at once. Flows that wait for a person must not hold the others up.
pub const CONCURRENCY: usize = 64;

/// Serves on stdin and stdout until the client leaves. The answer is the exit code: 0 after a shutdown, else 1.
pub fn run() -> std::io::Result<u8> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let code = runtime.block_on(async {
        let (service, socket, session) = service();
        let input = lifetime::Input::new(tokio::io::stdin());
        let ended = input.ended();
        let serving = Transport::new(input, tokio::io::stdout(), socket).concurrency_level(CONCURRENCY).serve(service);
        tokio::select! {
            () = serving => {}
            () = lifetime::grace_after(ended) => tracing::warn!("input ended; work in flight was given up"),
        }
        u8::from(!session.was_shut_down())
    });
    // Work in flight belongs to nobody any more.
    runtime.shutdown_background();
    Ok(code)
}
