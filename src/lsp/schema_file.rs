//! The schema in force as a file that an editor can open. The built-in ones are written to the user's own folder of
//! things that can be thrown away, once for each version of them.

use super::session::View;
use crate::api::{Env, Folders};
use crate::files;
use crate::ide::DocumentKind;
use crate::schema::{CONFIG_TEXT, DATA_VIEW_TEXT};
use std::path::PathBuf;

/// The file of the schema in force for a document, and its text.
pub(super) fn of(view: &View) -> Option<(PathBuf, String)> {
    let own = view.settings.schema_path().filter(|_| view.document.kind == DocumentKind::DataView);
    // The built-in schema is in force where the named one cannot be used.
    if let Some(path) = own.filter(|_| !view.settings.schema().is_data_view()) {
        let text = files::read(&path).ok()?.text;
        return Some((path, text));
    }
    built_in(view.document.kind).map(|(path, text)| (path, text.to_owned()))
}

/// The file of a built-in schema.
pub(super) fn built_in(kind: DocumentKind) -> Option<(PathBuf, &'static str)> {
    let (name, text) = match kind {
        DocumentKind::DataView => ("dataview.schema.json", DATA_VIEW_TEXT),
        DocumentKind::Config => ("cja.config.schema.json", CONFIG_TEXT),
    };
    let folder = Folders::find(&Env::of_process()).ok()?.state.join("schemas").join(env!("CARGO_PKG_VERSION"));
    let path = folder.join(name);
    let there = files::read(&path).is_ok_and(|file| file.text == text);
    if !there {
        let written = std::fs::create_dir_all(&folder).and_then(|()| files::write(&path, text));
        if let Err(error) = written {
            tracing::warn!("the schema could not be written to {}: {error}", path.display());
            return None;
        }
    }
    Some((path, text))
}
