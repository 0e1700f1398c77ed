//! A document that follows edits is the document that the whole text makes.

use cja_lsp::ide::{Document, DocumentKind};
use cja_lsp::text::{Encoding, Splice, offset};

/// Takes a document from one text to the other and back, as typing and undoing do.
pub(crate) fn there_and_back(before: &str, after: &str) -> usize {
    let mut document = Document::new(before, DocumentKind::DataView);
    usize::from(follow(&mut document, after)) + usize::from(follow(&mut document, before))
}

/// Whether only a part was parsed.
fn follow(document: &mut Document, text: &str) -> bool {
    let splice = Splice::between(document.text(), text);
    let inserted = &text[splice.range.start as usize..splice.new_end() as usize];
    let mut tree = document.tree.clone();
    let followed = tree.edit(splice, inserted);
    document.edit(splice, inserted);
    let whole = Document::new(text, DocumentKind::DataView);
    assert_eq!(drawn(document), drawn(&whole), "{text}");
    for at in [0, splice.range.start, splice.new_end(), offset(text.len())] {
        for encoding in [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32] {
            assert_eq!(document.position(at, encoding), whole.position(at, encoding), "{at} {text}");
        }
    }
    followed
}

fn drawn(document: &Document) -> String {
    let tree = &document.tree;
    let nodes: Vec<_> = tree
        .iter()
        .map(|node| {
            (
                node,
                node.parent(),
                node.child_count(),
                node.is_odd(),
                node.is_unclear(),
                node.is_hurt(),
                node.is_unclosed(),
            )
        })
        .collect();
    format!(
        "{:?} {nodes:?} {:?} {:?} {} {}",
        tree.text(),
        tree.errors(),
        tree.warnings(),
        tree.depth(),
        document.lines.lines()
    )
}
