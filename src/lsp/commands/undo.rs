//! `cja.undo`: gives fields that a push wrote their old values back.

use super::{Answer, Call, execute};
use crate::api::ApiError;
use crate::sync::plan::{fields, shown};
use crate::sync::{Consent, Undo, UndoStep};
use serde_json::json;
use tower_lsp::ls_types::{ExecuteCommandParams, MessageType};

pub(super) async fn run(call: &Call) -> Result<Answer, ApiError> {
    call.settle().await?;
    let Some(op) = call.args.op.clone().or_else(|| call.workspace.last_operation()) else {
        return Ok(Answer::new("nothing", "There is nothing to undo: nothing was written from here."));
    };
    let undo = call.workspace.plan_undo(&op).await?;
    let profile = call.workspace.profile().clone();
    let (button, text) = question(&undo, &profile.name);
    let nothing = matches!(undo.step, UndoStep::Nothing);
    if !nothing && call.session.review(&text, &[&button], false).await.is_none() {
        return Ok(Answer::new("dismissed", "Nothing was written.").told());
    }
    let mut consent = Consent::default();
    if profile.protected && !nothing && !matches!(undo.step, UndoStep::Files(_)) {
        consent.profile = call.session.confirm(&profile.name, &button, &text).await;
        if consent.profile.is_none() {
            return Ok(Answer::new("dismissed", "Nothing was written.").told());
        }
    }
    // The button named what it deletes.
    let outcome = call.workspace.undo(&undo, Some(&undo.name), &consent).await?;
    call.note_outcome(&outcome);
    Ok(Answer::new(if outcome.changed { "done" } else { "nothing" }, outcome.message))
}

/// The button and the text above it: every value that would change, now and then.
fn question(undo: &Undo, profile: &str) -> (String, String) {
    let name = crate::api::error::plain(&undo.name);
    let (button, mut text) = match &undo.step {
        UndoStep::Restore(restore) => {
            let lines = restore
                .fields
                .iter()
                .map(|(unit, now, then)| format!("\n{unit}: {} → {}", shown(now.as_ref()), shown(then.as_ref())));
            let text = format!("Restore the previous values in \"{name}\" ({profile})?{}", lines.collect::<String>());
            (format!("Undo {} in {profile}", fields(restore.fields.len())), text)
        }
        UndoStep::Delete { id, .. } => (
            format!("Delete \"{name}\" in {profile}"),
            format!("Undo the creation of \"{name}\" ({id})?\nThe data view is deleted in {profile}."),
        ),
        UndoStep::Create(_) => (
            format!("Create \"{name}\" again in {profile}"),
            format!("Undo the deletion of \"{name}\"?\nThe data view is created again in {profile}, under a new id."),
        ),
        UndoStep::Files(files) => {
            let lines = files.iter().map(|file| format!("\n{}", crate::api::error::plain(&file.path)));
            (
                "Restore the files".to_owned(),
                format!("Give these files their earlier text back?{}", lines.collect::<String>()),
            )
        }
        UndoStep::Nothing => (String::new(), String::new()),
    };
    undo.changed_since.iter().for_each(|what| text.push_str(&format!("\nChanged since, stays: {what}")));
    (button, text)
}

/// Tells what was done, with a button that undoes it.
pub(super) fn offer(call: &Call, message: String, op: String) {
    let (session, uri) = (call.session.clone(), call.args.uri.clone());
    let then = async move {
        let arguments = vec![json!({"uri": uri, "op": op})];
        let params = ExecuteCommandParams {
            command: "cja.undo".into(),
            arguments,
            work_done_progress_params: Default::default(),
        };
        Box::pin(execute(&session, params)).await;
    };
    call.session.offer(MessageType::INFO, message, "Undo", then);
}
