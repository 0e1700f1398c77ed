//! An id is given another spelling, everywhere at once: whole values only, each in the form that it has.

use super::index::mark_at;
use super::{Document, Index, Mark};
use crate::model::mentions::{self, IdKind};
use crate::syntax::quote;
use crate::text::Encoding;
use std::sync::Arc;

/// The id at an offset; a sentence where there is none.
pub fn prepare_rename(document: &Document, encoding: Encoding, at: u32) -> Result<Mark, String> {
    let none = "Here stands no id. Ids of data views, connections, segments and metrics can be renamed.";
    mark_at(document, encoding, at).ok_or_else(|| none.to_owned())
}

/// What stands in a file now, and the JSON text that takes its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Renamed {
    /// The file.
    pub file: Arc<str>,
    /// The strings, each with its new text.
    pub edits: Vec<(Mark, String)>,
}

/// Renames the id at an offset. A refusal says why, in a sentence.
pub fn rename(
    index: &Index,
    document: &Document,
    encoding: Encoding,
    at: u32,
    wanted: &str,
) -> Result<Vec<Renamed>, String> {
    let mark = prepare_rename(document, encoding, at)?;
    let new = mentions::canonical(mark.kind, wanted);
    if new.is_empty() || wanted.contains(|ch: char| ch.is_whitespace() || ch.is_control()) {
        return Err(format!("The id of a {} is not blank and has no blanks in it.", mark.kind.word()));
    }
    if mark.kind == IdKind::View && *mark.id != *new {
        let taken = Mark { id: new.into(), ..mark.clone() };
        if let Some((file, _)) = index.places(&taken).find(|(_, other)| other.defines) {
            return Err(format!("Another data view has the id `{new}`: {file}"));
        }
    }
    let mut files: Vec<Renamed> = Vec::new();
    for (file, mark) in index.places(&mark) {
        let written = if mark.prefixed { format!("dg_{new}") } else { new.to_owned() };
        let edit = (mark.clone(), quote(&written));
        match files.last_mut().filter(|last| last.file == *file) {
            Some(last) => last.edits.push(edit),
            None => files.push(Renamed { file: Arc::clone(file), edits: vec![edit] }),
        }
    }
    Ok(files)
}
