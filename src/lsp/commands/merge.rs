//! What the service changed in other fields than the file, brought into the file before it is pushed.

use super::apply::Pending;
use super::{Answer, Call, push};
use crate::api::ApiError;
use crate::sync::merge::{brings, merged};
use crate::sync::plan::{fields, shown};
use crate::sync::state::{Change, Side};
use crate::sync::{Direction, Plan, PlanOptions};

/// What came of it.
pub(super) enum Merged {
    /// What a push would do now.
    Plan(Box<Plan>),
    /// There is nothing to go on with.
    Ended(Answer),
}

/// Asks whether to merge, and does it.
pub(super) async fn asked(call: &Call, plan: &Plan, moved: bool) -> Result<Merged, ApiError> {
    let (text, deed) = (question(plan, moved), deed(call));
    if !call.session.can_ask() {
        let id = call.session.keep_plan(&call.workspace, Pending::Merge(Box::new(plan.clone())));
        let message = format!("{text}\n\n{deed}: run the command cja.apply with {{\"plan\": \"{id}\"}}.");
        return Ok(Merged::Ended(Answer::new("asked", message).with("plan", id)));
    }
    match call.session.review(&text, &[deed], false).await {
        Some(_) => run(call, plan).await,
        None => Ok(Merged::Ended(Answer::new("dismissed", "Nothing was written.").told())),
    }
}

/// Merges into the open file. Where the client cannot save it, the person does, and pushes then.
pub(super) async fn run(call: &Call, plan: &Plan) -> Result<Merged, ApiError> {
    let before = call.open.as_ref().map(|open| open.current().text()).unwrap_or_default();
    call.workspace.merge(plan).await?;
    call.note_saved_meanwhile(&before);
    let path = call.workspace.root().join(plan.target.path.as_deref().unwrap_or_default());
    if call.session.is_pulled(&path) {
        let news = news(plan).count();
        let message = format!(
            "Merged {} of {} into {}. Save the file, then push.",
            fields(news),
            plan.target.profile,
            plan.target.path.as_deref().unwrap_or_default()
        );
        return Ok(Merged::Ended(Answer::new("done", message)));
    }
    let file = call.workspace.file(&path)?;
    let next = call.workspace.plan(Direction::Push, file, &PlanOptions::default()).await?;
    Ok(match next {
        Some(next) => Merged::Plan(Box::new(next)),
        None => Merged::Ended(Answer::new("nothing", "There is nothing to push.")),
    })
}

fn news(plan: &Plan) -> impl Iterator<Item = &Change> {
    plan.changes.iter().filter(|change| brings(change))
}

fn deed(call: &Call) -> &'static str {
    if call.session.abilities().extras.save { "Merge and push" } else { "Merge into the file" }
}

/// What changed there, what would be in the file, and what is the file's own.
fn question(plan: &Plan, moved: bool) -> String {
    let profile = &plan.target.profile;
    let since = if moved { " since it was shown" } else { "" };
    let mut text = format!(
        "Merge and push? {} changed in {profile} ({}){since}: {}.",
        plan.title(),
        plan.target.org,
        fields(news(plan).count())
    );
    for change in news(plan) {
        text.push_str(&format!(
            "\n{}: {} → {}",
            change.unit,
            shown(change.local.as_ref()),
            shown(merged(change).as_ref())
        ));
    }
    let own = plan.changes.iter().filter(|change| matches!(change.side, Side::Local | Side::Apart));
    let own: Vec<String> = own.map(|change| change.unit.to_string()).collect();
    if !own.is_empty() {
        text.push_str(&format!("\nYours, shown again before it is pushed: {}.", own.join(", ")));
    }
    text + &push::last_change(plan)
}
