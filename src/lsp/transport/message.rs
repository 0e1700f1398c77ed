//! What a frame says: a request or notification of the client, or its answer to a request of ours.

use super::{address, large};
use serde::Deserialize;
use serde_json::Value;
use tower_lsp::jsonrpc::{Error, Id, Request, Response};

/// A message of the client.
#[derive(Debug)]
pub(super) enum Message {
    Call(Request),
    Answer(Response),
    /// Something that cannot be understood, with what is answered to it.
    Fault(Response),
}

#[derive(Deserialize)]
struct Raw {
    jsonrpc: Option<Value>,
    method: Option<String>,
    #[serde(default, deserialize_with = "present")]
    id: Option<Id>,
    #[serde(default, deserialize_with = "present")]
    params: Option<Value>,
    #[serde(default, deserialize_with = "present")]
    result: Option<Value>,
    error: Option<Error>,
}

/// `null` is something else than nothing.
fn present<'de, T: Deserialize<'de>, D: serde::Deserializer<'de>>(input: D) -> Result<Option<T>, D::Error> {
    T::deserialize(input).map(Some)
}

/// Reads a message.
pub(super) fn read(body: &[u8]) -> Message {
    if let Some((rest, mut text)) = large::cut(body)
        && let Ok(mut raw) = serde_json::from_slice::<Raw>(&rest)
        && raw.params.as_mut().is_some_and(|params| large::put_back(params, &mut text))
    {
        return raw.message();
    }
    let raw: Raw = match serde_json::from_slice(body) {
        Ok(raw) => raw,
        Err(error) => match halves_mended(body).map(|body| serde_json::from_slice(&body)) {
            Some(Ok(raw)) => raw,
            // The words of the error hold nothing of the message but names of its members.
            _ if error.is_data() => return Message::Fault(Response::from_error(Id::Null, Error::invalid_request())),
            _ => return Message::Fault(Response::from_error(Id::Null, Error::parse_error())),
        },
    };
    raw.message()
}

impl Raw {
    fn message(self) -> Message {
        let invalid = |id| Message::Fault(Response::from_error(id, Error::invalid_request()));
        if self.jsonrpc != Some("2.0".into()) {
            return invalid(self.id.unwrap_or_default());
        }
        match (self.method, self.id, self.result, self.error) {
            // The library would not answer these at all.
            (Some(method), Some(id), None, None) if method.starts_with("$/") => {
                Message::Fault(Response::from_error(id, Error::method_not_found()))
            }
            (Some(method), id, None, None) => {
                let mut call = Request::build(method);
                if let Some(id) = id {
                    call = call.id(id);
                }
                if let Some(mut params) = self.params {
                    address::mend(&mut params);
                    call = call.params(params);
                }
                Message::Call(call.finish())
            }
            (None, Some(id), _, Some(error)) => Message::Answer(Response::from_error(id, error)),
            (None, Some(id), Some(result), None) => Message::Answer(Response::from_ok(id, result)),
            (_, id, ..) => invalid(id.unwrap_or_default()),
        }
    }
}

/// The message with halves of characters replaced: JavaScript has texts in which one stands alone, and writes them.
/// The replacement is as long in UTF-16, so that every position stays. None when there are none.
fn halves_mended(body: &[u8]) -> Option<Vec<u8>> {
    let mut mended = body.to_vec();
    let (mut at, mut any) = (0, false);
    while let Some(found) = memchr::memchr(b'\\', mended.get(at..)?) {
        at += found;
        let (ch, length) = escape(&mended, at).unwrap_or((' ', 2));
        if ch == char::REPLACEMENT_CHARACTER && length == 6 {
            mended.get_mut(at..at + 6)?.copy_from_slice(b"\\ufffd");
            any = true;
        }
        at += length;
    }
    any.then_some(mended)
}

