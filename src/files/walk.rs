//! Which files below a folder are ours.

use crate::config::{FileKind, Settings};
use crate::syntax::Tree;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// How much of a file is looked at to find its `$schema`.
const HEAD: u64 = 4096;

/// A file of ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// As reached from the folder that was given.
    pub path: PathBuf,
    /// A data view or settings, never [`FileKind::Other`].
    pub kind: FileKind,
}

/// Every file of ours below a folder, sorted by path, and what could not be looked at. Files that git ignores, hidden
/// ones and `.cja` are left out. `settings` tells which settings govern a folder, given by its path.
pub fn walk(folder: &Path, settings: impl Fn(&Path) -> Arc<Settings> + Sync) -> (Vec<Found>, Vec<String>) {
    let found: Mutex<(Vec<Found>, Vec<String>)> = Mutex::default();
    // Made absolute once: asking for the working folder again for each file is what would take the time.
    let base = super::absolute(folder);
    let walker = ignore::WalkBuilder::new(folder).require_git(false).build_parallel();
    walker.run(|| {
        let (found, settings, base) = (&found, &settings, &base);
        // Files of one folder come together mostly, so the last answer usually serves again.
        let mut last: Option<(PathBuf, Arc<Settings>)> = None;
        Box::new(move |entry| {
            let add = |path: PathBuf, kind| {
                found.lock().unwrap_or_else(PoisonError::into_inner).0.push(Found { path, kind });
            };
            match entry {
                Ok(entry) if entry.path_is_symlink() || entry.file_type().is_none_or(|kind| kind.is_dir()) => {}
                Ok(entry) => {
                    let path = entry.into_path();
                    let parent = path.parent().unwrap_or(Path::new(""));
                    if last.as_ref().is_none_or(|(folder, _)| folder != parent) {
                        last = Some((parent.to_owned(), settings(parent)));
                    }
                    if let Some((_, settings)) = &last {
                        let full = base.join(path.strip_prefix(folder).unwrap_or(&path));
                        match kind(&path, &full, settings) {
                            FileKind::Other => {}
                            kind => add(path, kind),
                        }
                    }
                }
                Err(error) => {
                    found.lock().unwrap_or_else(PoisonError::into_inner).1.push(error.to_string());
                }
            }
            ignore::WalkState::Continue
        })
    });
    let (mut files, mut faults) = found.into_inner().unwrap_or_else(PoisonError::into_inner);
    files.sort_by(|a, b| a.path.cmp(&b.path));
    faults.sort();
    (files, faults)
}

/// Whether [`walk`] comes to a file: it is there, and neither git nor a hidden folder keeps it out.
pub fn is_reached(folder: &Path, file: &Path) -> bool {
    let wanted = file.to_owned();
    // Only the folders on the way are looked into.
    let walker = ignore::WalkBuilder::new(folder)
        .require_git(false)
        .filter_entry(move |entry| wanted.starts_with(entry.path()))
        .build();
    walker.filter_map(Result::ok).any(|entry| entry.path() == file && !entry.path_is_symlink())
}

fn kind(path: &Path, full: &Path, settings: &Settings) -> FileKind {
    let by_name = settings.kind(full, None);
    let json = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"));
    if by_name != FileKind::Other || !json {
        return by_name;
    }
    let mut head = Vec::new();
    let read = std::fs::File::open(path).and_then(|file| file.take(HEAD).read_to_end(&mut head));
    match read.ok().and_then(|_| schema_member(&String::from_utf8_lossy(&head))) {
        Some(schema) => settings.kind(full, Some(&schema)),
        None => FileKind::Other,
    }
}

/// The `$schema` of a text, of which the beginning is enough.
pub fn schema_member(text: &str) -> Option<String> {
    if !text.contains("\"$schema\"") {
        return None;
    }
    let tree = Tree::parse(text);
    let schema = tree.root()?.get("$schema")?;
    schema.as_str().map(std::borrow::Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Layers, Options};
    use std::fs;

    #[test]
    fn ours_are_found_in_order_and_the_rest_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        let file = |path: &str, text: &str| {
            fs::create_dir_all(root.join(path).parent().unwrap()).unwrap();
            fs::write(root.join(path), text).unwrap();
        };
        for path in
            ["b/web.dataview.json", "views/plain.json", "cja.config.json", "package.json", "out/x.dataview.json"]
        {
            file(path, "{}");
        }
        file(".cja/base/dv_1.dataview.json", "{}");
        file(".gitignore", "out/\n");
        file("named.json", &format!("{{ \"$schema\": \"{}\", \"name\": \"", crate::schema::DATA_VIEW_ID));
        let project = Options { roots: Some(vec!["views".into()]), ..Options::default() };
        let settings = Arc::new(Settings::resolve(root, Layers { project, ..Layers::default() }));
        let (found, faults) = walk(root, |_| Arc::clone(&settings));
        let names: Vec<_> = found.iter().map(|f| f.path.strip_prefix(root).unwrap().to_str().unwrap()).collect();
        assert_eq!(names, ["b/web.dataview.json", "cja.config.json", "named.json", "views/plain.json"]);
        assert_eq!(found[1].kind, FileKind::Config);
        for name in ["b/web.dataview.json", "package.json", "views/plain.json"] {
            assert!(is_reached(root, &root.join(name)), "{name}");
        }
        for name in ["out/x.dataview.json", ".cja/base/dv_1.dataview.json", "no/such.json", "../b/web.dataview.json"] {
            assert!(!is_reached(root, &root.join(name)), "{name}");
        }
        assert!(faults.is_empty());
    }
}
