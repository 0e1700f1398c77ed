//! Files that only their owner may read: written whole or not at all, refused when others can look in.

use crate::api::error::{ApiError, Kind};
use crate::disk;
use std::fs;
use std::io::{self, Write as _};
use std::path::Path;
use std::time::Duration;

/// Reads a file of secrets. `None` when there is none.
///
/// # Errors
/// [`Kind::Guard`] when others can read it, [`Kind::Local`] when it cannot be read.
pub fn read(path: &Path, what: &str) -> Result<Option<String>, ApiError> {
    let what = || format!("read {what} ({})", path.display());
    match fs::metadata(path) {
        Ok(meta) => check_mode(&meta, path).map_err(|problem| {
            let advice =
                format!("Run `chmod 600 {}`, and replace the secret if others use this machine.", path.display());
            ApiError::new(Kind::Guard, what(), problem, advice)
        })?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(ApiError::local(what(), &error)),
    }
    fs::read_to_string(path).map(Some).map_err(|error| ApiError::local(what(), &error))
}

#[cfg(unix)]
fn check_mode(meta: &fs::Metadata, _path: &Path) -> Result<(), String> {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = meta.permissions().mode() & 0o777;
    if mode & 0o077 == 0 { Ok(()) } else { Err(format!("other users of this machine can read it (mode {mode:03o})")) }
}

#[cfg(not(unix))]
#[allow(clippy::unnecessary_wraps)] // The same signature as where modes exist; a profile folder is private here.
fn check_mode(_meta: &fs::Metadata, _path: &Path) -> Result<(), String> {
    Ok(())
}

/// Creates a folder that only its owner can enter, with its parents.
///
/// # Errors
/// Those of the file system.
pub fn create_folder(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// Writes a file with mode 0600 by way of a temporary one beside it, so that a reader sees the old text or the new.
///
/// # Errors
/// Those of the file system.
pub fn write(path: &Path, text: &str) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    create_folder(folder)?;
    let mut file = tempfile::Builder::new().prefix(&leftovers(path)).tempfile_in(folder)?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// How the temporary files of a file begin.
fn leftovers(path: &Path) -> String {
    format!("{}{}-", disk::PREFIX, path.file_name().unwrap_or_default().to_string_lossy())
}

/// Removes what writes left that were killed: temporary files of this file, and those of earlier versions, which named
/// no file. Only for who holds the lock of the file, so that nobody writes it now.
pub fn sweep_leftovers(path: &Path) {
    let Some(folder) = path.parent() else { return };
    let ours = leftovers(path);
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let of_old = name
            .strip_prefix(".tmp")
            .is_some_and(|rest| rest.len() == 6 && rest.bytes().all(|byte| byte.is_ascii_alphanumeric()));
        if (of_old || name.starts_with(&ours)) && entry.file_type().is_ok_and(|about| about.is_file()) {
            let _ = fs::remove_file(entry.path());
        }
    }
    disk::sweep(folder);
}

/// Whether a write of this file was killed and left something.
#[must_use]
pub fn has_leftovers(path: &Path) -> bool {
    let ours = leftovers(path);
    let entries = path.parent().and_then(|folder| fs::read_dir(folder).ok()).into_iter().flatten().flatten();
    entries.map(|entry| entry.file_name()).any(|name| {
        let name = name.to_string_lossy();
        name.starts_with(&ours) || name.starts_with(".tmp")
    })
}

/// Removes the files of a folder that were not written for so long, other than those that a process holds locked. A file
/// that cannot be removed stays: this is only tidying.
pub fn sweep(folder: &Path, age: Duration) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let written = entry.metadata().ok().filter(fs::Metadata::is_file).and_then(|meta| meta.modified().ok());
        let old = written.and_then(|time| time.elapsed().ok()).is_some_and(|since| since > age);
        if old && fs::File::open(entry.path()).is_ok_and(|file| file.try_lock().is_ok()) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// A lock between processes, freed by the system when its holder dies.
#[derive(Debug)]
pub struct Lock(#[allow(dead_code)] fs::File); // Held, never looked at.

impl Lock {
    /// Takes the lock if nobody has it.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn try_take(path: &Path) -> io::Result<Option<Self>> {
        create_folder(path.parent().unwrap_or(Path::new(".")))?;
        let mut options = fs::OpenOptions::new();
        options.create(true).truncate(false).write(true).read(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(path)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Self(file))),
            Err(fs::TryLockError::WouldBlock) => Ok(None),
            Err(fs::TryLockError::Error(error)) => Err(error),
        }
    }

    /// Takes the lock, waiting at most `patience` for whoever has it.
    ///
    /// # Errors
    /// Those of the file system, and `TimedOut`.
    pub async fn take(path: &Path, patience: Duration) -> io::Result<Self> {
        let end = tokio::time::Instant::now() + patience;
        loop {
            if let Some(lock) = Self::try_take(path)? {
                return Ok(lock);
            }
            if tokio::time::Instant::now() > end {
                return Err(io::Error::new(io::ErrorKind::TimedOut, "another cja process holds the lock"));
            }
            tokio::time::sleep(Duration::from_millis(15)).await;
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt as _;

    #[test]
    fn what_is_written_only_its_owner_can_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep/secret.json");
        write(&path, "x").unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::metadata(path.parent().unwrap()).unwrap().permissions().mode() & 0o777, 0o700);
        assert_eq!(read(&path, "the store").unwrap().as_deref(), Some("x"));
    }

    #[test]
    fn a_file_that_others_can_read_is_refused_with_the_cure() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret.json");
        write(&path, "x").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        let error = read(&path, "the store").unwrap_err();
        assert_eq!(error.kind(), Kind::Guard);
        assert!(error.to_string().contains("mode 640") && error.to_string().contains("chmod 600"), "{error}");
    }

    #[test]
    fn a_lock_has_one_holder_and_is_free_again_after_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lock");
        let first = Lock::try_take(&path).unwrap();
        assert!(first.is_some() && Lock::try_take(&path).unwrap().is_none());
        drop(first);
        assert!(Lock::try_take(&path).unwrap().is_some());
    }
}
