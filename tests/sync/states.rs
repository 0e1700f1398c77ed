//! Every state over small generated documents. A document is an index into the values of each unit, so that what is equal
//! is known without the code: the code sees texts, in two spellings.

use crate::table::{self, COMMANDS};
use cja_lsp::sync::Plan;
use cja_lsp::sync::definition::Definition;
use cja_lsp::sync::local_file::{Blocked, LocalFile};
use cja_lsp::sync::plan::Target;
use cja_lsp::sync::state::{Facts, Local, Past, Remote, state};
use cja_lsp::sync::three_way::{Base, RemoteRead, RemoteView, ThreeWay};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// A unit and its values in two spellings; the first value is "absent", and `null` is its second spelling.
struct Unit {
    name: &'static str,
    values: Vec<[Value; 2]>,
}

impl Unit {
    /// An empty list is a value that the file manages, and equals none.
    fn same(&self, a: usize, b: usize) -> bool {
        let empty = |at: usize| at == 0 || self.values[at][0] == json!([]);
        a == b || (empty(a) && empty(b))
    }
}

fn unit(name: &'static str) -> Unit {
    let twice = |value: Value| [value.clone(), value];
    let absent = || [Value::Null, Value::Null];
    let values = match name {
        "name" => vec![absent(), twice(json!("A")), twice(json!("B")), twice(json!(""))],
        "containerNames.event" | "containerNames.people" => {
            vec![absent(), twice(json!("E")), twice(json!("F")), twice(json!("G"))]
        }
        "segmentList" => {
            vec![absent(), twice(json!([])), twice(json!(["s1"])), [json!(["s1", "s2"]), json!(["s2", "s1", "s2"])]]
        }
        "sessionDefinition" => vec![
            absent(),
            [
                json!([{"func": "INACTIVITY", "numPeriods": 30, "granularity": "MINUTE"}]),
                json!([{"granularity": "minute", "numPeriods": 30.0, "func": "inactivity", "events": []}]),
            ],
            [
                json!([{"func": "INACTIVITY", "numPeriods": 1, "granularity": "HOUR"}]),
                json!([{"func": "inactivity", "numPeriods": 1, "granularity": "hour", "events": null}]),
            ],
            [
                json!([{"func": "BEFORE_EVENTS", "events": ["metrics/a"]}]),
                json!([{"func": "beforeEvents", "events": ["metrics/a"]}]),
            ],
        ],
        "newMember" => vec![absent(), twice(json!({"a": [1, null]})), [json!(1.0), json!(1)], twice(json!("1"))],
        other => panic!("{other}"),
    };
    Unit { name, values }
}

type Doc = Vec<usize>;

fn render(units: &[Unit], doc: &Doc, spelling: usize) -> Value {
    let mut map = Map::new();
    for (unit, value) in units.iter().zip(doc) {
        let value = unit.values[*value][spelling].clone();
        if value.is_null() && spelling == 0 {
            continue;
        }
        match unit.name.split_once('.') {
            None => drop(map.insert(unit.name.into(), value)),
            Some((member, inner)) => {
                let object = map.entry(member).or_insert_with(|| json!({}));
                object.as_object_mut().unwrap().insert(inner.into(), value);
            }
        }
    }
    Value::Object(map)
}

fn all(units: &[Unit], values: usize) -> Vec<Doc> {
    units.iter().fold(vec![Vec::new()], |docs, _| {
        docs.iter().flat_map(|doc| (0..values).map(|value| doc.iter().copied().chain([value]).collect())).collect()
    })
}

/// Three sides as indexes, `None` for an absent side.
struct Case<'a> {
    units: &'a [Unit],
    base: Option<&'a Doc>,
    local: Option<&'a Doc>,
    remote: Option<&'a Doc>,
    linked: bool,
    past: Past,
    touched: bool,
}

