//! The smallest edits of the two lists whose order or spelling may differ without a difference in meaning. Pure.

use super::{compact, pretty};
use crate::sync::definition::{same_in_session, same_session};
use crate::syntax::edit::{self, Layout};
use crate::syntax::{Node, Tree};
use crate::text::{TextEdit, apply};
use serde_json::Value;

/// Longer lists are replaced whole: each edit reads the text again.
const LONGEST: usize = 100;

/// A text whose `segmentList` holds what the other list holds; what is in both stays where it is, new items come last.
pub(super) fn segments(text: &str, other: Node<'_>) -> Option<String> {
    edited(text, |root| {
        let list = array(root, "segmentList")?;
        let wanted = values(other)?;
        let have = values(list)?;
        let gone = list.items().zip(&have).find(|(_, value)| !wanted.contains(value));
        if let Some((item, _)) = gone {
            return Some(Some(edit::remove_item(item)));
        }
        let new = other.items().zip(&wanted).find(|(_, value)| !have.contains(value));
        Some(new.map(|(item, _)| append(list, item)))
    })
}

/// A text whose `sessionDefinition` means what the other one means; what means the same keeps its spelling.
pub(super) fn sessions(text: &str, other: Node<'_>) -> Option<String> {
    edited(text, |root| {
        let list = array(root, "sessionDefinition")?;
        let (have, wanted) = (values(list)?, values(other)?);
        if have.len() == wanted.len() {
            for (at, (old, new)) in list.items().zip(other.items()).enumerate() {
                if !same_session(have.get(at)?, wanted.get(at)?) {
                    return Some(Some(item(old, new)?));
                }
            }
            return Some(None);
        }
        // Items go and come at the end; anything else is another list.
        let kept = have.iter().filter(|old| wanted.iter().any(|new| same_session(old, new)));
        let in_order = kept.clone().zip(&wanted).all(|(old, new)| same_session(old, new));
        if !in_order || kept.count() > wanted.len() {
            return None;
        }
        let gone = list.items().zip(&have).find(|(_, old)| !wanted.iter().any(|new| same_session(old, new)));
        Some(match gone {
            Some((node, _)) => Some(edit::remove_item(node)),
            None => other.items().nth(have.len()).map(|node| append(list, node)),
        })
    })
}

/// Takes one edit after another until there is none; nothing when the lists are not such.
fn edited(text: &str, mut next: impl FnMut(Node<'_>) -> Option<Option<TextEdit>>) -> Option<String> {
    let mut text = text.to_owned();
    for _ in 0..4 * LONGEST {
        let tree = Tree::parse(text.as_str());
        match next(tree.root()?)? {
            None => return Some(text),
            Some(edit) => text = apply(&text, &[edit]),
        }
    }
    None
}

/// A list with something in it; an empty one is replaced as any value.
fn array<'t>(root: Node<'t>, name: &str) -> Option<Node<'t>> {
    root.get(name).filter(|list| list.is_array() && (1..=LONGEST).contains(&list.child_count()))
}

fn values(list: Node<'_>) -> Option<Vec<Value>> {
    (list.is_array() && list.child_count() <= LONGEST).then(|| list.items().filter_map(Node::to_value).collect())
}

/// One edit that brings an item nearer to another.
fn item(old: Node<'_>, new: Node<'_>) -> Option<TextEdit> {
    if !old.is_object() || !new.is_object() {
        return Some(edit::replace(old, compact(new)));
    }
    let func = new.get("func").and_then(Node::as_str);
    let same = |name: &str, old: Option<Node<'_>>, new: Option<Node<'_>>| {
        let value = |node: Option<Node<'_>>| node.and_then(Node::to_value).unwrap_or_default();
        same_in_session(name, func.as_deref(), &value(old), &value(new))
    };
    for member in old.members() {
        let name = member.key.as_str()?;
        let wanted = new.get(&name);
        if same(&name, Some(member.value), wanted) {
            continue;
        }
        return Some(match wanted {
            Some(wanted) => edit::replace(member.value, compact(wanted)),
            None => edit::remove_member(member),
        });
    }
    let missing = new.members().find(|member| {
        let name = member.key.as_str().unwrap_or_default();
        old.get(&name).is_none() && !same(&name, None, Some(member.value))
    })?;
    let name = missing.key.as_str()?;
    Some(edit::insert_members(old, None, &[(&name, &compact(missing.value))]))
}

