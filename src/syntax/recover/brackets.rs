//! Brackets that are missing, stray or of the wrong kind. Two readings are weighed by the brackets that follow,
//! and in the second reading of a text by its indentation.

use crate::diagnostic::{Fix, Related};
use crate::syntax::lexer::{self, Stop};
use crate::syntax::parser::{Frame, Parser, State};
use crate::syntax::tree::{HURT, Kind, UNCLOSED};
use crate::text::{TextEdit, TextRange, offset};

/// How many bytes around an opening bracket tell how it is laid out.
const NEAR: usize = 256;

fn closer_of(frame: Frame) -> char {
    if frame.object { '}' } else { ']' }
}

fn opener_of(frame: Frame) -> char {
    if frame.object { '{' } else { '[' }
}

impl Parser<'_> {
    /// How many more closing than opening brackets follow `from`, strings left out; none when that would be too
    /// much to look through.
    fn balance(&mut self, from: usize) -> Option<i64> {
        self.lookahead = self.lookahead.checked_sub(self.bytes.len() - from.min(self.bytes.len()))?;
        let mut balance = 0;
        let mut at = from;
        while let Some(&byte) = self.bytes.get(at) {
            at += 1;
            match byte {
                b'}' | b']' => balance += 1,
                b'{' | b'[' => balance -= 1,
                b'"' => at = self.behind_string(at),
                _ => {}
            }
        }
        Some(balance)
    }

    fn behind_string(&self, mut at: usize) -> usize {
        loop {
            match lexer::string_body(self.bytes, at) {
                Stop::Quote(quote) => return quote + 1,
                Stop::Backslash(backslash) => at = backslash + 2,
                Stop::Control(control) if !matches!(self.bytes.get(control), Some(b'\n' | b'\r')) => at = control + 1,
                Stop::Control(end) | Stop::End(end) => return end,
            }
        }
    }

    /// A closing bracket that does not fit the innermost open one: one is missing, or this one is wrong or stray.
    pub(in crate::syntax) fn mismatch(&mut self, frame: Frame) {
        self.unbalanced = true;
        let object = self.peek() == Some(b'}');
        let depth = self.stack.len();
        let inner = self.stack.iter().rev().position(|outer| outer.object == object);
        let follows = self.balance(self.pos + 1);
        let expected = depth as i64 - 1;
        let range = TextRange::new(self.pos, self.pos + 1);
        let (found, wanted) = (if object { '}' } else { ']' }, closer_of(frame));
        let replaces = follows == Some(expected) || (inner.is_none() && follows.is_none());
        if replaces {
            let opener = TextRange::new(frame.at, frame.at + 1);
            let error = self.error(
                "mismatched-bracket",
                range,
                format!("`{found}` closes here what `{}` opened.", opener_of(frame)),
            );
            error.related.push(Related { range: opener, message: "opened here".into() });
            let edits = vec![TextEdit::replace(range, wanted.to_string())];
            error.fixes.push(Fix::preferred(format!("Replace with `{wanted}`"), edits));
            if let State::Comma(Some(at)) = self.state {
                self.trailing_comma(at);
            }
            self.pos += 1;
            return self.close(self.pos, 0);
        }
        match inner {
            Some(inner) if follows.is_none_or(|follows| follows < depth as i64) => {
                for _ in 0..inner {
                    if let Some(&frame) = self.stack.last() {
                        self.close_forgotten(frame, false);
                    }
                }
            }
            _ => {
                let error = self.error("stray-bracket", range, format!("No bracket is open for this `{found}`."));
                error.fixes.push(Fix::preferred(format!("Remove `{found}`"), vec![TextEdit::delete(range)]));
                self.pos += 1;
                self.hurt();
            }
        }
    }

    /// In the second reading: a line that begins further left than the open bracket's own line shows that its
    /// closing bracket was forgotten above. Answers whether something was closed.
    pub(in crate::syntax) fn dedent(&mut self, frame: Frame) -> bool {
        let key = self.peek() == Some(b'"');
        let closer = matches!(self.peek(), Some(b'}' | b']'));
        let left = if closer { self.line_indent < frame.indent } else { self.line_indent <= frame.indent };
        if !(key || closer) || !left || self.stack.len() < 2 || frame.at >= self.line_start {
            return false;
        }
        self.close_forgotten(frame, key);
        true
    }

    /// Closes a container whose bracket is missing, behind its last value. A comma behind that value then belongs
    /// to the container around; `next_key` says that a further member follows there.
    fn close_forgotten(&mut self, frame: Frame, next_key: bool) {
        self.unbalanced = true;
        let comma = matches!(self.state, State::Comma(Some(_)));
        let at = self.last;
        let mut insert = self.closing_text(frame, at);
        if next_key && !comma {
            insert.push(',');
        }
        self.unclosed_error(&[frame], at, vec![TextEdit::insert(offset(at), insert)]);
        let state = self.state;
        self.close(at, UNCLOSED | HURT);
        if next_key {
            self.state = if comma { state } else { State::Comma(None) };
        } else if comma {
            self.state = state;
        }
    }

    /// The closing bracket as the text around would write it: on its own line when the opening one's line ended.
    fn closing_text(&self, frame: Frame, at: usize) -> String {
        // Only the surroundings of the opening bracket are looked at: there may be thousands of them.
        let bytes = self.bytes.get(frame.at + 1..at.min(frame.at + NEAR)).unwrap_or(&[]);
        let behind = bytes.iter().find(|byte| !matches!(byte, b' ' | b'\t'));
        if !matches!(behind, Some(b'\n' | b'\r')) {
            return closer_of(frame).to_string();
        }
        let near = self.bytes.get(frame.at.saturating_sub(NEAR)..frame.at).unwrap_or(&[]);
        let from = frame.at - memchr::memrchr2(b'\n', b'\r', near).map_or(near.len(), |found| near.len() - found - 1);
        let line = self.text.get(from..frame.at).unwrap_or("");
        let indent = line.get(..line.len() - line.trim_start_matches([' ', '\t']).len()).unwrap_or("");
        format!("{}{indent}{}", self.line_break(), closer_of(frame))
    }

    fn unclosed_error(&mut self, frames: &[Frame], at: usize, edits: Vec<TextEdit>) {
        let message = match frames {
            [frame] => format!("The `{}` that closes `{}` is missing.", closer_of(*frame), opener_of(*frame)),
            frames => format!("{} closing brackets are missing.", frames.len()),
        };
        let title = match frames {
            [frame] => format!("Insert `{}`", closer_of(*frame)),
            frames => format!("Insert {} closing brackets", frames.len()),
        };
        let related = frames
            .iter()
            .take(20)
            .map(|frame| Related { range: TextRange::new(frame.at, frame.at + 1), message: "opened here".into() });
        let related = related.collect();
        let error = self.error("unclosed-bracket", TextRange::empty(at), message);
        error.related = related;
        error.fixes.push(Fix::preferred(title, edits));
    }

    /// The text ends inside containers.
    pub(in crate::syntax) fn close_all(&mut self) {
        self.unbalanced = true;
        self.cut = true;
        let frames: Vec<Frame> = self.stack.iter().rev().copied().collect();
        let at = self.last;
        // Closing text on lines of their own looks back for each bracket; a mountain of them goes on one line.
        let insert: String = if frames.len() > 64 {
            frames.iter().map(|frame| closer_of(*frame)).collect()
        } else {
            frames.iter().map(|frame| self.closing_text(*frame, at)).collect()
        };
        let mut edits = vec![TextEdit::insert(offset(at), insert)];
        if let State::Comma(Some(comma)) = self.state {
            edits.push(TextEdit::delete(TextRange::new(comma, comma + 1)));
        }
        self.unclosed_error(&frames, at, edits);
        let last = self.last;
        while !self.stack.is_empty() {
            self.close(self.bytes.len(), UNCLOSED | HURT);
        }
        self.last = last;
    }

    /// A colon behind a value: the array around was never closed, or the colon is simply wrong.
    pub(in crate::syntax) fn stray_colon(&mut self, frame: Frame) {
        let string = self.nodes.last().is_some_and(|node| node.kind == Kind::String && node.parent == frame.node);
        let outer_object = self.stack.len() > 1 && self.stack.iter().rev().nth(1).is_some_and(|outer| outer.object);
        if !frame.object && string && outer_object && self.key_was_meant(frame) {
            return self.array_ends_before_key(frame);
        }
        if !frame.object {
            let range = TextRange::new(self.pos, self.pos + 1);
            let error = self.error("bad-character", range, "An array holds values, not names with values.");
            error.help = Some("Put the member into an object, or close the array before it.".into());
            self.pos += 1;
            self.state = State::Comma(None);
            return self.hurt();
        }
        // `"a": "b": 1`: everything up to the next member is too much.
        let start = self.pos;
        let mut at = start;
        while let Some(&byte) = self.bytes.get(at) {
            match byte {
                b',' | b'}' | b']' | b'\n' | b'\r' => break,
                b'"' => at = self.behind_string(at + 1),
                _ => at += 1,
            }
        }
        let range = TextRange::new(start, at);
        let error = self.error("unexpected-text", range, "The member has its value already; this is too much.");
        error.fixes.push(Fix::offered("Remove it", vec![TextEdit::delete(range)]));
        self.pos = at;
        self.hurt();
    }

    /// Whether the string before the colon is a key of the object around: it begins a line, or that object's
    /// bracket comes before the array's.
    fn key_was_meant(&self, frame: Frame) -> bool {
        let Some(string) = self.nodes.last() else { return false };
        let before = self.text.get(frame.at..string.start as usize).unwrap_or("");
        if before.trim_end_matches([' ', '\t']).ends_with(['\n', '\r']) {
            return true;
        }
        let mut open = 0usize;
        let mut at = self.pos;
        let limit = at + 4096;
        while let Some(&byte) = self.bytes.get(at).filter(|_| at < limit) {
            at += 1;
            match byte {
                b'{' | b'[' => open += 1,
                b'}' | b']' if open > 0 => open -= 1,
                b'}' => return true,
                b']' => return false,
                b'"' => at = self.behind_string(at),
                _ => {}
            }
        }
        false
    }

    fn array_ends_before_key(&mut self, frame: Frame) {
        let Some(string) = self.nodes.pop() else { return };
        let comma_assumed = self.errors.last().is_some_and(|error| {
            error.code == "missing-comma"
                && error.range.start <= string.start
                && error.range.end <= string.start
                && error.range.start as usize > frame.at
                && self
                    .text
                    .get(error.range.end as usize..string.start as usize)
                    .is_some_and(|gap| gap.trim().is_empty())
        });
        if comma_assumed {
            self.errors.pop();
        }
        let before = self.text.get(..string.start as usize).unwrap_or("").trim_end();
        let comma = before.ends_with(',');
        let before = before.strip_suffix(',').unwrap_or(before).trim_end();
        let at = before.len().max(frame.at + 1);
        if let Some(array) = self.nodes.get_mut(frame.node as usize) {
            array.count = array.count.saturating_sub(1);
        }
        let mut insert = self.closing_text(frame, at);
        if !comma {
            insert.push(',');
        }
        self.unclosed_error(&[frame], at, vec![TextEdit::insert(offset(at), insert)]);
        self.unbalanced = true;
        self.close(at, UNCLOSED | HURT);
        self.pos = string.start as usize;
        self.state = State::Comma(None);
    }

    /// Text behind the document's value. Answers whether the value was opened again, its bracket being stray.
    pub(in crate::syntax) fn after_end(&mut self) -> bool {
        let rest = self.rest().trim_end();
        let range = TextRange::new(self.pos, self.pos + rest.len());
        if rest.len() == 1 && rest.starts_with(['}', ']']) {
            let error = self.error("stray-bracket", range, format!("No bracket is open for this `{rest}`."));
            error.fixes.push(Fix::preferred(format!("Remove `{rest}`"), vec![TextEdit::delete(range)]));
            self.pos = self.bytes.len();
            return true;
        }
        let root = self.nodes.first().copied().filter(|root| root.kind == Kind::Object && root.flags & UNCLOSED == 0);
        if let Some(root) = root
            && self.member_follows()
            && self.balance(self.pos) == Some(1)
        {
            let at = root.end as usize - 1;
            let bracket = TextRange::new(at, at + 1);
            let error = self.error("stray-bracket", bracket, "This `}` ends the object before its last members.");
            error.fixes.push(Fix::preferred("Remove `}`", vec![TextEdit::delete(bracket)]));
            self.stack.push(Frame { node: 0, object: true, at: root.start as usize, indent: 0 });
            self.last = at;
            self.state = State::Value;
            return true;
        }
        let error = self.error("text-after-end", range, "The document ends before this; a file holds one value.");
        if rest.trim_start_matches([',', ' ', '\n', '\r', '\t']).starts_with('{') {
            error.help = Some("Several data views stand in an array: `[ {…}, {…} ]`.".into());
        }
        error.fixes.push(Fix::offered("Remove everything behind the end", vec![TextEdit::delete(range)]));
        self.pos = self.bytes.len();
        true
    }

    /// Whether `, "key":` or `"key":` is next.
    fn member_follows(&self) -> bool {
        let mut at = self.pos;
        if self.bytes.get(at) == Some(&b',') {
            at = lexer::skip_space(self.bytes, at + 1);
        }
        if self.bytes.get(at) != Some(&b'"') {
            return false;
        }
        let next = lexer::skip_space(self.bytes, self.behind_string(at + 1));
        self.bytes.get(next) == Some(&b':')
    }
}
