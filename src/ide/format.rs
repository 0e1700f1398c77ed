//! Formatting: only the white space between tokens is touched, so a cursor stays where it is.
//!
//! A container that stands on one line and fits stays there; any other has one member or item a line. Text that is
//! not JSON is left alone.

use super::Document;
use crate::syntax::{Kind, Node, Tree};
use crate::text::{TextEdit, TextRange, apply, offset};

/// How to format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FormatOptions {
    /// Blanks of one level.
    pub tab_size: u32,
    /// Blanks instead of tabs.
    pub insert_spaces: bool,
    /// Whether the text ends with a line break; `None` leaves that as it is.
    pub final_newline: Option<bool>,
    /// Whether blank lines at the end go.
    pub trim_final_newlines: bool,
    /// The longest line that a container may stay on, in characters.
    pub width: u32,
}

impl Default for FormatOptions {
    fn default() -> Self {
        FormatOptions {
            tab_size: 2,
            insert_spaces: true,
            final_newline: Some(true),
            trim_final_newlines: true,
            width: 100,
        }
    }
}

impl FormatOptions {
    /// One level of indentation.
    pub(super) fn unit(&self) -> String {
        if self.insert_spaces { " ".repeat(self.tab_size.clamp(1, 16) as usize) } else { "\t".into() }
    }
}

/// How many edits a formatting has at most. An editor takes hundreds of thousands one by one, and hangs; beyond this one
/// edit makes the whole stretch anew.
const MOST: usize = 10_000;

/// The edits that format a text; empty when it is formatted, none when it is not JSON or nested too deeply: each line is
/// indented by its level, so that a short text of many levels would become a very long one.
pub fn format(tree: &Tree, options: &FormatOptions) -> Option<Vec<TextEdit>> {
    if !tree.errors().is_empty() || tree.is_too_deep() {
        return None;
    }
    let text = tree.text();
    let head = text.get(..text.len().min(64 * 1024)).unwrap_or(text);
    let mut formatter = Formatter {
        text,
        unit: options.unit(),
        line_break: if head.contains("\r\n") { "\r\n" } else { "\n" },
        width: options.width as usize,
        last: if text.starts_with('\u{feff}') { 3 } else { 0 },
        column: 0,
        edits: Vec::new(),
    };
    formatter.document(tree.root()?);
    let rest = TextRange { start: formatter.last, end: tree.end() }.slice(text);
    let kept: String = rest.chars().filter(|ch| matches!(ch, '\n' | '\r')).collect();
    let broken = !kept.is_empty();
    let tail = match options.final_newline {
        Some(false) => "",
        _ if broken && !options.trim_final_newlines => &kept,
        Some(true) => formatter.line_break,
        None if broken => formatter.line_break,
        None => "",
    };
    formatter.gap(tree.end(), tail);
    Some(formatter.edits)
}

/// The same change in so many edits that an editor makes it at once.
pub fn in_few_edits(text: &str, edits: Vec<TextEdit>) -> Vec<TextEdit> {
    let (Some(first), Some(last)) = (edits.first(), edits.last()) else { return edits };
    if edits.len() <= MOST {
        return edits;
    }
    let range = first.range.cover(last.range);
    let moved = |edit: &TextEdit| {
        let range = TextRange { start: edit.range.start - range.start, end: edit.range.end - range.start };
        TextEdit { range, text: edit.text.clone() }
    };
    let moved: Vec<TextEdit> = edits.iter().map(moved).collect();
    vec![TextEdit::replace(range, apply(range.slice(text), &moved))]
}

/// The edits that format the lines of a range and no others; none when the text is not JSON.
pub fn format_range(document: &Document, range: TextRange, options: &FormatOptions) -> Option<Vec<TextEdit>> {
    let text = document.text();
    let start = document.lines.line_range(text, document.lines.line(range.start)).start;
    let end = document.lines.line_range(text, document.lines.line(range.end)).end;
    // Each edit makes the space before a token: it counts where the token is in the lines.
    let edits = format(&document.tree, options)?.into_iter().filter(|edit| edit.range.end >= start);
    let inside = edits.take_while(|edit| edit.range.end <= end && edit.range.start < end);
    Some(
        inside
            .filter_map(|edit| if edit.range.start < start { indent_only(edit, start) } else { Some(edit) })
            .collect(),
    )
}

/// What is left of an edit that begins before a line: the line's indentation. Lines before it are not touched.
fn indent_only(edit: TextEdit, line: u32) -> Option<TextEdit> {
    let indent = edit.text.rsplit_once(['\n', '\r'])?.1.to_owned();
    let range = TextRange { start: line, end: edit.range.end };
    Some(TextEdit::replace(range, indent))
}

