//! Base snapshots: what file and service last agreed on, one file per view, and the hashes of the bases before.
//!
//! Written atomically. A snapshot that cannot be read, or belongs to another organization, counts as none.

use super::definition::{Definition, Unit};
use super::state::Past;
use crate::api::request::segment;
use crate::files::Own;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// How many earlier bases are remembered.
const KEPT: usize = 50;

/// How a base came to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Origin {
    /// We wrote it.
    Push,
    /// Somebody else's change was taken.
    Pull,
}

/// An earlier base by its hashes; the last entry is the base itself.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Earlier {
    /// Of the whole definition.
    pub hash: String,
    /// Of each unit, because a file need not hold them all.
    pub units: BTreeMap<String, String>,
    /// How it came to be.
    pub origin: Origin,
    /// When, in UTC.
    pub at: String,
}

/// See the module.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Snapshot {
    /// 1.
    pub format: u32,
    /// The view.
    pub view_id: String,
    /// Its organization.
    pub org: String,
    /// When it was read.
    pub read_at: String,
    /// The service's date then.
    pub modified_date: Option<String>,
    /// Who had changed it.
    pub modified_by: Option<String>,
    /// Of the document.
    pub definition_hash: String,
    /// The full answer.
    pub document: Value,
    /// The last bases, oldest first.
    #[serde(default)]
    pub history: Vec<Earlier>,
    /// What was pulled into an open buffer and is the base as soon as the file is saved with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub staged: Option<Value>,
    /// The file that last held the view, relative to the workspace.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
}

impl Snapshot {
    /// Whether a file equals an earlier base, and how it was left.
    #[must_use]
    pub fn past(&self, local: &Definition) -> Past {
        let units = local.units();
        let hashes = local.unit_hashes();
        let equals = |earlier: &&Earlier| {
            units.iter().all(|unit| hashes.get(&unit.to_string()) == earlier.units.get(&unit.to_string()))
        };
        let Some((_, before)) = self.history.split_last() else { return Past::None };
        let Some(at) = before.iter().rposition(|earlier| equals(&earlier)) else { return Past::None };
        // What was pulled counts only where this file would undo it.
        let differs = |pair: &[Earlier]| match pair {
            [old, new] => units.iter().any(|unit| old.units.get(&unit.to_string()) != new.units.get(&unit.to_string())),
            _ => false,
        };
        let since = self.history.get(at..).unwrap_or_default();
        let pulled =
            since.windows(2).any(|pair| pair.last().is_some_and(|new| new.origin == Origin::Pull) && differs(pair));
        if pulled { Past::Stale } else { Past::OwnPushes }
    }
}

/// The snapshots of one organization.
#[derive(Clone, Debug)]
pub struct Bases {
    own: Own,
    folder: String,
    org: String,
}

impl Bases {
    /// Those below a `.cja` folder.
    #[must_use]
    pub fn new(cja: &Own, org: &str) -> Self {
        Self { own: cja.clone(), folder: format!("base/{}", segment(org)), org: org.to_owned() }
    }

    fn place(&self, id: &str) -> String {
        format!("{}/{}.json", self.folder, segment(id))
    }

    /// The snapshot of a view, and why there is none although there is a file.
    #[must_use]
    pub fn read(&self, id: &str) -> (Option<Snapshot>, Option<String>) {
        let (found, note) = self.read_staged(id);
        // A pull into an open buffer that has not been saved yet is no base.
        (found.filter(|base| base.document.is_object()), note)
    }

    fn read_staged(&self, id: &str) -> (Option<Snapshot>, Option<String>) {
        let text = match self.own.read(&self.place(id)) {
            Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return (None, None),
            Err(error) => return (None, Some(format!("the recorded base cannot be read ({error}) and is not used"))),
        };
        match serde_json::from_str::<Snapshot>(&text) {
            Ok(base) if base.org == self.org && base.view_id == id => (Some(base), None),
            Ok(_) => (None, Some("the recorded base belongs to another organization or view and is not used".into())),
            Err(_) => (None, Some("the recorded base cannot be read and is not used".into())),
        }
    }

