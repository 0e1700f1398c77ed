//! Keeps the window where all processes of the user can see it: a small file, changed under a lock.
//!
//! The text is overwritten and then cut to length, never emptied first: whoever dies in between leaves lines too many,
//! which make others wait a little, and never lines too few. Where no file can be had, as on a read-only home, the window
//! lives in this process.

use crate::api::pace::window::Window;
use std::fs::{File, TryLockError};
use std::io::{self, Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// See the module.
#[derive(Debug)]
pub struct Ledger {
    /// `None`: this process alone, as asked.
    path: Option<PathBuf>,
    own: Mutex<Window>,
}

/// Somebody who holds the lock for longer is stopped, not slow: the change itself takes microseconds.
const PATIENCE: Duration = Duration::from_secs(5);

impl Ledger {
    /// The ledger of a client in the user's state folder; without a folder it is this value's own.
    #[must_use]
    pub fn open(folder: Option<&Path>, client: &str) -> Self {
        Self { path: folder.map(|folder| folder.join("pace").join(client)), own: Mutex::new(Window::default()) }
    }

    /// Changes the window; `change` gets the time in milliseconds. The file is so small that reading it does not hold up
    /// the other tasks of the thread.
    pub async fn change<T>(&self, mut change: impl FnMut(&mut Window, u64) -> T) -> T {
        let Some(path) = &self.path else {
            return change(&mut self.own.lock().unwrap_or_else(PoisonError::into_inner), now());
        };
        let end = tokio::time::Instant::now() + PATIENCE;
        loop {
            match locked(path) {
                Ok(Some(file)) => match rewrite(file, |window| change(window, now())) {
                    Ok(result) => return result,
                    Err(error) => return self.alone(&error, |window| change(window, now())),
                },
                Ok(None) if tokio::time::Instant::now() < end => tokio::time::sleep(Duration::from_millis(3)).await,
                Ok(None) => return self.alone(&io::ErrorKind::TimedOut.into(), |window| change(window, now())),
                Err(error) => return self.alone(&error, |window| change(window, now())),
            }
        }
    }

    /// Changes the window if that needs no waiting, for those who are leaving.
    pub fn try_change(&self, change: impl Fn(&mut Window)) {
        change(&mut self.own.lock().unwrap_or_else(PoisonError::into_inner));
        if let Some(Ok(Some(file))) = self.path.as_deref().map(locked) {
            let _ = rewrite(file, change);
        }
    }

    fn alone<T>(&self, error: &io::Error, change: impl FnOnce(&mut Window) -> T) -> T {
        tracing::warn!(%error, path = ?self.path, "the pace is not shared with other cja processes");
        change(&mut self.own.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

fn locked(path: &Path) -> io::Result<Option<File>> {
    crate::api::private_file::create_folder(path.parent().unwrap_or(Path::new(".")))?;
    let mut options = File::options();
    options.create(true).truncate(false).read(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path)?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

/// Closing the file at the end frees the lock.
fn rewrite<T>(mut file: File, change: impl FnOnce(&mut Window) -> T) -> io::Result<T> {
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    let mut window = Window::parse(&String::from_utf8_lossy(&bytes));
    let result = change(&mut window);
    let text = window.render();
    file.rewind()?;
    file.write_all(text.as_bytes())?;
    file.set_len(text.len() as u64)?;
    Ok(result)
}

/// Milliseconds since 1970: the one clock that processes share.
fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| u64::try_from(time.as_millis()).unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::pace::window::{Limit, Turn};

    #[tokio::test]
    async fn a_file_damaged_by_a_crash_is_read_as_far_as_it_goes() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = Ledger::open(Some(folder.path()), "c");
        let limit = Limit { sends: 2, window: 6_500 };
        assert_eq!(ledger.change(|window, now| window.ask("a", false, now, limit)).await, Turn::Go);
        let path = folder.path().join("pace/c");
        let mut bytes = std::fs::read(&path).unwrap();
        bytes.extend_from_slice(b"\xff\xfe 12 half a li");
        std::fs::write(&path, bytes).unwrap();
        assert_eq!(ledger.change(|window, now| window.ask("b", false, now, limit)).await, Turn::Go);
        assert!(matches!(ledger.change(|window, now| window.ask("c", false, now, limit)).await, Turn::Wait(_)));
    }
}
