//! `cja.resolve`: whose value a field keeps where both sides changed it, or nobody knows who did. By the fixes on the
//! marks, by the lenses and the menu, or asked about field by field.

use super::super::ask::Button;
use super::super::remote;
use super::{Answer, Call};
use crate::api::{ApiError, Kind};
use crate::sync::definition::Unit;
use crate::sync::plan::{fields, shown};
use crate::sync::state::{Change, Side};
use crate::sync::{Direction, Keep, Plan, PlanOptions, State};
use serde::Deserialize;
use serde_json::json;
use tower_lsp::ls_types::MessageType;

const MINE: &str = "Keep mine";
const THEIRS: &str = "Take theirs";

/// One field or several, by their names in a plan.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub(in crate::lsp) enum Fields {
    One(String),
    Many(Vec<String>),
}

pub(super) async fn run(call: &Call) -> Result<Answer, ApiError> {
    let keep = match call.args.keep.as_deref() {
        None => None,
        Some("mine") => Some(Keep::Mine),
        Some("theirs") => Some(Keep::Theirs),
        Some(other) => {
            let problem = format!("\"{}\" is not \"mine\" or \"theirs\"", crate::api::error::plain(other));
            return Err(ApiError::new(Kind::Usage, "run cja.resolve", problem, ""));
        }
    };
    let file = call.here()?;
    let before = file.text.clone();
    call.settle().await?;
    // What the person has seen on the marks, if there were any.
    let seen = call.session.standing_of(&call.workspace, file.clone()).map(|standing| standing.plan);
    let Some(plan) = call.workspace.plan(Direction::Push, file, &PlanOptions::default()).await? else {
        return Ok(Answer::new(
            "nothing",
            "There is nothing to settle: the file names no data view of the service yet.",
        ));
    };
    call.note(&plan);
    let units: Vec<Unit> = match &call.args.field {
        None => remote::in_conflict(&plan),
        Some(Fields::One(name)) => vec![Unit::from(name.clone())],
        Some(Fields::Many(names)) => names.iter().cloned().map(Unit::from).collect(),
    };
    let change = |unit: &Unit| plan.changes.iter().find(|change| change.unit == *unit);
    // Given by name, what the file alone changed can be given up, too.
    let open = |change: &&Change| {
        change.side == Side::Conflict || (change.side == Side::Local && matches!(keep, Some(Keep::Theirs)))
    };
    let open: Vec<&Change> = units.iter().filter_map(change).filter(open).collect();
    if open.is_empty() {
        if matches!(plan.state, State::Blocked | State::WrongTarget | State::RemoteUnknown)
            && let Some(error) = plan.error()
        {
            return Err(error);
        }
        return Ok(Answer::new("nothing", format!("There is nothing to settle: {}.", plan.words())));
    }
    // Whoever is asked now sees the values of now.
    let seen = seen.filter(|_| keep.is_some());
    if let Some(moved) = seen.as_ref().and_then(|seen| open.iter().find(|change| moved(change, seen))) {
        let (title, unit, now) = (plan.title(), &moved.unit, shown(moved.remote.as_ref()));
        let text =
            format!("{title} changed on the service since it was shown: `{unit}` is {now} there. Nothing was done.");
        return Ok(refused_with(call, &plan, text));
    }
    let choices: Vec<(Unit, Keep)> = match keep {
        Some(keep) => open.iter().map(|change| (change.unit.clone(), keep)).collect(),
        None if !call.session.can_ask() => {
            let names = open.iter().map(|change| change.unit.to_string()).collect::<Vec<_>>().join(", ");
            let text = format!(
                "Run the command cja.resolve with {{\"keep\": \"mine\"}} or {{\"keep\": \"theirs\"}}, and \"field\" for one of: {names}."
            );
            return Ok(Answer::new("asked", text));
        }
        None => ask_each(call, &plan, &open).await,
    };
    if choices.is_empty() {
        return Ok(Answer::new("dismissed", "Nothing was settled.").told());
    }
    let outcome = call.workspace.settle_fields(&plan, &choices).await?;
    call.note_saved_meanwhile(&before);
    call.note_outcome(&outcome);
    let settled = |unit: &Unit| choices.iter().any(|(chosen, _)| chosen == unit);
    let left: Vec<String> =
        remote::in_conflict(&plan).iter().filter(|unit| !settled(unit)).map(ToString::to_string).collect();
    let message = said(&plan, &choices, &left) + call.save_note();
    Ok(Answer::new("done", message).with("left", left))
}