    /// Records what both sides agree on now, in the file that it was known in.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn record(&self, id: &str, document: &Value, origin: Origin) -> std::io::Result<()> {
        self.record_in(id, document, origin, None)
    }

    /// Records what both sides agree on now, and which file holds it.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn record_in(&self, id: &str, document: &Value, origin: Origin, path: Option<&str>) -> std::io::Result<()> {
        self.write(&self.next(id, document, origin, path))
    }

    /// The snapshot that follows the one there is.
    fn next(&self, id: &str, document: &Value, origin: Origin, path: Option<&str>) -> Snapshot {
        let old = self.read_staged(id).0.unwrap_or_else(|| self.none(id));
        let next = self.next_from(&old, document, origin);
        Snapshot { path: path.map(str::to_owned).or(next.path), ..next }
    }

    fn next_from(&self, old: &Snapshot, document: &Value, origin: Origin) -> Snapshot {
        let definition = Definition::of(document);
        let (hash, now) = (definition.hash(), now());
        let mut history = old.history.clone();
        if history.last().is_none_or(|last| last.hash != hash) {
            history.push(Earlier { hash: hash.clone(), units: definition.unit_hashes(), origin, at: now.clone() });
        }
        history.drain(..history.len().saturating_sub(KEPT));
        let text = |name: &str| document.get(name).and_then(Value::as_str).map(str::to_owned);
        Snapshot {
            format: 1,
            view_id: old.view_id.clone(),
            org: self.org.clone(),
            read_at: now,
            modified_date: text("modifiedDate"),
            modified_by: text("modifiedBy"),
            definition_hash: hash,
            document: document.clone(),
            history,
            staged: None,
            path: old.path.clone(),
        }
    }

    /// The snapshot of a view of which nothing was agreed yet.
    fn none(&self, id: &str) -> Snapshot {
        Snapshot {
            format: 1,
            view_id: id.to_owned(),
            org: self.org.clone(),
            read_at: now(),
            modified_date: None,
            modified_by: None,
            definition_hash: String::new(),
            document: Value::Null,
            history: Vec::new(),
            staged: None,
            path: None,
        }
    }

    /// Records many views of a pull at once.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub(super) fn record_all<'a>(
        &self,
        views: impl Iterator<Item = (&'a str, &'a Value, &'a str)>,
    ) -> std::io::Result<()> {
        let texts: Vec<(String, String)> = views
            .map(|(id, document, path)| {
                let text = serde_json::to_string_pretty(&self.next(id, document, Origin::Pull, Some(path)))?;
                Ok((self.place(id), text))
            })
            .collect::<std::io::Result<_>>()?;
        self.own.write_many(&texts)
    }

    /// The snapshot of a view as it was written, to be put back.
    #[must_use]
    pub(super) fn raw(&self, id: &str) -> Option<String> {
        String::from_utf8(self.own.read(&self.place(id)).ok()?).ok()
    }

    /// Puts back what [`Bases::raw`] gave.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(super) fn put_back(&self, id: &str, raw: Option<&str>) -> std::io::Result<()> {
        match raw {
            Some(text) => self.own.write(&self.place(id), text.as_bytes()),
            None => {
                self.forget(id);
                Ok(())
            }
        }
    }

    /// Notes what was put into an open buffer; the base stays until the file is saved with it.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn stage(&self, id: &str, document: &Value) -> std::io::Result<()> {
        let mut base = self.read_staged(id).0.unwrap_or_else(|| self.none(id));
        // Whoever undoes the later one of two pulls has the earlier one's text, which a push would put over the later.
        if let Some(before) = base.staged.take() {
            base.history = self.next_from(&base, &before, Origin::Pull).history;
        }
        self.write(&Snapshot { staged: Some(document.clone()), ..base })
    }

    /// Makes what was pulled into a buffer the base once the saved file has it; see [`Bases::once_saved`]. Answers whether it
    /// was done: where it cannot be written the base stays, and the view counts as changed on both sides to the same.
    pub(super) fn promote(&self, id: &str, saved: &Definition, here: bool) -> bool {
        self.once_saved(id, saved, here).is_some_and(|next| self.write(&next).is_ok())
    }

    /// The base of a buffer with a pull in it, once it is saved. In the editor that pulled it (`here`) each field counts that
    /// is not as it was before the pull, so that it can be edited before it is saved; without that knowledge the file must
    /// have every field that the pull brought. None when the pull was undone, or there is none.
    #[must_use]
    pub(super) fn once_saved(&self, id: &str, saved: &Definition, here: bool) -> Option<Snapshot> {
        let base = self.read_staged(id).0?;
        let mut document = base.staged?;
        let (old, new) = (Definition::of(&base.document), Definition::of(&document));
        let managed: Vec<Unit> = saved.units();
        let brought: Vec<&Unit> = managed.iter().filter(|unit| old.get(unit) != new.get(unit)).collect();
        if !here {
            let has_all = brought.iter().all(|unit| saved.get(unit) == new.get(unit));
            return has_all.then(|| self.next(id, &document, Origin::Pull, None));
        }
        if base.document.is_object() {
            let undone: Vec<&&Unit> = brought.iter().filter(|unit| saved.get(unit) == old.get(unit)).collect();
            if undone.len() == brought.len() && !brought.is_empty() {
                return None;
            }
            undone.into_iter().for_each(|unit| super::definition::put(&mut document, unit, old.get(unit).cloned()));
        }
        Some(self.next(id, &document, Origin::Pull, None))
    }

    /// What was pulled into a buffer that is not saved yet.
    #[must_use]
    pub(super) fn staged(&self, id: &str) -> Option<Value> {
        self.read_staged(id).0?.staged
    }

    fn write(&self, base: &Snapshot) -> std::io::Result<()> {
        self.own.write(&self.place(&base.view_id), serde_json::to_string_pretty(base)?.as_bytes())
    }

    /// Forgets the earlier bases of a view: what a person settled is no earlier version of it.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub(super) fn begin_again(&self, id: &str) -> std::io::Result<()> {
        let Some(mut base) = self.read_staged(id).0 else { return Ok(()) };
        base.history.drain(..base.history.len().saturating_sub(1));
        self.write(&base)
    }

    /// Forgets a view.
    pub fn forget(&self, id: &str) {
        let _ = self.own.remove(&self.place(id));
    }

    /// The snapshots that cannot be used, and why.
    #[must_use]
    pub fn broken(&self) -> Vec<String> {
        let why = |name: String| match self.listed(&name) {
            Some(base) if base.org == self.org => None,
            Some(_) => Some(format!("{name} belongs to another organization")),
            None => Some(format!("{name} cannot be read")),
        };
        match self.own.list(&self.folder) {
            Ok(names) => names.into_iter().filter_map(why).collect(),
            Err(error) => vec![error.to_string()],
        }
    }

    fn listed(&self, name: &str) -> Option<Snapshot> {
        serde_json::from_slice(&self.own.read(&format!("{}/{name}", self.folder)).ok()?).ok()
    }

    /// The views that have a snapshot.
    #[must_use]
    pub fn ids(&self) -> Vec<String> {
        let names = self.own.list(&self.folder).unwrap_or_default();
        let mut ids: Vec<String> = names
            .iter()
            .filter_map(|name| self.listed(name))
            .filter(|base| base.org == self.org && base.document.is_object())
            .map(|base| base.view_id)
            .collect();
        ids.sort();
        ids
    }
}

/// The moment, in UTC, to the second.
pub(super) fn now() -> String {
    jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

#[cfg(test)]
mod tests;
