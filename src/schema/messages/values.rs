//! Values that are of the wrong type, not among the allowed ones, or lists with the wrong items.

use super::{alike, error, mark, named, nearest, shown, subject};
use crate::diagnostic::{Diagnostic, Fix, Related};
use crate::schema::{Facts, Schema, walk};
use crate::syntax::{Kind, Member, Node, edit, quote};
use crate::text::TextEdit;
use serde_json::Value;

fn type_word(name: &str) -> &str {
    match name {
        "object" => "an object `{…}`",
        "array" => "a list `[…]`",
        "string" => "text in quotes",
        "integer" => "a whole number",
        "number" => "a number",
        "boolean" => "`true` or `false`",
        "null" => "`null`",
        other => other,
    }
}

/// `a`, `a or b`, `a, b or c`.
fn either(words: &[&str]) -> String {
    match words {
        [] => "something else".into(),
        [one] => (*one).to_owned(),
        [head @ .., last] => format!("{} or {last}", head.join(", ")),
    }
}

pub(super) fn wrong_type(schema: &Schema, node: Node<'_>, types: &[String], facts: &Facts<'_>) -> Diagnostic {
    let wanted = |name: &str| types.iter().any(|kind| kind == name || (kind == "number" && name == "integer"));
    let words: Vec<&str> = types.iter().map(|name| type_word(name)).collect();
    let range = if node.is_container() { mark(node) } else { node.range() };
    let message = format!("{} must be {}, not {}.", subject(node), either(&words), shown(node));
    let mut diagnostic = error("wrong-type", range, message);
    if let Some(example) = facts.examples().first().filter(|_| !node.is_container()) {
        diagnostic.help = Some(format!("For example {}.", named(example)));
    }
    let mut replace = |title: String, json: String, safe: bool| {
        diagnostic.fixes.push(Fix::preferred(title, vec![edit::replace(node, json)]).safe_if(safe));
    };
    match node.kind() {
        Kind::String => {
            let text = node.as_str().unwrap_or_default();
            let text = text.trim();
            let number = serde_json::from_str::<serde_json::Number>(text).ok();
            let whole = number.as_ref().is_some_and(|n| n.is_i64() || n.is_u64());
            if (whole && (wanted("integer") || wanted("number"))) || (number.is_some() && wanted("number")) {
                replace(format!("Replace with {text}"), text.to_owned(), true);
            } else if wanted("boolean")
                && let Some(value) = boolean(text)
            {
                replace(
                    format!("Replace with {value}"),
                    value.to_string(),
                    text.eq_ignore_ascii_case(&value.to_string()),
                );
            }
        }
        Kind::Number | Kind::True | Kind::False if wanted("string") => {
            // Digits are digits in quotes, too; what was meant by a flag or by `1.0` is not known.
            let digits = node.text().bytes().all(|byte| byte.is_ascii_digit());
            replace("Put it in quotes".into(), quote(node.text()), digits);
        }
        Kind::Number if wanted("integer") => {
            if let Some(value) = node.as_f64().filter(|value| value.abs() < 1e15) {
                let rounded = format!("{value:.0}");
                diagnostic.fixes.push(Fix::offered(format!("Round to {rounded}"), vec![edit::replace(node, rounded)]));
            }
        }
        Kind::Number if wanted("boolean") && matches!(node.text(), "0" | "1") => {
            let value = node.text() == "1";
            replace(format!("Replace with {value}"), value.to_string(), false);
        }
        Kind::Null => null_fixes(node, &mut diagnostic),
        _ => {}
    }
    if wanted("array") && node.kind() != Kind::Null && !node.is_array() {
        // A lone object or value where a list belongs is nearly always its only item.
        if let Some(safe) = as_item(schema, node) {
            diagnostic.fixes.push(Fix::preferred("Wrap in `[ ]`", edit::wrap(node)).safe_if(safe));
        }
    }
    if node.is_array()
        && node.child_count() == 1
        && let Some(item) = node.item(0)
        && walk::has_type(item, &Value::Array(types.iter().map(|name| Value::String(name.clone())).collect()))
    {
        let edits = vec![edit::replace(node, item.text())];
        diagnostic.fixes.push(Fix::safe("Take the item out of the list", edits));
    }
    diagnostic
}

/// Whether a lone value would be right as the only item of the list that belongs there; none when it would be no item.
///
/// A text with blanks or marks in it may be several items, or a list that PowerShell wrote as text.
fn as_item(schema: &Schema, node: Node<'_>) -> Option<bool> {
    let items = schema.item_of(node, 0);
    let types = items.types();
    if !types.is_empty() {
        let types = types.iter().map(|name| Value::String((*name).to_owned())).collect();
        walk::has_type(node, &Value::Array(types)).then_some(())?;
    }
    let known: Vec<&str> = items.properties().iter().map(|property| property.name).collect();
    Some(match node.kind() {
        Kind::Object => node.members().all(|member| known.iter().any(|name| member.key.is_named(name))),
        Kind::String => node.as_str().is_some_and(|text| {
            !text.is_empty() && !text.contains(|ch: char| ch.is_whitespace() || ",;|{}[]()=@".contains(ch))
        }),
        _ => !types.is_empty(),
    })
}

