//! Mistakes of strings: other quotes, no closing quote, quotes and control characters inside, escapes that are none.

use super::SPACE;
use crate::syntax::lexer;
use crate::syntax::parser::{Parser, State};
use crate::syntax::strings::{self, is_quote};
use crate::syntax::tree::{ESCAPED, Kind, ODD, UNCLEAR, UNCLOSED};
use crate::text::{TextEdit, TextRange, offset};

/// How many characters of a line are looked at for the real end of a string.
const ONE_LOOK: usize = 2048;

/// Whether a string in other quotes says beyond doubt what is in it: it ends with the mark that belongs to its first,
/// no other mark may be its end, what is escaped is escaped in every language alike, and no byte of it is damaged.
fn plainly_quoted(first: char, inner: &str, closing: &str) -> bool {
    let ends = match first {
        '\'' => "'",
        '“' => "”",
        '„' => "“”",
        '‘' => "’",
        '‚' => "‘’",
        '«' => "»",
        '»' => "«",
        _ => return false,
    };
    let marks = |ch: char| first != '\'' && is_quote(ch);
    let plain = inner.split('\\').skip(1).all(|tail| tail.starts_with(['\'', '"', 'n', 't', 'r', '/']));
    let damaged = |ch: char| ch < ' ' && ch != '\t';
    closing.chars().all(|ch| ends.contains(ch)) && !inner.contains(marks) && !inner.contains(damaged) && plain
}

