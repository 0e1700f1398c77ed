//! While typing: the indentation of the line that the cursor is on, after a line break or a closing bracket.
//!
//! Nothing else is touched, so that no line moves under the cursor. The indentation goes by the line on which the
//! container around begins, and by that alone: the text around is as a person laid it out, and often broken.

use super::{Document, FormatOptions};
use crate::syntax::edit::indent_at;
use crate::syntax::{Kind, Node};
use crate::text::{TextEdit, TextRange};

/// The edit after a character was typed before `at`; none when the line is indented as it should be.
pub fn format_on_type(document: &Document, at: u32, typed: char, options: &FormatOptions) -> Option<TextEdit> {
    if document.tree.is_too_deep() {
        return None;
    }
    let text = document.text();
    let line = document.lines.line_range(text, document.lines.line(at));
    let content = line.slice(text);
    let blank = content.len() - content.trim_start_matches([' ', '\t']).len();
    let blank = TextRange { start: line.start, end: line.start + crate::text::offset(blank) };
    let closes = content.trim_start_matches([' ', '\t']).starts_with(['}', ']']);
    let around = match typed {
        '}' | ']' if closes && at == blank.end + 1 => closed_by(document, at)?,
        '\n' if closes => closed_by(document, blank.end + 1)?,
        '\n' => inside_of(document, at)?,
        _ => return None,
    };
    let mut wanted = indent_at(text, around.range().start).to_owned();
    if !closes {
        wanted.push_str(&options.unit());
    }
    (blank.slice(text) != wanted).then(|| TextEdit::replace(blank, wanted))
}

/// The container whose closing bracket ends at an offset.
fn closed_by(document: &Document, end: u32) -> Option<Node<'_>> {
    let mut node = document.tree.node_at(end)?;
    loop {
        if node.is_container() && node.range().end == end && !node.is_unclosed() {
            return Some(node);
        }
        node = node.parent()?;
    }
}

/// The container around an offset that is between its members or items.
fn inside_of(document: &Document, at: u32) -> Option<Node<'_>> {
    let node = document.tree.node_at(at);
    // A line break in a string is a mistake of its own; its text is not moved.
    let in_text = node.is_some_and(|node| {
        matches!(node.kind(), Kind::String | Kind::Key | Kind::Bad) && node.range().start < at && at < node.range().end
    });
    document.tree.container_at(at).filter(|_| !in_text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ide::DocumentKind;
    use crate::testing::cursor;
    use crate::text::apply;

    /// The text after the character before `$0` was typed.
    fn typed(text: &str, typed: char) -> String {
        let (text, at) = cursor(text);
        let document = Document::new(text.as_str(), DocumentKind::DataView);
        let edit = format_on_type(&document, at, typed, &FormatOptions::default());
        apply(&text, edit.as_slice())
    }

    #[test]
    fn a_new_line_is_indented_as_its_container_wants() {
        assert_eq!(typed("{\n$0}", '\n'), "{\n}");
        assert_eq!(typed("{\n$0\n}", '\n'), "{\n  \n}");
        assert_eq!(typed("    {\r\n      \"a\": [\r\n$0", '\n'), "    {\r\n      \"a\": [\r\n        ");
        assert_eq!(typed("{\n  \"a\": 1,\n      $0\"b\": 2\n}", '\n'), "{\n  \"a\": 1,\n  \"b\": 2\n}");
        assert_eq!(typed("{\n  \"name\": \"We\n$0b\"\n}", '\n'), "{\n  \"name\": \"We\nb\"\n}");
        assert_eq!(typed("{}\n$0", '\n'), "{}\n");
    }

    #[test]
    fn a_closing_bracket_stands_under_the_line_that_opens() {
        assert_eq!(typed("{\n  \"a\": [\n    1\n    ]$0\n}", ']'), "{\n  \"a\": [\n    1\n  ]\n}");
        assert_eq!(typed("{\n  \"a\": 1\n  }$0", '}'), "{\n  \"a\": 1\n}");
        assert_eq!(typed("{\n  \"a\": [1]$0\n}", ']'), "{\n  \"a\": [1]\n}");
        assert_eq!(typed("  }$0", '}'), "  }");
    }

    #[test]
    fn what_is_nested_too_deeply_is_left_alone() {
        let deep = |levels| format!("{}\n$0{}", "[".repeat(levels), "]".repeat(levels));
        assert_eq!(typed(&deep(256), '\n'), deep(256).replace("$0", ""));
        assert_eq!(typed(&deep(300).replace("$0", "  $0"), '\n'), deep(300).replace("$0", "  "));
        assert_eq!(typed(&deep(200).replace("$0", "  $0"), '\n'), deep(200).replace("$0", ""));
    }

    #[test]
    fn what_is_indented_as_it_should_be_stays() {
        let (text, at) = cursor("{\n  \"a\": {\n    \"b\": 1\n  }$0\n}");
        let document = Document::new(text, DocumentKind::DataView);
        assert_eq!(format_on_type(&document, at, '}', &FormatOptions::default()), None);
    }
}
