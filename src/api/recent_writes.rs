//! When this user last wrote, for lists that come after it.
//!
//! The service answers a list from a cache unless it is asked with `cached=false`, and documents neither for how long nor that
//! a write empties the cache. So whoever has just written asks past it. The note is an empty file in the user's state folder,
//! whose time of change is the time of the write: all processes see it, for one organization at one address.

use crate::api::private_file;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};

/// How long after a write a cached list is expected to be old.
const STALE: Duration = Duration::from_secs(10 * 60);

/// See the module.
#[derive(Debug)]
pub struct RecentWrites {
    path: Option<PathBuf>,
    /// The last write of this process, which counts also where no file can be had.
    own: Mutex<Option<Instant>>,
}

impl RecentWrites {
    /// The note for an organization at an address in the user's state folder; without a folder it is this value's own.
    #[must_use]
    pub fn open(folder: Option<&Path>, organization: &str) -> Self {
        Self { path: folder.map(|folder| folder.join("writes").join(organization)), own: Mutex::new(None) }
    }

    /// A write is about to be sent.
    pub fn note(&self) {
        *self.own.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
        let Some(path) = &self.path else { return };
        if let Err(error) = touch(path) {
            tracing::warn!(%error, path = %path.display(), "other cja processes do not know of this write");
        }
    }

    /// Whether a list from the service's cache may still be without a write of ours.
    #[must_use]
    pub fn lately(&self) -> bool {
        let own = *self.own.lock().unwrap_or_else(PoisonError::into_inner);
        own.is_some_and(|at| at.elapsed() < STALE) || self.path.as_deref().is_some_and(is_young)
    }
}

fn touch(path: &Path) -> io::Result<()> {
    private_file::create_folder(path.parent().unwrap_or(Path::new(".")))?;
    File::options().create(true).truncate(false).write(true).open(path)?.set_modified(SystemTime::now())
}

/// A time in the future comes from a clock that was set back; near by it is the same moment.
fn is_young(path: &Path) -> bool {
    let Ok(changed) = path.metadata().and_then(|meta| meta.modified()) else { return false };
    let apart = changed.elapsed().unwrap_or_else(|error| error.duration());
    apart < STALE
}

#[cfg(test)]
mod tests {
    use super::*;

    fn aged(folder: &Path, organization: &str, by: Duration, ahead: bool) -> RecentWrites {
        let writes = RecentWrites::open(Some(folder), organization);
        writes.note();
        let time = if ahead { SystemTime::now() + by } else { SystemTime::now() - by };
        File::options().write(true).open(writes.path.as_ref().unwrap()).unwrap().set_modified(time).unwrap();
        RecentWrites::open(Some(folder), organization)
    }

    #[test]
    fn every_process_knows_of_a_write_for_some_minutes() {
        let folder = tempfile::tempdir().unwrap();
        let one = RecentWrites::open(Some(folder.path()), "a");
        assert!(!one.lately());
        one.note();
        assert!(one.lately() && RecentWrites::open(Some(folder.path()), "a").lately());
        assert!(!RecentWrites::open(Some(folder.path()), "b").lately(), "another organization was not written to");
        assert!(aged(folder.path(), "c", Duration::from_secs(540), false).lately());
        assert!(!aged(folder.path(), "d", Duration::from_secs(660), false).lately());
        assert!(!aged(folder.path(), "e", Duration::from_secs(86_400), true).lately(), "the clock was set back");
    }

    #[test]
    fn without_a_folder_the_process_knows_by_itself() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("no-folder");
        std::fs::write(&file, "").unwrap();
        for place in [None, Some(file.as_path())] {
            let writes = RecentWrites::open(place, "a");
            assert!(!writes.lately());
            writes.note();
            assert!(writes.lately());
        }
    }
}
