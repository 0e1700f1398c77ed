//! What the parts of a schema that speak about one value say together.

use serde_json::Value;
use std::collections::BTreeMap;

/// Who sets a member (`x-cja-write`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Write {
    /// The author of the file.
    Yours,
    /// The service; what a push sends is ignored.
    Server,
    /// The service, once: it says which data view is meant.
    Identity,
    /// Nobody but the editor; never sent.
    Local,
}

/// The parts of a schema that speak about one value, in the order in which they were met.
#[derive(Clone, Debug, Default)]
pub struct Facts<'s> {
    parts: Vec<&'s Value>,
}

/// A member that a schema knows.
#[derive(Clone, Debug)]
pub struct Property<'s> {
    /// Its name.
    pub name: &'s str,
    /// The schemas under that name, references not yet followed.
    pub schemas: Vec<&'s Value>,
    /// Whether it must be there.
    pub required: bool,
    /// Its place among the others (`x-cja-order`), or none.
    pub order: Option<i64>,
}

impl<'s> Facts<'s> {
    pub(super) fn new(parts: Vec<&'s Value>) -> Self {
        Facts { parts }
    }

    /// The parts themselves.
    pub fn parts(&self) -> &[&'s Value] {
        &self.parts
    }

    pub(super) fn into_parts(self) -> Vec<&'s Value> {
        self.parts
    }

    /// Whether the schema says nothing at all about the value.
    pub fn is_empty(&self) -> bool {
        self.parts.iter().all(|part| part.as_object().is_none_or(serde_json::Map::is_empty))
    }

    fn first<T>(&self, name: &str, read: impl Fn(&'s Value) -> Option<T>) -> Option<T> {
        self.parts.iter().find_map(|part| part.get(name).and_then(&read))
    }

    /// The first string under an annotation.
    pub fn text(&self, name: &str) -> Option<&'s str> {
        self.first(name, Value::as_str)
    }

    /// The first value under a keyword.
    pub fn value(&self, name: &str) -> Option<&'s Value> {
        self.first(name, Some)
    }

    /// The title.
    pub fn title(&self) -> Option<&'s str> {
        self.text("title")
    }

    /// The description, in Markdown where the schema has it so.
    pub fn description(&self) -> Option<&'s str> {
        self.text("markdownDescription").or_else(|| self.text("description"))
    }

    /// The names of the allowed types; empty when any.
    pub fn types(&self) -> Vec<&'s str> {
        self.first("type", |types| match types {
            Value::String(name) => Some(vec![name.as_str()]),
            Value::Array(names) => Some(names.iter().filter_map(Value::as_str).collect()),
            _ => None,
        })
        .unwrap_or_default()
    }

    /// The allowed values with what each means, from `enum`, `const`, and types that have few.
    pub fn values(&self) -> Vec<(&'s Value, Option<&'s str>)> {
        let mut out: Vec<(&'s Value, Option<&'s str>)> = Vec::new();
        for part in &self.parts {
            let meanings = part.get("markdownEnumDescriptions").or_else(|| part.get("enumDescriptions"));
            let meaning = |at: usize| meanings.and_then(|list| list.get(at)).and_then(Value::as_str);
            let listed = part.get("enum").and_then(Value::as_array).into_iter().flatten().enumerate();
            // Branches with one value each are how a schema describes every value without words of its own.
            let described = ["markdownDescription", "description", "title"].iter();
            let described = described.filter_map(|name| part.get(*name).and_then(Value::as_str)).next();
            let constant = part.get("const").into_iter().map(|value| (value, described));
            for (value, meaning) in listed.map(|(at, value)| (value, meaning(at))).chain(constant) {
                if !out.iter().any(|(seen, _)| *seen == value) {
                    out.push((value, meaning));
                }
            }
        }
        out
    }

    /// The enum value to write in a request for one that was read (`x-cja-request-form`).
    pub fn request_form(&self, value: &str) -> Option<&'s str> {
        self.value("x-cja-request-form")?.get(value)?.as_str()
    }

    /// Examples.
    pub fn examples(&self) -> Vec<&'s Value> {
        self.first("examples", Value::as_array).into_iter().flatten().collect()
    }

    /// The default.
    pub fn default(&self) -> Option<&'s Value> {
        self.value("default")
    }

    /// Snippet text of a new value (`x-cja-skeleton`), with `$1` places, `\n` and `\t`.
    pub fn skeleton(&self) -> Option<&'s str> {
        self.text("x-cja-skeleton")
    }

    /// Who sets it.
    pub fn write(&self) -> Option<Write> {
        match self.text("x-cja-write")? {
            "yours" => Some(Write::Yours),
            "server" => Some(Write::Server),
            "identity" => Some(Write::Identity),
            "local" => Some(Write::Local),
            _ => None,
        }
    }

    /// The expansion that makes the service answer it.
    pub fn expansion(&self) -> Option<&'s str> {
        self.text("x-cja-expansion")
    }

    /// Where the facts come from: words, and the address of a public page.
    pub fn source(&self) -> Option<(&'s str, Option<&'s str>)> {
        Some((self.text("x-cja-source")?, self.text("x-cja-source-url")))
    }

    /// Whether the schema calls it deprecated.
    pub fn deprecated(&self) -> bool {
        self.first("deprecated", Value::as_bool).unwrap_or(false)
    }

    /// Whether unknown members are refused.
    pub fn is_closed(&self) -> bool {
        let closed = |name: &str| self.parts.iter().any(|part| part.get(name) == Some(&Value::Bool(false)));
        closed("additionalProperties") || closed("unevaluatedProperties")
    }

    /// The members that the schema knows, in the documented order, those without one by name.
    pub fn properties(&self) -> Vec<Property<'s>> {
        let mut found: BTreeMap<&'s str, Vec<&'s Value>> = BTreeMap::new();
        for part in &self.parts {
            for (name, schema) in part.get("properties").and_then(Value::as_object).into_iter().flatten() {
                found.entry(name).or_default().push(schema);
            }
        }
        let required = self.required();
        let mut out: Vec<Property<'s>> = found
            .into_iter()
            .map(|(name, schemas)| Property {
                name,
                required: required.contains(&name),
                order: schemas.iter().find_map(|schema| schema.get("x-cja-order").and_then(Value::as_i64)),
                schemas,
            })
            .collect();
        out.sort_by_key(|property| (property.order.unwrap_or(i64::MAX), property.name));
        out
    }

    /// The names of members that must be there, in the order of the schema.
    pub fn required(&self) -> Vec<&'s str> {
        let mut out = Vec::new();
        for part in &self.parts {
            for name in part.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str) {
                if !out.contains(&name) {
                    out.push(name);
                }
            }
        }
        out
    }
}

impl Property<'_> {
    /// An annotation of the member that is a string.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.schemas.iter().find_map(|schema| schema.get(name).and_then(Value::as_str))
    }
}
