//! Edits that keep JSON whole: members are added, removed, renamed and replaced together with their commas, in the
//! indentation and with the line endings that the file has.

use super::{Kind, Member, Node, Tree, quote};
use crate::text::{TextEdit, TextRange, offset};

/// How a text is laid out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// One level of indentation: blanks or a tab.
    pub unit: String,
    /// `\n` or `\r\n`.
    pub line_break: &'static str,
}

impl Layout {
    /// Reads the layout off a text: the first indented line tells the unit; two blanks where none is.
    pub fn of(text: &str) -> Layout {
        let head: &str = text.get(..floor(text, 64 * 1024)).unwrap_or(text);
        let line_break = if head.contains("\r\n") { "\r\n" } else { "\n" };
        let unit = head
            .split(['\n', '\r'])
            .find(|line| line.starts_with([' ', '\t']) && !line.trim().is_empty())
            .map_or("  ", |line| if line.starts_with('\t') { "\t" } else { indent_of(line) });
        let unit = if unit.len() > 8 { "  " } else { unit };
        Layout { unit: unit.to_owned(), line_break }
    }

    /// A snippet written with `\n` and `\t` as it looks at an indentation.
    pub fn lay_out(&self, snippet: &str, indent: &str) -> String {
        let mut out = String::with_capacity(snippet.len());
        for (number, line) in snippet.split('\n').enumerate() {
            if number > 0 {
                out.push_str(self.line_break);
                out.push_str(indent);
            }
            let tabs = line.len() - line.trim_start_matches('\t').len();
            out.push_str(&self.unit.repeat(tabs));
            out.push_str(line.get(tabs..).unwrap_or(""));
        }
        out
    }
}

fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn indent_of(line: &str) -> &str {
    line.get(..line.len() - line.trim_start_matches([' ', '\t']).len()).unwrap_or("")
}

/// How far back the beginning of a line is looked for: a line that is longer was not laid out by a person, and in a
/// file on one line this is asked at each of its thousands of findings.
const LONG_LINE: usize = 16 * 1024;

/// The blanks at the beginning of the line that the offset is on; none on a very long line.
pub fn indent_at(text: &str, at: u32) -> &str {
    let from = (at as usize).saturating_sub(LONG_LINE);
    let before = text.as_bytes().get(from..at as usize).unwrap_or(&[]);
    let start = match memchr::memrchr2(b'\n', b'\r', before) {
        Some(line_break) => from + line_break + 1,
        None if from == 0 => 0,
        None => return "",
    };
    indent_of(text.get(start..).unwrap_or(""))
}

/// Whether the container's first child begins on a line of its own.
fn is_spread(container: Node<'_>, first: Node<'_>) -> bool {
    let gap = TextRange { start: container.range().start, end: first.range().start };
    gap.slice(container.tree().text()).contains(['\n', '\r'])
}

/// Replaces a value by JSON text.
pub fn replace(node: Node<'_>, json: impl Into<String>) -> TextEdit {
    TextEdit::replace(node.range(), json)
}

/// Gives a member another name.
pub fn rename(key: Node<'_>, name: &str) -> TextEdit {
    TextEdit::replace(key.range(), quote(name))
}

/// Removes a member with the comma and the line that belong to it.
pub fn remove_member(member: Member<'_>) -> TextEdit {
    let range = member.key.range().cover(member.value.range());
    remove_range(member.key.tree(), range)
}

/// Removes several members of one object, given in the order of the text; neighbours go in one edit.
pub fn remove_members(object: Node<'_>, gone: &[Member<'_>]) -> Vec<TextEdit> {
    let mut edits = Vec::new();
    let mut run: Option<TextRange> = None;
    let mut gone = gone.iter().peekable();
    for member in object.members() {
        if gone.next_if(|other| other.key == member.key).is_some() {
            let range = member.key.range().cover(member.value.range());
            run = Some(run.map_or(range, |run| run.cover(range)));
        } else if let Some(range) = run.take() {
            edits.push(remove_range(object.tree(), range));
        }
    }
    edits.extend(run.map(|range| remove_range(object.tree(), range)));
    edits
}

