//! Faults that change what a good answer says.

use serde_json::{Map, Value, json};

/// The objects that an answer is about: the items of a page or an array, else the answer itself.
fn subjects(value: &mut Value) -> Vec<&mut Map<String, Value>> {
    let paged = value.get("content").is_some_and(Value::is_array);
    let inner = if paged { value.get_mut("content") } else { Some(value) };
    match inner {
        Some(Value::Array(items)) => items.iter_mut().filter_map(Value::as_object_mut).collect(),
        Some(Value::Object(map)) => vec![map],
        _ => Vec::new(),
    }
}

/// Members that the service may add one day: a scalar, an object, a null.
pub(super) fn add_unknown_members(value: &mut Value) {
    let unknown = [
        ("dataViewTier", json!("gold")),
        ("retentionPolicy", json!({"months": 25, "rules": [{"kind": "hard", "exempt": null}]})),
        ("futureMember", Value::Null),
    ];
    for (name, member) in unknown {
        for subject in subjects(value) {
            subject.insert(name.into(), member.clone());
        }
        if let Value::Object(map) = &mut *value {
            map.insert(name.into(), member);
        }
    }
}

/// Another id than the one asked for.
pub(super) fn change_id(value: &mut Value) {
    for subject in subjects(value) {
        if let Some(Value::String(id)) = subject.get_mut("id") {
            let prefix = id.split_once('_').map_or("", |(prefix, _)| prefix);
            *id = format!("{prefix}_ffffffffffffffffffffffff");
        }
    }
}

/// Always a next page, and every page is full.
pub(super) fn never_end(value: &mut Value, number: usize) {
    let Some(page) = value.as_object_mut() else { return };
    for name in ["last", "lastPage"] {
        if page.contains_key(name) {
            page.insert(name.into(), json!(false));
        }
    }
    page.insert("number".into(), json!(number));
    page.insert("totalPages".into(), json!(number.saturating_add(2)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_endless_page_always_has_a_next_one() {
        let mut page = json!({"content": [{"id": "dv_1"}], "number": 0, "totalPages": 1, "lastPage": true});
        never_end(&mut page, 7);
        assert_eq!(page, json!({"content": [{"id": "dv_1"}], "number": 7, "totalPages": 9, "lastPage": false}));
    }

    #[test]
    fn items_and_single_objects_get_another_id() {
        let mut page = json!({"content": [{"id": "dv_1"}]});
        change_id(&mut page);
        assert_eq!(page, json!({"content": [{"id": "dv_ffffffffffffffffffffffff"}]}));
    }
}
