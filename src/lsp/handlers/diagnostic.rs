//! `textDocument/diagnostic`: the client asks; an unchanged report is not sent again.

use crate::ide;
use crate::lsp::diagnostics::{Report, report, result_id};
use crate::lsp::session::{Session, off_thread};
use crate::lsp::{index, outbox};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::ls_types::*;

/// Says that nobody waits any more, when the request is dropped.
pub(super) struct Waiting(pub(super) Arc<AtomicBool>);

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Release);
    }
}

pub(in crate::lsp) async fn pull(
    session: &Arc<Session>,
    params: DocumentDiagnosticParams,
) -> Result<DocumentDiagnosticReportResult> {
    let open = session.open(&params.text_document.uri);
    let Some(open) = open else { return Ok(full(None, Vec::new())) };
    let version = open.current();
    let stamp = session.index.look(|index| ide::clash_stamp(index, &index::name(&open)));
    if params.previous_result_id == Some(result_id(&open, version.number, session.generation(), stamp)) {
        let unchanged = UnchangedDocumentDiagnosticReport { result_id: params.previous_result_id.unwrap_or_default() };
        let report = RelatedUnchangedDocumentDiagnosticReport {
            unchanged_document_diagnostic_report: unchanged,
            related_documents: None,
        };
        return Ok(DocumentDiagnosticReport::Unchanged(report).into());
    }
    let gone = Arc::new(AtomicBool::new(false));
    let _waiting = Waiting(Arc::clone(&gone));
    let worker = Arc::clone(session);
    let (of, at) = (Arc::clone(&open), Arc::clone(&version));
    let work = move || {
        let stop = || gone.load(Ordering::Acquire) || !of.is_latest(at.number);
        let found = report(&worker, Arc::clone(&of), Arc::clone(&at), &stop);
        found.map(|found: Report| (found.result_id(), found.items(&worker)))
    };
    let found = off_thread(version.len(), work).await?;
    match found {
        Some((id, items)) => Ok(outbox::as_bytes(full(Some(id), items), full(None, Vec::new()))),
        // The client asks again for the newer version.
        None if !open.is_latest(version.number) => Err(Error::content_modified()),
        None => Ok(full(None, Vec::new())),
    }
}

fn full(result_id: Option<String>, items: Vec<Diagnostic>) -> DocumentDiagnosticReportResult {
    let report = FullDocumentDiagnosticReport { result_id, items };
    let report =
        RelatedFullDocumentDiagnosticReport { full_document_diagnostic_report: report, related_documents: None };
    DocumentDiagnosticReport::Full(report).into()
}