fn null_fixes(node: Node<'_>, diagnostic: &mut Diagnostic) {
    if let Some(key) = node.key() {
        let name = key.as_str().unwrap_or_default();
        diagnostic.help = Some(format!("Leave `{name}` out, or give it a value."));
        let edits = vec![edit::remove_member(Member { key, value: node })];
        diagnostic.fixes.push(Fix::offered(format!("Remove `{name}`"), edits));
    } else if node.parent().is_some() {
        diagnostic.fixes.push(Fix::offered("Remove the item", vec![edit::remove_item(node)]));
    }
}

fn boolean(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "yes" | "1" => Some(true),
        "false" | "no" | "0" => Some(false),
        _ => None,
    }
}

/// A value that is none of the allowed ones; nothing when it differs only in letter case and the schema says how
/// the service writes it (the documents and the service disagree on case).
pub(super) fn unknown_value(node: Node<'_>, options: &[&Value], facts: &Facts<'_>) -> Option<Diagnostic> {
    let fold = |text: &str| text.replace('_', "").to_ascii_uppercase();
    let text = node.as_str();
    let folds = facts.value("x-cja-request-form").is_some();
    if folds
        && let Some(text) = &text
        && options.iter().filter_map(|option| option.as_str()).any(|option| fold(option) == fold(text))
    {
        return None;
    }
    // Several spellings of one value are one value to a person: the one that requests use.
    let mut offered: Vec<&Value> = Vec::new();
    for option in options {
        let spelled_otherwise =
            option.as_str().and_then(|text| facts.request_form(text).map(|form| form != text)).unwrap_or(false);
        if !spelled_otherwise && !offered.contains(option) {
            offered.push(option);
        }
    }
    let subject = subject(node);
    let near = text.as_ref().and_then(|text| nearest(text, offered.iter().filter_map(|option| option.as_str())));
    let list = offered.iter().take(12).map(|option| named(option)).collect::<Vec<_>>().join(", ");
    let message = match (near, offered.as_slice()) {
        (Some(near), _) => format!("{subject} cannot be {}. Did you mean `{}`?", shown(node), quote(near)),
        (None, [only]) => format!("{subject} must be {}, not {}.", named(only), shown(node)),
        (None, _) => format!("{subject} cannot be {}.", shown(node)),
    };
    let mut diagnostic = error("unknown-value", mark(node), message);
    if offered.len() > 1 {
        diagnostic.help = Some(format!("Allowed are {list}{}.", if offered.len() > 12 { ", …" } else { "" }));
    }
    if let Some(near) = near {
        let edits = vec![edit::replace(node, quote(near))];
        let same = text.as_ref().is_some_and(|text| alike(text, near));
        diagnostic.fixes.push(Fix::preferred(format!("Replace with `{}`", quote(near)), edits).safe_if(same));
    }
    for option in offered.iter().filter(|option| near.is_none() || option.as_str() != near).take(8) {
        let edits = vec![edit::replace(node, option.to_string())];
        diagnostic.fixes.push(Fix::offered(format!("Replace with {}", named(option)), edits));
    }
    Some(diagnostic)
}

pub(super) fn pattern(node: Node<'_>, pattern: &str, facts: &Facts<'_>, subject: &str) -> Diagnostic {
    let message = format!("{subject} does not have the form that is expected: {}.", shown(node));
    let mut diagnostic = error("pattern-mismatch", mark(node), message);
    let example =
        facts.examples().first().map(|example| format!("For example {}; the pattern is `{pattern}`.", named(example)));
    diagnostic.help = Some(example.unwrap_or_else(|| format!("The pattern is `{pattern}`.")));
    diagnostic
}

pub(super) fn too_few_items(schema: &Schema, node: Node<'_>, limit: u64, subject: &str) -> Diagnostic {
    let message = match (node.child_count(), limit) {
        (0, 1) => format!("{subject} is empty; it needs at least one item."),
        (_, limit) => format!("{subject} needs at least {}.", super::count(limit, "item")),
    };
    let mut diagnostic = error("too-few-items", node.range(), message);
    if node.child_count() == 0 && limit == 1 {
        let item = schema.item_of(node, 0).plain_skeleton();
        let edits = vec![TextEdit::insert(node.range().start + 1, item)];
        diagnostic.fixes.push(Fix::offered("Add an item", edits));
    }
    diagnostic
}

pub(super) fn repeated_item(node: Node<'_>, subject: &str) -> Diagnostic {
    let items: Vec<(Node<'_>, Value)> = node.items().map(|item| (item, item.to_value_lossy())).collect();
    for (at, (item, value)) in items.iter().enumerate() {
        let Some((first, _)) = items.iter().take(at).find(|(_, other)| other == value) else { continue };
        let mut diagnostic =
            error("duplicate-item", item.range(), format!("{subject} must not hold {} twice.", shown(*item)));
        diagnostic.related.push(Related { range: first.range(), message: "first here".into() });
        diagnostic.fixes.push(Fix::preferred("Remove the repetition", vec![edit::remove_item(*item)]));
        return diagnostic;
    }
    error("duplicate-item", mark(node), format!("{subject} must not hold the same item twice."))
}
