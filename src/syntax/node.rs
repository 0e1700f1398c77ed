//! A node of a tree, and the walks that start from it.

use super::tree::{ESCAPED, HURT, ODD, Raw, UNCLEAR, UNCLOSED};
use super::{Kind, NodeId, Tree, strings};
use crate::text::TextRange;
use std::borrow::Cow;

/// A node together with its tree; as cheap to copy as a reference.
#[derive(Clone, Copy)]
pub struct Node<'t> {
    tree: &'t Tree,
    id: u32,
}

/// A member of an object. A value that is not there is a node of kind [`Kind::Missing`].
#[derive(Clone, Copy, Debug)]
pub struct Member<'t> {
    /// The name.
    pub key: Node<'t>,
    /// The value.
    pub value: Node<'t>,
}

/// One step of the path from the root to a value.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Step<'t> {
    /// Into the member of this name.
    Key(Cow<'t, str>),
    /// Into the item of this index, from 0.
    Index(usize),
}

impl<'t> Node<'t> {
    pub(super) fn new(tree: &'t Tree, id: u32) -> Self {
        Node { tree, id }
    }

    fn raw(self) -> &'t Raw {
        self.tree.raw(NodeId(self.id))
    }

    fn has(self, flag: u8) -> bool {
        self.raw().flags & flag != 0
    }

    /// The tree that it belongs to.
    pub fn tree(self) -> &'t Tree {
        self.tree
    }

    /// Its place in the tree.
    pub fn id(self) -> NodeId {
        NodeId(self.id)
    }

    /// What it is.
    pub fn kind(self) -> Kind {
        self.raw().kind
    }

    /// Where it stands, quotes and brackets included.
    pub fn range(self) -> TextRange {
        TextRange { start: self.raw().start, end: self.raw().end }
    }

    /// Its text as written.
    pub fn text(self) -> &'t str {
        self.range().slice(self.tree.text())
    }

    /// The container around it; for a key or a member's value, the object.
    pub fn parent(self) -> Option<Node<'t>> {
        (self.id != 0).then(|| Node::new(self.tree, self.raw().parent))
    }

    /// Whether it is an object.
    pub fn is_object(self) -> bool {
        self.kind() == Kind::Object
    }

    /// Whether it is an array.
    pub fn is_array(self) -> bool {
        self.kind() == Kind::Array
    }

    /// Whether it is an object or an array.
    pub fn is_container(self) -> bool {
        self.is_object() || self.is_array()
    }

    /// Whether the closing bracket or quote is missing.
    pub fn is_unclosed(self) -> bool {
        self.has(UNCLOSED)
    }

    /// Whether it is written without escapes and without mistakes, so that equal contents have equal texts.
    pub fn is_plain(self) -> bool {
        !self.has(ESCAPED | UNCLOSED | ODD | UNCLEAR)
    }

    /// Whether the token itself is not JSON as written.
    pub fn is_odd(self) -> bool {
        self.has(ODD | UNCLEAR) || matches!(self.kind(), Kind::Bad | Kind::Missing)
    }

    /// Whether what it says is not clear, so that nothing should be concluded from its value.
    pub fn is_unclear(self) -> bool {
        self.has(UNCLEAR) || matches!(self.kind(), Kind::Bad | Kind::Missing)
    }

    /// Whether members or items may have been lost to a mistake directly inside, so that nothing should be
    /// concluded from what is absent.
    pub fn is_hurt(self) -> bool {
        self.has(HURT | UNCLOSED)
    }

    /// Whether it or anything below is unclear or hurt.
    pub fn has_damage(self) -> bool {
        if self.tree.errors().is_empty() {
            return false;
        }
        self.self_and_descendants().any(|node| node.is_unclear() || (node.is_container() && node.is_hurt()))
    }

    /// It and everything below, in the order of the text.
    pub fn self_and_descendants(self) -> impl Iterator<Item = Node<'t>> {
        let tree = self.tree;
        (self.id..self.raw().next.max(self.id + 1)).map(move |id| Node::new(tree, id))
    }

    /// The members of an object in the order of the text; nothing for any other kind.
    pub fn members(self) -> Members<'t> {
        let (next, end) = if self.is_object() { (self.id + 1, self.raw().next) } else { (0, 0) };
        Members { tree: self.tree, next, end }
    }

    /// The items of an array; nothing for any other kind.
    pub fn items(self) -> Items<'t> {
        let (next, end) = if self.is_array() { (self.id + 1, self.raw().next) } else { (0, 0) };
        Items { tree: self.tree, next, end }
    }

    /// How many members or items it has.
    pub fn child_count(self) -> usize {
        match (self.raw().count, self.kind()) {
            (u16::MAX, Kind::Object) => self.members().count(),
            (u16::MAX, _) => self.items().count(),
            (count, _) => count as usize,
        }
    }

    /// The member of this name; of several the last, as every JSON program reads it.
    pub fn member(self, name: &str) -> Option<Member<'t>> {
        let mut found = None;
        for member in self.members() {
            if member.key.is_named(name) {
                found = Some(member);
            }
        }
        found
    }

    /// The value of the member of this name. A value that is not there counts as none.
    pub fn get(self, name: &str) -> Option<Node<'t>> {
        self.member(name).map(|member| member.value).filter(|value| value.kind() != Kind::Missing)
    }

    /// The item at an index.
    pub fn item(self, index: usize) -> Option<Node<'t>> {
        self.items().nth(index)
    }

    /// For a member's value, its key.
    pub fn key(self) -> Option<Node<'t>> {
        let before = Node::new(self.tree, self.id.checked_sub(1)?);
        (self.kind() != Kind::Key && before.kind() == Kind::Key && before.raw().parent == self.raw().parent)
            .then_some(before)
    }

    /// For a key, the value after it.
    pub fn value(self) -> Option<Node<'t>> {
        (self.kind() == Kind::Key).then(|| Node::new(self.tree, self.id + 1))
    }

    /// The content of a string or key, escapes resolved (an unpaired surrogate becomes U+FFFD).
    pub fn as_str(self) -> Option<Cow<'t, str>> {
        if !matches!(self.kind(), Kind::String | Kind::Key) {
            return None;
        }
        let inner = self.inner_range().slice(self.tree.text());
        Some(if self.has(ESCAPED) { Cow::Owned(strings::unescape(inner)) } else { Cow::Borrowed(inner) })
    }

    /// The range of a string's content, without the quotes that are there.
    pub fn inner_range(self) -> TextRange {
        let range = self.range();
        if self.is_plain() && matches!(self.kind(), Kind::String | Kind::Key) {
            return TextRange { start: range.start + 1, end: range.end - 1 };
        }
        let text = self.text();
        let Some(first) = text.chars().next().filter(|&ch| strings::is_quote(ch)) else { return range };
        let start = range.start + first.len_utf8() as u32;
        let last = text.chars().next_back().filter(|_| !self.is_unclosed()).map_or(0, char::len_utf8) as u32;
        TextRange { start, end: range.end.saturating_sub(last).max(start) }
    }

    /// Whether a key or string says exactly this.
    pub fn is_named(self, name: &str) -> bool {
        // Most strings are not it, and differ in length.
        let plain = self.is_plain() && matches!(self.kind(), Kind::String | Kind::Key);
        match plain {
            true if self.range().len() as usize != name.len() + 2 => false,
            _ => self.as_str().is_some_and(|content| content == name),
        }
    }

    /// The value of a boolean.
    pub fn as_bool(self) -> Option<bool> {
        match self.kind() {
            Kind::True => Some(true),
            Kind::False => Some(false),
            _ => None,
        }
    }

    /// The value of a number.
    pub fn as_f64(self) -> Option<f64> {
        if self.kind() != Kind::Number || self.is_unclear() { None } else { self.text().parse().ok() }
    }

    /// The index of the item that it is, or is in, of the array `array`.
    pub fn index_in(self, array: Node<'t>) -> Option<usize> {
        array.items().position(|item| item.id == self.id)
    }

    /// The steps from the root to this value (for a key, to the key's value).
    pub fn path(self) -> Vec<Step<'t>> {
        let mut steps = Vec::new();
        let mut at = self.value().unwrap_or(self);
        while let Some(parent) = at.parent() {
            steps.push(match at.key() {
                Some(key) => Step::Key(key.as_str().unwrap_or_default()),
                None => Step::Index(at.index_in(parent).unwrap_or(0)),
            });
            at = parent;
        }
        steps.reverse();
        steps
    }

    /// The value at the end of these steps.
    pub fn at<'s>(self, steps: impl IntoIterator<Item = &'s Step<'s>>) -> Option<Node<'t>> {
        steps.into_iter().try_fold(self, |node, step| match step {
            Step::Key(name) => node.get(name),
            Step::Index(index) => node.item(*index),
        })
    }

    /// The value, with `null` for what is not JSON as written. Deep trees are safe; of equal names the last counts.
    pub fn to_value_lossy(self) -> serde_json::Value {
        if self.tree.errors().is_empty()
            && self.tree.depth() < 100
            && let Some(value) = self.to_value()
        {
            return value;
        }
        use serde_json::Value;
        match self.kind() {
            Kind::True | Kind::False => Value::Bool(self.kind() == Kind::True),
            Kind::Number => serde_json::from_str(self.text()).unwrap_or(Value::Null),
            Kind::String | Kind::Key => Value::String(self.as_str().unwrap_or_default().into_owned()),
            // Only asked for below the depth that validation allows, so the recursion is bounded.
            Kind::Array => self.items().map(Node::to_value_lossy).collect(),
            Kind::Object => self
                .members()
                .map(|member| (member.key.as_str().unwrap_or_default().into_owned(), member.value.to_value_lossy()))
                .collect::<serde_json::Map<_, _>>()
                .into(),
            Kind::Null | Kind::Bad | Kind::Missing => Value::Null,
        }
    }

    /// The text as strict JSON value; `None` when it or anything below is not JSON as written.
    pub fn to_value(self) -> Option<serde_json::Value> {
        serde_json::from_str(self.text()).ok()
    }
}

impl PartialEq for Node<'_> {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.tree, other.tree) && self.id == other.id
    }
}

impl std::fmt::Debug for Node<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}@{}..{}", self.kind(), self.range().start, self.range().end)
    }
}

/// The members of an object.
#[derive(Clone)]
pub struct Members<'t> {
    tree: &'t Tree,
    next: u32,
    end: u32,
}

impl<'t> Iterator for Members<'t> {
    type Item = Member<'t>;

    fn next(&mut self) -> Option<Member<'t>> {
        if self.next >= self.end {
            return None;
        }
        let key = Node::new(self.tree, self.next);
        let value = Node::new(self.tree, self.next + 1);
        self.next = value.raw().next.max(self.next + 2);
        Some(Member { key, value })
    }
}

/// The items of an array.
#[derive(Clone)]
pub struct Items<'t> {
    tree: &'t Tree,
    next: u32,
    end: u32,
}

impl<'t> Iterator for Items<'t> {
    type Item = Node<'t>;

    fn next(&mut self) -> Option<Node<'t>> {
        if self.next >= self.end {
            return None;
        }
        let node = Node::new(self.tree, self.next);
        self.next = node.raw().next.max(self.next + 1);
        Some(node)
    }
}
