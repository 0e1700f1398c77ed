//! Where a path really is: inside the workspace, or led out of it by `..`, by a link, or by being absolute. Every path from a
//! journal, an undo image, a link, the settings or a view's name comes by here before anything is opened.

use super::{absolute, find_project, has_own_folder};
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

/// Why a path is not taken. Shown, it goes on after the path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Outside {
    /// It is empty, absolute, or has `..` in it.
    #[error("is not a path below the workspace")]
    Form,
    /// It names what belongs to git or to this program.
    #[error("belongs to git or to cja itself")]
    Reserved,
    /// A link on the way leads out of the workspace, or to nothing.
    #[error("leads out of the workspace through a symbolic link")]
    Link,
    /// A folder on the way is none, or cannot be looked at.
    #[error("cannot be reached")]
    Unreachable,
}

impl From<Outside> for io::Error {
    fn from(why: Outside) -> Self {
        Self::new(io::ErrorKind::InvalidInput, format!("it {why}"))
    }
}

/// The place of a path that is relative to a workspace, whether or not there is something. Links on the way that stay inside
/// are as good as folders; the path is given as it was written, so that a named link stays one.
///
/// # Errors
/// Why it is not inside.
pub fn inside(root: &Path, relative: impl AsRef<Path>) -> Result<PathBuf, Outside> {
    let mut place = root.to_owned();
    let mut parts = relative.as_ref().components().filter(|part| *part != Component::CurDir).peekable();
    if parts.peek().is_none() {
        return Err(Outside::Form);
    }
    for part in parts {
        let Component::Normal(name) = part else { return Err(Outside::Form) };
        let name = name.to_string_lossy();
        // As file systems that ignore case, or trailing dots and blanks, would read it.
        let plain = name.trim_end_matches(['.', ' ']).to_ascii_lowercase();
        if name.contains(['\0', '\\']) || (cfg!(windows) && name.contains(':')) {
            return Err(Outside::Form);
        }
        if [".git", "git~1", super::OWN_FOLDER].contains(&plain.as_str()) {
            return Err(Outside::Reserved);
        }
        place.push(part);
    }
    stays(root, &place)?;
    Ok(place)
}

/// That every link on the way from a folder to a path below it stays in the folder.
fn stays(root: &Path, path: &Path) -> Result<(), Outside> {
    let real_root = fs::canonicalize(root).map_err(|_| Outside::Unreachable)?;
    let below = path.strip_prefix(root).map_err(|_| Outside::Form)?;
    let mut place = root.to_owned();
    for part in below.components() {
        place.push(part);
        match fs::symlink_metadata(&place) {
            Ok(about) if about.is_symlink() => {
                let real = fs::canonicalize(&place).map_err(|_| Outside::Link)?;
                if !real.starts_with(&real_root) || real.starts_with(real_root.join(".git")) {
                    return Err(Outside::Link);
                }
            }
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(_) => return Err(Outside::Unreachable),
        }
    }
    Ok(())
}

/// The folder that a write to a path must stay in: that of the settings which govern it, else the nearest with a `.cja` or
/// `.git`, else the current folder or the path's own.
#[must_use]
pub fn bounds(path: &Path) -> PathBuf {
    let path = absolute(path);
    let folder = path.parent().unwrap_or(&path);
    if let Some(project) = find_project(folder).as_deref().and_then(Path::parent) {
        return project.to_owned();
    }
    if let Some(above) = folder.ancestors().find(|above| has_own_folder(above) || above.join(".git").exists()) {
        return above.to_owned();
    }
    match std::env::current_dir() {
        Ok(current) if folder.starts_with(&current) => current,
        _ => folder.to_owned(),
    }
}

/// Where a write to a path goes: the path itself, or what a link of that name leads to, within [`bounds`]. What stands
/// there is a regular file or nothing.
///
/// # Errors
/// When it leads out or is no regular file; those of the file system.
pub fn real(path: &Path) -> io::Result<PathBuf> {
    let path = absolute(path);
    let bounds = bounds(&path);
    stays(&bounds, &path)?;
    match fs::canonicalize(&path) {
        Ok(real) if fs::metadata(&real)?.is_file() => Ok(real),
        Ok(_) => Err(io::Error::new(io::ErrorKind::InvalidInput, "it is not a regular file")),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(path),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_that_name_another_place_are_refused() {
        let root = tempfile::tempdir().unwrap();
        let verdict = |path: &str| inside(root.path(), path).err();
        for good in ["a.json", "views/new/a.json", "./a.json", "..a/b..json", ".github/a.json", "gitx"] {
            assert_eq!(verdict(good), None, "{good}");
        }
        for bad in ["", ".", "..", "../a.json", "a/../../b.json", "a/../b.json", "/etc/hosts", "a\0b"] {
            assert_eq!(verdict(bad), Some(Outside::Form), "{bad:?}");
        }
        for reserved in
            [".git/hooks/pre-commit", "sub/.GIT/config", ".cja/lock", "a/.Cja./b", "git~1/config", ".git . /x"]
        {
            assert_eq!(verdict(reserved), Some(Outside::Reserved), "{reserved}");
        }
        assert_eq!(inside(root.path(), "views/a.json").unwrap(), root.path().join("views/a.json"));
    }

    #[cfg(unix)]
    #[test]
    fn links_may_stay_inside_and_may_not_lead_out() {
        use std::os::unix::fs::symlink;
        let outer = tempfile::tempdir().unwrap();
        let root = outer.path().join("repo");
        fs::create_dir_all(root.join("real")).unwrap();
        fs::create_dir(outer.path().join("elsewhere")).unwrap();
        fs::write(root.join("real/a.json"), "{}").unwrap();
        fs::write(outer.path().join("elsewhere/b.json"), "{}").unwrap();
        fs::write(root.join("plain"), "{}").unwrap();
        for (target, link) in [
            ("real", "within"),
            ("real/a.json", "file"),
            ("../elsewhere", "out"),
            ("../elsewhere/b.json", "stranger"),
            ("../elsewhere/new.json", "dangling"),
            ("loop", "loop"),
            ("within", "twice"),
            ("../repo/real", "round"),
        ] {
            symlink(target, root.join(link)).unwrap();
        }
        let linked_root = outer.path().join("linked");
        symlink(&root, &linked_root).unwrap();
        for root in [&root, &linked_root] {
            let verdict = |path: &str| inside(root, path).err();
            for good in ["within/a.json", "within/new.json", "file", "twice/x", "round/a.json"] {
                assert_eq!(verdict(good), None, "{good}");
            }
            for bad in ["out/b.json", "out/new/deep.json", "stranger", "dangling", "loop", "loop/x"] {
                assert_eq!(verdict(bad), Some(Outside::Link), "{bad}");
            }
        }
        assert_eq!(inside(&root, "plain/x"), Err(Outside::Unreachable));
        fs::write(root.join(crate::config::FILE_NAME), "{}").unwrap();
        assert_eq!(real(&root.join("file")).unwrap(), fs::canonicalize(root.join("real/a.json")).unwrap());
        assert_eq!(real(&root.join("real/new.json")).unwrap(), root.join("real/new.json"));
        for bad in ["stranger", "dangling", "out/new.json"] {
            assert!(real(&root.join(bad)).unwrap_err().to_string().contains("leads out"), "{bad}");
        }
        assert!(real(&root.join("real")).is_err());
    }
}
