//! `textDocument/formatting`.

use crate::ide::{self, FormatOptions};
use crate::lsp::convert;
use crate::lsp::session::Session;
use std::sync::Arc;
use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::*;

pub(in crate::lsp) async fn format(
    session: &Arc<Session>,
    params: DocumentFormattingParams,
) -> Result<Option<Vec<TextEdit>>> {
    let asked = params.options;
    let options = FormatOptions {
        tab_size: asked.tab_size,
        insert_spaces: asked.insert_spaces,
        final_newline: match (asked.insert_final_newline, asked.trim_final_newlines) {
            (Some(true), _) => Some(true),
            _ => None,
        },
        ..FormatOptions::default()
    };
    let answer = session.with_view(&params.text_document.uri, move |view, session| {
        // Text that is not JSON is left as it is: the answer is "no edits", not an error at every save.
        let edits = ide::format(&view.document.tree, &options).unwrap_or_default();
        convert::edits(&view.document, &edits, session.abilities())
    });
    answer.await
}
