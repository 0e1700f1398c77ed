//! Schema errors rewritten for people: what is wrong with the value found, why, what to do, and a fix where the
//! right value is knowable.

mod codes;
mod values;

pub use codes::{CODES, SchemaCode};

use super::{Facts, Schema};
use crate::diagnostic::{Diagnostic, Fix, Origin, Severity};
use crate::syntax::{Kind, Member, Node, edit, quote};
use crate::text::TextRange;
use jsonschema::ValidationError;
use jsonschema::error::{TypeKind, ValidationErrorKind};
use serde_json::Value;

/// How much of a value is shown.
const SHOWN_VALUE: usize = 40;

fn error(code: &'static str, range: TextRange, message: String) -> Diagnostic {
    Diagnostic::new(Origin::Schema, code, Severity::Error, range, message)
}

/// The name of a value's place, as a subject: `` `numPeriods` ``, `Item 2 of `events``, `The document`.
fn subject(node: Node<'_>) -> String {
    if let Some(key) = node.key() {
        return format!("`{}`", key.as_str().unwrap_or_default());
    }
    let Some(parent) = node.parent() else { return "The document".into() };
    let number = node.index_in(parent).map_or(0, |index| index + 1);
    match parent.key().and_then(|key| key.as_str()) {
        Some(list) => format!("Item {number} of `{list}`"),
        None => format!("Item {number}"),
    }
}

/// The value as it is shown in a sentence.
fn shown(node: Node<'_>) -> String {
    let kind = match node.kind() {
        Kind::Object => return "an object".into(),
        Kind::Array => return "a list".into(),
        Kind::Null => return "`null`".into(),
        Kind::String => "the text ",
        Kind::Number => "the number ",
        _ => "",
    };
    let text = node.text();
    let cut: String = text.chars().take(SHOWN_VALUE).collect();
    let more = if cut.len() < text.len() { "…" } else { "" };
    format!("{kind}`{cut}{more}`")
}

/// The brackets or the value itself: a long container is marked at its opening bracket only.
fn mark(node: Node<'_>) -> TextRange {
    let range = node.range();
    if node.is_container() { TextRange { start: range.start, end: (range.start + 1).min(range.end) } } else { range }
}

/// Describes one error at its node.
pub(super) fn describe(schema: &Schema, node: Node<'_>, kind: &ValidationErrorKind, out: &mut Vec<Diagnostic>) {
    use ValidationErrorKind as K;
    let facts = schema.at(node);
    let subject = subject(node);
    let text = |value: &Value| value.to_string();
    let diagnostic = match kind {
        K::Type { kind } => return out.push(values::wrong_type(schema, node, &type_names(kind), &facts)),
        K::Enum { options } => {
            let options: Vec<&Value> = options.as_array().into_iter().flatten().collect();
            return out.extend(values::unknown_value(node, &options, &facts));
        }
        K::Constant { expected_value } => return out.extend(values::unknown_value(node, &[expected_value], &facts)),
        K::AdditionalProperties { unexpected } | K::UnevaluatedProperties { unexpected } => {
            return unexpected.iter().for_each(|name| not_allowed(node, name, &facts, out));
        }
        K::FalseSchema => error("not-allowed", mark(node), format!("{subject} is not allowed here.")),
        K::Not { .. } => error("not-allowed", mark(node), format!("{subject} must not be {}.", shown(node))),
        K::Minimum { limit } => error("too-small", mark(node), format!("{subject} must be at least {}.", text(limit))),
        K::Maximum { limit } => error("too-large", mark(node), format!("{subject} must be at most {}.", text(limit))),
        K::ExclusiveMinimum { limit } => {
            error("too-small", mark(node), format!("{subject} must be more than {}.", text(limit)))
        }
        K::ExclusiveMaximum { limit } => {
            error("too-large", mark(node), format!("{subject} must be less than {}.", text(limit)))
        }
        K::MultipleOf { multiple_of } => {
            error("not-a-multiple", mark(node), format!("{subject} must be a multiple of {multiple_of}."))
        }
        K::MinLength { limit } => {
            error("too-short", mark(node), format!("{subject} must have at least {}.", count(*limit, "character")))
        }
        K::MaxLength { limit } => {
            error("too-long", mark(node), format!("{subject} must have at most {}.", count(*limit, "character")))
        }
        K::MinItems { limit } => return out.push(values::too_few_items(schema, node, *limit, &subject)),
        K::MaxItems { limit } => {
            error("too-many-items", mark(node), format!("{subject} must hold at most {}.", count(*limit, "item")))
        }
        K::AdditionalItems { limit } => error(
            "too-many-items",
            mark(node),
            format!("{subject} must hold at most {}.", count(*limit as u64, "item")),
        ),
        K::UnevaluatedItems { .. } => {
            error("too-many-items", mark(node), format!("{subject} holds items that the schema does not know."))
        }
        K::MinProperties { limit } => {
            error("too-few-members", mark(node), format!("{subject} must have at least {}.", count(*limit, "member")))
        }
        K::MaxProperties { limit } => {
            error("too-many-members", mark(node), format!("{subject} must have at most {}.", count(*limit, "member")))
        }
        K::UniqueItems => return out.push(values::repeated_item(node, &subject)),
        K::Contains => error("missing-item", mark(node), format!("{subject} lacks an item that the schema asks for.")),
        K::Pattern { pattern } => values::pattern(node, pattern, &facts, &subject),
        K::Format { format } => error(
            "wrong-format",
            mark(node),
            format!("{subject} must be a {}, not {}.", format_word(format), shown(node)),
        ),
        K::PropertyNames { error: inner } => return bad_name(node, inner, out),
        K::OneOfMultipleValid { .. } => error(
            "several-match",
            mark(node),
            format!("{subject} fits more than one of the forms that exclude each other."),
        ),
        other => {
            error("schema-error", mark(node), format!("{subject} does not fit the schema (`{}`).", other.keyword()))
        }
    };
    out.push(diagnostic);
}

