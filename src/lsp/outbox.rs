//! What is sent to the client, in one row. Notifications and large answers are written as bytes at once: the protocol
//! library would make a tree of each first, which costs several times the time and memory of the message itself.

use serde::Serialize;
use std::cell::RefCell;
use std::future::Future;
use std::io::Write;
use std::sync::{Mutex, PoisonError};
use std::thread;
use tokio::sync::{mpsc, oneshot};
use tower_lsp::jsonrpc::{Id, Response};
use tower_lsp::ls_types::notification::Notification;

/// How many messages wait for a client that does not read, before those who send wait, too.
const WAITING: usize = 64;

/// A message, or the wish to know when all before it are written.
pub(super) enum Out {
    Message(Vec<u8>),
    End(oneshot::Sender<()>),
}

/// The row of messages.
pub(super) struct Outbox {
    messages: mpsc::Sender<Out>,
    /// Until somebody writes them.
    written: Mutex<Option<mpsc::Receiver<Out>>>,
}

impl Default for Outbox {
    fn default() -> Outbox {
        let (messages, written) = mpsc::channel(WAITING);
        Outbox { messages, written: Mutex::new(Some(written)) }
    }
}

#[derive(Serialize)]
struct Notice<'a, T> {
    jsonrpc: &'static str,
    method: &'a str,
    params: T,
}

impl Outbox {
    /// Writes all messages to a stream, on a thread of its own; done once.
    pub(super) fn write_to(&self, mut output: impl Write + Send + 'static) {
        let Some(mut messages) = self.written.lock().unwrap_or_else(PoisonError::into_inner).take() else { return };
        thread::spawn(move || {
            while let Some(next) = messages.blocking_recv() {
                match next {
                    Out::Message(body) => {
                        let header = format!("Content-Length: {}\r\n\r\n", body.len());
                        let whole = write_both(&mut output, header.as_bytes(), &body).and_then(|()| output.flush());
                        if let Err(error) = whole {
                            tracing::warn!("the client cannot be written to: {error}");
                            return;
                        }
                    }
                    Out::End(done) => {
                        let _ = done.send(());
                    }
                }
            }
        });
    }

    /// Sends a message.
    pub(super) async fn send(&self, message: &impl Serialize) {
        match serde_json::to_vec(message) {
            Ok(body) => self.send_bytes(body).await,
            Err(error) => tracing::error!("a message cannot be written: {error}"),
        }
    }

    async fn send_bytes(&self, body: Vec<u8>) {
        // When nobody writes any more the client is gone.
        let _ = self.messages.send(Out::Message(body)).await;
    }

    /// Sends a notification.
    pub(super) async fn tell<N: Notification>(&self, params: N::Params) {
        self.send(&Notice { jsonrpc: "2.0", method: N::METHOD, params }).await;
    }

    /// Makes an answer, and sends it: as the library has it, or the bytes that were given in its place.
    pub(super) async fn answer(&self, answering: impl Future<Output = Option<Response>>) {
        let making = async {
            let answer = answering.await;
            (answer, INSTEAD.with(|instead| instead.borrow_mut().take()))
        };
        match INSTEAD.scope(RefCell::new(None), making).await {
            (Some(answer), Some(result)) if answer.is_ok() => self.send_bytes(with_result(answer.id(), &result)).await,
            (Some(answer), _) => self.send(&answer).await,
            (None, _) => {}
        }
    }

    /// Waits until everything that was sent so far is written.
    pub(super) async fn written(&self) {
        let (done, end) = oneshot::channel();
        if self.messages.send(Out::End(done)).await.is_ok() {
            let _ = end.await;
        }
    }
}

/// In one piece where the system takes it: a client that reads byte by byte wakes up once.
fn write_both(output: &mut impl Write, header: &[u8], body: &[u8]) -> std::io::Result<()> {
    if body.len() > 4_096 {
        output.write_all(header)?;
        return output.write_all(body);
    }
    output.write_all(&[header, body].concat())
}

fn with_result(id: &Id, result: &[u8]) -> Vec<u8> {
    let id = serde_json::to_string(id).unwrap_or_else(|_| "null".to_owned());
    let mut whole = Vec::with_capacity(result.len() + id.len() + 40);
    whole.extend_from_slice(b"{\"jsonrpc\":\"2.0\",\"id\":");
    whole.extend_from_slice(id.as_bytes());
    whole.extend_from_slice(b",\"result\":");
    whole.extend_from_slice(result);
    whole.push(b'}');
    whole
}

tokio::task_local! {
    /// The result of the request that this task answers, as bytes.
    static INSTEAD: RefCell<Option<Vec<u8>>>;
}

/// Gives an answer as bytes where that can be, and returns what the library shall have in its place.
pub(super) fn as_bytes<T: Serialize>(answer: T, in_its_place: T) -> T {
    let Ok(bytes) = serde_json::to_vec(&answer) else { return answer };
    match INSTEAD.try_with(|instead| *instead.borrow_mut() = Some(bytes)) {
        Ok(()) => in_its_place,
        Err(_) => answer,
    }
}
