//! What holds for the tree of any text.

use cja_lsp::diagnostic::Diagnostic;
use cja_lsp::syntax::{Kind, Node, Tree};
use cja_lsp::text::{TextEdit, TextRange, apply};
use serde::de::IgnoredAny;
use serde_json::Value;

/// Reads a text and checks everything about the tree.
pub(crate) fn parsed(text: &str) {
    let tree = Tree::parse(text);
    nodes(&tree);
    findings(text, tree.errors());
    findings(text, tree.warnings());
    verdict(&tree);
    if let [error] = tree.errors() {
        for fix in error.fixes.iter().filter(|fix| fix.preferred) {
            let mended = apply(text, &fix.edits);
            // What held nothing but a mistake is empty afterwards.
            let good = is_json(&mended) || mended.trim().is_empty();
            assert!(good, "`{}` for {} leaves no JSON: {mended:?}", fix.title, error.code);
        }
    }
}

/// The parser agrees with `serde_json`, on the verdict and on the values.
fn verdict(tree: &Tree) {
    let accepted = tree.errors().is_empty();
    let text = tree.text();
    assert_eq!(accepted, is_json(text), "{:?}", tree.errors());
    // Programs that build the value refuse a little more; that is in the module's list, and warned of.
    match serde_json::from_str::<Value>(text) {
        Ok(value) => same(tree.root().unwrap(), &value),
        Err(_) if !accepted => {}
        Err(error) => {
            let listed = text.starts_with('\u{feff}') || tree.depth() >= 128 || !tree.warnings().is_empty();
            assert!(listed, "serde_json alone refuses it: {error}");
        }
    }
}

/// The grammar's verdict; a byte order mark is let pass.
fn is_json(text: &str) -> bool {
    serde_json::from_str::<IgnoredAny>(text.strip_prefix('\u{feff}').unwrap_or(text)).is_ok()
}

fn same(node: Node<'_>, value: &Value) {
    match value {
        Value::Object(members) => {
            assert!(node.is_object());
            assert!(node.members().all(|member| members.contains_key(&*member.key.as_str().unwrap())));
            members.iter().for_each(|(name, value)| same(node.get(name).unwrap(), value));
        }
        Value::Array(items) => {
            assert_eq!((node.is_array(), node.child_count()), (true, items.len()));
            node.items().zip(items).for_each(|(node, value)| same(node, value));
        }
        Value::String(text) => assert_eq!(node.as_str().unwrap(), text.as_str()),
        Value::Number(number) => {
            let (ours, theirs) = (node.as_f64().unwrap(), number.as_f64().unwrap());
            // serde_json rounds long numbers to a neighbour of the nearest double.
            assert!((ours - theirs).abs() <= theirs.abs() * 1e-15, "{ours} {theirs}");
        }
        Value::Bool(flag) => assert_eq!(node.as_bool(), Some(*flag)),
        Value::Null => assert_eq!(node.kind(), Kind::Null),
    }
}

/// Ranges lie in the text, children in their parents, siblings behind each other.
fn nodes(tree: &Tree) {
    let text = tree.text();
    let mut ends: Vec<u32> = Vec::with_capacity(tree.len());
    for node in tree.iter() {
        in_text(text, node.range());
        let range = node.range();
        let before = match node.parent() {
            Some(parent) => {
                assert!(parent.id() < node.id() && parent.range().contains(range), "{:?} {range:?}", parent.range());
                assert!(parent.is_container());
                &mut ends[parent.id().index() as usize]
            }
            None => &mut 0,
        };
        assert!(*before <= range.start, "{range:?} begins before {before}");
        *before = range.end;
        ends.push(range.start);
    }
    for key in tree.iter().filter(|node| node.kind() == Kind::Key) {
        let value = key.value().unwrap();
        assert_eq!(value.key().map(Node::id), Some(key.id()), "{:?} {:?}", key.range(), value.kind());
    }
}

/// Ranges and edits lie in the text, edits of one fix beside each other.
pub(crate) fn findings(text: &str, found: &[Diagnostic]) {
    for diagnostic in found {
        in_text(text, diagnostic.range);
        diagnostic.related.iter().for_each(|related| in_text(text, related.range));
        diagnostic.fixes.iter().for_each(|fix| edits(text, &fix.edits));
    }
}

pub(crate) fn edits(text: &str, edits: &[TextEdit]) {
    let mut ranges: Vec<TextRange> = edits.iter().map(|edit| edit.range).collect();
    ranges.sort();
    ranges.iter().for_each(|range| in_text(text, *range));
    assert!(ranges.windows(2).all(|pair| pair[0].end <= pair[1].start), "edits overlap: {edits:?}");
}

pub(crate) fn in_text(text: &str, range: TextRange) {
    let inside = range.start <= range.end && text.get(range.start as usize..range.end as usize).is_some();
    assert!(inside, "{range:?} is no range of the text");
}