fn count(number: u64, unit: &str) -> String {
    if number == 1 { format!("1 {unit}") } else { format!("{number} {unit}s") }
}

fn format_word(format: &str) -> String {
    match format {
        "date-time" => "date with time such as `2026-03-01T10:00:00Z`".into(),
        "date" => "date such as `2026-03-01`".into(),
        "uri" => "web address".into(),
        other => format!("value of the form `{other}`"),
    }
}

fn type_names(kind: &TypeKind) -> Vec<String> {
    match kind {
        TypeKind::Single(kind) => vec![kind.to_string()],
        TypeKind::Multiple(kinds) => kinds.iter().map(|kind| kind.to_string()).collect(),
    }
}

/// Members that are missing from one object, all in one diagnostic at its opening bracket.
pub(super) fn missing(schema: &Schema, node: Node<'_>, names: &[String], out: &mut Vec<Diagnostic>) {
    let facts = schema.at(node);
    let order = facts.required();
    let mut names: Vec<&str> = names.iter().map(String::as_str).collect();
    names.sort_by_key(|name| order.iter().position(|known| known == name));
    let list = names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let view = schema.is_data_view() && facts.properties().iter().any(|property| property.name == "timezoneDesignator");
    let message = match (view, names.len()) {
        (true, 1) => format!("{list} is missing; without it the service creates no data view."),
        (true, _) => format!("{list} are missing; without them the service creates no data view."),
        (false, 1) => format!("{list} is missing here."),
        (false, _) => format!("{list} are missing here."),
    };
    let mut diagnostic = error("missing-member", mark(node), message);
    if view {
        diagnostic.help = Some("An object with an `id` changes that data view and may leave them out.".into());
    }
    let members: Vec<(&str, String)> =
        names.iter().map(|name| (*name, schema.member_of(node, name).plain_skeleton())).collect();
    let members: Vec<(&str, &str)> = members.iter().map(|(name, json)| (*name, json.as_str())).collect();
    let title = if names.len() == 1 { format!("Add {list}") } else { "Add all missing members".to_owned() };
    if edit::can_grow(node) {
        diagnostic.fixes.push(Fix::offered(title, vec![edit::insert_members(node, None, &members)]));
    }
    out.push(diagnostic);
}

