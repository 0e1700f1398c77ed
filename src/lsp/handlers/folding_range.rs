//! `textDocument/foldingRange`: whole lines or exact ranges, and no more than the client takes.

use crate::ide::{self, Fold};
use crate::lsp::convert;
use crate::lsp::session::{Session, View};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::*;

/// Of a longer line no more is shown, in characters.
const LONGEST: usize = 200;

pub(in crate::lsp) async fn folds(
    session: &Arc<Session>,
    params: FoldingRangeParams,
) -> Result<Option<Vec<FoldingRange>>> {
    let uri = params.text_document.uri;
    let answer = session.with_view(&uri, move |view, session| {
        let folding = session.abilities().folding;
        let found = ide::folds(&view.document, folding.limit, folding.whole_lines);
        let first = found.left_out > 0 && !view.open.folds_left_out.swap(true, Ordering::Relaxed);
        (found.folds.iter().map(|fold| range(fold, view, session)).collect(), first.then_some(found.left_out))
    });
    let Some((folds, left_out)) = answer.await? else { return Ok(None) };
    if let Some(count) = left_out {
        let said = format!("{}: {count} inner folds are left out, as the editor takes no more.", uri.as_str());
        session
            .outbox
            .tell::<notification::LogMessage>(LogMessageParams { typ: MessageType::INFO, message: said })
            .await;
    }
    Ok(Some(folds))
}

fn range(fold: &Fold, view: &View, session: &Session) -> FoldingRange {
    let folding = session.abilities().folding;
    let range = convert::range(&view.document, fold.range, session.abilities());
    let exact = !folding.whole_lines;
    // Where lines are folded the words stand in the place of all that is written in the first one.
    let words = || {
        let (text, lines) = (view.document.text(), &view.document.lines);
        let line = if exact { "" } else { lines.line_range(text, fold.start_line).slice(text).trim_end() };
        line.chars().take(LONGEST).chain(fold.words.chars()).collect()
    };
    FoldingRange {
        start_line: fold.start_line,
        start_character: exact.then_some(range.start.character),
        // With whole lines the closing bracket stays in sight.
        end_line: if exact { fold.end_line } else { fold.end_line - 1 },
        end_character: exact.then_some(range.end.character),
        kind: None,
        collapsed_text: folding.words.then(words),
    }
}
