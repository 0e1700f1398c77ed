//! The body of a write: the whole object, as the service has it, with the changed units of the file laid over. Pure.
//!
//! The documents disagree whether a PUT merges or replaces; the whole object is safe under both. Values are carried over
//! as they are written; session enums are sent in upper case, as the documented requests have them.

use super::definition::{Unit, is_definition};
use super::text_merge::find;
use crate::model::session::{Func, Granularity};
use crate::syntax::{Kind, Node, Tree, edit, quote};
use crate::text::{TextEdit, TextRange};

/// The body that makes these units of `remote` what they are in `local`.
#[must_use]
pub fn update(remote: &str, local: &str, units: &[Unit]) -> String {
    let (remote, local) = (Tree::parse(remote), Tree::parse(local));
    let mut members = remote.root().map(definition).unwrap_or_default();
    let Some(root) = local.root() else { return object(&members) };
    for unit in units {
        let value = find(root, unit);
        match &unit.inner {
            None => put(&mut members, &unit.member, value.map(|value| written(&unit.member, value))),
            Some(inner) => {
                let old = members.iter().find(|(name, _)| *name == unit.member).map(|(_, text)| text.clone());
                let old = Tree::parse(old.unwrap_or_else(|| "{}".into()));
                let mut inside: Vec<(String, String)> = old.root().map(all).unwrap_or_default();
                put(&mut inside, inner, value.map(|value| value.text().to_owned()));
                put(&mut members, &unit.member, Some(object(&inside)));
            }
        }
    }
    object(&members)
}

/// The changed top-level members alone, each of them whole; for a service known to merge.
#[must_use]
pub fn only_changed(remote: &str, local: &str, units: &[Unit]) -> String {
    let whole = update(remote, local, units);
    let tree = Tree::parse(whole);
    let members = tree.root().map(all).unwrap_or_default();
    let changed = members.into_iter().filter(|(name, _)| units.iter().any(|unit| unit.member == *name));
    object(&changed.collect::<Vec<_>>())
}

/// The body that creates what the file says.
#[must_use]
pub fn create(local: &str) -> String {
    object(&Tree::parse(local).root().map(definition).unwrap_or_default())
}

fn definition(root: Node<'_>) -> Vec<(String, String)> {
    let mut members: Vec<(String, String)> = Vec::new();
    for member in root.members().filter(|member| member.value.kind() != Kind::Null) {
        let name = member.key.as_str().unwrap_or_default().into_owned();
        if is_definition(&name) {
            put(&mut members, &name.clone(), Some(written(&name, member.value)));
        }
    }
    members
}

fn all(object: Node<'_>) -> Vec<(String, String)> {
    let members = object.members().filter(|member| member.value.kind() != Kind::Null);
    members.map(|m| (m.key.as_str().unwrap_or_default().into_owned(), m.value.text().to_owned())).collect()
}

fn put(members: &mut Vec<(String, String)>, name: &str, value: Option<String>) {
    match (members.iter_mut().find(|(known, _)| known == name), value) {
        (Some((_, old)), Some(value)) => *old = value,
        (None, Some(value)) => members.push((name.to_owned(), value)),
        (_, None) => members.retain(|(known, _)| known != name),
    }
}

fn object(members: &[(String, String)]) -> String {
    let members: Vec<String> = members.iter().map(|(name, value)| format!("{}:{value}", quote(name))).collect();
    format!("{{{}}}", members.join(","))
}

fn written(name: &str, value: Node<'_>) -> String {
    if name != "sessionDefinition" {
        return value.text().to_owned();
    }
    let start = value.range().start;
    let mut edits: Vec<TextEdit> = Vec::new();
    for item in value.items() {
        let func = item.get("func").and_then(|node| Some((node, Func::read(&node.as_str()?)?.request_form())));
        let unit =
            item.get("granularity").and_then(|node| Some((node, Granularity::read(&node.as_str()?)?.request_form())));
        for (node, form) in func.into_iter().chain(unit) {
            let range = TextRange { start: node.range().start - start, end: node.range().end - start };
            edits.push(TextEdit { range, ..edit::replace(node, quote(form)) });
        }
    }
    crate::text::apply(value.text(), &edits)
}

#[cfg(test)]
mod tests {
    use super::*;

    const REMOTE: &str = r#"{"name":"Web","owner":{},"x":1.0,"containerNames":{"event":"E","people":"P"},
        "sessionDefinition":[{"numPeriods":30,"func":"inactivity","granularity":"minute"}],"description":null,"id":"dv_1"}"#;

    #[test]
    fn the_whole_object_goes_with_the_changes_laid_over() {
        let local = r#"{"name": "Web 2", "containerNames": {"people": "Person"}, "segmentList": ["s1"]}"#;
        let units: Vec<Unit> =
            ["name", "containerNames.people", "segmentList"].into_iter().map(|u| Unit::from(u.to_owned())).collect();
        assert_eq!(
            update(REMOTE, local, &units),
            r#"{"name":"Web 2","x":1.0,"containerNames":{"event":"E","people":"Person"},"sessionDefinition":[{"numPeriods":30,"func":"INACTIVITY","granularity":"MINUTE"}],"segmentList":["s1"]}"#
        );
        assert_eq!(only_changed(REMOTE, local, &units[..1]), r#"{"name":"Web 2"}"#);
    }

    #[test]
    fn a_create_sends_what_is_ours() {
        let local = r#"{"$schema": "x", "name": "Web", "owner": {}, "sessionDefinition": [{"func": "beforeEvents"}], "id": ""}"#;
        assert_eq!(create(local), r#"{"name":"Web","sessionDefinition":[{"func": "BEFORE_EVENTS"}]}"#);
    }
}
