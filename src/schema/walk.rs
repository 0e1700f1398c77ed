//! Walking a schema beside a document: which parts of the schema speak about a value.

use super::{Facts, Schema};
use crate::syntax::{Kind, Node, Step};
use serde_json::Value;

/// How many steps of `$ref`, `allOf` and the like are followed at one place; deeper is a cycle or a maze.
const MOST_STEPS: usize = 64;

impl Schema {
    /// What the schema says about the value at this node (for a key, about the key's value).
    pub fn at<'s>(&'s self, node: Node<'_>) -> Facts<'s> {
        Facts::new(self.parts_of(node.value().unwrap_or(node), None))
    }

    /// The parts of the schema for a node; branches are judged as if the value `without` were not there.
    fn parts_of<'s>(&'s self, node: Node<'_>, without: Option<Node<'_>>) -> Vec<&'s Value> {
        let mut chain = vec![node];
        let mut at = node;
        while let Some(parent) = at.parent() {
            chain.push(parent);
            at = parent;
        }
        let root = at;
        let mut parts = Vec::new();
        self.gather(&self.root, Some(Seen { node: root, without }), &mut parts, 0);
        for pair in chain.iter().rev().zip(chain.iter().rev().skip(1)) {
            let (parent, child) = pair;
            let name = child.key().and_then(|key| key.as_str());
            let step = match &name {
                Some(name) => Step::Key(name.clone()),
                None => Step::Index(child.index_in(*parent).unwrap_or(0)),
            };
            parts = self.below(&parts, &step, Some(Seen { node: *child, without }));
        }
        parts
    }

    /// What the schema says about a member that need not be there, of the object at this node.
    pub fn member_of<'s>(&'s self, object: Node<'_>, name: &str) -> Facts<'s> {
        let present = object.get(name);
        let parts = self.at(object).into_parts();
        Facts::new(self.below(&parts, &Step::Key(name.into()), present.map(Seen::whole)))
    }

    /// What may stand under a member, whatever stands there now: where the value tells the branches of `oneOf` apart,
    /// the values of all branches that the other members leave open.
    pub fn choices_of<'s>(&'s self, object: Node<'_>, name: &str) -> Facts<'s> {
        let present = object.get(name);
        let Some(value) = present else { return self.member_of(object, name) };
        let parts = self.parts_of(object, Some(value));
        Facts::new(self.below(&parts, &Step::Key(name.into()), None))
    }

    /// What the schema says about any item of the array at this node.
    pub fn item_of<'s>(&'s self, array: Node<'_>, index: usize) -> Facts<'s> {
        let parts = self.at(array).into_parts();
        Facts::new(self.below(&parts, &Step::Index(index), None))
    }

    /// What the schema says about a child, from what it says about the container around it: a walk from the root
    /// downwards asks each part once.
    pub fn inside<'s>(&'s self, around: &Facts<'s>, step: &Step<'_>, child: Node<'_>) -> Facts<'s> {
        Facts::new(self.below(around.parts(), step, Some(Seen::whole(child))))
    }

    /// What the schema says about the document when there is no value yet.
    pub fn of_nothing(&self) -> Facts<'_> {
        let mut parts = Vec::new();
        self.gather(&self.root, None, &mut parts, 0);
        Facts::new(parts)
    }

    /// The parts for a child, from the parts for its container.
    pub(super) fn below<'s>(&'s self, parts: &[&'s Value], step: &Step<'_>, child: Option<Seen<'_>>) -> Vec<&'s Value> {
        let mut out = Vec::new();
        for part in parts {
            for schema in children(part, step) {
                self.gather(schema, child, &mut out, 0);
            }
        }
        out
    }

    /// A schema with everything that it brings in for this value: references, `allOf`, the right branch of
    /// `if`, the fitting branches of `anyOf` and `oneOf` (all of them when none fits or there is no value).
    pub(super) fn gather<'s>(
        &'s self,
        schema: &'s Value,
        node: Option<Seen<'_>>,
        out: &mut Vec<&'s Value>,
        steps: usize,
    ) {
        if steps > MOST_STEPS || out.iter().any(|seen| std::ptr::eq(*seen, schema)) {
            return;
        }
        out.push(schema);
        let Some(object) = schema.as_object() else { return };
        if let Some(target) = object.get("$ref").and_then(Value::as_str).and_then(|reference| self.resolve(reference)) {
            self.gather(target, node, out, steps + 1);
        }
        for all in object.get("allOf").and_then(Value::as_array).into_iter().flatten() {
            self.gather(all, node, out, steps + 1);
        }
        if let Some(condition) = object.get("if") {
            let taken = match node {
                Some(node) if self.fits(condition, node) => ["then"].as_slice(),
                Some(_) => ["else"].as_slice(),
                None => ["then", "else"].as_slice(),
            };
            for branch in taken.iter().filter_map(|name| object.get(*name)) {
                self.gather(branch, node, out, steps + 1);
            }
        }
        for keyword in ["anyOf", "oneOf"] {
            let branches: Vec<&Value> = object.get(keyword).and_then(Value::as_array).into_iter().flatten().collect();
            let fitting: Vec<&Value> = match node {
                Some(node) => branches.iter().copied().filter(|branch| self.could_be(branch, node)).collect(),
                None => Vec::new(),
            };
            for branch in if fitting.is_empty() { &branches } else { &fitting } {
                self.gather(branch, node, out, steps + 1);
            }
        }
    }

    /// A reference inside this schema: `#`, `#/a/b`, or a `$id`, `$anchor` of the root or of `$defs`.
    pub(super) fn resolve(&self, reference: &str) -> Option<&Value> {
        let own = self.root.get("$id").and_then(Value::as_str).unwrap_or("");
        let local = reference.strip_prefix(own).filter(|_| !own.is_empty()).unwrap_or(reference);
        if local.is_empty() {
            return Some(&self.root);
        }
        if let Some(pointer) = local.strip_prefix('#') {
            if pointer.is_empty() || pointer.starts_with('/') {
                return match pointer.contains('%') {
                    true => self.root.pointer(&pointer.replace("%25", "%").replace("%24", "$")),
                    false => self.root.pointer(pointer),
                };
            }
            return self.definitions().find(|schema| {
                ["$anchor", "$dynamicAnchor"].iter().any(|key| schema.get(key).and_then(Value::as_str) == Some(pointer))
            });
        }
        self.definitions().find(|schema| schema.get("$id").and_then(Value::as_str) == Some(reference))
    }

    fn definitions(&self) -> impl Iterator<Item = &Value> {
        ["$defs", "definitions"]
            .into_iter()
            .filter_map(|name| self.root.get(name).and_then(Value::as_object))
            .flat_map(|definitions| definitions.values())
            .chain(std::iter::once(&self.root))
    }

    /// Whether a condition of `if` holds, as far as types, required members, constants and member conditions tell.
    fn fits(&self, schema: &Value, node: Seen<'_>) -> bool {
        self.judge(schema, node, false, 0)
    }

    /// Whether a branch may be what is meant: the type is right and no constant speaks against it.
    fn could_be(&self, schema: &Value, node: Seen<'_>) -> bool {
        self.judge(schema, node, true, 0)
    }

    /// A rough judgement without the validator; `lenient` forgives what is only missing so far.
    fn judge(&self, schema: &Value, seen: Seen<'_>, lenient: bool, steps: usize) -> bool {
        if steps > MOST_STEPS {
            return true;
        }
        let Some(object) = schema.as_object() else { return schema.as_bool().unwrap_or(true) };
        let Seen { node, without } = seen;
        let again = |schema: &Value, node| self.judge(schema, Seen { node, without }, lenient, steps + 1);
        if let Some(types) = object.get("type")
            && !has_type(node, types)
        {
            return false;
        }
        if node.is_object() && !lenient {
            let required = object.get("required").and_then(Value::as_array).into_iter().flatten();
            if !required.filter_map(Value::as_str).all(|name| node.get(name).is_some()) {
                return false;
            }
        }
        for (name, member) in object.get("properties").and_then(Value::as_object).into_iter().flatten() {
            if let Some(value) = node.get(name).filter(|value| Some(*value) != without)
                && !again(member, value)
            {
                return false;
            }
        }
        if let Some(constant) = object.get("const")
            && !is_value(node, constant)
        {
            return false;
        }
        if let Some(values) = object.get("enum").and_then(Value::as_array)
            && !lenient_enum(node, values, lenient)
        {
            return false;
        }
        if let Some(pattern) = object.get("pattern").and_then(Value::as_str)
            && let Some(text) = node.as_str()
            && let Some(prefix) = pattern.strip_prefix('^')
            && !matches_simple(prefix, &text)
        {
            return false;
        }
        if let Some(not) = object.get("not")
            && !lenient
            && again(not, node)
        {
            return false;
        }
        if let Some(target) = object.get("$ref").and_then(Value::as_str).and_then(|reference| self.resolve(reference))
            && !again(target, node)
        {
            return false;
        }
        let list = |name: &str| object.get(name).and_then(Value::as_array);
        list("allOf").is_none_or(|all| all.iter().all(|one| again(one, node)))
            && list("anyOf").is_none_or(|any| any.iter().any(|one| again(one, node)))
            && list("oneOf").is_none_or(|any| any.iter().any(|one| again(one, node)))
    }
}

