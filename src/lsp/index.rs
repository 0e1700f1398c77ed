//! The index of the workspace, kept fresh: open documents as they are typed, the other files as they are on disk.
//!
//! Files are known in it by their address as this server writes it, so that two spellings of one address by a client
//! are one file. Nothing here is on the way of a keystroke: the worker that looked for diagnostics puts the document.

use super::convert;
use super::documents::{OpenDocument, Version};
use super::session::{Session, View};
use crate::ide::{Document, FileIndex, Index};
use dashmap::DashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{mpsc, watch};
use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::{self as lsp, Uri};

/// How long a question waits for the first reading of the workspace.
const PATIENCE: Duration = Duration::from_secs(20);

/// See the module.
pub(super) struct WorkspaceIndex {
    index: Mutex<Index>,
    /// The version of each open document that is in the index.
    versions: DashMap<Arc<str>, (u32, i32)>,
    /// Whether the folders were read.
    complete: watch::Sender<bool>,
    /// Held by who reads the folders: of two readings the later one counts.
    pub(super) reading: tokio::sync::Mutex<()>,
    /// The files about which something else is to be said since another file changed.
    concerned: mpsc::UnboundedSender<Vec<Arc<str>>>,
    listener: Mutex<Option<mpsc::UnboundedReceiver<Vec<Arc<str>>>>>,
}

impl Default for WorkspaceIndex {
    fn default() -> Self {
        let (concerned, listener) = mpsc::unbounded_channel();
        WorkspaceIndex {
            concerned,
            listener: Mutex::new(Some(listener)),
            index: Mutex::default(),
            versions: DashMap::new(),
            complete: watch::Sender::new(false),
            reading: tokio::sync::Mutex::default(),
        }
    }
}

/// The name of a document's file in the index.
pub(super) fn name(open: &OpenDocument) -> Arc<str> {
    match &open.path {
        Some(path) => name_of(path),
        None => open.uri.as_str().into(),
    }
}

/// The name of a file in the index.
pub(super) fn name_of(path: &Path) -> Arc<str> {
    Uri::from_file_path(path).map_or_else(|| path.to_string_lossy().into(), |uri| uri.as_str().into())
}

