//! Folding: every container that takes several lines, with words for what is hidden.

use super::{Document, words};
use crate::syntax::edit::closing;
use crate::syntax::{Kind, Node};
use crate::text::TextRange;

/// A part of the text that can be folded away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fold {
    /// What is hidden: everything between the brackets.
    pub range: TextRange,
    /// The line of the opening bracket, which stays.
    pub start_line: u32,
    /// The line of the closing bracket.
    pub end_line: u32,
    /// What is shown in place of it.
    pub words: String,
}

/// The folds of a document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folds {
    /// In the order of the text.
    pub folds: Vec<Fold>,
    /// How many more there are, further inside, for which there was no room.
    pub left_out: usize,
}

/// The folds; with a limit the outer ones go first. Where only whole lines can be folded one fold a line is enough.
pub fn folds(document: &Document, limit: Option<usize>, whole_lines: bool) -> Folds {
    let mut found: Vec<(u32, Fold)> = Vec::new();
    let mut depths: Vec<u32> = Vec::with_capacity(document.tree.len());
    for node in document.tree.iter() {
        let above = node.parent().and_then(|parent| depths.get(parent.id().index() as usize));
        let depth = above.map_or(0, |depth| depth + 1);
        depths.push(depth);
        let Some(fold) = fold(document, node) else { continue };
        let hidden = found.last().is_some_and(|(_, last)| whole_lines && last.start_line == fold.start_line);
        let nothing = whole_lines && fold.end_line == fold.start_line + 1;
        if !hidden && !nothing {
            found.push((depth, fold));
        }
    }
    let limit = limit.unwrap_or(usize::MAX);
    let left_out = found.len().saturating_sub(limit);
    if left_out > 0 {
        // Sorting is stable: of one depth the first ones stay.
        let mut order: Vec<(u32, usize)> = found.iter().map(|(depth, _)| *depth).zip(0..).collect();
        order.sort();
        let mut kept: Vec<bool> = vec![false; found.len()];
        for (_, at) in order.into_iter().take(limit) {
            if let Some(kept) = kept.get_mut(at) {
                *kept = true;
            }
        }
        let mut kept = kept.into_iter();
        found.retain(|_| kept.next().unwrap_or(false));
    }
    Folds { folds: found.into_iter().map(|(_, fold)| fold).collect(), left_out }
}

fn fold(document: &Document, node: Node<'_>) -> Option<Fold> {
    if !node.is_container() {
        return None;
    }
    let start = node.range().start + 1;
    let range = TextRange { start, end: closing(node).max(start) };
    let (start_line, end_line) = (document.lines.line(start), document.lines.line(range.end));
    (start_line < end_line).then(|| Fold { range, start_line, end_line, words: in_words(node) })
}

fn in_words(node: Node<'_>) -> String {
    let name = || node.get("name").and_then(Node::as_str).filter(|name| !name.trim().is_empty());
    // A list of one says what its item says.
    let only = node.items().next().filter(|_| node.child_count() == 1);
    if let Some(said) = words::session(node).or_else(|| only.and_then(words::session)) {
        return format!(" {said} ");
    }
    if let Some(name) = name() {
        return format!(" {} … ", crate::text::shown::short(&name, 60).trim_end_matches('…'));
    }
    let (count, what) = (node.child_count(), if node.kind() == Kind::Object { "member" } else { "item" });
    format!(" {count} {what}{} ", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ide::DocumentKind;

    const TEXT: &str = "[\r\n  {\r\n    \"name\": \"Läden 🛒\",\r\n    \"sessionDefinition\": [{\r\n      \"func\": \"INACTIVITY\", \"numPeriods\": 30,\r\n      \"granularity\": \"MINUTE\"\r\n    }],\r\n    \"segmentList\": [\r\n    ]\r\n  }\r\n]";

    fn drawn(limit: Option<usize>, whole_lines: bool) -> String {
        let document = Document::new(TEXT, DocumentKind::DataView);
        let found = folds(&document, limit, whole_lines);
        let line = |fold: &Fold| format!("{}-{}{}\n", fold.start_line, fold.end_line, fold.words.trim_end());
        let lines: String = found.folds.iter().map(line).collect();
        format!("{lines}{} left out", found.left_out)
    }

    #[test]
    fn containers_of_several_lines_fold_with_words_for_what_is_hidden() {
        assert_eq!(
            drawn(None, false),
            "0-10 1 item\n1-9 Läden 🛒 …\n3-6 ends after 30 minutes without events\n3-6 ends after 30 minutes without events\n7-8 0 items\n0 left out"
        );
        assert_eq!(
            drawn(None, true),
            "0-10 1 item\n1-9 Läden 🛒 …\n3-6 ends after 30 minutes without events\n0 left out"
        );
    }

    #[test]
    fn a_limit_keeps_the_outer_ones_and_says_what_it_costs() {
        assert_eq!(drawn(Some(2), false), "0-10 1 item\n1-9 Läden 🛒 …\n3 left out");
        assert_eq!(drawn(Some(0), false), "5 left out");
    }
}
