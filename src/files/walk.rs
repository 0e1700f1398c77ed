//! Which files below a folder are ours.

use crate::config::{FileKind, Settings};
use crate::disk;
use crate::syntax::Tree;
use std::collections::HashSet;
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

/// What a walk found.
#[derive(Clone, Debug, Default)]
pub struct Walked {
    /// The files of ours, sorted by path.
    pub found: Vec<Found>,
    /// What could not be looked at; whole sentences without the full stop.
    pub faults: Vec<String>,
    /// What has the name of a file of ours and is left alone, and why, in the same form.
    pub skipped: Vec<String>,
}

/// [`walk_all`] without what is left alone.
pub fn walk(folder: &Path, settings: impl Fn(&Path) -> Arc<Settings> + Sync) -> (Vec<Found>, Vec<String>) {
    let walked = walk_all(folder, settings);
    (walked.found, walked.faults)
}

/// Every file of ours below a folder. Files that git ignores, hidden ones and `.cja` are left out. A link counts where it
/// leads to a regular file inside the workspace that is not found by itself; a pipe or a device is never opened.
/// `settings` tells which settings govern a folder, given by its path.
pub fn walk_all(folder: &Path, settings: impl Fn(&Path) -> Arc<Settings> + Sync) -> Walked {
    let walked: Mutex<Walked> = Mutex::default();
    let links: Mutex<Vec<(Found, PathBuf)>> = Mutex::default();
    // Made absolute once: asking for the working folder again for each file is what would take the time.
    let base = super::absolute(folder);
    let bounds = std::fs::canonicalize(disk::bounds(&base.join("any"))).unwrap_or_else(|_| base.clone());
    if let Some(fault) = base.ancestors().find_map(odd_rules) {
        return Walked { faults: vec![fault], ..Walked::default() };
    }
    let odd: Arc<Mutex<Vec<String>>> = Arc::default();
    let noted = Arc::clone(&odd);
    let may_enter = move |entry: &ignore::DirEntry| {
        let fault = entry.file_type().filter(std::fs::FileType::is_dir).and_then(|_| odd_rules(entry.path()));
        let free = fault.is_none();
        noted.lock().unwrap_or_else(PoisonError::into_inner).extend(fault);
        free
    };
    let walker = builder(folder).filter_entry(may_enter).build_parallel();
    walker.run(|| {
        let (walked, links, settings, base, bounds) = (&walked, &links, &settings, &base, &bounds);
        // Files of one folder come together mostly, so the last answer usually serves again.
        let mut last: Option<(PathBuf, Arc<Settings>)> = None;
        Box::new(move |entry| {
            let all = || walked.lock().unwrap_or_else(PoisonError::into_inner);
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    all().faults.push(error.to_string());
                    return ignore::WalkState::Continue;
                }
            };
            let Some(about) = entry.file_type().filter(|about| !about.is_dir()) else {
                return ignore::WalkState::Continue;
            };
            let path = entry.into_path();
            let parent = path.parent().unwrap_or(Path::new(""));
            if last.as_ref().is_none_or(|(folder, _)| folder != parent) {
                last = Some((parent.to_owned(), settings(parent)));
            }
            let Some((_, settings)) = &last else { return ignore::WalkState::Continue };
            let full = base.join(path.strip_prefix(folder).unwrap_or(&path));
            let said = |why: &str| format!("{} {why}", path.display());
            if about.is_file() {
                match kind(&path, &full, settings) {
                    FileKind::Other => {}
                    kind => all().found.push(Found { path, kind }),
                }
            } else if about.is_symlink() {
                match target(&full, bounds) {
                    Ok((real, true)) => match kind(&path, &full, settings) {
                        FileKind::Other => {}
                        kind => {
                            let found = (Found { path, kind }, real);
                            links.lock().unwrap_or_else(PoisonError::into_inner).push(found);
                        }
                    },
                    Ok((_, false)) => {}
                    Err(why) if is_ours(&full, settings) => all().skipped.push(said(why)),
                    Err(_) => {}
                }
            } else if is_ours(&full, settings) {
                all().skipped.push(said("is a pipe or a device and is not opened"));
            }
            ignore::WalkState::Continue
        })
    });
    let mut walked = walked.into_inner().unwrap_or_else(PoisonError::into_inner);
    walked.faults.append(&mut odd.lock().unwrap_or_else(PoisonError::into_inner));
    add_links(&mut walked, links.into_inner().unwrap_or_else(PoisonError::into_inner));
    walked.found.sort_by(|a, b| a.path.cmp(&b.path));
    walked.faults.sort();
    walked.skipped.sort();
    walked
}

