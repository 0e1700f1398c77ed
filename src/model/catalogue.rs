//! The names that the service has told so far: connections, segments, and the components of some data views.
//!
//! Plain data with look-ups. It knows neither where the names come from nor what time it is: `live` fills it, and whoever
//! asks for a verdict brings the moment. Begin with [`Catalogue::verdict`].

use super::references::{Reference, Target};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// How old an answer may be for a warning to rest on it: what was missing then may have been made since.
pub const FRESH: SignedDuration = SignedDuration::from_hours(1);

/// What is known about a thing besides its id.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Entry {
    /// As documents write it: `dg_…`, `s…_…`, `metrics/…`, `variables/…`.
    pub id: String,
    /// Empty where only the id is known.
    pub name: String,
    /// Free text.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// A person's name. The service leaves it out for technical accounts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// The names of a connection's data sets.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub data_sets: Vec<String>,
    /// The Experience Platform sandbox of a connection.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sandbox: Option<String>,
    /// What a component holds: `string`, `decimal`, ….
    #[serde(skip_serializing_if = "Option::is_none")]
    pub holds: Option<String>,
    /// The data view that a segment was made in (its id), or one that uses a connection without a known name (its name).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data_view: Option<String>,
    /// Whether it can be used.
    #[serde(skip_serializing_if = "State::is_usable")]
    pub state: State,
}

/// Whether a thing can be used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum State {
    /// Nothing speaks against it.
    #[default]
    Usable,
    /// A component that reports do not offer.
    Hidden,
    /// A connection that is switched off.
    Disabled,
    /// Flagged as deleted.
    Deleted,
}

impl State {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde calls")]
    fn is_usable(&self) -> bool {
        *self == State::Usable
    }
}

/// The things of one kind.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Part {
    /// By id.
    pub entries: BTreeMap<String, Entry>,
    /// When the service was asked for the whole list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub read: Option<Timestamp>,
    /// Whether the service gave the whole list, and not only what it could find.
    pub complete: bool,
    /// When hidden components were asked for too.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hidden: Option<Timestamp>,
    /// Ids that were asked for by themselves and that the service does not know, with the moment of its answer.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub absent: BTreeMap<String, Timestamp>,
}

impl Part {
    /// Whether both say the same, the moments of asking aside.
    pub fn says_the_same(&self, other: &Part) -> bool {
        let absent = |part: &Part| part.absent.keys().cloned().collect::<Vec<_>>();
        self.entries == other.entries
            && (self.complete, self.hidden.is_some()) == (other.complete, other.hidden.is_some())
            && absent(self) == absent(other)
    }
}

/// Everything known of one organization. Cloning shares the parts.
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    /// Connections.
    pub connections: Arc<Part>,
    /// Segments.
    pub segments: Arc<Part>,
    /// Dimensions and metrics, by the id of the data view.
    pub components: BTreeMap<String, Arc<Part>>,
}

/// What the service says about an id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict<'c> {
    /// It told about the thing.
    Known(&'c Entry),
    /// It was asked for the id, at that moment, and does not know it.
    Absent(Timestamp),
    /// It was not asked, or did not say.
    Unsaid,
}

impl Catalogue {
    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.connections.read.is_none() && self.segments.read.is_none() && self.components.is_empty()
    }

    /// The things that a place of a document may name; none for the components of a view that nobody asked about.
    pub fn part(&self, target: Target, view: Option<&str>) -> Option<&Part> {
        match target {
            Target::Connection => Some(&self.connections),
            Target::Segment => Some(&self.segments),
            Target::Event | Target::Component => self.components.get(view?).map(|part| &**part),
        }
    }

    /// What the service says about an id.
    pub fn verdict(&self, target: Target, view: Option<&str>, id: &str) -> Verdict<'_> {
        let Some(part) = self.part(target, view) else { return Verdict::Unsaid };
        if let Some(entry) = part.entries.get(id) {
            return Verdict::Known(entry);
        }
        let absent = match target {
            Target::Connection | Target::Segment => part.absent.get(id).copied(),
            Target::Event | Target::Component => part.hidden.filter(|_| part.complete),
        };
        absent.map_or(Verdict::Unsaid, Verdict::Absent)
    }

    /// What the service says about a reference of a document.
    pub fn about(&self, reference: &Reference<'_>) -> Verdict<'_> {
        self.verdict(reference.target, reference.view_id().as_deref(), &reference.id)
    }

    /// The entry of a reference, if it has a name.
    pub fn named(&self, reference: &Reference<'_>) -> Option<&Entry> {
        match self.about(reference) {
            Verdict::Known(entry) if !entry.name.is_empty() => Some(entry),
            _ => None,
        }
    }
}

