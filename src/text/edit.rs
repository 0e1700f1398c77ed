//! Edits as values, and how a list of them is applied.

use super::TextRange;

/// Replace the bytes of `range` with `text`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextEdit {
    /// What is replaced; empty to insert.
    pub range: TextRange,
    /// What stands there afterwards.
    pub text: String,
}

impl TextEdit {
    /// Replaces a range.
    pub fn replace(range: TextRange, text: impl Into<String>) -> Self {
        TextEdit { range, text: text.into() }
    }

    /// Inserts at an offset.
    pub fn insert(at: u32, text: impl Into<String>) -> Self {
        TextEdit { range: TextRange { start: at, end: at }, text: text.into() }
    }

    /// Deletes a range.
    pub fn delete(range: TextRange) -> Self {
        TextEdit { range, text: String::new() }
    }
}

/// The text after the edits, all of them given in offsets of the text before. An edit that overlaps one that
/// begins earlier, or that lies outside the text, is left out.
pub fn apply(text: &str, edits: &[TextEdit]) -> String {
    let mut sorted: Vec<&TextEdit> = edits.iter().collect();
    sorted.sort_by_key(|edit| (edit.range.start, edit.range.end));
    let mut out = String::with_capacity(text.len() + 64);
    let mut done = 0usize;
    for edit in sorted {
        let (start, end) = (edit.range.start as usize, edit.range.end as usize);
        if start < done || end < start || !text.is_char_boundary(end) {
            continue;
        }
        let Some(kept) = text.get(done..start) else { continue };
        out.push_str(kept);
        out.push_str(&edit.text);
        done = end;
    }
    out.push_str(text.get(done..).unwrap_or(""));
    out
}

/// Edits upon edits, as the edits of the text that all began with.
#[derive(Clone, Debug)]
pub struct Patch {
    pieces: Vec<Piece>,
}

#[derive(Clone, Debug)]
enum Piece {
    /// A range of the first text.
    Kept(TextRange),
    New(String),
}

impl Patch {
    /// Of a text of this length, unchanged.
    pub fn of(text: &str) -> Patch {
        Patch { pieces: vec![Piece::Kept(TextRange::new(0, text.len()))] }
    }

    /// Adds edits, not overlapping, of the text as it is after all that were added before.
    pub fn add(&mut self, edits: &[TextEdit]) {
        let mut sorted: Vec<&TextEdit> = edits.iter().collect();
        sorted.sort_by_key(|edit| (edit.range.start, edit.range.end));
        let mut old = std::mem::take(&mut self.pieces).into_iter();
        let mut rest = old.next();
        let mut at = 0;
        for edit in sorted {
            while at < edit.range.start
                && let Some(piece) = rest.take()
            {
                let (head, tail) = piece.split(edit.range.start - at);
                at += head.len();
                self.pieces.push(head);
                rest = tail.or_else(|| old.next());
            }
            self.pieces.push(Piece::New(edit.text.clone()));
            while at < edit.range.end
                && let Some(piece) = rest.take()
            {
                let (head, tail) = piece.split(edit.range.end - at);
                at += head.len();
                rest = tail.or_else(|| old.next());
            }
        }
        self.pieces.extend(rest.into_iter().chain(old));
    }

    /// All of them as edits of the first text, in its order, not touching one another.
    pub fn edits(&self, text: &str) -> Vec<TextEdit> {
        let mut out = Vec::new();
        let (mut done, mut new) = (0, String::new());
        let end = Piece::Kept(TextRange::empty(text.len()));
        for piece in self.pieces.iter().chain([&end]) {
            match piece {
                Piece::New(text) => new.push_str(text),
                Piece::Kept(range) => {
                    let gap = TextRange { start: done, end: range.start };
                    if gap.slice(text) != new {
                        out.push(TextEdit::replace(gap, std::mem::take(&mut new)));
                    }
                    new.clear();
                    done = range.end;
                }
            }
        }
        out
    }
}

impl Piece {
    fn len(&self) -> u32 {
        match self {
            Piece::Kept(range) => range.len(),
            Piece::New(text) => super::offset(text.len()),
        }
    }

    /// The first bytes, and the rest if there is any.
    fn split(self, at: u32) -> (Piece, Option<Piece>) {
        if at >= self.len() {
            return (self, None);
        }
        match self {
            Piece::Kept(TextRange { start, end }) => {
                let middle = start + at;
                (Piece::Kept(TextRange { start, end: middle }), Some(Piece::Kept(TextRange { start: middle, end })))
            }
            Piece::New(text) => {
                let (head, tail) = text.split_at_checked(at as usize).unwrap_or((&text, ""));
                (Piece::New(head.to_owned()), Some(Piece::New(tail.to_owned())))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_upon_edits_are_edits_of_the_first_text() {
        let first = "{ \"a\": 1, \"b\": 2 }";
        let mut patch = Patch::of(first);
        let mut text = first.to_owned();
        let rounds = [
            vec![TextEdit::replace(TextRange::new(7, 8), "[10]"), TextEdit::insert(0, "\u{feff}")],
            vec![TextEdit::delete(TextRange::new(11, 12)), TextEdit::replace(TextRange::new(3, 7), "'ä")],
            vec![TextEdit::insert(6, "x"), TextEdit::delete(TextRange::new(9, 12))],
        ];
        for edits in rounds {
            patch.add(&edits);
            text = apply(&text, &edits);
            let all = patch.edits(first);
            assert_eq!(apply(first, &all), text);
            assert!(all.windows(2).all(|pair| pair[0].range.end < pair[1].range.start), "{all:?}");
        }
        assert_eq!(Patch::of(first).edits(first), []);
    }

    #[test]
    fn edits_apply_in_any_order_and_overlaps_are_left_out() {
        let edits = [
            TextEdit::insert(6, "!"),
            TextEdit::replace(TextRange::new(0, 1), "J"),
            TextEdit::delete(TextRange::new(0, 3)),
            TextEdit::delete(TextRange::new(90, 99)),
        ];
        assert_eq!(apply("hällo", &edits), "Jällo!");
    }
}
