//! Tests that read like pictures. `$0` is the cursor, a line of spaces and `^^^` labels the line above.
//!
//! [`draw`] puts what was found under the text; a test compares the whole picture, so that a missing, a moved and
//! an additional finding all show.

use crate::diagnostic::Diagnostic;
use crate::text::{Encoding, LineIndex, TextRange, offset};

/// The text with the findings drawn under its lines, each as `severity[code]: message`.
pub(crate) fn draw(text: &str, diagnostics: &[Diagnostic]) -> String {
    let notes: Vec<(TextRange, String)> = diagnostics
        .iter()
        .map(|d| (d.range, format!("{}[{}]: {}", d.severity.word(), d.code, d.message.replace('\n', " "))))
        .collect();
    draw_notes(text, &notes)
}

/// The text with any notes under its lines.
pub(crate) fn draw_notes(text: &str, notes: &[(TextRange, String)]) -> String {
    let index = LineIndex::new(text);
    let mut out = String::new();
    for line in 0..index.lines() {
        let range = index.line_range(text, line);
        out.push_str(range.slice(text));
        out.push('\n');
        for (at, note) in notes.iter().filter(|(at, _)| index.line(at.start) == line) {
            let column = index.position(text, at.start, Encoding::Utf32).character as usize;
            let end = at.end.min(range.end).max(at.start);
            let width = Encoding::Utf32.width(TextRange { start: at.start, end }.slice(text)).max(1) as usize;
            out.push_str(&format!("{}{} {note}\n", " ".repeat(column), "^".repeat(width)));
        }
    }
    out
}

/// A fixture without its marker lines: the text that was drawn on.
pub(crate) fn undraw(picture: &str) -> String {
    let kept: Vec<&str> = picture.lines().filter(|line| !line.trim_start().starts_with('^')).collect();
    kept.join("\n")
}

/// Takes the `$0` out of a text and tells where it was.
pub(crate) fn cursor(text: &str) -> (String, u32) {
    let at = text.find("$0").expect("the fixture has a `$0`");
    (text.replacen("$0", "", 1), offset(at))
}