/// How many data views a connection may have (product documentation, guardrails; endpoint guide of connections): the
/// package's number, which the API does not tell.
const PACKAGES: [(u64, &str); 5] = [
    (5, "ARES_Only"),
    (500, "Foundation"),
    (600, "Select and CJA for Adobe Analytics"),
    (750, "Prime"),
    (1_000, "Ultimate"),
];

/// What to say before one more data view is created on a connection that has so many; nothing when there is room.
pub fn room(views: u64) -> Option<String> {
    let reached = PACKAGES.iter().rev().find(|(limit, _)| views >= *limit)?;
    match (views - reached.0, reached.1) {
        (0, package) => Some(format!(
            "The connection has {views} data views, which is all that the package {package} allows; a create may be refused."
        )),
        (_, "ARES_Only") => None,
        (_, "Ultimate") => Some(format!(
            "The connection has {views} data views, more than any package allows ({}); a create may be refused.",
            reached.0
        )),
        (_, package) => Some(format!(
            "The connection has {views} data views; the package {package} allows {}, and a create may be refused.",
            reached.0
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn part(ids: &[&str]) -> Part {
        let entry = |id: &&str| ((*id).to_owned(), Entry { id: (*id).to_owned(), ..Entry::default() });
        Part { entries: ids.iter().map(entry).collect(), complete: true, ..Part::default() }
    }

    #[test]
    fn an_id_that_is_not_in_the_list_is_not_yet_absent() {
        let segments = Part { absent: [("s1_b".to_owned(), at("2026-03-01T10:00:00Z"))].into(), ..part(&["s1_a"]) };
        let catalogue = Catalogue { segments: Arc::new(segments), ..Catalogue::default() };
        let verdict = |id: &str| catalogue.verdict(Target::Segment, None, id);
        assert!(matches!(verdict("s1_a"), Verdict::Known(_)));
        assert_eq!(verdict("s1_b"), Verdict::Absent(at("2026-03-01T10:00:00Z")));
        assert_eq!(verdict("s1_c"), Verdict::Unsaid);
    }

    #[test]
    fn an_event_is_absent_only_after_the_hidden_ones_were_asked_for() {
        let mut catalogue = Catalogue::default();
        let verdict = |catalogue: &Catalogue, view| match catalogue.verdict(Target::Event, view, "metrics/x") {
            Verdict::Absent(_) => "absent",
            Verdict::Unsaid => "unsaid",
            Verdict::Known(_) => "known",
        };
        assert_eq!(verdict(&catalogue, Some("dv_1")), "unsaid");
        catalogue.components.insert("dv_1".into(), Arc::new(part(&["metrics/orders"])));
        assert_eq!(verdict(&catalogue, Some("dv_1")), "unsaid");
        let asked = Part { hidden: Some(at("2026-03-01T10:00:00Z")), ..part(&["metrics/orders"]) };
        catalogue.components.insert("dv_1".into(), Arc::new(asked));
        assert_eq!(verdict(&catalogue, Some("dv_1")), "absent");
        assert_eq!(verdict(&catalogue, Some("dv_2")), "unsaid");
        assert_eq!(verdict(&catalogue, None), "unsaid", "a view without id has no components yet");
    }

    #[test]
    fn the_limits_of_packages_are_told_when_they_are_reached() {
        let says = |views: u64| room(views).unwrap_or_default();
        assert!(says(5).contains("ARES_Only"));
        assert_eq!((room(4), room(6), room(499)), (None, None, None));
        assert!(says(500).contains("all that the package Foundation allows"));
        assert!(says(640).contains("Select and CJA for Adobe Analytics allows 600"));
        assert!(says(1_200).contains("more than any package allows (1000)"));
    }
}
