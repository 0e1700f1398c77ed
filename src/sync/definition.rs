//! A definition in canonical form: what two data views are compared by, unit by unit. Pure.
//!
//! Rules: section 1.3 and 1.8 of the API notes. Members that the service owns are dropped, `null` equals absent, numbers count by value,
//! session enums are folded, segments are a set, and so are the `events` of `BEFORE_EVENTS`. A *unit* is what changes as one: a member, or a member of `containerNames` and
//! `externalData`.

use crate::model::members::SERVER_OWNED;
use crate::model::session::{Func, Granularity};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Number, Value};
use std::collections::BTreeMap;
use std::fmt;

/// Objects whose members are units of their own.
const SPLIT: [&str; 2] = ["containerNames", "externalData"];

/// The base of a unit whose common version is not known: it equals no value of a file or of the service, so that both sides
/// count as changed.
#[must_use]
pub fn unsettled() -> Value {
    serde_json::json!({ UNSETTLED: true })
}

const UNSETTLED: &str = "$unsettled";

/// Whether a value of a base is [`unsettled`].
#[must_use]
pub fn is_unsettled(value: &Value) -> bool {
    value.get(UNSETTLED).is_some()
}

/// Whether a member is part of the definition.
#[must_use]
pub fn is_definition(member: &str) -> bool {
    member != "id" && member != "$schema" && !SERVER_OWNED.contains(&member)
}

/// What changes as one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct Unit {
    /// The top-level member.
    pub member: String,
    /// The member inside it, for `containerNames` and `externalData`.
    pub inner: Option<String>,
}

impl Unit {
    /// Whether writing one writes the other: the same, or one holds the other.
    #[must_use]
    pub fn touches(&self, other: &Self) -> bool {
        self.member == other.member && (self.inner.is_none() || other.inner.is_none() || self.inner == other.inner)
    }
}

impl From<String> for Unit {
    fn from(text: String) -> Self {
        match text.split_once('.') {
            Some((member, inner)) if SPLIT.contains(&member) => {
                Self { member: member.to_owned(), inner: Some(inner.to_owned()) }
            }
            _ => Self { member: text, inner: None },
        }
    }
}

impl From<Unit> for String {
    fn from(unit: Unit) -> Self {
        unit.to_string()
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.inner {
            Some(inner) => write!(f, "{}.{inner}", self.member),
            None => f.write_str(&self.member),
        }
    }
}

/// See the module.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Definition(BTreeMap<String, Value>);

impl Definition {
    /// The canonical form of a data view; of anything but an object it is empty.
    #[must_use]
    pub fn of(value: &Value) -> Self {
        let members = value.as_object().into_iter().flatten();
        let kept = members.filter(|(name, value)| is_definition(name) && !value.is_null());
        Self(kept.map(|(name, value)| (name.clone(), canonical(name, value))).collect())
    }

    /// The units it holds, in order.
    #[must_use]
    pub fn units(&self) -> Vec<Unit> {
        let mut units = Vec::new();
        for (name, value) in &self.0 {
            match value {
                Value::Object(inner) if SPLIT.contains(&name.as_str()) && !inner.is_empty() => {
                    units.extend(inner.keys().map(|inner| Unit { member: name.clone(), inner: Some(inner.clone()) }))
                }
                _ => units.push(Unit { member: name.clone(), inner: None }),
            }
        }
        units
    }

    /// The value of a unit; an empty list or object counts as absent.
    #[must_use]
    pub fn get(&self, unit: &Unit) -> Option<&Value> {
        let value = self.0.get(&unit.member)?;
        let value = match &unit.inner {
            Some(inner) => value.get(inner)?,
            None => value,
        };
        let empty = value.as_object().is_some_and(Map::is_empty) || value.as_array().is_some_and(Vec::is_empty);
        (!empty).then_some(value)
    }

    /// Whether both have the same value of every one of these units.
    #[must_use]
    pub fn agrees(&self, other: &Self, units: &[Unit]) -> bool {
        units.iter().all(|unit| self.get(unit) == other.get(unit))
    }

