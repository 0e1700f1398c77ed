//! The lines of a text with their places.

use crate::text::TextRange;

/// A line without its end.
#[derive(Clone, Copy)]
pub(super) struct Line<'t> {
    /// Where it begins.
    pub(super) start: usize,
    /// What is on it.
    pub(super) text: &'t str,
}

impl Line<'_> {
    /// The line without the blanks around it.
    pub(super) fn range(self) -> TextRange {
        let start = self.start + (self.text.len() - self.text.trim_start().len());
        TextRange::new(start, start + self.text.trim().len())
    }
}

/// Every line. `\n`, `\r\n` and `\r` end one; a byte order mark belongs to none.
pub(super) fn lines(text: &str) -> impl Iterator<Item = Line<'_>> {
    let mut at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    std::iter::from_fn(move || {
        let rest = text.get(at..).filter(|rest| !rest.is_empty())?;
        let len = memchr::memchr2(b'\n', b'\r', rest.as_bytes()).unwrap_or(rest.len());
        let line = Line { start: at, text: rest.get(..len).unwrap_or("") };
        at += len + if rest.get(len..).is_some_and(|end| end.starts_with("\r\n")) { 2 } else { 1 };
        Some(line)
    })
}