struct Formatter<'t> {
    text: &'t str,
    unit: String,
    line_break: &'static str,
    width: usize,
    /// The end of the last token.
    last: u32,
    /// The column behind the last token, in characters.
    column: usize,
    edits: Vec<TextEdit>,
}

/// Work that waits while a container is written.
enum Todo<'t> {
    Value(Node<'t>),
    Key(Node<'t>),
    Token(u32),
    Break(usize),
    Space,
}

impl<'t> Formatter<'t> {
    /// Makes the gap between the last token and `to` this white space.
    fn gap(&mut self, to: u32, wanted: &str) {
        let range = TextRange { start: self.last, end: to };
        if range.slice(self.text) != wanted {
            self.edits.push(TextEdit::replace(range, wanted));
        }
    }

    fn token(&mut self, range: TextRange, before: &str) {
        self.gap(range.start, before);
        let token = range.slice(self.text);
        let indent = before.len().saturating_sub(if before.contains('\n') { self.line_break.len() } else { 0 });
        self.column = if before.contains('\n') { indent } else { self.column + before.len() } + token.chars().count();
        self.last = range.end;
    }

    fn document(&mut self, root: Node<'t>) {
        let mut stack = vec![Todo::Value(root)];
        let mut level = 0usize;
        let mut before = String::new();
        while let Some(todo) = stack.pop() {
            match todo {
                Todo::Space => before = " ".into(),
                Todo::Break(to) => {
                    level = to;
                    before = format!("{}{}", self.line_break, self.unit.repeat(to));
                }
                Todo::Token(at) => self.token(TextRange { start: at, end: at + 1 }, &std::mem::take(&mut before)),
                Todo::Key(key) => self.token(key.range(), &std::mem::take(&mut before)),
                Todo::Value(node) if !node.is_container() => self.token(node.range(), &std::mem::take(&mut before)),
                Todo::Value(node) => {
                    let range = node.range();
                    self.token(TextRange { start: range.start, end: range.start + 1 }, &std::mem::take(&mut before));
                    let from = stack.len();
                    self.container(node, level, &mut stack);
                    stack.get_mut(from..).unwrap_or_default().reverse();
                }
            }
        }
    }

    /// Everything of a container behind its opening bracket, in order.
    fn container(&self, node: Node<'t>, level: usize, todo: &mut Vec<Todo<'t>>) {
        let spread = !self.fits(node);
        let count = node.child_count();
        let mut at = node.range().start + 1;
        let mut child = |todo: &mut Vec<Todo<'t>>, key: Option<Node<'t>>, value: Node<'t>, number: usize| {
            if spread {
                todo.push(Todo::Break(level + 1));
            } else if number > 0 || node.is_object() {
                todo.push(Todo::Space);
            }
            if let Some(key) = key {
                todo.push(Todo::Key(key));
                todo.push(Todo::Token(self.find(key.range().end, b':')));
                todo.push(Todo::Space);
            }
            todo.push(Todo::Value(value));
            at = value.range().end;
            if number + 1 < count {
                todo.push(Todo::Token(self.find(at, b',')));
            }
        };
        if node.is_object() {
            node.members().enumerate().for_each(|(number, member)| child(todo, Some(member.key), member.value, number));
        } else {
            node.items().enumerate().for_each(|(number, item)| child(todo, None, item, number));
        }
        if spread && count > 0 {
            todo.push(Todo::Break(level));
        } else if node.is_object() && count > 0 {
            todo.push(Todo::Space);
        }
        todo.push(Todo::Token(node.range().end - 1));
    }

    /// Whether a container stays on one line: it was on one and its formatted length fits.
    fn fits(&self, node: Node<'_>) -> bool {
        if node.child_count() == 0 {
            return true;
        }
        let range = node.range();
        if range.len() as usize > self.width * 8
            || range.slice(self.text).contains(['\n', '\r'])
            || node.parent().is_none()
        {
            return false;
        }
        self.column + self.flat_length(node) <= self.width
    }

    /// The length on one line; only asked for texts that are short and on one line already.
    fn flat_length(&self, node: Node<'_>) -> usize {
        let mut length = 0usize;
        for part in node.self_and_descendants() {
            length += match part.kind() {
                Kind::Object => {
                    4usize.saturating_sub(if part.child_count() == 0 { 2 } else { 0 })
                        + 2 * part.child_count().saturating_sub(1)
                }
                Kind::Array => 2 + 2 * part.child_count().saturating_sub(1),
                Kind::Key => part.text().chars().count() + 2,
                _ => part.text().chars().count(),
            };
        }
        length
    }

    /// The next such byte; only asked where nothing but white space comes before it.
    fn find(&self, from: u32, byte: u8) -> u32 {
        let rest = self.text.as_bytes().get(from as usize..).unwrap_or(&[]);
        from + offset(memchr::memchr(byte, rest).unwrap_or(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn formatted(text: &str, options: &FormatOptions) -> String {
        let tree = Tree::parse(text);
        let once = apply(text, &format(&tree, options).unwrap());
        let again = format(&Tree::parse(once.as_str()), options).unwrap();
        assert_eq!(again, [], "formatting twice changes nothing: {once}");
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(&once).unwrap(),
            serde_json::from_str::<serde_json::Value>(text).unwrap()
        );
        once
    }

    #[test]
    fn an_editor_is_not_sent_a_hundred_thousand_edits() {
        let text = format!("[\n{}\n{{}}]", "{\"name\": \"Größe\"},\n".repeat(6_000));
        let edits = format(&Tree::parse(text.as_str()), &FormatOptions::default()).unwrap();
        assert!(edits.len() > MOST);
        let few = in_few_edits(&text, edits.clone());
        assert_eq!(few.len(), 1);
        assert_eq!(apply(&text, &few), apply(&text, &edits));
        assert_eq!(in_few_edits(&text, few.clone()), few);
    }

    #[test]
    fn what_fits_on_its_line_stays_and_the_rest_has_a_line_each() {
        let text = "{\"name\":\"Web\",\"sessionDefinition\":[\n{\"numPeriods\":30 , \"func\":\"INACTIVITY\"}],\"segmentList\":[ ],\n\n \"a\":{ }}";
        let wanted = "{\n  \"name\": \"Web\",\n  \"sessionDefinition\": [\n    { \"numPeriods\": 30, \"func\": \"INACTIVITY\" }\n  ],\n  \"segmentList\": [],\n  \"a\": {}\n}\n";
        assert_eq!(formatted(text, &FormatOptions::default()), wanted);
    }

    #[test]
    fn line_endings_tabs_and_final_newline_are_as_asked() {
        let options = FormatOptions { insert_spaces: false, final_newline: None, ..FormatOptions::default() };
        assert_eq!(formatted("{\r\n\"a\":[1,\r\n2]}", &options), "{\r\n\t\"a\": [\r\n\t\t1,\r\n\t\t2\r\n\t]\r\n}");
        let long = format!("{{\"a\":[\"{}\",\"b\"]}}", "x".repeat(100));
        assert!(formatted(&long, &FormatOptions::default()).contains("[\n    \"xxx"));
    }

    #[test]
    fn the_end_of_the_text_is_as_the_editor_wants_it() {
        let end = |text: &str, final_newline, trim_final_newlines| {
            formatted(text, &FormatOptions { final_newline, trim_final_newlines, ..FormatOptions::default() })
        };
        assert_eq!(end("{}", Some(true), false), "{}\n");
        assert_eq!(end("{}", None, true), "{}");
        assert_eq!(end("{}\n \n\n", None, true), "{}\n");
        assert_eq!(end("{}\n \n\n", Some(true), false), "{}\n\n\n");
        assert_eq!(end("{}\r\n\r\n", None, false), "{}\r\n\r\n");
    }

    #[test]
    fn a_range_formats_its_lines_and_no_others() {
        let text = "{\n\"a\":1,\n\n\n\"b\":  2,\n\"c\" :[3,\n4]\n}\n\n";
        let lines = |from: &str, to: &str| {
            let document = Document::new(text, crate::ide::DocumentKind::DataView);
            let range = TextRange::new(text.find(from).unwrap(), text.find(to).unwrap());
            apply(text, &format_range(&document, range, &FormatOptions::default()).unwrap())
        };
        assert_eq!(lines("\"b", "2"), "{\n\"a\":1,\n\n\n  \"b\": 2,\n\"c\" :[3,\n4]\n}\n\n");
        assert_eq!(lines("1", "2"), "{\n  \"a\": 1,\n  \"b\": 2,\n\"c\" :[3,\n4]\n}\n\n");
        assert_eq!(lines("4", "}"), "{\n\"a\":1,\n\n\n\"b\":  2,\n\"c\" :[3,\n    4\n  ]\n}\n\n");
    }

    #[test]
    fn broken_text_is_left_alone() {
        assert_eq!(format(&Tree::parse("{\"a\":}"), &FormatOptions::default()), None);
    }

    #[test]
    fn what_is_nested_too_deeply_is_left_alone() {
        let deep = |levels: usize| "[".repeat(levels) + &"]".repeat(levels);
        assert!(formatted(&format!("[{}]", deep(60)), &FormatOptions::default()).len() > 60 * 60);
        for levels in [257, 90_000] {
            let document = Document::new(deep(levels), crate::ide::DocumentKind::DataView);
            assert_eq!(format(&document.tree, &FormatOptions::default()), None);
            let whole = TextRange::new(0, 2 * levels);
            assert_eq!(format_range(&document, whole, &FormatOptions::default()), None);
        }
        assert!(format(&Tree::parse(deep(256)), &FormatOptions::default()).is_some());
    }
}
