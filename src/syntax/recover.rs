//! Mistakes: what each is called, where its fix goes, and how the parser goes on behind it.
//!
//! Here: how a mistake is noted, and those between values (comments, commas, characters without meaning). Those of
//! brackets, names, values and strings have a file each.

mod brackets;
mod keys;
mod quoted;
mod values;

use super::lexer;
use super::parser::{Frame, Parser, State};
use super::strings::is_quote;
use super::tree::HURT;
use crate::diagnostic::{Applicability, Diagnostic, Fix, Origin, Severity};
use crate::text::{TextEdit, TextRange, offset};

/// How many mistakes are told one by one; the rest is counted.
const SHOWN: usize = 1000;
/// White space of JSON; other blanks are content.
const SPACE: [char; 4] = [' ', '\t', '\n', '\r'];

impl Parser<'_> {
    pub(super) fn error_count(&self) -> usize {
        self.errors.len() + self.unshown
    }

    pub(super) fn error(
        &mut self,
        code: &'static str,
        range: TextRange,
        message: impl Into<String>,
    ) -> &mut Diagnostic {
        if self.errors.len() >= SHOWN {
            self.unshown += 1;
            // The last one is written over, so that a fix for the unshown has somewhere to go.
            self.errors.truncate(SHOWN);
            self.errors.pop();
        }
        self.errors.push(Diagnostic::new(Origin::Syntax, code, Severity::Error, range, message));
        let last = self.errors.len() - 1;
        // One was pushed a line above.
        #[expect(clippy::indexing_slicing, reason = "the element was just pushed")]
        &mut self.errors[last]
    }

    fn error_fixed(
        &mut self,
        code: &'static str,
        range: TextRange,
        message: impl Into<String>,
        title: impl Into<String>,
        edits: Vec<TextEdit>,
    ) {
        self.error(code, range, message).fixes.push(Fix::preferred(title, edits));
    }

    /// Says of the fix of the last mistake whether nothing but the mistake differs by it.
    fn safe_if(&mut self, safe: bool) {
        if let Some(fix) = self.errors.last_mut().filter(|_| safe).and_then(|error| error.fixes.first_mut()) {
            fix.applicability = Applicability::Safe;
        }
    }

    pub(super) fn say_unshown(&mut self) {
        let count = self.unshown;
        let at = self.errors.last().map_or(0, |error| error.range.end as usize);
        self.errors.push(Diagnostic::new(
            Origin::Syntax,
            "more-errors",
            Severity::Error,
            TextRange::empty(at),
            format!("{count} more syntax errors are not shown. Fix the first ones and look again."),
        ));
    }

    /// Notes that the innermost container may have lost something.
    pub(super) fn hurt(&mut self) {
        if let Some(node) = self.stack.last().and_then(|frame| self.nodes.get_mut(frame.node as usize)) {
            node.flags |= HURT;
        }
    }

    fn line_break(&self) -> &'static str {
        let head = self.text.get(..self.text.len().min(4096)).unwrap_or(self.text);
        if head.contains("\r\n") { "\r\n" } else { "\n" }
    }

    /// The first value of the document.
    pub(super) fn begin(&mut self) {
        self.trivia();
        while let Some(byte) = self.peek() {
            if !matches!(byte, b'}' | b']' | b',' | b':') {
                return self.value();
            }
            let range = TextRange::new(self.pos, self.pos + 1);
            self.error_fixed(
                if matches!(byte, b'}' | b']') { "stray-bracket" } else { "bad-character" },
                range,
                format!("`{}` cannot stand before the first value.", byte as char),
                format!("Remove `{}`", byte as char),
                vec![TextEdit::delete(range)],
            );
            self.pos += 1;
            self.trivia();
        }
        if self.errors.is_empty() {
            self.error("empty-document", TextRange::empty(self.pos), "There is nothing here yet.").help =
                Some("Begin with `{`, or take a completion.".into());
        }
    }

    pub(super) fn comment(&mut self) {
        let start = self.pos;
        let rest = self.rest();
        let (len, whole) = if rest.starts_with("/*") {
            rest.find("*/").map_or((rest.len(), false), |end| (end + 2, true))
        } else {
            (rest.find(['\n', '\r']).unwrap_or(rest.len()), true)
        };
        let end = start + len;
        self.pos = end;
        let range = TextRange::new(start, end);
        self.error_fixed(
            "comment",
            range,
            "JSON has no comments; the service would refuse the file.",
            "Remove the comment",
            vec![TextEdit::delete(self.with_its_space(range))],
        );
        // One that does not end would take everything behind it along.
        self.safe_if(whole);
    }

    /// The range, with its whole line when nothing else stands there, else with the blanks before it.
    fn with_its_space(&self, range: TextRange) -> TextRange {
        let before = self.text.get(..range.start as usize).unwrap_or("");
        let blank = before.len() - before.trim_end_matches([' ', '\t']).len();
        let start = range.start - offset(blank);
        let begins_line = before.trim_end_matches([' ', '\t']).ends_with(['\n', '\r']) || blank == before.len();
        let after = self.text.get(range.end as usize..).unwrap_or("");
        let line_rest = after.len() - after.trim_start_matches([' ', '\t']).len();
        let tail = after.get(line_rest..).unwrap_or("");
        let line_break = if tail.starts_with("\r\n") { 2 } else { usize::from(tail.starts_with(['\n', '\r'])) };
        if begins_line && line_break > 0 {
            return TextRange { start, end: range.end + offset(line_rest + line_break) };
        }
        TextRange { start, end: range.end }
    }

    pub(super) fn extra_comma(&mut self) {
        let range = TextRange::new(self.pos, self.pos + 1);
        let message = match self.state {
            State::Opened => "A comma stands between two values; here is none before it.",
            _ => "There is one comma too many.",
        };
        self.error_fixed("extra-comma", range, message, "Remove the comma", vec![TextEdit::delete(range)]);
        self.safe_if(self.state != State::Opened);
        self.pos += 1;
    }

    pub(super) fn trailing_comma(&mut self, at: usize) {
        let range = TextRange::new(at, at + 1);
        self.error_fixed(
            "trailing-comma",
            range,
            "JSON allows no comma after the last value.",
            "Remove the comma",
            vec![TextEdit::delete(range)],
        );
        self.safe_if(true);
    }

    /// Something follows a value where a comma or closing bracket should stand.
    pub(super) fn after_value(&mut self, frame: Frame, byte: u8) {
        match byte {
            b':' => self.stray_colon(frame),
            b';' => {
                let range = TextRange::new(self.pos, self.pos + 1);
                self.error_fixed(
                    "missing-comma",
                    range,
                    "Values are separated by a comma, not by `;`.",
                    "Replace with a comma",
                    vec![TextEdit::replace(range, ",")],
                );
                self.safe_if(frame.object);
                self.state = State::Comma(Some(self.pos));
                self.pos += 1;
            }
            _ if self.unescaped_quote() => {}
            _ if self.begins_value(byte) => {
                let range = TextRange::empty(self.last);
                let what = if frame.object { "members" } else { "values" };
                self.error_fixed(
                    "missing-comma",
                    range,
                    format!("A comma is missing between two {what}."),
                    "Insert a comma",
                    vec![TextEdit::insert(range.start, ",")],
                );
                self.safe_if(self.comma_is_all(frame, byte));
                self.state = State::Comma(None);
            }
            _ => self.bad_characters(),
        }
    }

    /// Whether the two values here cannot be one: a member and the next, or two containers. Two texts in a list are
    /// one text in Python, and two numbers may be one with a blank in it.
    fn comma_is_all(&self, frame: Frame, byte: u8) -> bool {
        if frame.object {
            return byte == b'"' && self.string_then_colon(self.pos);
        }
        let before = self.last.checked_sub(1).and_then(|at| self.bytes.get(at));
        matches!(byte, b'{' | b'[') && matches!(before, Some(b'}' | b']'))
    }

    fn begins_value(&self, byte: u8) -> bool {
        matches!(byte, b'"' | b'{' | b'[' | b'-' | b'+')
            || self.rest().chars().next().is_some_and(|ch| is_quote(ch) || lexer::is_word(ch))
    }

    /// Characters that have no place in JSON outside strings.
    pub(super) fn bad_characters(&mut self) {
        let start = self.pos;
        for (at, ch) in self.rest().char_indices() {
            let structural = matches!(ch, '{' | '}' | '[' | ']' | ',' | '"' | ':' | ' ' | '\n' | '\r' | '\t');
            if at > 0 && (structural || is_quote(ch) || lexer::is_word(ch)) {
                break;
            }
            self.pos = start + at + ch.len_utf8();
        }
        let range = TextRange::new(start, self.pos);
        let shown = range.slice(self.text).escape_debug().to_string();
        self.error_fixed(
            "bad-character",
            range,
            format!("`{shown}` has no meaning here."),
            format!("Remove `{shown}`"),
            vec![TextEdit::delete(range)],
        );
        // Blanks of other alphabets and of web pages: nothing is said with them.
        let unseen = |ch: char| ch.is_whitespace() || matches!(ch, '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}');
        self.safe_if(range.slice(self.text).chars().all(unseen));
        self.hurt();
    }
}
