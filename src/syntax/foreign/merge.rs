//! Merges that nobody resolved, as git, jj, Mercurial, Subversion, Bazaar, Fossil, Perforce and Darcs leave them.

use super::comments::{CommentLine, comment_lines, of_line};
use super::lines::{Line, lines};
use super::{PLACES, finding, shown};
use crate::diagnostic::{Diagnostic, Related};

/// A line that only a merge writes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Marker {
    Begin,
    /// The version that both sides come from, or the next side.
    Middle,
    End,
}

/// What a version is called on its marker.
struct Labels<'t> {
    first: Option<&'t str>,
    last: Option<&'t str>,
}

/// One finding for each conflict, at its first marker.
pub(super) fn find(text: &str) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut open: Vec<(Line<'_>, Marker)> = Vec::new();
    let mut depth = 0usize;
    for (line, marker) in markers(text) {
        if marker == Marker::Middle && depth == 0 {
            continue;
        }
        open.push((line, marker));
        match marker {
            Marker::Begin => depth += 1,
            Marker::Middle => {}
            Marker::End => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    found.push(conflict(&open));
                    open.clear();
                }
            }
        }
    }
    if !open.is_empty() {
        found.push(conflict(&open));
    }
    found
}

/// The markers in the order of the text: those that have a line, and those in comments wherever they stand.
fn markers(text: &str) -> Vec<(Line<'_>, Marker)> {
    let mut found: Vec<_> = lines(text).filter_map(|line| Some((line, marker(line.text)?))).collect();
    let any = |run: &str| memchr::memmem::find(text.as_bytes(), run.as_bytes()).is_some();
    if any("<<<<") || any(">>>>") {
        found.extend(comment_lines(text).filter_map(|comment| Some((comment.line, in_comment(comment)?))));
        found.sort_by_key(|(line, _)| line.range().start);
        // A comment that has its line to itself was seen twice.
        found.dedup_by(|(later, _), (line, _)| later.range().start < line.range().end);
    }
    found
}

/// What a line of a comment marks. People shorten and lengthen the marks when they make comments of them, and write the
/// name in front; a row of `=` alone may also be an ornament, and counts between two others only.
fn in_comment(comment: CommentLine<'_>) -> Option<Marker> {
    if let Some(marker) = marker(comment.body) {
        return Some(marker);
    }
    let mut words = comment.body.split_whitespace();
    let run = |word: &str, mark: char| {
        let before = word.len() - word.trim_start_matches(mark).len();
        let behind = word.len() - word.trim_end_matches(mark).len();
        before.max(behind) >= 4
    };
    words.find_map(|word| {
        let middle = |mark: char| run(word, mark) && word.chars().all(|ch| ch == mark);
        match word {
            _ if run(word, '<') => Some(Marker::Begin),
            _ if run(word, '>') => Some(Marker::End),
            _ if ['=', '|'].into_iter().any(middle) => Some(Marker::Middle),
            _ => None,
        }
    })
}

fn marker(line: &str) -> Option<Marker> {
    let line = line.trim();
    // Somebody may have made comments of them; what stands between is undecided all the same.
    let line = line.strip_prefix("//").or_else(|| line.strip_prefix('#')).map_or(line, str::trim);
    match line {
        "v v v v v v v" => return Some(Marker::Begin),
        "*************" => return Some(Marker::Middle),
        "^ ^ ^ ^ ^ ^ ^" => return Some(Marker::End),
        _ => {}
    }
    let first = line.chars().next().filter(|ch| "<|=>%+-\\".contains(*ch))?;
    let rest = line.trim_start_matches(first);
    // All of these are one byte long.
    let count = line.len() - rest.len();
    let apart = rest.is_empty() || rest.starts_with([' ', '\t']);
    match first {
        '<' if count >= 7 && (apart || count == 7) => Some(Marker::Begin),
        '>' if count >= 7 && (apart || count == 7) => Some(Marker::End),
        '|' | '=' | '%' | '+' | '-' | '\\' if count >= 7 && apart => Some(Marker::Middle),
        // Perforce writes four of them, and what follows is always one of these.
        '>' if count == 4 && rest.starts_with(" ORIGINAL ") => Some(Marker::Begin),
        '=' if count == 4 && [" THEIRS ", " YOURS ", " BOTH "].iter().any(|word| rest.starts_with(word)) => {
            Some(Marker::Middle)
        }
        '<' if count == 4 && rest.is_empty() => Some(Marker::End),
        _ => None,
    }
}

fn conflict(lines: &[(Line<'_>, Marker)]) -> Diagnostic {
    let (first, begun) = match lines.first() {
        Some((line, marker)) => (*line, *marker == Marker::Begin),
        None => (Line { start: 0, text: "" }, false),
    };
    let ended = lines.last().is_some_and(|(_, marker)| *marker == Marker::End);
    let labels = Labels {
        first: label(first.text).filter(|_| begun),
        last: lines.last().and_then(|(line, _)| label(line.text)).filter(|_| ended),
    };
    let message = match (begun, ended, labels) {
        (true, true, Labels { first: Some(first), last: Some(last) }) if !last.starts_with(first) => {
            format!("An unresolved merge: {} and {} both stand here.", shown(first), shown(last))
        }
        (true, true, _) => "An unresolved merge: two versions both stand here.".to_owned(),
        (true, false, _) => "An unresolved merge, of which the end is missing.".to_owned(),
        (false, ..) => "A line that a merge left here; the rest of the conflict is gone.".to_owned(),
    };
    let help =
        "Keep one version, or join the two, and remove the marker lines. Until then nothing in this file is judged.";
    let mut conflict = finding("merge-conflict", first.range(), message, help);
    let further = lines.iter().skip(1).take(PLACES);
    conflict.related.extend(further.map(|(line, marker)| {
        Related {
            range: line.range(),
            message: match marker {
                Marker::Begin => "another conflict begins inside",
                Marker::Middle => "the next part",
                Marker::End => "the end",
            }
            .into(),
        }
    }));
    conflict
}

/// What stands behind the marks.
fn label(line: &str) -> Option<&str> {
    let label = of_line(line.trim()).trim_start_matches(['*', ' ']).trim_end_matches(['*', '/', ' ']);
    let label = label.trim_matches(['<', '>']).trim();
    // What Fossil and Perforce write there, and the rows of Darcs, are no names.
    let none =
        label.is_empty() || label.contains("MERGE CONFLICT") || label.starts_with(['v', '^']) && label.len() == 13;
    (!none).then_some(label)
}
