//! The names on disk, one file a part, so that the next session and the offline hour know them too.
//!
//! A file that cannot be read, is of another organization or of another version counts as none; it is written anew.

use crate::api::request::segment;
use crate::files::Own;
use crate::model::catalogue::{Catalogue, Part};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;
use std::sync::Arc;

/// Where the names of a workspace are kept.
#[derive(Clone, Debug)]
pub struct Place {
    root: Option<PathBuf>,
    state: Option<PathBuf>,
}

impl Place {
    /// In the `.cja` of a workspace, so that they go with it. `state` is the user's state folder.
    #[must_use]
    pub fn in_workspace(root: PathBuf, state: Option<PathBuf>) -> Self {
        Self { root: Some(root), state }
    }

    /// In the user's state folder, with what can be thrown away.
    #[must_use]
    pub fn of_user(state: PathBuf) -> Self {
        Self { root: None, state: Some(state) }
    }

    /// Looked at each time: what was refused a moment ago may have been put right.
    fn own(&self) -> Own {
        match (&self.root, &self.state) {
            (Some(root), state) => Own::of_workspace(root, state.as_deref()),
            (None, state) => Own::new(state.as_deref().unwrap_or("".as_ref())),
        }
    }
}

const FORMAT: u32 = 1;
/// How the files of a data view's components begin.
pub(super) const COMPONENTS: &str = "components-";
/// The folder of the caches.
const CACHE: &str = "cache";

/// The files of one organization.
#[derive(Clone, Debug)]
pub(super) struct Store {
    own: Own,
    folder: String,
    org: String,
}

#[derive(Serialize, Deserialize)]
struct File<P> {
    format: u32,
    org: String,
    /// The id of the data view for components, else the name of the part.
    of: String,
    part: P,
}

impl Store {
    pub(super) fn new(place: &Place, org: &str) -> Store {
        Store { own: place.own(), folder: format!("{CACHE}/{}", segment(org)), org: org.to_owned() }
    }

    /// Everything that can be read.
    pub(super) fn read(&self) -> Catalogue {
        let mut catalogue = Catalogue::default();
        for name in self.own.list(&self.folder).unwrap_or_default() {
            let Some(file) = self.read_file(&name) else { continue };
            let part = Arc::new(file.part);
            match file.of.strip_prefix(COMPONENTS) {
                Some(view) => drop(catalogue.components.insert(view.to_owned(), part)),
                None if file.of == "connections" => catalogue.connections = part,
                None if file.of == "segments" => catalogue.segments = part,
                None => {}
            }
        }
        catalogue
    }

    fn read_file(&self, name: &str) -> Option<File<Part>> {
        name.strip_suffix(".json")?;
        let name = format!("{}/{name}", self.folder);
        let read: Result<File<Part>, _> = serde_json::from_slice(&self.own.read(&name).ok()?);
        match read {
            Ok(file) if file.format == FORMAT && file.org == self.org => Some(file),
            Ok(_) => None,
            Err(error) => {
                tracing::debug!("{name} is not used: {error}");
                None
            }
        }
    }

    /// Writes a part, whole or not at all.
    pub(super) fn write(&self, of: &str, part: &Part) -> std::io::Result<()> {
        let file = File { format: FORMAT, org: self.org.clone(), of: of.to_owned(), part };
        let text = serde_json::to_string(&file)?;
        self.own.write(&format!("{}/{}.json", self.folder, segment(of)), text.as_bytes())
    }
}

/// The organization of a cache that has only one; who uses one profile need not have named it.
pub(super) fn only_organization(place: &Place) -> Option<String> {
    let mut found = place.own().folders(CACHE).ok()?.into_iter();
    let name = found.next()?;
    // What stands in the folder's name unchanged is the id itself.
    (found.next().is_none() && segment(&name) == name).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::catalogue::Entry;

    const ORG: &str = "5A4D0B0C1D2E3F4051627384@AdobeOrg";

    fn part(id: &str) -> Part {
        let entry = Entry { id: id.into(), name: "Näme".into(), ..Entry::default() };
        Part {
            entries: [(id.to_owned(), entry)].into(),
            read: Some("2026-03-01T10:00:00Z".parse().unwrap()),
            ..Part::default()
        }
    }

    #[test]
    fn what_was_written_is_read_and_hides_from_git() {
        let workspace = tempfile::tempdir().unwrap();
        let folder = Place::in_workspace(workspace.path().to_owned(), None);
        let store = Store::new(&folder, ORG);
        assert!(store.read().is_empty());
        assert_eq!(only_organization(&folder), None);
        store.write("connections", &part("dg_1")).unwrap();
        store.write("components-dv_1", &part("metrics/a/b")).unwrap();
        let read = store.read();
        assert_eq!(*read.connections, part("dg_1"));
        assert_eq!(*read.components["dv_1"], part("metrics/a/b"));
        assert_eq!(std::fs::read_to_string(workspace.path().join(".cja/.gitignore")).unwrap(), "*\n");
        assert_eq!(only_organization(&folder).as_deref(), Some(ORG));
        Store::new(&folder, "OTHER@AdobeOrg").write("segments", &part("s")).unwrap();
        assert_eq!(only_organization(&folder), None);
    }

    #[test]
    fn files_that_are_broken_or_of_somebody_else_are_none() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::new(&Place::of_user(folder.path().to_owned()), ORG);
        let kept = folder.path().join(CACHE).join(ORG).join("connections.json");
        for text in ["", "{", "[]", "\u{0}", r#"{"format": 1}"#, "<<<<<<< HEAD"] {
            store.write("connections", &part("dg_1")).unwrap();
            std::fs::write(&kept, text).unwrap();
            assert!(store.read().is_empty(), "{text}");
        }
        let other = File { format: FORMAT, org: "X@AdobeOrg".into(), of: "connections".into(), part: part("dg_1") };
        let newer = File { format: 2, org: ORG.into(), of: "connections".into(), part: part("dg_1") };
        for file in [other, newer] {
            let text = serde_json::to_string(&file).unwrap();
            std::fs::write(&kept, text).unwrap();
            assert!(store.read().is_empty());
        }
        store.write("connections", &part("dg_1")).unwrap();
        assert!(!store.read().is_empty(), "a broken file is written anew");
    }
}
