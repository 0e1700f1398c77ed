//! Ids by the name of what they stand for: chosen by name, inserted as the id.

use super::{Item, ItemKind, MANY, is_subsequence, values};
use crate::ide::{Env, names};
use crate::model::catalogue::{Entry, State};
use crate::model::references::{Target, view_around};
use crate::syntax::{Node, quote};
use std::collections::BTreeMap;

/// What may stand under a member that holds ids of the service, each with its id: things with a name first, those that
/// the workspace uses before the others; then ids that stand elsewhere and have no known name. Of a large organization's
/// things the best that fit what was typed are given, and `cut` says that there are more.
pub(super) fn items(
    member: &str,
    target: Target,
    container: Node<'_>,
    typed: &str,
    env: Env<'_>,
    cut: &mut bool,
) -> Vec<(String, Item)> {
    let view = view_around(container.tree(), container).and_then(|view| view.text("id"));
    let seen = env.seen.under(member);
    let used: BTreeMap<&str, usize> = seen.iter().enumerate().map(|(place, (id, _))| (*id, place)).collect();
    let part = env.catalogue.part(target, view.as_deref());
    let offered = |entry: &&Entry| {
        let right_kind = target != Target::Event || entry.id.starts_with("metrics/");
        right_kind && !entry.name.is_empty() && !matches!(entry.state, State::Deleted | State::Disabled)
    };
    let rank = |entry: &Entry| match used.get(entry.id.as_str()) {
        Some(place) => *place.min(&89),
        None if entry.state == State::Hidden => 200,
        None if view.is_some() && entry.data_view.as_deref() == view.as_deref() => 90,
        None => 100,
    };
    let mut named: Vec<(usize, &Entry)> = part
        .into_iter()
        .flat_map(|part| part.entries.values())
        .filter(offered)
        .map(|entry| (rank(entry), entry))
        .collect();
    if named.len() > MANY {
        *cut = true;
        named.retain(|(_, entry)| is_subsequence(typed, &filter(entry, &entry.id)));
        // What holds the typed words as they are goes before what holds their letters somewhere.
        let words = typed.to_lowercase();
        named.sort_by_cached_key(|(rank, entry)| {
            (!entry.name.to_lowercase().contains(&words), *rank, entry.name.clone())
        });
        named.truncate(MANY);
    }
    let known = |id: &str| part.and_then(|part| part.entries.get(id)).is_some_and(|entry| !entry.name.is_empty());
    let unnamed = seen.iter().filter(|(id, _)| !known(id)).enumerate();
    let unnamed: Vec<_> = unnamed
        .map(|(place, (id, count))| ((*id).to_owned(), values::seen(id, *count, 300 + place.min(600))))
        .collect();
    let named = named.into_iter().map(|(rank, entry)| (entry.id.clone(), item(target, entry, &entry.id, rank)));
    named.chain(unnamed).collect()
}

/// Connections by name, for the member that takes their ids without the prefix.
pub(super) fn bare_connections(env: Env<'_>) -> Vec<Item> {
    let entries = env.catalogue.connections.entries.values();
    let usable = entries.filter(|entry| entry.state == State::Usable && !entry.name.is_empty());
    usable.filter_map(|entry| Some(item(Target::Connection, entry, entry.id.strip_prefix("dg_")?, 100))).collect()
}

/// Who knows the id may type that.
fn filter(entry: &Entry, inserted: &str) -> String {
    format!("{} {inserted}", crate::text::shown::short(&entry.name, 120))
}

fn item(target: Target, entry: &Entry, inserted: &str, rank: usize) -> Item {
    Item {
        detail: names::detail(entry),
        documentation: Some(names::description(target, entry)),
        filter: filter(entry, inserted),
        ..values::new(crate::text::shown::short(&entry.name, 120), ItemKind::Reference, &quote(inserted), "", rank)
    }
}
