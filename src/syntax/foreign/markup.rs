//! Pages of HTML and XML that were saved in place of what they were to hold.

use super::{finding, shown};
use crate::diagnostic::Diagnostic;
use crate::text::TextRange;

const HELP: &str = "Most often this is the answer of a proxy or of a sign-in page: get the file again.";

/// A text that begins as a page.
pub(super) fn page(text: &str) -> Option<Diagnostic> {
    let body = text.trim_start_matches(|ch: char| ch == '\u{feff}' || ch.is_whitespace());
    let start = text.len() - body.len();
    let len = tag(body)?;
    let what = if body.get(..5).is_some_and(|head| head.eq_ignore_ascii_case("<?xml")) { "XML" } else { "HTML or XML" };
    let range = TextRange::new(start, start + len);
    Some(finding(
        "markup",
        range,
        format!("{what}, not JSON: the text begins with {}.", shown(range.slice(text))),
        HELP,
    ))
}

/// A tag inside of what was JSON.
pub(super) fn inside(range: TextRange, text: &str) -> Diagnostic {
    finding(
        "markup",
        range,
        format!("HTML or XML stands here, where JSON should go on: {}.", shown(range.slice(text))),
        HELP,
    )
}

/// The length of a tag, comment or declaration that the text begins with, as far as its line goes.
pub(super) fn tag(text: &str) -> Option<usize> {
    let rest = text.strip_prefix('<')?;
    let name = rest.strip_prefix(['/', '!', '?']).unwrap_or(rest);
    if !name.starts_with(|ch: char| ch.is_ascii_alphabetic() || ch == '-') || rest.starts_with("?php") {
        return None;
    }
    let line = rest.find(['\n', '\r']).unwrap_or(rest.len());
    let end = rest.get(..line)?.find('>').map_or(line, |end| end + 1);
    Some(1 + end)
}
