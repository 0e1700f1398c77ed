//! Mistakes where a value should stand: nothing, a word, a number as another language writes it.

use crate::diagnostic::{Diagnostic, Fix, Origin, Severity};
use crate::syntax::lexer;
use crate::syntax::parser::{Parser, State};
use crate::syntax::strings::{self, is_quote};
use crate::syntax::tree::{Kind, ODD, UNCLEAR};
use crate::text::{TextEdit, TextRange, offset};

impl Parser<'_> {
    pub(in crate::syntax) fn missing_value(&mut self, at: usize, insert: &str, next: State) {
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

    /// What stands where a value should, and is none.
    pub(in crate::syntax) fn odd_value(&mut self) {
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
        // What is no number, or not there, is not null: that is only the nearest that JSON has.
        let same = kind != Kind::Bad || matches!(word, "None" | "Null" | "NULL" | "nil");
        self.safe_if(same);
        self.scalar(kind, end, ODD);
    }

    pub(in crate::syntax) fn bad_number(&mut self, end: usize) {
        let range = TextRange::new(self.pos, end.max(self.pos + 1));
        let run = range.slice(self.text);
        if run.trim_start_matches('-') == "Infinity" {
            return self.wrong_literal(Kind::Bad, end, "null");
        }
        match lexer::mend_number(run) {
            Some(mended) => {
                let digits = run.trim_start_matches(['-', '+']).replace('_', "");
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
                // A leading zero makes an octal number in some languages, and behind `1_` something may be lost.
                self.safe_if(!zero && !run.ends_with('_'));
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

    pub(in crate::syntax) fn check_range(&mut self, end: usize) {
        let range = TextRange::new(self.pos, end);
        let value: f64 = range.slice(self.text).parse().unwrap_or(f64::INFINITY);
        if value.is_infinite() {
            self.warn("number-out-of-range", range, "The number is larger than any program can hold.");
        }
    }

    pub(super) fn warn(&mut self, code: &'static str, range: TextRange, message: &str) {
        let warning = Diagnostic::new(Origin::Rule, code, Severity::Warning, range, message);
        self.warnings.push(warning.help("A push refuses the file until it is mended."));
    }
}
