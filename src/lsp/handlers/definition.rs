//! `textDocument/definition`: from an id to what it stands for.

use crate::ide;
use crate::lsp::session::Session;
use crate::lsp::{convert, index};
use std::sync::Arc;
use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::*;

pub(in crate::lsp) async fn definition(
    session: &Arc<Session>,
    params: GotoDefinitionParams,
) -> Result<Option<GotoDefinitionResponse>> {
    let TextDocumentPositionParams { text_document, position } = params.text_document_position_params;
    let answer = session.with_index_at(&text_document.uri, move |view, session| {
        let (document, abilities) = (&view.document, session.abilities());
        let at = document.offset(convert::position(position), abilities.encoding);
        let found = session.index.look(|index| ide::definition(index, document, abilities.encoding, at))?;
        let places = found.places.iter().filter_map(|place| index::location(session, place));
        if !abilities.definition_links {
            return Some(GotoDefinitionResponse::Array(places.collect()));
        }
        let origin = convert::range(document, found.origin, abilities);
        let link = |place: Location| LocationLink {
            origin_selection_range: Some(origin),
            target_uri: place.uri,
            target_range: place.range,
            target_selection_range: place.range,
        };
        Some(GotoDefinitionResponse::Link(places.map(link).collect()))
    });
    Ok(answer.await?.flatten())
}
