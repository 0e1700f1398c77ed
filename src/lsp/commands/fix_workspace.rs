//! `cja.fixWorkspace`: fixes everything that can be fixed without guessing, in every file of the folders, by one edit that the editor
//! makes and can take back. Asks no service and saves nothing.

use super::Answer;
use crate::config::FileKind;
use crate::ide::{self, Document, DocumentKind};
use crate::lsp::convert;
use crate::lsp::session::Session;
use crate::{api::ApiError, api::Kind, files};
use jiff::Timestamp;
use std::path::Path;
use std::sync::Arc;
use tower_lsp::ls_types as lsp;

pub(super) async fn run(session: &Arc<Session>) -> Result<Answer, ApiError> {
    let failed = |problem: String, advice: &str| ApiError::new(Kind::Guard, "fix the workspace", problem, advice);
    if !session.abilities().takes_edits {
        let problem = "the editor takes no edits of several files".to_owned();
        return Err(failed(problem, "Run `cja check --fix` in the folder."));
    }
    let edits = session.with_index(edits).await.map_err(|error| failed(error.to_string(), "See the log."))?;
    let count = edits.len();
    if count == 0 {
        return Ok(Answer::new("nothing", "There is nothing to fix without guessing."));
    }
    let edit = convert::edit_of_files(edits, session.abilities());
    match session.client.apply_edit(edit).await {
        Ok(answer) if answer.applied => {
            let files = if count == 1 { "1 file".to_owned() } else { format!("{count} files") };
            Ok(Answer::new("done", format!("Fixed {files}; look at the changes and save them.")).with("files", count))
        }
        Ok(answer) => {
            let why = answer.failure_reason.map_or(String::new(), |why| format!(": {why}"));
            Err(failed(format!("the editor did not take the edit{why}"), "Nothing was changed."))
        }
        Err(error) => Err(failed(format!("the editor did not take the edit: {error}"), "Nothing was changed.")),
    }
}

/// The edits of each file that has any, with its version where it is open.
fn edits(session: &Session) -> Vec<(lsp::Uri, Option<i32>, Vec<lsp::TextEdit>)> {
    let mut out = Vec::new();
    for open in session.all_open() {
        let Some(view) = session.view(Arc::clone(&open), open.current()) else { continue };
        let edits = of_document(session, &view.document, open.path.as_deref());
        out.push((open.uri.clone(), Some(view.version.number), edits));
    }
    for name in session.index.closed_files() {
        let Some(uri) = session.uri_of(&name).filter(|uri| session.open(uri).is_none()) else { continue };
        let Some(path) = convert::path(&uri) else { continue };
        let Some(decoded) = files::read(&path).ok().filter(|decoded| decoded.fault.is_none()) else { continue };
        let kind = match session.settings_for(Some(&path)).kind(&path, None) {
            FileKind::Config => DocumentKind::Config,
            _ => DocumentKind::DataView,
        };
        let edits = of_document(session, &Document::new(decoded.text, kind), Some(&path));
        out.push((uri, None, edits));
    }
    out.retain(|(_, _, edits)| !edits.is_empty());
    out
}

fn of_document(session: &Session, document: &Document, path: Option<&Path>) -> Vec<lsp::TextEdit> {
    let settings = session.settings_for(path);
    let diagnose = |document: &Document| ide::diagnostics(&document.tree, &settings, path, Timestamp::now());
    let edits = ide::fix_all_edits(document, &diagnose(document), &diagnose);
    convert::edits(document, &edits, session.abilities())
}