/// Adds an item, given as JSON text, behind the last one of an array.
pub fn append_item(array: Node<'_>, json: &str) -> TextEdit {
    let text = array.tree().text();
    let (Some(first), Some(last)) = (array.items().next(), array.items().last()) else {
        return TextEdit::replace(array.range(), format!("[{json}]"));
    };
    let gap = if is_spread(array, first) {
        let indent = indent_at(text, last.range().start);
        format!("{}{indent}", array.tree().layout().line_break)
    } else {
        " ".to_owned()
    };
    TextEdit::insert(last.range().end, format!(",{gap}{json}"))
}

/// Removes an item of an array with the comma and the line that belong to it.
pub fn remove_item(item: Node<'_>) -> TextEdit {
    remove_range(item.tree(), item.range())
}

/// With a comma behind: up to the next token. Else with the comma before. Else up to the brackets' inner edge.
fn remove_range(tree: &Tree, range: TextRange) -> TextEdit {
    let text = tree.text();
    let before = text.get(..range.start as usize).unwrap_or("");
    let after = text.get(range.end as usize..).unwrap_or("");
    let space = after.len() - after.trim_start().len();
    if after.trim_start().starts_with(',') {
        let tail = after.get(space + 1..).unwrap_or("");
        let gap = tail.len() - tail.trim_start().len();
        return TextEdit::delete(TextRange { start: range.start, end: range.end + offset(space + 1 + gap) });
    }
    let head = before.trim_end();
    if let Some(head) = head.strip_suffix(',') {
        return TextEdit::delete(TextRange { start: offset(head.len()), end: range.end });
    }
    let spread = before.get(head.len()..).unwrap_or("").contains(['\n', '\r']);
    if spread {
        TextEdit::delete(TextRange { start: offset(head.len()), end: range.end + offset(space) })
    } else {
        TextEdit::delete(range)
    }
}

/// Adds members, given as name and JSON text (with `\n` and `\t` for line breaks and levels), behind the last one
/// of an object, or behind `after`. One edit.
pub fn insert_members(object: Node<'_>, after: Option<Member<'_>>, members: &[(&str, &str)]) -> TextEdit {
    let text = object.tree().text();
    let layout = object.tree().layout();
    let last = after.or_else(|| object.members().last());
    let own = indent_at(text, object.range().start).to_owned();
    let Some(last) = last else {
        let indent = format!("{own}{}", layout.unit);
        let body = lay_out_members(layout, members, &indent, &format!(",{}{indent}", layout.line_break));
        let inner = TextRange { start: object.range().start + 1, end: closing(object) };
        return TextEdit::replace(inner, format!("{0}{indent}{body}{0}{own}", layout.line_break));
    };
    let at = last.key.range().cover(last.value.range()).end;
    let first = object.members().next().map_or(last.key, |member| member.key);
    if is_spread(object, first) {
        let indent = indent_at(text, last.key.range().start).to_owned();
        let separator = format!(",{}{indent}", layout.line_break);
        return TextEdit::insert(at, format!("{separator}{}", lay_out_members(layout, members, &indent, &separator)));
    }
    let flat = Layout { unit: String::new(), line_break: "" };
    TextEdit::insert(at, format!(", {}", lay_out_members(&flat, members, "", ", ")))
}

fn lay_out_members(layout: &Layout, members: &[(&str, &str)], indent: &str, separator: &str) -> String {
    let laid: Vec<String> =
        members.iter().map(|(name, json)| format!("{}: {}", quote(name), layout.lay_out(json, indent))).collect();
    laid.join(separator)
}

/// Where the closing bracket of a container stands, or would.
pub fn closing(container: Node<'_>) -> u32 {
    let end = container.range().end;
    if container.is_unclosed() { end } else { end - 1 }
}

/// Puts a value into an array of its own: `x` becomes `[x]`.
pub fn wrap(node: Node<'_>) -> Vec<TextEdit> {
    vec![TextEdit::insert(node.range().start, "["), TextEdit::insert(node.range().end, "]")]
}

