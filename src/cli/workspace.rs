//! What the commands share that work on files and the service: their options, opening the workspace, showing a plan,
//! asking, doing it, and one exit code for many files.

use crate::api::{ApiError, Kind};
pub use crate::cli::confirm::{ask, confirm, confirm_profile};
use crate::cli::events::Events;
use crate::cli::remote::{Console, Output, RemoteArgs};
use crate::config::{Layers, Options};
use crate::sync::plan::{fields, shown};
use crate::sync::state::{Change, Side, State};
use crate::sync::{Action, Confirmation, Direction, LocalFile, Outcome, Plan, PlanOptions, Subject, Workspace};
use crate::text::shown::terminal;
use crate::{files, sync};
use serde_json::json;
use std::path::Path;

/// Options of the commands that write.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct WriteArgs {
    /// Skip the confirmation prompt
    #[arg(long, short)]
    pub yes: bool,
    /// Confirm a write to a protected profile by naming it
    #[arg(long, value_name = "PROFILE")]
    pub confirm: Option<String>,
    /// Show what would be done, validate it with the service, and write nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Profile, credentials, form of the output
    #[command(flatten)]
    pub remote: RemoteArgs,
}

/// Opens the workspace of the console's folder.
///
/// # Errors
/// Those of finding profile and credentials.
pub fn open(console: &Console, doing: &str) -> Result<Workspace, ApiError> {
    let (client, profile) = console.client(doing)?;
    let folder = &console.connect.workspace;
    let project = files::find_project(folder);
    let environment = Options::from_environment(|name| console.connect.env.get(name).map(str::to_owned));
    let root = sync::workspace::root(folder);
    let loaded = files::load(project.as_deref(), &root, Layers { environment, ..Layers::default() });
    for note in &loaded.notes {
        console.say(&format!("{}: {note}.", crate::config::FILE_NAME));
    }
    let chosen = console.connect.profile.is_some();
    let (console, doing) = (console.clone(), doing.to_owned());
    let cancel = console.cancel.clone();
    let workspace = Workspace::open(folder, loaded.settings, profile, client).with_cancel(cancel);
    if let Some(why) = workspace.own().refusal() {
        console.say(&format!("note: {why}. {}", why.advice()));
    }
    let workspace = workspace.with_profile_option(chosen);
    Ok(workspace.with_listener(move |step| console.progress(&format!("{doing} · {step}"))))
}

/// The same for a command that writes to the service: not where the settings hold an error, as that may be what guards it.
///
/// # Errors
/// [`Kind::Invalid`] with the place of the error; those of [`open`].
pub fn open_to_write(console: &Console, doing: &str) -> Result<Workspace, ApiError> {
    sync::check_settings(&console.connect.workspace, doing)?;
    open(console, doing)
}

/// Settles what was left open, and tells.
///
/// # Errors
/// See [`Workspace::settle`].
pub async fn settle(console: &Console, workspace: &Workspace) -> Result<(), ApiError> {
    for sentence in workspace.settle().await? {
        console.say(&sentence);
    }
    Ok(())
}

/// A plan for a person: target, and every field with its values.
#[must_use]
pub fn describe(plan: &Plan) -> String {
    let id = plan.target.view.as_deref().map_or_else(String::new, |id| format!(" ({})", terminal(id)));
    let protected = if plan.target.protected { ", protected" } else { "" };
    let path = plan.target.path.as_deref().map_or_else(String::new, |path| format!("{}: ", terminal(path)));
    let profile = terminal(&plan.target.profile);
    let mut text = format!("{path}{}{id} · {profile}{protected} · {}\n", plan.title(), terminal(&plan.words()));
    for change in compared(plan) {
        let (local, remote) = (shown(change.local.as_ref()), shown(change.remote.as_ref()));
        let line = match (change.side, plan.direction) {
            (Side::Conflict | Side::Apart, _) if !plan.units.contains(&change.unit) && !plan.sends() => {
                format!("file {local}, server {remote}, base {}", shown(change.base.as_ref()))
            }
            (Side::Remote, _) => format!("{local} ← {remote}"),
            (Side::Local, Direction::Pull) => format!("{local} (yours, was {})", shown(change.base.as_ref())),
            (_, Direction::Pull) => format!("{local} ← {remote}"),
            (side, _) if plan.sends() && !plan.units.contains(&change.unit) => {
                let why = if side == Side::Conflict { "to be settled" } else { "not chosen" };
                format!("{remote} ({why}: {local} in the file)")
            }
            _ => format!("{remote} → {local}"),
        };
        text.push_str(&format!("  {}: {line}\n", terminal(&change.unit.to_string())));
    }
    if !plan.changes.is_empty() && plan.by.is_some() && plan.state != State::Ahead {
        text.push_str(&format!("  last change of the data view: {}\n", terminal(&plan.who())));
    }
    plan.notes.iter().for_each(|note| text.push_str(&format!("  note: {}\n", terminal(note))));
    text
}

