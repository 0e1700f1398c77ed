//! The parser: one loop over an explicit stack, so that depth costs memory and never the program.
//!
//! This file is the road of well-formed text and the choice of the mistake; what a mistake is called, and how the
//! parser gets back on the road, is in `recover`. Text whose brackets do not balance is parsed a second time with
//! indentation as a witness, and the reading with fewer mistakes wins.

use super::lexer::{self, Stop};
use super::strings;
use super::tree::{ESCAPED, Kind, ODD, Raw, UNCLEAR};
use crate::diagnostic::Diagnostic;
use crate::text::offset;

pub(super) struct Parsed {
    pub(super) nodes: Vec<Raw>,
    pub(super) errors: Vec<Diagnostic>,
    pub(super) warnings: Vec<Diagnostic>,
    pub(super) depth: u32,
    /// Whether every bracket has its other one.
    pub(super) balanced: bool,
    /// Whether the text ends inside a container.
    pub(super) cut: bool,
}

/// Parses a text, into a list that is not needed any more.
pub(super) fn parse(text: &str, nodes: Vec<Raw>) -> Parsed {
    let mut best = Parser::new(text, nodes, false).run();
    if best.unbalanced {
        let again = Parser::new(text, Vec::new(), true).run();
        if again.error_count() <= best.error_count() {
            best = again;
        }
    }
    best.finish()
}

/// An open container.
#[derive(Clone, Copy)]
pub(super) struct Frame {
    pub(super) node: u32,
    pub(super) object: bool,
    /// Where the bracket is.
    pub(super) at: usize,
    /// Columns before the first token of the bracket's line (kept by the second reading only).
    pub(super) indent: usize,
}

/// What was read last in the innermost container.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Opened,
    /// A comma, and where, unless it was one that is only thought to be there.
    Comma(Option<usize>),
    Value,
}

pub(super) struct Parser<'t> {
    pub(super) text: &'t str,
    pub(super) bytes: &'t [u8],
    pub(super) pos: usize,
    /// The end of the last token that was understood.
    pub(super) last: usize,
    pub(super) state: State,
    pub(super) stack: Vec<Frame>,
    pub(super) nodes: Vec<Raw>,
    pub(super) errors: Vec<Diagnostic>,
    pub(super) unshown: usize,
    pub(super) warnings: Vec<Diagnostic>,
    pub(super) depth: usize,
    pub(super) unbalanced: bool,
    /// Whether the text ended inside a container.
    pub(super) cut: bool,
    /// How many bytes may still be looked through to weigh two readings of a bracket.
    pub(super) lookahead: usize,
    pub(super) by_indent: bool,
    pub(super) line_start: usize,
    pub(super) line_indent: usize,
    pub(super) fresh_line: bool,
}

impl<'t> Parser<'t> {
    fn new(text: &'t str, mut nodes: Vec<Raw>, by_indent: bool) -> Self {
        nodes.clear();
        nodes.reserve(text.len() / 12 + 4);
        Parser { nodes, by_indent, ..Parser::small(text) }
    }