fn append(list: Node<'_>, item: Node<'_>) -> TextEdit {
    let spread = list.items().any(|item| item.text().contains('\n'));
    let text = list.tree().text();
    let json = match list.items().last().filter(|_| spread) {
        Some(last) => Layout::of(text).lay_out(&pretty(item, 0), edit::indent_at(text, last.range().start)),
        None => compact(item),
    };
    edit::append_item(list, &json)
}

#[cfg(test)]
mod tests {
    use super::super::take;
    use crate::sync::definition::Unit;

    fn taken(text: &str, other: &str) -> String {
        let unit = other.split('"').nth(1).unwrap();
        take(text, other, &[Unit::from(unit.to_owned())]).unwrap()
    }

    #[test]
    fn what_means_the_same_keeps_its_spelling() {
        for (text, other, after) in [
            (
                r#"{"sessionDefinition": [{ "numPeriods": 30, "granularity": "MINUTE", "func": "INACTIVITY" }]}"#,
                r#"{"sessionDefinition":[{"func":"inactivity","granularity":"minute","numPeriods":45}]}"#,
                r#"{"sessionDefinition": [{ "numPeriods": 45, "granularity": "MINUTE", "func": "INACTIVITY" }]}"#,
            ),
            (
                r#"{"sessionDefinition": [{"func": "beforeEvents", "events": ["metrics/b", "metrics/a"]}, {"func": "INACTIVITY", "numPeriods": 1, "granularity": "HOUR"}]}"#,
                r#"{"sessionDefinition":[{"func":"before_events","events":["metrics/a","metrics/b"]}]}"#,
                r#"{"sessionDefinition": [{"func": "beforeEvents", "events": ["metrics/b", "metrics/a"]}]}"#,
            ),
            (
                r#"{"sessionDefinition": [{"func": "INACTIVITY", "numPeriods": 1, "granularity": "HOUR"}]}"#,
                r#"{"sessionDefinition":[{"func":"inactivity","numPeriods":1,"granularity":"hour"},{"func":"beforeEvents","events":["metrics/a"]}]}"#,
                r#"{"sessionDefinition": [{"func": "INACTIVITY", "numPeriods": 1, "granularity": "HOUR"}, { "func": "beforeEvents", "events": ["metrics/a"] }]}"#,
            ),
            (
                r#"{"segmentList": ["z", "a", "gone"]}"#,
                r#"{"segmentList":["a","new","z"]}"#,
                r#"{"segmentList": ["z", "a", "new"]}"#,
            ),
            (r#"{"segmentList": ["a"]}"#, r#"{"segmentList":[]}"#, r#"{"segmentList": []}"#),
        ] {
            assert_eq!(taken(text, other), after);
        }
    }

    #[test]
    fn lines_of_a_list_stay_lines() {
        assert_eq!(
            taken(
                "{\r\n  \"segmentList\": [\r\n    \"a\",\r\n    \"b\"\r\n  ]\r\n}\r\n",
                r#"{"segmentList":["b","c"]}"#
            ),
            "{\r\n  \"segmentList\": [\r\n    \"b\",\r\n    \"c\"\r\n  ]\r\n}\r\n"
        );
        assert_eq!(
            taken(
                "{\n  \"sessionDefinition\": [\n    {\n      \"func\": \"INACTIVITY\",\n      \"granularity\": \"DAY\"\n    }\n  ]\n}\n",
                r#"{"sessionDefinition":[{"func":"inactivity","granularity":"day"},{"func":"beforeEvents"}]}"#
            ),
            "{\n  \"sessionDefinition\": [\n    {\n      \"func\": \"INACTIVITY\",\n      \"granularity\": \"DAY\"\n    },\n    {\n      \"func\": \"beforeEvents\"\n    }\n  ]\n}\n"
        );
    }
}
