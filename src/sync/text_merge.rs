//! Text made from parts of other texts: the smallest edit of a file that brings a unit in, and a new file from an answer.
//! Pure. Values are carried over as they are written, so number forms and escapes stay.

mod lists;

use super::definition::{Unit, is_definition};
use crate::syntax::edit::{self, Layout};
use crate::syntax::{Kind, Node, Tree, quote};
use crate::text::apply;

/// A file's text with these units as the other text has them; a unit that the other text lacks is removed. Bytes of other
/// members, their order, indentation and line endings stay. `None` when the text is no object.
#[must_use]
pub fn take(text: &str, other: &str, units: &[Unit]) -> Option<String> {
    let other = Tree::parse(other);
    let source = other.root().filter(|root| root.is_object())?;
    let mut text = text.to_owned();
    for unit in units {
        let tree = Tree::parse(text.as_str());
        let root = tree.root().filter(|root| root.is_object())?;
        let value = find(source, unit);
        let smaller = match (unit.member.as_str(), value) {
            ("segmentList", Some(value)) => lists::segments(&text, value),
            ("sessionDefinition", Some(value)) => lists::sessions(&text, value),
            _ => None,
        };
        if let Some(smaller) = smaller {
            text = smaller;
            continue;
        }
        let edit = match (&unit.inner, root.member(&unit.member)) {
            (Some(inner), Some(member)) if member.value.is_object() => one(member.value, inner, value),
            (Some(inner), _) => value.and_then(|value| {
                let object = format!("{{\n\t{}: {}\n}}", quote(inner), pretty(value, 1));
                one_text(root, &unit.member, Some(object))
            }),
            (None, _) => one(root, &unit.member, value),
        };
        if let Some(edit) = edit {
            text = apply(&text, &[edit]);
        }
    }
    Some(text)
}

/// The value of a unit in a document; `null` counts as absent.
#[must_use]
pub fn find<'t>(root: Node<'t>, unit: &Unit) -> Option<Node<'t>> {
    let value = root.get(&unit.member)?;
    let value = match &unit.inner {
        Some(inner) => value.get(inner)?,
        None => value,
    };
    (value.kind() != Kind::Null).then_some(value)
}

fn one(object: Node<'_>, name: &str, value: Option<Node<'_>>) -> Option<crate::text::TextEdit> {
    let old = object.member(name).map(|member| member.value);
    let flat = old.is_some_and(|old| old.is_container() && old.child_count() > 0 && !old.text().contains('\n'));
    one_text(object, name, value.map(|value| if flat { compact(value) } else { pretty(value, 0) }))
}

fn one_text(object: Node<'_>, name: &str, json: Option<String>) -> Option<crate::text::TextEdit> {
    match (object.member(name), json) {
        (Some(member), Some(json)) => {
            let text = object.tree().text();
            let indent = edit::indent_at(text, member.key.range().start);
            Some(edit::replace(member.value, Layout::of(text).lay_out(&json, indent)))
        }
        (Some(member), None) => Some(edit::remove_member(member)),
        (None, Some(json)) => Some(edit::insert_members(object, None, &[(name, &json)])),
        (None, None) => None,
    }
}

/// A file's text that names this id: the old one replaced, else as the last member.
#[must_use]
pub fn with_id(text: &str, id: &str) -> Option<String> {
    let tree = Tree::parse(text);
    let root = tree.root().filter(|root| root.is_object() && tree.errors().is_empty())?;
    one_text(root, "id", Some(quote(id))).map(|edit| apply(text, &[edit]))
}

/// A new file from an answer: its definition and its id, in the answer's order.
#[must_use]
pub fn file(answer: &str) -> Option<String> {
    let tree = Tree::parse(answer);
    let root = tree.root().filter(|root| root.is_object())?;
    let mut lines = Vec::new();
    for member in root.members() {
        let name = member.key.as_str().unwrap_or_default();
        if member.value.kind() != Kind::Null && (is_definition(&name) || name == "id") {
            lines.push(format!("\t{}: {}", member.key.text(), pretty(member.value, 1)));
        }
    }
    let snippet = format!("{{\n{}\n}}\n", lines.join(",\n"));
    Some(Layout { unit: "  ".into(), line_break: "\n" }.lay_out(&snippet, ""))
}