/// A value as branches are judged by it.
#[derive(Clone, Copy)]
pub(super) struct Seen<'t> {
    node: Node<'t>,
    /// A value inside that counts as not there.
    without: Option<Node<'t>>,
}

impl<'t> Seen<'t> {
    fn whole(node: Node<'t>) -> Self {
        Seen { node, without: None }
    }
}

/// A pattern that is a choice of plain prefixes, such as `(variables|metrics)/`; any other counts as matching.
fn matches_simple(pattern: &str, text: &str) -> bool {
    if let Some((choices, tail)) =
        pattern.strip_prefix("(?:").or_else(|| pattern.strip_prefix('(')).and_then(|p| p.split_once(')'))
    {
        let plain = |part: &str| part.chars().all(|ch| ch.is_alphanumeric() || matches!(ch, '_' | '/' | '-'));
        if choices.split('|').all(plain) && plain(tail) {
            return choices
                .split('|')
                .any(|choice| text.strip_prefix(choice).is_some_and(|rest| rest.starts_with(tail)));
        }
    }
    true
}

/// An enum speaks against a branch only when the value is complete and none of them.
fn lenient_enum(node: Node<'_>, values: &[Value], lenient: bool) -> bool {
    (lenient && node.as_str().is_some_and(|text| text.is_empty())) || values.iter().any(|value| is_value(node, value))
}

