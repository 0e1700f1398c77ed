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

#[cfg(test)]
mod tests {
    use super::*;

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
