//! JSON with the members in the order people know from the documents: page members and names first, `id` last.
//!
//! `serde_json` sorts members by name; real answers do not, and a client that relies on either order should be found out here.

use serde_json::Value;

/// Members that come first, in this order. All others follow by name, and `id` ends the object.
const FIRST: [&str; 26] = [
    "content",
    "name",
    "description",
    "owner",
    "isDeleted",
    "parentDataGroupId",
    "segmentList",
    "currentTimezoneOffset",
    "timezoneDesignator",
    "createdDate",
    "organization",
    "curationEnabled",
    "recentRecordedAccess",
    "sessionDefinition",
    "externalData",
    "containerNames",
    "number",
    "size",
    "numberOfElements",
    "totalElements",
    "totalPages",
    "numPeriods",
    "granularity",
    "func",
    "errorCode",
    "errorDescription",
];

/// Writes the value as compact JSON in that order.
pub(crate) fn to_string(value: &Value) -> String {
    let mut out = String::new();
    write(value, &mut out);
    out
}

fn write(value: &Value, out: &mut String) {
    match value {
        Value::Object(map) => {
            let mut members: Vec<_> = map.iter().collect();
            members.sort_by_key(|(key, _)| rank(key));
            out.push('{');
            for (index, (key, value)) in members.into_iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                out.push_str(&Value::from(key.as_str()).to_string());
                out.push(':');
                write(value, out);
            }
            out.push('}');
        }
        Value::Array(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write(item, out);
            }
            out.push(']');
        }
        scalar => out.push_str(&scalar.to_string()),
    }
}

fn rank(key: &str) -> usize {
    match key {
        "id" => usize::MAX,
        _ => FIRST.iter().position(|first| *first == key).unwrap_or(FIRST.len()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn id_ends_the_object_and_offsets_stay_floats() {
        let value = json!({"id": "dv_1", "zeta": null, "name": "Web \"x\"", "currentTimezoneOffset": 1.0, "alpha": [{"id": 1, "b": true}]});
        assert_eq!(
            super::to_string(&value),
            r#"{"name":"Web \"x\"","currentTimezoneOffset":1.0,"alpha":[{"b":true,"id":1}],"zeta":null,"id":"dv_1"}"#
        );
    }
}
