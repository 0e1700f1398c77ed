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
use std::collections::VecDeque;
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

/// How many requests are worked on at once.
const CONCURRENCY: u32 = 64;
/// How many commands and notifications may be under way besides: they wait for a person, or for an answer of the client, and
/// must not hold the others up.
const PATIENT: u32 = 4096;
/// How many messages are kept while a place is waited for, so that answers behind them are heard.
const KEPT: usize = 4096;
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
    let patient = Arc::new(Semaphore::new(PATIENT as usize));
    let mut kept: VecDeque<Message> = VecDeque::new();
    while let Some(message) = next(&mut kept, &mut messages).await {
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
        let waits = call.id().is_none() || call.method() == "workspace/executeCommand";
        // Only the answer to this one makes the service ready for others.
        let alone = call.method() == "initialize";
        let work = service.call(call);
        let asker = Arc::clone(&session);
        let mut work = Box::pin(async move { asker.outbox.answer(async { work.await.ok().flatten() }).await });
        if alone {
            work.await;
        } else if poll_fn(|cx| Poll::Ready(work.as_mut().poll(cx))).await.is_pending() {
            let places = Arc::clone(if waits { &patient } else { &places });
            let place = places.acquire_owned();
            tokio::pin!(place);
            let place = loop {
                tokio::select! {
                    biased;
                    place = &mut place => break place,
                    message = messages.recv(), if kept.len() < KEPT => match message {
                        // What a task waits for may be the one thing that frees its place.
                        Some(Message::Answer(answer)) => drop(answers.send(answer).await),
                        Some(message) => kept.push_back(message),
                        None => break (&mut place).await,
                    },
                }
            };
            let Ok(place) = place else { break };
            tokio::spawn(async move {
                work.await;
                drop(place);
            });
        }
        if exits {
            break;
        }
    }
    let all = async { (places.acquire_many(CONCURRENCY).await.is_ok(), patient.acquire_many(PATIENT).await.is_ok()) };
    if timeout(GRACE, all).await.is_err() {
        tracing::warn!("the session ended; work in flight was given up");
    }
    let _ = timeout(GRACE, session.outbox.written()).await;
    asking.abort();
}

/// The next message: one that was kept, else one that comes.
async fn next(kept: &mut VecDeque<Message>, messages: &mut mpsc::Receiver<Message>) -> Option<Message> {
    match kept.pop_front() {
        Some(message) => Some(message),
        None => messages.recv().await,
    }
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
