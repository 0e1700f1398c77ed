//! The line table of one text, and positions in the three encodings that a client may choose.

use super::{Splice, TextRange, offset};
use std::sync::OnceLock;

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
    /// For each [`STEP`] bytes what stands before them, so that a column far out on a long line is not counted from
    /// the line's beginning. Made when there is such a line.
    marks: OnceLock<Vec<Counts>>,
}

/// Bytes between two marks; shorter stretches are counted anew each time.
const STEP: usize = 512;

/// How many characters begin in a stretch of text, and their UTF-16 code units.
#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    utf16: u32,
    utf32: u32,
}

impl Counts {
    /// Goes by the leading bytes, so that a stretch may begin or end inside a character.
    fn of(bytes: &[u8]) -> Counts {
        let leading = bytes.iter().filter(|byte| **byte & 0xc0 != 0x80).count();
        let astral = bytes.iter().filter(|byte| **byte >= 0xf0).count();
        Counts { utf16: offset(leading + astral), utf32: offset(leading) }
    }

    fn and(self, other: Counts) -> Counts {
        Counts { utf16: self.utf16 + other.utf16, utf32: self.utf32 + other.utf32 }
    }

    fn in_units(self, encoding: Encoding) -> u32 {
        if encoding == Encoding::Utf32 { self.utf32 } else { self.utf16 }
    }
}

impl LineIndex {
    /// Reads the text once.
    pub fn new(text: &str) -> Self {
        let mut starts = Vec::with_capacity(text.len() / 24 + 1);
        starts.push(0);
        line_starts(text.as_bytes(), 0, text.len(), &mut starts);
        LineIndex { starts, len: offset(text.len()), marks: OnceLock::new() }
    }

