//! `textDocument/documentSymbol`: nested where the client can, else a flat list.

use crate::ide::{self, Symbol, SymbolKind as Kind};
use crate::lsp::convert;
use crate::lsp::session::{Session, View};
use std::sync::Arc;
use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::*;

pub(in crate::lsp) async fn symbols(
    session: &Arc<Session>,
    params: DocumentSymbolParams,
) -> Result<Option<DocumentSymbolResponse>> {
    let answer = session.with_view(&params.text_document.uri, move |view, session| {
        let found = ide::outline(&view.document.tree);
        if session.abilities().nested_symbols {
            return DocumentSymbolResponse::Nested(found.iter().map(|symbol| nested(symbol, view, session)).collect());
        }
        let mut flat = Vec::new();
        found.iter().for_each(|symbol| flatten(symbol, None, view, session, &mut flat));
        DocumentSymbolResponse::Flat(flat)
    });
    answer.await
}

fn kind(kind: Kind, session: &Session) -> SymbolKind {
    match kind {
        Kind::View => SymbolKind::CLASS,
        Kind::Object => SymbolKind::MODULE,
        Kind::List => SymbolKind::ARRAY,
        Kind::Text => SymbolKind::STRING,
        Kind::Number => SymbolKind::NUMBER,
        Kind::Boolean => SymbolKind::BOOLEAN,
        Kind::Null if session.abilities().null_symbols => SymbolKind::NULL,
        Kind::Null => SymbolKind::VARIABLE,
    }
}

#[expect(deprecated, reason = "the protocol's type still has the member `deprecated`")]
fn nested(symbol: &Symbol, view: &View, session: &Session) -> DocumentSymbol {
    DocumentSymbol {
        name: symbol.name.clone(),
        detail: (!symbol.detail.is_empty()).then(|| symbol.detail.clone()),
        kind: kind(symbol.kind, session),
        tags: None,
        deprecated: None,
        range: convert::range(&view.document, symbol.range, session.abilities()),
        selection_range: convert::range(&view.document, symbol.selection, session.abilities()),
        children: (!symbol.children.is_empty())
            .then(|| symbol.children.iter().map(|child| nested(child, view, session)).collect()),
    }
}

#[expect(deprecated, reason = "the protocol's type still has the member `deprecated`")]
fn flatten(symbol: &Symbol, container: Option<&str>, view: &View, session: &Session, out: &mut Vec<SymbolInformation>) {
    let range = convert::range(&view.document, symbol.range, session.abilities());
    out.push(SymbolInformation {
        name: symbol.name.clone(),
        kind: kind(symbol.kind, session),
        tags: None,
        deprecated: None,
        location: Location::new(view.open.uri.clone(), range),
        container_name: container.map(str::to_owned),
    });
    symbol.children.iter().for_each(|child| flatten(child, Some(&symbol.name), view, session, out));
}
