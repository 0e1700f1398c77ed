//! What an editor asks, answered in plain data: text and offsets in, findings, items and edits out.
//!
//! One file a feature. Nothing here knows the protocol, waits, reads a clock or a file, or can fail: broken text is
//! ordinary. Begin with [`Document`] and [`Env`]; `lsp` and `cli` translate. What several files hold together is in
//! [`Index`], which its owner keeps fresh.
//!
//! There are no semantic tokens: a JSON grammar colours keys and values already, and what it cannot know – that a
//! member is ignored on push or has no effect – editors show by the tag of the finding.

mod actions;
mod assists;
mod clashes;
mod complete;
mod diagnostics;
mod fix_all;
mod fold;
mod format;
mod format_on_type;
mod hover;
mod index;
mod inlays;
mod links;
mod misspelt;
mod names;
mod navigate;
mod outline;
mod rename;
mod seen;
mod selection;
mod silence;
mod told;
mod words;
mod workspace_symbols;

pub use actions::{Action, Everywhere, actions, everywhere};
pub use assists::{ASSIST_KINDS, ASSISTS, Asked, Assist, AssistKind, Change, NewFile, find_assist};
pub use clashes::{clash_stamp, clashes};
pub use complete::{Completions, Item, ItemKind, complete};
pub use diagnostics::{diagnostics, diagnostics_unless};
pub use fix_all::{Fixed, Unasked, fix_all, fix_all_edits};
pub use fold::{Fold, Folds, folds};
pub use format::{FormatOptions, format, format_range, in_few_edits};
pub use format_on_type::format_on_type;
pub use hover::{Hover, hover, hover_with};
pub use index::{FileIndex, Index, Mark, Place, Span, ViewMark};
pub use inlays::{Inlay, inlays};
pub use links::{Link, LinkTarget, links};
pub use navigate::{Target, definition, elsewhere, highlights, references};
pub use outline::{Symbol, SymbolKind, outline};
pub use rename::{Renamed, prepare_rename, rename};
pub use seen::{Seen, SeenIds};
pub use selection::selection;
pub use silence::silence;
pub use told::told;
pub use words::plain_text;
pub use workspace_symbols::{ViewSymbol, workspace_symbols};

use crate::model::catalogue::Catalogue;
use crate::schema::Schema;
use crate::syntax::{Node, Tree};
use crate::text::{Encoding, LineIndex, Position, Splice, TextRange};
use jiff::Timestamp;
use std::sync::Arc;

/// What kind of file a document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DocumentKind {
    /// One or several data views.
    DataView,
    /// `cja.config.json`.
    Config,
}

/// A document at one moment: its tree and its line table.
#[derive(Clone, Debug)]
pub struct Document {
    /// The tree, which holds the text.
    pub tree: Tree,
    /// Where its lines begin.
    pub lines: LineIndex,
    /// What it is.
    pub kind: DocumentKind,
}

impl Document {
    /// Parses a text.
    pub fn new(text: impl Into<String>, kind: DocumentKind) -> Self {
        Document::shared(Arc::new(text.into()), kind)
    }

    /// The same of a text that somebody else has, too.
    pub fn shared(text: Arc<String>, kind: DocumentKind) -> Self {
        let tree = Tree::parse_shared(text);
        let lines = LineIndex::new(tree.text());
        Document { tree, lines, kind }
    }

    /// Edits the text, and follows it with tree and line table; where little changed, much faster than a new document.
    pub fn edit(&mut self, splice: Splice, inserted: &str) {
        self.tree.edit(splice, inserted);
        self.lines.edit(self.tree.text(), splice);
    }

    /// The text.
    pub fn text(&self) -> &str {
        self.tree.text()
    }

    /// The position of an offset.
    pub fn position(&self, at: u32, encoding: Encoding) -> Position {
        self.lines.position(self.text(), at, encoding)
    }

    /// The offset of a position.
    pub fn offset(&self, position: Position, encoding: Encoding) -> u32 {
        self.lines.offset(self.text(), position, encoding)
    }

    /// The range between two positions.
    pub fn range(&self, start: Position, end: Position, encoding: Encoding) -> TextRange {
        let (start, end) = (self.offset(start, encoding), self.offset(end, encoding));
        TextRange { start: start.min(end), end: start.max(end) }
    }
}

/// Whether an object is the member `rules` of the settings, whose names are codes.
fn is_rules(document: &Document, object: Node<'_>) -> bool {
    let key = object.key().filter(|key| key.is_named("rules"));
    document.kind == DocumentKind::Config && key.and_then(Node::parent) == document.tree.root()
}

/// What is known besides the document.
#[derive(Clone, Copy)]
pub struct Env<'a> {
    /// The schema in force for it.
    pub schema: &'a Schema,
    /// The moment, for time zones.
    pub now: Timestamp,
    /// Ids that stand elsewhere in the workspace.
    pub seen: &'a SeenIds,
    /// What the service told so far.
    pub catalogue: &'a Catalogue,
}

#[cfg(test)]
mod tests;
