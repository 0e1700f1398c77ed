//! The project's settings file: where it is, and the settings that follow from it.

use super::read;
use crate::config::{FILE_NAME, Layers, Options, Settings, normalize};
use crate::schema::Schema;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Settings together with where they came from.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The settings in force.
    pub settings: Arc<Settings>,
    /// The project file that they come from, if there is one.
    pub file: Option<PathBuf>,
    /// What is ignored or unusable in it; whole sentences without the full stop.
    pub notes: Vec<String>,
    /// Why the schema that was asked for could not be used (the built-in one is in force then).
    pub fault: Option<String>,
}

/// The absolute path without `.` and `..`; links are not followed.
pub fn absolute(path: &Path) -> PathBuf {
    normalize(&std::path::absolute(path).unwrap_or_else(|_| path.to_owned()))
}

/// The `cja.config.json` that governs a folder: its own or that of the nearest folder above. The search ends at the
/// root of a git repository, so that nothing outside a checkout changes what is checked in it.
pub fn find_project(folder: &Path) -> Option<PathBuf> {
    for folder in absolute(folder).ancestors() {
        let file = folder.join(FILE_NAME);
        if file.is_file() {
            return Some(file);
        }
        if folder.join(".git").exists() {
            return None;
        }
    }
    None
}

/// Reads the project file, if any, and resolves it with the other layers. `folder` is what paths are relative to
/// when there is no project file. Never fails: what is wrong is told beside usable settings.
pub fn load(file: Option<&Path>, folder: &Path, mut layers: Layers) -> Loaded {
    let mut notes = Vec::new();
    if let Some(file) = file {
        match read(file) {
            Ok(decoded) => (layers.project, notes) = Options::parse(&decoded.text),
            Err(error) => notes.push(error.to_string()),
        }
    }
    let base = file.and_then(Path::parent).unwrap_or(folder);
    let mut settings = Settings::resolve(&absolute(base), layers);
    let mut fault = None;
    if let Some(path) = settings.schema_path() {
        match schema(&path) {
            Ok(schema) => settings = settings.with_schema(schema),
            Err(why) => fault = Some(format!("the schema {} cannot be used: {why}", path.display())),
        }
    }
    Loaded { settings: Arc::new(settings), file: file.map(Path::to_owned), notes, fault }
}

fn schema(path: &Path) -> Result<Arc<Schema>, String> {
    let decoded = read(path).map_err(|error| error.to_string())?;
    if let Some(fault) = decoded.fault {
        return Err(fault.message);
    }
    Schema::compile(&decoded.text).map(Arc::new).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn the_nearest_file_governs_and_the_search_ends_at_the_repository() {
        let outer = tempfile::tempdir().unwrap();
        let inner = outer.path().join("repo/a/b");
        fs::create_dir_all(&inner).unwrap();
        let (above, own) = (outer.path().join(FILE_NAME), outer.path().join("repo/a").join(FILE_NAME));
        fs::write(&above, "{}").unwrap();
        assert_eq!(find_project(&inner), Some(above));
        fs::create_dir(outer.path().join("repo/.git")).unwrap();
        assert_eq!(find_project(&inner), None);
        fs::write(&own, "{}").unwrap();
        assert_eq!(find_project(&inner), Some(own));
    }

    #[test]
    fn a_schema_that_cannot_be_used_is_told_and_the_built_in_one_serves() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(FILE_NAME);
        fs::write(&file, r#"{"schema": "own.json", "colour": 1}"#).unwrap();
        let loaded = load(Some(&file), folder.path(), Layers::default());
        assert!(loaded.fault.unwrap().contains("no such file"));
        assert_eq!(loaded.notes, ["`colour` is no setting and has no effect"]);
        assert!(loaded.settings.schema().is_data_view());
        fs::write(folder.path().join("own.json"), r#"{"type": "object"}"#).unwrap();
        let loaded = load(Some(&file), folder.path(), Layers::default());
        assert_eq!((loaded.fault, loaded.settings.schema().is_data_view()), (None, false));
    }
}
