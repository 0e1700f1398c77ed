//! Selections that grow: from the word in quotes to the string, the member, what is in the brackets, the whole text.

use super::Document;
use crate::syntax::edit::closing;
use crate::text::TextRange;

/// The ranges around an offset, from the smallest to the whole text, each larger than the one before.
pub fn selection(document: &Document, at: u32) -> Vec<TextRange> {
    let mut ranges: Vec<TextRange> = Vec::new();
    let mut add = |range: TextRange| {
        let grows = ranges.last().is_none_or(|last| range.contains(*last) && range != *last);
        if grows && range.touches(at) && !(ranges.is_empty() && range.is_empty()) {
            ranges.push(range);
        }
    };
    let mut node = document.tree.node_at(at);
    while let Some(here) = node {
        if here.is_container() {
            let inner = TextRange { start: here.range().start + 1, end: closing(here).max(here.range().start + 1) };
            let content = inner.slice(document.text());
            let before = content.len() - content.trim_start().len();
            let start = inner.start + crate::text::offset(before);
            add(TextRange { start, end: start + crate::text::offset(content.trim().len()) });
        } else if here.as_str().is_some() {
            add(here.inner_range());
        }
        add(here.range());
        let member = here.key().map(|key| (key, here)).or_else(|| Some((here, here.value()?)));
        if let Some((key, value)) = member {
            add(key.range().cover(value.range()));
        }
        node = here.parent();
    }
    add(document.tree.range());
    if ranges.is_empty() {
        ranges.push(document.tree.range());
    }
    ranges
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ide::DocumentKind;
    use crate::testing::cursor;

    fn grown(text: &str) -> Vec<String> {
        let (text, at) = cursor(text);
        let document = Document::new(text, DocumentKind::DataView);
        selection(&document, at).into_iter().map(|range| range.slice(document.text()).to_owned()).collect()
    }

    #[test]
    fn selections_grow_by_what_belongs_together() {
        assert_eq!(
            grown(r#"{ "a": [1, "🛒$0 x"], "b": 2 }"#),
            [
                "🛒 x",
                "\"🛒 x\"",
                "1, \"🛒 x\"",
                "[1, \"🛒 x\"]",
                "\"a\": [1, \"🛒 x\"]",
                "\"a\": [1, \"🛒 x\"], \"b\": 2",
                "{ \"a\": [1, \"🛒 x\"], \"b\": 2 }"
            ]
        );
        assert_eq!(grown("{ \"b$0\": 2 }")[..3], ["b", "\"b\"", "\"b\": 2"]);
        assert_eq!(grown("$0"), [""]);
        assert_eq!(grown("{ \"a\": $0"), ["{ \"a\": "]);
    }
}
