//! Where open documents stand against the service, as far as it was read: nothing here sends a request by itself, and a
//! workspace is silent until its first explicit command.

use super::diagnostics;
use super::documents::OpenDocument;
use super::extras;
use super::session::{Session, View};
use crate::api::ApiError;
use crate::config::FileKind;
use crate::ide::DocumentKind;
use crate::sync::{Direction, LocalFile, Plan, RemoteRead, State, Workspace};
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError};

/// The service's side of a view, as it was read.
#[derive(Clone)]
pub(super) struct Known {
    seen: RemoteRead,
    at: Timestamp,
}

/// Where a document stands.
pub(super) struct Standing {
    /// What a push would do with the buffer as it is.
    pub(super) plan: Plan,
    /// When the service was read.
    pub(super) at: Timestamp,
}

impl Session {
    /// The workspace of a file, ready to talk to the service.
    ///
    /// # Errors
    /// Those of finding profile and credentials.
    pub(super) async fn sync(self: &Arc<Self>, path: Option<&Path>) -> Result<Workspace, ApiError> {
        let (client, profile) = self.client(path).await?;
        let folder = self.workspace_of(path);
        Ok(Workspace::open(&folder, self.settings_for(Some(&folder.join("any.json"))), profile, client))
    }

    /// The same where it has been used before; nothing is looked for and nobody is asked.
    fn synced(&self, path: &Path) -> Option<Workspace> {
        let folder = self.workspace_of(Some(path));
        let (client, profile) = self.service.known(&folder)?;
        Some(Workspace::open(&folder, self.settings_for(Some(&folder.join("any.json"))), profile, client))
    }

    /// A document was saved. Before anything is awaited, so that the next change does not come in between.
    pub(super) fn note_saved(&self, open: &OpenDocument) {
        if let Some(path) = open.path.as_deref()
            && let Some(workspace) = self.synced(path)
            && workspace.note_saved(path, open.current().text(), self.is_pulled(path)).is_some()
        {
            self.take_pulled(path);
        }
    }

    /// Notes what was read of a view.
    pub(super) fn note_known(&self, workspace: &Workspace, id: &str, seen: RemoteRead) {
        let key = (workspace.root().to_owned(), id.to_owned());
        let at = match &seen {
            RemoteRead::Present(live) => live.at,
            _ => Timestamp::now(),
        };
        self.known.insert(key, Known { seen, at });
    }

    /// A pull went into the open buffer of a file, which is not saved yet.
    pub(super) fn note_pulled(&self, path: &Path) {
        self.pulled.insert(path.to_owned());
    }

    /// Whether a buffer holds such a pull.
    pub(super) fn is_pulled(&self, path: &Path) -> bool {
        self.pulled.contains(path)
    }

    /// The buffer is saved, or closed: whether it held such a pull.
    pub(super) fn take_pulled(&self, path: &Path) -> bool {
        self.pulled.remove(path).is_some()
    }

    /// A buffer as a file of its workspace.
    pub(super) fn buffer(&self, workspace: &Workspace, path: &Path, text: String) -> LocalFile {
        LocalFile { pulled: self.is_pulled(path), ..workspace.buffer(path, text) }
    }

    /// Where a document stands, if that has been looked at.
    pub(super) fn standing(&self, view: &View) -> Option<Standing> {
        let path = view.open.path.as_deref().filter(|_| view.document.kind == DocumentKind::DataView)?;
        let workspace = self.synced(path)?;
        self.standing_of(&workspace, self.buffer(&workspace, path, view.document.text().to_owned()))
    }

    /// Where a file stands by what was read last, which is what the person has seen.
    pub(super) fn standing_of(&self, workspace: &Workspace, file: LocalFile) -> Option<Standing> {
        let known = self.known.get(&(workspace.root().to_owned(), file.target()?)).map(|known| known.clone())?;
        let plan = workspace.plan_seen(Direction::Push, file, known.seen)?;
        Some(Standing { plan, at: known.at })
    }

    /// Shows everything anew that depends on the service's side.
    pub(super) async fn standing_changed(self: &Arc<Self>) {
        self.forget_reports();
        diagnostics::all_again(self).await;
        let abilities = self.abilities();
        if abilities.refreshes_lenses {
            let _ = self.client.code_lens_refresh().await;
        }
        self.tell_status().await;
    }

    /// Reads again what open documents are about, one request for each workspace that has been used; in the background's
    /// share of the pace.
    pub(super) async fn look_again(self: &Arc<Self>) {
        let mut by_folder: BTreeMap<PathBuf, (Workspace, Vec<String>)> = BTreeMap::new();
        for open in self.all_open() {
            let Some(path) = open.path.as_deref() else { continue };
            if self.settings_for(Some(path)).kind(path, None) != FileKind::DataView {
                continue;
            }
            let Some(workspace) = self.synced(path) else { continue };
            if let Some(id) = workspace.buffer(path, open.current().text()).target() {
                let folder = workspace.root().to_owned();
                by_folder.entry(folder).or_insert_with(|| (workspace.in_background(), Vec::new())).1.push(id);
            }
        }
        let mut changed = false;
        for (workspace, ids) in by_folder.into_values() {
            match workspace.peek(&ids).await {
                Ok(seen) => seen.into_iter().for_each(|(id, seen)| {
                    // What could not be read now was known before.
                    if !matches!(seen, RemoteRead::Unknown(_)) {
                        self.note_known(&workspace, &id, seen);
                        changed = true;
                    }
                }),
                Err(error) => tracing::info!("the open data views were not compared: {error}"),
            }
        }
        if changed {
            self.standing_changed().await;
        }
    }

    /// Tells a status bar where things stand, when it changed.
    pub(super) async fn tell_status(&self) {
        if !self.abilities().extras.status {
            return;
        }
        let Some(status) = self.status() else { return };
        let same = {
            let mut told = self.told_status.lock().unwrap_or_else(PoisonError::into_inner);
            let same = told.as_ref() == Some(&status);
            *told = Some(status.clone());
            same
        };
        if !same {
            self.outbox.tell::<extras::Status>(status).await;
        }
    }

    fn status(&self) -> Option<extras::Standing> {
        let open = self.all_open();
        let plans: Vec<Plan> = open
            .iter()
            .filter_map(|open| self.view(Arc::clone(open), open.current()))
            .filter_map(|view| self.standing(&view).map(|standing| standing.plan))
            .collect();
        let folder = self.workspace_of(open.iter().find_map(|open| open.path.as_deref()));
        let (client, profile) = self.service.known(&folder)?;
        let count = |state: fn(State) -> bool| plans.iter().filter(|plan| state(plan.state)).count();
        let parts = [
            (count(|state| matches!(state, State::Ahead | State::New | State::Diverged)), "to push"),
            (count(|state| matches!(state, State::Behind | State::Stale | State::Diverged)), "to pull"),
            (count(|state| state == State::Conflict), "in conflict"),
        ];
        let told = parts.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!(" · {count} {what}"));
        let text = format!("CJA {}{}", profile.name, told.collect::<String>());
        let org = client.credentials().org.clone();
        Some(extras::Standing { profile: profile.name, org, protected: profile.protected, text })
    }
}
