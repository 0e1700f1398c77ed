//! Parsing again after an edit: only around the edit, when that surely gives what parsing everything would.
//!
//! The parser is put to where it stood behind the last value before the edit, and runs until it stands where it
//! stood behind some value after it. In between it sees the text as it is, before and behind nothing is different.
//! That holds where nothing was wrong outside the stretch, as only mistakes make the parser look far back or ahead.
//! Everything else is parsed whole: a little slower, never wrong.

use super::lexer::skip_space;
use super::parser::{Frame, Parsed, Parser, State};
use super::tree::{HURT, Kind, Raw, UNCLOSED};
use super::{Node, NodeId, Tree};
use crate::text::{Splice, TextRange, offset};

/// Where the parser takes up its work.
pub(super) struct Start {
    /// The open containers, the outermost first, each with how many children it has before this place.
    open: Vec<(NodeId, usize)>,
    /// The first node that is not kept.
    node: u32,
    at: u32,
    state: State,
}

impl Start {
    /// Behind the last value before the edit, or the opening bracket, in the innermost container around the edit in
    /// which, and around which, nothing was lost. Looks at the tree and the text as they were.
    pub(super) fn find(old: &Tree, splice: Splice) -> Option<Start> {
        if !old.balanced {
            return None;
        }
        let around = around(old, splice.range);
        let innermost = *around.last()?;
        let (mut before, mut earlier, mut count) = (None, None, 0);
        for child in children(innermost).take_while(|child| child.range().end < splice.range.start) {
            (earlier, before, count) = (before, Some(child), count + 1);
        }
        // Behind the value a comma must follow that stays where it is: what comes then cannot change the value.
        let comma = |child: Node<'_>| {
            let behind = skip_space(old.text.as_bytes(), child.range().end as usize);
            old.text.as_bytes().get(behind) == Some(&b',') && behind < splice.range.start as usize
        };
        let kept = match (before, earlier) {
            (Some(child), _) if comma(child) => Some((child, count)),
            (_, Some(child)) if comma(child) => Some((child, count - 1)),
            _ => None,
        };
        let (node, at, state, count) = match kept {
            Some((child, count)) => (old.raw(child.id()).next, child.range().end, State::Value, count),
            None => (innermost.id().index() + 1, innermost.range().start + 1, State::Opened, 0),
        };
        if old.errors.iter().any(|error| error.range.start <= at) {
            return None;
        }
        let mut open: Vec<(NodeId, usize)> = Vec::with_capacity(around.len());
        for pair in around.windows(2) {
            let &[outer, inner] = pair else { continue };
            let number = children(outer).take_while(|child| child.range().start <= inner.range().start).count();
            open.push((outer.id(), number));
        }
        open.push((innermost.id(), count));
        Some(Start { open, node, at, state })
    }

    /// A parser that stands here. Its first nodes are the open containers.
    fn parser<'t>(&self, old: &Tree, text: &'t str) -> Parser<'t> {
        let mut parser = Parser::small(text);
        for (number, (id, count)) in self.open.iter().enumerate() {
            let (raw, node) = (*old.raw(*id), offset(number));
            parser.nodes.push(Raw { count: saturated(*count), ..raw });
            parser.stack.push(Frame { node, object: raw.kind == Kind::Object, at: raw.start as usize, indent: 0 });
        }
        parser.depth = parser.stack.len();
        parser.pos = self.at as usize;
        parser.last = self.at as usize;
        parser.state = self.state;
        parser
    }
}

/// The containers around a range in which nothing was lost, the outermost first.
fn around(tree: &Tree, range: TextRange) -> Vec<Node<'_>> {
    let after = tree.nodes.partition_point(|node| node.start < range.start);
    let mut around = Vec::new();
    let mut at = after.checked_sub(1).map(|last| Node::new(tree, offset(last)));
    while let Some(node) = at {
        if node.is_container() && node.range().start < range.start && range.end < node.range().end {
            around.push(node);
        }
        at = node.parent();
    }
    around.reverse();
    let sound = around.iter().take_while(|node| tree.raw(node.id()).flags & (HURT | UNCLOSED) == 0).count();
    around.truncate(sound);
    around
}

