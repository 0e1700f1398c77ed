//! Completion: members that are missing, values that are right, ids that were seen, a whole data view in an empty file.
//!
//! `place` finds out where the cursor is, `keys` and `values` say what may stand there; commas and quotes are put
//! right by what is inserted, so that the text left behind is JSON.

mod keys;
mod names;
mod place;
mod siblings;
mod values;

use super::{Document, Env};
use crate::text::{TextEdit, TextRange};
use place::Place;

/// What an item is, for its icon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ItemKind {
    /// A member.
    Member,
    /// One of a few allowed values.
    Choice,
    /// Any other value.
    Value,
    /// An id or name seen elsewhere.
    Reference,
    /// A whole new data view or item.
    Template,
}

/// One thing that may be inserted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// What is shown.
    pub label: String,
    /// A few words beside it.
    pub detail: String,
    /// Markdown, shown on request.
    pub documentation: Option<String>,
    /// What it is.
    pub kind: ItemKind,
    /// Snippet text, with `$1` places.
    pub snippet: String,
    /// What a client filters by: begins like the text that is replaced.
    pub filter: String,
    /// The order: the smallest first.
    pub rank: u32,
    /// Whether it is old-fashioned.
    pub deprecated: bool,
}

/// All that may be inserted at one place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Completions {
    /// What is replaced.
    pub range: Option<TextRange>,
    /// What may stand there, best first.
    pub items: Vec<Item>,
    /// A comma that is missing before the place.
    pub extra: Vec<TextEdit>,
    /// Whether typing further may bring other items.
    pub incomplete: bool,
}

/// The completions at an offset.
pub fn complete(document: &Document, env: Env<'_>, at: u32) -> Completions {
    // An edit of a completion stays on one line; in a string that wrongly goes on over a line break none is offered.
    let one_line = |place: &Place<'_>| !place.range().slice(document.text()).contains(['\n', '\r']);
    let Some(place) = place::find(&document.tree, at).filter(one_line) else { return Completions::default() };
    let typed = document.text().get(place.range().start as usize..at as usize).unwrap_or("").trim_matches('"');
    let mut out = Completions { range: Some(place.range()), ..Completions::default() };
    match &place {
        Place::Empty { .. } => out.items = values::whole(env, document.kind),
        Place::Key { object, key, has_value, .. } if super::is_rules(document, *object) => {
            out.items = keys::codes(*object, *key, *has_value);
        }
        Place::Key { object, key, has_value, .. } => out.items = keys::items(*object, *key, *has_value, env),
        Place::Value { object, key, .. } => values::member(*object, *key, typed, env, &mut out),
        Place::Item { array, index, range } => values::item(*array, *index, *range, typed, env, &mut out),
    }
    let written = place.range().slice(document.text());
    let tail = place.comma_after(&document.tree);
    for item in &mut out.items {
        if tail {
            item.snippet.push(',');
        }
        if matches!(place, Place::Value { colon: false, .. }) {
            item.snippet.insert_str(0, ": ");
        }
        if item.filter.is_empty() {
            item.filter = item.label.clone();
        }
        if written.starts_with('"') && !item.filter.starts_with('"') {
            item.filter = format!("\"{}\"", item.filter);
        }
    }
    out.extra.extend(place.comma_before(&document.tree));
    // A list of hundreds is cut down to what was typed so far; the client asks again for more.
    if out.items.len() > MANY && !typed.is_empty() {
        out.items.retain(|item| is_subsequence(typed, &item.filter));
        out.incomplete = true;
    }
    out.items.sort_by(|a, b| (a.rank, &a.label).cmp(&(b.rank, &b.label)));
    out
}

const MANY: usize = 200;

/// Whether the letters of `typed` stand in `text` in this order, case aside.
fn is_subsequence(typed: &str, text: &str) -> bool {
    let mut rest = text.chars().flat_map(char::to_lowercase);
    typed.chars().flat_map(char::to_lowercase).all(|wanted| rest.any(|ch| ch == wanted))
}
