//! The state of a session. Short locks, never across an await; whoever works takes what it needs as `Arc`s first.

use super::client::Abilities;
use super::closed::ClosedFiles;
use super::commands::Kept;
use super::documents::{OpenDocument, Version};
use super::extras;
use super::index::WorkspaceIndex;
use super::names::Names;
use super::outbox::Outbox;
use super::progress::Running;
use super::service::Service;
use super::standing::Known;
use crate::api::ApiError;
use crate::api::connect::Connect;
use crate::config::{FileKind, Layers, Options, Settings};
use crate::diagnostic::Diagnostic;
use crate::files;
use crate::ide::{Document, DocumentKind, Env, Seen, SeenIds};
use crate::model::catalogue::Catalogue;
use crate::schema::Schema;
use dashmap::{DashMap, DashSet};
use jiff::Timestamp;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use tower_lsp::Client;
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::ls_types::Uri;

/// Texts longer than this are parsed on a thread of their own.
pub(super) const INLINE: usize = 100_000;

/// Everything that the handlers share.
pub struct Session {
    /// Requests to the client.
    pub(super) client: Client,
    /// Everything else that is said to it.
    pub(super) outbox: Outbox,
    abilities: OnceLock<Abilities>,
    shut_down: AtomicBool,
    openings: AtomicU32,
    /// Counts changes of settings and names; what was found under older ones is not reused.
    generation: AtomicU64,
    pub(super) documents: DashMap<Uri, Arc<OpenDocument>>,
    pub(super) folders: Mutex<Vec<PathBuf>>,
    /// The editor's own settings, weaker than those of the project.
    editor: Mutex<Options>,
    /// Settings by the folder of a document.
    settings: DashMap<PathBuf, Arc<Settings>>,
    /// Ids by file.
    seen: DashMap<PathBuf, Seen>,
    all_seen: Mutex<Option<Arc<SeenIds>>>,
    pub(super) service: Service,
    /// The service's side of views, by workspace and id.
    pub(super) known: DashMap<(PathBuf, String), Known>,
    /// Files whose open buffer holds a pull that is not saved yet.
    pub(super) pulled: DashSet<PathBuf>,
    /// What the service said of a version, when it was asked to check it.
    verdicts: DashMap<Uri, (i32, Diagnostic)>,
    /// Plans that wait for a yes.
    pub(super) plans: Mutex<Kept>,
    /// What can be stopped.
    pub(super) running: Running,
    /// What the status bar shows.
    pub(super) told_status: Mutex<Option<extras::Standing>>,
    /// Whether somebody looks at the editor.
    pub(super) focused: AtomicBool,
    /// Ids, names and data views by file, with their places.
    pub(super) index: WorkspaceIndex,
    /// What the editor was told of files that are not open.
    pub(super) closed: ClosedFiles,
    /// Names by workspace.
    pub(super) names: DashMap<PathBuf, Arc<Names>>,
}

/// A document as a request sees it: one version, with the settings for it.
pub(super) struct View {
    pub(super) open: Arc<OpenDocument>,
    pub(super) version: Arc<Version>,
    pub(super) document: Arc<Document>,
    pub(super) settings: Arc<Settings>,
    pub(super) generation: u64,
}

impl View {
    /// The schema in force.
    pub(super) fn schema(&self) -> Arc<Schema> {
        match self.document.kind {
            DocumentKind::DataView => Arc::clone(self.settings.schema()),
            DocumentKind::Config => Schema::config(),
        }
    }
}

