//! State on disk: `world.json` as it was at the last start, and a journal of every write since, one JSON line each, forced to
//! the disk before it is answered. A `kill -9` at any moment loses nothing that was answered; the line it may have torn was not.
//!
//! Each start folds the journal into a new `world.json` and begins a journal of the next generation. The two change together
//! by one rename: `world.json` names its journal.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::super::world::{Change, World};

/// An open journal. The lock keeps other sandboxes off the folder until the process ends, however it ends.
#[derive(Debug)]
pub(crate) struct Journal {
    file: File,
    length: u64,
    _lock: File,
}

/// What an opened folder holds.
#[derive(Debug)]
pub(crate) struct Opened {
    pub(crate) world: World,
    pub(crate) journal: Journal,
    pub(crate) key: String,
}

#[derive(Serialize, Deserialize)]
struct Saved {
    generation: u64,
    key: String,
    world: World,
}

#[derive(Serialize, Deserialize)]
struct Line {
    serial: u64,
    organization: String,
    changes: Vec<Change>,
}

/// Opens the folder, makes it with the seed when it is new.
pub(crate) fn open(folder: &Path, seed: World) -> Result<Opened, String> {
    fs::create_dir_all(folder).map_err(|e| e.to_string())?;
    let lock = File::create(folder.join("lock")).map_err(|e| e.to_string())?;
    lock.try_lock().map_err(|_| "another sandbox uses it".to_owned())?;
    let path = folder.join("world.json");
    let (mut saved, old) = match fs::read(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            (Saved { generation: 0, key: random_key(), world: seed }, None)
        }
        Err(error) => return Err(error.to_string()),
        Ok(bytes) => {
            let mut saved: Saved = serde_json::from_slice(&bytes).map_err(|e| format!("world.json: {e}"))?;
            let old = journal_path(folder, saved.generation);
            replay(&old, &mut saved.world)?;
            (saved, Some(old))
        }
    };
    saved.generation += 1;
    let journal = File::create(journal_path(folder, saved.generation)).map_err(|e| e.to_string())?;
    replace(folder, &path, &saved).map_err(|e| e.to_string())?;
    if let Some(old) = old {
        let _ = fs::remove_file(old);
    }
    Ok(Opened { world: saved.world, key: saved.key, journal: Journal { file: journal, length: 0, _lock: lock } })
}

impl Journal {
    /// Writes one line and waits for the disk. A line that fails half-way is taken back.
    pub(crate) fn append(&mut self, serial: u64, org: &str, changes: &[Change]) -> io::Result<()> {
        let line = Line { serial, organization: org.to_owned(), changes: changes.to_vec() };
        let mut bytes = serde_json::to_vec(&line)?;
        bytes.push(b'\n');
        match self.file.write_all(&bytes).and_then(|()| self.file.sync_data()) {
            Ok(()) => {
                self.length += bytes.len() as u64;
                Ok(())
            }
            Err(error) => {
                let _ = self.file.set_len(self.length);
                let _ = io::Seek::seek(&mut self.file, io::SeekFrom::Start(self.length));
                Err(error)
            }
        }
    }
}

/// A key that nobody else knows: the randomness that the standard library gives its hash maps.
pub(crate) fn random_key() -> String {
    use std::hash::{BuildHasher, RandomState};
    (0..4_u8).map(|n| format!("{:016x}", RandomState::new().hash_one(n))).collect()
}

fn journal_path(folder: &Path, generation: u64) -> PathBuf {
    folder.join(format!("journal-{generation}.jsonl"))
}

/// Applies the journal's lines. The last one may be torn: it was never answered.
fn replay(path: &Path, world: &mut World) -> Result<(), String> {
    let bytes = match fs::read(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        other => other.map_err(|e| format!("{}: {e}", path.display()))?,
    };
    let whole = bytes.split_inclusive(|b| *b == b'\n').filter(|line| line.ends_with(b"\n"));
    for (index, line) in whole.enumerate() {
        let line: Line =
            serde_json::from_slice(line).map_err(|e| format!("{}, line {}: {e}", path.display(), index + 1))?;
        world.serial = line.serial;
        world.apply(&line.organization, line.changes);
    }
    Ok(())
}

/// Replaces `world.json` in one step.
fn replace(folder: &Path, path: &Path, saved: &Saved) -> io::Result<()> {
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(&serde_json::to_vec(saved)?)?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|e| e.error)?;
    // The rename itself must reach the disk; only Unix lets a folder be synced.
    if cfg!(unix) {
        OpenOptions::new().read(true).open(folder)?.sync_all()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::super::world::{Kind, Org};
    use super::*;

    fn seed() -> World {
        World { serial: 7, organizations: vec![Org { id: "o".into(), ..Org::default() }] }
    }

    fn change(id: &str) -> Change {
        Change { kind: Kind::DataViews, id: id.into(), record: Some(json!({ "id": id })) }
    }

    fn ids(world: &World) -> Vec<String> {
        world.org("o").unwrap().table(Kind::DataViews).keys().cloned().collect()
    }

    #[test]
    fn every_answered_write_survives_and_a_torn_line_does_not() {
        let folder = tempfile::tempdir().unwrap();
        let mut first = open(folder.path(), seed()).unwrap();
        first.journal.append(8, "o", &[change("a")]).unwrap();
        first.journal.append(9, "o", &[change("b")]).unwrap();
        first.journal.file.write_all(br#"{"serial":10,"organization":"o","cha"#).unwrap();
        assert!(open(folder.path(), seed()).unwrap_err().contains("another sandbox"));
        drop(first);
        let second = open(folder.path(), World::default()).unwrap();
        assert_eq!((ids(&second.world), second.world.serial), (vec!["a".to_owned(), "b".to_owned()], 9));
        drop(second);
        assert_eq!(ids(&open(folder.path(), World::default()).unwrap().world), ["a", "b"]);
        let files = fs::read_dir(folder.path()).unwrap().count();
        assert_eq!(files, 3, "world.json, lock and one journal");
    }

    #[test]
    fn a_damaged_line_in_the_middle_is_named() {
        let folder = tempfile::tempdir().unwrap();
        drop(open(folder.path(), seed()).unwrap());
        fs::write(journal_path(folder.path(), 1), "{}\n").unwrap();
        let why = open(folder.path(), seed()).unwrap_err();
        assert!(why.contains("journal-1.jsonl, line 1"), "{why}");
    }
}
