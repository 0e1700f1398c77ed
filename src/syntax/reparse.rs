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
use crate::text::{Splice, offset};

/// What the new text parses to; `None` when it must be parsed whole.
pub(super) fn reparse(old: &Tree, text: &str, splice: Splice) -> Option<Parsed> {
    if !old.balanced {
        return None;
    }
    let from = Start::find(old, splice)?;
    if old.errors.iter().any(|error| error.range.start <= from.at) {
        return None;
    }
    let mut parser = Parser::new(text, false);
    from.set(old, &mut parser);
    while let Some(&frame) = parser.stack.last() {
        if parser.unbalanced || parser.error_count() > parser.errors.len() {
            return None;
        }
        // A container that was open already has the number that it had.
        if parser.state == State::Value
            && frame.node < from.node
            && let Some(child) = meets(old, splice, &parser, frame)
        {
            return Some(join(old, splice, &from, parser, child));
        }
        parser.step(frame);
    }
    // The root was closed. Where it ended before, nothing but space is behind it.
    let root = old.root()?;
    let ended = parser.nodes.first().is_some_and(|new| new.end == splice.forward(root.range().end));
    let settled = old.errors.iter().all(|error| error.range.end < root.range().end);
    (ended && settled && !parser.unbalanced).then(|| join(old, splice, &from, parser, root))
}

/// Where the parser takes up its work.
struct Start {
    /// The open containers, the outermost first, each with how many children it has before this place.
    open: Vec<(u32, usize)>,
    /// The first node that is not kept.
    node: u32,
    at: u32,
    state: State,
}

