//! The ids in a data view that name something of the service: its connection, its segments, the events that open a
//! session, components.

use super::View;
use crate::syntax::{Node, Tree};
use std::borrow::Cow;

/// What an id names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Target {
    /// `parentDataGroupId`.
    Connection,
    /// An item of `segmentList`.
    Segment,
    /// An item of the `events` of a session rule: a metric of the data view.
    Event,
    /// A `componentId` of `curatedComponents`: a dimension or metric of the data view.
    Component,
}

impl Target {
    /// What a person calls it.
    pub fn word(self) -> &'static str {
        match self {
            Target::Connection => "connection",
            Target::Segment => "segment",
            Target::Event => "metric",
            Target::Component => "component",
        }
    }

    /// The target of the values under a member; of the items where the member is a list.
    pub fn under(member: &str) -> Option<Target> {
        match member {
            "parentDataGroupId" => Some(Target::Connection),
            "segmentList" => Some(Target::Segment),
            "events" => Some(Target::Event),
            "componentId" => Some(Target::Component),
            _ => None,
        }
    }
}

/// An id in a document.
#[derive(Clone, Debug)]
pub struct Reference<'t> {
    /// What it names.
    pub target: Target,
    /// The string.
    pub node: Node<'t>,
    /// What the string says.
    pub id: Cow<'t, str>,
    /// The data view that it stands in.
    pub view: View<'t>,
}

impl<'t> Reference<'t> {
    fn of(target: Target, node: Node<'t>, view: View<'t>) -> Option<Self> {
        let id = Some(node).filter(|node| !node.is_unclear()).and_then(Node::as_str).filter(|id| !id.is_empty())?;
        Some(Reference { target, node, id, view })
    }

    /// The id of its data view, for what belongs to one.
    pub fn view_id(&self) -> Option<Cow<'t, str>> {
        self.view.text("id")
    }
}

/// The references of a data view, in the order in which they are checked. Values that are no clear strings are none.
pub fn references<'t>(view: View<'t>) -> impl Iterator<Item = Reference<'t>> {
    let items = move |name: &str| view.get(name).into_iter().flat_map(Node::items);
    let connection = view.get("parentDataGroupId").into_iter().map(|node| (Target::Connection, node));
    let segments = items("segmentList").map(|node| (Target::Segment, node));
    let events = super::session::rules(&view).filter_map(|rule| rule.node.get("events")).flat_map(Node::items);
    let events = events.map(|node| (Target::Event, node));
    let components = items("curatedComponents").filter_map(|item| item.get("componentId"));
    let components = components.map(|node| (Target::Component, node));
    let all = connection.chain(segments).chain(events).chain(components);
    all.filter_map(move |(target, node)| Reference::of(target, node, view))
}

/// The data view around a place of the document.
pub fn view_around<'t>(tree: &'t Tree, node: Node<'t>) -> Option<View<'t>> {
    let range = node.range();
    super::views(tree).into_iter().find(|view| {
        let whole = view.node.range();
        whole.start <= range.start && range.end <= whole.end
    })
}

/// The reference that a string is.
pub fn reference_at<'t>(tree: &'t Tree, node: Node<'t>) -> Option<Reference<'t>> {
    let owner = match node.parent()? {
        array if array.is_array() => array.key()?,
        _ => node.key()?,
    };
    let target = Target::under(&owner.as_str()?)?;
    let view = view_around(tree, node)?;
    // The name alone does not make it one: `events` stands in a session rule, `segmentList` in the view.
    references(view).find(|found| found.target == target && found.node == node)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::cursor;

    const VIEW: &str = r#"[{"id": "dv_1", "parentDataGroupId": "dg_1", "segmentList": ["s1_a", 7, ""], "x": {"events": ["metrics/no"]},
        "sessionDefinition": [{"events": ["metrics/a"]}], "curatedComponents": [{"componentId": "variables/page"}]}]"#;

    #[test]
    fn ids_are_found_where_they_name_something() {
        let tree = Tree::parse(VIEW);
        let view = super::super::views(&tree)[0];
        let found: Vec<_> = references(view).map(|found| (found.target, found.id.into_owned())).collect();
        let expected = [
            (Target::Connection, "dg_1"),
            (Target::Segment, "s1_a"),
            (Target::Event, "metrics/a"),
            (Target::Component, "variables/page"),
        ];
        assert_eq!(found, expected.map(|(target, id)| (target, id.to_owned())));
    }

    #[test]
    fn a_string_is_a_reference_by_its_place() {
        for (text, target) in [
            (r#"{"id": "dv_1", "parentDataGroupId": "dg$0_1"}"#, Some(Target::Connection)),
            (r#"{"content": [{"id": "dv_1", "segmentList": ["s1$0_a"]}]}"#, Some(Target::Segment)),
            (r#"{"x": {"events": ["metri$0cs/no"]}}"#, None),
            (r#"{"name": "dg$0_1"}"#, None),
        ] {
            let (text, at) = cursor(text);
            let tree = Tree::parse(text.as_str());
            let found = reference_at(&tree, tree.node_at(at).unwrap());
            assert_eq!(found.as_ref().map(|found| found.target), target, "{text}");
            assert_eq!(found.and_then(|found| found.view_id()).as_deref(), target.map(|_| "dv_1"), "{text}");
        }
    }
}
