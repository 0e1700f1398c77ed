//! Mistakes: what each is called, where its fix goes, and how the parser goes on behind it.

use super::lexer;
use super::parser::{Frame, Parser, State};
use super::strings::{self, is_quote};
use super::tree::{ESCAPED, HURT, Kind, ODD, UNCLEAR, UNCLOSED};
use crate::diagnostic::{Diagnostic, Fix, Origin, Severity};
use crate::text::{TextEdit, TextRange, offset};

/// How many mistakes are told one by one; the rest is counted.
const SHOWN: usize = 1000;
/// White space of JSON; other blanks are content.
const SPACE: [char; 4] = [' ', '\t', '\n', '\r'];

/// How many characters of a line are looked at for the real end of a string.
const ONE_LOOK: usize = 2048;

mod brackets;

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
            self.warnings.truncate(SHOWN);
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

    pub(super) fn say_unshown(&mut self) {
        let count = self.unshown;
        let at = self.errors.last().map_or(0, |error| error.range.end as usize);
        self.errors.push(Diagnostic::new(
            Origin::Syntax,
            "more-errors",
            Severity::Error,
            TextRange::empty(at),
            format!("{count} more syntax errors are not shown. Mend the first ones and look again."),
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
                Some("A data view is a JSON object: begin with `{`, or take a completion.".into());
        }
    }

    pub(super) fn comment(&mut self) {
        let start = self.pos;
        let rest = self.rest();
        let len = if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else {
            rest.find(['\n', '\r']).unwrap_or(rest.len())
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
                self.state = State::Comma(None);
            }
            _ => self.bad_characters(),
        }
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
        self.hurt();
    }

    /// A key that is not a plain string. Answers whether there is a key now.
    pub(super) fn odd_key(&mut self, byte: u8) -> bool {
        let first = self.rest().chars().next().unwrap_or(' ');
        if is_quote(first) {
            self.wrong_quotes(Kind::Key, first);
            return true;
        }
        if lexer::is_word(first) || matches!(byte, b'-' | b'.' | b'@') {
            self.unquoted_key();
            return true;
        }
        if matches!(byte, b':' | b'{' | b'[') {
            let at = self.pos;
            let insert = if byte == b':' { "\"\"" } else { "\"\": " };
            self.error_fixed(
                "missing-key",
                TextRange::empty(at),
                "A member needs a name before its value.",
                "Insert an empty name",
                vec![TextEdit::insert(offset(at), insert)],
            );
            self.push(Kind::Key, at, at, UNCLEAR);
            self.hurt();
            if byte == b':' {
                return true;
            }
            self.value();
            return false;
        }
        self.bad_characters();
        false
    }

    fn unquoted_key(&mut self) {
        let start = self.pos;
        let word = |ch: char| !(lexer::is_word(ch) || matches!(ch, '-' | '.' | '@' | '/'));
        let len = self.rest().find(word).unwrap_or(self.rest().len());
        let end = start + len;
        let quote_follows = self.bytes.get(end) == Some(&b'"');
        let end = if quote_follows { end + 1 } else { end };
        let name = self.text.get(start..start + len).unwrap_or("");
        let message = format!("The name `{name}` must stand in double quotes.");
        let edits = if quote_follows {
            vec![TextEdit::insert(offset(start), "\"")]
        } else {
            vec![TextEdit::replace(TextRange::new(start, end), strings::quote(name))]
        };
        self.error_fixed("unquoted-key", TextRange::new(start, end), message, "Put the name in quotes", edits);
        self.push(Kind::Key, start, start + len, ODD);
        self.last = end;
        self.pos = end;
    }

    /// A string in quotes that are not JSON's: single, typographic, backticks.
    fn wrong_quotes(&mut self, kind: Kind, first: char) {
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
        self.push(kind, start, end, flags);
        self.pos = end;
        if kind == Kind::String {
            self.state = State::Value;
        }
    }

    /// No colon directly behind the key. Answers whether a value is to be read now.
    pub(super) fn colon(&mut self) -> bool {
        let key_end = self.last;
        self.trivia();
        if self.peek() != Some(b':') && self.colon_inside_key() {
            return true;
        }
        match self.peek() {
            Some(b':') => self.pos += 1,
            Some(b'=') => {
                let len = if self.rest().starts_with("=>") { 2 } else { 1 };
                let range = TextRange::new(self.pos, self.pos + len);
                self.error_fixed(
                    "missing-colon",
                    range,
                    "A colon stands between a name and its value.",
                    "Replace with a colon",
                    vec![TextEdit::replace(range, ":")],
                );
                self.pos += len;
            }
            None | Some(b',' | b'}' | b']') => {
                self.missing_value(key_end, ": null", State::Value);
                return false;
            }
            Some(b'"') if self.key_stands_here(key_end) => {
                self.missing_value(key_end, ": null,", State::Comma(None));
                return false;
            }
            Some(_) => {
                let edits = vec![TextEdit::insert(offset(key_end), ":")];
                let message = "A colon is missing between the name and its value.";
                self.error_fixed("missing-colon", TextRange::empty(key_end), message, "Insert a colon", edits);
            }
        }
        true
    }

    /// `"name: "Web"`: the key has swallowed its colon, so its closing quote is what is missing.
    fn colon_inside_key(&mut self) -> bool {
        let Some(key) = self.nodes.last().copied().filter(|node| node.kind == Kind::Key && node.flags == 0) else {
            return false;
        };
        let written = TextRange { start: key.start + 1, end: key.end.saturating_sub(1) }.slice(self.text);
        let Some(name) = written.trim_end_matches(SPACE).strip_suffix(':').filter(|name| !name.contains(':')) else {
            return false;
        };
        self.nodes.pop();
        self.unterminated(Kind::Key, key.start as usize, key.start as usize + 2 + name.len(), 0);
        self.pos = key.start as usize + 1 + name.len() + 1;
        true
    }

    pub(super) fn missing_value(&mut self, at: usize, insert: &str, next: State) {
        self.error_fixed(
            "missing-value",
            TextRange::empty(at),
            "The member has no value.",
            "Insert `null`, to be filled in",
            vec![TextEdit::insert(offset(at), insert)],
        );
        let end = self.last.max(at);
        self.push(Kind::Missing, at, at, 0);
        self.last = end;
        self.state = next;
    }

    /// Whether the string at `pos` is on a later line than `from` and a colon follows it: then it is the next key.
    pub(super) fn key_stands_here(&self, from: usize) -> bool {
        let gap = self.bytes.get(from..self.pos).unwrap_or(&[]);
        memchr::memchr2(b'\n', b'\r', gap).is_some() && self.string_then_colon(self.pos)
    }

    fn string_then_colon(&self, start: usize) -> bool {
        let mut at = start + 1;
        loop {
            match lexer::string_body(self.bytes, at) {
                lexer::Stop::Quote(quote) => {
                    let next = lexer::skip_space(self.bytes, quote + 1);
                    return self.bytes.get(next) == Some(&b':');
                }
                lexer::Stop::Backslash(backslash) => at = backslash + 2,
                _ => return false,
            }
        }
    }

    /// What stands where a value should, and is none.
    pub(super) fn odd_value(&mut self) {
        let rest = self.rest();
        let Some(first) = rest.chars().next() else { return };
        if is_quote(first) {
            return self.wrong_quotes(Kind::String, first);
        }
        if matches!(first, '+' | '.')
            && rest.get(1..).is_some_and(|tail| tail.starts_with(|c: char| c.is_ascii_digit()))
        {
            return self.bad_number(lexer::number_run(self.bytes, self.pos));
        }
        if lexer::is_word(first) {
            return self.bare_word();
        }
        let start = self.pos;
        // A loop, so that no number of them can exhaust the stack.
        self.bad_characters();
        while self.peek() == Some(b':') {
            self.bad_characters();
        }
        let after = self.rest().trim_start_matches([' ', '\t']);
        if !(after.is_empty() || after.starts_with([',', '}', ']', ':', '\n', '\r'])) {
            self.trivia();
            return self.value();
        }
        // Nothing is left where a value must stand.
        let range = TextRange::new(start, self.pos);
        if let Some(error) = self.errors.last_mut().filter(|error| error.range == range) {
            error.fixes =
                vec![Fix::preferred("Replace with `null`, to be filled in", vec![TextEdit::replace(range, "null")])];
        }
        self.push(Kind::Bad, start, self.pos, 0);
        self.state = State::Value;
    }

    fn bare_word(&mut self) {
        let start = self.pos;
        let rest = self.rest();
        let word = rest.get(..rest.find(|ch| !lexer::is_word(ch)).unwrap_or(rest.len())).unwrap_or("");
        let (kind, meant) = match word {
            "True" | "TRUE" => (Kind::True, "true"),
            "False" | "FALSE" => (Kind::False, "false"),
            "None" | "Null" | "NULL" | "undefined" | "nil" | "NaN" | "Infinity" => (Kind::Bad, "null"),
            _ => (Kind::Bad, ""),
        };
        let after = rest.get(word.len()..).unwrap_or("").trim_start_matches([' ', '\t']);
        let alone = after.is_empty() || after.starts_with([',', '}', ']', '\n', '\r', '/', '#']);
        if !meant.is_empty() && alone {
            let end = start + word.len();
            return self.wrong_literal(kind, end, meant);
        }
        // A whole phrase: up to the next mark that ends a value.
        let stop = rest.find([',', '}', ']', '\n', '\r', '"', '{', '[', ':']).unwrap_or(rest.len());
        let phrase = rest.get(..stop).unwrap_or("").trim_end_matches([' ', '\t']);
        let quote_follows = rest.get(phrase.len()..).is_some_and(|tail| tail.starts_with('"'));
        let end = start + phrase.len() + usize::from(quote_follows);
        let plain = !phrase.contains(|ch: char| ch == '\\' || ch < ' ');
        let edits = if quote_follows && plain {
            vec![TextEdit::insert(offset(start), "\"")]
        } else {
            vec![TextEdit::replace(TextRange::new(start, end), strings::quote(phrase))]
        };
        let message = format!("`{phrase}` is no JSON value; text stands in double quotes.");
        self.error_fixed("unquoted-string", TextRange::new(start, end), message, "Put it in quotes", edits);
        self.scalar(Kind::Bad, end, 0);
    }

    fn wrong_literal(&mut self, kind: Kind, end: usize, meant: &str) {
        let range = TextRange::new(self.pos, end);
        let word = range.slice(self.text);
        self.error_fixed(
            "wrong-literal",
            range,
            format!("`{word}` is not JSON; it is written `{meant}`."),
            format!("Replace with `{meant}`"),
            vec![TextEdit::replace(range, meant)],
        );
        self.scalar(kind, end, ODD);
    }

    pub(super) fn bad_number(&mut self, end: usize) {
        let range = TextRange::new(self.pos, end.max(self.pos + 1));
        let run = range.slice(self.text);
        if run.trim_start_matches('-') == "Infinity" {
            return self.wrong_literal(Kind::Bad, end, "null");
        }
        match lexer::mend_number(run) {
            Some(mended) => {
                let digits = run.trim_start_matches('-');
                let zero = digits.len() > 1
                    && digits.starts_with('0')
                    && digits.as_bytes().get(1).is_some_and(u8::is_ascii_digit);
                let (code, message) = if zero {
                    ("leading-zero", format!("A number has no leading zero: `{mended}`."))
                } else {
                    ("bad-number", format!("`{run}` is not how JSON spells a number; `{mended}` is."))
                };
                let title = format!("Replace with `{mended}`");
                self.error_fixed(code, range, message, title, vec![TextEdit::replace(range, mended)]);
            }
            None if run.bytes().any(|byte| byte.is_ascii_alphanumeric()) => {
                let message = format!("`{run}` is no JSON value; text stands in double quotes.");
                let edits = vec![TextEdit::replace(range, strings::quote(run))];
                self.error_fixed("unquoted-string", range, message, "Put it in quotes", edits);
                return self.scalar(Kind::Bad, range.end as usize, 0);
            }
            None => {
                self.error("bad-number", range, format!("`{run}` is not a number."));
            }
        }
        self.scalar(Kind::Number, range.end as usize, UNCLEAR);
    }

    pub(super) fn check_range(&mut self, end: usize) {
        let range = TextRange::new(self.pos, end);
        let value: f64 = range.slice(self.text).parse().unwrap_or(f64::INFINITY);
        if value.is_infinite() {
            self.warn("number-out-of-range", range, "The number is larger than any program can hold.");
        }
    }

    fn warn(&mut self, code: &'static str, range: TextRange, message: &str) {
        if self.warnings.len() < SHOWN {
            let warning = Diagnostic::new(Origin::Rule, code, Severity::Warning, range, message);
            self.warnings.push(warning.help("A push refuses the file until it is mended."));
        }
    }

    pub(super) fn unpaired_surrogate(&mut self, start: usize, end: usize) {
        let message = "The escape is half a character; programs refuse it or lose it.";
        self.warn("unpaired-surrogate", TextRange::new(start, end), message);
    }

    /// A backslash that begins no escape. Answers where the string goes on.
    pub(super) fn bad_escape(&mut self, backslash: usize) -> usize {
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
        range.end as usize
    }

    pub(super) fn control_character(&mut self, at: usize) {
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
    }

    /// A line break inside a string: when the next line plainly ends this string, the break is the only mistake.
    /// Answers where the string goes on.
    pub(super) fn continued(&mut self, stop: usize) -> Option<usize> {
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
    pub(super) fn unterminated(&mut self, kind: Kind, start: usize, stop: usize, flags: u8) {
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
    fn unescaped_quote(&mut self) -> bool {
        let (start, last) = match self.nodes.last() {
            Some(node) if node.kind == Kind::String && node.end as usize == self.pos => (node.start, node.end),
            _ => return false,
        };
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
