//! Files are replaced whole or not at all.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// Replaces the content of a file atomically: readers see the old text or the new one, and a failure leaves the old.
/// A symbolic link stays one, permissions stay as they are.
pub fn write(path: &Path, text: &str) -> std::io::Result<()> {
    let (file, path) = prepare(path, text)?;
    file.as_file().sync_all()?;
    take_place((file, path))
}

/// The new content beside the old, not yet on the disk for sure.
pub(super) fn prepare(path: &Path, text: &str) -> std::io::Result<(NamedTempFile, PathBuf)> {
    let path = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = NamedTempFile::new_in(folder)?;
    file.write_all(text.as_bytes())?;
    match std::fs::metadata(&path) {
        Ok(about) => file.as_file().set_permissions(about.permissions())?,
        Err(_) => share(file.as_file())?,
    }
    Ok((file, path))
}

/// Puts the new content in the place of the old.
pub(super) fn take_place((file, path): (NamedTempFile, PathBuf)) -> std::io::Result<()> {
    file.persist(&path)?;
    Ok(())
}

/// A temporary file is private; a new file of ours is an ordinary one.
#[cfg(unix)]
fn share(file: &std::fs::File) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    file.set_permissions(std::fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn share(_: &std::fs::File) -> std::io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