/// The character that an escape stands for, and how many bytes it takes; half a character alone is replaced. None when
/// it is no escape.
pub(super) fn escape(body: &[u8], at: usize) -> Option<(char, usize)> {
    let plain = match *body.get(at + 1)? {
        byte @ (b'"' | b'\\' | b'/') => char::from(byte),
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        _ => {
            let first = unit(body, at)?;
            let pair = [first, unit(body, at + 6).unwrap_or(first)];
            let mut chars = char::decode_utf16(pair);
            let ch = chars.next()?.unwrap_or(char::REPLACEMENT_CHARACTER);
            return Some((ch, if ch > '\u{ffff}' { 12 } else { 6 }));
        }
    };
    Some((plain, 2))
}

/// The UTF-16 unit of the escape that begins here.
fn unit(body: &[u8], at: usize) -> Option<u16> {
    let digits = body.get(at..at + 6)?.strip_prefix(b"\\u")?;
    // A sign, which the standard library takes, is none.
    let hexadecimal = digits.iter().all(u8::is_ascii_hexdigit);
    u16::from_str_radix(std::str::from_utf8(digits).ok().filter(|_| hexadecimal)?, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(body: &str) -> String {
        match read(body.as_bytes()) {
            Message::Call(call) => format!("call {call}"),
            Message::Answer(answer) => format!("answer {}", serde_json::to_string(&answer).unwrap()),
            Message::Fault(answer) => format!("fault {}", answer.error().unwrap().code.code()),
        }
    }

    #[test]
    fn messages_are_told_apart() {
        let same = |kind: &str, body: &str| assert_eq!(shown(body), format!("{kind} {body}"));
        same("call", r#"{"jsonrpc":"2.0","method":"a","params":{"x":1},"id":1}"#);
        same("call", r#"{"jsonrpc":"2.0","method":"a","params":null,"id":"x"}"#);
        same("call", r#"{"jsonrpc":"2.0","method":"a"}"#);
        same("answer", r#"{"jsonrpc":"2.0","result":null,"id":7}"#);
        same("answer", r#"{"jsonrpc":"2.0","error":{"code":-32601,"message":"no"},"id":7}"#);
        for (body, code) in [
            ("", -32700),
            ("{", -32700),
            ("\u{1}", -32700),
            ("[]", -32600),
            ("12", -32600),
            ("{}", -32600),
            (r#"{"jsonrpc":"1.0","method":"a","id":1}"#, -32600),
            (r#"{"jsonrpc":"2.0","id":1}"#, -32600),
            (r#"{"jsonrpc":"2.0","method":1,"id":1}"#, -32600),
            (r#"[{"jsonrpc":"2.0","method":"a","id":1}]"#, -32600),
            (r#"{"jsonrpc":"2.0","method":"$/a","id":1}"#, -32601),
        ] {
            assert_eq!(shown(body), format!("fault {code}"), "{body}");
        }
        assert!(matches!(read(b"{\"jsonrpc\":\"2.0\",\"method\":\"\xff\"}"), Message::Fault(_)));
    }

    #[test]
    fn half_a_character_does_not_lose_a_message() {
        let text = |escapes: &str| {
            let body = format!(r#"{{"jsonrpc":"2.0","method":"a","params":{{"text":"{escapes}"}}}}"#);
            let Message::Call(call) = read(body.as_bytes()) else { panic!("{body}") };
            call.params().unwrap()["text"].as_str().unwrap().to_owned()
        };
        assert_eq!(text(r"\ud83d\uded2"), "🛒");
        assert_eq!(text(r"\ud83dx"), "\u{fffd}x");
        assert_eq!(text(r"\uded2\ud83d"), "\u{fffd}\u{fffd}");
        assert_eq!(text(r"\ud83d\ud83d\uded2"), "\u{fffd}🛒");
        assert_eq!(text(r"\\ud83d \ud83d"), "\\ud83d \u{fffd}");
        assert_eq!(text(r"\ud83d\u0041"), "\u{fffd}A");
    }
}
