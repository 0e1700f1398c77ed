//! Everything that is wrong with a document: syntax, schema, rules, in the order of the text.

use super::{Document, DocumentKind};
use crate::diagnostic::{Diagnostic, Severity};
use crate::rules;
use crate::schema::Schema;
use jiff::Timestamp;

/// Finds everything. `level` says what the settings make of a code (`None` is off); syntax errors are not asked for.
pub fn diagnostics(
    document: &Document,
    schema: &Schema,
    now: Timestamp,
    level: impl Fn(&str, Severity) -> Option<Severity>,
) -> Vec<Diagnostic> {
    let tree = &document.tree;
    let mut found = tree.errors().to_vec();
    let mut add = |more: Vec<Diagnostic>| {
        found.extend(more.into_iter().filter_map(|mut diagnostic| {
            diagnostic.severity = level(diagnostic.code, diagnostic.severity)?;
            Some(diagnostic)
        }));
    };
    add(tree.warnings().to_vec());
    add(schema.validate(tree));
    if document.kind == DocumentKind::DataView {
        found.extend(rules::check(tree, schema, now, level));
    } else {
        found.extend(rules::check_json(tree, schema, now, level));
    }
    found.sort_by_key(|diagnostic| (diagnostic.range.start, diagnostic.severity, diagnostic.range.end));
    found
}
