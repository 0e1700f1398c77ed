//! Inlay hints: the name beside an id, a timeout in words, what a time zone is now.
//!
//! A hint says what the text does not: 30 minutes are not repeated, 90 minutes are an hour and a half.

use super::{Document, DocumentKind, Env, names};
use crate::model::references::references;
use crate::model::session::{self, Func, Granularity};
use crate::model::{self, View, zones};
use crate::syntax::Node;
use crate::text::TextRange;

/// A few words beside the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inlay {
    /// The offset behind which it stands.
    pub at: u32,
    /// The words.
    pub label: String,
}

/// The hints that stand in a range, in the order of the text.
pub fn inlays(document: &Document, env: Env<'_>, range: TextRange) -> Vec<Inlay> {
    if document.kind != DocumentKind::DataView {
        return Vec::new();
    }
    let mut out = Vec::new();
    let views = model::views(&document.tree).into_iter().filter(|view| view.node.range().meets(range));
    for view in views {
        for reference in references(view).filter(|reference| reference.node.range().meets(range)) {
            let name = env.catalogue.named(&reference).map(names::beside);
            out.extend(name.map(|label| Inlay { at: reference.node.range().end, label }));
        }
        out.extend(session::rules(&view).filter_map(|rule| timeout(rule.node)));
        out.extend(zone(view, env));
    }
    out.retain(|inlay| (range.start..=range.end).contains(&inlay.at));
    out.sort_by_key(|inlay| inlay.at);
    out
}

/// A timeout in larger units, behind the later of the two members that make it.
fn timeout(rule: Node<'_>) -> Option<Inlay> {
    let text = |name: &str| rule.get(name).filter(|node| !node.is_unclear());
    if Func::read(&text("func")?.as_str()?)? != Func::Inactivity {
        return None;
    }
    let (count, unit) = (text("numPeriods")?, text("granularity")?);
    let label = in_larger_units(count.text().parse().ok()?, Granularity::read(&unit.as_str()?)?)?;
    Some(Inlay { at: count.range().end.max(unit.range().end), label })
}

/// `1 hour 30 minutes` for 90 minutes; none when there is no larger unit in it.
fn in_larger_units(count: u64, unit: Granularity) -> Option<String> {
    const UNITS: [(Granularity, u64); 4] =
        [(Granularity::Week, 10_080), (Granularity::Day, 1_440), (Granularity::Hour, 60), (Granularity::Minute, 1)];
    let length = |wanted| UNITS.iter().find(|(unit, _)| *unit == wanted).map(|(_, minutes)| *minutes);
    let mut rest = count.checked_mul(length(unit)?)?;
    let mut parts = Vec::new();
    for (unit, minutes) in UNITS {
        let whole = rest / minutes;
        rest %= minutes;
        if whole > 0 {
            parts.push((unit, whole));
        }
    }
    let larger = parts.first().is_some_and(|(first, _)| *first != unit);
    larger
        .then(|| parts.into_iter().map(|(unit, count)| unit.in_words(&count.to_string())).collect::<Vec<_>>().join(" "))
}

fn zone(view: View<'_>, env: Env<'_>) -> Option<Inlay> {
    let node = view.get("timezoneDesignator").filter(|node| !node.is_unclear())?;
    let (name, zone) = zones::find(&node.as_str()?)?;
    let label = zones::offset_in_words(&zone, env.now);
    // Of `UTC` that would say nothing.
    let told = label == "UTC+00:00" && name.contains("UTC");
    (!told).then(|| Inlay { at: node.range().end, label })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_says_more_than_the_text_is_said() {
        for (count, unit, words) in [
            (30, Granularity::Minute, None),
            (60, Granularity::Minute, Some("1 hour")),
            (90, Granularity::Minute, Some("1 hour 30 minutes")),
            (10_080, Granularity::Minute, Some("1 week")),
            (36, Granularity::Hour, Some("1 day 12 hours")),
            (6, Granularity::Day, None),
            (13, Granularity::Week, None),
            (0, Granularity::Minute, None),
            (u64::MAX, Granularity::Week, None),
        ] {
            assert_eq!(in_larger_units(count, unit).as_deref(), words, "{count} {unit:?}");
        }
    }
}
