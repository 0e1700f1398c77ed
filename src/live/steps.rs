//! What to ask next. Pure: the same catalogue, wants and moment give the same step.

use super::wants::Wants;
use crate::model::catalogue::{Catalogue, Part, Verdict};
use crate::model::references::Target;
use jiff::{SignedDuration, Timestamp};
use std::collections::HashMap;
use std::sync::Arc;

/// Data views whose components are read, at most: two calls each.
const VIEWS: usize = 20;
/// Ids in one question.
pub(super) const IDS: usize = 50;

/// One question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// All connections, or as many as can be found.
    Connections,
    /// All segments.
    Segments,
    /// One connection that is not among them.
    Connection(String),
    /// Segments that are not among them.
    SegmentsById(Vec<String>),
    /// The dimensions and metrics of a data view.
    Components(String),
    /// Its hidden metrics.
    Hidden(String),
}

impl Step {
    /// The part that the answer belongs to.
    pub(super) fn place<'c>(&self, catalogue: &'c mut Catalogue) -> &'c mut Arc<Part> {
        match self {
            Step::Connections | Step::Connection(_) => &mut catalogue.connections,
            Step::Segments | Step::SegmentsById(_) => &mut catalogue.segments,
            Step::Components(view) | Step::Hidden(view) => catalogue.components.entry(view.clone()).or_default(),
        }
    }

    /// The name of the file that keeps the part.
    pub(super) fn file(&self) -> String {
        match self {
            Step::Connections | Step::Connection(_) => "connections".into(),
            Step::Segments | Step::SegmentsById(_) => "segments".into(),
            Step::Components(view) | Step::Hidden(view) => format!("{}{view}", super::store::COMPONENTS),
        }
    }

    /// The ids that it asks for.
    pub(super) fn ids(&self) -> impl Iterator<Item = String> {
        let ids = match self {
            Step::Connection(id) => vec![id.clone()],
            Step::SegmentsById(ids) => ids.clone(),
            _ => Vec::new(),
        };
        ids.into_iter()
    }

    /// The part when the service refused to say: as it was, and not asked again for a while.
    pub(super) fn unanswered(&self, catalogue: &Catalogue, now: Timestamp) -> Part {
        let mut catalogue = catalogue.clone();
        let mut part = Part::clone(self.place(&mut catalogue));
        match self {
            Step::Connections | Step::Segments | Step::Components(_) => {
                part.read = Some(now);
                part.complete = false;
            }
            // Without an answer on the hidden ones nothing is said about events.
            Step::Hidden(_) => part.complete = false,
            Step::Connection(_) | Step::SegmentsById(_) => {}
        }
        part
    }
}

