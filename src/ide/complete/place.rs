//! Where the cursor is, in terms of what may be inserted there.

use crate::syntax::{Kind, Member, Node, Tree};
use crate::text::{TextEdit, TextRange, offset};

pub(super) enum Place<'t> {
    /// Nothing is there yet.
    Empty { range: TextRange },
    /// A member's name: half typed, or still to come.
    Key { object: Node<'t>, key: Option<Node<'t>>, has_value: bool, range: TextRange },
    /// A member's value.
    Value { object: Node<'t>, key: Node<'t>, range: TextRange, colon: bool },
    /// An item of a list.
    Item { array: Node<'t>, index: usize, range: TextRange },
}

pub(super) fn find(tree: &Tree, at: u32) -> Option<Place<'_>> {
    let Some(root) = tree.root() else {
        let text = tree.text();
        // Only a file that holds nothing at all is offered a whole new view; inside a comment nothing is.
        let blank = text.trim_start_matches('\u{feff}').trim().is_empty();
        return blank.then_some(Place::Empty { range: TextRange { start: at, end: at } });
    };
    let node = tree.node_at(at).unwrap_or(root);
    // At its first character a cursor is before a token, not in it.
    if !node.is_container() && node.range().start < at && node.range().touches(at) {
        return token(node);
    }
    if node.kind() == Kind::Missing
        && let Some(key) = node.key().filter(|key| key.range().end == at && !key.range().is_empty())
    {
        return token(key);
    }
    let Some(container) = tree.container_at(at) else {
        let inside = root.kind() == Kind::Bad && root.range().touches(at);
        return inside.then(|| Place::Empty { range: root.range() });
    };
    let range = TextRange { start: at, end: at };
    if container.is_array() {
        let index = container.items().take_while(|item| item.range().end <= at).count();
        return Some(Place::Item { array: container, index, range });
    }
    // Behind a name and its colon, with no value yet.
    let open = container.members().take_while(|member| member.key.range().end <= at).last();
    if let Some(Member { key, value }) = open {
        let between = TextRange { start: key.range().end, end: at }.slice(tree.text()).trim();
        let before_value = value.kind() == Kind::Missing || at <= value.range().start;
        if before_value && (between == ":" || between.is_empty()) {
            let range = match value.kind() {
                Kind::Missing => range,
                Kind::Object | Kind::Array => return None,
                // What is replaced has the cursor in it and lies on one line, as the protocol wants it.
                _ => {
                    let gap = TextRange { start: at, end: value.range().start.max(at) }.slice(tree.text());
                    if gap.contains(['\n', '\r']) {
                        return None;
                    }
                    value.range().cover(range)
                }
            };
            return Some(Place::Value { object: container, key, range, colon: between == ":" });
        }
    }
    Some(Place::Key { object: container, key: None, has_value: false, range })
}

fn token(node: Node<'_>) -> Option<Place<'_>> {
    let range = node.range();
    if node.kind() == Kind::Key {
        let value = node.value()?;
        let between = TextRange { start: range.end, end: value.range().start.max(range.end) };
        let has_colon = between.slice(node.tree().text()).contains(':');
        let has_value = value.kind() != Kind::Missing || has_colon || behind_is_colon(node);
        return Some(Place::Key { object: node.parent()?, key: Some(node), has_value, range });
    }
    let Some(parent) = node.parent() else {
        return matches!(node.kind(), Kind::Bad).then_some(Place::Empty { range });
    };
    if let Some(key) = node.key() {
        return Some(Place::Value { object: parent, key, range, colon: true });
    }
    Some(Place::Item { array: parent, index: node.index_in(parent)?, range })
}

fn behind_is_colon(key: Node<'_>) -> bool {
    let rest = key.tree().text().get(key.range().end as usize..).unwrap_or("");
    rest.trim_start_matches([' ', '\t', '"']).starts_with(':')
}

impl<'t> Place<'t> {
    /// What is replaced.
    pub(super) fn range(&self) -> TextRange {
        match self {
            Place::Empty { range }
            | Place::Key { range, .. }
            | Place::Value { range, .. }
            | Place::Item { range, .. } => *range,
        }
    }

    fn container(&self) -> Option<Node<'t>> {
        match self {
            Place::Empty { .. } => None,
            Place::Key { object, .. } | Place::Value { object, .. } => Some(*object),
            Place::Item { array, .. } => Some(*array),
        }
    }

    /// A comma that is missing between the value before and this place.
    pub(super) fn comma_before(&self, tree: &Tree) -> Option<TextEdit> {
        if matches!(self, Place::Value { .. }) {
            return None;
        }
        let start = self.range().start;
        let ends = spans(self.container()?).map(|span| span.end).filter(|end| *end <= start);
        let end = ends.last()?;
        let between = TextRange { start: end, end: start }.slice(tree.text());
        (!between.contains(',')).then(|| TextEdit::insert(end, ","))
    }

    /// Whether something follows in the same container without a comma between.
    pub(super) fn comma_after(&self, tree: &Tree) -> bool {
        if matches!(self, Place::Key { has_value: true, .. }) {
            return false;
        }
        let end = self.range().end;
        let text = tree.text();
        let Some(container) = self.container() else { return false };
        let next = spans(container).map(|span| span.start).find(|start| *start >= end);
        let Some(next) = next else { return false };
        let between = text.get(end as usize..next as usize).unwrap_or("");
        !between.contains(',')
    }
}

/// The members or items of a container, from the key to the end of the value.
fn spans(container: Node<'_>) -> impl Iterator<Item = TextRange> {
    let members = container.members().map(|member| {
        let value = if member.value.kind() == Kind::Missing { member.key.range() } else { member.value.range() };
        member.key.range().cover(value)
    });
    members.chain(container.items().map(Node::range)).filter(|range| offset(range.len() as usize) > 0)
}
