//! `textDocument/typeDefinition`: from a member to the place in the schema that describes it.

use crate::lsp::session::Session;
use crate::lsp::{convert, schema_file};
use crate::text::LineIndex;
use std::sync::Arc;
use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::request::{GotoTypeDefinitionParams, GotoTypeDefinitionResponse};
use tower_lsp::ls_types::*;

pub(in crate::lsp) async fn definition(
    session: &Arc<Session>,
    params: GotoTypeDefinitionParams,
) -> Result<Option<GotoTypeDefinitionResponse>> {
    let TextDocumentPositionParams { text_document, position } = params.text_document_position_params;
    let answer = session.with_view(&text_document.uri, move |view, session| {
        let encoding = session.abilities().encoding;
        let at = view.document.offset(convert::position(position), encoding);
        let node = view.document.tree.node_at(at)?;
        let (path, text) = schema_file::of(view)?;
        let place = view.schema().place_of(node, &text)?;
        let lines = LineIndex::new(&text);
        let position = |at| {
            let position = lines.position(&text, at, encoding);
            Position::new(position.line, position.character)
        };
        let range = Range::new(position(place.start), position(place.end));
        Some(GotoTypeDefinitionResponse::Scalar(Location::new(Uri::from_file_path(path)?, range)))
    });
    Ok(answer.await?.flatten())
}