/// Links to files that are found by themselves, or by way of another link, are second names of them.
fn add_links(walked: &mut Walked, mut links: Vec<(Found, PathBuf)>) {
    if links.is_empty() {
        return;
    }
    links.sort_by(|(a, _), (b, _)| a.path.cmp(&b.path));
    let real = |found: &Found| std::fs::canonicalize(&found.path).ok();
    let mut known: HashSet<PathBuf> = walked.found.iter().filter_map(real).collect();
    walked.found.extend(links.into_iter().filter(|(_, real)| known.insert(real.clone())).map(|(found, _)| found));
}

/// Where a link leads and whether that is a regular file; why it is not followed otherwise.
fn target(link: &Path, bounds: &Path) -> Result<(PathBuf, bool), &'static str> {
    let real = std::fs::canonicalize(link).map_err(|_| "is a symbolic link that leads nowhere")?;
    if !real.starts_with(bounds) {
        return Err("is a symbolic link that leads out of the workspace and is not followed");
    }
    let about = std::fs::metadata(&real).map_err(|_| "is a symbolic link that leads nowhere")?;
    match about.is_file() || about.is_dir() {
        true => Ok((real, about.is_file())),
        false => Err("is a symbolic link to a pipe or a device and is not opened"),
    }
}

/// Whether a path has the name of a file of ours, or is a folder whose JSON files would be.
fn is_ours(full: &Path, settings: &Settings) -> bool {
    let is = |path: &Path| settings.kind(path, None) != FileKind::Other;
    is(full) || (full.extension().is_none() && is(&full.join("any.json")))
}

/// Only what git ignores is left out: a file `.ignore` of other tools hides nothing.
fn builder(folder: &Path) -> ignore::WalkBuilder {
    let mut builder = ignore::WalkBuilder::new(folder);
    builder.require_git(false).ignore(false);
    builder
}

/// The rules of a folder for git, where they are no regular files: to read them would be to wait for ever.
fn odd_rules(folder: &Path) -> Option<String> {
    let odd = |name: &&str| std::fs::metadata(folder.join(name)).is_ok_and(|about| !about.is_file() && !about.is_dir());
    let name = [".gitignore", ".git", ".git/info/exclude", ".git/commondir"].into_iter().find(odd)?;
    Some(format!("{} is a pipe or a device, so the folder is not searched", folder.join(name).display()))
}

/// Whether [`walk`] comes to a file: it is there, and neither git nor a hidden folder keeps it out.
pub fn is_reached(folder: &Path, file: &Path) -> bool {
    if super::absolute(folder).ancestors().find_map(odd_rules).is_some() {
        return false;
    }
    let wanted = file.to_owned();
    // Only the folders on the way are looked into.
    let on_the_way = move |entry: &ignore::DirEntry| {
        wanted.starts_with(entry.path()) && (wanted == entry.path() || odd_rules(entry.path()).is_none())
    };
    let found = builder(folder).filter_entry(on_the_way).build().filter_map(Result::ok);
    let bounds = || std::fs::canonicalize(disk::bounds(file)).unwrap_or_else(|_| folder.to_owned());
    found.into_iter().any(|entry| {
        entry.path() == file && (!entry.path_is_symlink() || target(file, &bounds()).is_ok_and(|(_, file)| file))
    })
}

