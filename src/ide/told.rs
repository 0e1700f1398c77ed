//! Findings that rest on what the service told; asked for apart from the others, because they change while the text
//! stays.

use crate::config::{FileKind, Settings};
use crate::diagnostic::Diagnostic;
use crate::model::catalogue::Catalogue;
use crate::rules;
use crate::syntax::Tree;
use jiff::Timestamp;
use std::path::Path;

/// Ids of data views that the service does not have, or that cannot be used, in the order of the text. `path` as for
/// [`diagnostics`](super::diagnostics()).
pub fn told(
    tree: &Tree,
    settings: &Settings,
    catalogue: &Catalogue,
    path: Option<&Path>,
    now: Timestamp,
) -> Vec<Diagnostic> {
    let config = path.is_some_and(|path| settings.kind(path, None) == FileKind::Config);
    // Of what is no JSON nothing else is judged.
    if config || catalogue.is_empty() || tree.is_foreign() {
        return Vec::new();
    }
    let level = |code: &str, default| match path {
        Some(path) if settings.is_ignored(path, code) => None,
        _ => settings.level(code, default),
    };
    rules::check_service(tree, settings.schema(), catalogue, now, level)
}
