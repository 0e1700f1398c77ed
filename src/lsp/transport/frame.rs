//! Frames: a header with the length of what follows, as the base protocol describes it.

use std::io::{self, BufRead, Read};

/// The one header that matters.
const LENGTH: &[u8] = b"content-length:";
/// A line that is longer than this is no header.
const LONGEST: u64 = 8_192;
/// How much is set aside for a body on the word of its header alone.
const AT_ONCE: usize = 64 << 20;

/// What came.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Frame {
    Body(Vec<u8>),
    /// Bytes that belong to no frame; said once, however many there are.
    Garbage,
}

/// Reads frames from a stream, finding the next one behind whatever is none.
pub(super) struct Frames<R> {
    input: R,
    /// Whether garbage was reported and no frame was found since.
    lost: bool,
}

impl<R: BufRead> Frames<R> {
    pub(super) fn new(input: R) -> Self {
        Frames { input, lost: false }
    }

    /// The next frame; none at the end of the input, which may come in the middle of one.
    pub(super) fn read(&mut self) -> io::Result<Option<Frame>> {
        let mut length = None;
        loop {
            let mut line = Vec::new();
            if self.input.by_ref().take(LONGEST).read_until(b'\n', &mut line)? == 0 {
                return Ok(None);
            }
            let text = line.trim_ascii();
            match (header(text), length) {
                (Some(found), _) => length = Some(found),
                (None, Some(length)) if text.is_empty() => return self.body(length),
                // Other headers; and blank lines, which some clients write behind a body.
                (None, Some(_)) => {}
                (None, None) if text.is_empty() || is_header(text) => {}
                (None, None) if self.lost => {}
                (None, None) => {
                    self.lost = true;
                    return Ok(Some(Frame::Garbage));
                }
            }
        }
    }

    fn body(&mut self, length: usize) -> io::Result<Option<Frame>> {
        self.lost = false;
        let mut body = Vec::with_capacity(length.min(AT_ONCE));
        let read = self.input.by_ref().take(length as u64).read_to_end(&mut body)?;
        Ok((read == length).then_some(Frame::Body(body)))
    }
}

/// The length that a line gives, even behind the rest of a body that was longer than it was said to be.
fn header(line: &[u8]) -> Option<usize> {
    let starts = |at: &usize| line.get(*at..*at + LENGTH.len()).is_some_and(|word| word.eq_ignore_ascii_case(LENGTH));
    let at = (0..line.len().saturating_sub(LENGTH.len())).rfind(starts)?;
    std::str::from_utf8(line.get(at + LENGTH.len()..)?).ok()?.trim().parse().ok()
}

/// Whether a line is a header of some other name.
fn is_header(line: &[u8]) -> bool {
    let name = line.split(|byte| *byte == b':').next().unwrap_or_default();
    let named = !name.is_empty() && name.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-');
    named && name.len() < line.len() && !name.eq_ignore_ascii_case(b"content-length")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frames(input: &[u8]) -> Vec<String> {
        let mut frames = Frames::new(io::BufReader::with_capacity(7, input));
        let next = || frames.read().unwrap();
        std::iter::from_fn(next)
            .map(|frame| match frame {
                Frame::Body(body) => String::from_utf8(body).unwrap(),
                Frame::Garbage => "garbage".to_owned(),
            })
            .collect()
    }

    #[test]
    fn frames_are_found_among_all_that_a_client_may_write() {
        let cases: &[(&str, &[&str])] = &[
            ("Content-Length: 2\r\n\r\n{}Content-Length: 3\r\n\r\n[1]", &["{}", "[1]"]),
            ("content-length:2\n\n{}", &["{}"]),
            ("Content-Type: application/vscode-jsonrpc; charset=utf-8\r\nContent-Length: 2\r\n\r\n{}", &["{}"]),
            ("Content-Length: 2\r\nContent-Type: application/vscode-jsonrpc\r\n\r\n{}", &["{}"]),
            ("Content-Length: 2\r\n\r\n{}\r\n\r\nContent-Length: 2\r\n\r\n[]", &["{}", "[]"]),
            ("hello\r\n\r\nworld\r\nContent-Length: 2\r\n\r\n{}", &["garbage", "{}"]),
            ("Content-Length: 2\r\n\r\n{} 12Content-Length: 2\r\n\r\n[]", &["{}", "[]"]),
            ("Content-Length: x\r\n\r\nContent-Length: 2\r\n\r\n[]", &["garbage", "[]"]),
            ("Content-Length: -1\r\n\r\nContent-Length: 2\r\n\r\n[]", &["garbage", "[]"]),
            ("Content-Length: 0\r\n\r\nContent-Length: 2\r\n\r\n[]", &["", "[]"]),
            ("Content-Length: 99999999999999\r\n\r\n{}", &[]),
            ("Content-Length: 9\r\n\r\n{}", &[]),
            ("", &[]),
        ];
        for (input, expected) in cases {
            assert_eq!(&frames(input.as_bytes()), expected, "{input:?}");
        }
        let mut long = vec![b'x'; 100_000];
        long.extend(b"\nContent-Length: 2\r\n\r\n{}");
        assert_eq!(frames(&long), ["garbage", "{}"]);
    }
}
