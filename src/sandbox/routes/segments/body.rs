//! What a segment's body may say, and the validate call.

use serde_json::{Map, Value, json};

use super::super::super::answer::{Answer, Fail, Reply};
use super::super::super::call::Call;

/// Members that the service keeps itself or that belong to other calls.
const MANAGED: [&str; 22] = [
    "id",
    "owner",
    "organization",
    "createDate",
    "createdBy",
    "modified",
    "modifiedById",
    "definitionLastModified",
    "recentRecordedAccess",
    "performanceScore",
    "usageSummary",
    "isDeleted",
    "internal",
    "template",
    "disabled",
    "approved",
    "favorite",
    "dataName",
    "tags",
    "shares",
    "compatibility",
    "usedIn",
];

/// Types of the documented members.
pub(super) fn check(sent: &Map<String, Value>) -> Result<(), String> {
    for member in ["name", "description", "dataId"] {
        if sent.get(member).is_some_and(|value| !value.is_string() && !value.is_null()) {
            return Err(format!("{member} must be a string"));
        }
    }
    match sent.get("definition") {
        Some(definition) if !definition.is_object() => Err("Definition must be formatted as a JSON Object".into()),
        _ => Ok(()),
    }
}

/// Members without which there is no segment. Which ones is inferred; the form of the message is that of data views.
pub(super) fn check_required(sent: &Map<String, Value>) -> Result<(), String> {
    let given = |member: &&str| match sent.get(*member) {
        Some(Value::String(text)) => !text.trim().is_empty(),
        other => other.is_some_and(|value| !value.is_null()),
    };
    let missing: Vec<&str> = ["name", "dataId", "definition"].into_iter().filter(|member| !given(member)).collect();
    match missing.as_slice() {
        [] => Ok(()),
        missing => Err(format!("The following fields are required: [{}] ", missing.join(", "))),
    }
}

/// The members of a body that are kept.
pub(super) fn written(sent: &Map<String, Value>) -> Map<String, Value> {
    let kept = sent.iter().filter(|(member, value)| !MANAGED.contains(&member.as_str()) && !value.is_null());
    kept.map(|(member, value)| (member.clone(), value.clone())).collect()
}

/// `POST /segments/validate`: a definition, alone or inside a segment.
pub(super) async fn validate(call: Call) -> Reply {
    let sent = call.json()?.ok_or_else(|| Fail::invalid_json("Bad JSON input; request not formatted correctly"))?;
    let definition = sent.get("definition").unwrap_or(&sent);
    let errors = problems(definition);
    let mut answer = json!({
        "valid": errors.is_empty(), "validator_version": "1.1.11", "supported_products": ["oberon"],
        "supported_schema": ["schema_oberon"], "supported_features": ["function_attr"],
    });
    if let (Some(first), Some(members)) = (errors.first().cloned(), answer.as_object_mut()) {
        members.insert("message".into(), json!(first));
        members.insert("errors".into(), json!(errors));
    }
    Ok(Answer(answer))
}

/// A definition is a `segment` with a version and a container of a known context that holds a predicate.
fn problems(definition: &Value) -> Vec<String> {
    let Some(members) = definition.as_object() else { return vec!["The definition must be an object".into()] };
    let mut found = Vec::new();
    if members.get("func").and_then(Value::as_str) != Some("segment") {
        found.push("func must be \"segment\"".to_owned());
    }
    if !members.get("version").is_some_and(Value::is_array) {
        found.push("version must be an array of numbers".to_owned());
    }
    let contexts = ["hits", "visits", "visitors", "event", "session", "person"];
    match members.get("container").and_then(Value::as_object) {
        None => found.push("container must be an object".to_owned()),
        Some(container) => {
            let context = container.get("context").and_then(Value::as_str).unwrap_or_default();
            if !contexts.contains(&context) {
                found.push(format!("container.context must be one of {}", contexts.join(", ")));
            }
            if !container.get("pred").is_some_and(Value::is_object) {
                found.push("container.pred must be an object".to_owned());
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_definition_needs_a_container_with_a_predicate() {
        let good = json!({"func": "segment", "version": [1, 0, 0],
            "container": {"func": "container", "context": "hits", "pred": {"func": "exists"}}});
        assert_eq!(problems(&good), Vec::<String>::new());
        assert_eq!(problems(&json!({"func": "segment", "version": [1], "container": {"context": "x"}})).len(), 2);
        assert_eq!(problems(&json!([])).len(), 1);
    }
}