impl Case<'_> {
    /// The row, from the table's words alone.
    fn state(&self) -> Option<&'static str> {
        let same = |a: &Doc, b: &Doc, managed: &Doc| {
            let units = self.units.iter().enumerate().filter(|(at, _)| managed[*at] != 0);
            units.into_iter().all(|(at, unit)| unit.same(a[at], b[at]))
        };
        let everything: Doc = vec![1; self.units.len()];
        Some(match (self.base, self.local, self.remote) {
            (None, None, None) => return self.linked.then_some("dead-link"),
            (None, None, Some(_)) => "remote-only",
            (None, Some(_), None) => {
                if self.linked {
                    "edited-deleted"
                } else {
                    "new"
                }
            }
            (None, Some(l), Some(r)) => {
                if same(l, r, l) {
                    "unrecorded"
                } else {
                    "no-common-base"
                }
            }
            (Some(_), None, None) => "gone",
            (Some(b), None, Some(r)) => {
                if same(b, r, &everything) {
                    "file-missing"
                } else {
                    "file-missing-changed"
                }
            }
            (Some(b), Some(l), None) => {
                if same(l, b, l) {
                    "deleted-remotely"
                } else {
                    "edited-deleted"
                }
            }
            (Some(b), Some(l), Some(r)) => match (same(l, b, l), same(r, b, l)) {
                (true, true) => {
                    if self.touched {
                        "touched"
                    } else {
                        "clean"
                    }
                }
                (true, false) => "behind",
                _ if same(l, r, l) => "converged",
                _ if self.past == Past::Stale => "stale",
                (false, true) => "ahead",
                (false, false) => self.both_changed(b, l, r),
            },
        })
    }

    fn both_changed(&self, b: &Doc, l: &Doc, r: &Doc) -> &'static str {
        let managed = self.units.iter().enumerate().filter(|(at, _)| l[*at] != 0);
        // What both have alike is agreed.
        let apart: Vec<_> = managed.filter(|(at, unit)| !unit.same(l[*at], r[*at])).collect();
        let ours = |at: usize, unit: &Unit| !unit.same(l[at], b[at]);
        let theirs = |at: usize, unit: &Unit| !unit.same(r[at], b[at]);
        let meet = |at: usize, unit: &Unit| ours(at, unit) && theirs(at, unit) && unit.name != "segmentList";
        if apart.iter().any(|(at, unit)| meet(*at, unit)) {
            "conflict"
        } else if apart.iter().any(|(at, unit)| theirs(*at, unit)) {
            "diverged"
        } else {
            "ahead"
        }
    }

    /// The units that a write of this row is about: all managed ones that differ between file and service.
    fn differing(&self) -> BTreeSet<String> {
        let (Some(l), Some(r)) = (self.local, self.remote) else { return BTreeSet::new() };
        let differ = self.units.iter().enumerate().filter(|(at, unit)| l[*at] != 0 && !unit.same(l[*at], r[*at]));
        differ.map(|(_, unit)| unit.name.to_owned()).collect()
    }

    /// The units that a pull brings beside changes of the file: those that the service's side changed and the file did not,
    /// and lists of segments that gain or lose something by it.
    fn news(&self) -> BTreeSet<String> {
        let (Some(b), Some(l), Some(r)) = (self.base, self.local, self.remote) else { return BTreeSet::new() };
        let managed = self.units.iter().enumerate().filter(|(at, unit)| l[*at] != 0 && !unit.same(l[*at], r[*at]));
        let theirs = managed.filter(|(at, unit)| !unit.same(r[*at], b[*at]));
        let brought = theirs.filter(|(at, unit)| {
            let items = |value: usize| -> BTreeSet<String> {
                let list = unit.values[value][0].as_array().cloned().unwrap_or_default();
                list.iter().map(Value::to_string).collect()
            };
            if unit.same(l[*at], b[*at]) {
                return true;
            }
            let (base, local, remote) = (items(b[*at]), items(l[*at]), items(r[*at]));
            let gone = base.difference(&remote).any(|item| local.contains(item));
            unit.name == "segmentList" && (gone || remote.difference(&base).any(|item| !local.contains(item)))
        });
        brought.map(|(_, unit)| unit.name.to_owned()).collect()
    }

    /// What a command does, with the units of an edit.
    fn wanted(&self, row: &table::Row, command: table::Command) -> (&'static str, BTreeSet<String>) {
        let merges = matches!(command, table::Command::Pull | table::Command::PullRestore);
        match row.state {
            "diverged" if merges => ("edit-file", self.news()),
            "conflict" if merges && !self.news().is_empty() => ("edit-file", self.news()),
            _ => (row.action(command), self.differing()),
        }
    }

    /// What the view is after an update: the service's document with the file's differing units.
    fn updated(&self) -> Definition {
        let (l, r) = (self.local.unwrap(), self.remote.unwrap());
        let merged: Doc = (0..self.units.len())
            .map(|at| if l[at] != 0 && !self.units[at].same(l[at], r[at]) { l[at] } else { r[at] })
            .collect();
        Definition::of(&render(self.units, &merged, 0))
    }

    fn sight(&self) -> ThreeWay {
        let base = self.base.map(|doc| Definition::of(&render(self.units, doc, 1)));
        let remote = self.remote.map_or(RemoteRead::Absent, |doc| {
            let mut value = render(self.units, doc, 1);
            value["owner"] = json!({"name": "Ana"});
            value["modifiedBy"] = json!("Ana");
            value["id"] = json!("dv_1");
            let definition = Definition::of(&value);
            RemoteRead::Present(Box::new(RemoteView {
                text: value.to_string(),
                value,
                definition,
                at: jiff::Timestamp::UNIX_EPOCH,
            }))
        });
        ThreeWay {
            file: self.local.map(|doc| file(&render(self.units, doc, 0))),
            id: self.linked.then(|| "dv_1".to_owned()),
            base: base.map(|definition| Base { definition, source: "the snapshot" }),
            remote,
            past: self.past,
            touched: self.touched,
            notes: Vec::new(),
        }
    }

    fn check(&self, seen: &mut BTreeMap<&'static str, usize>) {
        let about = || {
            format!(
                "B {:?} L {:?} R {:?} of {:?}, linked {}, past {:?}",
                self.base,
                self.local,
                self.remote,
                self.units.iter().map(|unit| unit.name).collect::<Vec<_>>(),
                self.linked,
                self.past
            )
        };
        let (wanted, sight) = (self.state(), self.sight());
        for command in COMMANDS {
            let (direction, wish) = command.wish();
            let plan = Plan::make(direction, sight.clone(), &wish, target());
            let Some(wanted) = wanted else {
                assert!(plan.is_none(), "{}", about());
                continue;
            };
            *seen.entry(wanted).or_default() += 1;
            let (plan, row) = (plan.unwrap(), table::of(wanted));
            let action = json!(plan.action).as_str().unwrap().to_owned();
            assert_eq!((json!(plan.state), plan.state.row()), (json!(wanted), row.number), "{}", about());
            let (expected, edited) = self.wanted(row, command);
            assert_eq!(action, expected, "{command:?} {}", about());
            assert_eq!(plan.refusal.is_some(), action == "refuse", "{command:?} {}", about());
            assert!(row.says(&plan.words()), "{:?} for {}", plan.words(), about());
            let units: BTreeSet<String> = plan.units.iter().map(ToString::to_string).collect();
            match action.as_str() {
                "update" => {
                    assert_eq!(units, self.differing(), "{}", about());
                    let body: Value = serde_json::from_str(plan.body.as_deref().unwrap()).unwrap();
                    assert_eq!(body.get("owner").or(body.get("id")).or(body.get("modifiedBy")), None);
                    if command != table::Command::Push {
                        continue;
                    }
                    let (body, updated) = (Definition::of(&body), self.updated());
                    let mut all = body.units();
                    all.extend(updated.units());
                    assert!(body.agrees(&updated, &all), "{body:?} for {}", about());
                }
                "edit-file" => assert_eq!(units, edited, "{command:?} {}", about()),
                "create" => assert!(plan.body.is_some(), "{}", about()),
                _ => assert_eq!((units.len(), plan.body), (0, None), "{}", about()),
            }
        }
    }
}

