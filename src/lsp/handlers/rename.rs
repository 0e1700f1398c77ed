//! `textDocument/prepareRename` and `textDocument/rename`: an id gets another spelling in the whole workspace.

use crate::ide::{self, Renamed};
use crate::lsp::session::Session;
use crate::lsp::{convert, workspace};
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, PoisonError};
use tower_lsp::jsonrpc::{Error, ErrorCode, Result};
use tower_lsp::ls_types::*;

/// The protocol's code for a request that was understood and cannot be done.
const REQUEST_FAILED: i64 = -32803;

pub(in crate::lsp) async fn prepare(
    session: &Arc<Session>,
    params: TextDocumentPositionParams,
) -> Result<Option<PrepareRenameResponse>> {
    let position = params.position;
    let answer = session.with_view(&params.text_document.uri, move |view, session| {
        let encoding = session.abilities().encoding;
        let at = view.document.offset(convert::position(position), encoding);
        let mark = ide::prepare_rename(&view.document, encoding, at)?;
        let placeholder = mark.written();
        Ok(PrepareRenameResponse::RangeWithPlaceholder { range: convert::span(mark.inner), placeholder })
    });
    answer.await?.transpose().map_err(refused)
}

pub(in crate::lsp) async fn rename(session: &Arc<Session>, params: RenameParams) -> Result<Option<WorkspaceEdit>> {
    let TextDocumentPositionParams { text_document, position } = params.text_document_position;
    let answer = session.with_index_at(&text_document.uri, move |view, session| {
        if !session.index.is_complete() {
            return Err("The workspace is still being read; try again in a moment.".to_owned());
        }
        let encoding = session.abilities().encoding;
        let at = view.document.offset(convert::position(position), encoding);
        let ask = || session.index.look(|index| ide::rename(index, &view.document, encoding, at, &params.new_name));
        // Files that are not open may have changed without anybody telling.
        for path in ask().map_err(|why| in_folder(session, why))?.iter().filter_map(|file| closed(file, session)) {
            workspace::read_again(session, &path);
        }
        let files = ask()?.into_iter().map(|file| edits_of(file, session)).collect::<std::result::Result<_, _>>()?;
        Ok(workspace_edit(files, session))
    });
    answer.await?.transpose().map_err(refused)
}

/// A sentence with the files of the folders as a person names them.
fn in_folder(session: &Session, why: String) -> String {
    let folders = session.folders.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let addresses = folders.iter().filter_map(Uri::from_file_path);
    addresses.fold(why, |why, folder| why.replace(&format!("{}/", folder.as_str().trim_end_matches('/')), ""))
}

fn refused(why: String) -> Error {
    Error { code: ErrorCode::ServerError(REQUEST_FAILED), message: why.into(), data: None }
}

/// The path of a file that is not open.
fn closed(file: &Renamed, session: &Session) -> Option<PathBuf> {
    convert::path(&session.uri_of(&file.file)?).filter(|_| session.index.version_of(&file.file).is_none())
}

/// The edits of one file, and its version if it is open.
fn edits_of(file: Renamed, session: &Session) -> std::result::Result<(Uri, Option<i32>, Vec<TextEdit>), String> {
    let lost = || format!("{} cannot be named as an address.", file.file);
    let uri = session.uri_of(&file.file).ok_or_else(lost)?;
    let version = session.index.version_of(&file.file);
    if session.open(&uri).map(|open| open.current().number) != version {
        return Err(format!("{} was edited meanwhile; try again.", uri.as_str()));
    }
    let edits = file.edits.into_iter().map(|(mark, new)| TextEdit::new(convert::span(mark.span), new));
    Ok((uri, version, edits.collect()))
}

fn workspace_edit(files: Vec<(Uri, Option<i32>, Vec<TextEdit>)>, session: &Session) -> WorkspaceEdit {
    if !session.abilities().versioned_edits {
        let changes: HashMap<Uri, Vec<TextEdit>> = files.into_iter().map(|(uri, _, edits)| (uri, edits)).collect();
        return WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() };
    }
    let change = |(uri, version, edits): (Uri, Option<i32>, Vec<TextEdit>)| TextDocumentEdit {
        text_document: OptionalVersionedTextDocumentIdentifier { uri, version },
        edits: edits.into_iter().map(OneOf::Left).collect(),
    };
    let changes = DocumentChanges::Edits(files.into_iter().map(change).collect());
    WorkspaceEdit { document_changes: Some(changes), ..WorkspaceEdit::default() }
}