fn is_value(node: Node<'_>, value: &Value) -> bool {
    match value {
        Value::String(text) => node.kind() == Kind::String && node.is_named(text),
        Value::Null => node.kind() == Kind::Null,
        Value::Bool(value) => node.as_bool() == Some(*value),
        Value::Number(number) => {
            let whole = |text: &str| text.parse::<i128>().ok();
            match (whole(node.text()), whole(&number.to_string())) {
                (Some(own), Some(other)) => own == other,
                _ => node.as_f64().is_some() && node.as_f64() == number.as_f64(),
            }
        }
        _ => node.to_value().as_ref() == Some(value),
    }
}

/// Whether a node is of one of the types of a `type` keyword. What is not there or not JSON is of every type.
pub(super) fn has_type(node: Node<'_>, types: &Value) -> bool {
    let one = |name: &str| match node.kind() {
        Kind::Object => name == "object",
        Kind::Array => name == "array",
        Kind::String => name == "string",
        Kind::Number => {
            name == "number" || (name == "integer" && node.as_f64().is_none_or(|value| value.fract() == 0.0))
        }
        Kind::True | Kind::False => name == "boolean",
        Kind::Null => name == "null",
        Kind::Key | Kind::Bad | Kind::Missing => true,
    };
    match types {
        Value::String(name) => one(name),
        Value::Array(names) => names.iter().filter_map(Value::as_str).any(one),
        _ => true,
    }
}

/// The schemas that a container's schema has for one child.
fn children<'s>(schema: &'s Value, step: &Step<'_>) -> Vec<&'s Value> {
    let Some(object) = schema.as_object() else { return Vec::new() };
    let mut out = Vec::new();
    match step {
        Step::Key(name) => {
            let named = object.get("properties").and_then(|properties| properties.get(name.as_ref()));
            out.extend(named);
            let patterns = object.get("patternProperties").and_then(Value::as_object);
            // Patterns that are not a plain prefix are taken to match: too much help beats none.
            let matching = patterns
                .into_iter()
                .flatten()
                .filter(|(pattern, _)| pattern.strip_prefix('^').is_none_or(|prefix| matches_simple(prefix, name)));
            out.extend(matching.map(|(_, schema)| schema));
            if out.is_empty() {
                out.extend(object.get("additionalProperties").or_else(|| object.get("unevaluatedProperties")));
            }
        }
        Step::Index(index) => {
            let prefix = object.get("prefixItems").or_else(|| object.get("items").filter(|items| items.is_array()));
            let own = prefix.and_then(Value::as_array).and_then(|items| items.get(*index));
            let rest = object.get("items").filter(|items| !items.is_array()).or_else(|| object.get("additionalItems"));
            out.extend(own.or(rest).or_else(|| object.get("unevaluatedItems")));
        }
    }
    out
}
