//! `textDocument/hover`.

use crate::diagnostic::Diagnostic;
use crate::ide;
use crate::lsp::session::{INLINE, Session, View};
use crate::lsp::{convert, diagnostics, index};
use std::sync::Arc;
use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::{
    Hover, HoverContents, HoverParams, MarkedString, MarkupContent, MarkupKind, TextDocumentPositionParams,
};

/// How many files are named.
const NAMED: usize = 3;

pub(in crate::lsp) async fn hover(session: &Arc<Session>, params: HoverParams) -> Result<Option<Hover>> {
    let TextDocumentPositionParams { text_document, position } = params.text_document_position_params;
    let answer = session.with_view(&text_document.uri, move |view, session| {
        let (document, abilities, schema, seen) = (&view.document, session.abilities(), view.schema(), session.seen());
        let catalogue = session.catalogue(&view.settings);
        let at = document.offset(convert::position(position), abilities.encoding);
        let findings = findings(session, view);
        let mut found = ide::hover_with(document, Session::env(&schema, &seen, &catalogue), at, &findings)?;
        found.markdown.extend(others(session, view, at).map(|files| format!("\n\nAlso in {files}.")));
        let range = Some(convert::range(document, found.range, abilities));
        let (kind, value) = match abilities.hover_markdown {
            Some(true) => (MarkupKind::Markdown, found.markdown),
            Some(false) => (MarkupKind::PlainText, ide::plain_text(&found.markdown)),
            // Before there were formats, a bare string was Markdown.
            None => {
                return Some(Hover { contents: HoverContents::Scalar(MarkedString::String(found.markdown)), range });
            }
        };
        Some(Hover { contents: HoverContents::Markup(MarkupContent { kind, value }), range })
    });
    Ok(answer.await?.flatten())
}

/// The other files that have the id, by name; of many the first ones. Not for a large document, whose ids would all be
/// collected for it.
fn others(session: &Session, view: &View, at: u32) -> Option<String> {
    if view.version.len() > INLINE {
        return None;
    }
    let (name, encoding) = (index::name(&view.open), session.abilities().encoding);
    let found = session.index.look(|index| ide::elsewhere(index, &view.document, &name, encoding, at));
    let path = |file: &Arc<str>| file.parse().ok().as_ref().and_then(convert::path);
    let folder = session.workspace_of(view.open.path.as_deref());
    let shown = |file: &Arc<str>| match path(file) {
        Some(path) => path.strip_prefix(&folder).unwrap_or(&path).display().to_string(),
        None => file.to_string(),
    };
    let mut named: Vec<String> = found.iter().take(NAMED).map(|file| format!("`{}`", shown(file))).collect();
    if found.len() > NAMED {
        named.push(format!("{} more", found.len() - NAMED));
    }
    (!named.is_empty()).then(|| named.join(", "))
}

/// What is wrong, for editors that do not show it at the cursor by themselves. In a large document only when it is known
/// already: nobody waits for a search to read a word.
fn findings(session: &Session, view: &View) -> Arc<Vec<Diagnostic>> {
    if session.abilities().extras.findings {
        return Arc::default();
    }
    let search = || {
        let small = view.version.len() <= INLINE;
        let report = || diagnostics::report(session, Arc::clone(&view.open), Arc::clone(&view.version), &|| false);
        small.then(report).flatten().map(|report| report.found)
    };
    view.version.known(view.generation).or_else(search).unwrap_or_default()
}
