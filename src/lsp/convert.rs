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
    if abilities.versioned_edits {
        let text_document = lsp::OptionalVersionedTextDocumentIdentifier { uri: uri.clone(), version: Some(version) };
        let edits = edits.into_iter().map(lsp::OneOf::Left).collect();
        let changes = vec![lsp::TextDocumentEdit { text_document, edits }];
        return lsp::WorkspaceEdit {
            document_changes: Some(lsp::DocumentChanges::Edits(changes)),
            ..Default::default()
        };
    }
    lsp::WorkspaceEdit { changes: Some(HashMap::from([(uri.clone(), edits)])), ..Default::default() }
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