impl WorkspaceIndex {
    /// Looks into the index; short, as others wait.
    pub(super) fn look<T>(&self, look: impl FnOnce(&Index) -> T) -> T {
        look(&self.index.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Says that the folders were read.
    pub(super) fn set_complete(&self) {
        self.complete.send_replace(true);
    }

    /// Whether the folders were read.
    pub(super) fn is_complete(&self) -> bool {
        *self.complete.borrow()
    }

    /// Puts a version of an open document, unless a newer one is there.
    pub(super) fn put_open(&self, session: &Session, view: &View) {
        let name = name(&view.open);
        let version = (view.open.opening, view.version.number);
        if self.versions.get(&name).is_some_and(|known| *known >= version) {
            return;
        }
        let file = Arc::new(FileIndex::of(&view.document, session.abilities().encoding));
        // The entry stays locked until the index has the file, so that an older version cannot come between.
        let mut known = self.versions.entry(Arc::clone(&name)).or_insert((0, i32::MIN));
        let closed = session.open(&view.open.uri).is_none_or(|open| open.opening != view.open.opening);
        if closed || *known >= version {
            let untouched = known.1 == i32::MIN;
            drop(known);
            if untouched {
                self.versions.remove(&name);
            }
            return;
        }
        *known = version;
        self.put(&name, Some(file));
    }

    /// Puts a file as it is on disk, or forgets it. What is open is left as it is.
    pub(super) fn put_file(&self, session: &Session, path: &Path, document: Option<&Document>) {
        let name = name_of(path);
        if self.versions.contains_key(&name) {
            return;
        }
        let file = document.map(|document| Arc::new(FileIndex::of(document, session.abilities().encoding)));
        self.put(&name, file);
        // Whoever heard that it is gone may have come between its reading and here.
        if document.is_some() && !path.exists() {
            self.put(&name, None);
        }
    }

    /// A document is closed: what was typed into it does not count any more.
    pub(super) fn close(&self, open: &OpenDocument) {
        let name = name(open);
        self.versions.remove(&name);
        self.put(&name, None);
    }

    fn put(&self, name: &Arc<str>, file: Option<Arc<FileIndex>>) {
        let touched = self.index.lock().unwrap_or_else(PoisonError::into_inner).put(name, file);
        if !touched.is_empty() {
            // Nobody listens before the client is initialised, and after it left.
            let _ = self.concerned.send(touched);
        }
    }

    /// The files that are concerned by changes of others, as they come; one listener only.
    pub(super) fn listen(&self) -> Option<mpsc::UnboundedReceiver<Vec<Arc<str>>>> {
        self.listener.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// The version of an open file that is in the index.
    pub(super) fn version_of(&self, file: &str) -> Option<i32> {
        self.versions.get(file).map(|known| known.1)
    }

    /// The files that are in the index and not open.
    pub(super) fn closed_files(&self) -> Vec<Arc<str>> {
        let names: Vec<Arc<str>> = self.look(|index| index.files().map(|(name, _)| Arc::clone(name)).collect());
        names.into_iter().filter(|name| !self.versions.contains_key(name)).collect()
    }

    /// Forgets files.
    pub(super) fn forget(&self, names: &[Arc<str>]) {
        names.iter().for_each(|name| self.put(name, None));
    }
}

impl Session {
    /// The address of a file of the index, as the client spells it when the file is open.
    pub(super) fn uri_of(&self, file: &str) -> Option<Uri> {
        let uri: Uri = file.parse().ok()?;
        if self.documents.contains_key(&uri) {
            return Some(uri);
        }
        let path = convert::path(&uri);
        let open = self.all_open().into_iter().find(|open| path.is_some() && open.path == path);
        Some(open.map_or(uri, |open| open.uri.clone()))
    }

    /// Answers a question about the whole workspace: waits for the first reading of the folders, puts every open
    /// document as it was when the question came, and asks on a thread where that harms nobody.
    pub(super) async fn with_index<T: Send + 'static>(
        self: &Arc<Self>,
        answer: impl FnOnce(&Session) -> T + Send + 'static,
    ) -> Result<T> {
        let open: Vec<(Arc<OpenDocument>, Arc<Version>)> =
            self.all_open().into_iter().map(|open| (Arc::clone(&open), open.current())).collect();
        let mut complete = self.index.complete.subscribe();
        if tokio::time::timeout(PATIENCE, complete.wait_for(|complete| *complete)).await.is_err() {
            tracing::warn!("the workspace is not read yet; the answer comes from what is known");
        }
        let session = Arc::clone(self);
        let work = move || {
            for (open, version) in open {
                if let Some(view) = session.view(open, version) {
                    session.index.put_open(&session, &view);
                }
            }
            answer(&session)
        };
        tokio::task::spawn_blocking(work).await.map_err(|_| super::session::fault())
    }

    /// The same about a place in an open document; `None` when it is not open or not ours.
    pub(super) async fn with_index_at<T: Send + 'static>(
        self: &Arc<Self>,
        uri: &Uri,
        answer: impl FnOnce(&View, &Session) -> T + Send + 'static,
    ) -> Result<Option<T>> {
        let Some(open) = self.open(uri) else { return Ok(None) };
        let version = open.current();
        let answer = self.with_index(move |session| session.view(open, version).map(|view| answer(&view, session)));
        answer.await
    }
}

/// A place of the index as the protocol has it.
pub(super) fn location(session: &Session, place: &crate::ide::Place) -> Option<lsp::Location> {
    Some(lsp::Location::new(session.uri_of(&place.file)?, convert::span(place.span)))
}
