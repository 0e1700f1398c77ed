//! From an id to what it stands for, and to every place where it stands.

use super::index::mark_at;
use super::{Document, Index, Place};
use crate::text::{Encoding, TextRange};
use std::sync::Arc;

/// What an id stands for, and every place of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The string that was asked about, quotes included.
    pub origin: TextRange,
    /// Where it is said what the id stands for: the data view of this id, the component of this id, the entry of `maps`
    /// in the settings. Where nothing says so, the other places of the id.
    pub places: Vec<Place>,
}

/// Where the id at an offset leads.
pub fn definition(index: &Index, document: &Document, encoding: Encoding, at: u32) -> Option<Target> {
    let mark = mark_at(document, encoding, at)?;
    let place = |(file, mark): (&Arc<str>, &super::Mark)| Place { file: file.clone(), span: mark.inner };
    let mut places: Vec<Place> = index.places(&mark).filter(|(_, other)| other.defines).map(place).collect();
    if places.is_empty() {
        places = index.places(&mark).map(place).collect();
        let here = places.iter().position(|place| place.span == mark.inner);
        // The place itself leads nowhere, unless it is the only one.
        if let Some(here) = here.filter(|_| places.len() > 1) {
            places.remove(here);
        }
    }
    Some(Target { origin: mark.range, places })
}

/// Every place of the id at an offset; those that define it only if wanted.
pub fn references(
    index: &Index,
    document: &Document,
    encoding: Encoding,
    at: u32,
    with_definitions: bool,
) -> Option<Vec<Place>> {
    let mark = mark_at(document, encoding, at)?;
    let wanted = index.places(&mark).filter(|(_, other)| with_definitions || !other.defines);
    Some(wanted.map(|(file, mark)| Place { file: file.clone(), span: mark.inner }).collect())
}

/// The other files in which the id at an offset stands.
pub fn elsewhere(index: &Index, document: &Document, file: &str, encoding: Encoding, at: u32) -> Vec<Arc<str>> {
    let Some(mark) = mark_at(document, encoding, at) else { return Vec::new() };
    let mut files: Vec<Arc<str>> = index.places(&mark).map(|(file, _)| Arc::clone(file)).collect();
    files.dedup();
    files.retain(|other| other.as_ref() != file);
    files
}

/// The places of the id at an offset in the document itself, each with whether it defines the id.
pub fn highlights(document: &Document, encoding: Encoding, at: u32) -> Vec<(TextRange, bool)> {
    let Some(mark) = mark_at(document, encoding, at) else { return Vec::new() };
    let same = super::index::marks(document, encoding).into_iter().filter(|other| other.is_same(&mark));
    same.map(|mark| (mark.range, mark.defines)).collect()
}
