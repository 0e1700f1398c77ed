//! Patches: the output of `diff` in its several forms, whole or without its head.

use super::comments::{CommentLine, comment_lines};
use super::finding;
use super::lines::{Line, lines};
use crate::diagnostic::Diagnostic;

const HELP: &str =
    "Apply the patch to the file it is for (`git apply`, `patch`), or remove the marks in front of the lines.";

/// One finding, at the first line that only a patch has.
pub(super) fn find(text: &str) -> Option<Diagnostic> {
    let mut before: Option<Line<'_>> = None;
    for line in lines(text) {
        let (place, whole) = match known(before.map_or("", |line| line.text), line.text) {
            Some(Known::Head) => (line, true),
            Some(Known::HeadBefore) => (before.unwrap_or(line), true),
            Some(Known::Changed) => (line, false),
            None => {
                before = Some(line);
                continue;
            }
        };
        let message = if whole {
            "A patch, not the file that it changes."
        } else {
            "Lines of a patch: they begin with the `+` and `-` of a comparison."
        };
        return Some(finding("patch", place.range(), message, HELP));
    }
    let place = in_comments(text)?;
    let help = "Decide which lines are to stay, and remove the comment. Until then nothing in this file is judged.";
    Some(finding("patch", place.range(), "The head of a patch, in a comment.", help))
}

/// The first line of a comment that heads a patch. Of its lines none is: a comment may well be a list with `-`.
fn in_comments(text: &str) -> Option<Line<'_>> {
    let any = |head: &str| memchr::memmem::find(text.as_bytes(), head.as_bytes()).is_some();
    if !(any("@@ -") || any("+++ ") || any("diff --") || any("*** ")) {
        return None;
    }
    let mut before: Option<CommentLine<'_>> = None;
    for comment in comment_lines(text) {
        match known(before.map_or("", |before| before.body), comment.body) {
            Some(Known::Head) => return Some(comment.line),
            Some(Known::HeadBefore) => return before.map(|before| before.line),
            Some(Known::Changed) | None => before = Some(comment),
        }
    }
    None
}

enum Known {
    Head,
    HeadBefore,
    /// A line that was taken out or put in.
    Changed,
}

fn known(before: &str, line: &str) -> Option<Known> {
    let begins = |words: &[&str]| words.iter().any(|word| line.starts_with(word));
    if begins(&["diff --git ", "diff --cc ", "diff -", "*** Begin Patch", "Index: "]) || is_hunk(line) {
        return Some(Known::Head);
    }
    let pair = (before.starts_with("--- ") && line.starts_with("+++ "))
        || (before.starts_with("*** ") && line.starts_with("--- "))
        || (is_command(before) && (line.starts_with("< ") || line.starts_with("> ")));
    if pair {
        return Some(Known::HeadBefore);
    }
    is_changed(line).then_some(Known::Changed)
}

/// `@@ -1,3 +1,4 @@`, and the `@@@ … @@@` of a merge.
fn is_hunk(line: &str) -> bool {
    let rest = line.trim_start_matches('@');
    line.len() - rest.len() >= 2 && rest.starts_with(" -") && rest.contains(" @@")
}

/// `12,14c12`: what the oldest form has above its lines.
fn is_command(line: &str) -> bool {
    let number = |part: &str| !part.is_empty() && part.split(',').all(|n| n.parse::<u32>().is_ok());
    line.find(['a', 'c', 'd'])
        .is_some_and(|at| number(line.get(..at).unwrap_or("")) && number(line.get(at + 1..).unwrap_or("")))
}

/// A line of JSON that a mark was put in front of. A single `-` and a blank is a list of YAML; `-5` is a number.
fn is_changed(line: &str) -> bool {
    let json = |rest: &str| rest.trim_start().starts_with(['"', '{', '}', '[', ']']);
    match (line.strip_prefix('+'), line.strip_prefix('-')) {
        (Some(rest), _) => json(rest),
        (_, Some(rest)) => json(rest) && (!rest.starts_with(' ') || rest.starts_with("  ")),
        _ => false,
    }
}
