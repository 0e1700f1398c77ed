//! What of a broken text is a string, what a comment, and what neither, read without the parser: that has its own ideas
//! of where a string ends when there is a template in it.

use crate::syntax::lexer::{self, Stop};
use crate::syntax::strings::is_quote;
use crate::text::TextRange;

/// A piece of a text.
#[derive(Clone, Copy)]
pub(super) enum Piece {
    /// The character at this offset is in no string and no comment.
    Bare(usize),
    /// A string with its quotes; without the last one where the line ends before it.
    Text(TextRange),
    /// A comment with its marks.
    Comment(TextRange),
}

/// Goes through a text once.
pub(super) struct Pieces<'t> {
    text: &'t str,
    at: usize,
    /// The last character that is no blank; a line break at the beginning of a line.
    before: char,
    /// Where a line ends that was looked to the end of.
    line_end: usize,
}

impl<'t> Pieces<'t> {
    pub(super) fn of(text: &'t str) -> Self {
        Pieces { text, at: 0, before: '\n', line_end: 0 }
    }

    /// Goes on behind an offset that lies further on.
    pub(super) fn skip_to(&mut self, at: usize) {
        self.at = self.at.max(at);
        self.before = ' ';
    }

    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or("")
    }

    /// How much of the line is left. Its end is looked for once: a file may be one line.
    fn line_len(&mut self) -> usize {
        if self.at >= self.line_end {
            let rest = self.rest().as_bytes();
            self.line_end = self.at + memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
        }
        self.line_end - self.at
    }

    fn take(&mut self, len: usize, before: char) -> TextRange {
        let start = self.at;
        self.at += len;
        self.before = before;
        TextRange::new(start, self.at)
    }

    /// The length of the string in double quotes that begins here.
    fn double(&self) -> usize {
        let bytes = self.text.as_bytes();
        let mut at = self.at + 1;
        loop {
            match lexer::string_body(bytes, at) {
                Stop::Quote(quote) => return quote + 1 - self.at,
                Stop::Backslash(backslash) if matches!(bytes.get(backslash + 1), None | Some(b'\n' | b'\r')) => {
                    return backslash + 1 - self.at;
                }
                Stop::Backslash(backslash) => {
                    let next = self.text.get(backslash + 1..).and_then(|tail| tail.chars().next());
                    at = backslash + 1 + next.map_or(1, char::len_utf8);
                }
                Stop::Control(end) if matches!(bytes.get(end), Some(b'\n' | b'\r')) => return end - self.at,
                Stop::Control(control) => at = control + 1,
                Stop::End(end) => return end - self.at,
            }
        }
    }

    /// The length of a string in other quotes, where one can begin and ends on its line. A backtick begins none: what
    /// is between two of them may be a template of JavaScript.
    fn other(&mut self, first: char) -> Option<usize> {
        if !is_quote(first) || first == '`' || !matches!(self.before, '\n' | '{' | '[' | ',' | ':' | '=') {
            return None;
        }
        let len = self.line_len();
        let line = self.rest().get(first.len_utf8()..len)?;
        let closes = |ch: char| if first == '\'' { ch == '\'' } else { is_quote(ch) && ch != '\'' };
        let (at, closing) = line.char_indices().find(|(_, ch)| closes(*ch))?;
        Some(first.len_utf8() + at + closing.len_utf8())
    }
}

impl Iterator for Pieces<'_> {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        loop {
            let rest = self.rest();
            let first = rest.chars().next()?;
            match first {
                ' ' | '\t' | '\u{feff}' => {
                    self.at = lexer::skip_space(self.text.as_bytes(), self.at + first.len_utf8())
                }
                '\n' | '\r' => {
                    self.take(1, '\n');
                }
                '"' => {
                    let len = self.double();
                    return Some(Piece::Text(self.take(len, '"')));
                }
                '#' if !rest.starts_with("#{") => {
                    let len = self.line_len();
                    return Some(Piece::Comment(self.take(len, ' ')));
                }
                '/' if rest.starts_with("//") => {
                    let len = self.line_len();
                    return Some(Piece::Comment(self.take(len, ' ')));
                }
                '/' if rest.starts_with("/*") => {
                    let len = rest.find("*/").map_or(rest.len(), |end| end + 2);
                    return Some(Piece::Comment(self.take(len, ' ')));
                }
                _ if let Some(len) = self.other(first) => return Some(Piece::Text(self.take(len, '"'))),
                _ => return Some(Piece::Bare(self.take(first.len_utf8(), first).start as usize)),
            }
        }
    }
}