fn file(value: &Value) -> LocalFile {
    LocalFile {
        path: "web.dataview.json".into(),
        full: "/web.dataview.json".into(),
        text: value.to_string(),
        definition: Definition::of(value),
        name: None,
        id: None,
        link: None,
        organization: None,
        modified: None,
        blocked: None,
        is_list: false,
        saved: true,
        pulled: false,
    }
}

fn target() -> Target {
    Target { org: "A@AdobeOrg".into(), profile: "dev".into(), ..Target::default() }
}

fn every(units: &[Unit], values: usize, seen: &mut BTreeMap<&'static str, usize>) {
    let docs = all(units, values);
    let sides = || docs.iter().map(Some).chain([None]);
    for base in sides() {
        for local in sides() {
            for remote in sides() {
                let case = |linked, past, touched| Case { units, base, local, remote, linked, past, touched };
                case(true, Past::None, false).check(seen);
                if base.is_none() && remote.is_none() {
                    case(false, Past::None, false).check(seen);
                }
                if base.is_some() && local.is_some() && remote.is_some() {
                    case(true, Past::Stale, false).check(seen);
                    case(true, Past::OwnPushes, true).check(seen);
                }
            }
        }
    }
}

/// Each kind of unit alone with all its values, and each pair with two values and none.
#[test]
fn every_state_over_small_documents_is_that_of_the_table() {
    let names =
        ["name", "containerNames.event", "containerNames.people", "segmentList", "sessionDefinition", "newMember"];
    let mut seen = BTreeMap::new();
    for (at, name) in names.iter().enumerate() {
        every(&[unit(name)], 4, &mut seen);
        for other in &names[at + 1..] {
            every(&[unit(name), unit(other)], 3, &mut seen);
        }
    }
    let rows: BTreeSet<&str> = table::TABLE.iter().map(|row| row.state).collect();
    let missing: Vec<_> = rows.into_iter().filter(|row| !seen.contains_key(row)).collect();
    assert_eq!(missing, ["blocked", "remote-unknown", "wrong-target"], "the next test has these");
}

