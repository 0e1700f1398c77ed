//! Everything that is wrong with a document: syntax, schema, rules, in the order of the text, as the settings want it.

use crate::config::{self, FileKind, Settings};
use crate::diagnostic::{Applicability, Diagnostic};
use crate::rules;
use crate::schema::Schema;
use crate::syntax::{Kind, Tree};
use jiff::Timestamp;
use std::path::Path;

/// Finds everything. `path` is the file's absolute path, as far as it has one: exceptions in the settings go by it,
/// and `cja.config.json` is known by it; every other text is taken for data views.
pub fn diagnostics(tree: &Tree, settings: &Settings, path: Option<&Path>, now: Timestamp) -> Vec<Diagnostic> {
    diagnostics_unless(tree, settings, path, now, &|| false).unwrap_or_default()
}

/// The same, given up between its phases as soon as `stop` says so.
pub fn diagnostics_unless(
    tree: &Tree,
    settings: &Settings,
    path: Option<&Path>,
    now: Timestamp,
    stop: &dyn Fn() -> bool,
) -> Option<Vec<Diagnostic>> {
    let level = |code: &str, default| match path {
        Some(path) if settings.is_ignored(path, code) => None,
        _ => settings.level(code, default),
    };
    // Of what is no JSON at all nothing else is judged.
    if tree.is_foreign() {
        return Some(tree.errors().to_vec());
    }
    let mut found: Vec<Diagnostic> = Vec::new();
    let config;
    let schema: &Schema = if path.is_some_and(|path| settings.kind(path, None) == FileKind::Config) {
        config = Schema::config();
        &config
    } else {
        settings.schema()
    };
    if path.is_some_and(|path| settings.kind(path, None) == FileKind::Config) {
        found.extend(config::check(tree, &rules::codes()));
        found.extend(rules::check_json(tree, schema, now, level));
    } else {
        // What is not JSON cannot be switched off: nothing else in the file means anything until it is mended.
        found.extend_from_slice(tree.errors());
        let mut add = |more: Vec<Diagnostic>| {
            found.extend(more.into_iter().filter_map(|mut diagnostic| {
                diagnostic.severity = level(diagnostic.code, diagnostic.severity)?;
                Some(diagnostic)
            }));
        };
        if stop() {
            return None;
        }
        add(tree.warnings().to_vec());
        add(settings.schema().validate(tree));
        if stop() {
            return None;
        }
        found.extend(rules::check(tree, settings.schema(), now, level));
    }
    known_names_are_safe_in_quotes(tree, schema, &mut found);
    if stop() {
        return None;
    }
    if let Some(path) = path {
        super::silence(tree, settings, path, &mut found);
    }
    super::misspelt::are_not_missing(tree, schema, &mut found);
    found.sort_by_key(|diagnostic| (diagnostic.range.start, diagnostic.severity, diagnostic.range.end));
    Some(found)
}

/// A name without quotes is put into them unasked only where it is a known member of its object: any other word may be a
/// variable.
fn known_names_are_safe_in_quotes(tree: &Tree, schema: &Schema, found: &mut [Diagnostic]) {
    for one in found.iter_mut().filter(|one| one.code == "unquoted-key") {
        let key = tree.node_at(one.range.start).filter(|node| node.kind() == Kind::Key && node.range() == one.range);
        let Some((key, object)) = key.and_then(|key| Some((key, key.parent()?))) else { continue };
        let name = key.text();
        if schema.at(object).properties().iter().any(|property| property.name == name)
            && let Some(fix) = one.fixes.first_mut()
        {
            fix.applicability = Applicability::Safe;
        }
    }
}
