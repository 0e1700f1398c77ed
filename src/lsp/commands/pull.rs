//! `cja.pull`: the service's changes into the open file, as one edit of the editor.

use super::{Answer, Call};
use crate::api::ApiError;
use crate::sync::{Consent, Direction, Wish};

pub(super) async fn run(call: &Call) -> Result<Answer, ApiError> {
    let file = call.saved().await?;
    call.settle().await?;
    let Some(plan) = call.workspace.plan(Direction::Pull, file, &Wish::default()).await? else {
        return Ok(Answer::new("nothing", "There is nothing to pull."));
    };
    call.note(&plan);
    let outcome = call.workspace.apply(&plan, &Consent::default()).await?;
    call.note_outcome(&outcome);
    Ok(Answer::new(if outcome.changed { "done" } else { "nothing" }, outcome.message))
}