/// A value with a line for each member and item, indented by tabs from `level` on. Answers are read by a parser with a
/// limit of depth before they come here, so the recursion is bounded.
fn pretty(node: Node<'_>, level: usize) -> String {
    if !node.is_container() || node.child_count() == 0 {
        return compact(node);
    }
    let (inner, outer) = ("\t".repeat(level + 1), "\t".repeat(level));
    let lines: Vec<String> = if node.is_object() {
        let members = node.members();
        members.map(|m| format!("{inner}{}: {}", m.key.text(), pretty(m.value, level + 1))).collect()
    } else {
        node.items().map(|item| format!("{inner}{}", pretty(item, level + 1))).collect()
    };
    let (open, close) = if node.is_object() { ('{', '}') } else { ('[', ']') };
    format!("{open}\n{}\n{outer}{close}", lines.join(",\n"))
}

/// A value on one line.
#[must_use]
pub fn compact(node: Node<'_>) -> String {
    if node.is_object() {
        let members: Vec<String> = node.members().map(|m| format!("{}: {}", m.key.text(), compact(m.value))).collect();
        return if members.is_empty() { "{}".into() } else { format!("{{ {} }}", members.join(", ")) };
    }
    if node.is_array() {
        return format!("[{}]", node.items().map(compact).collect::<Vec<_>>().join(", "));
    }
    node.text().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn units(names: &[&str]) -> Vec<Unit> {
        names.iter().map(|name| Unit::from((*name).to_owned())).collect()
    }

    #[test]
    fn only_the_bytes_of_changed_units_change() {
        let text = "{\r\n\t\"name\" :  \"Web\",\r\n\t\"containerNames\": {\"event\": \"E\", \"people\":\"P\"},\r\n\t\"segmentList\": [\"a\"],\r\n\t\"x\": 1.0\r\n}\r\n";
        let other =
            r#"{"name":"Web 2","containerNames":{"event":"E","people":"Person"},"segmentList":["a","b"],"x":null}"#;
        assert_eq!(
            take(text, other, &units(&["name", "containerNames.people", "segmentList", "x"])).unwrap(),
            "{\r\n\t\"name\" :  \"Web 2\",\r\n\t\"containerNames\": {\"event\": \"E\", \"people\":\"Person\"},\r\n\t\"segmentList\": [\"a\", \"b\"]\r\n}\r\n"
        );
        assert_eq!(take(text, other, &[]).unwrap(), text);
    }

    #[test]
    fn a_list_with_lines_keeps_having_lines() {
        let text = "{\n  \"sessionDefinition\": [\n    { \"func\": \"INACTIVITY\" }\n  ]\n}\n";
        let other = r#"{"sessionDefinition":[{"func":"inactivity","numPeriods":5e0}]}"#;
        assert_eq!(
            take(text, other, &units(&["sessionDefinition"])).unwrap(),
            "{\n  \"sessionDefinition\": [\n    { \"func\": \"INACTIVITY\", \"numPeriods\": 5e0 }\n  ]\n}\n"
        );
    }

    #[test]
    fn an_id_is_added_by_one_edit_and_replaced_where_it_stands() {
        assert_eq!(
            with_id("{\n  \"name\": \"Web\"\n}\n", "dv_1").unwrap(),
            "{\n  \"name\": \"Web\",\n  \"id\": \"dv_1\"\n}\n"
        );
        assert_eq!(with_id(r#"{"id": "dv_0", "name": "Web"}"#, "dv_1").unwrap(), r#"{"id": "dv_1", "name": "Web"}"#);
        assert_eq!(with_id("{\"name\": }", "dv_1"), None);
    }

    #[test]
    fn a_new_file_has_what_is_ours_in_the_services_order() {
        let answer = r#"{"name":"Web","owner":{"name":"Ana"},"segmentList":[],"description":null,"containerNames":{"event":"E"},"x":1.0,"id":"dv_1"}"#;
        assert_eq!(
            file(answer).unwrap(),
            "{\n  \"name\": \"Web\",\n  \"segmentList\": [],\n  \"containerNames\": {\n    \"event\": \"E\"\n  },\n  \"x\": 1.0,\n  \"id\": \"dv_1\"\n}\n"
        );
    }
}
