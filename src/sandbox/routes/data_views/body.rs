//! What a data view's body may say: types, required members, the time zone; and what becomes of it in the store.
//!
//! Which members are required is half documented (`timezoneDesignator`), half inferred from the product: a view needs a name, a
//! connection and a session time. Enums are read in any case and kept as every documented answer shows them: lower case.

use serde_json::{Map, Value, json};

use super::super::super::clock;

type Members = Map<String, Value>;

/// Members that the service keeps itself; what a body says about them is ignored.
const MANAGED: [&str; 14] = [
    "id",
    "owner",
    "isDeleted",
    "currentTimezoneOffset",
    "modifiedDate",
    "modifiedBy",
    "createdDate",
    "organization",
    "recentRecordedAccess",
    "componentType",
    "systemUserOwned",
    "sandboxId",
    "sandboxName",
    "tags",
];

/// True for members that a body cannot set.
pub(super) fn is_managed(member: &str) -> bool {
    MANAGED.contains(&member)
}

/// Types of the documented members. `null` counts as absent, unknown members may be anything.
pub(super) fn check_types(sent: &Members) -> Result<(), String> {
    for (member, value) in sent {
        let right = match member.as_str() {
            "id"
            | "name"
            | "description"
            | "parentDataGroupId"
            | "timezoneDesignator"
            | "organization"
            | "modifiedDate"
            | "modifiedBy"
            | "createdDate"
            | "recentRecordedAccess" => value.is_string(),
            "isDeleted" | "curationEnabled" => value.is_boolean(),
            "currentTimezoneOffset" => value.is_number(),
            "segmentList" => is_strings(value),
            "owner" => value.is_object(),
            "externalData" | "containerNames" => value.as_object().is_some_and(|map| map.values().all(is_text)),
            "sessionDefinition" => return_first(value.as_array(), check_session)?,
            _ => true,
        };
        if !right && !value.is_null() {
            return Err(format!("Invalid JSON. At least one field has the wrong type: {member}"));
        }
    }
    Ok(())
}

fn is_text(value: &Value) -> bool {
    value.is_string() || value.is_null()
}

fn is_strings(value: &Value) -> bool {
    value.as_array().is_some_and(|items| items.iter().all(Value::is_string))
}

/// Checks every item; `false` when there is no array.
fn return_first(items: Option<&Vec<Value>>, check: fn(&Value) -> Result<(), String>) -> Result<bool, String> {
    let Some(items) = items else { return Ok(false) };
    items.iter().try_for_each(check).map(|()| true)
}

fn check_session(item: &Value) -> Result<(), String> {
    let wrong = |member: &str| Err(format!("Invalid JSON. At least one field has the wrong type: {member}"));
    let Some(item) = item.as_object() else { return wrong("sessionDefinition") };
    for (member, value) in item.iter().filter(|(_, value)| !value.is_null()) {
        let right = match member.as_str() {
            "func" => value.as_str().is_some_and(|text| wire_func(text).is_some()),
            "granularity" => value.as_str().is_some_and(|text| wire_granularity(text).is_some()),
            "numPeriods" => value.as_i64().is_some_and(|n| i32::try_from(n).is_ok()),
            "events" => is_strings(value),
            _ => true,
        };
        if !right {
            return wrong(&format!("sessionDefinition.{member}"));
        }
    }
    Ok(())
}

/// The required members, all missing ones in one message. The blank at its end is the service's.
pub(super) fn check_required(sent: &Members) -> Result<(), String> {
    let given = |member: &&str| match sent.get(*member) {
        Some(Value::String(text)) => !text.trim().is_empty(),
        Some(Value::Array(items)) => !items.is_empty(),
        other => other.is_some_and(|value| !value.is_null()),
    };
    let required = ["name", "parentDataGroupId", "timezoneDesignator", "sessionDefinition"];
    let missing: Vec<&str> = required.into_iter().filter(|member| !given(member)).collect();
    match missing.as_slice() {
        [] => Ok(()),
        missing => Err(format!("The following fields are required: [{}] ", missing.join(", "))),
    }
}

/// The time zone must be one of the tz database.
pub(super) fn check_zone(sent: &Members) -> Result<(), String> {
    match sent.get("timezoneDesignator").and_then(Value::as_str) {
        Some(name) if clock::zone(name).is_none() => Err(format!("Invalid timezoneDesignator: {name}")),
        _ => Ok(()),
    }
}