    /// Follows an edit, after which the text is this: only the lines around it are read.
    pub fn edit(&mut self, text: &str, splice: Splice) {
        // A line begins behind a `\r` or not, depending on the byte that it begins with: that one must be an old one.
        let kept = self.starts.partition_point(|start| *start < splice.range.start).max(1);
        let again = self.starts.partition_point(|start| *start <= splice.range.end).max(kept);
        let from = self.starts.get(kept - 1).copied().unwrap_or(0) as usize;
        let until = self.starts.get(again).map_or(text.len(), |start| splice.forward(*start) as usize - 1);
        let mut between = Vec::new();
        line_starts(text.as_bytes(), from, until, &mut between);
        for start in self.starts.iter_mut().skip(again) {
            *start = splice.forward(*start);
        }
        drop(self.starts.splice(kept..again, between));
        self.len = offset(text.len());
        self.marks = OnceLock::new();
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

    /// What stands before an offset.
    fn before(&self, text: &str, at: u32) -> Counts {
        let mark = at as usize / STEP;
        let counted = self.marks(text).get(mark).copied().unwrap_or_default();
        counted.and(Counts::of(text.as_bytes().get(mark * STEP..at as usize).unwrap_or(&[])))
    }

    fn marks(&self, text: &str) -> &[Counts] {
        self.marks.get_or_init(|| {
            let mut before = Counts::default();
            let mark = |stretch: &[u8]| {
                let mark = before;
                before = before.and(Counts::of(stretch));
                mark
            };
            text.as_bytes().chunks(STEP).map(mark).collect()
        })
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
        let bytes = offset(end) - start;
        let character = if encoding == Encoding::Utf8 {
            bytes
        } else if bytes as usize <= STEP {
            Counts::of(text.as_bytes().get(start as usize..end).unwrap_or(&[])).in_units(encoding)
        } else {
            self.before(text, offset(end)).in_units(encoding) - self.before(text, start).in_units(encoding)
        };
        Position { line, character }
    }

    /// The offset of a position. A column past the end of its line is the end of the line, a line past the last
    /// is the end of the text, a column inside a character is the character's beginning (as the protocol says).
    pub fn offset(&self, text: &str, position: Position, encoding: Encoding) -> u32 {
        let line = self.line_range(text, position.line);
        let wanted = position.character;
        if encoding == Encoding::Utf8 {
            let mut at = line.start.saturating_add(wanted).min(line.end) as usize;
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            return offset(at);
        }
        let (mut from, mut column, mut wanted) = (line.start, 0, wanted);
        if line.len() as usize > STEP {
            // The walk begins at the last mark before the wanted column that is on the line, else where the line does.
            wanted = self.before(text, line.start).in_units(encoding).saturating_add(wanted);
            let marks = self.marks(text);
            let mark = marks.partition_point(|mark| mark.in_units(encoding) <= wanted).saturating_sub(1);
            from = (offset(mark * STEP).max(line.start)).min(line.end);
            column = self.before(text, from).in_units(encoding);
        }
        for (at, byte) in (from..line.end).zip(text.as_bytes().get(from as usize..).unwrap_or(&[])) {
            let width = match byte {
                0x80..=0xbf => continue,
                0xf0.. if encoding == Encoding::Utf16 => 2,
                _ => 1,
            };
            if column + width > wanted {
                return at;
            }
            column += width;
        }
        line.end
    }
}

/// Notes where the lines begin that follow the line breaks in `from..until`, eight bytes at a time.
fn line_starts(bytes: &[u8], from: usize, until: usize, starts: &mut Vec<u32>) {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const LOWS: u64 = 0x7f7f_7f7f_7f7f_7f7f;
    // A byte that is zero has its high bit set in the answer, and no other one has.
    let zeros = |word: u64| !(((word & LOWS) + LOWS) | word | LOWS);
    let mut note = |at: usize, byte: u8| {
        let crlf = byte == b'\r' && bytes.get(at + 1) == Some(&b'\n');
        if !crlf {
            starts.push(offset(at + 1));
        }
    };
    let mut at = from;
    let (words, rest) = bytes.get(from..until).unwrap_or(&[]).as_chunks::<8>();
    for chunk in words {
        let word = u64::from_le_bytes(*chunk);
        let mut breaks = zeros(word ^ (ONES * b'\n' as u64)) | zeros(word ^ (ONES * b'\r' as u64));
        while breaks != 0 {
            let found = (breaks.trailing_zeros() / 8) as usize;
            note(at + found, chunk.get(found).copied().unwrap_or(0));
            breaks &= breaks - 1;
        }
        at += 8;
    }
    for (found, byte) in rest.iter().enumerate().filter(|(_, byte)| matches!(byte, b'\n' | b'\r')) {
        note(at + found, *byte);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_that_follows_an_edit_is_the_table_of_the_new_text() {
        let texts =
            ["", "a\nb\r\nc\rd", "a\nb\r\ncc\rd", "a\nb\rc\rd", "\r\n\n\r", "\r", "\r\n", "\n\r\n", "aß\r\n🛒\r", "x"];
        for (before, after) in texts.iter().flat_map(|before| texts.map(|after| (*before, after))) {
            let mut edited = LineIndex::new(before);
            edited.edit(after, Splice::between(before, after));
            let expected: Vec<u32> = LineIndex::new(after).starts;
            assert_eq!(edited.starts, expected, "{before:?} {after:?}");
            assert_eq!(edited.len, offset(after.len()));
        }
    }

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

    #[test]
    fn long_lines_are_counted_as_short_ones_are() {
        let long: String = (0..700).map(|number| ["a", "ß", "→", "🛒", "xyz"][number % 5]).collect();
        let text = format!("short\n{long}\r\n🛒{long}");
        let index = LineIndex::new(&text);
        for encoding in [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32] {
            for (at, _) in text.char_indices().filter(|(at, _)| !text[..*at].ends_with('\r')) {
                let position = index.position(&text, offset(at), encoding);
                let start = text[..at].rfind('\n').map_or(0, |line_break| line_break + 1);
                assert_eq!(position.character, encoding.width(&text[start..at]), "{encoding:?} {at}");
                assert_eq!(index.offset(&text, position, encoding), offset(at), "{encoding:?} {at}");
            }
        }
    }

    #[test]
    fn columns_far_out_cost_no_more_than_near_ones() {
        let text = "ß".repeat(1_000_000);
        let index = LineIndex::new(&text);
        // Counted from the line's beginning this would be a hundred thousand million steps.
        for at in (0..1_000_000).step_by(5) {
            let position = Position { line: 0, character: at };
            assert_eq!(index.offset(&text, position, Encoding::Utf16), 2 * at);
            assert_eq!(index.position(&text, 2 * at, Encoding::Utf16), position);
        }
    }
}
