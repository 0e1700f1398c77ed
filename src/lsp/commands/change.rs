//! `cja.change`: makes a change that a code action offered, for clients that cannot ask for an action's edit later. Asks no
//! service and saves nothing.

use super::Answer;
use crate::api::{ApiError, Kind};
use crate::lsp::handlers::code_action;
use crate::lsp::session::Session;
use serde_json::Value;
use std::sync::Arc;

pub(super) async fn run(session: &Arc<Session>, arguments: Vec<Value>) -> Result<Answer, ApiError> {
    let failed = |problem: String| ApiError::new(Kind::Guard, "change the document", problem, "Nothing was changed.");
    let offered = arguments.into_iter().next().unwrap_or_default();
    let offered = serde_json::from_value(offered).map_err(|error| {
        ApiError::new(Kind::Usage, "run cja.change", error.to_string(), "Take it from a code action.")
    })?;
    let edit = code_action::work_out(session, offered).await.map_err(|error| failed(error.message.into_owned()))?;
    match session.client.apply_edit(edit).await {
        Ok(answer) if answer.applied => Ok(Answer::new("done", "").told()),
        Ok(answer) => {
            let why = answer.failure_reason.map_or(String::new(), |why| format!(": {why}"));
            Err(failed(format!("the editor did not take the edit{why}")))
        }
        Err(error) => Err(failed(format!("the editor did not take the edit: {error}"))),
    }
}
