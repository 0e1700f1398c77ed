//! Messages in and out. A thread reads and understands them, another one writes; between them each message begins to be
//! worked on in the order in which it came, and goes on by itself when it has to wait.
//!
//! The library's own transport reads and writes on the thread that works, and takes every message through a tree.

mod address;
mod frame;
mod large;
mod message;

use super::server::Server;
use super::session::Session;
use frame::{Frame, Frames};
use futures_util::{SinkExt, StreamExt};
use message::Message;
use std::future::{Future, poll_fn};
use std::io::{BufReader, Read, Write};
use std::sync::Arc;
use std::task::Poll;
use std::thread;
use std::time::Duration;
use tokio::sync::{Semaphore, mpsc};
use tokio::time::timeout;
use tower_lsp::jsonrpc::{Error, Id, Response};
use tower_lsp::{ClientSocket, LspService};
use tower_service::Service;

/// How many messages are worked on at once. Flows that wait for a person must not hold the others up.
const CONCURRENCY: u32 = 64;
/// How long work in flight may go on after the end, and how long a client may take to read the last of it. After `exit`
/// that work is, first of all, to answer requests as cancelled.
const GRACE: Duration = Duration::from_secs(2);
/// How many messages are read ahead.
const AHEAD: usize = 64;
/// How much is read at once: as much as a pipe holds.
const PIPE: usize = 64 << 10;

/// Serves a client until it says `exit` or its input ends.
pub async fn serve(
    (mut service, socket, session): (LspService<Server>, ClientSocket, Arc<Session>),
    input: impl Read + Send + 'static,
    output: impl Write + Send + 'static,
) {
    let mut messages = read(input);
    session.outbox.write_to(output);
    let (mut requests, mut answers) = socket.split();
    let asking = Arc::clone(&session);
    let asking = tokio::spawn(async move {
        while let Some(request) = requests.next().await {
            asking.outbox.send(&request).await;
        }
    });
    let places = Arc::new(Semaphore::new(CONCURRENCY as usize));
    while let Some(message) = messages.recv().await {
        let call = match message {
            Message::Call(call) => call,
            Message::Answer(answer) => {
                let _ = answers.send(answer).await;
                continue;
            }
            Message::Fault(answer) => {
                tracing::warn!("a message was not understood");
                session.outbox.send(&answer).await;
                continue;
            }
        };
        if poll_fn(|cx| service.poll_ready(cx)).await.is_err() {
            break;
        }
        let exits = call.method() == "exit";
        // Only the answer to this one makes the service ready for others.
        let alone = call.method() == "initialize";
        let work = service.call(call);
        let asker = Arc::clone(&session);
        let mut work = Box::pin(async move { asker.outbox.answer(async { work.await.ok().flatten() }).await });
        if alone {
            work.await;
        } else if poll_fn(|cx| Poll::Ready(work.as_mut().poll(cx))).await.is_pending() {
            let Ok(place) = Arc::clone(&places).acquire_owned().await else { break };
            tokio::spawn(async move {
                work.await;
                drop(place);
            });
        }
        if exits {
            break;
        }
    }
    if timeout(GRACE, places.acquire_many(CONCURRENCY)).await.is_err() {
        tracing::warn!("the session ended; work in flight was given up");
    }
    let _ = timeout(GRACE, session.outbox.written()).await;
    asking.abort();
}

/// The messages of a stream, read and understood on a thread of their own.
fn read(input: impl Read + Send + 'static) -> mpsc::Receiver<Message> {
    let (sender, messages) = mpsc::channel(AHEAD);
    thread::spawn(move || {
        let mut frames = Frames::new(BufReader::with_capacity(PIPE, input));
        loop {
            let message = match frames.read() {
                Ok(Some(Frame::Body(body))) => message::read(&body),
                Ok(Some(Frame::Garbage)) => Message::Fault(Response::from_error(Id::Null, Error::parse_error())),
                Ok(None) => return,
                Err(error) => return tracing::warn!("the client cannot be read: {error}"),
            };
            if sender.blocking_send(message).is_err() {
                return;
            }
        }
    });
    messages
}