/// The next question, if there is one.
pub(super) fn next(
    catalogue: &Catalogue,
    tried: &HashMap<String, Timestamp>,
    wants: &Wants,
    now: Timestamp,
    oldest: SignedDuration,
) -> Option<Step> {
    // A moment that lies ahead comes of a clock that was set back; it makes nothing fresh for ever.
    let old = |at: Option<Timestamp>| at.is_none_or(|at| now.duration_since(at).abs() > oldest);
    if old(catalogue.connections.read) {
        return Some(Step::Connections);
    }
    if old(catalogue.segments.read) {
        return Some(Step::Segments);
    }
    let unsaid = |target: Target, id: &str| match catalogue.verdict(target, None, id) {
        Verdict::Known(_) => false,
        Verdict::Absent(asked) => old(Some(asked)),
        Verdict::Unsaid => old(tried.get(id).copied()),
    };
    if let Some(id) = wants.connections.iter().find(|id| unsaid(Target::Connection, id)) {
        return Some(Step::Connection(id.clone()));
    }
    let segments: Vec<String> =
        wants.segments.iter().filter(|id| unsaid(Target::Segment, id)).take(IDS).cloned().collect();
    if !segments.is_empty() {
        return Some(Step::SegmentsById(segments));
    }
    wants.views.iter().take(VIEWS).find_map(|(view, events)| {
        let part = catalogue.components.get(view);
        let Some(part) = part.filter(|part| !old(part.read)) else { return Some(Step::Components(view.clone())) };
        let unknown = events.iter().any(|event| !part.entries.contains_key(event));
        (part.complete && part.hidden.is_none() && unknown).then(|| Step::Hidden(view.clone()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::catalogue::Entry;
    use crate::syntax::Tree;

    const NOW: &str = "2026-03-01T10:00:00Z";
    const OLDEST: SignedDuration = SignedDuration::from_mins(10);

    fn now() -> Timestamp {
        NOW.parse().unwrap()
    }

    fn part(ids: &[&str]) -> Part {
        let entry = |id: &&str| ((*id).to_owned(), Entry { id: (*id).to_owned(), ..Entry::default() });
        Part { entries: ids.iter().map(entry).collect(), complete: true, read: Some(now()), ..Part::default() }
    }

    fn wants(text: &str) -> Wants {
        let mut wants = Wants::default();
        wants.add(&Tree::parse(text));
        wants
    }

    #[test]
    fn lists_first_then_what_they_did_not_hold_then_components_then_the_hidden_ones() {
        let wants = wants(
            r#"{"id": "dv_65f0a1b2c3d4e5f60718293a", "parentDataGroupId": "dg_0f0e0d0c-1111-2222-3333-444455556666",
            "segmentList": ["s1_65f0a1b2c3d4e5f60718293b", "s1_half"], "sessionDefinition": [{"events": ["metrics/launches"]}]}"#,
        );
        let mut catalogue = Catalogue::default();
        let mut tried = HashMap::new();
        let (view, segment) = ("dv_65f0a1b2c3d4e5f60718293a", "s1_65f0a1b2c3d4e5f60718293b");
        let connection = "dg_0f0e0d0c-1111-2222-3333-444455556666";
        for (step, answer) in [
            (Step::Connections, part(&[])),
            (Step::Segments, part(&[])),
            (Step::Connection(connection.into()), part(&[connection])),
            (Step::SegmentsById(vec![segment.into()]), Part { absent: [(segment.into(), now())].into(), ..part(&[]) }),
            (Step::Components(view.into()), part(&["metrics/orders"])),
            (Step::Hidden(view.into()), Part { hidden: Some(now()), ..part(&["metrics/orders"]) }),
        ] {
            let next = next(&catalogue, &tried, &wants, now(), OLDEST).unwrap();
            assert_eq!(next, step);
            tried.extend(next.ids().map(|id| (id, now())));
            *next.place(&mut catalogue) = Arc::new(answer);
        }
        assert_eq!(next(&catalogue, &tried, &wants, now(), OLDEST), None);
        let later = now() + SignedDuration::from_mins(11);
        assert_eq!(next(&catalogue, &tried, &wants, later, OLDEST), Some(Step::Connections));
    }

    #[test]
    fn a_service_that_refuses_every_answer_is_left_alone() {
        let wants = wants(
            r#"{"id": "dv_65f0a1b2c3d4e5f60718293a", "parentDataGroupId": "dg_0f0e0d0c-1111-2222-3333-444455556666",
            "segmentList": ["s1_65f0a1b2c3d4e5f60718293b"], "sessionDefinition": [{"events": ["metrics/launches"]}]}"#,
        );
        let (mut catalogue, mut tried, mut steps) = (Catalogue::default(), HashMap::new(), 0);
        while let Some(step) = next(&catalogue, &tried, &wants, now(), OLDEST) {
            tried.extend(step.ids().map(|id| (id, now())));
            let part = step.unanswered(&catalogue, now());
            *step.place(&mut catalogue) = Arc::new(part);
            steps += 1;
            assert!(steps < 10, "{step:?}");
        }
        assert_eq!(steps, 5);
    }
}
