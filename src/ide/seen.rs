//! Ids that stand in the documents of a workspace, so that a person need not type them again.

use crate::model;
use crate::syntax::{Node, Tree};
use std::collections::BTreeMap;

/// The ids of one document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// Pairs of a member's name and an id under it.
    ids: Vec<(&'static str, String)>,
}

/// The members whose values are worth offering elsewhere.
const MEMBERS: [&str; 5] = ["parentDataGroupId", "segmentList", "events", "organization", "timezoneDesignator"];

impl Seen {
    /// Collects from a document.
    pub fn in_tree(tree: &Tree) -> Seen {
        let mut ids = Vec::new();
        let mut note = |name: &str, node: Option<Node<'_>>| {
            let Some(name) = MEMBERS.iter().find(|known| **known == name) else { return };
            let text = node.filter(|node| !node.is_odd()).and_then(Node::as_str).filter(|text| !text.is_empty());
            ids.extend(text.map(|text| (*name, text.into_owned())));
        };
        for view in model::views(tree) {
            for name in ["parentDataGroupId", "organization", "timezoneDesignator"] {
                note(name, view.get(name));
            }
            view.get("segmentList").into_iter().flat_map(Node::items).for_each(|item| note("segmentList", Some(item)));
            let sessions = view.get("sessionDefinition").into_iter().flat_map(Node::items);
            let events = sessions.filter_map(|item| item.get("events")).flat_map(Node::items);
            events.for_each(|item| note("events", Some(item)));
        }
        Seen { ids }
    }
}

/// The ids of a whole workspace, with how often each stands.
#[derive(Clone, Debug, Default)]
pub struct SeenIds {
    counts: BTreeMap<&'static str, BTreeMap<String, usize>>,
}

impl SeenIds {
    /// Adds up what was seen in each document.
    pub fn of<'a>(documents: impl IntoIterator<Item = &'a Seen>) -> SeenIds {
        let mut counts: BTreeMap<&'static str, BTreeMap<String, usize>> = BTreeMap::new();
        for (name, id) in documents.into_iter().flat_map(|seen| &seen.ids) {
            *counts.entry(name).or_default().entry(id.clone()).or_default() += 1;
        }
        SeenIds { counts }
    }

    /// The ids under a member's name, the most frequent first.
    pub fn under(&self, name: &str) -> Vec<(&str, usize)> {
        let mut ids: Vec<(&str, usize)> =
            self.counts.get(name).into_iter().flatten().map(|(id, count)| (id.as_str(), *count)).collect();
        ids.sort_by_key(|(id, count)| (std::cmp::Reverse(*count), *id));
        ids
    }
}
