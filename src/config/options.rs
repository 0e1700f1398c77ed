//! Settings as written, in `cja.config.json` or by an editor.

use crate::diagnostic::Severity;
use crate::syntax::Tree;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// Containers nested deeper than this are not settings; they are left unread.
const DEEPEST: u32 = 100;

/// What was written, every member optional. The schema in `schemas/` describes each.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Options {
    /// Version of the format; there is only 1.
    pub version: Option<u32>,
    /// Folders in which every `.json` file is a data view.
    pub roots: Option<Vec<String>>,
    /// Glob patterns of further files.
    pub patterns: Option<Vec<String>>,
    /// Path of a schema to use in place of the built-in one.
    pub schema: Option<String>,
    /// The level of each rule, by its code.
    pub rules: Option<BTreeMap<String, Level>>,
    /// Rules that are silent in some files.
    pub ignore: Option<Vec<Exception>>,
    /// Whether names, timeouts and time zones stand beside the text in editors.
    pub inlay_hints: Option<bool>,
    /// The profile that commands use when none is given.
    pub default_profile: Option<String>,
    /// Targets by name, as written.
    pub profiles: Option<Map<String, Value>>,
    /// Which data view a file means in each profile, as written.
    pub links: Option<Map<String, Value>>,
    /// Which id in one profile stands for which in another, as written.
    pub maps: Option<Map<String, Value>>,
    /// Members that are meant to differ in a profile, as written.
    pub overrides: Option<Map<String, Value>>,
}

/// How findings of a rule are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", from = "Value")]
pub enum Level {
    /// As an error.
    Error,
    /// As a warning.
    Warning,
    /// As information.
    Information,
    /// As a hint.
    Hint,
    /// Not at all.
    Off,
    /// Something else was written; it has no effect, and the check of the file says so.
    Unknown,
}

impl From<Value> for Level {
    fn from(value: Value) -> Self {
        match value.as_str() {
            Some("error") => Level::Error,
            Some("warning") => Level::Warning,
            Some("information") => Level::Information,
            Some("hint") => Level::Hint,
            Some("off") => Level::Off,
            _ => Level::Unknown,
        }
    }
}

impl Level {
    /// What becomes of a severity at this level; `None` is silence.
    pub fn apply(self, default: Severity) -> Option<Severity> {
        match self {
            Level::Error => Some(Severity::Error),
            Level::Warning => Some(Severity::Warning),
            Level::Information => Some(Severity::Information),
            Level::Hint => Some(Severity::Hint),
            Level::Off => None,
            Level::Unknown => Some(default),
        }
    }
}

/// Files, and the rules that are silent in them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exception {
    /// Glob patterns, relative to the settings file.
    pub files: Vec<String>,
    /// Codes of the rules; without this list all rules.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rules: Option<Vec<String>>,
    /// Places in these files, as JSON pointers; without this list the whole files.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<Vec<String>>,
}

impl Exception {
    /// Whether it is about the rule of this code.
    pub fn names(&self, code: &str) -> bool {
        self.rules.as_ref().is_none_or(|rules| rules.iter().any(|rule| rule == code))
    }
}

impl Options {
    /// Reads the text of a settings file, broken or not. What cannot be used is left out and named in the notes.
    pub fn parse(text: &str) -> (Options, Vec<String>) {
        let tree = Tree::parse(text);
        // Of two versions in one file neither counts. What stands before a cut is as it was written.
        if let Some(foreign) = tree.errors().first().filter(|one| tree.is_foreign() && one.code != "truncated") {
            return (Options::default(), vec![foreign.message.clone()]);
        }
        let Some(root) = tree.root().filter(|_| tree.depth() <= DEEPEST) else {
            return (Options::default(), vec!["it holds no settings".to_owned()]);
        };
        Options::from_value(&root.to_value_lossy())
    }

    /// Reads settings that are already JSON values, member by member, so that one mistake costs one member.
    pub fn from_value(value: &Value) -> (Options, Vec<String>) {
        let Some(object) = value.as_object() else {
            return (Options::default(), vec!["the settings are no JSON object".to_owned()]);
        };
        let mut options = Options::default();
        let mut notes = Vec::new();
        for (name, value) in object.iter().filter(|(name, _)| *name != "$schema") {
            if !Options::names().iter().any(|known| known == name) {
                notes.push(format!("`{name}` is no setting and has no effect"));
                continue;
            }
            let alone = Value::Object(Map::from_iter([(name.clone(), value.clone())]));
            match serde_json::from_value::<Options>(alone) {
                Ok(read) => options = read.over(options),
                Err(error) => notes.push(format!("`{name}` cannot be used: {error}")),
            }
        }
        (options, notes)
    }

    /// The settings that the environment carries: `CJA_PROFILE` and `CJA_SCHEMA`.
    pub fn from_environment(variable: impl Fn(&str) -> Option<String>) -> Options {
        let set = |name: &str| variable(name).filter(|value| !value.is_empty());
        Options { default_profile: set("CJA_PROFILE"), schema: set("CJA_SCHEMA"), ..Options::default() }
    }

    /// The names of all settings, as written in the file.
    pub fn names() -> Vec<String> {
        match serde_json::to_value(Options::default()) {
            Ok(Value::Object(object)) => object.into_iter().map(|(name, _)| name).collect(),
            _ => Vec::new(),
        }
    }

    /// These options, and where they say nothing those of a lower layer. `rules` are joined code by code.
    pub fn over(self, lower: Options) -> Options {
        let rules = match (self.rules, lower.rules) {
            (Some(upper), Some(mut lower)) => {
                lower.extend(upper);
                Some(lower)
            }
            (upper, lower) => upper.or(lower),
        };
        Options {
            version: self.version.or(lower.version),
            roots: self.roots.or(lower.roots),
            patterns: self.patterns.or(lower.patterns),
            schema: self.schema.or(lower.schema),
            rules,
            ignore: self.ignore.or(lower.ignore),
            inlay_hints: self.inlay_hints.or(lower.inlay_hints),
            default_profile: self.default_profile.or(lower.default_profile),
            profiles: self.profiles.or(lower.profiles),
            links: self.links.or(lower.links),
            maps: self.maps.or(lower.maps),
            overrides: self.overrides.or(lower.overrides),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::Schema;

    #[test]
    fn every_setting_is_in_the_schema_and_the_other_way_round() {
        let schema = Schema::config();
        let mut described: Vec<&String> = schema.root()["properties"].as_object().unwrap().keys().collect();
        described.retain(|name| *name != "$schema");
        described.sort();
        let mut names = Options::names();
        names.sort();
        assert_eq!(described, names.iter().collect::<Vec<_>>());
    }

    #[test]
    fn one_mistake_costs_one_member() {
        let (options, notes) = Options::parse(
            r#"{ "roots": "views", "patterns": ["a/*.json"], "rules": {"a": "off", "b": 3}, "colour": 1, }"#,
        );
        assert_eq!(options.patterns.unwrap(), ["a/*.json"]);
        let rules = options.rules.unwrap();
        assert_eq!((rules["a"], rules["b"]), (Level::Off, Level::Unknown));
        assert_eq!(options.roots, None);
        assert_eq!(notes.len(), 2, "{notes:?}");
        assert!(Options::parse(&"[".repeat(10_000)).1[0].contains("no settings"));
        assert!(Options::parse("").1[0].contains("no settings"));
    }

    #[test]
    fn the_environment_names_profile_and_schema() {
        let options = Options::from_environment(|name| (name == "CJA_PROFILE").then(|| "prod".to_owned()));
        assert_eq!((options.default_profile.as_deref(), options.schema), (Some("prod"), None));
    }
}
