//! `textDocument/codeAction`: the fixes at the cursor.

use crate::ide;
use crate::lsp::session::{Session, View};
use crate::lsp::{client, commands, convert, diagnostics, remote};
use std::sync::Arc;
use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::*;

pub(in crate::lsp) async fn actions(
    session: &Arc<Session>,
    params: CodeActionParams,
) -> Result<Option<CodeActionResponse>> {
    let only = params.context.only.as_ref();
    let (fixes, source) =
        (client::wants(only, &CodeActionKind::QUICKFIX), client::wants(only, &CodeActionKind::SOURCE));
    if !session.abilities().code_actions || !(fixes || source) {
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
        let fixes = ide::actions(&found, range).into_iter().filter(|_| fixes).map(to_action);
        fixes.chain(source.then(|| with_service(session, view)).into_iter().flatten()).collect::<Vec<_>>()
    });
    answer.await
}

/// What can be done with the service, where lenses are not shown.
fn with_service(session: &Session, view: &View) -> Vec<CodeActionOrCommand> {
    let Some(offer) = remote::offer(session, view) else { return Vec::new() };
    let to_action = |action: &remote::Action| {
        let title = remote::menu_title(action, &offer.profile);
        let arguments = Some(vec![commands::arguments(view)]);
        let command = Command { title: title.clone(), command: action.command.into(), arguments };
        let kind = Some(CodeActionKind::SOURCE);
        CodeActionOrCommand::CodeAction(CodeAction { title, kind, command: Some(command), ..CodeAction::default() })
    };
    offer.actions.iter().map(to_action).collect()
}
