//! `textDocument/codeAction`: the fixes at the cursor.

use crate::ide;
use crate::lsp::session::Session;
use crate::lsp::{client, convert, diagnostics};
use std::sync::Arc;
use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::*;

pub(in crate::lsp) async fn actions(
    session: &Arc<Session>,
    params: CodeActionParams,
) -> Result<Option<CodeActionResponse>> {
    if !session.abilities().code_actions || !client::wants(params.context.only.as_ref(), &CodeActionKind::QUICKFIX) {
        return Ok(None);
    }
    let asked = params.range;
    let answer = session.with_view(&params.text_document.uri, move |view, session| {
        let abilities = session.abilities();
        let report = diagnostics::report(session, Arc::clone(&view.open), Arc::clone(&view.version), &|| false);
        let found = report.map(|report| report.found).unwrap_or_default();
        let range = convert::text_range(&view.document, asked, abilities);
        let to_action = |action: ide::Action<'_>| {
            let edits = convert::edits(&view.document, &action.fix.edits, abilities);
            let edit = convert::workspace_edit(&view.open.uri, view.version.number, edits, abilities);
            CodeActionOrCommand::CodeAction(CodeAction {
                title: action.fix.title.clone(),
                kind: Some(CodeActionKind::QUICKFIX),
                diagnostics: Some(vec![convert::diagnostic(
                    session,
                    &view.open.uri,
                    &view.document,
                    action.diagnostic,
                )]),
                edit: Some(edit),
                is_preferred: (abilities.preferred_actions && action.preferred).then_some(true),
                ..CodeAction::default()
            })
        };
        ide::actions(&found, range).into_iter().map(to_action).collect::<Vec<_>>()
    });
    answer.await
}
