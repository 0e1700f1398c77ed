//! The line table of one text, and positions in the three encodings that a client may choose.

use super::{TextRange, offset};
use memchr::memchr2_iter;

/// What a column counts: bytes, UTF-16 code units (the protocol's default) or code points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Encoding {
    /// Bytes.
    Utf8,
    /// UTF-16 code units.
    #[default]
    Utf16,
    /// Unicode code points.
    Utf32,
}

impl Encoding {
    /// How many columns a piece of text takes.
    pub fn width(self, text: &str) -> u32 {
        if self == Encoding::Utf8 || text.is_ascii() {
            return offset(text.len());
        }
        offset(match self {
            Encoding::Utf8 => text.len(),
            Encoding::Utf16 => text.chars().map(char::len_utf16).sum(),
            Encoding::Utf32 => text.chars().count(),
        })
    }
}

/// Line and column, both from 0; the column is in some [`Encoding`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// The line.
    pub line: u32,
    /// The column.
    pub character: u32,
}

/// Where each line begins. `\n`, `\r\n` and a lone `\r` end a line, as in the protocol; nothing else does.
#[derive(Clone, Debug)]
pub struct LineIndex {
    starts: Vec<u32>,
    len: u32,
}

impl LineIndex {
    /// Reads the text once.
    pub fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut starts = Vec::with_capacity(bytes.len() / 24 + 1);
        starts.push(0);
        for at in memchr2_iter(b'\n', b'\r', bytes) {
            let crlf = bytes.get(at) == Some(&b'\r') && bytes.get(at + 1) == Some(&b'\n');
            if !crlf {
                starts.push(offset(at + 1));
            }
        }
        LineIndex { starts, len: offset(bytes.len()) }
    }

    /// How many lines there are; an empty text has one.
    pub fn lines(&self) -> u32 {
        offset(self.starts.len())
    }

    /// The line that an offset is on.
    pub fn line(&self, at: u32) -> u32 {
        offset(self.starts.partition_point(|&start| start <= at).saturating_sub(1))
    }

    /// The range of a line without its line break; the empty range at the end for a line past the last.
    pub fn line_range(&self, text: &str, line: u32) -> TextRange {
        let Some(&start) = self.starts.get(line as usize) else { return TextRange { start: self.len, end: self.len } };
        let end = self.starts.get(line as usize + 1).copied().unwrap_or(self.len);
        let whole = TextRange { start, end };
        let kept = whole.slice(text).trim_end_matches(['\n', '\r']).len();
        TextRange { start, end: start + offset(kept) }
    }

    /// The position of an offset. An offset inside a character counts as the character's beginning.
    pub fn position(&self, text: &str, at: u32, encoding: Encoding) -> Position {
        let at = at.min(self.len);
        let line = self.line(at);
        let start = self.starts.get(line as usize).copied().unwrap_or(0);
        let mut end = at as usize;
        while end > start as usize && !text.is_char_boundary(end) {
            end -= 1;
        }
        Position { line, character: encoding.width(text.get(start as usize..end).unwrap_or("")) }
    }

    /// The offset of a position. A column past the end of its line is the end of the line, a line past the last
    /// is the end of the text, a column inside a character is the character's beginning (as the protocol says).
    pub fn offset(&self, text: &str, position: Position, encoding: Encoding) -> u32 {
        let line = self.line_range(text, position.line);
        let content = line.slice(text);
        let wanted = position.character;
        if encoding == Encoding::Utf8 || content.is_ascii() {
            let mut at = (wanted as usize).min(content.len());
            while !content.is_char_boundary(at) {
                at -= 1;
            }
            return line.start + offset(at);
        }
        let mut column = 0u32;
        for (at, ch) in content.char_indices() {
            let width = if encoding == Encoding::Utf16 { ch.len_utf16() as u32 } else { 1 };
            if column + width > wanted {
                return line.start + offset(at);
            }
            column += width;
        }
        line.end
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_at_the_three_line_breaks_only() {
        let text = "a\nb\r\nc\rd\u{2028}e\u{85}f";
        let index = LineIndex::new(text);
        assert_eq!(index.lines(), 4);
        assert_eq!(index.line_range(text, 1).slice(text), "b");
        assert_eq!(index.line_range(text, 3).slice(text), "d\u{2028}e\u{85}f");
        assert_eq!(index.line_range(text, 9), TextRange::empty(text.len()));
    }

    #[test]
    fn columns_in_three_encodings_and_back() {
        let text = "x\r\nß🛒y";
        let index = LineIndex::new(text);
        let y = offset(text.len() - 1);
        for (encoding, column) in [(Encoding::Utf8, 6), (Encoding::Utf16, 3), (Encoding::Utf32, 2)] {
            let position = index.position(text, y, encoding);
            assert_eq!((position.line, position.character), (1, column));
            assert_eq!(index.offset(text, position, encoding), y);
        }
        // Inside the surrogate pair, past the line, past the text.
        assert_eq!(index.offset(text, Position { line: 1, character: 2 }, Encoding::Utf16), 5);
        assert_eq!(index.offset(text, Position { line: 0, character: 99 }, Encoding::Utf16), 1);
        assert_eq!(index.offset(text, Position { line: 7, character: 0 }, Encoding::Utf16), offset(text.len()));
    }
}
