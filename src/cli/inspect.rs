//! Files are found, read and looked at: what `check`, `fmt` and `demo` have in common.

use super::{Error, Exit};
use crate::config::{FILE_NAME, FileKind, Layers, Options, Settings};
use crate::diagnostic::{Diagnostic, Origin};
use crate::files::{self, Decoded, Loaded};
use crate::ide::{self, Document, DocumentKind};
use jiff::Timestamp;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// Which settings are in force where.
pub(super) struct Workspace {
    flags: Options,
    environment: Options,
    config: Option<PathBuf>,
    folders: Mutex<HashMap<PathBuf, Arc<Loaded>>>,
    projects: Mutex<HashMap<Option<PathBuf>, Arc<Loaded>>>,
}

/// A file to look at.
#[derive(Clone, Debug)]
pub(super) struct Source {
    /// As it is called in the output.
    pub(super) name: String,
    /// Where it is, as it was reached.
    pub(super) path: PathBuf,
    /// The same, absolute.
    pub(super) full: PathBuf,
    /// What it is.
    pub(super) kind: DocumentKind,
    /// Whether the settings say that it is ours. What is not, and was named, is read and never written.
    pub(super) ours: bool,
    /// Whether it is among what was named, or in a folder that was; else it only has a say on what is.
    pub(super) wanted: bool,
}

/// What was found in one file.
pub(super) struct Report {
    /// As it is called in the output.
    pub(super) name: String,
    /// The text and its lines.
    pub(super) document: Document,
    /// What is wrong, in the order of the text.
    pub(super) found: Vec<Diagnostic>,
}

impl Source {
    fn new(path: PathBuf, kind: DocumentKind) -> Source {
        Source { name: name(&path), full: files::absolute(&path), path, kind, ours: true, wanted: true }
    }

    /// Puts another text into the file. One that its owner made read-only stays as it is.
    pub(super) fn write(&self, text: &str) -> Result<(), Error> {
        let problem = || Error::usage(format!("cannot write {}", self.name));
        if std::fs::metadata(&self.path).is_ok_and(|about| about.permissions().readonly()) {
            return Err(problem().because(&std::io::Error::other("the file is read-only")));
        }
        files::write(&self.path, text).map_err(|why| problem().because(&why))
    }
}

/// How much of a file is read to see whether its `$schema` names ours.
const HEAD: u64 = 4096;

/// Whether a file that was named is a data view or settings by its name, by the settings or by its `$schema`.
pub(super) fn is_ours(path: &Path, settings: &Settings) -> bool {
    let full = files::absolute(path);
    let schema = || {
        let mut head = Vec::new();
        crate::disk::open(path).and_then(|file| file.take(HEAD).read_to_end(&mut head)).ok()?;
        files::schema_member(&String::from_utf8_lossy(&head))
    };
    settings.kind(&full, None) != FileKind::Other
        || (is_json(path) && schema().is_some_and(|schema| settings.kind(&full, Some(&schema)) != FileKind::Other))
}

fn is_json(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"))
}

/// What is said of named files that are left alone because they are not ours; nothing when there is none.
pub(super) fn left_alone(names: &[&str]) -> Option<String> {
    const NAMED: usize = 3;
    let shown = names.iter().take(NAMED).map(|name| crate::text::shown::terminal(name)).collect::<Vec<_>>().join(", ");
    match names.len() {
        0 => None,
        1 => Some(format!("{shown} is no data view and was left alone (--force changes it).")),
        count => {
            let more = if count > NAMED { format!(" and {} more", count - NAMED) } else { String::new() };
            Some(format!("{count} files are no data views and were left alone: {shown}{more} (--force changes them)."))
        }
    }
}

impl Workspace {
    /// `config` is a settings file that counts everywhere; without it each folder has that of `find_project`.
    pub(super) fn new(config: Option<&Path>, schema: Option<&Path>) -> Result<Workspace, Error> {
        if let Some(path) = config
            && let Err(why) = files::read(path)
        {
            return Err(Error::usage(format!("cannot read the settings {}", path.display())).because(&why));
        }
        let schema = schema.map(|path| files::absolute(path).to_string_lossy().into_owned());
        let workspace = Workspace {
            flags: Options { schema, ..Options::default() },
            environment: Options::from_environment(|name| std::env::var(name).ok()),
            config: config.map(files::absolute),
            folders: Mutex::default(),
            projects: Mutex::default(),
        };
        Ok(workspace)
    }

