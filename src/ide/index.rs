//! What a workspace holds, file by file: the ids, the data views, and what must not stand twice.
//!
//! Plain data that somebody else keeps fresh. Files are known by a name that means nothing here, places by the
//! positions that a client counts in, so that an answer about a file needs no look into it. Begin with
//! [`FileIndex::of`] and [`Index`].

use super::{Document, DocumentKind};
use crate::model::mentions::{self, IdKind, Mention};
use crate::model::{self, View};
use crate::rules::{self, Claim};
use crate::syntax::Node;
use crate::text::{Encoding, Position, TextRange};
use std::collections::BTreeMap;
use std::sync::Arc;

/// From where to where, as a client counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The first position.
    pub start: Position,
    /// The position behind the last.
    pub end: Position,
}

/// A place in some file of the workspace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file.
    pub file: Arc<str>,
    /// Where in it.
    pub span: Span,
}

/// An id where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// What it is the id of.
    pub kind: IdKind,
    /// The id; of a connection without `dg_`.
    pub id: Box<str>,
    /// Whether it is said here what the id stands for.
    pub defines: bool,
    /// Whether `dg_` stands before it.
    pub prefixed: bool,
    /// The string, quotes included.
    pub range: TextRange,
    /// The same as positions.
    pub span: Span,
    /// The id alone, without the quotes.
    pub inner: Span,
}

impl Mark {
    fn of(mention: &Mention<'_>, document: &Document, encoding: Encoding) -> Option<Mark> {
        let text = mention.node.as_str()?;
        let id = mentions::canonical(mention.kind, &text);
        Some(Mark {
            kind: mention.kind,
            defines: mention.defines,
            prefixed: id.len() < text.len(),
            id: id.into(),
            range: mention.node.range(),
            span: span(document, mention.node.range(), encoding),
            inner: span(document, mention.node.inner_range(), encoding),
        })
    }

    /// Whether two ids mean the same thing.
    pub fn is_same(&self, other: &Mark) -> bool {
        self.kind == other.kind && self.id == other.id
    }

    /// The id as it is written here.
    pub fn written(&self) -> String {
        if self.prefixed { format!("dg_{}", self.id) } else { self.id.to_string() }
    }
}

/// A data view where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ViewMark {
    /// Its name, if it has one.
    pub name: Option<Box<str>>,
    /// Its id, if it has one.
    pub id: Option<Box<str>>,
    /// What to show of it: the name, else the id, else its beginning.
    pub selection: Span,
}

/// What one file holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileIndex {
    /// Its ids, data view by data view.
    pub marks: Vec<Mark>,
    /// Its data views.
    pub views: Vec<ViewMark>,
    /// What should stand in no other file.
    pub claims: Vec<(Claim, Span)>,
}

impl FileIndex {
    /// Reads a document; positions are counted in the encoding.
    pub fn of(document: &Document, encoding: Encoding) -> FileIndex {
        if document.kind == DocumentKind::Config {
            return FileIndex { marks: marks(document, encoding), ..FileIndex::default() };
        }
        let view_mark = |view: &View<'_>| view_mark(view, document, encoding);
        let claims = rules::claims(&document.tree).into_iter();
        FileIndex {
            marks: marks(document, encoding),
            views: model::views(&document.tree).iter().map(view_mark).collect(),
            claims: claims
                .map(|claim| (span(document, claim.range, encoding), claim))
                .map(|(at, it)| (it, at))
                .collect(),
        }
    }
}

pub(super) fn marks(document: &Document, encoding: Encoding) -> Vec<Mark> {
    found(document).iter().filter_map(|mention| Mark::of(mention, document, encoding)).collect()
}

fn found(document: &Document) -> Vec<Mention<'_>> {
    match document.kind {
        DocumentKind::DataView => mentions::in_views(&document.tree),
        DocumentKind::Config => mentions::in_settings(&document.tree),
    }
}

/// The id that an offset is in or touches.
pub(super) fn mark_at(document: &Document, encoding: Encoding, at: u32) -> Option<Mark> {
    let node = document.tree.node_at(at)?;
    let here = found(document).into_iter().find(|mention| mention.node.range() == node.range())?;
    Mark::of(&here, document, encoding)
}