/// A member that a closed schema does not know.
fn not_allowed(object: Node<'_>, name: &str, facts: &Facts<'_>, out: &mut Vec<Diagnostic>) {
    for Member { key, value } in object.members().filter(|member| member.key.is_named(name)) {
        if key.is_unclear() {
            continue;
        }
        let known: Vec<&str> = facts.properties().iter().map(|property| property.name).collect();
        let near = nearest(name, known.iter().copied()).filter(|near| object.member(near).is_none());
        let message = match near {
            Some(near) => format!("`{name}` is no member that is known here. Did you mean `{near}`?"),
            None => format!("`{name}` is no member that is known here."),
        };
        let mut diagnostic = error("member-not-allowed", key.range(), message);
        if near.is_none() && !known.is_empty() && known.len() <= 24 {
            diagnostic.help =
                Some(format!("Known are {}.", known.iter().map(|k| format!("`{k}`")).collect::<Vec<_>>().join(", ")));
        }
        if let Some(near) = near {
            diagnostic.fixes.push(rename(key, name, near));
        }
        let removal = vec![edit::remove_member(Member { key, value })];
        diagnostic.fixes.push(Fix::offered(format!("Remove `{name}`"), removal));
        out.push(diagnostic);
    }
}

/// A member whose name the schema does not accept.
fn bad_name(object: Node<'_>, inner: &ValidationError<'_>, out: &mut Vec<Diagnostic>) {
    let name = inner.instance().as_str().unwrap_or_default().to_owned();
    let key = object.members().map(|member| member.key).find(|key| key.is_named(&name));
    let range = key.map_or(mark(object), Node::range);
    let mut diagnostic = error("bad-member-name", range, format!("`{name}` is no name that is allowed here."));
    if let (ValidationErrorKind::Enum { options }, Some(key)) = (inner.kind(), key) {
        let names: Vec<&str> = options.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        diagnostic.help =
            Some(format!("Allowed are {}.", names.iter().map(|n| format!("`{n}`")).collect::<Vec<_>>().join(", ")));
        if let Some(near) = nearest(&name, names.iter().copied()).filter(|near| object.member(near).is_none()) {
            diagnostic.fixes.push(rename(key, &name, near));
        }
    }
    out.push(diagnostic);
}

fn rename(key: Node<'_>, name: &str, near: &str) -> Fix {
    Fix::preferred(format!("Rename to `{near}`"), vec![edit::rename(key, near)]).safe_if(alike(name, near))
}

/// No branch of `anyOf` or `oneOf` stands out: say what would fit.
pub(super) fn no_branch(
    schema: &Schema,
    node: Node<'_>,
    context: &[Vec<ValidationError<'static>>],
    out: &mut Vec<Diagnostic>,
) {
    let mut types: Vec<String> = Vec::new();
    let mut constants: Vec<&Value> = Vec::new();
    for found in context.iter().flatten() {
        match found.kind() {
            ValidationErrorKind::Type { kind } => types.extend(type_names(kind)),
            ValidationErrorKind::Constant { expected_value } => constants.push(expected_value),
            ValidationErrorKind::Enum { options } => constants.extend(options.as_array().into_iter().flatten()),
            _ => {}
        }
    }
    let facts = schema.at(node);
    if !types.is_empty() && types.len() >= context.len() {
        types.dedup();
        return out.push(values::wrong_type(schema, node, &types, &facts));
    }
    if !constants.is_empty() {
        return out.extend(values::unknown_value(node, &constants, &facts));
    }
    out.push(error("no-match", mark(node), format!("{} fits none of the forms that are allowed here.", subject(node))));
}

/// The known word nearest to one that was written: equal but for case and `_`, or a few letters off.
pub fn nearest<'w>(word: &str, known: impl Iterator<Item = &'w str>) -> Option<&'w str> {
    let fold =
        |text: &str| text.chars().filter(|ch| ch.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    let folded = fold(word);
    let scored = known.map(|candidate| {
        let other = fold(candidate);
        let begun = folded.len() >= 3 && other.starts_with(&folded);
        let distance = match other == folded {
            true => 0,
            false if begun => 1,
            false => strsim::damerau_levenshtein(&folded, &other),
        };
        (distance, other.chars().count(), candidate)
    });
    let (distance, length, best) = scored.min_by_key(|(distance, ..)| *distance)?;
    let allowed = (length.min(folded.chars().count()) / 3).clamp(1, 4);
    (distance <= allowed && !folded.is_empty()).then_some(best)
}

/// Whether two words are spelt alike but for letter case and what joins their parts.
pub fn alike(one: &str, other: &str) -> bool {
    let letters = |text: &str| {
        text.trim().chars().filter(|ch| !matches!(ch, '_' | '-' | ' ')).flat_map(char::to_lowercase).collect::<String>()
    };
    letters(one) == letters(other)
}

/// A JSON string or other value as it is named in a sentence.
fn named(value: &Value) -> String {
    match value {
        Value::String(text) => format!("`{}`", quote(text)),
        other => format!("`{other}`"),
    }
}
