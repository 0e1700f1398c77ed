//! What documents name and would like to know more about.

use crate::model::ids;
use crate::model::references::{Target, references};
use crate::model::{self, View};
use crate::syntax::Tree;
use std::collections::{BTreeMap, BTreeSet};

/// A document with more data views than this is an answer of a list call; only views that name components count.
const FEW: usize = 3;

/// The ids of open documents.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wants {
    /// Connections that look like some.
    pub(super) connections: BTreeSet<String>,
    /// Segments that look like some.
    pub(super) segments: BTreeSet<String>,
    /// Data views whose components matter, each with the events that its sessions name.
    pub(super) views: BTreeMap<String, BTreeSet<String>>,
}

impl Wants {
    /// Adds what a document names.
    pub fn add(&mut self, tree: &Tree) {
        let views = model::views(tree);
        let few = views.len() <= FEW;
        views.into_iter().for_each(|view| self.add_view(view, few));
    }

    fn add_view(&mut self, view: View<'_>, always: bool) {
        let mut events = BTreeSet::new();
        let mut components = always;
        for reference in references(view) {
            match reference.target {
                // Half-typed ids are not worth a question.
                Target::Connection if ids::is_connection(&reference.id) => {
                    self.connections.insert(reference.id.into_owned());
                }
                Target::Segment if ids::is_segment(&reference.id) => {
                    self.segments.insert(reference.id.into_owned());
                }
                Target::Event if ids::is_metric(&reference.id) => {
                    events.insert(reference.id.into_owned());
                }
                Target::Component => components = true,
                _ => {}
            }
        }
        let id = view.text("id").filter(|id| ids::is_data_view(id));
        if let Some(id) = id.filter(|_| components || !events.is_empty()) {
            self.views.entry(id.into_owned()).or_default().extend(events);
        }
    }
}
