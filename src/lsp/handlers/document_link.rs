//! `textDocument/documentLink`: schemas and files that the document names and that are there.

use crate::ide::{self, DocumentKind, LinkTarget};
use crate::lsp::session::{Session, View};
use crate::lsp::{convert, schema_file};
use std::sync::Arc;
use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::*;

pub(in crate::lsp) async fn links(
    session: &Arc<Session>,
    params: DocumentLinkParams,
) -> Result<Option<Vec<DocumentLink>>> {
    let answer = session.with_view(&params.text_document.uri, move |view, session| {
        let link = |link: ide::Link| {
            let range = convert::range(&view.document, link.range, session.abilities());
            Some(DocumentLink { range, target: Some(address(&link.target, view)?), tooltip: None, data: None })
        };
        ide::links(&view.document).into_iter().filter_map(link).collect()
    });
    answer.await
}

/// None for what is not there: a link that opens an empty file would be no help.
fn address(target: &LinkTarget, view: &View) -> Option<Uri> {
    match target {
        LinkTarget::BuiltInSchema => Uri::from_file_path(schema_file::built_in(DocumentKind::DataView)?.0),
        LinkTarget::Address(address) => address.parse().ok(),
        LinkTarget::Path(path) => {
            let path = crate::config::normalize(&view.open.path.as_deref()?.parent()?.join(path));
            path.is_file().then(|| Uri::from_file_path(path))?
        }
    }
}
