//! Three versions into one, unit by unit. Pure.
//!
//! What one side changed is taken from that side, what both changed to the same is agreed, segments come and go singly, and
//! what both changed differently is a conflict: the file keeps its own value there until a person settles it.

use super::definition::{Definition, Unit};
use super::state::{Change, Facts, Local, Past, Remote, Side, changes};
use serde_json::Value;

/// The value that a unit has once both sides are brought together; in a conflict the file's.
#[must_use]
pub fn merged(change: &Change) -> Option<Value> {
    match change.side {
        Side::Local | Side::Both | Side::Conflict => change.local.clone(),
        Side::Remote => change.remote.clone(),
        Side::Apart => {
            let list = segments(change.base.as_ref(), change.local.as_ref(), change.remote.as_ref());
            (!list.is_empty()).then_some(Value::Array(list))
        }
    }
}

/// The file's list less what the service's side took out, then what the service's side put in.
fn segments(base: Option<&Value>, local: Option<&Value>, remote: Option<&Value>) -> Vec<Value> {
    let items = |side: Option<&Value>| side.and_then(Value::as_array).cloned().unwrap_or_default();
    let (base, local, remote) = (items(base), items(local), items(remote));
    let kept = local.iter().filter(|item| remote.contains(item) || !base.contains(item));
    let added = remote.iter().filter(|item| !base.contains(item) && !local.contains(item));
    kept.chain(added).cloned().collect()
}

/// Whether a pull brings something of this change into the file.
#[must_use]
pub fn brings(change: &Change) -> bool {
    matches!(change.side, Side::Remote | Side::Apart) && merged(change) != change.local
}

/// Both sides brought together, and the units in conflict, which are as in the file.
#[must_use]
pub fn merge(base: &Definition, local: &Definition, remote: &Definition) -> (Definition, Vec<Unit>) {
    let facts = Facts {
        base: Some(base),
        local: Local::Read(local),
        remote: Remote::Read(remote),
        linked: true,
        past: Past::None,
        touched: false,
        foreign: false,
    };
    let (mut result, mut conflicts) = (local.clone(), Vec::new());
    for change in changes(&facts) {
        result.set(&change.unit, merged(&change));
        if change.side == Side::Conflict {
            conflicts.push(change.unit);
        }
    }
    (result, conflicts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    const UNITS: [&str; 4] = ["name", "description", "segmentList", "containerNames.event"];

    fn document(values: [u8; 4]) -> Definition {
        let text = |value: u8| json!(format!("value {value}"));
        let segments: Vec<Value> =
            (0..4).filter(|bit| values[2] >> bit & 1 == 1).map(|bit| json!(format!("s{bit}"))).collect();
        Definition::of(&json!({"name": text(values[0]), "description": text(values[1]),
            "segmentList": segments, "containerNames": {"event": text(values[3])}}))
    }

    fn documents() -> impl Strategy<Value = Definition> {
        [0..3_u8, 0..3, 0..16, 0..3].prop_map(document)
    }

    /// Segments in canonical order, so that documents can be compared.
    fn sorted(definition: &Definition) -> Vec<(String, Option<Value>)> {
        let value = |unit: &str| {
            let value = definition.get(&Unit::from(unit.to_owned())).cloned();
            value.map(|value| match value {
                Value::Array(mut items) => {
                    items.sort_by_key(Value::to_string);
                    Value::Array(items)
                }
                other => other,
            })
        };
        UNITS.iter().map(|unit| ((*unit).to_owned(), value(unit))).collect()
    }

    proptest! {
        #[test]
        fn an_unchanged_file_becomes_the_services_version(base in documents(), remote in documents()) {
            let (result, conflicts) = merge(&base, &base, &remote);
            prop_assert_eq!((sorted(&result), conflicts), (sorted(&remote), vec![]));
        }

        #[test]
        fn an_unchanged_service_leaves_the_file(base in documents(), local in documents()) {
            let (result, conflicts) = merge(&base, &local, &base);
            prop_assert_eq!((sorted(&result), conflicts), (sorted(&local), vec![]));
        }

        #[test]
        fn where_nothing_meets_it_does_not_matter_who_is_who(base in documents(), local in documents(), remote in documents()) {
            let ((one, conflicts), (other, same)) = (merge(&base, &local, &remote), merge(&base, &remote, &local));
            prop_assert_eq!(&conflicts, &same);
            for (mine, theirs) in sorted(&one).into_iter().zip(sorted(&other)) {
                prop_assert!(mine == theirs || conflicts.iter().any(|unit| unit.to_string() == mine.0), "{:?} {:?}", mine, theirs);
            }
        }

        #[test]
        fn merging_the_result_again_changes_nothing(base in documents(), local in documents(), remote in documents()) {
            let (once, conflicts) = merge(&base, &local, &remote);
            // As a pull leaves it: the base is the service's version but for what is in conflict.
            let mut next = remote.clone();
            for unit in &conflicts {
                next.set(unit, base.get(unit).cloned());
            }
            let (twice, again) = merge(&next, &once, &remote);
            prop_assert_eq!((sorted(&twice), again), (sorted(&once), conflicts));
        }

        #[test]
        fn nothing_that_one_side_alone_changed_is_lost(base in documents(), local in documents(), remote in documents()) {
            let (result, _) = merge(&base, &local, &remote);
            for unit in UNITS.iter().map(|unit| Unit::from((*unit).to_owned())) {
                let (b, l, r, m) = (base.get(&unit), local.get(&unit), remote.get(&unit), result.get(&unit));
                if unit.member != "segmentList" {
                    prop_assert!(r != b || m == l, "{}: {:?}", unit, m);
                    prop_assert!(l != b || m == r, "{}: {:?}", unit, m);
                }
            }
        }
    }

    #[test]
    fn segments_of_both_sides_come_and_go_singly() {
        let list = |ids: &[&str]| Definition::of(&json!({"segmentList": ids}));
        let (result, conflicts) =
            merge(&list(&["a", "b", "c"]), &list(&["b", "c", "mine"]), &list(&["a", "c", "theirs"]));
        assert_eq!(result.get(&Unit::from("segmentList".to_owned())), Some(&json!(["c", "mine", "theirs"])));
        assert!(conflicts.is_empty());
    }
}
