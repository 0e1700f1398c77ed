//! `cja.undo`: gives back what an operation wrote: fields their old values, files their old text; what it created is
//! deleted, what it deleted is created again. Every value is shown first, now and then.

use super::super::ask::Button;
use super::apply::Pending;
use super::{Answer, Call};
use crate::api::ApiError;
use crate::api::error::plain;
use crate::files;
use crate::sync::definition::{Definition, Unit};
use crate::sync::plan::{fields, shown};
use crate::sync::state::Side;
use crate::sync::{Confirmation, Undo, UndoStep, Workspace};
use serde_json::{Value, json};
use tower_lsp::ls_types::MessageType;

/// As many lines as are shown of one file.
const LINES: usize = 20;

pub(super) async fn run(call: &Call) -> Result<Answer, ApiError> {
    call.settle().await?;
    let Some(op) = call.args.op.clone().or_else(|| call.workspace.last_operation()) else {
        return Ok(Answer::new("nothing", "There is nothing to undo: nothing was written from here."));
    };
    let undo = call.workspace.plan_undo(&op).await?;
    if matches!(undo.step, UndoStep::Nothing) {
        let since = since(&undo).replace('\n', " ");
        return Ok(Answer::new("nothing", format!("There is nothing left to undo of the last operation.{since}")));
    }
    let profile = call.workspace.profile().clone();
    let (button, text) = question(&call.workspace, &undo);
    let dismissed = || Ok(Answer::new("dismissed", "Nothing was written.").told());
    if !call.session.can_ask() {
        let id = call.session.keep_plan(&call.workspace, Pending::Undo(Box::new(undo)));
        let message = format!("{text}\n\n{button}: run the command cja.apply with {{\"plan\": \"{id}\"}}.");
        return Ok(Answer::new("asked", message).with("plan", id));
    }
    if call.session.review(&text, &[&button], false).await.is_none() {
        return dismissed();
    }
    let mut consent = Confirmation::default();
    if profile.protected && !matches!(undo.step, UndoStep::Files(_)) {
        consent.profile = call.session.confirm(&profile.name, &button, &text).await;
        if consent.profile.is_none() {
            return dismissed();
        }
    }
    done(call, &undo, &consent).await
}

/// Does it. The button, or whoever named the plan, has named what is deleted.
pub(super) async fn done(call: &Call, undo: &Undo, consent: &Confirmation) -> Result<Answer, ApiError> {
    let outcome = call.workspace.undo(undo, Some(&undo.name), consent).await?;
    call.note_outcome(&outcome);
    let UndoStep::Restore(restore) = &undo.step else {
        let warnings: String = outcome.warnings.iter().map(|warning| format!(" Note: {warning}.")).collect();
        return Ok(Answer::new(if outcome.changed { "done" } else { "nothing" }, outcome.message + &warnings));
    };
    let units: Vec<&Unit> = restore.fields.iter().map(|(unit, ..)| unit).collect();
    let (name, profile) = (plain(&undo.name), &call.workspace.profile().name);
    let mut message = format!("Undid {} of \"{name}\" in {profile}.", fields(units.len()));
    outcome.warnings.iter().for_each(|warning| message.push_str(&format!(" Note: {warning}.")));
    let Some((uri, kept)) = still_open(call, &restore.id, &units) else { return Ok(Answer::new("done", message)) };
    message.push_str(&format!(" The file keeps its value of {}.", kept.join(", ")));
    let arguments = json!({"uri": uri, "field": kept, "keep": "theirs"});
    let take = Button { title: "Restore in the file".into(), command: "cja.resolve", arguments };
    call.session.offer(MessageType::INFO, message.clone(), vec![take]);
    Ok(Answer::new("done", message).told())
}

/// The open file of a view, and the fields in it that a push would write again.
fn still_open(call: &Call, id: &str, units: &[&Unit]) -> Option<(tower_lsp::ls_types::Uri, Vec<String>)> {
    call.session.all_open().into_iter().find_map(|open| {
        let view = call.session.view(open.clone(), open.current())?;
        let plan = call.session.standing(&view).map(|standing| standing.plan)?;
        let kept = plan.changes.iter().filter(|change| change.side == Side::Local && units.contains(&&change.unit));
        let kept: Vec<String> = kept.map(|change| change.unit.to_string()).collect();
        (plan.target.view.as_deref() == Some(id) && !kept.is_empty()).then(|| (open.uri.clone(), kept))
    })
}

/// The button and the text above it: every value that would change, now and then.
fn question(workspace: &Workspace, undo: &Undo) -> (String, String) {
    let (name, profile) = (plain(&undo.name), &workspace.profile().name);
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
        UndoStep::Files(images) => {
            let lines = images.iter().map(|image| match &image.before {
                Some(before) => format!("\n{}{}", plain(&image.path), differences(workspace, &image.path, before)),
                None => format!("\n{}: removed, as it was not there before", plain(&image.path)),
            });
            let files = if images.len() == 1 { "this file its" } else { "these files their" };
            let text = format!("Give {files} earlier text back?{}", lines.collect::<String>());
            (if images.len() == 1 { "Restore the file" } else { "Restore the files" }.to_owned(), text)
        }
        UndoStep::Nothing => (String::new(), String::new()),
    };
    text.push_str(&since(undo));
    (button, text)
}

/// The fields of a file that would change, now and then.
fn differences(workspace: &Workspace, path: &str, before: &str) -> String {
    let read = |text: &str| {
        let value = serde_json::from_str::<Value>(text.trim_start_matches('\u{feff}')).unwrap_or_default();
        Definition::of(&value)
    };
    let now = files::inside(workspace.root(), path).ok().and_then(|path| files::read(&path).ok());
    let (now, then) = (read(&now.map(|decoded| decoded.text).unwrap_or_default()), read(before));
    let mut units = now.units();
    units.extend(then.units());
    units.sort();
    units.dedup();
    let changed: Vec<&Unit> = units.iter().filter(|unit| now.get(unit) != then.get(unit)).collect();
    let line = |unit: &&Unit| format!("\n  {unit}: {} → {}", shown(now.get(unit)), shown(then.get(unit)));
    let mut text: String = changed.iter().take(LINES).map(line).collect();
    if changed.len() > LINES {
        text.push_str(&format!("\n  and {}", fields(changed.len() - LINES)));
    }
    text
}

fn since(undo: &Undo) -> String {
    undo.changed_since.iter().map(|what| format!("\nChanged since, stays: {}.", plain(what))).collect()
}
