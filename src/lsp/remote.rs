//! What can be done with a data view and the service, for lenses and code actions alike. Nothing is sent for it.

use super::session::{Session, View};
use super::standing::Standing;
use crate::api::profile::Profile;
use crate::ide::DocumentKind;
use crate::model::{self, Form};
use crate::sync::definition::Unit;
use crate::sync::plan::fields;
use crate::sync::state::{Change, Side};
use crate::sync::{Plan, State, merge};
use serde_json::{Map, Value};
use std::path::Path;
use tower_lsp::ls_types::Uri;

/// One thing to do.
pub(super) struct Action {
    /// In plain words.
    pub(super) title: String,
    /// The command.
    pub(super) command: &'static str,
    /// Whether a lens shows it; the rest is in the menu alone.
    pub(super) lens: bool,
    /// What the command is called with besides the document.
    pub(super) more: Map<String, Value>,
}

impl Action {
    fn new(title: impl Into<String>, command: &'static str) -> Self {
        Self { title: title.into(), command, lens: true, more: Map::new() }
    }

    fn of_menu(self) -> Self {
        Self { lens: false, ..self }
    }

    fn settling(title: String, field: Option<&Unit>, keep: &str) -> Self {
        let field = field.map(|unit| ("field".to_owned(), Value::from(unit.to_string())));
        let more = field.into_iter().chain([("keep".to_owned(), Value::from(keep))]).collect();
        Self { more, ..Self::new(title, "cja.resolve") }
    }

    /// The argument of the command.
    pub(super) fn arguments(&self, uri: &Uri, version: i32) -> Value {
        let mut arguments = self.more.clone();
        arguments.insert("uri".into(), Value::from(uri.as_str()));
        arguments.insert("version".into(), Value::from(version));
        Value::Object(arguments)
    }
}

/// Whose value one field keeps.
pub(super) fn settle_one(unit: &Unit) -> [Action; 2] {
    [
        Action::settling(format!("Keep mine: {unit}"), Some(unit), "mine"),
        Action::settling(format!("Take theirs: {unit}"), Some(unit), "theirs"),
    ]
}

/// The same for everything that is in conflict; nothing where nothing is.
pub(super) fn settle_all(plan: &Plan) -> Vec<Action> {
    match &in_conflict(plan)[..] {
        [] => Vec::new(),
        [one] => settle_one(one).into(),
        several => {
            let count = fields(several.len());
            vec![
                Action::settling(format!("Keep all mine ({count})"), None, "mine"),
                Action::settling(format!("Take all theirs ({count})"), None, "theirs"),
            ]
        }
    }
}

/// The fields that a person has to settle.
pub(super) fn in_conflict(plan: &Plan) -> Vec<Unit> {
    let conflicts = plan.changes.iter().filter(|change| change.side == Side::Conflict);
    conflicts.map(|change| change.unit.clone()).collect()
}

/// The service's version beside the file.
pub(super) fn compare() -> Action {
    Action::new("Compare", "cja.compare")
}

/// The service's changes into the file.
pub(super) fn pull(count: usize) -> Action {
    Action::new(format!("Pull{}", counted(count)), "cja.pull")
}

fn counted(count: usize) -> String {
    if count == 0 { String::new() } else { format!(" ({})", fields(count)) }
}

/// What is offered for a document.
pub(super) struct Offer {
    /// Where it goes.
    pub(super) profile: String,
    /// Where it stands, once that has been looked at.
    pub(super) standing: Option<Standing>,
    /// What can be done.
    pub(super) actions: Vec<Action>,
}

/// What is offered for a document; nothing where it is not one data view in a file.
///
/// # Errors
/// In a line as long as a lens can be: why nothing can be offered although it is one.
pub(super) fn offer(session: &Session, view: &View) -> Option<Result<Offer, String>> {
    let path = view.open.path.as_deref()?;
    if view.document.kind != DocumentKind::DataView || model::form(&view.document.tree) != Form::View {
        return None;
    }
    let profile = session.service.profile(&session.workspace_of(Some(path)));
    Some(
        profile
            .map(|profile| offer_in(profile, session, view, path))
            .map_err(|error| format!("No push and pull: {}", error.message())),
    )
}

fn offer_in(profile: Profile, session: &Session, view: &View, path: &Path) -> Offer {
    let tree = &view.document.tree;
    let relative =
        path.strip_prefix(session.workspace_of(Some(path))).unwrap_or(path).to_string_lossy().replace('\\', "/");
    let link =
        view.settings.options().links.as_ref().and_then(|links| links.get(&relative)?.get(&profile.name)?.as_str());
    let own = tree.root().and_then(|root| root.get("id")).and_then(|id| id.as_str()).filter(|id| !id.is_empty());
    let exists = link.is_some() || own.is_some();
    let standing = session.standing(view);
    let name = if profile.protected { format!("{} (protected)", profile.name) } else { profile.name };
    let mut actions = Vec::new();
    if exists {
        actions.extend(standing.as_ref().map_or_else(|| by_state(None), |standing| by_state(Some(&standing.plan))));
        actions.push(compare());
    } else {
        actions.push(Action::new(format!("Create in {name}…"), "cja.create"));
    }
    actions.push(Action::new("Check with the service", "cja.checkWithService").of_menu());
    actions.push(Action::new("Pull a view into the workspace…", "cja.pullView").of_menu());
    actions.push(Action::new("Copy as cURL", "cja.copyAsCurl").of_menu());
    actions.push(Action::new("Copy as Python (requests)", "cja.copyAsPython").of_menu());
    Offer { profile: name, standing, actions }
}

/// What can be done where a plan stands: a push that would be refused is not offered.
fn by_state(plan: Option<&Plan>) -> Vec<Action> {
    let count = |wanted: fn(&Change) -> bool| {
        plan.map_or(0, |plan| plan.changes.iter().filter(|change| wanted(change)).count())
    };
    let (ours, news) = (count(|change| change.side == Side::Local), count(merge::brings));
    match plan {
        Some(plan) if matches!(plan.state, State::Conflict | State::NoCommonBase) => {
            settle_all(plan).into_iter().chain((news > 0).then(|| pull(news))).collect()
        }
        Some(plan) if plan.state == State::Diverged => {
            vec![Action::new(format!("Merge & push{}…", counted(ours)), "cja.push"), pull(news)]
        }
        _ => vec![
            Action::new(format!("Review & push{}…", counted(ours)), "cja.push"),
            pull(count(|c| c.side == Side::Remote)),
        ],
    }
}

/// The title of the same thing in a menu, where it stands alone.
pub(super) fn menu_title(action: &Action, profile: &str) -> String {
    match action.command {
        "cja.create" => format!("Create data view in {profile}…"),
        "cja.push" => {
            format!("{} to {profile}", action.title.trim_end_matches('…')).replace("Review & push", "Push") + "…"
        }
        "cja.pull" => format!("Pull live view from {profile}"),
        "cja.compare" => "Compare with live".into(),
        _ => action.title.clone(),
    }
}