fn view_mark(view: &View<'_>, document: &Document, encoding: Encoding) -> ViewMark {
    let text = |name: &str| view.get(name).filter(|node| node.as_str().is_some_and(|text| !text.trim().is_empty()));
    let (name, id) = (text("name"), text("id"));
    let content = |node: Node<'_>| node.as_str().map(|text| text.as_ref().into());
    let start = view.node.range().start;
    let shown = name.or(id).map_or(TextRange { start, end: start + 1 }, Node::range);
    ViewMark { name: name.and_then(content), id: id.and_then(content), selection: span(document, shown, encoding) }
}

fn span(document: &Document, range: TextRange, encoding: Encoding) -> Span {
    Span { start: document.position(range.start, encoding), end: document.position(range.end, encoding) }
}

/// What all files of a workspace hold.
#[derive(Clone, Debug, Default)]
pub struct Index {
    files: BTreeMap<Arc<str>, Arc<FileIndex>>,
    /// The files in which a claim is made.
    claimed: BTreeMap<Claimed, Vec<Arc<str>>>,
}

/// What is claimed, and by which rule.
type Claimed = (&'static str, Box<str>);

impl Index {
    /// Puts a file in the place of what was known of it; `None` forgets it. Answers the files for which what others
    /// claim is different now.
    pub fn put(&mut self, file: &Arc<str>, index: Option<Arc<FileIndex>>) -> Vec<Arc<str>> {
        let keys = |index: Option<&Arc<FileIndex>>| {
            let claims = index.into_iter().flat_map(|index| index.claims.iter());
            let mut keys: Vec<Claimed> = claims.map(|(claim, _)| (claim.code, claim.key.clone())).collect();
            keys.sort();
            keys.dedup();
            keys
        };
        let new = keys(index.as_ref());
        let old = keys(
            match index {
                Some(index) => self.files.insert(Arc::clone(file), index),
                None => self.files.remove(file),
            }
            .as_ref(),
        );
        let mut touched = Vec::new();
        for key in old.iter().filter(|key| new.binary_search(key).is_err()) {
            if let Some(files) = self.claimed.get_mut(key) {
                files.retain(|other| other != file);
                touched.extend_from_slice(files);
                if files.is_empty() {
                    self.claimed.remove(key);
                }
            }
        }
        for key in new.into_iter().filter(|key| old.binary_search(key).is_err()) {
            let files = self.claimed.entry(key).or_default();
            touched.extend_from_slice(files);
            files.push(Arc::clone(file));
        }
        touched.sort();
        touched.dedup();
        touched
    }

    /// The files that are known, in order.
    pub fn files(&self) -> impl Iterator<Item = (&Arc<str>, &Arc<FileIndex>)> {
        self.files.iter()
    }

    /// What a file holds.
    pub fn file(&self, file: &str) -> Option<&Arc<FileIndex>> {
        self.files.get(file)
    }

    /// The places of other files in which the same is claimed.
    pub(super) fn claimed_elsewhere(&self, file: &str, claim: &Claim) -> Vec<Place> {
        let files = self.claimed.get(&(claim.code, claim.key.clone())).map(Vec::as_slice).unwrap_or_default();
        let others = files.iter().filter(|other| other.as_ref() != file);
        let places = others.filter_map(|other| {
            let claims = self.files.get(other)?.claims.iter();
            let same = claims.filter(|(it, _)| it.code == claim.code && it.key == claim.key);
            Some(same.map(|(_, span)| Place { file: Arc::clone(other), span: *span }))
        });
        places.flatten().collect()
    }

    /// Every place of an id, file by file.
    pub(super) fn places<'i>(&'i self, of: &'i Mark) -> impl Iterator<Item = (&'i Arc<str>, &'i Mark)> {
        let marks = self.files.iter().flat_map(|(file, index)| index.marks.iter().map(move |mark| (file, mark)));
        marks.filter(|(_, mark)| mark.is_same(of))
    }
}