fn children(container: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    container.items().chain(container.members().map(|member| member.value))
}

fn saturated(count: usize) -> u16 {
    u16::try_from(count).unwrap_or(u16::MAX)
}

/// What the text between two values parses to.
pub(super) struct Stretch {
    from: Start,
    /// The open containers, as they are now, and behind them the nodes of the stretch, counted on from them.
    parsed: Parsed,
    /// How many of the containers are still open behind the stretch.
    open: usize,
    /// How many children the innermost of those has.
    count: u16,
    /// The first old node behind the stretch, and where the stretch ended.
    rest: u32,
    end: u32,
}

/// Parses around an edit. The tree has its old nodes and the new text; `None` when it must be parsed whole.
pub(super) fn reparse(old: &Tree, splice: Splice, from: Start) -> Option<Stretch> {
    let mut parser = from.parser(old, &old.text);
    let wrong_until = old.errors.iter().map(|error| error.range.end).max();
    while let Some(&frame) = parser.stack.last() {
        if parser.unbalanced || parser.error_count() > parser.errors.len() {
            return None;
        }
        let level = frame.node as usize;
        if parser.state == State::Value
            && let Some((container, _)) = from.open.get(level)
            && let Some(at) = behind_edit(splice, &parser).filter(|at| wrong_until.is_none_or(|wrong| wrong < *at))
            && let Some(child) = child_that_ends(old, *container, from.open.get(level + 1).map(|(id, _)| *id), at)
        {
            let more = children(Node::new(old, container.index())).skip_while(|other| other.id() <= child.id()).count();
            let counted = parser.nodes.get(frame.node as usize).map_or(0, |raw| raw.count as usize);
            let (rest, end) = (old.raw(child.id()).next, child.range().end);
            let (open, count) = (parser.stack.len(), saturated(counted + more));
            return Some(Stretch { from, parsed: parser.finish(), open, count, rest, end });
        }
        parser.step(frame);
    }
    // The root was closed. Where it ended before, nothing but space is behind it.
    let root = old.root()?.range();
    let ended = parser.nodes.first().is_some_and(|new| new.end == splice.forward(root.end));
    let settled = ended && !parser.unbalanced && wrong_until.is_none_or(|wrong| wrong < root.end);
    let rest = offset(old.nodes.len());
    settled.then(|| Stretch { from, parsed: parser.finish(), open: 0, count: 0, rest, end: root.end })
}

/// Where the parser stands, as an offset of the old text; none as long as it is not behind the edit.
fn behind_edit(splice: Splice, parser: &Parser<'_>) -> Option<u32> {
    let at = offset(parser.pos);
    (at >= splice.new_end()).then(|| splice.backward(at))
}

/// The value in a container that ends at an offset. `inner` is the one in which the work was taken up.
fn child_that_ends(old: &Tree, container: NodeId, inner: Option<NodeId>, at: u32) -> Option<Node<'_>> {
    // Of many nested containers each is asked as it closes: none may look through all that are in it.
    let inner = inner.map(|inner| Node::new(old, inner.index()));
    if let Some(inner) = inner.filter(|inner| at <= inner.range().end) {
        return (inner.range().end == at).then_some(inner);
    }
    let last = offset(old.nodes.partition_point(|node| node.start < at).checked_sub(1)?);
    if inner.is_some_and(|inner| last < old.raw(inner.id()).next) {
        return None;
    }
    let mut child = Node::new(old, last);
    while child.parent()?.id() != container {
        child = child.parent()?;
    }
    (child.kind() != Kind::Key && child.range().end == at).then_some(child)
}

