//! Files on their way: written beside the place where they will stand, so that a reader sees the old text or the new, and
//! a run that is killed leaves at most a file that the next one recognizes and takes away.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{LazyLock, Mutex, PoisonError};
use std::time::Duration;
use tempfile::NamedTempFile;

/// How the names of such files begin.
pub const PREFIX: &str = ".cja-tmp-";

/// How long such a file is left alone; between making it and locking it lie microseconds.
const AGE: Duration = Duration::from_secs(5);

/// A new file in a folder, with the mode that the user's umask leaves, locked as long as this run lives.
/// Its owner can make it private.
///
/// # Errors
/// Those of the file system.
pub fn create(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(PREFIX);
    #[cfg(unix)]
    let all = <fs::Permissions as std::os::unix::fs::PermissionsExt>::from_mode(0o666);
    #[cfg(unix)]
    builder.permissions(all);
    let file = builder.tempfile_in(folder)?;
    // A file system without locks has the age of the file alone.
    let _ = file.as_file().try_lock();
    Ok(file)
}

/// Removes what killed runs left in a folder. What is young, or locked by a run that lives, stays; so does what cannot be
/// removed, because this is only tidying.
pub fn sweep(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if !entry.file_name().to_string_lossy().starts_with(PREFIX) {
            continue;
        }
        let Ok(about) = fs::symlink_metadata(entry.path()) else { continue };
        let since = about.modified().ok().and_then(|time| time.elapsed().ok());
        if since.is_none_or(|since| since < AGE) {
            continue;
        }
        if about.is_dir() {
            let _ = fs::remove_dir_all(entry.path());
        } else if about.is_file() && File::open(entry.path()).is_ok_and(|file| file.try_lock().is_ok()) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// [`sweep`], once for each folder in the life of this process, so that writing many files costs one look.
pub fn sweep_once(folder: &Path) {
    if is_first(folder) {
        sweep(folder);
    }
}

/// Whether nothing was swept for this folder, or workspace, in the life of this process.
pub fn is_first(folder: &Path) -> bool {
    static SWEPT: LazyLock<Mutex<HashSet<PathBuf>>> = LazyLock::new(Mutex::default);
    SWEPT.lock().unwrap_or_else(PoisonError::into_inner).insert(folder.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::SystemTime;

    #[test]
    fn what_a_killed_run_left_is_swept_and_what_lives_stays() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let old = SystemTime::now() - Duration::from_secs(3600);
        let age = |path: &Path| File::options().write(true).open(path).unwrap().set_modified(old).unwrap();
        for name in [".cja-tmp-dead", ".tmpOther", "view.json"] {
            fs::write(at(name), "x").unwrap();
            age(&at(name));
        }
        fs::write(at(".cja-tmp-young"), "x").unwrap();
        let living = create(folder.path()).unwrap();
        age(living.path());
        sweep(folder.path());
        assert!(!at(".cja-tmp-dead").exists());
        for path in [at(".tmpOther"), at("view.json"), at(".cja-tmp-young"), living.path().to_owned()] {
            assert!(path.exists(), "{}", path.display());
        }
    }
}