    /// A parser that expects few nodes.
    pub(super) fn small(text: &'t str) -> Self {
        Parser {
            text,
            bytes: text.as_bytes(),
            pos: if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 },
            last: 0,
            state: State::Opened,
            stack: Vec::new(),
            nodes: Vec::new(),
            errors: Vec::new(),
            unshown: 0,
            warnings: Vec::new(),
            depth: 0,
            unbalanced: false,
            cut: false,
            lookahead: 8 << 20,
            by_indent: false,
            line_start: 0,
            line_indent: 0,
            fresh_line: false,
        }
    }

    pub(super) fn finish(mut self) -> Parsed {
        self.errors.sort_by_key(|error| error.range);
        let balanced = !self.unbalanced;
        if self.unshown > 0 {
            self.say_unshown();
        }
        let Parser { nodes, errors, warnings, depth, cut, .. } = self;
        Parsed { nodes, errors, warnings, depth: offset(depth), balanced, cut }
    }

    fn run(mut self) -> Self {
        self.begin();
        loop {
            while let Some(&frame) = self.stack.last() {
                self.step(frame);
            }
            self.trivia();
            if self.pos >= self.bytes.len() || !self.after_end() {
                return self;
            }
        }
    }

    /// Reads the next value, comma or closing bracket of the innermost container.
    pub(super) fn step(&mut self, frame: Frame) {
        self.trivia();
        if self.by_indent && self.fresh_line && self.dedent(frame) {
            return;
        }
        match (self.peek(), self.state) {
            (None, _) => self.close_all(),
            (Some(b'}' | b']'), _) => self.closer(frame),
            (Some(b','), State::Value) => {
                self.state = State::Comma(Some(self.pos));
                self.pos += 1;
            }
            (Some(b','), _) => self.extra_comma(),
            (Some(byte), State::Value) => self.after_value(frame, byte),
            (Some(byte), _) if frame.object => self.member(byte),
            (Some(_), _) => self.value(),
        }
    }

    pub(super) fn peek(&self) -> Option<u8> {
        self.bytes.get(self.pos).copied()
    }

    pub(super) fn rest(&self) -> &'t str {
        self.text.get(self.pos..).unwrap_or("")
    }

    /// Passes over white space, and over comments with a word of complaint.
    pub(super) fn trivia(&mut self) {
        self.fresh_line = false;
        loop {
            let from = self.pos;
            self.pos = lexer::skip_space(self.bytes, self.pos);
            if self.by_indent
                && let Some(at) = self.bytes.get(from..self.pos).and_then(|gap| memchr::memrchr2(b'\n', b'\r', gap))
            {
                self.line_start = from + at + 1;
                self.line_indent = self.pos - self.line_start;
                self.fresh_line = true;
            }
            match self.peek() {
                Some(b'/') if matches!(self.bytes.get(self.pos + 1), Some(b'/' | b'*')) => self.comment(),
                Some(b'#') => self.comment(),
                _ => return,
            }
        }
    }

    pub(super) fn push(&mut self, kind: Kind, start: usize, end: usize, flags: u8) -> u32 {
        let id = offset(self.nodes.len());
        let parent = self.stack.last().map_or(0, |frame| frame.node);
        let (start, end) = (offset(start), offset(end));
        if kind != Kind::Key
            && id != 0
            && let Some(parent) = self.nodes.get_mut(parent as usize)
        {
            parent.count = parent.count.saturating_add(1);
        }
        self.nodes.push(Raw { start, end, next: id + 1, parent, kind, flags, count: 0 });
        self.last = end as usize;
        id
    }

    /// A value that is complete in itself.
    pub(super) fn scalar(&mut self, kind: Kind, end: usize, flags: u8) {
        self.push(kind, self.pos, end, flags);
        self.pos = end;
        self.state = State::Value;
    }

    fn open(&mut self, object: bool) {
        let at = self.pos;
        let node = self.push(if object { Kind::Object } else { Kind::Array }, at, at + 1, 0);
        self.stack.push(Frame { node, object, at, indent: self.line_indent });
        self.depth = self.depth.max(self.stack.len());
        self.pos += 1;
        self.state = State::Opened;
    }

    /// Closes the innermost container at `end`.
    pub(super) fn close(&mut self, end: usize, flags: u8) {
        let Some(frame) = self.stack.pop() else { return };
        let next = offset(self.nodes.len());
        if let Some(node) = self.nodes.get_mut(frame.node as usize) {
            node.end = offset(end);
            node.next = next;
            node.flags |= flags;
        }
        self.last = end;
        self.state = State::Value;
    }

    fn closer(&mut self, frame: Frame) {
        if (self.peek() == Some(b'}')) != frame.object {
            return self.mismatch(frame);
        }
        if let State::Comma(Some(at)) = self.state {
            self.trailing_comma(at);
        }
        self.pos += 1;
        self.close(self.pos, 0);
    }

    /// A key, its colon and the beginning of its value.
    fn member(&mut self, byte: u8) {
        match byte {
            b'"' => {
                self.string(Kind::Key);
            }
            _ if !self.odd_key(byte) => return,
            _ => {}
        }
        if self.peek() == Some(b':') {
            self.pos += 1;
        } else if !self.colon() {
            return;
        }
        let colon = self.pos;
        self.trivia();
        match self.peek() {
            None | Some(b',' | b'}' | b']') => self.missing_value(colon, " null", State::Value),
            Some(b'"') if self.key_stands_here(colon) => self.missing_value(colon, " null,", State::Comma(None)),
            Some(b':') => {
                self.bad_characters();
                self.trivia();
                self.value();
            }
            Some(_) => self.value(),
        }
    }

    /// A value, or what stands in its place.
    pub(super) fn value(&mut self) {
        let rest = self.bytes.get(self.pos..).unwrap_or(&[]);
        match self.peek() {
            Some(b'"') => {
                self.string(Kind::String);
                self.state = State::Value;
            }
            Some(b'{') => self.open(true),
            Some(b'[') => self.open(false),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(b't') if ends_word(rest, b"true") => self.scalar(Kind::True, self.pos + 4, 0),
            Some(b'f') if ends_word(rest, b"false") => self.scalar(Kind::False, self.pos + 5, 0),
            Some(b'n') if ends_word(rest, b"null") => self.scalar(Kind::Null, self.pos + 4, 0),
            _ => self.odd_value(),
        }
    }

    /// A string from its opening quote. Afterwards `pos` is behind it.
    fn string(&mut self, kind: Kind) {
        let start = self.pos;
        let mut flags = 0;
        let mut at = start + 1;
        loop {
            match lexer::string_body(self.bytes, at) {
                Stop::Quote(quote) => {
                    self.push(kind, start, quote + 1, flags);
                    self.pos = quote + 1;
                    return;
                }
                Stop::Backslash(backslash) => {
                    flags |= ESCAPED;
                    let tail = self.text.get(backslash + 1..).unwrap_or("");
                    at = match tail.as_bytes().first() {
                        Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => backslash + 2,
                        Some(b'u') if let Some(unit) = strings::unicode_escape(tail) => self.unit(backslash, unit),
                        _ => {
                            flags |= UNCLEAR;
                            self.bad_escape(backslash)
                        }
                    };
                }
                Stop::Control(control) if !matches!(self.bytes.get(control), Some(b'\n' | b'\r')) => {
                    flags |= ODD;
                    self.control_character(control);
                    at = control + 1;
                }
                Stop::Control(stop) | Stop::End(stop) => match self.continued(stop) {
                    Some(next) => {
                        flags |= ODD;
                        at = next;
                    }
                    None => return self.unterminated(kind, start, stop, flags),
                },
            }
        }
    }

    /// Behind a `\uXXXX`, and behind its second half if it is the first of a pair.
    fn unit(&mut self, backslash: usize, unit: u16) -> usize {
        let end = backslash + 6;
        match unit {
            0xD800..=0xDBFF => {
                let low =
                    self.text.get(end..).and_then(|tail| tail.strip_prefix('\\')).and_then(strings::unicode_escape);
                if matches!(low, Some(0xDC00..=0xDFFF)) {
                    return end + 6;
                }
                self.unpaired_surrogate(backslash, end);
            }
            0xDC00..=0xDFFF => self.unpaired_surrogate(backslash, end),
            _ => {}
        }
        end
    }

    fn number(&mut self) {
        let end = lexer::number_run(self.bytes, self.pos);
        let run = self.bytes.get(self.pos..end).unwrap_or(&[]);
        if !lexer::is_number(run) {
            return self.bad_number(end);
        }
        // Only an exponent or hundreds of digits can leave the range of a double.
        if run.len() > 300 || memchr::memchr2(b'e', b'E', run).is_some() {
            self.check_range(end);
        }
        self.scalar(Kind::Number, end, 0);
    }
}

/// Whether the bytes begin with the word and it ends there.
fn ends_word(bytes: &[u8], word: &[u8]) -> bool {
    let after = bytes.get(word.len()).copied().unwrap_or(b' ');
    bytes.starts_with(word) && !(after.is_ascii_alphanumeric() || matches!(after, b'_' | b'$') || after >= 0x80)
}
