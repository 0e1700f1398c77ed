//! Mistakes around the name of a member: no quotes, no name, no colon, no value behind it.

use super::SPACE;
use crate::syntax::lexer;
use crate::syntax::parser::{Parser, State};
use crate::syntax::strings::{self, is_quote};
use crate::syntax::tree::{Kind, ODD, UNCLEAR};
use crate::text::{TextEdit, TextRange, offset};

impl Parser<'_> {
    /// A key that is not a plain string. Answers whether there is a key now.
    pub(in crate::syntax) fn odd_key(&mut self, byte: u8) -> bool {
        let first = self.rest().chars().next().unwrap_or(' ');
        if is_quote(first) {
            self.wrong_quotes(Kind::Key, first);
            return true;
        }
        if lexer::is_word(first) || matches!(byte, b'-' | b'.' | b'@') {
            if self.stray_word() {
                return false;
            }
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

    /// `x"name": 1`: a word before a name that is whole. Answers whether it was that.
    fn stray_word(&mut self) -> bool {
        let (start, end) = (self.pos, self.word_end());
        let blanks =
            self.bytes.get(end..).unwrap_or(&[]).iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        let next = end + blanks;
        if self.bytes.get(next) != Some(&b'"') || !self.string_then_colon(next) {
            return false;
        }
        let range = TextRange::new(start, end);
        let word = range.slice(self.text);
        let (message, title) =
            (format!("`{word}` has no meaning before a name in quotes."), format!("Remove `{word}`"));
        let edits = vec![TextEdit::delete(TextRange::new(start, next))];
        self.error_fixed("unexpected-text", range, message, title, edits);
        // The member is whole, but to take it away with its comma would leave the word.
        self.hurt();
        self.pos = next;
        true
    }

    /// The end of the bare name that begins here.
    fn word_end(&self) -> usize {
        let word = |ch: char| !(lexer::is_word(ch) || matches!(ch, '-' | '.' | '@' | '/'));
        self.pos + self.rest().find(word).unwrap_or(self.rest().len())
    }

    fn unquoted_key(&mut self) {
        let start = self.pos;
        let end = self.word_end();
        let len = end - start;
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

    /// No colon directly behind the key. Answers whether a value is to be read now.
    pub(in crate::syntax) fn colon(&mut self) -> bool {
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
                self.safe_if(true);
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
                self.safe_if(self.value_alone_follows());
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

    /// Whether the string at `pos` is on a later line than `from` and a colon follows it: then it is the next key.
    pub(in crate::syntax) fn key_stands_here(&self, from: usize) -> bool {
        let gap = self.bytes.get(from..self.pos).unwrap_or(&[]);
        memchr::memchr2(b'\n', b'\r', gap).is_some() && self.string_then_colon(self.pos)
    }

    pub(super) fn string_then_colon(&self, start: usize) -> bool {
        self.behind_whole_string(start) == Some(b':')
    }

    /// Whether a text stands here and the member ends behind it: then the name before it lacks its colon alone.
    fn value_alone_follows(&self) -> bool {
        self.peek() == Some(b'"') && matches!(self.behind_whole_string(self.pos), Some(b',' | b'}'))
    }

    /// What comes behind the string that begins at an offset and ends on its line.
    fn behind_whole_string(&self, start: usize) -> Option<u8> {
        let mut at = start + 1;
        loop {
            match lexer::string_body(self.bytes, at) {
                lexer::Stop::Quote(quote) => {
                    return self.bytes.get(lexer::skip_space(self.bytes, quote + 1)).copied();
                }
                lexer::Stop::Backslash(backslash) => at = backslash + 2,
                _ => return None,
            }
        }
    }
}
