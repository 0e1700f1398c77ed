//! The tree: one flat list of nodes in the order of the text. Only this file knows how a node is stored.

use super::edit::Layout;
use super::{Node, foreign, parser, reparse};
use crate::diagnostic::Diagnostic;
use crate::text::{Splice, TextRange, offset};
use std::sync::{Arc, OnceLock};

/// What a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// `{…}`.
    Object,
    /// `[…]`.
    Array,
    /// The name of a member; its value is the node after it.
    Key,
    /// A string value.
    String,
    /// A number.
    Number,
    /// `true`.
    True,
    /// `false`.
    False,
    /// `null`.
    Null,
    /// Text that stands where a value or key should and is none.
    Bad,
    /// A value or key that is not there; its range is empty.
    Missing,
}

/// A node's place in its tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub(super) u32);

impl NodeId {
    /// Its number, counted in the order of the text from 0.
    pub fn index(self) -> u32 {
        self.0
    }
}

/// The deepest nesting that is validated and formatted. What a level costs grows with the levels around it.
pub const DEEPEST: u32 = 256;

/// The string has a backslash escape.
pub(super) const ESCAPED: u8 = 1;
/// The closing quote or bracket is missing.
pub(super) const UNCLOSED: u8 = 2;
/// The token has a mistake, but what it says is clear (single quotes, a key without quotes).
pub(super) const ODD: u8 = 4;
/// The token has a mistake and what it says is not clear.
pub(super) const UNCLEAR: u8 = 8;
/// The container lost or may have lost members to a mistake directly inside it.
pub(super) const HURT: u8 = 16;

/// 20 bytes a node. `next` is one past the last descendant, `parent` of the root is the root.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Raw {
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) next: u32,
    pub(super) parent: u32,
    pub(super) kind: Kind,
    pub(super) flags: u8,
    /// Children: members of an object, items of an array; stays at 65,535 when there are more.
    pub(super) count: u16,
}

const NOTHING: Raw = Raw { start: 0, end: 0, next: 0, parent: 0, kind: Kind::Missing, flags: 0, count: 0 };

/// A parsed text. Cheap to share behind an `Arc`; who has it alone can edit it.
#[derive(Clone, Debug)]
pub struct Tree {
    pub(super) text: Arc<String>,
    pub(super) nodes: Vec<Raw>,
    pub(super) errors: Vec<Diagnostic>,
    pub(super) warnings: Vec<Diagnostic>,
    pub(super) depth: u32,
    /// Whether every bracket has its other one.
    pub(super) balanced: bool,
    /// Whether the text ends inside a container.
    cut: bool,
    /// What the text is in place of JSON; looked for when first asked for, and only in text that is broken.
    foreign: OnceLock<Vec<Diagnostic>>,
    layout: OnceLock<Layout>,
}

impl Tree {
    /// Parses any text.
    pub fn parse(text: impl Into<String>) -> Tree {
        Tree::parse_shared(Arc::new(text.into()))
    }

    /// The same of a text that somebody else has, too.
    pub fn parse_shared(text: Arc<String>) -> Tree {
        Tree::of(parser::parse(&text, Vec::new()), text)
    }

    fn of(parsed: parser::Parsed, text: Arc<String>) -> Tree {
        let parser::Parsed { nodes, errors, warnings, depth, balanced, cut } = parsed;
        let (foreign, layout) = (OnceLock::new(), OnceLock::new());
        Tree { text, nodes, errors, warnings, depth, balanced, cut, foreign, layout }
    }

    /// Edits the text. Leaves what [`Tree::parse`] makes of the new one; where little changed, in a small part of its
    /// time. Answers whether it was that.
    pub fn edit(&mut self, splice: Splice, inserted: &str) -> bool {
        debug_assert_eq!(splice.len as usize, inserted.len());
        let start = reparse::Start::find(self, splice);
        let range = splice.range.start as usize..splice.range.end as usize;
        Arc::make_mut(&mut self.text).replace_range(range, inserted);
        self.layout = OnceLock::new();
        self.foreign = OnceLock::new();
        match start.and_then(|start| reparse::reparse(self, splice, start)) {
            Some(stretch) => {
                stretch.put(self, splice);
                true
            }
            None => {
                let parsed = parser::parse(&self.text, std::mem::take(&mut self.nodes));
                *self = Tree::of(parsed, Arc::clone(&self.text));
                false
            }
        }
    }

