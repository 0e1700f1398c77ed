//! Files are replaced whole or not at all.

use crate::disk;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// Replaces the content of a file atomically: readers see the old text or the new one, and a failure leaves the old.
/// A symbolic link stays one as long as it stays in the workspace, and permissions stay as they are; a new file gets those
/// that the user's umask leaves.
///
/// # Errors
/// When a link leads out of the workspace ([`disk::bounds`]) or no regular file is there; those of the file system.
pub fn write(path: &Path, text: &str) -> io::Result<()> {
    let (file, path) = prepare(path, text)?;
    file.as_file().sync_all()?;
    file.persist(&path)?;
    Ok(())
}

/// The same for many files at once.
///
/// # Errors
/// As [`write()`]; an error leaves those before it written and those after it as they were.
pub fn write_many(files: &[(PathBuf, String)]) -> io::Result<()> {
    disk::batch::together(files, |(path, text)| prepare(path, text))
}

/// The new content beside the old, not yet on the disk for sure.
fn prepare(path: &Path, text: &str) -> io::Result<(NamedTempFile, PathBuf)> {
    let path = disk::real(path)?;
    let folder = path.parent().unwrap_or(Path::new("."));
    disk::sweep_once(folder);
    let mut file = disk::create(folder)?;
    // Before the content, so that what others may not read they never can.
    if let Ok(about) = std::fs::metadata(&path) {
        file.as_file().set_permissions(about.permissions())?;
    }
    file.write_all(text.as_bytes())?;
    Ok((file, path))
}

/// Writes a file that is not there yet; nothing that has the name is touched, be it a link to nowhere.
///
/// # Errors
/// `AlreadyExists`; a link on the way that leads out of the workspace; those of the file system.
pub fn write_new(path: &Path, text: &str) -> io::Result<()> {
    let parent = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if std::fs::symlink_metadata(path).is_ok() {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    disk::real(path)?;
    disk::sweep_once(parent);
    let mut file = disk::create(parent)?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    file.persist_noclobber(path)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_files_are_written_and_nothing_else_is_left() {
        let folder = tempfile::tempdir().unwrap();
        let files: Vec<(PathBuf, String)> =
            (0..300).map(|number| (folder.path().join(format!("{number}.json")), number.to_string())).collect();
        write_many(&files).unwrap();
        assert!(files.iter().all(|(path, text)| std::fs::read_to_string(path).unwrap() == *text));
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 300);
    }

    #[cfg(unix)]
    #[test]
    fn links_and_permissions_stay_and_nothing_else_is_left() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let (real, link) = (folder.path().join("real.json"), folder.path().join("link.json"));
        std::fs::write(&real, "old").unwrap();
        std::fs::set_permissions(&real, std::fs::Permissions::from_mode(0o640)).unwrap();
        std::os::unix::fs::symlink(&real, &link).unwrap();
        write(&link, "new").unwrap();
        assert_eq!(std::fs::read_to_string(&real).unwrap(), "new");
        assert!(std::fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(std::fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o640);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2);
    }

    #[cfg(unix)]
    #[test]
    fn nothing_is_written_through_a_link_that_leads_out() {
        use std::os::unix::fs::symlink;
        let outer = tempfile::tempdir().unwrap();
        let root = outer.path().join("work");
        std::fs::create_dir_all(root.join(".git")).unwrap();
        std::fs::create_dir(outer.path().join("home")).unwrap();
        std::fs::write(outer.path().join("home/.profile"), "mine").unwrap();
        symlink("../home/.profile", root.join("a.json")).unwrap();
        symlink("../home/new", root.join("b.json")).unwrap();
        symlink("../home", root.join("views")).unwrap();
        for path in ["a.json", "b.json", "views/.profile", "views/c.json"] {
            let path = root.join(path);
            assert!(write(&path, "x").unwrap_err().to_string().contains("leads out"), "{}", path.display());
            assert!(write_new(&path, "x").is_err());
        }
        assert_eq!(std::fs::read_to_string(outer.path().join("home/.profile")).unwrap(), "mine");
        assert_eq!(std::fs::read_dir(outer.path().join("home")).unwrap().count(), 1);
    }

    #[test]
    fn a_new_file_replaces_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.json");
        write_new(&path, "one").unwrap();
        assert_eq!(write_new(&path, "two").unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "one");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn a_new_file_has_the_mode_of_any_new_file() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let mode = |name: &str| std::fs::metadata(folder.path().join(name)).unwrap().permissions().mode();
        std::fs::write(folder.path().join("usual"), "").unwrap();
        write(&folder.path().join("replaced"), "").unwrap();
        write_new(&folder.path().join("new"), "").unwrap();
        assert_eq!((mode("replaced"), mode("new")), (mode("usual"), mode("usual")));
    }
}
