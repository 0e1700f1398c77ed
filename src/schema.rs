//! Schemas: compiled once, walked along a document, and asked two things: what is wrong ([`Schema::validate`]) and
//! what may stand here ([`Schema::at`]).
//!
//! Knows JSON Schema and our annotations (`x-cja-…`), not what a data view means. The built-in schemas are the files
//! in `schemas/`, which other editors use as they are.

mod facts;
mod json;
mod messages;
mod outside;
mod place;
pub mod skeleton;
mod validate;
mod walk;

pub use facts::{Facts, Property, Write};
pub use messages::{CODES, SchemaCode, alike, nearest};

use json::TreeJson;
use serde_json::Value;
use std::sync::{Arc, LazyLock};

/// The `$id` of the built-in schema of data views.
pub const DATA_VIEW_ID: &str = "https://cja-lsp.dev/schemas/dataview.schema.json";
/// The text of the built-in schema of data views.
pub const DATA_VIEW_TEXT: &str = include_str!("../schemas/dataview.schema.json");
/// The text of the built-in schema of `cja.config.json`.
pub const CONFIG_TEXT: &str = include_str!("../schemas/cja.config.schema.json");

static DATA_VIEW: LazyLock<Arc<Schema>> = LazyLock::new(|| Arc::new(Schema::built_in(DATA_VIEW_TEXT)));
static CONFIG: LazyLock<Arc<Schema>> = LazyLock::new(|| Arc::new(Schema::built_in(CONFIG_TEXT)));

/// A compiled schema.
pub struct Schema {
    root: Value,
    validator: jsonschema::Validator<TreeJson>,
}

/// Why a text is no usable schema, said for a person.
#[derive(Debug, thiserror::Error)]
pub enum SchemaError {
    /// The text is not JSON.
    #[error("the schema is not JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// The JSON is no schema, or refers to a schema that is not in it (nothing is ever downloaded).
    #[error("not a usable JSON Schema: {0}")]
    Schema(String),
}

impl Schema {
    /// The schema of data views.
    pub fn data_view() -> Arc<Schema> {
        Arc::clone(&DATA_VIEW)
    }

    /// The schema of `cja.config.json`.
    pub fn config() -> Arc<Schema> {
        Arc::clone(&CONFIG)
    }

    /// Compiles the text of a schema. Every draft that `$schema` can name is understood; none named is 2020-12.
    pub fn compile(text: &str) -> Result<Schema, SchemaError> {
        Schema::compile_with(text, &[])
    }

    /// The same for a schema that refers to others, given by address and text; each is 2020-12 unless it names its draft.
    pub fn compile_with(text: &str, others: &[(&str, &str)]) -> Result<Schema, SchemaError> {
        let unusable = |error: &dyn std::fmt::Display| SchemaError::Schema(error.to_string());
        let root = json_of(text)?;
        let mut registry = jsonschema::Registry::new();
        for (address, text) in others {
            registry = registry.add(*address, json_of(text)?).map_err(|error| unusable(&error))?;
        }
        let registry = registry.prepare().map_err(|error| unusable(&error))?;
        let options = jsonschema::options_for::<TreeJson>().with_registry(&registry).offline();
        let validator = options.build(&root).map_err(|error| unusable(&error))?;
        Ok(Schema { root: outside::harmless(root), validator })
    }

    fn built_in(text: &str) -> Schema {
        let schema = Schema::compile(text).expect("the built-in schemas are compiled by a test");
        // Its words are our own.
        Schema { root: json_of(text).expect("it was read a moment ago"), ..schema }
    }

    /// The schema as JSON.
    pub fn root(&self) -> &Value {
        &self.root
    }

    /// Whether it is the built-in schema of data views.
    pub fn is_data_view(&self) -> bool {
        self.root.get("$id").and_then(Value::as_str) == Some(DATA_VIEW_ID)
    }
}

fn json_of(text: &str) -> Result<Value, SchemaError> {
    Ok(serde_json::from_str(text.strip_prefix('\u{feff}').unwrap_or(text))?)
}

impl std::fmt::Debug for Schema {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Schema({})", self.root.get("$id").and_then(Value::as_str).unwrap_or("without $id"))
    }
}

#[cfg(test)]
mod tests;
