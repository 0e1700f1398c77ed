//! The rest of the workspace: files that are not open are read once for the ids in them, in the background.

use super::session::Session;
use crate::config::FileKind;
use crate::files;
use crate::ide::Seen;
use crate::syntax::Tree;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError};

/// Files beyond this size are answers of list calls or exports; their ids would swamp the rest.
const LARGEST: usize = 1_000_000;

/// Reads the data views of all folders.
pub(super) async fn scan(session: &Arc<Session>) {
    let session = Arc::clone(session);
    let work = move || {
        let folders = session.folders.lock().unwrap_or_else(PoisonError::into_inner).clone();
        for folder in folders {
            let settings = |folder: &Path| session.settings_for(Some(&folder.join("any.json")));
            let (found, faults) = files::walk(&folder, settings);
            faults.iter().for_each(|fault| tracing::warn!("{fault}"));
            found.iter().filter(|file| file.kind == FileKind::DataView).for_each(|file| note(&session, &file.path));
        }
    };
    if let Err(error) = tokio::task::spawn_blocking(work).await {
        tracing::error!("the workspace could not be read: {error}");
    }
}

/// Reads one file again.
pub(super) fn look_at(session: &Arc<Session>, path: PathBuf) {
    let session = Arc::clone(session);
    drop(tokio::task::spawn_blocking(move || note(&session, &path)));
}

fn note(session: &Session, path: &Path) {
    match files::read(path) {
        Ok(file) if file.text.len() <= LARGEST => session.note_seen(path, Seen::in_tree(&Tree::parse(file.text))),
        Ok(_) => {}
        Err(_) => session.forget_seen(path),
    }
}
