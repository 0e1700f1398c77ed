//! A member under a wrong name is one mistake, not a strange member and a missing one.

use crate::diagnostic::Diagnostic;
use crate::rules::{self, StandIn};
use crate::schema::{Schema, nearest};
use crate::syntax::{Kind, Tree};
use crate::text::TextRange;
use rustc_hash::{FxHashMap, FxHashSet};

/// The codes of findings on a member whose name is not known.
const STRANGE: [&str; 2] = ["misspelt-member", "member-not-allowed"];

/// A member that is missing because its name is misspelt is one mistake: it is told at the wrong name, as the error that
/// it is, and the object lacks only the others.
pub(super) fn are_not_missing(tree: &Tree, schema: &Schema, found: &mut Vec<Diagnostic>) {
    if !found.iter().any(|one| one.code == "missing-member") {
        return;
    }
    let told: FxHashSet<TextRange> =
        found.iter().filter(|one| STRANGE.contains(&one.code)).map(|one| one.range).collect();
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
        for one in at_key.filter(|one| STRANGE.contains(&one.code)) {
            one.severity = one.severity.min(missing.severity);
            if schema.is_data_view() {
                one.help.get_or_insert_with(|| "Without the right name the service creates no data view.".to_owned());
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

#[cfg(test)]
mod tests {
    use crate::config::{Layers, Options, Settings};
    use crate::ide::diagnostics;
    use crate::syntax::Tree;
    use std::path::Path;

    /// The errors and warnings of a text, each with the text that it is at.
    fn told(text: &str, file: &str, settings: &str) -> Vec<String> {
        let project = Options::parse(settings).0;
        let settings = Settings::resolve(Path::new("/shop"), Layers { project, ..Layers::default() });
        let now = "2026-11-25T12:00:00Z".parse().unwrap();
        let path = Path::new("/shop").join(file);
        let found = diagnostics(&Tree::parse(text), &settings, Some(&path), now);
        let severe = found.iter().filter(|one| one.severity <= crate::diagnostic::Severity::Warning);
        severe.map(|one| format!("{} {}", one.severity.word(), one.range.slice(text))).collect()
    }

    const REST: &str = r#""parentDataGroupId": "dg_0f0e0d0c-1111-2222-3333-444455556666",
        "sessionDefinition": [{"func": "INACTIVITY", "numPeriods": 30, "granularity": "MINUTE"}]"#;

    #[test]
    fn one_wrong_name_is_one_error() {
        for wrong in ["TimezoneDesignator", "timezoneDesginator", "tz", "time_zone"] {
            let text = format!(r#"{{"name": "Shop", "{wrong}": "UTC", {REST}}}"#);
            assert_eq!(told(&text, "a.dataview.json", "{}"), [format!("error \"{wrong}\"")]);
        }
        let text = format!(r#"{{"title": "Shop", "tz": "UTC", {REST}}}"#);
        assert_eq!(told(&text, "a.dataview.json", "{}"), ["error \"title\"", "error \"tz\""]);
    }

    #[test]
    fn what_is_missing_besides_is_told_without_it() {
        let text = r#"{"name": "Shop", "tz": "UTC", "sessionDefinition": [{"func": "INACTIVITY", "numPeriods": 30, "granularity": "MINUTE"}]}"#;
        assert_eq!(told(text, "a.dataview.json", "{}"), ["error {", "error \"tz\""]);
    }

    #[test]
    fn a_wrong_name_for_the_id_takes_the_place_of_all_that_an_id_makes_needless() {
        let text = r#"{"viewId": "dv_65f0a1b2c3d4e5f60718293a", "name": "Shop"}"#;
        assert_eq!(told(text, "a.dataview.json", "{}"), ["error \"viewId\""]);
    }

    #[test]
    fn in_session_rules_and_settings_too() {
        let text = r#"{"id": "dv_65f0a1b2c3d4e5f60718293a", "sessionDefinition": [{"function": "INACTIVITY", "periods": 30, "unit": "MINUTE"}]}"#;
        let three = ["warning \"function\"", "warning \"periods\"", "warning \"unit\""];
        assert_eq!(told(text, "a.dataview.json", "{}"), three);
        let text = r#"{"ignore": [{"fiels": ["old/**"]}]}"#;
        assert_eq!(told(text, "cja.config.json", "{}"), ["error \"fiels\""]);
    }

    #[test]
    fn where_the_wrong_name_is_not_told_the_member_is_missing() {
        let text = format!(r#"{{"name": "Shop", "tz": "UTC", {REST}}}"#);
        let off = r#"{"rules": {"misspelt-member": "off"}}"#;
        assert_eq!(told(&text, "a.dataview.json", off), ["error {"]);
        let softer = r#"{"rules": {"missing-member": "information"}}"#;
        assert_eq!(told(&text, "a.dataview.json", softer), ["warning \"tz\""]);
    }
}
