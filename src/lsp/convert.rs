//! Plain data to protocol data and back.

use super::client::Abilities;
use super::session::Session;
use crate::diagnostic::{Diagnostic, Severity};
use crate::ide::{Document, Span};
use crate::text::{Position, TextEdit, TextRange};
use std::collections::HashMap;
use std::path::PathBuf;
use tower_lsp::ls_types as lsp;

/// The file that an address names; none for documents that are in no file, whatever their address looks like.
pub(super) fn path(uri: &lsp::Uri) -> Option<PathBuf> {
    let is_file = uri.scheme().as_str().eq_ignore_ascii_case("file");
    uri.to_file_path().filter(|_| is_file).map(|path| path.into_owned())
}

pub(super) fn position(at: lsp::Position) -> Position {
    Position { line: at.line, character: at.character }
}

pub(super) fn span(span: Span) -> lsp::Range {
    let at = |position: Position| lsp::Position::new(position.line, position.character);
    lsp::Range::new(at(span.start), at(span.end))
}

pub(super) fn range(document: &Document, range: TextRange, abilities: &Abilities) -> lsp::Range {
    let at = |offset| {
        let position = document.position(offset, abilities.encoding);
        lsp::Position::new(position.line, position.character)
    };
    lsp::Range::new(at(range.start), at(range.end))
}

pub(super) fn text_range(document: &Document, range: lsp::Range, abilities: &Abilities) -> TextRange {
    document.range(position(range.start), position(range.end), abilities.encoding)
}

pub(super) fn edits(document: &Document, edits: &[TextEdit], abilities: &Abilities) -> Vec<lsp::TextEdit> {
    edits.iter().map(|edit| lsp::TextEdit::new(range(document, edit.range, abilities), edit.text.clone())).collect()
}

/// Edits of one document as a workspace edit, tied to its version where the client can.
pub(super) fn workspace_edit(
    uri: &lsp::Uri,
    version: i32,
    edits: Vec<lsp::TextEdit>,
    abilities: &Abilities,
) -> lsp::WorkspaceEdit {
    edit_of_files(vec![(uri.clone(), Some(version), edits)], abilities)
}

/// Edits of several documents, each tied to its version where it is open and the client can.
pub(super) fn edit_of_files(
    files: Vec<(lsp::Uri, Option<i32>, Vec<lsp::TextEdit>)>,
    abilities: &Abilities,
) -> lsp::WorkspaceEdit {
    if abilities.versioned_edits {
        let changes = files.into_iter().map(|(uri, version, edits)| document_edit(uri, version, edits)).collect();
        let document_changes = Some(lsp::DocumentChanges::Edits(changes));
        return lsp::WorkspaceEdit { document_changes, ..Default::default() };
    }
    let changes: HashMap<_, _> = files.into_iter().map(|(uri, _, edits)| (uri, edits)).collect();
    lsp::WorkspaceEdit { changes: Some(changes), ..Default::default() }
}

/// Edits of one document together with new files, each made and then filled; for clients that make files.
pub(super) fn edit_with_files(
    uri: &lsp::Uri,
    version: i32,
    edits: Vec<lsp::TextEdit>,
    files: Vec<(lsp::Uri, String)>,
) -> lsp::WorkspaceEdit {
    let operations = files.into_iter().flat_map(|(uri, text)| {
        let create = lsp::CreateFile { uri: uri.clone(), options: None, annotation_id: None };
        let fill = document_edit(uri, None, vec![lsp::TextEdit::new(lsp::Range::default(), text)]);
        [lsp::DocumentChangeOperation::Op(lsp::ResourceOp::Create(create)), lsp::DocumentChangeOperation::Edit(fill)]
    });
    let own = (!edits.is_empty()).then(|| document_edit(uri.clone(), Some(version), edits));
    let operations = operations.chain(own.map(lsp::DocumentChangeOperation::Edit)).collect();
    lsp::WorkspaceEdit { document_changes: Some(lsp::DocumentChanges::Operations(operations)), ..Default::default() }
}

fn document_edit(uri: lsp::Uri, version: Option<i32>, edits: Vec<lsp::TextEdit>) -> lsp::TextDocumentEdit {
    let text_document = lsp::OptionalVersionedTextDocumentIdentifier { uri, version };
    lsp::TextDocumentEdit { text_document, edits: edits.into_iter().map(lsp::OneOf::Left).collect() }
}

pub(super) fn diagnostic(
    session: &Session,
    uri: &lsp::Uri,
    document: &Document,
    found: &Diagnostic,
) -> lsp::Diagnostic {
    let abilities = session.abilities();
    let message = match &found.help {
        Some(help) => format!("{}\n{help}", found.message),
        None => found.message.clone(),
    };
    let related = found.related.iter().map(|related| lsp::DiagnosticRelatedInformation {
        location: lsp::Location::new(uri.clone(), range(document, related.range, abilities)),
        message: related.message.clone(),
    });
    let elsewhere = found.elsewhere.iter().filter_map(|other| {
        let span = Span { start: other.start, end: other.end };
        let location = lsp::Location::new(session.uri_of(&other.file)?, self::span(span));
        Some(lsp::DiagnosticRelatedInformation { location, message: other.message.clone() })
    });
    let related: Vec<_> = related.chain(elsewhere).collect();
    let link = crate::rules::doc_link(found.code).parse().ok();
    lsp::Diagnostic {
        range: range(document, found.range, abilities),
        severity: Some(severity(found.severity)),
        code: Some(lsp::NumberOrString::String(found.code.into())),
        code_description: link.filter(|_| abilities.code_descriptions).map(|href| lsp::CodeDescription { href }),
        source: Some("cja".into()),
        message,
        related_information: (abilities.related_information && !related.is_empty()).then_some(related),
        tags: (abilities.unnecessary && found.unnecessary).then(|| vec![lsp::DiagnosticTag::UNNECESSARY]),
        data: None,
    }
}

fn severity(severity: Severity) -> lsp::DiagnosticSeverity {
    match severity {
        Severity::Error => lsp::DiagnosticSeverity::ERROR,
        Severity::Warning => lsp::DiagnosticSeverity::WARNING,
        Severity::Information => lsp::DiagnosticSeverity::INFORMATION,
        Severity::Hint => lsp::DiagnosticSeverity::HINT,
    }
}
