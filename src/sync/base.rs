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
    /// What was pulled into an open buffer and is the base as soon as the saved file equals it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub staged: Option<Value>,
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

    /// Records what both sides agree on now.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn record(&self, id: &str, document: &Value, origin: Origin) -> std::io::Result<()> {
        let (old, _) = self.read_staged(id);
        let definition = Definition::of(document);
        let (hash, now) = (definition.hash(), now());
        let mut history = old.map(|old| old.history).unwrap_or_default();
        if history.last().is_none_or(|last| last.hash != hash) {
            history.push(Earlier { hash: hash.clone(), units: definition.unit_hashes(), origin, at: now.clone() });
        }
        history.drain(..history.len().saturating_sub(KEPT));
        let text = |name: &str| document.get(name).and_then(Value::as_str).map(str::to_owned);
        self.write(&Snapshot {
            format: 1,
            view_id: id.to_owned(),
            org: self.org.clone(),
            read_at: now,
            modified_date: text("modifiedDate"),
            modified_by: text("modifiedBy"),
            definition_hash: hash,
            document: document.clone(),
            history,
            staged: None,
        })
    }

    /// Notes what was put into an open buffer; the base stays until the file is saved with it.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn stage(&self, id: &str, document: &Value) -> std::io::Result<()> {
        let none = Snapshot {
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
        };
        let base = self.read_staged(id).0.unwrap_or(none);
        self.write(&Snapshot { staged: Some(document.clone()), ..base })
    }

    /// Makes a staged document the base once the saved file equals it.
    pub(super) fn promote(&self, id: &str, saved: &Definition) {
        let Some(base) = self.read_staged(id).0 else { return };
        let Some(staged) = &base.staged else { return };
        let units: Vec<Unit> = saved.units();
        let equal = |document: &Value| saved.agrees(&Definition::of(document), &units);
        if equal(staged) && !(base.document.is_object() && equal(&base.document)) {
            // Where it cannot be written the base stays, and the view counts as changed on both sides to the same.
            let _ = self.record(id, staged, Origin::Pull);
        }
    }

    fn write(&self, base: &Snapshot) -> std::io::Result<()> {
        self.own.write(&self.place(&base.view_id), serde_json::to_string_pretty(base)?.as_bytes())
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
mod tests {
    use super::*;
    use serde_json::json;

    fn named(name: &str) -> Value {
        json!({"id": "dv_1", "name": name, "description": "d"})
    }

    #[test]
    fn an_earlier_base_is_stale_after_a_pull_and_a_revert_after_own_pushes() {
        let folder = tempfile::tempdir().unwrap();
        let bases = Bases::new(&Own::new(folder.path()), "A@AdobeOrg");
        for (name, origin) in [("a", Origin::Pull), ("b", Origin::Push), ("c", Origin::Pull), ("d", Origin::Push)] {
            bases.record("dv_1", &named(name), origin).unwrap();
        }
        let base = bases.read("dv_1").0.unwrap();
        let past = |name: &str| base.past(&Definition::of(&json!({"name": name})));
        assert_eq!(
            (past("a"), past("b"), past("c"), past("x")),
            (Past::Stale, Past::Stale, Past::OwnPushes, Past::None)
        );
        assert_eq!(bases.ids(), ["dv_1"]);
        assert!(Bases::new(&Own::new(folder.path()), "B@AdobeOrg").read("dv_1").0.is_none());
    }

    #[test]
    fn fifty_bases_are_remembered_and_a_broken_file_counts_as_none() {
        let folder = tempfile::tempdir().unwrap();
        let bases = Bases::new(&Own::new(folder.path()), "A@AdobeOrg");
        for number in 0..60 {
            bases.record("dv_1", &named(&number.to_string()), Origin::Push).unwrap();
        }
        assert_eq!(bases.read("dv_1").0.unwrap().history.len(), 50);
        std::fs::write(folder.path().join(bases.place("dv_1")), "<<<<<<< HEAD\n{").unwrap();
        let (base, note) = bases.read("dv_1");
        assert!(base.is_none() && note.is_some());
    }

    #[test]
    fn a_staged_pull_counts_once_it_is_saved() {
        let folder = tempfile::tempdir().unwrap();
        let bases = Bases::new(&Own::new(folder.path()), "A@AdobeOrg");
        bases.record("dv_1", &named("old"), Origin::Pull).unwrap();
        bases.stage("dv_1", &named("new")).unwrap();
        let after = |saved: &str| {
            bases.promote("dv_1", &Definition::of(&named(saved)));
            bases.read("dv_1").0.unwrap()
        };
        assert_eq!(after("old").document, named("old"));
        let saved = after("new");
        assert_eq!((saved.document, saved.staged), (named("new"), None));
    }

    #[test]
    fn a_first_pull_that_is_not_saved_yet_is_no_base() {
        let folder = tempfile::tempdir().unwrap();
        let bases = Bases::new(&Own::new(folder.path()), "A@AdobeOrg");
        bases.stage("dv_1", &named("new")).unwrap();
        assert!(bases.read("dv_1").0.is_none());
        bases.promote("dv_1", &Definition::of(&named("mine")));
        assert!(bases.read("dv_1").0.is_none());
        bases.promote("dv_1", &Definition::of(&named("new")));
        assert_eq!(bases.read("dv_1").0.unwrap().document, named("new"));
    }

    #[test]
    fn what_was_pulled_counts_only_in_fields_of_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let bases = Bases::new(&Own::new(folder.path()), "A@AdobeOrg");
        let record = |name: &str, description: &str, origin| {
            bases.record("dv_1", &json!({"name": name, "description": description}), origin).unwrap();
        };
        record("a", "d", Origin::Pull);
        record("b", "d", Origin::Push);
        record("b", "changed by another", Origin::Pull);
        let base = bases.read("dv_1").0.unwrap();
        let past = |file: Value| base.past(&Definition::of(&file));
        assert_eq!(past(json!({"name": "a"})), Past::OwnPushes);
        assert_eq!(past(json!({"name": "a", "description": "d"})), Past::Stale);
    }
}
