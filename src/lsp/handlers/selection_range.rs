//! `textDocument/selectionRange`: selections that grow.

use crate::ide;
use crate::lsp::convert;
use crate::lsp::session::Session;
use std::sync::Arc;
use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::*;

pub(in crate::lsp) async fn selections(
    session: &Arc<Session>,
    params: SelectionRangeParams,
) -> Result<Option<Vec<SelectionRange>>> {
    let answer = session.with_view(&params.text_document.uri, move |view, session| {
        let (document, abilities) = (&view.document, session.abilities());
        let one = |position: &Position| {
            let at = document.offset(convert::position(*position), abilities.encoding);
            let mut around = None;
            // Deeper nesting than a person grows through would nest the answer as deep.
            let mut ranges = ide::selection(document, at);
            let whole = ranges.pop();
            ranges.truncate(DEEPEST);
            for range in whole.into_iter().chain(ranges.into_iter().rev()) {
                let range = convert::range(document, range, abilities);
                around = Some(SelectionRange { range, parent: around.map(Box::new) });
            }
            around.unwrap_or(SelectionRange { range: Range::new(*position, *position), parent: None })
        };
        params.positions.iter().map(one).collect()
    });
    answer.await
}

/// How many steps a selection grows by before it is the whole text.
const DEEPEST: usize = 64;
