//! What can be done with a data view and the service, for lenses and code actions alike. Nothing is sent for it.

use super::session::{Session, View};
use super::standing::Standing;
use crate::api::profile::Profile;
use crate::ide::DocumentKind;
use crate::model::{self, Form};
use crate::sync::plan::fields;
use crate::sync::state::Side;
use std::path::Path;

/// One thing to do.
pub(super) struct Action {
    /// In plain words.
    pub(super) title: String,
    /// The command.
    pub(super) command: &'static str,
    /// Whether a lens shows it; the rest is in the menu alone.
    pub(super) lens: bool,
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
    let action = |title: String, command: &'static str, lens: bool| Action { title, command, lens };
    let mut actions = Vec::new();
    if exists {
        let count = |wanted: Side| {
            let changes = standing.as_ref().map(|standing| standing.plan.changes.iter());
            changes.map_or(0, |changes| changes.filter(|change| change.side == wanted).count())
        };
        let counted = |count: usize| if count == 0 { String::new() } else { format!(" ({})", fields(count)) };
        actions.push(action(format!("Review & push{}…", counted(count(Side::Local))), "cja.push", true));
        actions.push(action(format!("Pull{}", counted(count(Side::Remote))), "cja.pull", true));
        actions.push(action("Compare".into(), "cja.compare", true));
    } else {
        actions.push(action(format!("Create in {name}…"), "cja.create", true));
    }
    actions.push(action("Check with the service".into(), "cja.checkWithService", false));
    actions.push(action("Pull a view into the workspace…".into(), "cja.pullView", false));
    actions.push(action("Copy as cURL".into(), "cja.copyAsCurl", false));
    actions.push(action("Copy as Python (requests)".into(), "cja.copyAsPython", false));
    Offer { profile: name, standing, actions }
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
