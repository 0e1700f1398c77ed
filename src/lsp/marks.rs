//! The service's side of a document, drawn into it: conflicts on their keys, newer values beside the old. Pure.

use crate::diagnostic::{Diagnostic, Origin, Severity};
use crate::ide::Inlay;
use crate::sync::definition::Unit;
use crate::sync::plan::shown;
use crate::sync::server_diagnostic::key;
use crate::sync::state::{Change, Side};
use crate::sync::{Plan, State};
use crate::syntax::{Node, Tree};
use crate::text::TextRange;
use serde_json::Value;

/// A member on which the sides differ: inside a value where both have the same shape, else the whole unit.
struct Place {
    name: String,
    key: TextRange,
    /// Where the value ends, when it is in the file.
    end: Option<u32>,
    local: String,
    remote: String,
    base: String,
}

/// A finding about the service's side, and the field that it is about.
pub(super) struct Mark {
    pub(super) unit: Unit,
    /// Whether a person has to settle it; else it waits to be pulled.
    pub(super) conflict: bool,
    pub(super) found: Diagnostic,
}

/// What is in conflict, and what waits beside changes of the file: each on its key, with the values of both sides. Of a
/// single field the service does not tell who changed it.
pub(super) fn marks(tree: &Tree, plan: &Plan) -> Vec<Mark> {
    if !matches!(plan.state, State::Conflict | State::Diverged | State::NoCommonBase) {
        return Vec::new();
    }
    let last = plan.last_change();
    let mut marks = Vec::new();
    for change in &plan.changes {
        for place in places(tree, change) {
            let Place { name, key, local, remote, base, .. } = place;
            let (code, severity, message, help) = match change.side {
                Side::Conflict if plan.state == State::NoCommonBase => (
                    "server-conflict",
                    Severity::Error,
                    format!("\"{name}\": you have {local}, the server has {remote}{last}."),
                    "No common base is known, so the changed side cannot be determined. Quick fixes: Keep mine, Take theirs, Compare.",
                ),
                Side::Conflict => (
                    "server-conflict",
                    Severity::Error,
                    format!("\"{name}\": you have {local}, the server has {remote} (was {base}){last}."),
                    "Both sides changed it; a push is refused until it is settled. Quick fixes: Keep mine, Take theirs, Compare.",
                ),
                Side::Remote => (
                    "server-changed",
                    Severity::Warning,
                    format!("\"{name}\": the server has {remote} (was {base}){last}."),
                    "You changed other fields, which stay. Quick fixes: Pull, Compare; a push offers to merge it.",
                ),
                _ => continue,
            };
            let found = Diagnostic::new(Origin::Service, code, severity, key, message).help(help);
            marks.push(Mark { unit: change.unit.clone(), conflict: change.side == Side::Conflict, found });
        }
    }
    marks
}

/// What the service has newer, behind the value that the file still has.
pub(super) fn newer(tree: &Tree, plan: &Plan) -> Vec<Inlay> {
    if !matches!(plan.state, State::Behind | State::Stale | State::Diverged) {
        return Vec::new();
    }
    let theirs = plan.changes.iter().filter(|change| change.side == Side::Remote || plan.state == State::Stale);
    let places = theirs.flat_map(|change| places(tree, change));
    places.filter_map(|place| Some(Inlay { at: place.end?, label: format!("server: {}", place.remote) })).collect()
}

fn places(tree: &Tree, change: &Change) -> Vec<Place> {
    let value = tree.root().and_then(|root| crate::sync::text_merge::find(root, &change.unit));
    let (local, remote, base) = (change.local.as_ref(), change.remote.as_ref(), change.base.as_ref());
    let mut places = Vec::new();
    if let (Some(value), Some(_), Some(_)) = (value, local, remote) {
        inside(value, local, remote, base, &mut places);
    }
    if places.is_empty() {
        places.push(Place {
            name: change.unit.inner.as_ref().unwrap_or(&change.unit.member).clone(),
            key: key(tree, &change.unit.member, change.unit.inner.as_deref()),
            end: value.map(|value| value.range().end),
            local: shown(local),
            remote: shown(remote),
            base: shown(base),
        });
    }
    places
}

/// The members of objects at the same place in both: an item, and what is in it.
fn inside(node: Node<'_>, local: Option<&Value>, remote: Option<&Value>, base: Option<&Value>, out: &mut Vec<Place>) {
    if let (Some(ours), Some(theirs)) = (local.and_then(Value::as_array), remote.and_then(Value::as_array)) {
        if ours.len() == theirs.len() {
            for (at, item) in node.items().enumerate() {
                inside(item, ours.get(at), theirs.get(at), base.and_then(|base| base.get(at)), out);
            }
        }
        return;
    }
    let (Some(ours), Some(theirs)) = (local.and_then(Value::as_object), remote.and_then(Value::as_object)) else {
        return;
    };
    for member in node.members() {
        let Some(name) = member.key.as_str() else { continue };
        let (local, remote) = (ours.get(&*name), theirs.get(&*name));
        if local != remote {
            out.push(Place {
                key: member.key.range(),
                end: Some(member.value.range().end),
                local: shown(local),
                remote: shown(remote),
                base: shown(base.and_then(|base| base.get(&*name))),
                name: name.into_owned(),
            });
        }
    }
}
