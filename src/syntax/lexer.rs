//! Finding the end of tokens, as fast as safe code goes. Decides nothing about mistakes beyond noticing them.

/// The first thing in a string's body that is not plain content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stop {
    /// The closing quote is at this offset.
    Quote(usize),
    /// A backslash is at this offset.
    Backslash(usize),
    /// A byte below 0x20 is at this offset.
    Control(usize),
    /// The text ends.
    End(usize),
}

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGHS: u64 = 0x8080_8080_8080_8080;

/// Bytes of `word` that are zero have their high bit set in the answer; the lowest such bit is exact.
fn zeros(word: u64) -> u64 {
    word.wrapping_sub(ONES) & !word & HIGHS
}

fn eight(bytes: &[u8], at: usize) -> Option<u64> {
    let chunk: &[u8; 8] = bytes.get(at..at + 8)?.try_into().ok()?;
    Some(u64::from_le_bytes(*chunk))
}

/// Scans a string's body from `at`, eight bytes at a time, to the first byte that is not plain content.
pub(super) fn string_body(bytes: &[u8], mut at: usize) -> Stop {
    while let Some(word) = eight(bytes, at) {
        let found = zeros(word ^ (ONES * b'"' as u64))
            | zeros(word ^ (ONES * b'\\' as u64))
            | (word.wrapping_sub(ONES * 0x20) & !word & HIGHS);
        if found != 0 {
            at += (found.trailing_zeros() / 8) as usize;
            break;
        }
        at += 8;
    }
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'"' => return Stop::Quote(at),
            b'\\' => return Stop::Backslash(at),
            0..=0x1f => return Stop::Control(at),
            _ => at += 1,
        }
    }
    Stop::End(at)
}

/// The first offset from `at` that holds no white space of JSON.
pub(super) fn skip_space(bytes: &[u8], mut at: usize) -> usize {
    loop {
        match bytes.get(at) {
            Some(b' ') => {
                at += 1;
                while eight(bytes, at) == Some(ONES * b' ' as u64) {
                    at += 8;
                }
            }
            Some(b'\n' | b'\r' | b'\t') => at += 1,
            _ => return at,
        }
    }
}

/// The end of a run of characters that numbers, and words taken for numbers, are made of.
pub(super) fn number_run(bytes: &[u8], mut at: usize) -> usize {
    while matches!(bytes.get(at), Some(b'0'..=b'9' | b'+' | b'-' | b'.' | b'a'..=b'z' | b'A'..=b'Z' | b'_')) {
        at += 1;
    }
    at
}

/// Whether the bytes are one number as JSON spells it.
pub(super) fn is_number(bytes: &[u8]) -> bool {
    let mut rest = bytes.strip_prefix(b"-").unwrap_or(bytes);
    fn digits(bytes: &[u8]) -> (usize, &[u8]) {
        let count = bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
        (count, bytes.get(count..).unwrap_or(&[]))
    }
    let leading_zero = rest.first() == Some(&b'0');
    let (count, after) = digits(rest);
    if count == 0 || (leading_zero && count > 1) {
        return false;
    }
    rest = after;
    if let Some(fraction) = rest.strip_prefix(b".") {
        let (count, after) = digits(fraction);
        if count == 0 {
            return false;
        }
        rest = after;
    }
    if let Some(exponent) = rest.strip_prefix(b"e").or_else(|| rest.strip_prefix(b"E")) {
        let exponent = exponent.strip_prefix(b"+").or_else(|| exponent.strip_prefix(b"-")).unwrap_or(exponent);
        let (count, after) = digits(exponent);
        return count > 0 && after.is_empty();
    }
    rest.is_empty()
}

/// Whether a character can be part of a bare word.
pub(super) fn is_word(ch: char) -> bool {
    ch.is_alphanumeric() || matches!(ch, '_' | '$')
}

/// What a run that looks like a number was meant to be, if that is clear.
pub(super) fn mend_number(run: &str) -> Option<String> {
    let plain = run.replace('_', "");
    let (sign, body) = match plain.strip_prefix('-') {
        Some(body) => ("-", body),
        None => ("", plain.strip_prefix('+').unwrap_or(&plain)),
    };
    if let Some(hex) = body.strip_prefix("0x").or_else(|| body.strip_prefix("0X")) {
        return u64::from_str_radix(hex, 16).ok().map(|value| format!("{sign}{value}"));
    }
    let split = body.find(['.', 'e', 'E']).unwrap_or(body.len());
    let (whole, tail) = (body.get(..split)?, body.get(split..)?);
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    let tail = match tail.strip_prefix('.') {
        Some(rest) if !rest.starts_with(|ch: char| ch.is_ascii_digit()) => format!(".0{rest}"),
        _ => tail.to_owned(),
    };
    let mended = format!("{sign}{whole}{tail}");
    // A lone sign or dot is no number with something wrong, it is nothing.
    (run.bytes().any(|byte| byte.is_ascii_digit()) && is_number(mended.as_bytes())).then_some(mended)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_string_body_stops_at_the_first_special_byte_wherever_it_lies() {
        for pad in 0..20 {
            let plain = "é".repeat(pad);
            let len = plain.len();
            assert_eq!(string_body(format!("{plain}\"x").as_bytes(), 0), Stop::Quote(len));
            assert_eq!(string_body(format!("{plain}\\x").as_bytes(), 0), Stop::Backslash(len));
            assert_eq!(string_body(format!("{plain}\u{1f}\"").as_bytes(), 0), Stop::Control(len));
            assert_eq!(string_body(plain.as_bytes(), 0), Stop::End(len));
        }
    }

    #[test]
    fn numbers_mend_to_numbers() {
        let cases = [
            ("007", Some("7")),
            ("+1", Some("1")),
            (".5", Some("0.5")),
            ("-.5e3", Some("-0.5e3")),
            ("5.", Some("5.0")),
            ("0x1F", Some("31")),
            ("1_000", Some("1000")),
            ("-", None),
            ("1.2.3", None),
            ("30min", None),
        ];
        for (run, mended) in cases {
            assert_eq!(mend_number(run).as_deref(), mended, "{run}");
        }
    }
}