fn held<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Session {
    pub(super) fn new(client: Client, connect: std::result::Result<Connect, ApiError>) -> Session {
        Session {
            client,
            outbox: Outbox::default(),
            abilities: OnceLock::new(),
            shut_down: AtomicBool::new(false),
            openings: AtomicU32::new(0),
            generation: AtomicU64::new(0),
            documents: DashMap::new(),
            folders: Mutex::new(Vec::new()),
            editor: Mutex::new(Options::default()),
            settings: DashMap::new(),
            seen: DashMap::new(),
            all_seen: Mutex::new(None),
            service: Service::new(connect),
            known: DashMap::new(),
            pulled: DashSet::new(),
            verdicts: DashMap::new(),
            plans: Mutex::new(Kept::default()),
            running: Running::default(),
            told_status: Mutex::new(None),
            focused: AtomicBool::new(true),
            index: WorkspaceIndex::default(),
            closed: ClosedFiles::default(),
            names: DashMap::new(),
        }
    }

    pub(super) fn set_abilities(&self, abilities: Abilities) {
        let _ = self.abilities.set(abilities);
    }

    pub(super) fn abilities(&self) -> &Abilities {
        self.abilities.get_or_init(Abilities::default)
    }

    pub(super) fn shut_down(&self) {
        self.shut_down.store(true, Ordering::Release);
    }

    /// Whether the client asked for a shutdown.
    pub fn was_shut_down(&self) -> bool {
        self.shut_down.load(Ordering::Acquire)
    }

    pub(super) fn next_opening(&self) -> u32 {
        self.openings.fetch_add(1, Ordering::Relaxed)
    }

    pub(super) fn generation(&self) -> u64 {
        self.generation.load(Ordering::Acquire)
    }

    /// An open document.
    pub(super) fn open(&self, uri: &Uri) -> Option<Arc<OpenDocument>> {
        self.documents.get(uri).map(|open| Arc::clone(&open))
    }

    /// The text of an open document as it stands at this moment.
    pub fn text(&self, uri: &Uri) -> Option<String> {
        self.open(uri).map(|open| open.current().text())
    }

    /// All open documents.
    pub(super) fn all_open(&self) -> Vec<Arc<OpenDocument>> {
        self.documents.iter().map(|open| Arc::clone(&open)).collect()
    }

    /// Takes the editor's settings; answers whether anything changed.
    pub(super) fn set_editor_options(&self, options: Options) -> bool {
        let mut editor = held(&self.editor);
        if *editor == options {
            return false;
        }
        *editor = options;
        drop(editor);
        self.forget_settings();
        true
    }

    /// Makes every report one that was not seen before.
    pub(super) fn forget_reports(&self) {
        self.generation.fetch_add(1, Ordering::AcqRel);
    }

    /// Notes what the service said of a version of a document.
    pub(super) fn note_verdict(&self, uri: &Uri, version: i32, found: Diagnostic) {
        self.verdicts.insert(uri.clone(), (version, found));
    }

    /// What the service said of this version.
    pub(super) fn verdict(&self, uri: &Uri, version: i32) -> Option<Diagnostic> {
        self.verdicts.get(uri).filter(|said| said.0 == version).map(|said| said.1.clone())
    }

    /// Reads settings anew when they are next needed.
    pub(super) fn forget_settings(&self) {
        self.service.forget();
        self.generation.fetch_add(1, Ordering::AcqRel);
        // After the count: who read the old ones meanwhile sees it, and takes them out again.
        self.settings.clear();
    }

    /// The settings for a file, or for a document that is none yet.
    pub(super) fn settings_for(&self, path: Option<&Path>) -> Arc<Settings> {
        let folder = match path.and_then(Path::parent) {
            Some(folder) => folder.to_owned(),
            None => held(&self.folders).first().cloned().unwrap_or_default(),
        };
        if let Some(settings) = self.settings.get(&folder).map(|settings| Arc::clone(&settings)) {
            return settings;
        }
        let generation = self.generation();
        let layers = Layers { editor: held(&self.editor).clone(), ..Layers::default() };
        let outer = held(&self.folders).iter().find(|root| folder.starts_with(root)).cloned();
        let project = files::find_project(&folder);
        let loaded = files::load(project.as_deref(), outer.as_deref().unwrap_or(&folder), layers);
        for note in loaded.notes.iter().chain(&loaded.fault) {
            tracing::warn!("{note}");
        }
        let settings = loaded.settings;
        self.settings.insert(folder.clone(), Arc::clone(&settings));
        if self.generation() != generation {
            self.settings.remove(&folder);
        }
        settings
    }

    /// What a document is, at one of its versions; none when it is none of our business.
    pub(super) fn view(&self, open: Arc<OpenDocument>, version: Arc<Version>) -> Option<View> {
        let generation = self.generation();
        let settings = self.settings_for(open.path.as_deref());
        let by_path = open.path.as_deref().map_or(FileKind::Other, |path| settings.kind(path, None));
        let kind = match by_path {
            FileKind::Config => DocumentKind::Config,
            _ => DocumentKind::DataView,
        };
        let document = version.document(kind);
        let by_schema = || {
            let root = document.tree.root()?;
            let schema = root.get("$schema").and_then(|node| node.as_str())?;
            Some(settings.kind(open.path.as_deref().unwrap_or(Path::new("")), Some(&schema)) == FileKind::DataView)
        };
        let ours = by_path != FileKind::Other || open.language == LANGUAGE || by_schema().unwrap_or(false);
        ours.then_some(View { open, version, document, settings, generation })
    }

    /// Answers a request from the version of this moment. Nothing is awaited before the version is taken; a panic is
    /// an error of this request alone.
    pub(super) async fn with_view<T: Send + 'static>(
        self: &Arc<Self>,
        uri: &Uri,
        answer: impl FnOnce(&View, &Session) -> T + Send + 'static,
    ) -> Result<Option<T>> {
        let Some(open) = self.open(uri) else { return Ok(None) };
        let version = open.current();
        let session = Arc::clone(self);
        let length = version.len();
        off_thread(length, move || session.view(open, version).map(|view| answer(&view, &session))).await
    }

    /// What features may know besides a document.
    pub(super) fn env<'a>(schema: &'a Schema, seen: &'a SeenIds, catalogue: &'a Catalogue) -> Env<'a> {
        Env { schema, now: Timestamp::now(), seen, catalogue }
    }

    /// Notes the ids of a file.
    pub(super) fn note_seen(&self, path: &Path, seen: Seen) {
        let same = self.seen.get(path).is_some_and(|old| *old == seen);
        if !same {
            self.seen.insert(path.to_owned(), seen);
            *held(&self.all_seen) = None;
        }
    }

    /// A path as it is reached through the folders of the client: one that leads into a folder by a link, or around one, is
    /// the file in that folder, so that a file is one file however it is named.
    pub(super) fn in_folder(&self, path: PathBuf) -> PathBuf {
        let folders = held(&self.folders).clone();
        if folders.iter().any(|folder| path.starts_with(folder)) {
            return path;
        }
        // What is gone has its folder at least.
        let real = std::fs::canonicalize(&path).ok().or_else(|| {
            let (folder, name) = (path.parent()?, path.file_name()?);
            Some(std::fs::canonicalize(folder).ok()?.join(name))
        });
        let inside = real.and_then(|real| {
            folders.iter().find_map(|folder| {
                let rest = real.strip_prefix(std::fs::canonicalize(folder).ok()?).ok()?.to_owned();
                Some(folder.join(rest))
            })
        });
        inside.unwrap_or(path)
    }

    /// The same for everything below a folder.
    pub(super) fn forget_seen_below(&self, folder: &Path) {
        self.seen.retain(|path, _| !path.starts_with(folder));
        *held(&self.all_seen) = None;
    }

    /// Forgets the ids of a file that is gone.
    pub(super) fn forget_seen(&self, path: &Path) {
        self.seen.remove(path);
        *held(&self.all_seen) = None;
    }

    /// The ids of the workspace.
    pub(super) fn seen(&self) -> Arc<SeenIds> {
        let mut all = held(&self.all_seen);
        Arc::clone(all.get_or_insert_with(|| {
            let each: Vec<Seen> = self.seen.iter().map(|seen| seen.value().clone()).collect();
            Arc::new(SeenIds::of(&each))
        }))
    }
}

/// Does work on a text of this length where it keeps nobody waiting: at once when it is short, as handing it over would
/// take longer. A panic is an error of this request alone.
pub(super) async fn off_thread<T: Send + 'static>(
    length: usize,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T> {
    if length > INLINE {
        return tokio::task::spawn_blocking(work).await.map_err(|_| fault());
    }
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(work)).map_err(|_| fault())
}

/// The language id of data views in editors that know one.
pub(super) const LANGUAGE: &str = "cja-dataview";

/// The answer to a request whose work came to grief.
pub(super) fn fault() -> Error {
    Error {
        code: tower_lsp::jsonrpc::ErrorCode::InternalError,
        message: "the request failed; see the log".into(),
        data: None,
    }
}
