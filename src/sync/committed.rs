//! The definitions of a commit, found by their path and by the id in them: a file that was moved since is the same data view.

use super::definition::Definition;
use super::git;
use super::local_file::LocalFile;
use super::workspace::Workspace;
use rustc_hash::FxHashMap;
use std::path::PathBuf;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

/// How many commits of a file are looked through.
const FAR: usize = 50;

/// Commits that this process remembers; an editor asks about the same one again and again.
const KNOWN: usize = 4;

/// The definitions of one commit, and of the commits before it as far as they were asked for.
#[derive(Debug, Default)]
struct Commit {
    by_path: FxHashMap<String, Definition>,
    by_id: FxHashMap<String, Definition>,
    before: Mutex<FxHashMap<String, Arc<Vec<String>>>>,
}

type Known = Vec<((PathBuf, String), Arc<Commit>)>;

static COMMITS: LazyLock<Mutex<Known>> = LazyLock::new(Mutex::default);

impl Workspace {
    /// A file as it was at a commit: of the same data view, wherever it lay then; else at the same path, unless that meant
    /// another data view.
    pub(super) fn at_commit(&self, reference: &str, file: &LocalFile) -> Option<Definition> {
        let commit = self.commit(reference)?;
        let by_id = file.target().and_then(|id| commit.by_id.get(&id));
        by_id.or_else(|| commit.by_path.get(&file.path)).cloned()
    }

    fn commit(&self, reference: &str) -> Option<Arc<Commit>> {
        let id = git::is_commit(&self.root, reference).ok()?;
        // Links decide which view a text means, and differ between profiles.
        let key = (self.root.join(&self.profile.name), id);
        let mut known = COMMITS.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, commit)) = known.iter().find(|(other, _)| *other == key) {
            return Some(Arc::clone(commit));
        }
        let mut commit = Commit::default();
        for (path, text) in git::texts_at(&self.root, &key.1).unwrap_or_default() {
            let Some((id, definition)) = self.definition_of(&path, text) else { continue };
            match id {
                Some(id) => drop(commit.by_id.insert(id, definition)),
                None => drop(commit.by_path.insert(path, definition)),
            }
        }
        let commit = Arc::new(commit);
        known.truncate(KNOWN - 1);
        known.insert(0, (key, Arc::clone(&commit)));
        Some(commit)
    }

    /// What a text at a path means: the view's id, if it has one, and its definition.
    fn definition_of(&self, path: &str, text: String) -> Option<(Option<String>, Definition)> {
        let mut old = LocalFile::of(path.to_owned(), self.root.join(path), text);
        old.link = self.link_of(path);
        (old.blocked.is_none() && !old.definition.units().is_empty()).then(|| (old.target(), old.definition.clone()))
    }

    /// Whether one of the last commits of a file holds what the service has: then it was pushed from here, and what the file
    /// says beyond it is newer.
    pub(super) fn was_committed(&self, file: &LocalFile, remote: &Definition) -> bool {
        let is = |old: &Definition| old.agrees(remote, &old.units());
        if self.at_commit("HEAD", file).is_some_and(|old| is(&old)) {
            return true;
        }
        let Some(head) = self.commit("HEAD") else { return false };
        let before = {
            let mut before = head.before.lock().unwrap_or_else(PoisonError::into_inner);
            let texts = before.entry(file.path.clone());
            Arc::clone(texts.or_insert_with(|| Arc::new(git::history(&self.root, &file.path, FAR))))
        };
        before
            .iter()
            .filter_map(|text| self.definition_of(&file.path, text.clone()))
            .any(|(id, old)| (id.is_none() || id == file.target()) && is(&old))
    }
}