/// The fields that differ, where both sides are there; a side that is missing differs in all, which says nothing.
pub fn compared(plan: &Plan) -> impl Iterator<Item = &Change> {
    let missing = matches!(plan.state, State::New | State::DeletedRemotely | State::EditedDeleted);
    plan.changes.iter().filter(move |change| !missing && change.local != change.remote)
}

/// Whether a plan says something worth showing before it is done.
fn is_shown(plan: &Plan) -> bool {
    plan.action == Action::Refuse || plan.sends()
}

/// Carries out one plan: shows it, asks, does it, tells; gives whether anything changed. Of `many`, those with nothing to
/// do are not told singly.
///
/// # Errors
/// Those of the plan and of doing it.
pub async fn carry_out(
    console: &Console,
    workspace: &Workspace,
    write: &WriteArgs,
    plan: &Plan,
    events: &mut Events,
) -> Result<bool, ApiError> {
    events.started(console, plan)?;
    let result = one(console, workspace, write, plan).await;
    ended(console, plan, result, false, events)
}

/// Tells what came of a plan; of `many`, those with nothing to do are not told singly.
///
/// # Errors
/// What came of it, if it failed; when the output cannot be written.
pub fn ended(
    console: &Console,
    plan: &Plan,
    result: Result<Outcome, ApiError>,
    many: bool,
    events: &mut Events,
) -> Result<bool, ApiError> {
    events.ended(console, plan, result.as_ref())?;
    let outcome = result?;
    for warning in &outcome.warnings {
        console.say(&format!("Note: {warning}."));
    }
    if outcome.changed || !many || !plan.state.is_in_sync() {
        console.say(&outcome.message);
    }
    Ok(outcome.changed)
}

async fn one(console: &Console, workspace: &Workspace, write: &WriteArgs, plan: &Plan) -> Result<Outcome, ApiError> {
    if is_shown(plan) {
        console.say(describe(plan).trim_end());
    }
    if let Some(error) = plan.error() {
        return Err(error);
    }
    workspace.may_create(plan).await?;
    if write.dry_run {
        return dry_run(workspace, plan).await;
    }
    let mut consent = Confirmation::default();
    if plan.sends() {
        confirm(console, write, &question(plan)).await?;
        consent.profile = confirm_profile(console, write, workspace.profile()).await?;
    }
    workspace.apply(plan, &consent).await
}

/// What a plan would do, with the service's word on it; nothing is written.
///
/// # Errors
/// The plan's refusal, or the service's.
pub async fn dry_run(workspace: &Workspace, plan: &Plan) -> Result<Outcome, ApiError> {
    if let Some(error) = plan.error() {
        return Err(error);
    }
    let message = match (plan.sends(), &plan.body) {
        (true, Some(body)) => {
            workspace.validate(&plan.title(), body).await?;
            "Nothing was written (--dry-run); the service would accept it.".into()
        }
        _ => format!("{}: {} (--dry-run)", plan.title(), plan.words()),
    };
    Ok(Outcome { message, ..Outcome::default() })
}

/// What a person is asked before a plan is done, without the question mark.
#[must_use]
pub fn question(plan: &Plan) -> String {
    match plan.action {
        Action::Create => format!("create {} in {}", plan.title(), plan.target.profile),
        _ => format!("push {} of {} to {}", fields(plan.units.len()), plan.title(), plan.target.profile),
    }
}

