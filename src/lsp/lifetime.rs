//! The end of the process: when the input ends, when the parent dies.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, ReadBuf};
use tokio::sync::Notify;

/// How long work in flight may go on after the input ended.
const GRACE: Duration = Duration::from_secs(2);
/// How often the parent is looked for.
const WATCH: Duration = Duration::from_secs(5);

/// An input that tells when it ended.
pub(super) struct Input<R> {
    inner: R,
    ended: Arc<Notify>,
}

impl<R> Input<R> {
    pub(super) fn new(inner: R) -> Self {
        Input { inner, ended: Arc::new(Notify::new()) }
    }

    pub(super) fn ended(&self) -> Arc<Notify> {
        Arc::clone(&self.ended)
    }
}

impl<R: AsyncRead + Unpin> AsyncRead for Input<R> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<std::io::Result<()>> {
        let before = buf.filled().len();
        let poll = Pin::new(&mut self.inner).poll_read(cx, buf);
        if matches!(poll, Poll::Ready(_)) && buf.filled().len() == before {
            self.ended.notify_one();
        }
        poll
    }
}

/// Returns some time after the input ended.
pub(super) async fn grace_after(ended: Arc<Notify>) {
    ended.notified().await;
    tokio::time::sleep(GRACE).await;
}

/// Ends the process when the parent is gone: an editor that crashed closes no pipe on some systems.
pub(super) fn watch_parent(id: u32) {
    tokio::spawn(async move {
        while is_alive(id) {
            tokio::time::sleep(WATCH).await;
        }
        tracing::warn!("the parent process {id} is gone");
        std::process::exit(1);
    });
}

/// Whether a process runs. Where that cannot be told it is taken to run.
fn is_alive(id: u32) -> bool {
    if !std::path::Path::new("/proc/self").exists() {
        return true;
    }
    // A process that ended and was not waited for is still listed, as a zombie.
    std::fs::read_to_string(format!("/proc/{id}/stat"))
        .is_ok_and(|stat| !stat.rsplit(')').next().unwrap_or("").trim_start().starts_with('Z'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_that_ended_is_not_alive() {
        assert!(is_alive(std::process::id()));
        let mut child = std::process::Command::new("true").spawn().unwrap();
        child.wait().unwrap();
        assert!(!is_alive(child.id()));
    }
}
