//! `textDocument/formatting`, `textDocument/rangeFormatting` and `textDocument/onTypeFormatting`.

use crate::ide::{self, FormatOptions};
use crate::lsp::convert;
use crate::lsp::session::Session;
use std::sync::Arc;
use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::*;

/// What the editor wants.
fn options_of(asked: &FormattingOptions) -> FormatOptions {
    FormatOptions {
        tab_size: asked.tab_size,
        insert_spaces: asked.insert_spaces,
        final_newline: asked.insert_final_newline.filter(|wanted| *wanted),
        trim_final_newlines: asked.trim_final_newlines.unwrap_or(true),
        ..FormatOptions::default()
    }
}

pub(in crate::lsp) async fn format(
    session: &Arc<Session>,
    params: DocumentFormattingParams,
) -> Result<Option<Vec<TextEdit>>> {
    let options = options_of(&params.options);
    let answer = session.with_view(&params.text_document.uri, move |view, session| {
        // Text that is not JSON is left as it is: the answer is "no edits", not an error at every save.
        let edits = ide::format(&view.document.tree, &options).unwrap_or_default();
        let edits = ide::in_few_edits(view.document.text(), edits);
        convert::edits(&view.document, &edits, session.abilities())
    });
    answer.await
}

pub(in crate::lsp) async fn range(
    session: &Arc<Session>,
    params: DocumentRangeFormattingParams,
) -> Result<Option<Vec<TextEdit>>> {
    let options = options_of(&params.options);
    let answer = session.with_view(&params.text_document.uri, move |view, session| {
        let range = convert::text_range(&view.document, params.range, session.abilities());
        let edits = ide::format_range(&view.document, range, &options).unwrap_or_default();
        let edits = ide::in_few_edits(view.document.text(), edits);
        convert::edits(&view.document, &edits, session.abilities())
    });
    answer.await
}

pub(in crate::lsp) async fn on_type(
    session: &Arc<Session>,
    params: DocumentOnTypeFormattingParams,
) -> Result<Option<Vec<TextEdit>>> {
    let options = options_of(&params.options);
    let TextDocumentPositionParams { text_document, position } = params.text_document_position;
    let answer = session.with_view(&text_document.uri, move |view, session| {
        let abilities = session.abilities();
        let at = view.document.offset(convert::position(position), abilities.encoding);
        let edit = params.ch.chars().next().and_then(|typed| ide::format_on_type(&view.document, at, typed, &options));
        convert::edits(&view.document, edit.as_slice(), abilities)
    });
    answer.await
}