fn kind(path: &Path, full: &Path, settings: &Settings) -> FileKind {
    let by_name = settings.kind(full, None);
    let json = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"));
    if by_name != FileKind::Other || !json {
        return by_name;
    }
    let mut head = Vec::new();
    let read = disk::open(path).and_then(|file| file.take(HEAD).read_to_end(&mut head));
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

    #[test]
    fn only_git_hides_files() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::write(root.join("a.dataview.json"), "{}").unwrap();
        fs::write(root.join(".ignore"), "*\n").unwrap();
        fs::write(root.join(".rgignore"), "*\n").unwrap();
        let (found, _) = walk(root, |_| Arc::default());
        assert_eq!(found.len(), 1);
        assert!(is_reached(root, &root.join("a.dataview.json")));
    }

    #[cfg(unix)]
    #[test]
    fn links_inside_are_found_once_and_what_leads_out_or_is_no_file_is_said() {
        use std::os::unix::fs::symlink;
        let outer = tempfile::tempdir().unwrap();
        let root = outer.path().join("work");
        fs::create_dir_all(root.join("views")).unwrap();
        fs::create_dir_all(root.join(".git")).unwrap();
        fs::create_dir_all(root.join(".hidden")).unwrap();
        for file in ["work/views/real.dataview.json", "work/.hidden/far.txt", "outside.json"] {
            fs::write(outer.path().join(file), "{}").unwrap();
        }
        for (target, link) in [
            ("views/real.dataview.json", "second-name.dataview.json"),
            (".hidden/far.txt", "views/far.dataview.json"),
            (".hidden/far.txt", "views/far-again.dataview.json"),
            ("../../outside.json", "views/out.dataview.json"),
            ("../outside.json", "no-view.json"),
            ("nowhere", "dangling.dataview.json"),
            ("/dev/zero", "zero.dataview.json"),
            ("loop.dataview.json", "loop.dataview.json"),
            ("..", "up"),
        ] {
            let target = if target.starts_with(".hidden") { format!("../{target}") } else { target.to_owned() };
            symlink(target, root.join(link)).unwrap();
        }
        for pipe in ["pipe.dataview.json", "pipe.json"] {
            assert!(std::process::Command::new("mkfifo").arg(root.join(pipe)).status().unwrap().success());
        }
        let walked = walk_all(&root, |_| Arc::default());
        let names: Vec<_> =
            walked.found.iter().map(|f| f.path.strip_prefix(&root).unwrap().to_str().unwrap()).collect();
        assert_eq!(names, ["views/far-again.dataview.json", "views/real.dataview.json"]);
        let said: Vec<_> = walked.skipped.iter().map(|s| s.replace(&format!("{}/", root.display()), "")).collect();
        assert_eq!(
            said,
            [
                "dangling.dataview.json is a symbolic link that leads nowhere",
                "loop.dataview.json is a symbolic link that leads nowhere",
                "pipe.dataview.json is a pipe or a device and is not opened",
                "views/out.dataview.json is a symbolic link that leads out of the workspace and is not followed",
                "zero.dataview.json is a symbolic link that leads out of the workspace and is not followed",
            ]
        );
        assert!(walked.faults.is_empty(), "{:?}", walked.faults);
        assert!(is_reached(&root, &root.join("views/far-again.dataview.json")));
        assert!(!is_reached(&root, &root.join("views/out.dataview.json")));
    }

    #[cfg(unix)]
    #[test]
    fn rules_for_git_that_are_a_pipe_or_a_device_are_not_read() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::create_dir(root.join("a")).unwrap();
        for file in ["a/x.dataview.json", "y.dataview.json"] {
            fs::write(root.join(file), "{}").unwrap();
        }
        assert!(std::process::Command::new("mkfifo").arg(root.join("a/.gitignore")).status().unwrap().success());
        let walked = walk_all(root, |_| Arc::default());
        assert_eq!((walked.found.len(), walked.faults.len()), (1, 1));
        assert!(walked.faults[0].contains("a/.gitignore is a pipe"), "{:?}", walked.faults);
        std::os::unix::fs::symlink("/dev/zero", root.join(".gitignore")).unwrap();
        assert_eq!(walk_all(root, |_| Arc::default()).faults.len(), 1);
        assert!(!is_reached(root, &root.join("y.dataview.json")));
    }

    #[cfg(unix)]
    #[test]
    fn a_name_that_is_not_utf8_is_a_name() {
        use std::os::unix::ffi::OsStrExt as _;
        let folder = tempfile::tempdir().unwrap();
        let name = std::ffi::OsStr::from_bytes(b"gr\xfcn.dataview.json");
        if fs::write(folder.path().join(name), "{}").is_ok() {
            let (found, _) = walk(folder.path(), |_| Arc::default());
            assert_eq!(found.len(), 1);
        }
    }
}
