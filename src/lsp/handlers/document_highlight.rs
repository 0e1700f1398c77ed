//! `textDocument/documentHighlight`: the id at the cursor, wherever it stands in the document.

use crate::ide;
use crate::lsp::convert;
use crate::lsp::session::Session;
use std::sync::Arc;
use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::*;

pub(in crate::lsp) async fn highlights(
    session: &Arc<Session>,
    params: DocumentHighlightParams,
) -> Result<Option<Vec<DocumentHighlight>>> {
    let TextDocumentPositionParams { text_document, position } = params.text_document_position_params;
    let answer = session.with_view(&text_document.uri, move |view, session| {
        let (document, abilities) = (&view.document, session.abilities());
        let at = document.offset(convert::position(position), abilities.encoding);
        let found = ide::highlights(document, abilities.encoding, at).into_iter();
        let highlight = |(range, defines)| DocumentHighlight {
            range: convert::range(document, range, abilities),
            kind: Some(if defines { DocumentHighlightKind::WRITE } else { DocumentHighlightKind::READ }),
        };
        found.map(highlight).collect()
    });
    answer.await
}