impl Parser<'_> {
    /// A string in quotes that are not JSON's: single, typographic, backticks.
    pub(super) fn wrong_quotes(&mut self, kind: Kind, first: char) {
        let start = self.pos;
        let closes = |ch: char| match first {
            '\'' | '`' => ch == first,
            _ => is_quote(ch) && ch != '\'' && ch != '`',
        };
        let body = start + first.len_utf8();
        let mut end = None;
        let mut escaped = false;
        for (at, ch) in self.text.get(body..).unwrap_or("").char_indices() {
            match ch {
                '\n' | '\r' => break,
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                _ if closes(ch) => {
                    end = Some((body + at, body + at + ch.len_utf8()));
                    break;
                }
                _ => {}
            }
        }
        let Some((inner_end, end)) = end else {
            let line = self.rest().find(['\n', '\r']).unwrap_or(self.rest().len());
            return self.unterminated(kind, start, start + line, ODD);
        };
        let inner = self.text.get(body..inner_end).unwrap_or("");
        let flags = if inner.contains('\\') { ESCAPED | ODD } else { ODD };
        let mended = strings::quote(&strings::unescape(&inner.replace("\\'", "'")));
        self.error_fixed(
            "wrong-quotes",
            TextRange::new(start, end),
            format!("JSON knows double quotes only, not `{first}`."),
            "Use double quotes",
            vec![TextEdit::replace(TextRange::new(start, end), mended)],
        );
        let closing = self.text.get(inner_end..end).unwrap_or("");
        self.safe_if(plainly_quoted(first, inner, closing));
        self.push(kind, start, end, flags);
        self.pos = end;
        if kind == Kind::String {
            self.state = State::Value;
        }
    }

    pub(in crate::syntax) fn unpaired_surrogate(&mut self, start: usize, end: usize) {
        let message = "The escape is half a character; programs refuse it or lose it.";
        self.warn("unpaired-surrogate", TextRange::new(start, end), message);
    }

    /// A backslash that begins no escape. Answers where the string goes on.
    pub(in crate::syntax) fn bad_escape(&mut self, backslash: usize) -> usize {
        let tail = self.text.get(backslash + 1..).unwrap_or("");
        let next = tail.chars().next().filter(|&ch| ch >= ' ');
        let len = match next {
            Some('u') => 1 + tail.bytes().skip(1).take(4).take_while(u8::is_ascii_hexdigit).count(),
            Some(ch) => ch.len_utf8(),
            None => 0,
        };
        let range = TextRange::new(backslash, backslash + 1 + len);
        let shown = range.slice(self.text);
        let message = format!("`{shown}` is no escape. A backslash itself is written `\\\\`.");
        let (title, mended) = match next {
            Some(ch @ '\'') => ("Remove the backslash", ch.to_string()),
            _ => ("Double the backslash", format!("\\{shown}")),
        };
        self.error_fixed("bad-escape", range, message, title, vec![TextEdit::replace(range, mended)]);
        // Elsewhere one language drops the backslash, another keeps it, a third has an escape of its own.
        self.safe_if(next == Some('\''));
        range.end as usize
    }

    pub(in crate::syntax) fn control_character(&mut self, at: usize) {
        let range = TextRange::new(at, at + 1);
        let ch = self.bytes.get(at).copied().map_or('\0', char::from);
        let mut mended = String::new();
        strings::push_escaped(&mut mended, ch);
        let what = if ch == '\t' { "A tab".to_owned() } else { format!("The control character U+{:04X}", ch as u32) };
        self.error_fixed(
            "control-character",
            range,
            format!("{what} inside a string is written as an escape."),
            format!("Replace with `{mended}`"),
            vec![TextEdit::replace(range, mended)],
        );
        // A tab was typed. Anything else is damage, such as the zeros that a crash leaves in a file: what stood there is lost.
        self.safe_if(ch == '\t');
    }

    /// A line break inside a string: when the next line plainly ends this string, the break is the only mistake.
    /// Answers where the string goes on.
    pub(in crate::syntax) fn continued(&mut self, stop: usize) -> Option<usize> {
        let rest = self.text.get(stop..)?;
        let len = if rest.starts_with("\r\n") { 2 } else { usize::from(!rest.is_empty()) };
        let next = rest.get(len..)?;
        let line = next.get(..next.find(['\n', '\r']).unwrap_or(next.len()))?;
        let begins = line.trim_start().chars().next()?;
        if !(lexer::is_word(begins) || matches!(begins, '(' | '-' | '.' | '*')) {
            return None;
        }
        let quote = line.find('"')?;
        let after = line.get(quote + 1..)?.trim();
        if !(after.is_empty() || after.starts_with([',', '}', ']']))
            || !after.trim_matches([',', '}', ']', ' ']).is_empty()
        {
            return None;
        }
        let range = TextRange::new(stop, stop + len);
        self.error_fixed(
            "control-character",
            range,
            "A line break inside a string is written `\\n`.",
            "Replace with `\\n`",
            vec![TextEdit::replace(range, "\\n")],
        );
        Some(stop + len)
    }

    /// A string without its closing quote ends with its line, and gives back what closes the members around it.
    pub(in crate::syntax) fn unterminated(&mut self, kind: Kind, start: usize, stop: usize, flags: u8) {
        let quote = self.text.get(start..).and_then(|text| text.chars().next()).unwrap_or('"');
        let body = start + quote.len_utf8();
        let line = self.text.get(body..stop).unwrap_or("").trim_end_matches(SPACE);
        let mut end = body + line.len();
        let last_line = self.text.get(stop..).unwrap_or("").trim().is_empty();
        let mut kept = line.strip_suffix(',').map_or(line, |kept| kept.trim_end_matches(SPACE));
        if last_line && kept.len() == line.len() {
            // `{"a": "b}` as the whole text: the bracket closes the object.
            for frame in self.stack.iter().rev() {
                match kept.strip_suffix(if frame.object { '}' } else { ']' }) {
                    Some(shorter) => kept = shorter.trim_end_matches(SPACE),
                    None => break,
                }
            }
        }
        if kind == Kind::Key
            && let Some(colon) = line.find(':')
        {
            kept = line.get(..colon).unwrap_or(line).trim_end_matches(SPACE);
        }
        end = end.min(body + kept.len());
        let range = TextRange::new(start, end);
        let edit = if quote == '"' {
            TextEdit::insert(offset(end), "\"")
        } else {
            let content = TextRange::new(body, end).slice(self.text);
            let content = content.strip_suffix('"').unwrap_or(content);
            TextEdit::replace(range, strings::quote(&strings::unescape(content)))
        };
        let edits = vec![edit];
        self.error_fixed("unterminated-string", range, "The closing quote is missing.", "Close the string", edits);
        self.push(kind, start, end, flags | UNCLOSED | UNCLEAR);
        self.pos = end;
        if kind == Kind::String {
            self.state = State::Value;
        }
    }

    /// `"say "hi" there"`: the string that ended too early is taken to its real end. Answers whether it was that.
    pub(super) fn unescaped_quote(&mut self) -> bool {
        let (start, last) = match self.nodes.last() {
            Some(node) if node.kind == Kind::String && node.end as usize == self.pos => (node.start, node.end),
            _ => return false,
        };
        if self.bytes.get(start as usize) != Some(&b'"') {
            return false;
        }
        let rest = self.rest();
        // Not farther than a person reads: a file on one line may have thousands of these.
        let near = rest.char_indices().nth(ONE_LOOK).and_then(|(end, _)| rest.get(..end)).unwrap_or(rest);
        let line = near.get(..near.find(['\n', '\r']).unwrap_or(near.len())).unwrap_or("");
        let closing = line.match_indices('"').map(|(at, _)| at).find(|at| {
            let after = line.get(at + 1..).unwrap_or("").trim_start();
            after.is_empty() || after.starts_with([',', '}', ']'])
        });
        let Some(closing) = closing else { return false };
        let end = self.pos + closing + 1;
        let inner = (last as usize - 1..end - 1).filter(|&at| self.bytes.get(at) == Some(&b'"'));
        let edits: Vec<TextEdit> = inner.map(|at| TextEdit::insert(offset(at), "\\")).collect();
        // Only when escaping the quotes is all that it needs; with other mistakes in it the reading is a guess.
        let shift = |edit: &TextEdit| TextEdit::insert(edit.range.start - start, "\\");
        let whole = TextRange { start, end: offset(end) }.slice(self.text);
        let escaped = crate::text::apply(whole, &edits.iter().map(shift).collect::<Vec<_>>());
        if serde_json::from_str::<serde::de::IgnoredAny>(&escaped).is_err() {
            return false;
        }
        let until = edits.last().map_or(last, |edit| edit.range.start + 1);
        let range = TextRange { start: last - 1, end: until.max(last) };
        let message = "A quote inside a string is written `\\\"`.";
        self.error_fixed("unescaped-quote", range, message, "Escape the quotes", edits);
        if let Some(node) = self.nodes.last_mut() {
            debug_assert_eq!(node.start, start);
            node.end = offset(end);
            node.flags |= ODD;
        }
        self.pos = end;
        self.last = end;
        true
    }
}