impl Start {
    /// Behind the last value before the edit, or the opening bracket, in the innermost container around the edit in
    /// which, and around which, nothing was lost.
    fn find(old: &Tree, splice: Splice) -> Option<Start> {
        let after = old.nodes.partition_point(|node| node.start < splice.range.start);
        let mut around = Vec::new();
        let mut at = Some(Node::new(old, offset(after.checked_sub(1)?)));
        while let Some(node) = at {
            let range = node.range();
            if node.is_container() && range.start < splice.range.start && splice.range.end < range.end {
                around.push(node);
            }
            at = node.parent();
        }
        around.reverse();
        let sound = around.iter().take_while(|node| old.raw(node.id()).flags & (HURT | UNCLOSED) == 0).count();
        around.truncate(sound);
        let innermost = *around.last()?;
        let (mut before, mut earlier, mut count) = (None, None, 0);
        for child in children(old, innermost).take_while(|child| child.range().end < splice.range.start) {
            (earlier, before, count) = (before, Some(child), count + 1);
        }
        let mut open: Vec<(u32, usize)> = Vec::with_capacity(around.len());
        for pair in around.windows(2) {
            let &[outer, inner] = pair else { continue };
            let number = children(old, outer).take_while(|child| child.range().start <= inner.range().start).count();
            open.push((outer.id().index(), number));
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
        open.push((innermost.id().index(), count));
        Some(Start { open, node, at, state })
    }

    fn set(&self, old: &Tree, parser: &mut Parser<'_>) {
        parser.nodes.clear();
        parser.nodes.reserve(old.nodes.len() + 64);
        parser.nodes.extend_from_slice(old.nodes.get(..self.node as usize).unwrap_or(&[]));
        for (node, count) in &self.open {
            let raw = old.raw(NodeId(*node));
            parser.stack.push(Frame { node: *node, object: raw.kind == Kind::Object, at: raw.start as usize, indent: 0 });
            if let Some(raw) = parser.nodes.get_mut(*node as usize) {
                raw.count = saturated(*count);
            }
        }
        parser.depth = parser.stack.len();
        parser.pos = self.at as usize;
        parser.last = self.at as usize;
        parser.state = self.state;
    }
}

fn children<'t>(tree: &'t Tree, container: Node<'t>) -> impl Iterator<Item = Node<'t>> {
    debug_assert!(std::ptr::eq(container.tree(), tree));
    container.items().chain(container.members().map(|member| member.value))
}

fn saturated(count: usize) -> u16 {
    u16::try_from(count).unwrap_or(u16::MAX)
}

/// The value of the old tree behind which the parser stands now, in the same container, with no mistake at this place
/// or farther on.
fn meets<'t>(old: &'t Tree, splice: Splice, parser: &Parser<'_>, frame: Frame) -> Option<Node<'t>> {
    let at = offset(parser.pos);
    if at < splice.new_end() {
        return None;
    }
    let at = splice.backward(at);
    let before = old.nodes.partition_point(|node| node.start < at);
    let mut child = Node::new(old, offset(before.checked_sub(1)?));
    while child.parent()?.id().index() != frame.node {
        child = child.parent()?;
    }
    let behind = child.kind() != Kind::Key && child.range().end == at;
    (behind && old.errors.iter().all(|error| error.range.end < at)).then_some(child)
}

/// The nodes before and in the stretch, and those behind it moved to where they are now.
fn join(old: &Tree, splice: Splice, from: &Start, mut parser: Parser<'_>, child: Node<'_>) -> Parsed {
    let rest = old.raw(child.id()).next;
    let new_rest = offset(parser.nodes.len());
    let moved = |id: u32| id - rest + new_rest;
    let stretch = old.nodes.get(from.node as usize..rest as usize).unwrap_or(&[]);
    let behind = old.nodes.get(rest as usize..).unwrap_or(&[]).iter().map(|node| Raw {
        start: splice.forward(node.start),
        end: splice.forward(node.end),
        next: moved(node.next),
        parent: if node.parent < rest { node.parent } else { moved(node.parent) },
        ..*node
    });
    parser.nodes.extend(behind);
    let mut innermost = true;
    for frame in parser.stack.iter().rev() {
        let was = *old.raw(NodeId(frame.node));
        let container = Node::new(old, frame.node);
        let count = |counted: u16| {
            let more = children(old, container).skip_while(|other| other.id() <= child.id()).count();
            saturated(counted as usize + more)
        };
        if let Some(raw) = parser.nodes.get_mut(frame.node as usize) {
            raw.end = splice.forward(was.end);
            raw.next = moved(was.next);
            raw.count = if innermost { count(raw.count) } else { was.count };
        }
        innermost = false;
    }
    let flat = !stretch.iter().any(|node| is_container(node));
    parser.depth = match old.depth as usize {
        depth if parser.depth >= depth => parser.depth,
        depth if flat => depth,
        _ => depth_of(&parser.nodes),
    };
    let mut warnings: Vec<_> = old.warnings.iter().filter(|warning| warning.range.end <= from.at).cloned().collect();
    warnings.append(&mut parser.warnings);
    let behind = old.warnings.iter().filter(|warning| warning.range.start >= child.range().end);
    warnings.extend(behind.cloned().map(|mut warning| {
        warning.range.start = splice.forward(warning.range.start);
        warning.range.end = splice.forward(warning.range.end);
        warning
    }));
    parser.warnings = warnings;
    parser.finish()
}

fn is_container(node: &Raw) -> bool {
    matches!(node.kind, Kind::Object | Kind::Array)
}

/// The deepest nesting of containers.
fn depth_of(nodes: &[Raw]) -> usize {
    let mut ends: Vec<u32> = Vec::new();
    let mut deepest = 0;
    for (id, node) in nodes.iter().enumerate().filter(|(_, node)| is_container(node)) {
        while ends.last().is_some_and(|end| *end as usize <= id) {
            ends.pop();
        }
        ends.push(node.next);
        deepest = deepest.max(ends.len());
    }
    deepest
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
        "\"", ",", ":", "{", "}", "[", "]", " ", "\n", "\r\n", "\\", "x", "1", "-", "e9", "null", "\"k\": 1,", ", \"k\": [1]", "{}",
        "[1]", "// c\n", "'", "“", "ü", "\"a\"", "",
    ];

    fn same(edited: &Tree, text: &str, how: &str) {
        let whole = Tree::parse(text);
        assert_eq!(edited.nodes, whole.nodes, "{how}: {text}");
        assert_eq!(edited.errors, whole.errors, "{how}: {text}");
        assert_eq!(edited.warnings, whole.warnings, "{how}: {text}");
        assert_eq!((edited.depth, edited.balanced), (whole.depth, whole.balanced), "{how}: {text}");
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
                    let splice = Splice { range: crate::text::TextRange::new(at, end), len: offset(piece.len()) };
                    followed += usize::from(reparse(&tree, &new, splice).is_some());
                    same(&tree.edited(new.as_str(), splice), &new, &format!("{piece:?} for {gone} at {at} of {text}"));
                }
            }
        }
        assert!(followed > 20_000, "{followed} edits were followed");
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
                tree = tree.edited(text.as_str(), Splice::between(&before, &text));
                same(&tree, &text, &format!("typed into {before}"));
                if step % 2 == 0 {
                    tree = tree.edited(before.as_str(), Splice::between(&text, &before));
                    same(&tree, &before, &format!("undone from {text}"));
                    text = before;
                }
            }
        }
    }
}
