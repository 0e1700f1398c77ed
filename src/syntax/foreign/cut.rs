//! Text that ends in the middle: a save or a download that was interrupted, or a bracket that nobody typed yet.

use super::finding;
use crate::diagnostic::{Diagnostic, Fix};
use crate::text::{TextEdit, TextRange};

const HELP: &str = "If the file was cut off while it was saved or loaded, get it again; else close what is open.";

/// One finding, where the text ends. To close what is open is offered where nothing else is wrong.
pub(super) fn find(text: &str, errors: &[Diagnostic], cut: bool) -> Option<Diagnostic> {
    let open = errors.iter().rev().find(|error| cut && error.code == "unclosed-bracket")?;
    let end = text.trim_end().len();
    let last_line = text.get(..end).and_then(|text| text.rfind(['\n', '\r'])).unwrap_or(0);
    let in_string =
        errors.iter().any(|error| error.code == "unterminated-string" && error.range.start as usize >= last_line);
    let message = match (in_string, open.related.len()) {
        (true, _) => "The text ends in the middle of a string.".to_owned(),
        (false, 0 | 1) => "The text ends before its last bracket is closed.".to_owned(),
        (false, count) => format!("The text ends while {count} brackets are open."),
    };
    let mut found = finding("truncated", TextRange::empty(end), message, HELP);
    found.related.clone_from(&open.related);
    if errors.iter().all(|error| matches!(error.code, "unclosed-bracket" | "unterminated-string")) && errors.len() <= 2
    {
        let edits: Vec<TextEdit> =
            errors.iter().flat_map(|error| error.fixes.first()).flat_map(|fix| fix.edits.clone()).collect();
        let title = if in_string { "Close the string and the brackets" } else { "Close the brackets" };
        found.fixes.push(Fix::offered(title, edits));
    }
    Some(found)
}
