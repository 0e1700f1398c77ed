//! What a schema from outside says about values is shown in editors as Markdown. A repository may name such a schema, so its
//! titles and descriptions are words and nothing more; the built-in schemas keep their links and lists.

use crate::text::shown;
use serde_json::Value;

/// Members that hold values and no schemas; what is in them is left alone.
const VALUES: [&str; 4] = ["const", "default", "enum", "examples"];
/// Members whose text is shown.
const SHOWN: [&str; 6] =
    ["title", "description", "markdownDescription", "enumDescriptions", "markdownEnumDescriptions", "x-cja-source"];

/// The schema with all that is shown of it made harmless, without recursion: its depth is another's choice.
pub(super) fn harmless(mut root: Value) -> Value {
    let mut open: Vec<&mut Value> = vec![&mut root];
    while let Some(value) = open.pop() {
        match value {
            Value::Object(members) => {
                members.remove("x-cja-source-url");
                for (name, member) in members.iter_mut().filter(|(name, _)| !VALUES.contains(&name.as_str())) {
                    match member {
                        Value::String(text) if SHOWN.contains(&name.as_str()) => *text = shown::markdown(text),
                        Value::Array(items) if SHOWN.contains(&name.as_str()) => {
                            for item in items {
                                if let Value::String(text) = item {
                                    *text = shown::markdown(text);
                                }
                            }
                        }
                        Value::Object(_) | Value::Array(_) => open.push(member),
                        _ => {}
                    }
                }
            }
            Value::Array(items) => open.extend(items.iter_mut()),
            _ => {}
        }
    }
    root
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_shown_is_words_and_values_stay() {
        let schema = json!({"title": "![t](https://e.example)", "properties": {"title": {"description": "<b>", "enum": ["<b>"],
            "enumDescriptions": ["[x](y)"], "x-cja-source-url": "https://e.example", "default": {"title": "<b>"}}}});
        assert_eq!(
            harmless(schema),
            json!({"title": "!\\[t\\](https\\://e.example)", "properties": {"title": {"description": "&lt;b>",
                "enum": ["<b>"], "enumDescriptions": ["\\[x\\](y)"], "default": {"title": "<b>"}}}})
        );
    }
}