    /// Puts a value in, or takes it out.
    pub fn set(&mut self, unit: &Unit, value: Option<Value>) {
        match (&unit.inner, value) {
            (None, Some(value)) => drop(self.0.insert(unit.member.clone(), value)),
            (None, None) => drop(self.0.remove(&unit.member)),
            (Some(inner), value) => {
                let member = self.0.entry(unit.member.clone()).or_insert_with(|| Value::Object(Map::new()));
                if let Some(map) = member.as_object_mut() {
                    match value {
                        Some(value) => drop(map.insert(inner.clone(), value)),
                        None => drop(map.remove(inner)),
                    }
                }
            }
        }
    }

    /// `sha256:` and 64 hexadecimal digits over the canonical form.
    #[must_use]
    pub fn hash(&self) -> String {
        format!("sha256:{}", sha256(&serde_json::to_string(&self.0).unwrap_or_default()))
    }

    /// A short hash of each unit that has a value.
    #[must_use]
    pub fn unit_hashes(&self) -> BTreeMap<String, String> {
        let units = self.units().into_iter();
        let hash = |value: &Value| sha256(&value.to_string()).chars().take(16).collect::<String>();
        units.filter_map(|unit| Some((unit.to_string(), hash(self.get(&unit)?)))).collect()
    }
}

/// Puts a unit's value into a full document, or takes it out.
pub(super) fn put(document: &mut Value, unit: &Unit, value: Option<Value>) {
    let Some(mut map) = document.as_object_mut() else { return };
    let mut name = &unit.member;
    if let Some(inner) = &unit.inner {
        let object = map.entry(unit.member.clone()).or_insert(Value::Null);
        if !object.is_object() {
            *object = Value::Object(Map::new());
        }
        let Some(object) = object.as_object_mut() else { return };
        (map, name) = (object, inner);
    }
    match value {
        Some(value) => drop(map.insert(name.clone(), value)),
        None => drop(map.remove(name)),
    }
}

/// The hash of a text, as 64 hexadecimal digits.
#[must_use]
pub fn sha256(text: &str) -> String {
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, text.as_bytes());
    digest.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn canonical(name: &str, value: &Value) -> Value {
    match (name, value) {
        ("sessionDefinition", Value::Array(items)) => items.iter().map(session).collect(),
        ("segmentList", Value::Array(items)) => set(items),
        (name, Value::Object(map)) if SPLIT.contains(&name) => {
            sorted(map.iter().filter(|(_, value)| !value.is_null()).map(|(key, value)| (key.clone(), plain(value))))
        }
        _ => plain(value),
    }
}

/// A list in which neither order nor repetition means anything.
fn set(items: &[Value]) -> Value {
    let mut items: Vec<Value> = items.iter().map(plain).collect();
    items.sort_by_cached_key(Value::to_string);
    items.dedup();
    Value::Array(items)
}

/// Whether two values of a member of a session definition's item mean the same.
pub(super) fn same_in_session(name: &str, func: Option<&str>, a: &Value, b: &Value) -> bool {
    let item = |value: &Value| {
        let mut item = Map::new();
        func.filter(|_| name != "func").map(|func| item.insert("func".into(), func.into()));
        item.insert(name.to_owned(), value.clone());
        session(&Value::Object(item))
    };
    item(a) == item(b)
}

/// Whether two items of a session definition mean the same.
pub(super) fn same_session(a: &Value, b: &Value) -> bool {
    session(a) == session(b)
}

/// Sorted members and numbers by value.
fn plain(value: &Value) -> Value {
    match value {
        Value::Number(number) => Value::Number(by_value(number)),
        Value::Array(items) => items.iter().map(plain).collect(),
        Value::Object(map) => sorted(map.iter().map(|(key, value)| (key.clone(), plain(value)))),
        other => other.clone(),
    }
}

fn sorted(members: impl Iterator<Item = (String, Value)>) -> Value {
    Value::Object(members.collect::<BTreeMap<_, _>>().into_iter().collect())
}

/// `30.0` is 30. Beyond 2^53 a double does not tell integers apart, so those stay as they are.
fn by_value(number: &Number) -> Number {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    match number.as_f64() {
        #[allow(clippy::cast_possible_truncation)]
        Some(value) if number.is_f64() && value.fract() == 0.0 && value.abs() < EXACT => Number::from(value as i64),
        _ => number.clone(),
    }
}

