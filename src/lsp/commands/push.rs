//! `cja.push` and `cja.create`: the plan, the question with the target and every change in it, the write.

use super::{Answer, Call};
use crate::api::ApiError;
use crate::sync::plan::{fields, shown};
use crate::sync::{Action, Consent, Direction, Plan, Wish, verdict};
use crate::syntax::Tree;

const CHANGES: &str = "Show changes";

pub(super) async fn run(call: &Call) -> Result<Answer, ApiError> {
    let file = call.saved().await?;
    call.settle().await?;
    let wish = Wish::default();
    let Some(plan) = call.workspace.plan(Direction::Push, file, &wish).await? else {
        return Ok(Answer::new("nothing", "There is nothing to push."));
    };
    call.note(&plan);
    if let Some(error) = plan.error() {
        return Err(error);
    }
    if !matches!(plan.action, Action::Create | Action::Update) {
        return done(call, &plan, &Consent::default()).await;
    }
    if !call.session.can_ask() {
        let (deed, message) = (deed(&plan), preview(&plan));
        let id = call.session.keep_plan(&call.workspace, plan);
        let message = format!("{message}\n\n{deed}: run the command cja.apply with {{\"plan\": \"{id}\"}}.");
        return Ok(Answer::new("asked", message).with("plan", id));
    }
    let text = preview(&plan) + &room(call, &plan).await;
    let mut compared = false;
    loop {
        let button = deed(&plan);
        let comparable = plan.action == Action::Update && !compared;
        let buttons: &[&str] = if comparable { &[&button, CHANGES] } else { &[&button] };
        let pressed = call.session.review(&text, buttons, compared).await;
        match pressed.as_deref() {
            Some(CHANGES) => {
                super::compare::show(call, &plan).await?;
                compared = call.session.abilities().extras.compare;
            }
            Some(_) => break,
            None => return Ok(Answer::new("dismissed", "Nothing was written.").told()),
        }
    }
    let mut consent = Consent::default();
    if plan.target.protected {
        consent.profile = call.session.confirm(&plan.target.profile, &deed(&plan), &preview(&plan)).await;
        if consent.profile.is_none() {
            return Ok(Answer::new("dismissed", "Nothing was written.").told());
        }
    }
    done(call, &plan, &consent).await
}

/// A note, when the connection may hold no more data views. What cannot be found out is not worth a refusal.
async fn room(call: &Call, plan: &Plan) -> String {
    let connection = plan.changes.iter().find(|change| change.unit.member == "parentDataGroupId");
    let Some(connection) = connection.and_then(|change| change.local.as_ref()?.as_str()) else { return String::new() };
    if plan.action != Action::Create {
        return String::new();
    }
    let views = crate::live::views_of(call.workspace.client(), connection).await;
    let note = views.ok().and_then(crate::model::catalogue::room);
    note.map_or_else(String::new, |note| format!("\nNote: {note}"))
}

/// Does it, and offers to undo it.
pub(super) async fn done(call: &Call, plan: &Plan, consent: &Consent) -> Result<Answer, ApiError> {
    let outcome = match call.workspace.apply(plan, consent).await {
        Ok(outcome) => outcome,
        Err(error) => {
            if error.kind() == crate::api::Kind::Invalid {
                verdict(call, &error);
            }
            return Err(error);
        }
    };
    call.note_outcome(&outcome);
    let mut message = outcome.message.clone();
    outcome.warnings.iter().for_each(|warning| message.push_str(&format!(" Note: {warning}.")));
    let answer = Answer::new(if outcome.changed { "done" } else { "nothing" }, message.clone());
    let (Some(op), Action::Update) = (outcome.op, plan.action) else { return Ok(answer) };
    super::undo::offer(call, message, op.clone());
    Ok(answer.told().with("operation", op))
}

/// The button: it names what and where.
pub(super) fn deed(plan: &Plan) -> String {
    let protected = if plan.target.protected { " (protected)" } else { "" };
    match plan.action {
        Action::Create => format!("Create in {}{protected}", plan.target.profile),
        _ => format!("Push {} to {}{protected}", fields(plan.units.len()), plan.target.profile),
    }
}

/// Target, changes, and who changed the service's side last.
pub(super) fn preview(plan: &Plan) -> String {
    let target = format!("{} ({})", plan.target.profile, plan.target.org);
    let mut text = match plan.action {
        Action::Create => format!("Create {} in {target}?", plan.title()),
        _ => format!("Push {} of {} to {target}?", fields(plan.units.len()), plan.title()),
    };
    if plan.action == Action::Update {
        for change in plan.changes.iter().filter(|change| plan.units.contains(&change.unit)) {
            let (old, new) = (shown(change.remote.as_ref()), shown(change.local.as_ref()));
            text.push_str(&format!("\n{}: {old} → {new}", change.unit));
        }
        if plan.by.is_some() {
            text.push_str(&format!("\nLast changed by {}.", plan.who()));
        }
    }
    plan.notes.iter().for_each(|note| text.push_str(&format!("\nNote: {note}.")));
    text
}

/// Puts the service's no where it belongs: on the member that it names, else at the top.
pub(super) fn verdict(call: &Call, error: &ApiError) {
    let Ok(open) = call.document() else { return };
    let version = open.current();
    let tree = Tree::parse(version.text());
    let found = verdict::verdict(&tree, error.problem());
    call.session.note_verdict(&open.uri, version.number, found);
}
