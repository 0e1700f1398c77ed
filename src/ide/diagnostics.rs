//! Everything that is wrong with a document: syntax, schema, rules, in the order of the text, as the settings want it.

use crate::config::{self, FileKind, Settings};
use crate::diagnostic::{Diagnostic, Related};
use crate::model::{self, members::Place};
use crate::rules;
use crate::syntax::Tree;
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
    let mut found: Vec<Diagnostic> = Vec::new();
    if path.is_some_and(|path| settings.kind(path, None) == FileKind::Config) {
        let schema = crate::schema::Schema::config();
        found.extend(config::check(tree, &rules::codes()));
        found.extend(rules::check_json(tree, &schema, now, level));
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
    misspelt_are_not_missing(tree, settings, &mut found);
    if stop() {
        return None;
    }
    if let Some(path) = path {
        super::silence(tree, settings, path, &mut found);
    }
    found.sort_by_key(|diagnostic| (diagnostic.range.start, diagnostic.severity, diagnostic.range.end));
    Some(found)
}

/// A member that is missing because its name is misspelt: the finding points at the wrong name, and no longer offers
/// to add the member a second time.
fn misspelt_are_not_missing(tree: &Tree, settings: &Settings, found: &mut [Diagnostic]) {
    let misspelt: Vec<_> = found.iter().filter(|one| one.code == "misspelt-member").map(|one| one.range).collect();
    if misspelt.is_empty() {
        return;
    }
    for missing in found.iter_mut().filter(|one| one.code == "missing-member") {
        let view = model::views(tree).into_iter().find(|view| view.node.range().start == missing.range.start);
        let Some(view) = view else { continue };
        let facts = settings.schema().at(view.node);
        let known: Vec<&str> = facts.properties().iter().map(|property| property.name).collect();
        for member in view.node.members().filter(|member| misspelt.contains(&member.key.range())) {
            let name = member.key.as_str().unwrap_or_default();
            let meant =
                Place::View.meant(&name, &known).filter(|meant| missing.message.contains(&format!("`{meant}`")));
            if let Some(meant) = meant {
                let message = format!("`{name}` seems to be meant for `{meant}`");
                missing.related.push(Related { range: member.key.range(), message });
                missing.fixes.clear();
            }
        }
    }
}