/// Whether an edit at this value can be trusted: the value and its key are written as JSON.
pub fn is_sound(node: Node<'_>) -> bool {
    !node.is_odd() && node.kind() != Kind::Missing && node.key().is_none_or(|key| !key.is_unclear())
}

/// Whether something can be added behind the last member or item of a container: where that is not written as JSON, its
/// end may be another than it seems.
pub fn can_grow(container: Node<'_>) -> bool {
    let last = container.members().last().map(|member| (member.key, member.value));
    let last = last.into_iter().flat_map(|(key, value)| [key, value]).chain(container.items().last());
    !container.is_hurt() && last.into_iter().all(is_whole)
}

/// Whether it and everything below is written as JSON, so that it ends where it seems to.
pub fn is_whole(node: Node<'_>) -> bool {
    let damaged = |node: Node<'_>| node.is_odd() || node.is_unclosed() || (node.is_container() && node.is_hurt());
    node.tree().errors().is_empty() || !node.self_and_descendants().any(damaged)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::apply;

    const SPREAD: &str = "{\r\n\t\"a\": 1,\r\n\t\"b\": 2\r\n}";

    fn after(text: &str, edit: impl Fn(Node<'_>) -> TextEdit) -> String {
        let tree = Tree::parse(text);
        apply(text, &[edit(tree.root().unwrap())])
    }

    #[test]
    fn members_leave_with_their_comma_and_line() {
        assert_eq!(after(SPREAD, |o| remove_member(o.member("a").unwrap())), "{\r\n\t\"b\": 2\r\n}");
        assert_eq!(after(SPREAD, |o| remove_member(o.member("b").unwrap())), "{\r\n\t\"a\": 1\r\n}");
        assert_eq!(after(r#"{"a": 1, "b": 2}"#, |o| remove_member(o.member("a").unwrap())), r#"{"b": 2}"#);
        assert_eq!(after("{\n  \"a\": 1\n}", |o| remove_member(o.member("a").unwrap())), "{}");
        assert_eq!(after(r#"["a" , "b"]"#, |a| remove_item(a.item(0).unwrap())), r#"["b"]"#);
    }

    #[test]
    fn several_members_leave_together() {
        let gone = |names: &[&str], text: &str| {
            let tree = Tree::parse(text);
            let root = tree.root().unwrap();
            let members: Vec<_> = names.iter().map(|name| root.member(name).unwrap()).collect();
            apply(text, &remove_members(root, &members))
        };
        let four = r#"{"a": 1, "b": 2, "c": 3, "d": 4}"#;
        assert_eq!(gone(&["a", "c", "d"], four), r#"{"b": 2}"#);
        assert_eq!(gone(&["b", "d"], four), r#"{"a": 1, "c": 3}"#);
        assert_eq!(gone(&["a", "b", "c", "d"], four), "{}");
        assert_eq!(gone(&["a", "b"], SPREAD), "{}");
    }

    #[test]
    fn items_arrive_behind_the_last() {
        let add = |array: Node<'_>| append_item(array, "2");
        assert_eq!(after("[]", add), "[2]");
        assert_eq!(after("[1]", add), "[1, 2]");
        assert_eq!(after("[\r\n  1\r\n]", add), "[\r\n  1,\r\n  2\r\n]");
    }

    #[test]
    fn members_arrive_in_the_layout_of_the_file() {
        let add = |o: Node<'_>| insert_members(o, None, &[("c", "[\n\t{ \"d\": 1 }\n]")]);
        assert_eq!(after(SPREAD, add), "{\r\n\t\"a\": 1,\r\n\t\"b\": 2,\r\n\t\"c\": [\r\n\t\t{ \"d\": 1 }\r\n\t]\r\n}");
        assert_eq!(after(r#"{"a": 1}"#, add), r#"{"a": 1, "c": [{ "d": 1 }]}"#);
        assert_eq!(after("{ }", add), "{\n  \"c\": [\n    { \"d\": 1 }\n  ]\n}");
        let first = |o: Node<'_>| insert_members(o, o.member("a"), &[("x", "0")]);
        assert_eq!(after(SPREAD, first), "{\r\n\t\"a\": 1,\r\n\t\"x\": 0,\r\n\t\"b\": 2\r\n}");
    }
}
