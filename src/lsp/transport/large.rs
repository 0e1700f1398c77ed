//! Long texts in messages, `didOpen` above all: read in one pass into the memory that they stay in. The general reader
//! needs two more copies, which for some megabytes takes longer than to parse the document.

use super::message;
use serde_json::Value;

/// Shorter messages are read as a whole in no time.
const LONG: usize = 64 << 10;
/// The text is looked for in as much of the message.
const HEAD: usize = 4 << 10;
/// Stands in the message where the text was.
const CUT: &str = "(the text was taken out)";
/// Where a text may have stood.
const PLACES: [&str; 2] = ["/textDocument/text", "/contentChanges/0/text"];

/// A message without its long text, and the text.
pub(super) fn cut(body: &[u8]) -> Option<(Vec<u8>, String)> {
    if body.len() < LONG {
        return None;
    }
    let key = memchr::memmem::find(body.get(..HEAD)?, b"\"text\"")? + b"\"text\"".len();
    let start = key + opening(body.get(key..)?)?;
    let (text, end) = unescaped(body, start)?;
    let rest = [body.get(..start)?, CUT.as_bytes(), body.get(end..)?].concat();
    Some((rest, text))
}

/// Puts a text back into the parameters of its message; false when it was cut out of some other place.
pub(super) fn put_back(params: &mut Value, text: &mut String) -> bool {
    let place = PLACES.iter().find(|place| params.pointer(place).is_some_and(|found| found == CUT));
    match place.and_then(|place| params.pointer_mut(place)) {
        Some(found) => {
            *found = Value::String(std::mem::take(text));
            true
        }
        None => false,
    }
}

/// How far behind a key the content of its text begins.
fn opening(rest: &[u8]) -> Option<usize> {
    let blanks = |at: usize| rest.get(at..).map_or(0, |rest| rest.len() - rest.trim_ascii_start().len());
    let colon = blanks(0);
    let quote = colon + 1 + blanks(colon + 1);
    (rest.get(colon) == Some(&b':') && rest.get(quote) == Some(&b'"')).then_some(quote + 1)
}

/// The text whose content begins at an offset, and the offset of its closing quote; none when it is not as it should be.
fn unescaped(body: &[u8], start: usize) -> Option<(String, usize)> {
    // No escape is shorter than what it stands for.
    let mut out = vec![0; body.len() - start + 8];
    let (mut from, mut to) = (start, 0);
    loop {
        // Eight bytes at once are copied, and counted as far as they are plain.
        while let Some(bytes) = body.get(from..from + 8).and_then(|bytes| <[u8; 8]>::try_from(bytes).ok()) {
            out.get_mut(to..to + 8)?.copy_from_slice(&bytes);
            let plain = plain(u64::from_le_bytes(bytes));
            (from, to) = (from + plain, to + plain);
            if plain < 8 {
                break;
            }
        }
        match *body.get(from)? {
            b'"' => break,
            b'\\' => {
                let (ch, length) = message::escape(body, from)?;
                to += ch.encode_utf8(out.get_mut(to..to + 4)?).len();
                from += length;
            }
            0..0x20 => return None,
            byte => {
                *out.get_mut(to)? = byte;
                (from, to) = (from + 1, to + 1);
            }
        }
    }
    out.truncate(to);
    Some((String::from_utf8(out).ok()?, from))
}

/// How many bytes come before the first quote, backslash or control character, of eight in the order of memory.
fn plain(bytes: u64) -> usize {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGHS: u64 = 0x8080_8080_8080_8080;
    // A high bit for each byte that is zero; one above such a byte may be wrong, and comes behind it.
    let zeros = |bytes: u64| bytes.wrapping_sub(ONES) & !bytes & HIGHS;
    let control = bytes.wrapping_sub(ONES * 0x20) & !bytes & HIGHS;
    let special = zeros(bytes ^ (ONES * u64::from(b'"'))) | zeros(bytes ^ (ONES * u64::from(b'\\'))) | control;
    special.trailing_zeros() as usize / 8
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_long_text_comes_as_the_general_reader_has_it() {
        let pieces =
            ["{\n  \"name\": \"🛒\",\r\n", "\\\"\\\\/\u{8}\u{c}\t", "ß\u{1}\u{7f}\u{2028}", "plain words, ", "x"];
        for seed in 0..40_usize {
            let text: String = (0..20_000).map(|at| pieces[(at * at + seed * at + seed) % pieces.len()]).collect();
            for params in [
                json!({"textDocument": {"uri": "file:///a", "languageId": "json", "version": 1, "text": text}}),
                json!({"textDocument": {"uri": "file:///a", "version": 1}, "contentChanges": [{"text": text}]}),
            ] {
                let message = json!({"jsonrpc": "2.0", "method": "m", "params": params});
                for body in [message.to_string(), serde_json::to_string_pretty(&message).unwrap()] {
                    let (rest, mut found) = cut(body.as_bytes()).unwrap();
                    assert!(rest.len() < 400 && found == text);
                    let mut rest: Value = serde_json::from_slice(&rest).unwrap();
                    assert!(put_back(&mut rest["params"], &mut found));
                    assert_eq!(rest["params"], params);
                }
            }
        }
    }

    #[test]
    fn what_is_no_text_is_left_to_the_general_reader() {
        let long = "x".repeat(LONG);
        for body in [
            format!(r#"{{"text": 12, "other": "{long}"}}"#),
            format!(r#"{{"text": "{long}"#),
            format!("{{\"text\": \"{long}\n\"}}"),
            format!(r#"{{"text": "{long}\x"}}"#),
            format!(r#"{{"text": "{long}\u12"}}"#),
            format!(r#"{{"text": "{long}\u+123"}}"#),
            format!(r#"{{"other": "{long}", "text": ""}}"#),
        ] {
            assert!(cut(body.as_bytes()).is_none(), "{}", &body[..20]);
        }
        let mut text = long.clone();
        assert!(!put_back(&mut json!({"textDocument": {"text": "of its own"}}), &mut text));
        assert_eq!(text, long);
    }

    #[test]
    fn eight_bytes_are_plain_up_to_the_first_that_is_not() {
        for at in 0..8 {
            for special in [b'"', b'\\', 0, 0x1f] {
                for other in [b' ', b'!', b'#', b'[', b']', 0x7f, 0x80, 0xa2, 0xdc, 0xff] {
                    let mut bytes = [other; 8];
                    assert_eq!(plain(u64::from_le_bytes(bytes)), 8, "{other:#x}");
                    bytes[at] = special;
                    assert_eq!(plain(u64::from_le_bytes(bytes)), at, "{special:#x} among {other:#x}");
                }
            }
        }
    }
}
