//! `workspace/diagnostic`: what is wrong in every file of the folders, open or not.
//!
//! A file that has not changed is answered by the id of its last report, without being read. Where the client takes
//! parts of an answer they are sent as they are found.

use super::diagnostic::Waiting;
use crate::ide::{self, Document, DocumentKind};
use crate::lsp::diagnostics::{clashes, report, result_id};
use crate::lsp::session::Session;
use crate::lsp::{convert, index, outbox};
use crate::{config, files};
use jiff::Timestamp;
use serde_json::json;
use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::UNIX_EPOCH;
use tokio::sync::mpsc;
use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::notification::Notification;
use tower_lsp::ls_types::*;

/// How many reports are sent together.
const TOGETHER: usize = 64;

/// A part of an answer.
enum Part {}

impl Notification for Part {
    type Params = serde_json::Value;
    const METHOD: &'static str = "$/progress";
}

pub(in crate::lsp) async fn pull(
    session: &Arc<Session>,
    params: WorkspaceDiagnosticParams,
) -> Result<WorkspaceDiagnosticReportResult> {
    let gone = Arc::new(AtomicBool::new(false));
    let _waiting = Waiting(Arc::clone(&gone));
    let known: HashMap<Uri, String> =
        params.previous_result_ids.into_iter().map(|known| (known.uri, known.value)).collect();
    let (sender, mut reports) = mpsc::channel::<WorkspaceDocumentDiagnosticReport>(TOGETHER);
    let search = session.with_index(move |session| {
        let stop = || gone.load(Ordering::Acquire);
        // A closed channel means that nobody waits.
        let mut say = |report| sender.blocking_send(report).is_ok() && !stop();
        search(session, &known, &stop, &mut say);
    });
    let token = params.partial_result_params.partial_result_token;
    let collect = async {
        let mut items = Vec::new();
        while let Some(report) = reports.recv().await {
            items.push(report);
            if let Some(token) = token.as_ref().filter(|_| items.len() >= TOGETHER) {
                send(session, token, &mut items).await;
            }
        }
        if let Some(token) = &token {
            send(session, token, &mut items).await;
        }
        items
    };
    let (searched, items) = tokio::join!(search, collect);
    searched?;
    let report = |items| WorkspaceDiagnosticReportResult::from(WorkspaceDiagnosticReport { items });
    Ok(outbox::as_bytes(report(items), report(Vec::new())))
}

async fn send(session: &Session, token: &ProgressToken, items: &mut Vec<WorkspaceDocumentDiagnosticReport>) {
    let items = std::mem::take(items);
    if !items.is_empty() {
        session.outbox.tell::<Part>(json!({ "token": token, "value": { "items": items } })).await;
    }
}

/// Says something of every file, until `say` answers that nobody listens.
fn search(
    session: &Session,
    known: &HashMap<Uri, String>,
    stop: &dyn Fn() -> bool,
    say: &mut dyn FnMut(WorkspaceDocumentDiagnosticReport) -> bool,
) {
    let mut told: HashSet<Uri> = HashSet::new();
    for open in session.all_open() {
        let version = open.current();
        let stamp = session.index.look(|index| ide::clash_stamp(index, &index::name(&open)));
        let id = result_id(&open, version.number, session.generation(), stamp);
        told.insert(open.uri.clone());
        let number = Some(i64::from(version.number));
        let same = known.get(&open.uri) == Some(&id);
        let found = if same { None } else { report(session, Arc::clone(&open), version, stop) };
        let said = match found {
            _ if same => unchanged(&open.uri, number, id),
            Some(found) => full(&open.uri, number, Some(found.result_id()), found.items(session)),
            None if known.contains_key(&open.uri) && !stop() => full(&open.uri, number, None, Vec::new()),
            None => continue,
        };
        if !say(said) {
            return;
        }
    }
    search_closed(session, known, told, stop, say);
}

/// Says something of every file that is not open, and of what is gone; `told` are those that are.
pub(in crate::lsp) fn search_closed(
    session: &Session,
    known: &HashMap<Uri, String>,
    mut told: HashSet<Uri>,
    stop: &dyn Fn() -> bool,
    say: &mut dyn FnMut(WorkspaceDocumentDiagnosticReport) -> bool,
) {
    for name in session.index.closed_files() {
        let Some(uri) = session.uri_of(&name).filter(|uri| !told.contains(uri)) else { continue };
        let Some(path) = convert::path(&uri) else { continue };
        let Some(id) = id_on_disk(session, &name, &path) else { continue };
        told.insert(uri.clone());
        let said = match known.get(&uri) == Some(&id) {
            true => unchanged(&uri, None, id),
            false => match found_on_disk(session, &name, &uri, &path, stop) {
                Some(items) => {
                    // What changed while it was looked at is not what the id says: it is told again.
                    let same = id_on_disk(session, &name, &path).as_ref() == Some(&id);
                    let id = if same { id } else { format!("{id}.passed") };
                    if !same {
                        session.closed.look_again();
                    }
                    full(&uri, None, Some(id), items)
                }
                None => continue,
            },
        };
        if !say(said) {
            return;
        }
    }
    // Of what is gone nothing stays in the editor's list.
    for uri in known.keys().filter(|uri| !told.contains(uri)) {
        if !say(full(uri, None, None, Vec::new())) {
            return;
        }
    }
}

/// Tells a state of a file that is not open from every other: by its time, its size, the settings and what others hold.
fn id_on_disk(session: &Session, name: &str, path: &Path) -> Option<String> {
    let about = std::fs::metadata(path).ok()?;
    let time = about.modified().ok()?.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos());
    let stamp = session.index.look(|index| ide::clash_stamp(index, name));
    Some(format!("disk.{time:x}.{:x}.{}.{stamp:x}", about.len(), session.generation()))
}

fn found_on_disk(
    session: &Session,
    name: &str,
    uri: &Uri,
    path: &Path,
    stop: &dyn Fn() -> bool,
) -> Option<Vec<Diagnostic>> {
    let decoded = files::read(path).ok()?;
    let settings = session.settings_for(Some(path));
    let kind = match settings.kind(path, None) {
        config::FileKind::Config => DocumentKind::Config,
        _ => DocumentKind::DataView,
    };
    let document = Document::new(decoded.text, kind);
    session.index.put_file(session, path, Some(&document));
    let mut found = Vec::from_iter(decoded.fault);
    found.extend(ide::diagnostics_unless(&document.tree, &settings, Some(path), Timestamp::now(), stop)?);
    found.extend(clashes(session, name, &document, &settings, Some(path)).0);
    Some(found.iter().map(|found| convert::diagnostic(session, uri, &document, found)).collect())
}

fn full(
    uri: &Uri,
    version: Option<i64>,
    result_id: Option<String>,
    items: Vec<Diagnostic>,
) -> WorkspaceDocumentDiagnosticReport {
    let full_document_diagnostic_report = FullDocumentDiagnosticReport { result_id, items };
    let uri = uri.clone();
    WorkspaceFullDocumentDiagnosticReport { uri, version, full_document_diagnostic_report }.into()
}

fn unchanged(uri: &Uri, version: Option<i64>, result_id: String) -> WorkspaceDocumentDiagnosticReport {
    let unchanged_document_diagnostic_report = UnchangedDocumentDiagnosticReport { result_id };
    let uri = uri.clone();
    WorkspaceUnchangedDocumentDiagnosticReport { uri, version, unchanged_document_diagnostic_report }.into()
}
