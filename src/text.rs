//! Text as the rest of the house sees it: byte offsets, byte ranges, edits, and the line table that turns an
//! offset into what an editor calls a position.
//!
//! Knows nothing of JSON and nothing of the protocol. Offsets are bytes (`u32`); line and column exist only at
//! the edge, in one of the three [`Encoding`]s. Begin reading at [`TextRange`], then [`LineIndex`].

mod edit;
mod line_index;
pub mod shown;
mod splice;

pub use edit::{Patch, TextEdit, apply};
pub use line_index::{Encoding, LineIndex, Position};
pub use splice::Splice;

/// A half-open range of bytes in a text, always on character boundaries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TextRange {
    /// The first byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl TextRange {
    /// The range from `start` to `end`; an `end` before `start` gives the empty range at `start`.
    pub fn new(start: usize, end: usize) -> Self {
        let start = offset(start);
        TextRange { start, end: offset(end).max(start) }
    }

    /// The empty range at an offset.
    pub fn empty(at: usize) -> Self {
        TextRange::new(at, at)
    }

    /// Length in bytes.
    pub fn len(self) -> u32 {
        self.end - self.start
    }

    /// Whether it covers no byte.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Whether the offset lies in the range or touches either end (where a cursor still belongs to it).
    pub fn touches(self, offset: u32) -> bool {
        self.start <= offset && offset <= self.end
    }

    /// Whether the two ranges share a byte or an end.
    pub fn meets(self, other: TextRange) -> bool {
        self.start <= other.end && other.start <= self.end
    }

    /// Whether `other` lies wholly inside.
    pub fn contains(self, other: TextRange) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// The smallest range that covers both.
    pub fn cover(self, other: TextRange) -> TextRange {
        TextRange { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The text of the range; empty when the range is not in the text.
    pub fn slice(self, text: &str) -> &str {
        text.get(self.start as usize..self.end as usize).unwrap_or("")
    }
}

/// A `usize` as the offset type; texts beyond 4 GiB are refused long before.
pub fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
