//! `cja.push` and `cja.create`: the plan, the question with the target and every change in it, the write. Where the service
//! changed other fields, merging them is asked about first; where the view moves while a question is open, the question is
//! put again with what changed.

use super::super::ask::Button;
use super::apply::Pending;
use super::{Answer, Call, merge, resolve};
use crate::api::{ApiError, Kind};
use crate::sync::plan::{fields, shown};
use crate::sync::{Action, Applied, Confirmation, Direction, Outcome, Plan, PlanOptions, State, server_diagnostic};
use crate::syntax::Tree;
use serde_json::json;
use tower_lsp::ls_types::MessageType;

const CHANGES: &str = "Show changes";

/// How often the question is put again in one call.
const TIMES: usize = 5;

pub(super) async fn run(call: &Call) -> Result<Answer, ApiError> {
    let file = call.saved().await?;
    call.settle().await?;
    match call.workspace.plan(Direction::Push, file, &PlanOptions::default()).await? {
        Some(plan) => drive(call, plan, false).await,
        None => Ok(Answer::new("nothing", "There is nothing to push.")),
    }
}

/// Asks and writes. `moved`: the plan is not what was shown before.
pub(super) async fn drive(call: &Call, mut plan: Plan, mut moved: bool) -> Result<Answer, ApiError> {
    for _ in 0..TIMES {
        call.note(&plan);
        match plan.error() {
            Some(_) if plan.state == State::Diverged => match merge::asked(call, &plan, moved).await? {
                merge::Merged::Plan(next) => (plan, moved) = (*next, false),
                merge::Merged::Ended(answer) => return Ok(answer),
            },
            Some(_) if matches!(plan.state, State::Conflict | State::NoCommonBase) => {
                return Ok(resolve::refused(call, &plan));
            }
            Some(error) => return Err(error),
            None => {}
        }
        if plan.error().is_some() {
            continue;
        }
        if plan.sends() && !call.session.can_ask() {
            let (deed, message) = (deed(&plan), preview(&plan, moved));
            let id = call.session.keep_plan(&call.workspace, Pending::Push(Box::new(plan)));
            let message = format!("{message}\n\n{deed}: run the command cja.apply with {{\"plan\": \"{id}\"}}.");
            return Ok(Answer::new("asked", message).with("plan", id));
        }
        let consent = match plan.sends() {
            true => agreed(call, &plan, moved).await?,
            false => Some(Confirmation::default()),
        };
        let Some(consent) = consent else { return Ok(Answer::new("dismissed", "Nothing was written.").told()) };
        match attempt(call, &plan, &consent).await? {
            Applied::Done(outcome) => return Ok(done(call, &plan, outcome)),
            Applied::Moved(now) => (plan, moved) = (*now, true),
        }
    }
    Err(plan.moved_since())
}

/// The question; none when it was dismissed.
async fn agreed(call: &Call, plan: &Plan, moved: bool) -> Result<Option<Confirmation>, ApiError> {
    let text = preview(plan, moved) + &room(call, plan).await;
    let mut compared = false;
    loop {
        let button = deed(plan);
        let comparable = plan.action == Action::Update && !compared;
        let buttons: &[&str] = if comparable { &[&button, CHANGES] } else { &[&button] };
        match call.session.review(&text, buttons, compared).await.as_deref() {
            Some(CHANGES) => {
                super::compare::show(call, plan).await?;
                compared = call.session.abilities().extras.compare;
            }
            Some(_) => break,
            None => return Ok(None),
        }
    }
    let mut consent = Confirmation::default();
    if plan.target.protected {
        consent.profile = call.session.confirm(&plan.target.profile, &deed(plan), &preview(plan, moved)).await;
        if consent.profile.is_none() {
            return Ok(None);
        }
    }
    Ok(Some(consent))
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

/// Does it, if the view still is what the plan saw; the service's no goes to its place in the text.
pub(super) async fn attempt(call: &Call, plan: &Plan, consent: &Confirmation) -> Result<Applied, ApiError> {
    let applied = call.workspace.attempt(plan, consent).await;
    if let Err(error) = &applied
        && error.kind() == Kind::Invalid
    {
        verdict(call, error);
    }
    applied
}

/// Tells what was done, and offers to undo it.
pub(super) fn done(call: &Call, plan: &Plan, outcome: Outcome) -> Answer {
    call.note_outcome(&outcome);
    let mut message = outcome.message;
    outcome.warnings.iter().for_each(|warning| message.push_str(&format!(" Note: {warning}.")));
    let answer = Answer::new(if outcome.changed { "done" } else { "nothing" }, message.clone());
    let (Some(op), Action::Update) = (outcome.op, plan.action) else { return answer };
    let arguments = json!({"uri": call.args.uri, "op": op});
    let undo = Button { title: "Undo".into(), command: "cja.undo", arguments };
    call.session.offer(MessageType::INFO, message, vec![undo]);
    answer.told().with("operation", op)
}

/// The button: it names what and where.
fn deed(plan: &Plan) -> String {
    let protected = if plan.target.protected { " (protected)" } else { "" };
    match plan.action {
        Action::Create => format!("Create in {}{protected}", plan.target.profile),
        _ => format!("Push {} to {}{protected}", fields(plan.units.len()), plan.target.profile),
    }
}

/// Target, changes, and who changed the service's side last.
fn preview(plan: &Plan, moved: bool) -> String {
    let target = format!("{} ({})", plan.target.profile, plan.target.org);
    let mut text = match plan.action {
        Action::Create => format!("Create {} in {target}?", plan.title()),
        _ => format!("Push {} of {} to {target}?", fields(plan.units.len()), plan.title()),
    };
    if moved {
        text.push_str("\nIt changed on the service since it was shown. Now:");
    }
    if plan.action == Action::Update {
        for change in plan.changes.iter().filter(|change| plan.units.contains(&change.unit)) {
            let (old, new) = (shown(change.remote.as_ref()), shown(change.local.as_ref()));
            text.push_str(&format!("\n{}: {old} → {new}", change.unit));
        }
        text.push_str(&last_change(plan));
    }
    plan.notes.iter().for_each(|note| text.push_str(&format!("\nNote: {note}.")));
    text
}

/// A line that names who changed the data view last: of a single field the service does not tell it.
pub(super) fn last_change(plan: &Plan) -> String {
    plan.by.as_ref().map_or_else(String::new, |_| format!("\nLast change of the data view: {}.", plan.who()))
}

/// Puts the service's no where it belongs: on the member that it names, else at the top.
pub(super) fn verdict(call: &Call, error: &ApiError) {
    let Ok(open) = call.document() else { return };
    let version = open.current();
    let tree = Tree::parse(version.text());
    let found = server_diagnostic::place(&tree, error.problem());
    call.session.note_verdict(&open.uri, version.number, found);
}
