//! Where ids stand: in the data views of a file and in the settings, each with what it is the id of.
//!
//! Decides nothing about their shape. Templates that were never filled in are no ids.

use super::{placeholder, session, views};
use crate::syntax::{Kind, Node, Tree};

/// What an id is the id of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum IdKind {
    /// A data view.
    View,
    /// A connection.
    Connection,
    /// A segment.
    Segment,
    /// A metric that opens a session.
    Event,
}

impl IdKind {
    /// `data view`, `connection`, …
    pub fn word(self) -> &'static str {
        match self {
            IdKind::View => "data view",
            IdKind::Connection => "connection",
            IdKind::Segment => "segment",
            IdKind::Event => "metric",
        }
    }
}

/// A string that is an id.
#[derive(Clone, Copy, Debug)]
pub struct Mention<'t> {
    /// What it is the id of.
    pub kind: IdKind,
    /// Whether it says here what the id stands for: the `id` of a data view, a component of one, an entry of `maps`.
    pub defines: bool,
    /// The string.
    pub node: Node<'t>,
}

/// The ids in the data views of a file, in the order of the text of each view.
pub fn in_views<'t>(tree: &'t Tree) -> Vec<Mention<'t>> {
    let mut out = Vec::new();
    for view in views(tree) {
        let mut note = |kind, defines, node: Option<Node<'t>>| add(&mut out, kind, defines, node);
        note(IdKind::View, true, view.get("id"));
        note(IdKind::Connection, false, view.get("parentDataGroupId"));
        note(IdKind::Connection, false, view.get("externalData").and_then(|data| data.get("externalParentId")));
        view.get("segmentList")
            .into_iter()
            .flat_map(Node::items)
            .for_each(|item| note(IdKind::Segment, false, Some(item)));
        let events = session::rules(&view).filter_map(|rule| rule.node.get("events")).flat_map(Node::items);
        events.for_each(|item| note(IdKind::Event, false, Some(item)));
        let components = view.get("curatedComponents").into_iter().flat_map(Node::items);
        for id in components.filter_map(|component| component.get("componentId")) {
            if id.as_str().is_some_and(|id| super::ids::is_metric(&id)) {
                note(IdKind::Event, true, Some(id));
            }
        }
    }
    out
}

/// The ids in `cja.config.json`: in `links`, in `maps`.
pub fn in_settings(tree: &Tree) -> Vec<Mention<'_>> {
    let mut out = Vec::new();
    let Some(root) = tree.root() else { return out };
    for file in root.get("links").into_iter().flat_map(Node::members) {
        file.value.members().for_each(|profile| add(&mut out, IdKind::View, false, Some(profile.value)));
    }
    for list in root.get("maps").into_iter().flat_map(Node::members) {
        let kind = match list.key.as_str().as_deref() {
            Some("parentDataGroupId" | "externalData.externalParentId") => IdKind::Connection,
            Some("segmentList") => IdKind::Segment,
            _ => continue,
        };
        for profile in list.value.items().flat_map(Node::members).filter(|member| !member.key.is_named("as")) {
            add(&mut out, kind, true, Some(profile.value));
        }
    }
    out
}

fn add<'t>(out: &mut Vec<Mention<'t>>, kind: IdKind, defines: bool, node: Option<Node<'t>>) {
    let Some(node) = node.filter(|node| node.kind() == Kind::String && !node.is_unclear()) else { return };
    let meant = node.as_str().is_some_and(|text| !text.trim().is_empty() && !placeholder::is_placeholder(&text));
    if meant {
        out.push(Mention { kind, defines, node });
    }
}

/// An id without the `dg_` that a connection has in one place and lacks in another: equal for equal things.
pub fn canonical(kind: IdKind, id: &str) -> &str {
    match kind {
        IdKind::Connection => id.strip_prefix("dg_").unwrap_or(id),
        _ => id,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(mentions: &[Mention<'_>]) -> Vec<String> {
        let one = |mention: &Mention<'_>| {
            let mark = if mention.defines { "*" } else { "" };
            format!("{}{mark} {}", mention.kind.word(), mention.node.text())
        };
        mentions.iter().map(one).collect()
    }

    #[test]
    fn ids_of_data_views() {
        let tree = Tree::parse(
            r#"[{"id": "dv_1", "parentDataGroupId": "dg_7", "externalData": {"externalParentId": "7"}, "segmentList": ["s1", 3, ""],
            "sessionDefinition": [{"events": ["metrics/a", "string"]}],
            "curatedComponents": [{"componentId": "metrics/a"}, {"componentId": "variables/b"}]}, {"id": "dv_2}]"#,
        );
        assert_eq!(
            listed(&in_views(&tree)),
            [
                "data view* \"dv_1\"",
                "connection \"dg_7\"",
                "connection \"7\"",
                "segment \"s1\"",
                "metric \"metrics/a\"",
                "metric* \"metrics/a\""
            ]
        );
    }

    #[test]
    fn ids_of_settings() {
        let tree = Tree::parse(
            r#"{"links": {"a.json": {"dev": "dv_1"}}, "maps": {"segmentList": [{"as": "x", "dev": "s1"}], "other": [{"dev": "y"}]}}"#,
        );
        assert_eq!(listed(&in_settings(&tree)), ["data view \"dv_1\"", "segment* \"s1\""]);
    }
}
