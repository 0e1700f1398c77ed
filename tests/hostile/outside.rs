//! What must stay as it is: a tree with its names, kinds, modes and bytes.

use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

/// A tree as lines, by path.
pub(crate) fn picture(root: &Path) -> BTreeMap<String, String> {
    let mut lines = BTreeMap::new();
    let mut open = vec![root.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let about = std::fs::symlink_metadata(&path).unwrap();
            let mode = about.permissions().mode();
            let what = if about.is_symlink() {
                format!("link to {}", std::fs::read_link(&path).unwrap().display())
            } else if about.is_dir() {
                open.push(path.clone());
                format!("folder {mode:o}")
            } else if about.is_file() {
                format!("file {mode:o} {:?}", String::from_utf8_lossy(&std::fs::read(&path).unwrap()))
            } else {
                format!("other {mode:o}")
            };
            lines.insert(path.strip_prefix(root).unwrap().to_string_lossy().into_owned(), what);
        }
    }
    lines
}
