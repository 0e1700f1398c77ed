//! The language server: the only place that knows the protocol.
//!
//! `transport` brings messages in, `outbox` brings them out, `server` has one line a method, `handlers` one file a
//! method (from protocol, ask `ide`, to protocol), `session` the state: documents, settings, what the client can do. Three rules keep it right: a notification changes the
//! state before its first await; a request takes its document before its first await; work runs where a panic or a
//! long text harms nobody else. Begin with [`run`].

mod ask;
mod buffers;
mod client;
mod closed;
mod commands;
mod convert;
mod diagnostics;
mod documents;
mod extras;
mod handlers;
mod index;
mod lifetime;
mod marks;
mod memory;
mod names;
mod outbox;
mod progress;
mod remote;
mod schema_file;
mod server;
mod service;
mod session;
mod standing;
mod transport;
mod workspace;

pub use server::{Server, service, service_with};
pub use session::Session;
pub use transport::serve;

/// Serves on stdin and stdout until the client leaves. The answer is the exit code: 0 after a shutdown, else 1.
pub fn run() -> std::io::Result<u8> {
    memory::give_back_what_is_freed();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let code = runtime.block_on(async {
        let (service, socket, session) = service();
        let state = std::sync::Arc::clone(&session);
        serve((service, socket, session), std::io::stdin(), std::io::stdout()).await;
        u8::from(!state.was_shut_down())
    });
    // Work in flight belongs to nobody any more.
    runtime.shutdown_background();
    Ok(code)
}