/// The members of a body that are kept, as the service answers them.
pub(super) fn written(sent: &Members) -> Members {
    let kept = sent.iter().filter(|(member, value)| !is_managed(member) && !value.is_null());
    let kept = kept.map(|(member, value)| match member.as_str() {
        "sessionDefinition" => (member.clone(), fold_sessions(value)),
        _ => (member.clone(), value.clone()),
    });
    kept.collect()
}

/// A new record's members, defaults included.
pub(super) fn settings(sent: &Members) -> Members {
    let mut record = written(sent);
    fill(&mut record);
    record
}

/// Adds the defaults of members that nobody gave.
pub(crate) fn fill(record: &mut Members) {
    let parent = record.get("parentDataGroupId").and_then(Value::as_str).unwrap_or_default();
    let external = json!({"externalParentId": parent.strip_prefix("dg_").unwrap_or(parent)});
    let defaults = [
        ("description", json!("")),
        ("segmentList", json!([])),
        ("curationEnabled", json!(false)),
        ("externalData", external),
        ("containerNames", json!({"event": "Event", "session": "Session", "people": "Person"})),
    ];
    for (member, value) in defaults {
        record.entry(member).or_insert(value);
    }
}

fn fold_sessions(value: &Value) -> Value {
    let mut value = value.clone();
    for item in value.as_array_mut().into_iter().flatten().filter_map(Value::as_object_mut) {
        item.retain(|_, value| !value.is_null());
        fold(item, "func", wire_func);
        fold(item, "granularity", wire_granularity);
    }
    value
}

fn fold(item: &mut Members, member: &str, wire: fn(&str) -> Option<&'static str>) {
    if let Some(text) = item.get(member).and_then(Value::as_str).and_then(wire) {
        item.insert(member.into(), json!(text));
    }
}

fn wire_func(text: &str) -> Option<&'static str> {
    match text.replace('_', "").to_ascii_lowercase().as_str() {
        "inactivity" => Some("inactivity"),
        "beforeevents" => Some("beforeEvents"),
        _ => None,
    }
}

fn wire_granularity(text: &str) -> Option<&'static str> {
    ["minute", "hour", "day", "week"].into_iter().find(|unit| unit.eq_ignore_ascii_case(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object(value: Value) -> Members {
        value.as_object().unwrap().clone()
    }

    #[test]
    fn all_missing_members_stand_in_one_message() {
        let sent = object(json!({"name": " ", "sessionDefinition": [], "parentDataGroupId": "dg_1"}));
        let expected = "The following fields are required: [name, timezoneDesignator, sessionDefinition] ";
        assert_eq!(check_required(&sent), Err(expected.into()));
    }

    #[test]
    fn enums_come_back_as_answers_show_them() {
        let sent = object(json!({"sessionDefinition": [
            {"func": "BEFORE_EVENTS", "events": ["metrics/a"]},
            {"func": "Inactivity", "granularity": "WEEK", "numPeriods": 2, "events": null}]}));
        assert_eq!(check_types(&sent), Ok(()));
        let expected = json!([
            {"func": "beforeEvents", "events": ["metrics/a"]},
            {"func": "inactivity", "granularity": "week", "numPeriods": 2}]);
        assert_eq!(written(&sent).get("sessionDefinition"), Some(&expected));
    }

    #[test]
    fn wrong_types_are_named() {
        for (body, member) in [
            (json!({"name": 1}), "name"),
            (json!({"sessionDefinition": {}}), "sessionDefinition"),
            (json!({"sessionDefinition": [1]}), "sessionDefinition"),
            (json!({"sessionDefinition": [{"numPeriods": 2147483648_u64}]}), "sessionDefinition.numPeriods"),
            (json!({"sessionDefinition": [{"func": "NEVER"}]}), "sessionDefinition.func"),
            (json!({"segmentList": [null]}), "segmentList"),
        ] {
            assert!(check_types(&object(body)).unwrap_err().ends_with(member), "{member}");
        }
        assert_eq!(check_types(&object(json!({"name": null, "sessionDefinition": [{}], "new": [1]}))), Ok(()));
    }
}
