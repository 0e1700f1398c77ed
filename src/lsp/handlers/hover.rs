//! `textDocument/hover`.

use crate::diagnostic::Diagnostic;
use crate::ide;
use crate::lsp::session::{INLINE, Session, View};
use crate::lsp::{convert, diagnostics};
use std::sync::Arc;
use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::{
    Hover, HoverContents, HoverParams, MarkedString, MarkupContent, MarkupKind, TextDocumentPositionParams,
};

pub(in crate::lsp) async fn hover(session: &Arc<Session>, params: HoverParams) -> Result<Option<Hover>> {
    let TextDocumentPositionParams { text_document, position } = params.text_document_position_params;
    let answer = session.with_view(&text_document.uri, move |view, session| {
        let (document, abilities, schema, seen) = (&view.document, session.abilities(), view.schema(), session.seen());
        let catalogue = session.catalogue(&view.settings);
        let at = document.offset(convert::position(position), abilities.encoding);
        let findings = findings(session, view);
        let found = ide::hover_with(document, Session::env(&schema, &seen, &catalogue), at, &findings)?;
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
