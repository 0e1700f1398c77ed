//! Text that is something else than JSON with mistakes in it: an unresolved merge, a patch, a page, a template, a text
//! that was cut off. It is told as what it is, in one finding that replaces those of the parser, since they would all
//! follow from that. Only text that is broken is looked at, so that nothing is said of what a string holds.
//!
//! Each kind has a file; the first that answers is right, from the surest to the vaguest.

mod comments;
mod cut;
mod directives;
mod fill;
mod lines;
mod markup;
mod merge;
mod outside;
mod patch;

#[cfg(test)]
mod tests;

use crate::diagnostic::{Diagnostic, Origin, Severity};
use crate::text::TextRange;

/// How many further places a finding leads to.
const PLACES: usize = 20;

/// What the text is in place of JSON; nothing when it is JSON with mistakes. `errors` are those of the parser, of which
/// there are some; `cut` says that the text ended inside a container.
pub(super) fn find(text: &str, errors: &[Diagnostic], cut: bool) -> Vec<Diagnostic> {
    let conflicts = merge::find(text);
    if !conflicts.is_empty() {
        return conflicts;
    }
    let one = patch::find(text)
        .or_else(|| markup::page(text))
        .or_else(|| fill::find(text))
        .or_else(|| cut::find(text, errors, cut));
    one.into_iter().collect()
}

fn finding(code: &'static str, range: TextRange, message: impl Into<String>, help: &str) -> Diagnostic {
    Diagnostic::new(Origin::Syntax, code, Severity::Error, range, message).help(help)
}

/// A piece of the text as it is shown in a sentence.
fn shown(text: &str) -> String {
    let line = text.lines().next().unwrap_or("");
    let short: String = line.chars().take(40).collect();
    let more = if short.len() < text.len() { "…" } else { "" };
    format!("`{short}{more}`")
}