#[test]
fn blocked_unreadable_and_foreign_come_before_every_other_row() {
    let units = [unit("name")];
    let docs = all(&units, 3);
    let sides: Vec<Option<&Doc>> = docs.iter().map(Some).chain([None]).collect();
    for (base, remote) in sides.iter().flat_map(|base| sides.iter().map(move |remote| (*base, *remote))) {
        for local in &docs {
            let case = Case {
                units: &units,
                base,
                local: Some(local),
                remote,
                linked: true,
                past: Past::None,
                touched: false,
            };
            let make = |change: &dyn Fn(&mut ThreeWay)| {
                let mut sight = case.sight();
                change(&mut sight);
                sight
            };
            let blocked =
                |unreadable| Some(Blocked { unreadable, problem: "it has errors".into(), advice: String::new() });
            let offline = || {
                RemoteRead::Unknown(cja_lsp::api::ApiError::new(cja_lsp::api::Kind::Network, "", "no connection", ""))
            };
            let unparseable: &dyn Fn(&mut ThreeWay) = &|sight| sight.file.as_mut().unwrap().blocked = blocked(true);
            let unknown: &dyn Fn(&mut ThreeWay) = &|sight| sight.remote = offline();
            let foreign: &dyn Fn(&mut ThreeWay) =
                &|sight| sight.file.as_mut().unwrap().organization = Some("B@AdobeOrg".into());
            let cases = [("blocked", unparseable, 4), ("remote-unknown", unknown, 7), ("wrong-target", foreign, 9)];
            for ((state, change, exit), command) in
                cases.iter().flat_map(|case| COMMANDS.map(|command| (*case, command)))
            {
                let (direction, wish) = command.wish();
                let plan = Plan::make(direction, make(change), &wish, target()).unwrap();
                let row = table::of(state);
                assert_eq!((json!(plan.state), json!(plan.action)), (json!(row.state), json!(row.action(command))));
                assert!(row.says(&plan.words()), "{}", plan.words());
                assert_eq!(plan.refusal.unwrap().exit_code, exit, "{state}");
            }
            // What is only wrong by the schema stops a push; a pull goes by the other rows.
            let (pull, wish) = table::Command::Pull.wish();
            let wrong = |sight: &mut ThreeWay| sight.file.as_mut().unwrap().blocked = blocked(false);
            let plan = Plan::make(pull, make(&wrong), &wish, target()).unwrap();
            assert_eq!(json!(plan.state), json!(case.state().unwrap()));
            let (push, wish) = table::Command::Push.wish();
            let plan = Plan::make(push, make(&wrong), &wish, target()).unwrap();
            assert_eq!((json!(plan.state), json!(plan.action)), (json!("blocked"), json!("refuse")));
        }
    }
}

