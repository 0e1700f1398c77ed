//! `textDocument/references`: every place of an id in the workspace.

use crate::ide;
use crate::lsp::session::Session;
use crate::lsp::{convert, index};
use std::sync::Arc;
use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::*;

pub(in crate::lsp) async fn references(
    session: &Arc<Session>,
    params: ReferenceParams,
) -> Result<Option<Vec<Location>>> {
    let TextDocumentPositionParams { text_document, position } = params.text_document_position;
    let with_definitions = params.context.include_declaration;
    let answer = session.with_index_at(&text_document.uri, move |view, session| {
        let encoding = session.abilities().encoding;
        let at = view.document.offset(convert::position(position), encoding);
        let look = |index: &ide::Index| ide::references(index, &view.document, encoding, at, with_definitions);
        let places = session.index.look(look)?;
        Some(places.iter().filter_map(|place| index::location(session, place)).collect())
    });
    Ok(answer.await?.flatten())
}
