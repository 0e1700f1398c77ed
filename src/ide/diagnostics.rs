//! Everything that is wrong with a document: syntax, schema, rules, in the order of the text, as the settings want it.

use crate::config::{self, FileKind, Settings};
use crate::diagnostic::{Applicability, Diagnostic};
use crate::rules::{self, StandIn};
use crate::schema::{Schema, nearest};
use crate::syntax::{Kind, Tree};
use crate::text::TextRange;
use jiff::Timestamp;
use rustc_hash::{FxHashMap, FxHashSet};
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
    misspelt_are_not_missing(tree, schema, &mut found);
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

/// A member that is missing because its name is misspelt is one mistake: it is told at the wrong name, as the error that
/// it is, and the object lacks only the others.
fn misspelt_are_not_missing(tree: &Tree, schema: &Schema, found: &mut Vec<Diagnostic>) {
    if !found.iter().any(|one| one.code == "missing-member") {
        return;
    }
    let told: FxHashSet<TextRange> = found
        .iter()
        .filter(|one| matches!(one.code, "misspelt-member" | "member-not-allowed"))
        .map(|one| one.range)
        .collect();
    if told.is_empty() {
        return;
    }
    let mut meant: FxHashMap<u32, Vec<(TextRange, String)>> = FxHashMap::default();
    for one in rules::stand_ins(tree, schema).into_iter().filter(|one| told.contains(&one.key)) {
        meant.entry(one.object.start).or_default().push((one.key, one.name));
    }
    for one in not_allowed_stand_ins(tree, schema, found) {
        meant.entry(one.object.start).or_default().push((one.key, one.name));
    }
    let mut worse: Vec<(TextRange, Diagnostic)> = Vec::new();
    let mut kept = Vec::with_capacity(found.len());
    for missing in found.drain(..) {
        let stand_ins = meant.get(&missing.range.start).filter(|_| missing.code == "missing-member");
        match stand_ins.and_then(|meant| without(tree, schema, &missing, meant)) {
            None => kept.push(missing),
            Some((rest, gone)) => {
                kept.extend(rest);
                worse.extend(gone.into_iter().map(|key| (key, missing.clone())));
            }
        }
    }
    for (key, missing) in worse {
        let at_key = kept.iter_mut().filter(|one| one.range == key);
        for one in at_key.filter(|one| matches!(one.code, "misspelt-member" | "member-not-allowed")) {
            one.severity = one.severity.min(missing.severity);
            if schema.is_data_view() {
                one.help.get_or_insert_with(|| "Without it the service creates no data view.".to_owned());
            }
        }
    }
    *found = kept;
}

/// The names that a closed object does not know, each with the one that it is near to and that is not there.
fn not_allowed_stand_ins(tree: &Tree, schema: &Schema, found: &[Diagnostic]) -> Vec<StandIn> {
    let told = found.iter().filter(|one| one.code == "member-not-allowed");
    let meant = told.filter_map(|one| {
        let key = tree.node_at(one.range.start).filter(|key| key.kind() == Kind::Key)?;
        let object = key.parent()?;
        let facts = schema.at(object);
        let properties = facts.properties();
        let absent = properties.iter().map(|property| property.name).filter(|name| object.member(name).is_none());
        let name = nearest(&key.as_str()?, absent)?.to_owned();
        Some(StandIn { object: object.range(), key: key.range(), name })
    });
    meant.collect()
}

/// What is left of a finding on missing members when others stand for some of them, and the keys of these; nothing when
/// none does.
fn without(
    tree: &Tree,
    schema: &Schema,
    missing: &Diagnostic,
    meant: &[(TextRange, String)],
) -> Option<(Option<Diagnostic>, Vec<TextRange>)> {
    let object = tree.node_at(missing.range.end).into_iter().chain(tree.container_at(missing.range.end));
    let object = object.into_iter().find(|node| node.is_object() && node.range().start == missing.range.start)?;
    let is_named = |name: &str| missing.message.contains(&format!("`{name}`"));
    // An object with an id need have nothing else: to that all of them are owed.
    if let Some((key, _)) = meant.iter().find(|(_, name)| name == "id" && schema.is_data_view()) {
        return Some((None, vec![*key]));
    }
    let gone: Vec<TextRange> = meant.iter().filter(|(_, name)| is_named(name)).map(|(key, _)| *key).collect();
    if gone.is_empty() {
        return None;
    }
    let facts = schema.at(object);
    let left: Vec<&str> = facts
        .required()
        .into_iter()
        .filter(|name| is_named(name) && !meant.iter().any(|(_, other)| other == name))
        .collect();
    let rest = schema.missing(object, &left).map(|rest| Diagnostic { severity: missing.severity, ..rest });
    Some((rest, gone))
}
