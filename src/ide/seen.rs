//! Ids that stand in the documents of a workspace, so that a person need not type them again.

use crate::model;
use crate::model::session::{Func, Granularity};
use crate::syntax::{Node, Tree};
use rustc_hash::FxHashSet;
use std::collections::BTreeMap;

/// The ids of one document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// Pairs of a member's name and an id under it.
    ids: Vec<(&'static str, String)>,
    /// How often a session rule has each of the values that requests know.
    choices: BTreeMap<(&'static str, &'static str), usize>,
    /// The names of members.
    members: FxHashSet<Box<str>>,
}

/// The members whose values are worth offering elsewhere.
const MEMBERS: [&str; 5] = ["parentDataGroupId", "segmentList", "events", "organization", "timezoneDesignator"];

/// The service knows a few dozen; a file that invents thousands is not listened to.
const MOST_MEMBERS: usize = 200;

impl Seen {
    /// Collects from a document.
    pub fn in_tree(tree: &Tree) -> Seen {
        let mut ids = Vec::new();
        let mut choices: BTreeMap<(&'static str, &'static str), usize> = BTreeMap::new();
        let mut members: FxHashSet<Box<str>> = FxHashSet::default();
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
            for rule in model::session::rules(&view) {
                let text = |name: &str| rule.node.get(name).and_then(Node::as_str);
                let func = text("func").and_then(|text| Func::read(&text)).map(|func| ("func", func.request_form()));
                let unit = text("granularity").and_then(|text| Granularity::read(&text));
                let unit = unit.map(|unit| ("granularity", unit.request_form()));
                func.into_iter().chain(unit).for_each(|choice| *choices.entry(choice).or_default() += 1);
            }
            for key in view.node.members().map(|member| member.key).filter(|key| !key.is_odd()) {
                let Some(name) = key.as_str().filter(|name| !members.contains(&**name)) else { continue };
                if members.len() < MOST_MEMBERS {
                    members.insert(name.as_ref().into());
                }
            }
        }
        Seen { ids, choices, members }
    }
}

/// The ids of a whole workspace, with how often each stands.
#[derive(Clone, Debug, Default)]
pub struct SeenIds {
    counts: BTreeMap<&'static str, BTreeMap<String, usize>>,
    members: FxHashSet<Box<str>>,
}

impl SeenIds {
    /// Adds up what was seen in each document.
    pub fn of<'a>(documents: impl IntoIterator<Item = &'a Seen>) -> SeenIds {
        let mut all = SeenIds::default();
        let mut count = |name, value: &str, times| {
            let counts = all.counts.entry(name).or_default();
            match counts.get_mut(value) {
                Some(count) => *count += times,
                None => drop(counts.insert(value.to_owned(), times)),
            }
        };
        for seen in documents {
            seen.ids.iter().for_each(|(name, id)| count(name, id, 1));
            seen.choices.iter().for_each(|((name, value), times)| count(name, value, *times));
            all.members.extend(seen.members.iter().cloned());
        }
        all
    }

    /// Whether some data view has a member of this name.
    pub fn has_member(&self, name: &str) -> bool {
        self.members.contains(name)
    }

    /// The ids under a member's name, the most frequent first.
    pub fn under(&self, name: &str) -> Vec<(&str, usize)> {
        let mut ids: Vec<(&str, usize)> =
            self.counts.get(name).into_iter().flatten().map(|(id, count)| (id.as_str(), *count)).collect();
        ids.sort_by_key(|(id, count)| (std::cmp::Reverse(*count), *id));
        ids
    }
}