    /// The settings for files of a folder.
    pub(super) fn at(&self, folder: &Path) -> Arc<Loaded> {
        let folder = if folder.is_absolute() { folder.to_owned() } else { files::absolute(folder) };
        if let Some(loaded) = self.folders.lock().unwrap_or_else(PoisonError::into_inner).get(&folder) {
            return Arc::clone(loaded);
        }
        let project = self.config.clone().or_else(|| files::find_project(&folder));
        let mut projects = self.projects.lock().unwrap_or_else(PoisonError::into_inner);
        let loaded = projects.entry(project.clone()).or_insert_with(|| {
            let layers =
                Layers { flags: self.flags.clone(), environment: self.environment.clone(), ..Layers::default() };
            // Without a project file, paths in the other layers are relative to where the command runs.
            let loaded = files::load(project.as_deref(), Path::new(""), layers);
            for note in &loaded.notes {
                tracing::info!(file = %project.as_deref().unwrap_or(Path::new("")).display(), "{note}");
            }
            Arc::new(loaded)
        });
        let loaded = Arc::clone(loaded);
        self.folders.lock().unwrap_or_else(PoisonError::into_inner).insert(folder, Arc::clone(&loaded));
        loaded
    }

    /// The settings for one file.
    pub(super) fn of(&self, path: &Path) -> Arc<Loaded> {
        self.at(path.parent().unwrap_or(Path::new("")))
    }

    /// The files of these paths in a steady order, and what is in the way of finding some.
    pub(super) fn sources(&self, paths: &[PathBuf]) -> (Vec<Source>, Vec<Error>) {
        let (sources, faults, _) = self.sources_and_skipped(paths);
        (sources, faults)
    }

    /// The same, and what has the name of a data view but is left alone: sentences without the full stop.
    pub(super) fn sources_and_skipped(&self, paths: &[PathBuf]) -> (Vec<Source>, Vec<Error>, Vec<String>) {
        let (mut sources, mut faults, mut skipped) = (Vec::new(), Vec::new(), Vec::new());
        for path in paths {
            match std::fs::metadata(path) {
                Ok(about) if about.is_dir() => {
                    let walked = files::walk_all(path, |folder| Arc::clone(&self.at(folder).settings));
                    sources.extend(walked.found.into_iter().map(|found| source(found.path, found.kind)));
                    faults.extend(walked.faults.into_iter().map(Error::usage));
                    skipped.extend(walked.skipped);
                }
                Ok(_) => {
                    let ours = is_ours(path, &self.of(&files::absolute(path)).settings);
                    sources.push(Source { ours, ..Source::new(path.clone(), explicit_kind(path)) });
                }
                Err(why) => faults.push(unreadable(path, &files::ReadError::from(why))),
            }
        }
        let mut seen = HashSet::new();
        sources.retain(|source| seen.insert(source.full.clone()));
        skipped.sort();
        skipped.dedup();
        (sources, faults, skipped)
    }

    /// The settings files that govern these files and are not among them.
    pub(super) fn governing(&self, sources: &[Source]) -> Vec<Source> {
        let named: HashSet<PathBuf> = sources.iter().map(|source| source.full.clone()).collect();
        let all: BTreeSet<PathBuf> = sources.iter().filter_map(|source| self.of(&source.full).file.clone()).collect();
        let more = all.into_iter().filter(|file| !named.contains(file));
        more.map(|file| Source { wanted: false, ..source(beside_here(&file), FileKind::Config) }).collect()
    }

    /// The first schema that was asked for and cannot be used.
    pub(super) fn fault(&self) -> Option<Error> {
        let projects = self.projects.lock().unwrap_or_else(PoisonError::into_inner);
        let mut faults: Vec<&String> = projects.values().filter_map(|loaded| loaded.fault.as_ref()).collect();
        faults.sort();
        faults.first().map(|fault| {
            Error::usage(fault.as_str())
                .hint("Nothing is downloaded: the file must hold every schema that it refers to.")
        })
    }
}

fn source(path: PathBuf, kind: FileKind) -> Source {
    Source::new(path, if kind == FileKind::Config { DocumentKind::Config } else { DocumentKind::DataView })
}

/// What a file is that was named by a person: never nothing.
pub(super) fn explicit_kind(path: &Path) -> DocumentKind {
    let config = path.file_name().is_some_and(|name| name.eq_ignore_ascii_case(FILE_NAME));
    if config { DocumentKind::Config } else { DocumentKind::DataView }
}

/// A path as it is written in every output: with `/`, without `./`.
pub(super) fn name(path: &Path) -> String {
    let text = path.to_string_lossy();
    let text = if cfg!(windows) { text.replace('\\', "/") } else { text.into_owned() };
    text.strip_prefix("./").unwrap_or(&text).to_owned()
}

