//! `cja.undo`: gives fields that a push wrote their old values back.

use super::{Answer, Call, execute};
use crate::api::ApiError;
use crate::sync::Consent;
use crate::sync::plan::fields;
use serde_json::json;
use tower_lsp::ls_types::{ExecuteCommandParams, MessageType};

pub(super) async fn run(call: &Call) -> Result<Answer, ApiError> {
    call.settle().await?;
    let Some(op) = call.args.op.clone().or_else(|| call.workspace.last_operation()) else {
        return Ok(Answer::new("nothing", "There is nothing to undo: nothing was written from here."));
    };
    let undo = call.workspace.plan_undo(&op).await?;
    let profile = call.workspace.profile().clone();
    let names: Vec<String> = undo.units.iter().map(ToString::to_string).collect();
    let button = format!("Undo {} in {}", fields(names.len()), profile.name);
    let text = format!("Give {} of \"{}\" in {} the old values back?", names.join(", "), undo.name, profile.name);
    let agreed = names.is_empty() || call.session.review(&text, &[&button], false).await.is_some();
    if !agreed {
        return Ok(Answer::new("dismissed", "Nothing was written.").told());
    }
    let mut consent = Consent::default();
    if profile.protected {
        consent.profile = call.session.confirm(&profile.name, &button, &text).await;
    }
    let outcome = call.workspace.undo(&undo, &consent).await?;
    call.note_agreed(Some(&undo.id));
    Ok(Answer::new(if outcome.changed { "done" } else { "nothing" }, outcome.message))
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
