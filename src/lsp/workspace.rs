//! The rest of the workspace: files that are not open are read in the background for the ids and names in them.

use super::session::Session;
use super::{diagnostics, index};
use crate::config::FileKind;
use crate::files;
use crate::ide::{Document, DocumentKind, Seen};
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError};

/// Files beyond this size are answers of list calls or exports; their ids would swamp what completion offers.
const LARGEST: usize = 1_000_000;

/// Reads the files of all folders, and forgets those that are not there any more.
pub(super) async fn scan(session: &Arc<Session>) {
    let session = Arc::clone(session);
    let reader = Arc::clone(&session);
    let _reading = reader.index.reading.lock().await;
    let work = move || {
        let before = session.index.closed_files();
        let mut there = HashSet::new();
        let folders = session.folders.lock().unwrap_or_else(PoisonError::into_inner).clone();
        for folder in folders {
            let settings = |folder: &Path| session.settings_for(Some(&folder.join("any.json")));
            let (found, faults) = files::walk(&folder, settings);
            faults.iter().for_each(|fault| tracing::warn!("{fault}"));
            for file in found {
                note(&session, &file.path, file.kind);
                there.insert(index::name_of(&file.path));
            }
        }
        let gone: Vec<_> = before.into_iter().filter(|name| !there.contains(name)).collect();
        session.index.forget(&gone);
        session.index.set_complete();
        session.closed.look_again();
    };
    if let Err(error) = tokio::task::spawn_blocking(work).await {
        tracing::error!("the workspace could not be read: {error}");
    }
}

/// Looks at everything again: settings say which files are ours and what is told of them.
pub(super) async fn settings_changed(session: &Arc<Session>) {
    session.forget_settings();
    diagnostics::all_again(session).await;
    let session = Arc::clone(session);
    tokio::spawn(async move { scan(&session).await });
}

/// Reads one file again.
pub(super) fn look_at(session: &Arc<Session>, path: PathBuf) {
    let session = Arc::clone(session);
    drop(tokio::task::spawn_blocking(move || read_again(&session, &path)));
}

/// The same at once, for who works on a thread of their own.
pub(super) fn read_again(session: &Session, path: &Path) {
    let folders = session.folders.lock().unwrap_or_else(PoisonError::into_inner).clone();
    if !folders.iter().any(|folder| path.starts_with(folder) && files::is_reached(folder, path)) {
        return forget(session, path);
    }
    let schema = || files::read(path).ok().and_then(|file| files::schema_member(&file.text));
    let settings = session.settings_for(Some(path));
    let kind = match settings.kind(path, None) {
        FileKind::Other => settings.kind(path, schema().as_deref()),
        kind => kind,
    };
    note(session, path, kind);
    session.closed.look_again();
}

/// Takes what others need to know from a file on disk.
fn note(session: &Session, path: &Path, kind: FileKind) {
    let document_kind = match kind {
        FileKind::DataView => DocumentKind::DataView,
        FileKind::Config => DocumentKind::Config,
        FileKind::Other => return forget(session, path),
    };
    let Ok(file) = files::read(path) else { return forget(session, path) };
    let few = file.text.len() <= LARGEST && kind == FileKind::DataView;
    let document = Document::new(file.text, document_kind);
    if few {
        session.note_seen(path, Seen::in_tree(&document.tree));
    }
    session.index.put_file(session, path, Some(&document));
}

/// Reads the files of a folder again, of which only the folder was named.
pub(super) fn look_below(session: &Arc<Session>, folder: PathBuf) {
    let session = Arc::clone(session);
    let work = move || {
        let folders = session.folders.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if !folders.iter().any(|root| folder.starts_with(root)) {
            return;
        }
        let settings = |folder: &Path| session.settings_for(Some(&folder.join("any.json")));
        files::walk(&folder, settings).0.iter().for_each(|file| read_again(&session, &file.path));
    };
    drop(tokio::task::spawn_blocking(work));
}

/// Forgets a file, or everything below a folder: an event of a deletion does not tell which it was.
pub(super) fn forget_below(session: &Session, path: &Path) {
    forget(session, path);
    let below = format!("{}/", index::name_of(path).trim_end_matches('/'));
    let gone: Vec<_> = session.index.closed_files().into_iter().filter(|name| name.starts_with(&below)).collect();
    if !gone.is_empty() {
        session.forget_seen_below(path);
        session.index.forget(&gone);
        session.closed.look_again();
    }
}

/// Forgets a file that is gone or is none of ours.
pub(super) fn forget(session: &Session, path: &Path) {
    session.forget_seen(path);
    session.index.put_file(session, path, None);
    session.closed.look_again();
}