impl Stretch {
    /// Takes the place of what stood there, and moves what is behind it.
    pub(super) fn put(self, tree: &mut Tree, splice: Splice) {
        let Stretch { from, parsed, open, count, rest, end } = self;
        let opened = from.open.len();
        let (containers, stretch) = parsed.nodes.split_at(opened.min(parsed.nodes.len()));
        let new_rest = from.node + offset(stretch.len());
        // Numbers of the parser, and old numbers behind the stretch, as numbers of the new tree.
        let counted = |id: u32| from.node + id - offset(opened);
        let parent = |id: u32| from.open.get(id as usize).map_or_else(|| counted(id), |(id, _)| id.index());
        let moved = |id: u32| id - rest + new_rest;
        let gone = tree.nodes.get(from.node as usize..rest as usize).unwrap_or(&[]);
        let flat = !gone.iter().any(is_container);

        for (number, ((id, _), now)) in from.open.iter().zip(containers).enumerate() {
            let Some(raw) = tree.nodes.get_mut(id.index() as usize) else { continue };
            if number < open {
                raw.end = splice.forward(raw.end);
                raw.next = moved(raw.next);
                raw.flags |= now.flags;
                raw.count = if number + 1 == open { count } else { raw.count };
            } else {
                let next = counted(now.next);
                *raw = Raw { next, parent: raw.parent, ..*now };
            }
        }
        let room = tree.nodes.capacity() - tree.nodes.len();
        if room < stretch.len() {
            // A little more than is needed, not twice as much: these lists are long.
            tree.nodes.reserve_exact(stretch.len() + tree.nodes.len() / 64);
        }
        let stretch = stretch.iter().map(|node| Raw { next: counted(node.next), parent: parent(node.parent), ..*node });
        drop(tree.nodes.splice(from.node as usize..rest as usize, stretch));
        if splice.len != splice.range.len() || rest != new_rest {
            for node in tree.nodes.iter_mut().skip(new_rest as usize) {
                node.start = splice.forward(node.start);
                node.end = splice.forward(node.end);
                node.next = moved(node.next);
                node.parent = if node.parent < rest { node.parent } else { moved(node.parent) };
            }
        }

        tree.errors = parsed.errors;
        tree.warnings.retain(|warning| warning.range.end <= from.at || warning.range.start >= end);
        for warning in tree.warnings.iter_mut().filter(|warning| warning.range.start >= end) {
            warning.range.start = splice.forward(warning.range.start);
            warning.range.end = splice.forward(warning.range.end);
        }
        if !parsed.warnings.is_empty() {
            tree.warnings.extend(parsed.warnings);
            tree.warnings.sort_by_key(|warning| warning.range);
        }
        tree.depth = match tree.depth {
            depth if parsed.depth >= depth => parsed.depth,
            depth if flat => depth,
            _ => depth_of(&tree.nodes),
        };
    }
}

fn is_container(node: &Raw) -> bool {
    matches!(node.kind, Kind::Object | Kind::Array)
}

