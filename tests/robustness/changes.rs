//! Whatever is offered at a place, taken: JSON stays JSON, and what is only said otherwise stays the same value.

use crate::sound;
use cja_lsp::diagnostic::Diagnostic;
use cja_lsp::ide::{self, Asked, AssistKind, Completions, Document, Env};
use cja_lsp::schema::skeleton;
use cja_lsp::syntax::Tree;
use cja_lsp::text::{TextEdit, TextRange, apply};
use serde_json::Value;

/// Every change at a cursor, and at the selection from it to the end of the line.
pub(crate) fn assists(document: &Document, env: Env<'_>, found: &[Diagnostic], at: u32) {
    let text = document.text();
    let rest = text[at as usize..].find(['\n', '\r']).unwrap_or(text.len() - at as usize);
    for range in [TextRange { start: at, end: at }, TextRange::new(at as usize, at as usize + rest)] {
        let diagnose = crate::fixes::diagnose;
        let asked =
            Asked { document, env, range, found, diagnose: &diagnose, taken: &|name| name == "web.dataview.json" };
        for assist in ide::ASSISTS {
            let Some(title) = assist.offer(&asked) else { continue };
            assert!(!title.is_empty() && !title.contains(['\n', '\r']), "{title:?}");
            // What costs something is tried at some of the places.
            if assist.kind == AssistKind::FixAll && !at.is_multiple_of(16) {
                continue;
            }
            let change = assist.change(&asked).unwrap_or_default();
            sound::edits(text, &change.edits);
            let after = apply(text, &change.edits);
            let tree = Tree::parse(after.as_str());
            let broken = document.tree.errors().is_empty() && !tree.errors().is_empty();
            assert!(!broken, "`{title}` leaves no JSON: {after}");
            if assist.kind == AssistKind::Sort {
                assert_eq!(value(text), value(&after), "`{title}` changed what is said");
            }
            for (number, file) in change.files.iter().enumerate() {
                let made = Tree::parse(file.text.as_str());
                let good = made.errors().is_empty() && made.root().is_some_and(|root| root.is_object());
                assert!(good, "`{title}` makes {}", file.text);
                let unique = change.files.iter().take(number).all(|other| other.name != file.name);
                assert!(
                    unique && file.name != "web.dataview.json" && !file.name.contains(['/', '\\']),
                    "{}",
                    file.name
                );
            }
        }
    }
}

/// Every item of a list, in a text that is JSON: taken it leaves JSON, or a single mistake where a value is half typed.
pub(crate) fn completions(document: &Document, completions: &Completions) {
    let text = document.text();
    let Some(range) = completions.range.filter(|_| document.tree.errors().is_empty()) else { return };
    // Time zones are hundreds of one kind.
    let step = completions.items.len() / 20 + 1;
    for item in completions.items.iter().step_by(step) {
        let mut edits = completions.extra.clone();
        edits.push(TextEdit::replace(range, skeleton::plain(&item.snippet)));
        sound::edits(text, &edits);
        let after = Tree::parse(apply(text, &edits));
        assert!(after.errors().is_empty(), "`{}` in {range:?} leaves {}", item.label, after.text());
    }
}

fn value(text: &str) -> Option<Value> {
    serde_json::from_str(text.strip_prefix('\u{feff}').unwrap_or(text)).ok()
}
