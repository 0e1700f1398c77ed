//! The project's settings file: where it is, and the settings that follow from it.

use super::{absolute, read};
use crate::config::{FILE_NAME, Layers, Options, Settings};
use crate::disk;
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

/// Reads the project file, if any, and resolves it with the other layers. `folder` is what paths are relative to
/// when there is no project file. Never fails: what is wrong is told beside usable settings.
pub fn load(file: Option<&Path>, folder: &Path, mut layers: Layers) -> Loaded {
    let mut notes = Vec::new();
    if let Some(file) = file {
        match read(file) {
            // One of another name was chosen by a person.
            _ if file.ends_with(FILE_NAME) && !disk::is_own_settings(file) => {
                notes.push(format!("{} is a link that leads out of its folder, and is not read", file.display()));
            }
            Ok(decoded) => (layers.project, notes) = Options::parse(&decoded.text),
            Err(error) => notes.push(error.to_string()),
        }
    }
    let base = absolute(file.and_then(Path::parent).unwrap_or(folder));
    let mut fault = None;
    // A file of the repository names a file of the repository; flags and variables are the person's own.
    if let Some(path) = layers.project.schema.take() {
        let below = Path::new(&path).strip_prefix(&base).unwrap_or(Path::new(&path));
        match disk::inside(&base, below) {
            Ok(_) => layers.project.schema = Some(path),
            Err(why) => fault = Some(format!("the schema {path} cannot be used: it {why}")),
        }
    }
    let mut settings = Settings::resolve(&base, layers);
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
