//! Diagnostics: found by one worker a document, newest version first, and pushed or pulled.
//!
//! No waiting: a newer version gives up the older one's work between its phases. A client that pulls gets no pushes.

use super::documents::{OpenDocument, Version};
use super::handlers::inlay_hint;
use super::session::{Session, View};
use super::{convert, index, marks, names};
use crate::config::Settings;
use crate::diagnostic::Diagnostic;
use crate::ide::{self, Document, Seen};
use jiff::Timestamp;
use std::path::Path;
use std::sync::Arc;
use tower_lsp::ls_types as lsp;
use tower_lsp::ls_types::notification::PublishDiagnostics;

/// What is found in one version, with the document that the ranges belong to.
pub(super) struct Report {
    pub(super) view: View,
    pub(super) found: Arc<Vec<Diagnostic>>,
    /// What comes from other files of the workspace.
    clashes: Vec<Diagnostic>,
    stamp: u64,
}

impl Report {
    /// Tells this report from every other of the session.
    pub(super) fn result_id(&self) -> String {
        result_id(&self.view.open, self.view.version.number, self.view.generation, self.stamp)
    }

    pub(super) fn items(&self, session: &Session) -> Vec<lsp::Diagnostic> {
        let to = |found| convert::diagnostic(session, &self.view.open.uri, &self.view.document, found);
        self.found.iter().chain(&self.clashes).map(to).collect()
    }
}

/// The id of the report of a version, under some settings, with what other files hold.
pub(super) fn result_id(open: &OpenDocument, version: i32, generation: u64, stamp: u64) -> String {
    format!("{}.{version}.{generation}.{stamp:x}", open.opening)
}

/// What a file has in common with others that should be its own, and a stamp of it.
pub(super) fn clashes(
    session: &Session,
    name: &str,
    document: &Document,
    settings: &Settings,
    path: Option<&Path>,
) -> (Vec<Diagnostic>, u64) {
    let level = |code: &str, default| match path {
        Some(path) if settings.is_ignored(path, code) => None,
        _ => settings.level(code, default),
    };
    let look = |index: &ide::Index| (ide::clashes(index, name, &document.tree, level), ide::clash_stamp(index, name));
    let (mut found, stamp) = session.index.look(look);
    if let Some(path) = path {
        ide::silence(&document.tree, settings, path, &mut found);
    }
    (found, stamp)
}

/// Finds what is wrong with a version; none when it is not ours, or when `stop` said so first.
pub(super) fn report(
    session: &Session,
    open: Arc<OpenDocument>,
    version: Arc<Version>,
    stop: &dyn Fn() -> bool,
) -> Option<Report> {
    if stop() {
        return None;
    }
    let view = session.view(open, version)?;
    let path = view.open.path.as_deref();
    let find = || {
        let (tree, now) = (&view.document.tree, Timestamp::now());
        let mut found = ide::diagnostics_unless(tree, &view.settings, path, now, stop)?;
        if let Some(standing) = session.standing(&view) {
            found.extend(marks::marks(tree, &standing.plan).into_iter().map(|mark| mark.found));
        }
        found.extend(session.verdict(&view.open.uri, view.version.number));
        found.extend(ide::told(tree, &view.settings, &session.catalogue(&view.settings), path, now));
        Some(found)
    };
    let found = view.version.found(view.generation, find)?;
    session.index.put_open(session, &view);
    names::looked(session, &view);
    if let Some(path) = path {
        session.note_seen(path, Seen::in_tree(&view.document.tree));
    }
    let name = index::name(&view.open);
    let (clashes, stamp) = clashes(session, &name, &view.document, &view.settings, view.open.path.as_deref());
    Some(Report { view, found, clashes, stamp })
}

/// Looks at a document that was opened or changed, unless the client asks by itself.
pub(super) fn changed(session: &Arc<Session>, open: Arc<OpenDocument>) {
    if session.abilities().pulls_diagnostics {
        return;
    }
    let version = open.current();
    let session = Arc::clone(session);
    tokio::spawn(async move {
        let (worker, of, at) = (Arc::clone(&session), Arc::clone(&open), Arc::clone(&version));
        let found = tokio::task::spawn_blocking(move || {
            let stop = || !of.is_latest(at.number);
            report(&worker, Arc::clone(&of), Arc::clone(&at), &stop).map(|report| report.items(&worker))
        });
        match found.await {
            Ok(items) => publish(&session, &open, version.number, items).await,
            Err(error) => tracing::error!("diagnostics failed: {error}"),
        }
    });
}

/// Publishes what was found in a version, if it is still the latest; none says that the document is not ours.
async fn publish(session: &Session, open: &OpenDocument, version: i32, items: Option<Vec<lsp::Diagnostic>>) {
    // Two workers may end close together; the lock keeps an older one from speaking last.
    let mut last = open.published.lock().await;
    let closed = session.open(&open.uri).is_none_or(|current| current.opening != open.opening);
    if closed || !open.is_latest(version) || (items.is_none() && last.is_none()) {
        return;
    }
    *last = items.is_some().then_some(version);
    let number = session.abilities().diagnostic_versions.then_some(version);
    let found = lsp::PublishDiagnosticsParams::new(open.uri.clone(), items.unwrap_or_default(), number);
    session.outbox.tell::<PublishDiagnostics>(found).await;
}

/// A closed document keeps no findings in the editor.
pub(super) async fn closed(session: &Session, open: &OpenDocument) {
    let mut last = open.published.lock().await;
    if last.take().is_some() {
        let none = lsp::PublishDiagnosticsParams::new(open.uri.clone(), Vec::new(), None);
        session.outbox.tell::<PublishDiagnostics>(none).await;
    }
}

/// Looks again at open documents for which another file made a difference, as long as the session lives.
pub(super) fn follow_others(session: &Arc<Session>) {
    let Some(mut concerned) = session.index.listen() else { return };
    let session = Arc::downgrade(session);
    tokio::spawn(async move {
        while let Some(mut names) = concerned.recv().await {
            while let Ok(more) = concerned.try_recv() {
                names.extend(more);
            }
            let Some(session) = session.upgrade() else { return };
            if session.abilities().pulls_diagnostics {
                all_again(&session).await;
                continue;
            }
            let open = session.all_open().into_iter().filter(|open| names.contains(&index::name(open)));
            open.for_each(|open| changed(&session, open));
            session.closed.look_again();
        }
    });
}

/// Looks at everything again, after settings or names changed.
pub(super) async fn all_again(session: &Arc<Session>) {
    if !session.abilities().pulls_diagnostics {
        session.all_open().into_iter().for_each(|open| changed(session, open));
        session.closed.look_again();
    } else if let Err(error) = session.client.workspace_diagnostic_refresh().await {
        tracing::warn!("the client did not refresh its diagnostics: {error}");
    }
    inlay_hint::all_again(session).await;
}
