//! Documents come, change and go. Each change is made before anything is awaited, so that order is kept.

use crate::lsp::documents::OpenDocument;
use crate::lsp::session::Session;
use crate::lsp::{convert, diagnostics, names, workspace};
use std::sync::Arc;
use tower_lsp::ls_types::*;

pub(in crate::lsp) async fn open(session: &Arc<Session>, params: DidOpenTextDocumentParams) {
    let TextDocumentItem { uri, language_id, version, text } = params.text_document;
    let path = convert::path(&uri).map(|path| session.in_folder(path));
    let open = Arc::new(OpenDocument::new(uri.clone(), path, language_id, version, text, session.next_opening()));
    session.documents.insert(uri, Arc::clone(&open));
    session.closed.turned(&open);
    diagnostics::changed(session, Arc::clone(&open));
    let session = Arc::clone(session);
    drop(tokio::task::spawn_blocking(move || {
        let version = open.current();
        session.view(open, Arc::clone(&version)).iter().for_each(|view| names::opened(&session, view));
        version.rope();
    }));
}

pub(in crate::lsp) fn change(session: &Arc<Session>, params: DidChangeTextDocumentParams) {
    let VersionedTextDocumentIdentifier { uri, version } = params.text_document;
    let Some(open) = session.open(&uri) else {
        tracing::warn!("a change came for a document that is not open: {}", uri.as_str());
        return;
    };
    open.change(version, params.content_changes, session.abilities().encoding);
    diagnostics::changed(session, open);
}

pub(in crate::lsp) async fn save(session: &Arc<Session>, uri: &Uri) {
    let open = session.open(uri);
    if let Some(open) = &open {
        session.note_saved(open);
    }
    let settings = open.and_then(|open| open.path.clone()).is_some_and(|path| is_settings(&path));
    // Clients that watch files tell it again; reading settings twice harms nobody.
    if settings {
        workspace::settings_changed(session).await;
    }
}

pub(in crate::lsp) async fn close(session: &Arc<Session>, uri: &Uri) {
    let removed = session.documents.remove(uri);
    if let Some((_, open)) = removed {
        session.index.close(&open);
        diagnostics::closed(session, &open).await;
        session.closed.turned(&open);
        // What was typed and not saved is no longer in the workspace.
        if let Some(path) = open.path.clone() {
            session.take_pulled(&path);
            workspace::look_at(session, path);
        }
    }
}

pub(in crate::lsp) async fn watched(session: &Arc<Session>, params: DidChangeWatchedFilesParams) {
    let mut settings = false;
    for change in params.changes {
        let Some(path) = convert::path(&change.uri).map(|path| session.in_folder(path)) else { continue };
        if is_settings(&path) {
            settings = true;
        } else if change.typ == FileChangeType::DELETED {
            workspace::forget_below(session, &path);
        } else if path.is_dir() {
            // Some editors name the folder alone when it is made, moved or checked out.
            workspace::look_below(session, path);
        } else if session.open(&change.uri).is_none() {
            workspace::look_at(session, path);
        }
    }
    if settings {
        workspace::settings_changed(session).await;
    }
}

/// Folders that the person deleted in the editor.
pub(in crate::lsp) fn deleted(session: &Arc<Session>, params: DeleteFilesParams) {
    params.files.iter().filter_map(|file| named(session, &file.uri)).for_each(|path| {
        workspace::forget_below(session, &path);
    });
}

/// Folders that the person renamed or moved in the editor.
pub(in crate::lsp) fn renamed(session: &Arc<Session>, params: RenameFilesParams) {
    for file in params.files {
        if let Some(path) = named(session, &file.old_uri) {
            workspace::forget_below(session, &path);
        }
        if let Some(path) = named(session, &file.new_uri) {
            workspace::look_below(session, path);
        }
    }
}

/// The path of an address that may be none.
fn named(session: &Session, uri: &str) -> Option<std::path::PathBuf> {
    uri.parse().ok().and_then(|uri| convert::path(&uri)).map(|path| session.in_folder(path))
}

fn is_settings(path: &std::path::Path) -> bool {
    path.file_name().is_some_and(|name| name == crate::config::FILE_NAME)
}
