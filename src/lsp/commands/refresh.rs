//! `cja.refresh`: reads the open documents' views again.

use super::{Answer, Call};
use crate::api::ApiError;
use crate::sync::{Direction, PlanOptions};

pub(super) async fn run(call: &Call) -> Result<Answer, ApiError> {
    let Ok(path) = call.path() else {
        call.session.look_again().await;
        return Ok(Answer::new("done", "").told());
    };
    let file = call.session.buffer(&call.workspace, &path, call.document()?.current().text());
    if let Some(plan) = call.workspace.plan(Direction::Push, file, &PlanOptions::default()).await? {
        call.note(&plan);
        return Ok(Answer::new("done", format!("{}: {}", plan.title(), plan.words())).told());
    }
    Ok(Answer::new("nothing", "").told())
}