fn session(item: &Value) -> Value {
    let Some(item) = item.as_object() else { return plain(item) };
    let func = item.get("func").and_then(Value::as_str).and_then(Func::read);
    let kept = item.iter().filter(|(name, value)| {
        let empty = value.as_array().is_some_and(Vec::is_empty);
        !value.is_null() && (*name != "events" || !empty || func != Some(Func::Inactivity))
    });
    sorted(kept.map(|(name, value)| {
        let folded = value.as_str().and_then(|text| match name.as_str() {
            "func" => Some(Func::read(text).map_or_else(|| text.to_uppercase(), |func| func.request_form().to_owned())),
            "granularity" => {
                Some(Granularity::read(text).map_or_else(|| text.to_uppercase(), |unit| unit.request_form().to_owned()))
            }
            _ => None,
        });
        let folded = match (name.as_str(), value) {
            ("events", Value::Array(events)) if func == Some(Func::BeforeEvents) => Some(set(events)),
            _ => folded.map(Value::String),
        };
        (name.clone(), folded.unwrap_or_else(|| plain(value)))
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn same(a: Value, b: Value) -> bool {
        let (a, b) = (Definition::of(&a), Definition::of(&b));
        let mut units = a.units();
        units.extend(b.units());
        a.agrees(&b, &units)
    }

    #[test]
    fn the_services_form_equals_the_form_of_a_request() {
        assert!(same(
            json!({"sessionDefinition": [{"func": "INACTIVITY", "numPeriods": 30, "granularity": "MINUTE"},
                {"func": "BEFORE_EVENTS", "events": ["metrics/a"]}], "segmentList": ["s2", "s1"], "description": null}),
            json!({"sessionDefinition": [{"granularity": "minute", "func": "inactivity", "numPeriods": 30.0, "events": []},
                {"func": "beforeEvents", "events": ["metrics/a"]}], "segmentList": ["s1", "s2", "s1"], "id": "dv_1",
                "owner": {}, "modifiedDate": "x", "currentTimezoneOffset": 1.0}),
        ));
    }

    #[test]
    fn events_before_which_a_session_ends_are_a_set() {
        let events = |func: &str, events: Value| json!({"sessionDefinition": [{"func": func, "events": events}]});
        assert!(same(
            events("BEFORE_EVENTS", json!(["metrics/a", "metrics/b"])),
            events("beforeEvents", json!(["metrics/b", "metrics/a"]))
        ));
        assert!(!same(events("BEFORE_EVENTS", json!(["metrics/a"])), events("BEFORE_EVENTS", json!(["metrics/b"]))));
        assert!(!same(
            events("INACTIVITY", json!(["metrics/a", "metrics/b"])),
            events("INACTIVITY", json!(["metrics/b", "metrics/a"]))
        ));
    }

    #[test]
    fn what_differs_differs() {
        assert!(!same(json!({"description": ""}), json!({})), "an empty text is a value");
        assert!(same(json!({"segmentList": [], "containerNames": {}}), json!({})));
        assert!(!same(json!({"containerNames": {"event": "a"}}), json!({"containerNames": {"event": "b"}})));
        assert!(!same(
            json!({"sessionDefinition": [{"a": 1}, {"b": 1}]}),
            json!({"sessionDefinition": [{"b": 1}, {"a": 1}]})
        ));
        assert!(!same(json!({"newMember": 1}), json!({"newMember": 2})));
    }

    #[test]
    fn units_are_members_and_those_of_two_objects() {
        let units =
            Definition::of(&json!({"name": "x", "containerNames": {"event": "e", "people": "p"}, "new": {"a": 1}}))
                .units();
        let texts: Vec<String> = units.iter().map(ToString::to_string).collect();
        assert_eq!(texts, ["containerNames.event", "containerNames.people", "name", "new"]);
        assert_eq!(texts.into_iter().map(Unit::from).collect::<Vec<_>>(), units);
    }

    #[test]
    fn the_hash_is_sha256_over_sorted_members() {
        assert_eq!(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        let hash = |value| Definition::of(&value).hash();
        assert_eq!(hash(json!({"a": 1, "b": {"y": 1, "x": 2.0}})), hash(json!({"b": {"x": 2, "y": 1.0}, "a": 1.0})));
        assert_ne!(hash(json!({"a": 1})), hash(json!({"a": 2})));
    }
}
