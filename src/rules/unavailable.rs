//! What the three rules about things of the service share: an id that the service was asked for and does not have, or
//! has and does not let be used.
//!
//! They speak only from an answer that is fresh enough, never from silence, and never as errors: somebody may see less
//! than there is.

use super::{Context, Findings};
use crate::model::catalogue::{FRESH, Part, State, Verdict};
use crate::model::references::{Reference, Target, references};
use crate::model::session::{self, Func};
use jiff::Timestamp;

/// Reports every reference to such a thing of one kind.
pub(super) fn check(context: &Context<'_>, findings: &mut Findings, target: Target) {
    let Some(catalogue) = context.catalogue else { return };
    for view in &context.views {
        for reference in references(*view).filter(|reference| reference.target == target && has_effect(reference)) {
            let part = catalogue.part(target, reference.view_id().as_deref());
            let message = match catalogue.about(&reference) {
                Verdict::Absent(asked) if is_fresh(asked, context.now) => absent(&reference),
                Verdict::Known(entry) if read(part).is_some_and(|read| is_fresh(read, context.now)) => {
                    let state = match entry.state {
                        State::Deleted => "deleted",
                        State::Disabled => "disabled",
                        State::Usable | State::Hidden => continue,
                    };
                    format!("The {} \"{}\" is {state}.", target.word(), entry.name)
                }
                _ => continue,
            };
            findings.add(reference.node.range(), message).help(help(target));
        }
    }
}

fn absent(reference: &Reference<'_>) -> String {
    let id = &reference.id;
    match reference.target {
        Target::Event | Target::Component => {
            let view = reference.view_id().unwrap_or_default();
            format!("The data view {view} has no metric `{id}`, not even a hidden one.")
        }
        target => format!("The service has no {} `{id}`, or none that your credentials may see.", target.word()),
    }
}

fn help(target: Target) -> &'static str {
    match target {
        Target::Connection => {
            "Complete it by the name of a connection, or see whether the profile is the one you mean."
        }
        Target::Segment => "Complete it by the name of a segment, or take the item out.",
        Target::Event | Target::Component => "Complete it by the name of a metric of this data view.",
    }
}

/// When a part was asked for as a whole, or else any of its items.
fn read(part: Option<&Part>) -> Option<Timestamp> {
    part.and_then(|part| part.read)
}

fn is_fresh(asked: Timestamp, now: Timestamp) -> bool {
    // A clock that was set back makes no answer fresh for ever.
    now.duration_since(asked).abs() <= FRESH
}

/// Events of a session rule that knows none have no effect, and another rule says so.
fn has_effect(reference: &Reference<'_>) -> bool {
    let rule = |rule: &session::SessionRule<'_>| {
        rule.func_if(Func::Inactivity).is_some() && rule.node.range().meets(reference.node.range())
    };
    reference.target != Target::Event || !session::rules(&reference.view).any(|found| rule(&found))
}
