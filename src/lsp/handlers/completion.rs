//! `textDocument/completion` and `completionItem/resolve`.
//!
//! Documentation is left to resolve where the client can: the item says where it was offered, and is looked up again
//! in the same version.

use crate::ide::{self, Completions, Document, Item, ItemKind};
use crate::lsp::client::Abilities;
use crate::lsp::convert;
use crate::lsp::session::{Session, View};
use crate::schema::skeleton;
use crate::text::TextRange;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::*;

/// Where an item was offered.
#[derive(Serialize, Deserialize)]
struct Offered {
    uri: Uri,
    version: i32,
    at: u32,
}

pub(in crate::lsp) async fn complete(
    session: &Arc<Session>,
    params: CompletionParams,
) -> Result<Option<CompletionResponse>> {
    let TextDocumentPositionParams { text_document, position } = params.text_document_position;
    let answer = session.with_view(&text_document.uri, move |view, session| {
        let abilities = session.abilities();
        let at = view.document.offset(convert::position(position), abilities.encoding);
        let found = ask(view, session, at);
        let offered = Offered { uri: view.open.uri.clone(), version: view.version.number, at };
        let data = serde_json::to_value(offered).ok().filter(|_| abilities.resolves_documentation);
        let items = found.items.iter().enumerate();
        let items = items.map(|(rank, item)| to_item(item, rank, &found, at, view, abilities, data.as_ref())).collect();
        CompletionResponse::List(CompletionList { is_incomplete: found.incomplete, items })
    });
    answer.await
}

fn ask(view: &View, session: &Session, at: u32) -> Completions {
    let (schema, seen, catalogue) = (view.schema(), session.seen(), session.catalogue(&view.settings));
    ide::complete(&view.document, Session::env(&schema, &seen, &catalogue), at)
}

fn to_item(
    item: &Item,
    rank: usize,
    found: &Completions,
    at: u32,
    view: &View,
    abilities: &Abilities,
    data: Option<&serde_json::Value>,
) -> CompletionItem {
    let document = &view.document;
    let mut range = found.range.unwrap_or(TextRange { start: at, end: at });
    let mut text = item.snippet.clone();
    let behind = TextRange { start: at, end: range.end }.slice(document.text());
    if !abilities.edits_behind_cursor && behind == "\"" {
        // Such clients leave what is behind the cursor: the closing quote that is there is used.
        let plain = skeleton::plain(&text);
        text = match plain.split_once("\": ") {
            Some((name, _)) => name.to_owned(),
            None => plain.strip_suffix('"').unwrap_or(&plain).to_owned(),
        };
        text = skeleton::escape(&text);
        range.end = at;
    }
    // An item without places is plain text: some clients show and insert the label of a snippet first.
    let snippets = abilities.snippets && skeleton::has_places(&text);
    let text = if snippets { text } else { skeleton::plain(&text) };
    let text = match text.contains(['\n', '\t']) && !snippets {
        // Plain text is put in as it is, so it is laid out here.
        true => {
            let layout = crate::syntax::edit::Layout::of(document.text());
            layout.lay_out(&text, crate::syntax::edit::indent_at(document.text(), range.start))
        }
        false => text,
    };
    let extra = convert::edits(document, &found.extra, abilities);
    CompletionItem {
        label: item.label.clone(),
        kind: Some(kind(item.kind, abilities)),
        detail: (!item.detail.is_empty()).then(|| item.detail.clone()),
        documentation: item
            .documentation
            .as_deref()
            .filter(|_| data.is_none())
            .map(|text| documentation(text, abilities)),
        tags: (item.deprecated && abilities.deprecated_tag).then(|| vec![CompletionItemTag::DEPRECATED]),
        sort_text: Some(format!("{rank:04}")),
        filter_text: (item.filter != item.label).then(|| item.filter.clone()),
        insert_text_format: snippets.then_some(InsertTextFormat::SNIPPET),
        commit_characters: commit_characters(item, &text, snippets, abilities),
        text_edit: Some(edit(document, range, at, text, snippets, abilities)),
        additional_text_edits: (!extra.is_empty()).then_some(extra),
        data: data.cloned(),
        ..CompletionItem::default()
    }
}

/// A comma behind a value that is chosen ends it and begins what comes next.
fn commit_characters(item: &Item, text: &str, snippets: bool, abilities: &Abilities) -> Option<Vec<String>> {
    let ends = matches!(item.kind, ItemKind::Choice | ItemKind::Reference | ItemKind::Value) && !text.ends_with(',');
    (abilities.commits && ends && !snippets).then(|| vec![",".to_owned()])
}

/// What is inserted. A client that knows both gets two ranges where that leaves JSON in both: inside a string the text
/// behind the cursor may stay, as long as the quote that closes it is the one that is there.
fn edit(
    document: &Document,
    range: TextRange,
    at: u32,
    text: String,
    snippets: bool,
    abilities: &Abilities,
) -> CompletionTextEdit {
    let old = range.slice(document.text());
    let inside = range.start < at && at + 1 < range.end;
    let strings = old.len() > 1 && old.starts_with('"') && old.ends_with('"') && text.starts_with('"');
    let bare = text.strip_suffix('"').filter(|bare| !snippets && bare.len() > 1 && !bare.contains("\": "));
    if let Some(bare) = bare.filter(|_| abilities.edits_behind_cursor && inside && strings) {
        let to = |end| convert::range(document, TextRange { start: range.start, end }, abilities);
        let (insert, replace) = (to(at), to(range.end - 1));
        return CompletionTextEdit::InsertAndReplace(InsertReplaceEdit { new_text: bare.to_owned(), insert, replace });
    }
    CompletionTextEdit::Edit(TextEdit::new(convert::range(document, range, abilities), text))
}

fn kind(kind: ItemKind, abilities: &Abilities) -> CompletionItemKind {
    match kind {
        ItemKind::Member => CompletionItemKind::PROPERTY,
        ItemKind::Choice if abilities.enum_members => CompletionItemKind::ENUM_MEMBER,
        ItemKind::Choice | ItemKind::Value => CompletionItemKind::VALUE,
        ItemKind::Reference => CompletionItemKind::REFERENCE,
        ItemKind::Template => CompletionItemKind::SNIPPET,
    }
}

fn documentation(text: &str, abilities: &Abilities) -> Documentation {
    let (kind, value) = match abilities.completion_markdown {
        Some(true) => (MarkupKind::Markdown, text.to_owned()),
        Some(false) => (MarkupKind::PlainText, ide::plain_text(text)),
        None => return Documentation::String(ide::plain_text(text)),
    };
    Documentation::MarkupContent(MarkupContent { kind, value })
}

pub(in crate::lsp) async fn resolve(session: &Arc<Session>, mut item: CompletionItem) -> Result<CompletionItem> {
    let offered = item.data.clone().and_then(|data| serde_json::from_value::<Offered>(data).ok());
    let Some(Offered { uri, version, at }) = offered else { return Ok(item) };
    // Two things may have one name; the id in the detail tells them apart.
    let (label, detail) = (item.label.clone(), item.detail.clone().unwrap_or_default());
    let answer = session.with_view(&uri, move |view, session| {
        let found = if view.version.number == version { ask(view, session, at).items } else { Vec::new() };
        let found = found.into_iter().find(|candidate| candidate.label == label && candidate.detail == detail)?;
        found.documentation.map(|text| documentation(&text, session.abilities()))
    });
    if let Some(documentation) = answer.await?.flatten() {
        item.documentation = Some(documentation);
    }
    Ok(item)
}
