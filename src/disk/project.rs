//! Which settings file governs a folder. Whoever needs it asks here, so that there is one answer.

use crate::config::{FILE_NAME, normalize};
use std::path::{Path, PathBuf};

/// The absolute path without `.` and `..`; links are not followed.
#[must_use]
pub fn absolute(path: &Path) -> PathBuf {
    normalize(&std::path::absolute(path).unwrap_or_else(|_| path.to_owned()))
}

/// The `cja.config.json` that governs a folder: its own or that of the nearest folder above. The search ends at the
/// root of a git repository, so that nothing outside a checkout changes what is done in it.
#[must_use]
pub fn find_project(folder: &Path) -> Option<PathBuf> {
    for folder in absolute(folder).ancestors() {
        let file = folder.join(FILE_NAME);
        if file.is_file() {
            return Some(file);
        }
        if folder.join(".git").exists() {
            return None;
        }
    }
    None
}

/// Whether a settings file is one of its folder's repository: no link, or one that stays within it. What another file says
/// must not come to light as a mistake in this one.
#[must_use]
pub fn is_own_settings(file: &Path) -> bool {
    let Some(folder) = file.parent() else { return false };
    let top = folder.ancestors().find(|above| above.join(".git").exists()).unwrap_or(folder);
    match (std::fs::canonicalize(file), std::fs::canonicalize(top)) {
        (Ok(file), Ok(top)) => file.starts_with(top),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn the_nearest_file_governs_and_the_search_ends_at_the_repository() {
        let outer = tempfile::tempdir().unwrap();
        let inner = outer.path().join("repo/a/b");
        fs::create_dir_all(&inner).unwrap();
        let (above, own) = (outer.path().join(FILE_NAME), outer.path().join("repo/a").join(FILE_NAME));
        fs::write(&above, "{}").unwrap();
        assert_eq!(find_project(&inner), Some(above));
        fs::create_dir(outer.path().join("repo/.git")).unwrap();
        assert_eq!(find_project(&inner), None);
        fs::write(&own, "{}").unwrap();
        assert_eq!(find_project(&inner), Some(own));
    }

    #[cfg(unix)]
    #[test]
    fn settings_may_be_a_link_within_their_repository_only() {
        let outer = tempfile::tempdir().unwrap();
        let (repo, file) = (outer.path().join("repo"), outer.path().join("repo/a").join(FILE_NAME));
        fs::create_dir_all(repo.join("a")).unwrap();
        fs::create_dir(repo.join(".git")).unwrap();
        for (target, own) in [("repo/shared.json", true), ("outside.json", false)] {
            let target = outer.path().join(target);
            fs::write(&target, "{}").unwrap();
            let _ = fs::remove_file(&file);
            std::os::unix::fs::symlink(&target, &file).unwrap();
            assert_eq!(is_own_settings(&file), own, "{}", target.display());
        }
    }
}
