//! `cja.pull`: the service's changes into the open file, saved or not, as one edit of the editor. What both sides changed
//! stays to be settled.

use super::{Answer, Call, resolve};
use crate::api::ApiError;
use crate::sync::{Action, Direction, PlanOptions, State};
use tower_lsp::ls_types::MessageType;

pub(super) async fn run(call: &Call) -> Result<Answer, ApiError> {
    let file = call.here()?;
    let (saved, before) = (file.saved, file.text.clone());
    call.settle().await?;
    let Some(plan) = call.workspace.plan(Direction::Pull, file, &PlanOptions::default()).await? else {
        return Ok(Answer::new("nothing", "There is nothing to pull."));
    };
    call.note(&plan);
    if matches!(plan.state, State::Conflict | State::NoCommonBase) && plan.refusal.is_some() {
        return Ok(resolve::refused(call, &plan));
    }
    // What is on the screen alone is not agreed with the service yet.
    if plan.action == Action::Record && !saved {
        return Ok(Answer::new("nothing", plan.nothing()));
    }
    let outcome = call.workspace.pull(&plan).await?;
    call.note_saved_meanwhile(&before);
    call.note_outcome(&outcome);
    let message = outcome.message + if outcome.changed { call.save_note() } else { "" };
    let answer = Answer::new(if outcome.changed { "done" } else { "nothing" }, message.clone());
    if plan.unsettled.is_empty() {
        return Ok(answer);
    }
    let left: Vec<String> = plan.unsettled.iter().map(ToString::to_string).collect();
    let text = format!("{message} Both sides changed {}: keep yours or take theirs.", left.join(", "));
    call.session.offer(MessageType::WARNING, text.clone(), resolve::buttons(call, &plan));
    Ok(Answer::new("done", text).told().with("left", left))
}