/// The deepest nesting of containers.
fn depth_of(nodes: &[Raw]) -> u32 {
    let mut ends: Vec<u32> = Vec::new();
    let mut deepest = 0;
    for (id, node) in nodes.iter().enumerate().filter(|(_, node)| is_container(node)) {
        while ends.last().is_some_and(|end| *end as usize <= id) {
            ends.pop();
        }
        ends.push(node.next);
        deepest = deepest.max(ends.len());
    }
    offset(deepest)
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOCUMENTS: [&str; 6] = [
        r#"{
  "name": "Web", "description": "a \"b\" ü🛒",
  "segmentList": ["s1", "s2", {}, []],
  "sessionDefinition": [
    { "numPeriods": 30, "granularity": "MINUTE", "func": "INACTIVITY" },
    { "func": "SPECIFIC_EVENTS", "events": ["metrics/a", [[1, [2]], 1e999], null, true] }
  ],
  "components": [{ "id": "a", "tags": ["\ud800", 1, 2] }, { "id": "b" }, { "id": "c", "deep": { "er": { "est": 1 } } }]
}
"#,
        "\u{feff}{\"a\": 1,\r\n\"b\": \"x\",\r\n\"c\": [1, 2,\r\n3], \"d\": {\"e\": \"f\"}}",
        "[1, 22, \"three\", [4, [5]], {\"six\": 7}, {}, [], null]",
        r#"{"a": {"b": {"c": {"d": [1, 2, 3], "e": "x", f: 1}, "g": "h"}, "i": 'j', "k": 12,}, "l": [1 2]}"#,
        "{\n  \"a\": \"b\",\n  \"c\": \"d,\n  \"e\": { \"f\": 1 }\n}",
        "{}",
    ];

    const PIECES: [&str; 26] = [
        "\"",
        ",",
        ":",
        "{",
        "}",
        "[",
        "]",
        " ",
        "\n",
        "\r\n",
        "\\",
        "x",
        "1",
        "-",
        "e9",
        "null",
        "\"k\": 1,",
        ", \"k\": [1]",
        "{}",
        "[1]",
        "// c\n",
        "'",
        "“",
        "ü",
        "\"a\"",
        "",
    ];

    fn same(edited: &Tree, text: &str, how: &str) {
        let whole = Tree::parse(text);
        assert_eq!(edited.text(), text, "{how}");
        assert_eq!(edited.nodes, whole.nodes, "{how}: {text}");
        assert_eq!(edited.errors, whole.errors, "{how}: {text}");
        assert_eq!(edited.warnings, whole.warnings, "{how}: {text}");
        assert_eq!((edited.depth, edited.balanced), (whole.depth, whole.balanced), "{how}: {text}");
    }

    fn edit(tree: &mut Tree, text: &str) {
        let splice = Splice::between(tree.text(), text);
        tree.edit(splice, &text[splice.range.start as usize..splice.new_end() as usize]);
    }

    fn boundary(text: &str, mut at: usize) -> usize {
        at = at.min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    }

    #[test]
    fn every_small_edit_gives_what_parsing_all_gives() {
        let mut followed = 0;
        for text in DOCUMENTS {
            let tree = Tree::parse(text);
            for (at, _) in text.char_indices() {
                for (piece, gone) in PIECES.iter().flat_map(|piece| [0, 1, 4].map(|gone| (piece, gone))) {
                    let end = boundary(text, at + gone).max(at);
                    let new = format!("{}{piece}{}", &text[..at], &text[end..]);
                    let splice = Splice { range: TextRange::new(at, end), len: offset(piece.len()) };
                    let mut edited = tree.clone();
                    followed += usize::from(edited.edit(splice, piece));
                    same(&edited, &new, &format!("{piece:?} for {gone} at {at} of {text}"));
                }
            }
        }
        assert!(followed > 20_000, "{followed} edits were followed");
    }

    #[test]
    fn a_hundred_thousand_levels_are_followed_at_once() {
        let deep =
            |inside: &str, behind: &str| format!("{}{inside}{}{behind}", "[".repeat(100_000), "]".repeat(100_000));
        let texts = [
            deep("1", ""),
            deep("12", ""),
            deep("[2", ""),
            deep("2", ""),
            deep("2", " x"),
            deep("23", " x"),
            deep("\"", ""),
        ];
        let mut tree = Tree::parse(texts[0].as_str());
        for text in &texts {
            edit(&mut tree, text);
            assert_eq!(tree.nodes.len(), Tree::parse(text.as_str()).nodes.len());
        }
    }

    #[test]
    fn edits_upon_edits_give_what_parsing_all_gives() {
        let mut state = 7u64;
        let mut random = move |below: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize % below
        };
        for round in 0..60 {
            let mut text = DOCUMENTS[round % 4].to_owned();
            let mut tree = Tree::parse(text.as_str());
            for step in 0..80 {
                let at = boundary(&text, random(text.len() + 1));
                // Half of the edits mend what the one before did, as people do.
                let before = text.clone();
                let end = boundary(&text, at + [0, 0, 1, 3, 30][random(5)]).max(at);
                text.replace_range(at..end, PIECES[random(PIECES.len())]);
                edit(&mut tree, &text);
                same(&tree, &text, &format!("typed into {before}"));
                if step % 2 == 0 {
                    edit(&mut tree, &before);
                    same(&tree, &before, &format!("undone from {text}"));
                    text = before;
                }
            }
        }
    }
}
