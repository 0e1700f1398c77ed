//! Settings as resolved: what the rest of the house reads.

use super::{Exception, FILE_NAME, Options, globs};
use crate::diagnostic::Severity;
use crate::schema::{DATA_VIEW_ID, Schema};
use globset::GlobSet;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

/// Everything that may say how to work, strongest first: flag, environment, project file, editor; what none of them
/// says has its default.
#[derive(Clone, Debug, Default)]
pub struct Layers {
    /// From the command line.
    pub flags: Options,
    /// From environment variables.
    pub environment: Options,
    /// From `cja.config.json`.
    pub project: Options,
    /// From the editor's own settings.
    pub editor: Options,
}

/// What a file is to this program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// One or several data views.
    DataView,
    /// The project's settings.
    Config,
    /// None of our business.
    Other,
}

/// The settings in force for one folder of work.
#[derive(Clone, Debug)]
pub struct Settings {
    base: PathBuf,
    options: Options,
    roots: Vec<PathBuf>,
    patterns: GlobSet,
    exceptions: Vec<(GlobSet, Exception)>,
    schema: Arc<Schema>,
}

impl Default for Settings {
    fn default() -> Self {
        Settings::resolve(Path::new(""), Layers::default())
    }
}

impl Settings {
    /// Resolves the layers; the only place that knows their order. `base` is the absolute folder that paths in them
    /// are relative to: that of the project file, else the folder of work.
    pub fn resolve(base: &Path, layers: Layers) -> Settings {
        let options = layers.flags.over(layers.environment).over(layers.project).over(layers.editor);
        let base = normalize(base);
        Settings {
            roots: options.roots.iter().flatten().map(|root| normalize(&base.join(root))).collect(),
            patterns: globs::set(options.patterns.as_deref().unwrap_or_default()),
            exceptions: options
                .ignore
                .iter()
                .flatten()
                .map(|exception| (globs::set(&exception.files), exception.clone()))
                .collect(),
            schema: Schema::data_view(),
            base,
            options,
        }
    }

    /// The same with another schema for data views.
    pub fn with_schema(self, schema: Arc<Schema>) -> Settings {
        Settings { schema, ..self }
    }

    /// The path of the schema that was asked for; none means the built-in one.
    pub fn schema_path(&self) -> Option<PathBuf> {
        self.options.schema.as_ref().map(|path| self.base.join(path))
    }

    /// The schema for data views.
    pub fn schema(&self) -> &Arc<Schema> {
        &self.schema
    }

    /// What was written, all layers joined; for the members that are read where they are used.
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// The folder that relative paths start from.
    pub fn base(&self) -> &Path {
        &self.base
    }

    /// What becomes of a finding of this code with this severity; `None` is silence.
    pub fn level(&self, code: &str, default: Severity) -> Option<Severity> {
        match self.options.rules.as_ref().and_then(|rules| rules.get(code)) {
            Some(level) => level.apply(default),
            None => Some(default),
        }
    }

    /// Whether an exception silences the code in the whole of this file, given by its absolute path.
    pub fn is_ignored(&self, path: &Path, code: &str) -> bool {
        self.exceptions_for(path).any(|exception| exception.at.is_none() && exception.names(code))
    }

    /// The exceptions that hold at some places of this file only, given by its absolute path.
    pub fn ignored_places(&self, path: &Path) -> Vec<&Exception> {
        self.exceptions_for(path).filter(|exception| exception.at.is_some()).collect()
    }

    fn exceptions_for(&self, path: &Path) -> impl Iterator<Item = &Exception> {
        let relative = if self.exceptions.is_empty() { None } else { self.relative(path) };
        let holds = move |files: &GlobSet| relative.as_ref().is_some_and(|path| files.is_match(path));
        self.exceptions.iter().filter(move |(files, _)| holds(files)).map(|(_, exception)| exception)
    }

    /// What the file of this absolute path is. `schema` is the value of its `$schema` member, where that is known.
    pub fn kind(&self, path: &Path, schema: Option<&str>) -> FileKind {
        // A name that is not UTF-8 has an ending all the same.
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
        if name == FILE_NAME {
            FileKind::Config
        } else if self.is_data_view(path, schema) {
            FileKind::DataView
        } else {
            FileKind::Other
        }
    }

