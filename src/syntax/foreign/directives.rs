//! Lines for a program that keeps one part of a file and drops another: `#if (…)` of Velocity, `#ifdef` of C, and the same
//! in a comment (`// #if PROD`, `/* @endif */`), where build tools look for them.

use super::comments::of_line;
use super::lines::lines;
use crate::text::TextRange;

/// The first directive of a comment; the range is that of its line.
pub(super) fn find(comment: TextRange, text: &str) -> Option<TextRange> {
    let whole = comment.slice(text);
    let block = whole.starts_with("/*");
    let found = lines(whole).find(|line| match whole.strip_prefix('#') {
        // The mark of the comment is that of the directive.
        Some(_) if !whole.starts_with("##") && bare(whole) => true,
        Some(_) => marked(of_line(whole)),
        None if block => marked(line.text.trim_start_matches(['/', '*', '!', ' ', '\t'])),
        None => marked(of_line(line.text)),
    })?;
    let range = found.range();
    Some(TextRange { start: comment.start + range.start, end: comment.start + range.end })
}

/// A line that begins with `#` and is one itself.
fn bare(line: &str) -> bool {
    let (apart, word, tail) = parts(line.get(1..).unwrap_or(""));
    match word {
        "if" | "elseif" | "elif" | "foreach" | "set" | "parse" | "macro" if !apart && tail.starts_with('(') => true,
        // A sentence may begin with this word, too; a condition is one word, or has a sign that sentences have not.
        "if" | "elif" | "elseif" => {
            let condition = tail.strip_prefix("not ").or_else(|| tail.strip_prefix("defined ")).unwrap_or(tail);
            let word = !condition.is_empty() && !condition.contains(char::is_whitespace);
            word || ["==", "!=", "&&", "||", "defined("].iter().any(|sign| tail.contains(sign))
        }
        "include" | "define" => !apart && !tail.is_empty(),
        "ifdef" | "ifndef" | "undef" => !tail.is_empty() && !tail.contains(char::is_whitespace),
        "else" | "end" => !apart && tail.is_empty(),
        "endif" => tail.is_empty() || !apart,
        _ => false,
    }
}

/// The text of a comment that begins with `#` or `@` and a word of this kind.
fn marked(body: &str) -> bool {
    let Some(rest) = body.strip_prefix(['#', '@']) else { return false };
    let (_, word, tail) = parts(rest.strip_prefix('!').unwrap_or(rest));
    match word {
        "if" | "elif" | "elseif" | "ifdef" | "ifndef" | "define" | "undef" | "include" | "foreach" => !tail.is_empty(),
        "else" | "end" => tail.is_empty() || tail.starts_with(['/', '(']) || tail.starts_with("if"),
        "endif" | "endfor" => true,
        _ => false,
    }
}

/// Whether blanks come before the first word, the word, and what follows it.
fn parts(line: &str) -> (bool, &str, &str) {
    let from = line.trim_start_matches([' ', '\t']);
    let len = from.find(|ch: char| !ch.is_ascii_alphabetic()).unwrap_or(from.len());
    let (word, tail) = (from.get(..len).unwrap_or(""), from.get(len..).unwrap_or(""));
    let tail = tail.trim();
    (from.len() < line.len(), word, tail.strip_suffix("*/").unwrap_or(tail).trim_end())
}