    /// The text, whole.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text, shared.
    pub fn shared_text(&self) -> Arc<String> {
        Arc::clone(&self.text)
    }

    /// How the text is laid out; read off it when first asked for.
    pub fn layout(&self) -> &Layout {
        self.layout.get_or_init(|| Layout::of(&self.text))
    }

    /// Everything that keeps the text from being JSON, in the order of the text. Where the text is something else than
    /// JSON with mistakes in it, such as an unresolved merge, it is that alone.
    pub fn errors(&self) -> &[Diagnostic] {
        match self.foreign() {
            [] => &self.errors,
            foreign => foreign,
        }
    }

    /// Whether the text is something else than JSON with mistakes in it: an unresolved merge, a patch, a template, a
    /// page, a text that was cut off. Nothing may be concluded from what is in such a text.
    pub fn is_foreign(&self) -> bool {
        !self.foreign().is_empty()
    }

    fn foreign(&self) -> &[Diagnostic] {
        if self.errors.is_empty() {
            return &[];
        }
        self.foreign.get_or_init(|| foreign::find(&self.text, &self.errors, self.cut))
    }

    /// What is JSON but does not survive a program: numbers beyond a double, unpaired surrogates.
    pub fn warnings(&self) -> &[Diagnostic] {
        &self.warnings
    }

    /// The deepest nesting of containers; 0 for a scalar.
    pub fn depth(&self) -> u32 {
        self.depth
    }

    /// Whether containers are nested deeper than [`DEEPEST`], so that the text is neither validated nor formatted.
    pub fn is_too_deep(&self) -> bool {
        self.depth > DEEPEST
    }

    /// The document's value; none when the text holds nothing but space and comments.
    pub fn root(&self) -> Option<Node<'_>> {
        self.node(NodeId(0))
    }

    /// How many nodes there are.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether there is no value at all.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// What is stored of a node.
    pub(super) fn raw(&self, id: NodeId) -> &Raw {
        self.nodes.get(id.0 as usize).unwrap_or(&NOTHING)
    }

    /// The node of an id of this tree.
    pub fn node(&self, id: NodeId) -> Option<Node<'_>> {
        self.nodes.get(id.0 as usize).map(|_| Node::new(self, id.0))
    }

    /// Every node in the order of the text.
    pub fn iter(&self) -> impl Iterator<Item = Node<'_>> {
        (0..offset(self.nodes.len())).map(|id| Node::new(self, id))
    }

    /// The innermost node that the offset is in or touches. Where two tokens meet at the offset the later one is
    /// taken, except that a bracket gives way to a token.
    pub fn node_at(&self, at: u32) -> Option<Node<'_>> {
        let after = self.nodes.partition_point(|node| node.start <= at);
        let mut node = Node::new(self, offset(after.checked_sub(1)?));
        // The last node that begins at or before the offset; the wanted one is it or one of its ancestors.
        while !node.range().touches(at) {
            node = node.parent()?;
        }
        let container = matches!(node.kind(), Kind::Object | Kind::Array);
        if container && node.range().start == at {
            // `"a":{`: at the brace a key or a value that ends here is the better answer.
            if let Some(before) = node.id().0.checked_sub(1).map(|id| Node::new(self, id))
                && before.range().end == at
                && !matches!(before.kind(), Kind::Object | Kind::Array)
            {
                node = before;
            }
        }
        Some(node)
    }

    /// The innermost container that the offset is strictly inside of.
    pub fn container_at(&self, at: u32) -> Option<Node<'_>> {
        let mut node = self.node_at(at)?;
        loop {
            let range = node.range();
            let closed = !node.is_unclosed();
            let inside = range.start < at && (at < range.end || (!closed && at <= self.end()));
            if matches!(node.kind(), Kind::Object | Kind::Array) && inside {
                return Some(node);
            }
            node = node.parent()?;
        }
    }

    /// The length of the text.
    pub fn end(&self) -> u32 {
        offset(self.text.len())
    }

    /// The range of the whole text.
    pub fn range(&self) -> TextRange {
        TextRange { start: 0, end: self.end() }
    }
}
