//! `workspace/symbol`: data views by name and id.

use crate::ide;
use crate::lsp::index;
use crate::lsp::session::Session;
use std::sync::Arc;
use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::*;

pub(in crate::lsp) async fn symbols(
    session: &Arc<Session>,
    params: WorkspaceSymbolParams,
) -> Result<Option<WorkspaceSymbolResponse>> {
    let answer = session.with_index(move |session| {
        let found = session.index.look(|index| ide::workspace_symbols(index, &params.query));
        found.into_iter().filter_map(|symbol| to_symbol(symbol, session)).collect()
    });
    Ok(Some(WorkspaceSymbolResponse::Flat(answer.await?)))
}

#[expect(deprecated, reason = "the protocol's type still has the member `deprecated`")]
fn to_symbol(symbol: ide::ViewSymbol, session: &Session) -> Option<SymbolInformation> {
    Some(SymbolInformation {
        location: index::location(session, &symbol.place)?,
        name: symbol.name,
        kind: SymbolKind::CLASS,
        tags: None,
        deprecated: None,
        container_name: symbol.other,
    })
}
