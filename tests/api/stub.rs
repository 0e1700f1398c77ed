//! A server that answers with bytes of the test's choice, for manners that the sandbox does not have: redirects, echoes,
//! odd bodies. It keeps what it received.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

pub(crate) struct Stub {
    pub(crate) base_url: String,
    received: Arc<Mutex<Vec<String>>>,
}

/// An answer with a length.
pub(crate) fn answer(status: &str, headers: &str, body: &str) -> Vec<u8> {
    format!("HTTP/1.1 {status}\r\nconnection: close\r\n{headers}content-length: {}\r\n\r\n{body}", body.len())
        .into_bytes()
}

impl Stub {
    /// Answers each connection with the next of `answers`, and the last one again when they are used up.
    pub(crate) async fn start(answers: Vec<Vec<u8>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base_url = format!("http://{}", listener.local_addr().unwrap());
        let received = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&received);
        tokio::spawn(async move {
            let mut answers: VecDeque<Vec<u8>> = answers.into();
            while let Ok((mut socket, _)) = listener.accept().await {
                let request = read(&mut socket).await;
                kept.lock().unwrap().push(request);
                let next = if answers.len() > 1 { answers.pop_front() } else { answers.front().cloned() };
                let _ = socket.write_all(&next.unwrap_or_default()).await;
                let _ = socket.shutdown().await;
            }
        });
        Self { base_url, received }
    }

    pub(crate) fn received(&self) -> Vec<String> {
        self.received.lock().unwrap().clone()
    }
}

/// Reads the head, and the body that it announces.
async fn read(socket: &mut tokio::net::TcpStream) -> String {
    let (mut bytes, mut buffer) = (Vec::new(), [0_u8; 4096]);
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head
                .lines()
                .find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length: ")?.parse::<usize>().ok());
            if body.len() >= length.unwrap_or(0) {
                return text;
            }
        }
        match socket.read(&mut buffer).await {
            Ok(0) | Err(_) => return text,
            Ok(count) => bytes.extend_from_slice(&buffer[..count]),
        }
    }
}
