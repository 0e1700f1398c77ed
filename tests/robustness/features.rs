//! Every feature, asked at once.

use crate::{changes, sound};
use cja_lsp::config::{Layers, Settings};
use cja_lsp::ide::{self, Document, DocumentKind, Env, FileIndex, FormatOptions, Index, Seen, SeenIds, Symbol};
use cja_lsp::model::catalogue::{Catalogue, Entry, Part};
use cja_lsp::schema::{DATA_VIEW_TEXT, Schema};
use cja_lsp::syntax::Tree;
use cja_lsp::text::{Encoding, TextRange, apply};
use serde_json::Value;
use std::path::Path;
use std::sync::Arc;

/// What an editor session has.
pub(crate) struct Desk {
    schema: Arc<Schema>,
    settings: Settings,
    seen: SeenIds,
    catalogue: Catalogue,
}

impl Desk {
    pub(crate) fn new() -> Desk {
        let elsewhere = Tree::parse(r#"{"parentDataGroupId": "dg_1", "segmentList": ["s1"]}"#);
        Desk {
            schema: Schema::data_view(),
            settings: Settings::resolve(Path::new("/project"), Layers::default()),
            seen: SeenIds::of([&Seen::in_tree(&elsewhere)]),
            catalogue: catalogue(),
        }
    }

    /// Diagnostics, outline, folds and formatting once; what has to do with a cursor at each offset.
    pub(crate) fn ask_everything(&self, text: &str, offsets: &[usize]) {
        let now = "2026-11-25T12:00:00Z".parse().unwrap();
        let env = Env { schema: &self.schema, now, seen: &self.seen, catalogue: &self.catalogue };
        let document = Document::new(text, DocumentKind::DataView);
        let found = ide::diagnostics(&document.tree, &self.settings, None, now);
        sound::findings(text, &found);
        let told = ide::told(&document.tree, &self.settings, &self.catalogue, None, now);
        sound::findings(text, &told);
        if document.tree.is_foreign() {
            assert_eq!(
                (found.as_slice(), told.len()),
                (document.tree.errors(), 0),
                "something is concluded from {text}"
            );
        }
        for inlay in ide::inlays(&document, env, document.tree.range()) {
            sound::in_text(text, TextRange { start: inlay.at, end: inlay.at });
            assert!(!inlay.label.is_empty() && !inlay.label.contains(['\n', '\r']));
        }
        for at in offsets.iter().map(|at| u32::try_from(*at).unwrap()) {
            let completions = ide::complete(&document, env, at);
            if let Some(range) = completions.range {
                sound::in_text(text, range);
                assert!(range.touches(at), "{range:?} is not at {at}");
                assert!(!range.slice(text).contains(['\n', '\r']), "{range:?} is more than one line");
            }
            sound::edits(text, &completions.extra);
            changes::completions(&document, &completions);
            for hover in [ide::hover(&document, env, at), ide::hover_with(&document, env, at, &found)].iter().flatten()
            {
                sound::in_text(text, hover.range);
                assert!(hover.range.touches(at) && !hover.markdown.is_empty());
                assert!(!ide::plain_text(&hover.markdown).is_empty());
            }
            changes::assists(&document, env, &found, at);
            let cursor = TextRange { start: at, end: at };
            if let Some(node) = document.tree.node_at(at) {
                let place = self.schema.place_of(node, DATA_VIEW_TEXT);
                place.iter().for_each(|place| sound::in_text(DATA_VIEW_TEXT, *place));
            }
            assert!(ide::actions(&found, cursor).iter().all(|action| action.diagnostic.range.touches(at)));
            reading(&document, at);
        }
        for encoding in [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32] {
            workspace(&document, encoding, offsets);
        }
        folded(&document);
        ide::links(&document).iter().for_each(|link| sound::in_text(text, link.range));
        nested(text, &ide::outline(&document.tree), document.tree.range());
        formatted(&document.tree);
    }
}

/// Selections that grow, and what typing changes.
fn reading(document: &Document, at: u32) {
    let text = document.text();
    let grown = ide::selection(document, at);
    assert!(grown.iter().all(|range| range.touches(at)), "{grown:?} at {at}");
    assert!(grown.windows(2).all(|pair| pair[1].contains(pair[0]) && pair[1] != pair[0]), "{grown:?}");
    assert_eq!(grown.last(), Some(&document.tree.range()));
    grown.iter().for_each(|range| sound::in_text(text, *range));
    let line = document.position(at, Encoding::Utf8).line;
    for typed in ['\n', '}', ']'] {
        let Some(edit) = ide::format_on_type(document, at, typed, &FormatOptions::default()) else { continue };
        sound::edits(text, std::slice::from_ref(&edit));
        assert!(edit.range.slice(text).trim_matches([' ', '\t']).is_empty() && edit.text.trim().is_empty());
        assert_eq!(document.position(edit.range.start, Encoding::Utf8).line, line, "another line was changed");
    }
    let here = TextRange { start: at, end: at };
    if let Some(edits) = ide::format_range(document, here, &FormatOptions::default()) {
        sound::edits(text, &edits);
        let whole = ide::format(&document.tree, &FormatOptions::default()).unwrap();
        assert!(!whole.is_empty() || edits.is_empty(), "formatted text was changed");
    }
}

/// What the index holds is in the text, and each id is found from its own place, back and forth.
fn workspace(document: &Document, encoding: Encoding, offsets: &[usize]) {
    let file: Arc<str> = "file".into();
    let mut index = Index::default();
    index.put(&file, Some(Arc::new(FileIndex::of(document, encoding))));
    let held = index.file(&file).unwrap();
    for mark in &held.marks {
        sound::in_text(document.text(), mark.range);
        assert_eq!(document.range(mark.span.start, mark.span.end, encoding), mark.range);
        let at = document.offset(mark.inner.start, encoding);
        let places = ide::references(&index, document, encoding, at, true).unwrap();
        assert!(places.iter().any(|place| place.span == mark.inner), "{mark:?} is not among its own places");
        let renamed = ide::rename(&index, document, encoding, at, "dg_renamed");
        assert_eq!(renamed.unwrap()[0].edits.len(), places.len());
    }
    assert_eq!(ide::workspace_symbols(&index, "").iter().filter(|symbol| symbol.name.is_empty()).count(), 0);
    let clashes = ide::clashes(&index, &file, &document.tree, |_, severity| Some(severity));
    assert!(clashes.is_empty(), "one file does not clash with itself");
    for at in offsets.iter().map(|at| u32::try_from(*at).unwrap()) {
        let marks = ide::highlights(document, encoding, at);
        marks.iter().for_each(|(range, _)| sound::in_text(document.text(), *range));
        assert_eq!(marks.is_empty(), ide::prepare_rename(document, encoding, at).is_err());
        assert_eq!(marks.is_empty(), ide::definition(&index, document, encoding, at).is_none());
    }
}

/// Folds take several lines and are in the text; a limit is kept and what it costs is said.
fn folded(document: &Document) {
    for whole_lines in [true, false] {
        let all = ide::folds(document, None, whole_lines);
        assert_eq!(all.left_out, 0);
        for fold in &all.folds {
            sound::in_text(document.text(), fold.range);
            assert!(fold.start_line < fold.end_line && !fold.words.is_empty());
        }
        let few = ide::folds(document, Some(2), whole_lines);
        assert_eq!(few.folds.len() + few.left_out, all.folds.len());
        assert!(few.folds.len() <= 2);
    }
}

/// A service that knows one connection and nothing else.
fn catalogue() -> Catalogue {
    let now = Some("2026-11-25T12:00:00Z".parse().unwrap());
    let web = Entry { id: "dg_1".into(), name: "Web\nevents".into(), ..Entry::default() };
    let connections = Part { entries: [("dg_1".to_owned(), web)].into(), read: now, ..Part::default() };
    Catalogue { connections: Arc::new(connections), ..Catalogue::default() }
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
