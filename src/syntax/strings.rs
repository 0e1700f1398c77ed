//! Strings: quoting and resolving escapes.

/// Whether a character opens a string, rightly or wrongly.
pub(super) fn is_quote(ch: char) -> bool {
    matches!(ch, '"' | '\'' | '`' | '“' | '”' | '„' | '‘' | '’' | '‚' | '«' | '»')
}

/// A string as JSON, with its quotes. Characters beyond ASCII stay as they are.
pub fn quote(content: &str) -> String {
    let mut out = String::with_capacity(content.len() + 2);
    out.push('"');
    for ch in content.chars() {
        push_escaped(&mut out, ch);
    }
    out.push('"');
    out
}

/// One character as it is written inside a JSON string.
pub(super) fn push_escaped(out: &mut String, ch: char) {
    match ch {
        '"' => out.push_str("\\\""),
        '\\' => out.push_str("\\\\"),
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        '\u{8}' => out.push_str("\\b"),
        '\u{c}' => out.push_str("\\f"),
        ch if (ch as u32) < 0x20 => out.push_str(&format!("\\u{:04x}", ch as u32)),
        ch => out.push(ch),
    }
}

/// The content with its escapes resolved. A bad escape stays as written, an unpaired surrogate becomes U+FFFD.
pub(super) fn unescape(inner: &str) -> String {
    let mut out = String::with_capacity(inner.len());
    let mut rest = inner;
    while let Some(at) = rest.find('\\') {
        out.push_str(rest.get(..at).unwrap_or(""));
        let tail = rest.get(at + 1..).unwrap_or("");
        let mut chars = tail.chars();
        let simple = match chars.next() {
            Some('n') => Some('\n'),
            Some('t') => Some('\t'),
            Some('r') => Some('\r'),
            Some('b') => Some('\u{8}'),
            Some('f') => Some('\u{c}'),
            Some(ch @ ('"' | '\\' | '/')) => Some(ch),
            _ => None,
        };
        let used = if let Some(ch) = simple {
            out.push(ch);
            1
        } else if let Some(first) = unicode_escape(tail) {
            let second = tail.get(5..).and_then(|t| t.strip_prefix('\\')).and_then(unicode_escape);
            match (first, second) {
                (0xD800..=0xDBFF, Some(low @ 0xDC00..=0xDFFF)) => {
                    let code = 0x10000 + ((u32::from(first) - 0xD800) << 10) + (u32::from(low) - 0xDC00);
                    out.push(char::from_u32(code).unwrap_or('\u{FFFD}'));
                    11
                }
                _ => {
                    out.push(char::from_u32(u32::from(first)).unwrap_or('\u{FFFD}'));
                    5
                }
            }
        } else {
            out.push('\\');
            0
        };
        rest = tail.get(used..).unwrap_or("");
    }
    out.push_str(rest);
    out
}

/// The code unit of a `uXXXX` at the beginning of the text.
pub(super) fn unicode_escape(text: &str) -> Option<u16> {
    let digits = text.strip_prefix('u')?.get(..4)?;
    if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    u16::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_resolve_as_json_says() {
        assert_eq!(unescape(r#"a\n\"\u00e9\ud83d\uDED2\/"#), "a\n\"é🛒/");
        assert_eq!(unescape(r"\ud83d!\udc00\q\u12"), "\u{FFFD}!\u{FFFD}\\q\\u12");
    }

    #[test]
    fn quoting_is_what_a_json_program_reads_back() {
        let nasty = "tab\t quote\" back\\ nul\0 line\r\n é🛒 \u{2028} bell\u{7} del\u{7f}";
        assert_eq!(serde_json::from_str::<String>(&quote(nasty)).unwrap(), nasty);
        assert_eq!(unescape(&quote(nasty)[1..quote(nasty).len() - 1]), nasty);
    }
}
