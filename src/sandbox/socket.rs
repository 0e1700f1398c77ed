//! A listener whose connections can be cut on request, in the middle of an answer if need be. Faults need that: an HTTP
//! library always sends whole answers.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};

/// Where a connection is to be cut.
#[derive(Debug, Clone, Copy)]
enum Cut {
    Never,
    Now,
    /// After the head of the next answer and so many bytes of its body.
    AfterBody {
        left: usize,
        matched: usize,
    },
}

/// The scissors of one connection.
#[derive(Debug, Clone)]
pub(crate) struct Scissors(Arc<Mutex<Cut>>);

impl Scissors {
    fn new() -> Self {
        Self(Arc::new(Mutex::new(Cut::Never)))
    }

    /// Nothing more goes out.
    pub(crate) fn cut_now(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Cut::Now;
    }

    /// The next answer's head and `bytes` of its body go out, then nothing.
    pub(crate) fn cut_after_body(&self, bytes: usize) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Cut::AfterBody { left: bytes, matched: 0 };
    }

    /// How many of these bytes may still go out.
    fn allow(&self, bytes: &[u8]) -> usize {
        const END_OF_HEAD: &[u8] = b"\r\n\r\n";
        let mut cut = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match &mut *cut {
            Cut::Never => bytes.len(),
            Cut::Now => 0,
            Cut::AfterBody { left, matched } => {
                let mut head = 0;
                for byte in bytes {
                    if *matched == END_OF_HEAD.len() {
                        break;
                    }
                    *matched = match END_OF_HEAD.get(*matched) {
                        Some(expected) if expected == byte => *matched + 1,
                        _ => usize::from(*byte == b'\r'),
                    };
                    head += 1;
                }
                let body = (bytes.len() - head).min(*left);
                *left -= body;
                let allowed = head + body;
                if *left == 0 && *matched == END_OF_HEAD.len() {
                    *cut = Cut::Now;
                }
                allowed
            }
        }
    }
}

/// Accepts connections on a loopback address.
#[derive(Debug)]
pub(crate) struct Socket(pub(crate) TcpListener);

impl Listener for Socket {
    type Io = Stream;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Stream, SocketAddr) {
        let (stream, address) = Listener::accept(&mut self.0).await;
        let _ = stream.set_nodelay(true);
        (Stream { stream, scissors: Scissors::new() }, address)
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.0.local_addr()
    }
}

impl Connected<IncomingStream<'_, Socket>> for Scissors {
    fn connect_info(stream: IncomingStream<'_, Socket>) -> Self {
        stream.io().scissors.clone()
    }
}

/// A connection that obeys its scissors.
#[derive(Debug)]
pub(crate) struct Stream {
    stream: TcpStream,
    scissors: Scissors,
}

impl AsyncRead for Stream {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

impl AsyncWrite for Stream {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        // The scissors count what they allow, so they are asked only when the system takes bytes.
        std::task::ready!(self.stream.poll_write_ready(cx))?;
        let allowed = self.scissors.allow(bytes);
        if allowed == 0 && !bytes.is_empty() {
            return Poll::Ready(Err(io::ErrorKind::ConnectionReset.into()));
        }
        let whole = allowed == bytes.len();
        let written = Pin::new(&mut self.stream).poll_write(cx, bytes.get(..allowed).unwrap_or_default());
        if !whole && matches!(written, Poll::Pending) {
            return Poll::Ready(Err(io::ErrorKind::ConnectionReset.into()));
        }
        written
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use super::Scissors;

    #[test]
    fn the_head_goes_out_whole_and_the_body_in_part() {
        let scissors = Scissors::new();
        assert_eq!(scissors.allow(b"anything"), 8);
        scissors.cut_after_body(3);
        assert_eq!(scissors.allow(b"HTTP/1.1 200 OK\r\nA: b\r"), 22);
        assert_eq!(scissors.allow(b"\n\r\nbo"), 5);
        assert_eq!(scissors.allow(b"dy"), 1);
        assert_eq!(scissors.allow(b"y"), 0);
    }
}