    /// Whether the file of this absolute path holds data views: by its name, by a root, by a pattern, or by the
    /// `$schema` that it names. Files that are given explicitly do not need to ask.
    pub fn is_data_view(&self, path: &Path, schema: Option<&str>) -> bool {
        // A name that is not UTF-8 has an ending all the same.
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
        if name == FILE_NAME {
            return false;
        }
        if name.ends_with(".dataview.json") || schema.is_some_and(names_our_schema) {
            return true;
        }
        let path = normalize(path);
        (name.ends_with(".json") && self.roots.iter().any(|root| path.starts_with(root)))
            || (!self.patterns.is_empty() && self.relative(&path).is_some_and(|path| self.patterns.is_match(path)))
    }

    fn relative(&self, path: &Path) -> Option<PathBuf> {
        let path = normalize(path);
        if path.is_relative() {
            return Some(path);
        }
        path.strip_prefix(&self.base).ok().map(Path::to_owned)
    }
}

/// Whether a `$schema` is the built-in schema: its identifier, or a copy of the file under its own name.
fn names_our_schema(schema: &str) -> bool {
    let schema = schema.split(['#', '?']).next().unwrap_or(schema);
    schema == DATA_VIEW_ID || schema.rsplit(['/', '\\']).next() == Some("dataview.schema.json")
}

/// A path without `.` and `..`, by its text alone.
pub fn normalize(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if matches!(out.components().next_back(), Some(Component::Normal(_))) => {
                out.pop();
            }
            Component::ParentDir if out.has_root() => {}
            part => out.push(part),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(project: &str) -> Settings {
        let (project, notes) = Options::parse(project);
        assert!(notes.is_empty(), "{notes:?}");
        Settings::resolve(Path::new("/home/ana/shop"), Layers { project, ..Layers::default() })
    }

    fn rules(text: &str) -> Options {
        Options::parse(text).0
    }

    #[test]
    fn flag_before_environment_before_project_before_editor_before_default() {
        let layers = Layers {
            flags: rules(r#"{"rules": {"a": "off"}}"#),
            environment: rules(r#"{"rules": {"a": "error", "b": "hint"}}"#),
            project: rules(r#"{"rules": {"a": "error", "b": "error", "c": "information"}}"#),
            editor: rules(r#"{"rules": {"a": "error", "b": "error", "c": "error", "d": "error"}}"#),
        };
        let settings = Settings::resolve(Path::new("/"), layers);
        let levels = ["a", "b", "c", "d", "e"].map(|code| settings.level(code, Severity::Warning));
        use Severity::{Error, Hint, Information, Warning};
        assert_eq!(levels, [None, Some(Hint), Some(Information), Some(Error), Some(Warning)]);
    }

    #[test]
    fn files_are_ours_by_name_root_pattern_or_schema() {
        let settings = settings(r#"{"roots": ["views", "./more/"], "patterns": ["exports/dv-*.json"]}"#);
        let kind = |path: &str, schema| settings.kind(&Path::new("/home/ana/shop").join(path), schema);
        for ours in
            ["x/web.DataView.json", "views/deep/a.json", "more/a.json", "exports/dv-1.json", "a/../views/b.json"]
        {
            assert_eq!(kind(ours, None), FileKind::DataView, "{ours}");
        }
        for other in ["package.json", "viewsx/a.json", "views/a.txt", "exports/x.json", "views/../a.json"] {
            assert_eq!(kind(other, None), FileKind::Other, "{other}");
        }
        assert_eq!(kind("views/cja.config.json", None), FileKind::Config);
        assert_eq!(kind("any.json", Some(DATA_VIEW_ID)), FileKind::DataView);
        assert_eq!(kind("any.json", Some("../schemas/dataview.schema.json")), FileKind::DataView);
        assert_eq!(kind("any.json", Some("https://json.schemastore.org/package")), FileKind::Other);
    }

    #[test]
    fn exceptions_silence_all_rules_or_some() {
        let settings = settings(r#"{"ignore": [{"files": ["old/**"]}, {"files": ["*.raw.json"], "rules": ["a"]}]}"#);
        let ignored = |path: &str, code| settings.is_ignored(&Path::new("/home/ana/shop").join(path), code);
        assert!(ignored("old/x.json", "any") && ignored("b/x.raw.json", "a"));
        assert!(!ignored("b/x.raw.json", "b") && !ignored("new/x.json", "a"));
        assert!(!settings.is_ignored(Path::new("/elsewhere/old/x.json"), "a"));
    }

    #[test]
    fn paths_are_normalised_by_their_text() {
        assert_eq!(normalize(Path::new("/a/./b/../c")), Path::new("/a/c"));
        assert_eq!(normalize(Path::new("/../a")), Path::new("/a"));
        assert_eq!(normalize(Path::new("../a/..")), Path::new(".."));
    }
}
