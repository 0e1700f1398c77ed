//! The lines of the comments of a broken text, without what makes them comments. Somebody may have put a marker of a
//! merge, a directive or the head of a patch into a comment; what stands between is undecided all the same.

use super::lines::{Line, lines};
use super::outside::{Piece, Pieces};

/// A line of a comment.
#[derive(Clone, Copy)]
pub(super) struct CommentLine<'t> {
    /// The line with the marks of the comment, as far as the comment goes.
    pub(super) line: Line<'t>,
    /// What is written there.
    pub(super) body: &'t str,
}

/// Every line of every comment.
pub(super) fn comment_lines(text: &str) -> impl Iterator<Item = CommentLine<'_>> {
    let comments = Pieces::of(text).filter_map(|piece| match piece {
        Piece::Comment(range) => Some(range),
        Piece::Bare(_) | Piece::Text(_) => None,
    });
    comments.flat_map(|range| {
        let comment = range.slice(text);
        lines(comment).map(move |line| {
            let line = Line { start: range.start as usize + line.start, text: line.text };
            let block = comment.starts_with("/*");
            let first = line.start == range.start as usize;
            CommentLine { line, body: if block { of_block(line.text, first) } else { of_line(line.text) } }
        })
    })
}

/// The text of a comment that ends with its line: `//`, `///`, `#`, `##`, `//!`.
pub(super) fn of_line(comment: &str) -> &str {
    let body = match comment.strip_prefix('#') {
        Some(rest) => rest.trim_start_matches('#'),
        None => comment.trim_start_matches('/').trim_start_matches('!'),
    };
    body.trim()
}

/// The text of one line of `/* … */`, also with the stars that many write in front of each.
fn of_block(line: &str, first: bool) -> &str {
    let body = line.trim();
    let body = body.strip_suffix("*/").unwrap_or(body).trim_end();
    let body = match body.strip_prefix("/*").filter(|_| first) {
        Some(rest) => rest.trim_start_matches(['*', '!']),
        None => body.strip_prefix('*').filter(|rest| rest.is_empty() || rest.starts_with(' ')).unwrap_or(body),
    };
    body.trim()
}