/// Whether the service's value is another than the one that was shown.
fn moved(change: &Change, seen: &Plan) -> bool {
    let before = seen.changes.iter().find(|before| before.unit == change.unit);
    before.is_some_and(|before| before.remote != change.remote)
}

/// Asks about each, with both values; those that are dismissed stay open.
async fn ask_each(call: &Call, plan: &Plan, open: &[&Change]) -> Vec<(Unit, Keep)> {
    let mut choices = Vec::new();
    for change in open {
        let (mine, theirs) = (shown(change.local.as_ref()), shown(change.remote.as_ref()));
        let unit = &change.unit;
        let text = format!(
            "{}: whose value does `{unit}` keep?\nMine: {mine}\nTheirs, in {}: {theirs}",
            plan.title(),
            plan.target.profile
        );
        match call.session.review(&text, &[MINE, THEIRS], false).await.as_deref() {
            Some(MINE) => choices.push((unit.clone(), Keep::Mine)),
            Some(THEIRS) => choices.push((unit.clone(), Keep::Theirs)),
            _ => {}
        }
    }
    choices
}

fn said(plan: &Plan, choices: &[(Unit, Keep)], left: &[String]) -> String {
    let named = |wanted: Keep| {
        let names = choices.iter().filter(|(_, keep)| *keep == wanted).map(|(unit, _)| unit.to_string());
        names.collect::<Vec<_>>().join(", ")
    };
    let (mine, theirs) = (named(Keep::Mine), named(Keep::Theirs));
    let mut text = Vec::new();
    if !mine.is_empty() {
        text.push(format!("Kept your value of {mine}; a push sends it."));
    }
    if !theirs.is_empty() {
        text.push(format!("Took the value of {} for {theirs}.", plan.target.profile));
    }
    if !left.is_empty() {
        text.push(format!("{} left to settle: {}.", fields(left.len()), left.join(", ")));
    }
    text.join(" ")
}

/// A plan that stands still because of a conflict: why, with the ways on as buttons.
pub(super) fn refused(call: &Call, plan: &Plan) -> Answer {
    let conflicts = plan.changes.iter().filter(|change| change.side == Side::Conflict);
    let quoted: Vec<String> = conflicts.map(quoted).collect();
    let (what, last) = (quoted.join("; "), plan.last_change());
    let text = match plan.state {
        State::NoCommonBase => {
            format!("{} and {} differ in {what}, and no common base is known{last}", plan.title(), plan.target.profile)
        }
        _ => format!("Both sides changed {what}{last}"),
    };
    refused_with(call, plan, text + ". Nothing was written.")
}

/// A field with both values, as far as they are short; the marks in the text have them all.
fn quoted(change: &Change) -> String {
    const SHORT: usize = 40;
    let values = [&change.local, &change.remote].map(|value| shown(value.as_ref()));
    match &values {
        [mine, theirs] if values.iter().all(|value| value.chars().count() <= SHORT) => {
            format!("{} (yours: {mine}, theirs: {theirs})", change.unit)
        }
        _ => change.unit.to_string(),
    }
}

fn refused_with(call: &Call, plan: &Plan, text: String) -> Answer {
    call.session.offer(MessageType::WARNING, text.clone(), buttons(call, plan));
    let fields: Vec<String> = remote::in_conflict(plan).iter().map(ToString::to_string).collect();
    let answer = Answer::new("refused", text).told().with("kind", "Conflict").with("left", fields);
    answer.with("exitCode", Kind::Conflict.exit_code())
}

/// The ways out of a conflict, beside a message.
pub(super) fn buttons(call: &Call, plan: &Plan) -> Vec<Button> {
    // Without a version: what is on the screen when it is pressed counts, and is looked at again.
    let button = |action: remote::Action| {
        let mut arguments = json!(action.more);
        if let Some(arguments) = arguments.as_object_mut() {
            arguments.insert("uri".into(), json!(call.args.uri));
        }
        // The message beside it names the only field.
        let title = action.title.split(':').next().unwrap_or_default().to_owned();
        Button { title, command: action.command, arguments }
    };
    remote::settle_all(plan).into_iter().chain([remote::compare()]).map(button).collect()
}
