//! What is wrong in files that nobody opened, for editors that do not ask: told once the folders were read, and again
//! where something changed. An open file speaks for itself.

use super::documents::OpenDocument;
use super::handlers::workspace_diagnostic::search_closed;
use super::index;
use super::session::Session;
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::{mpsc, watch};
use tower_lsp::ls_types::notification::PublishDiagnostics;
use tower_lsp::ls_types::{PublishDiagnosticsParams, Uri, WorkspaceDocumentDiagnosticReport as Report};

/// How many reports are made before the first of them is sent.
const AHEAD: usize = 16;

/// What the editor has of closed files.
#[derive(Default)]
pub(super) struct ClosedFiles {
    again: watch::Sender<()>,
    told: Mutex<HashMap<Uri, Told>>,
}

#[derive(Clone)]
struct Told {
    /// The id of the last report.
    id: String,
    /// Whether there was anything in it.
    any: bool,
}

impl ClosedFiles {
    /// Something changed that may concern files that are not open.
    pub(super) fn look_again(&self) {
        self.again.send_replace(());
    }

    /// A file was opened or closed: the editor has other findings of it now.
    pub(super) fn turned(&self, open: &OpenDocument) {
        let mut told = self.told();
        told.remove(&open.uri);
        drop(told);
        self.look_again();
    }

    fn told(&self) -> MutexGuard<'_, HashMap<Uri, Told>> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Tells of closed files as long as the session lives.
pub(super) fn follow(session: &Arc<Session>) {
    if session.abilities().pulls_diagnostics {
        return;
    }
    let mut again = session.closed.again.subscribe();
    let session = Arc::downgrade(session);
    tokio::spawn(async move {
        while again.changed().await.is_ok() {
            let Some(session) = session.upgrade() else { return };
            tell(&session).await;
        }
    });
}

async fn tell(session: &Arc<Session>) {
    let known: HashMap<Uri, String> =
        session.closed.told().iter().map(|(uri, told)| (uri.clone(), told.id.clone())).collect();
    let (sender, mut reports) = mpsc::channel(AHEAD);
    let search = session.with_index(move |session| {
        let open: HashSet<Uri> = session.all_open().iter().map(|open| open.uri.clone()).collect();
        search_closed(session, &known, open, &|| false, &mut |report| sender.blocking_send(report).is_ok());
    });
    let send = async {
        while let Some(report) = reports.recv().await {
            if let Report::Full(report) = report {
                let report_of = report.full_document_diagnostic_report;
                publish(session, report.uri, report_of.result_id, report_of.items).await;
            }
        }
    };
    let (searched, ()) = tokio::join!(search, send);
    if searched.is_err() {
        tracing::error!("closed files could not be looked at");
    }
}

/// Publishes a report; nothing where nothing was and nothing is. One without an id is about a file that is gone.
async fn publish(session: &Session, uri: Uri, id: Option<String>, items: Vec<tower_lsp::ls_types::Diagnostic>) {
    let any = !items.is_empty();
    // Under another spelling of its address, an open file has nothing to say.
    let speaks_for_itself = |open: &Arc<OpenDocument>| open.uri == uri || (any && *index::name(open) == *uri.as_str());
    if session.all_open().iter().any(speaks_for_itself) {
        return;
    }
    let before = match id {
        Some(id) => session.closed.told().insert(uri.clone(), Told { id, any }),
        None => session.closed.told().remove(&uri),
    };
    if any || before.is_some_and(|before| before.any) {
        session.outbox.tell::<PublishDiagnostics>(PublishDiagnosticsParams::new(uri, items, None)).await;
    }
}
