//! `textDocument/hover`.

use crate::ide;
use crate::lsp::convert;
use crate::lsp::session::Session;
use std::sync::Arc;
use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::*;

pub(in crate::lsp) async fn hover(session: &Arc<Session>, params: HoverParams) -> Result<Option<Hover>> {
    let TextDocumentPositionParams { text_document, position } = params.text_document_position_params;
    let answer = session.with_view(&text_document.uri, move |view, session| {
        let (document, abilities, schema, seen) = (&view.document, session.abilities(), view.schema(), session.seen());
        let catalogue = session.catalogue(&view.settings);
        let at = document.offset(convert::position(position), abilities.encoding);
        let found = ide::hover(document, Session::env(&schema, &seen, &catalogue), at)?;
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
