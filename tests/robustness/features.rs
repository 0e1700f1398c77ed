//! Every feature, asked at once.

use crate::sound;
use cja_lsp::config::{Layers, Settings};
use cja_lsp::ide::{self, Document, DocumentKind, Env, FormatOptions, Seen, SeenIds, Symbol};
use cja_lsp::schema::Schema;
use cja_lsp::syntax::Tree;
use cja_lsp::text::{TextRange, apply};
use serde_json::Value;
use std::path::Path;
use std::sync::Arc;

/// What an editor session has.
pub(crate) struct Desk {
    schema: Arc<Schema>,
    settings: Settings,
    seen: SeenIds,
}

impl Desk {
    pub(crate) fn new() -> Desk {
        let elsewhere = Tree::parse(r#"{"parentDataGroupId": "dg_1", "segmentList": ["s1"]}"#);
        Desk {
            schema: Schema::data_view(),
            settings: Settings::resolve(Path::new("/project"), Layers::default()),
            seen: SeenIds::of([&Seen::in_tree(&elsewhere)]),
        }
    }

    /// Diagnostics, outline and formatting once; completion, hover and actions at each offset.
    pub(crate) fn ask_everything(&self, text: &str, offsets: &[usize]) {
        let now = "2026-11-25T12:00:00Z".parse().unwrap();
        let env = Env { schema: &self.schema, now, seen: &self.seen };
        let document = Document::new(text, DocumentKind::DataView);
        let found = ide::diagnostics(&document.tree, &self.settings, None, now);
        sound::findings(text, &found);
        for at in offsets.iter().map(|at| u32::try_from(*at).unwrap()) {
            let completions = ide::complete(&document, env, at);
            if let Some(range) = completions.range {
                sound::in_text(text, range);
                assert!(range.touches(at), "{range:?} is not at {at}");
                assert!(!range.slice(text).contains(['\n', '\r']), "{range:?} is more than one line");
            }
            sound::edits(text, &completions.extra);
            if let Some(hover) = ide::hover(&document, env, at) {
                sound::in_text(text, hover.range);
                assert!(hover.range.touches(at) && !hover.markdown.is_empty());
            }
            let cursor = TextRange { start: at, end: at };
            assert!(ide::actions(&found, cursor).iter().all(|action| action.diagnostic.range.touches(at)));
        }
        nested(text, &ide::outline(&document.tree), document.tree.range());
        formatted(&document.tree);
    }
}

/// Entries lie in the entry around them.
fn nested(text: &str, symbols: &[Symbol], around: TextRange) {
    for symbol in symbols {
        sound::in_text(text, symbol.range);
        assert!(around.contains(symbol.range) && symbol.range.contains(symbol.selection), "{symbol:?}");
        assert!(!symbol.name.is_empty());
        nested(text, &symbol.children, symbol.range);
    }
}

/// JSON stays the same JSON, anything else stays as it is.
fn formatted(tree: &Tree) {
    let Some(edits) = ide::format(tree, &FormatOptions::default()) else {
        return assert!(!tree.errors().is_empty(), "JSON is not formatted");
    };
    sound::edits(tree.text(), &edits);
    let after = apply(tree.text(), &edits);
    let value = |text: &str| serde_json::from_str::<Value>(text).ok();
    assert_eq!(value(tree.text()), value(&after), "{after}");
    let again = Tree::parse(after.as_str());
    let twice = apply(&after, &ide::format(&again, &FormatOptions::default()).unwrap());
    assert_eq!(twice, after, "formatting twice is not formatting once");
}