/// Plans of files given by path, view id or name; of all files when none is given.
///
/// # Errors
/// [`Kind::Usage`] when something given means nothing.
pub async fn plans(
    console: &Console,
    workspace: &Workspace,
    direction: Direction,
    given: &[String],
    wish: &PlanOptions,
) -> Result<Vec<Result<Plan, ApiError>>, ApiError> {
    let mut subjects = Vec::new();
    if given.is_empty() {
        subjects.extend(workspace.files().into_iter().map(file));
    }
    let mut names = None;
    for word in given {
        let path = console.connect.workspace.join(word);
        if path.is_file() {
            subjects.push(file(workspace.file(&path)?));
        } else if path.is_dir() {
            let folder = files::absolute(&path);
            subjects.extend(workspace.files().into_iter().filter(|file| file.full.starts_with(&folder)).map(file));
        } else if word.starts_with("dv_") {
            subjects.push(Subject::View(word.clone()));
        } else {
            if names.is_none() {
                names = Some(workspace.remote_ids().await?);
            }
            subjects.push(Subject::View(named(names.as_deref().unwrap_or_default(), word)?));
        }
    }
    let named: Vec<Option<String>> = subjects
        .iter()
        .map(|subject| match subject {
            Subject::View(id) => Some(id.clone()),
            Subject::File(_) => None,
        })
        .collect();
    let plans = workspace.plan_many(direction, subjects, wish).await?;
    let missing = |id| {
        let problem = "there is no such data view";
        Err(ApiError::new(Kind::NotFound, format!("find {id}"), problem, "`cja list` shows what there is."))
    };
    let plans = plans.into_iter().zip(named).filter_map(|(plan, id)| match plan.transpose() {
        None => id.map(missing),
        // Neither file nor base nor view: nothing but the name that was given.
        Some(Ok(plan)) if plan.state == State::DeadLink && plan.target.path.is_none() => id.map(missing),
        plan => plan,
    });
    Ok(plans.collect())
}

fn file(file: LocalFile) -> Subject {
    Subject::File(Box::new(file))
}

fn named(known: &[(String, String)], word: &str) -> Result<String, ApiError> {
    let hits: Vec<&str> = known.iter().filter(|(_, name)| name == word).map(|(id, _)| id.as_str()).collect();
    let usage =
        |problem: String, advice: &str| Err(ApiError::new(Kind::Usage, format!("find \"{word}\""), problem, advice));
    match hits.as_slice() {
        [id] => Ok((*id).to_owned()),
        [] if Path::new(word).extension().is_some() => usage("there is no such file".into(), ""),
        [] => usage("no file, id or data view is called that".into(), "`cja list` shows what there is."),
        several => usage(format!("several data views have this name: {}", several.join(", ")), "Give the id."),
    }
}

/// One result for many files: a single file's own; of several, the common kind of failure if all failed alike.
///
/// # Errors
/// As described; each failure has been told before, if there were several.
pub fn together(console: &Console, results: Vec<Result<bool, ApiError>>) -> Result<(), ApiError> {
    let all = results.len();
    let changed = results.iter().filter(|result| matches!(result, Ok(true))).count();
    if all > 1 && results.iter().all(Result::is_ok) {
        console.say(&format!("{all} data views, {changed} changed."));
    }
    failed(console, all, results.into_iter().filter_map(Result::err).collect())
}

/// The same, for what failed of `all`.
///
/// # Errors
/// As [`together`].
pub fn failed(console: &Console, all: usize, mut errors: Vec<ApiError>) -> Result<(), ApiError> {
    if all == 1 || errors.iter().any(|error| error.kind() == Kind::Cancelled) {
        return errors.pop().map_or(Ok(()), Err);
    }
    for error in &errors {
        console.say(&error.to_string());
    }
    let Some(first) = errors.first() else { return Ok(()) };
    let alike = errors.iter().all(|error| error.kind() == first.kind());
    // A no is a no, also where something else was done.
    let kind = if alike && (errors.len() == all || first.kind() == Kind::Guard) { first.kind() } else { Kind::Partial };
    Err(ApiError::new(kind, "", format!("{} of {all} failed", errors.len()), "Each is explained above."))
}

/// Plans as data: one JSON value, or one a line.
///
/// # Errors
/// When the output cannot be written.
pub fn print(console: &Console, plans: &[Plan]) -> Result<(), ApiError> {
    match console.output {
        Output::Jsonl => plans.iter().try_for_each(|plan| console.print(&format!("{}\n", json!(plan)))),
        _ => console.print(&format!("{}\n", serde_json::to_string_pretty(plans).unwrap_or_default())),
    }
}