/// All of stdin.
pub(super) fn read_stdin() -> Result<Decoded, Error> {
    let mut bytes = Vec::new();
    let read = std::io::stdin().lock().take(files::LARGEST + 1).read_to_end(&mut bytes);
    let read = read.map_err(|why| Error::usage("cannot read stdin").because(&why))? as u64;
    if read > files::LARGEST {
        return Err(Error::usage("cannot read stdin").because(&files::ReadError::TooLarge(read)));
    }
    Ok(files::decode(bytes))
}

/// A path relative to where the command runs, when it is below.
pub(super) fn beside_here(path: &Path) -> PathBuf {
    let full = files::absolute(path);
    let here = files::absolute(Path::new("."));
    full.strip_prefix(&here).map_or_else(|_| path.to_owned(), Path::to_owned)
}

/// A path that cannot be read.
pub(super) fn unreadable(path: &Path, why: &files::ReadError) -> Error {
    Error::new(Exit::Usage, format!("cannot read {}", name(path))).because(why)
}

/// Everything that is wrong with a document.
pub(super) fn diagnose(
    document: &Document,
    path: Option<&Path>,
    settings: &Settings,
    now: Timestamp,
) -> Vec<Diagnostic> {
    ide::diagnostics(&document.tree, settings, path, now)
}

/// The text with everything that is wrong with it, its bytes included.
pub(super) fn look(
    decoded: Decoded,
    kind: DocumentKind,
    path: Option<&Path>,
    settings: &Settings,
    now: Timestamp,
) -> (Document, Vec<Diagnostic>) {
    let document = Document::new(decoded.text, kind);
    let found = match decoded.fault {
        None => diagnose(&document, path, settings, now),
        // Where only a string is damaged the rest can be judged; else one wrong encoding would be told a thousand times.
        Some(fault) if document.tree.errors().is_empty() => {
            let rest = diagnose(&document, path, settings, now);
            std::iter::once(fault).chain(rest).collect()
        }
        Some(fault) => vec![fault],
    };
    (document, found)
}

/// Whether a finding says that the text is not JSON.
pub(super) fn is_syntax(finding: &Diagnostic) -> bool {
    finding.origin == Origin::Syntax && finding.severity == crate::diagnostic::Severity::Error
}

/// Does the work for each item on all processors; the results come in the order of the items.
pub(super) fn in_parallel<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(items.len() / 4 + 1);
    let next = AtomicUsize::new(0);
    let run = || {
        let mut done = Vec::new();
        while let Some((at, item)) =
            Some(next.fetch_add(1, Ordering::Relaxed)).and_then(|at| Some((at, items.get(at)?)))
        {
            done.push((at, work(item)));
        }
        done
    };
    let mut all: Vec<(usize, R)> = if threads == 1 {
        run()
    } else {
        std::thread::scope(|scope| {
            let workers: Vec<_> = (0..threads).map(|_| scope.spawn(run)).collect();
            let join = |worker: std::thread::ScopedJoinHandle<'_, Vec<(usize, R)>>| match worker.join() {
                Ok(done) => done,
                Err(panic) => std::panic::resume_unwind(panic),
            };
            workers.into_iter().flat_map(join).collect()
        })
    };
    all.sort_by_key(|(at, _)| *at);
    all.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_order_whoever_did_the_work() {
        let items: Vec<usize> = (0..1000).collect();
        assert_eq!(in_parallel(&items, |item| item * 2), items.iter().map(|item| item * 2).collect::<Vec<_>>());
        assert!(in_parallel(&[] as &[u8], |_| ()).is_empty());
    }

    #[test]
    fn a_damaged_string_does_not_hide_the_rest_and_a_wrong_encoding_is_told_once() {
        let codes = |bytes: &[u8]| {
            let decoded = files::decode(bytes.to_vec());
            let (_, found) = look(decoded, DocumentKind::DataView, None, &Settings::default(), Timestamp::UNIX_EPOCH);
            found.iter().map(|finding| finding.code).collect::<Vec<_>>()
        };
        let damaged = codes(b"{\"name\": \"Caf\xe9\", \"name\": \"Caf\xe9\"}");
        assert!(damaged.contains(&"invalid-utf8") && damaged.contains(&"duplicate-key"), "{damaged:?}");
        assert_eq!(codes(&[0xff, 0xfe, b'{', 0, b'}', 0]), ["invalid-utf8"]);
    }
}