#[test]
fn two_changes_to_the_list_of_segments_never_meet_and_are_shown_on_both_sides() {
    let doc = |ids: Value| Definition::of(&json!({"segmentList": ids}));
    let (base, local, remote) = (doc(json!(["a"])), doc(json!(["a", "b"])), doc(json!(["c"])));
    let facts = Facts {
        base: Some(&base),
        local: Local::Read(&local),
        remote: Remote::Read(&remote),
        linked: true,
        past: Past::None,
        touched: false,
        foreign: false,
    };
    assert_eq!(json!(state(&facts).unwrap()), json!("diverged"));
    let units = [unit("segmentList")];
    let (b, l, r) = (vec![2], vec![3], vec![1]);
    let case = Case {
        units: &units,
        base: Some(&b),
        local: Some(&l),
        remote: Some(&r),
        linked: true,
        past: Past::None,
        touched: false,
    };
    let (push, wish) = table::Command::Push.wish();
    assert_eq!(Plan::make(push, case.sight(), &wish, target()).unwrap().words(), "1 to push, 1 to pull");
}

#[test]
fn fields_in_conflict_go_up_when_they_are_named_and_nothing_else_changed_there() {
    use cja_lsp::sync::{Direction, PlanOptions};
    let units = [unit("name"), unit("sessionDefinition"), unit("containerNames.event")];
    let make = |r: [usize; 3], forced: &[&str]| {
        let (b, l, r) = (vec![1, 1, 1], vec![2, 2, 1], r.to_vec());
        let case = Case {
            units: &units,
            base: Some(&b),
            local: Some(&l),
            remote: Some(&r),
            linked: true,
            past: Past::None,
            touched: false,
        };
        let forced = forced.iter().map(|name| (*name).to_owned()).collect();
        let plan =
            Plan::make(Direction::Push, case.sight(), &PlanOptions { forced, ..PlanOptions::default() }, target())
                .unwrap();
        (
            json!(plan.state),
            json!(plan.action),
            plan.units.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "),
        )
    };
    let refused = (json!("conflict"), json!("refuse"), String::new());
    assert_eq!(make([3, 1, 1], &[]), refused);
    assert_eq!(make([3, 1, 1], &["name"]), (json!("conflict"), json!("update"), "name sessionDefinition".into()));
    assert_eq!(make([3, 3, 1], &["name"]), (json!("conflict"), json!("update"), "name".into()), "the other one stays");
    assert_eq!(make([3, 1, 2], &["name"]), refused, "the service's other change would be lost by the next push");
}
