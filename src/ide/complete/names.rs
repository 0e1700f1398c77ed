//! Ids by the name of what they stand for: chosen by name, inserted as the id.

use super::{Item, ItemKind, values};
use crate::ide::{Env, names};
use crate::model::catalogue::{Entry, State};
use crate::model::references::{Target, view_around};
use crate::syntax::{Node, quote};
use std::collections::BTreeSet;

/// What may stand under a member that holds ids of the service, each with its id: things with a name first, those that
/// the workspace uses before the others; then ids that stand elsewhere and have no known name.
pub(super) fn items(member: &str, target: Target, container: Node<'_>, env: Env<'_>) -> Vec<(String, Item)> {
    let view = view_around(container.tree(), container).and_then(|view| view.text("id"));
    let seen = env.seen.under(member);
    let mut out = Vec::new();
    let mut named = BTreeSet::new();
    for entry in env.catalogue.part(target, view.as_deref()).into_iter().flat_map(|part| part.entries.values()) {
        let offered = match target {
            Target::Event => entry.id.starts_with("metrics/"),
            _ => true,
        };
        if entry.name.is_empty() || !offered || matches!(entry.state, State::Deleted | State::Disabled) {
            continue;
        }
        named.insert(entry.id.as_str());
        let used = seen.iter().position(|(id, _)| *id == entry.id);
        let rank = match used {
            Some(place) => place.min(89),
            None if entry.state == State::Hidden => 200,
            None if view.is_some() && entry.data_view.as_deref() == view.as_deref() => 90,
            None => 100,
        };
        out.push((entry.id.clone(), item(target, entry, &entry.id, rank)));
    }
    let unnamed = seen.into_iter().filter(|(id, _)| !named.contains(id)).enumerate();
    out.extend(unnamed.map(|(place, (id, count))| (id.to_owned(), values::seen(id, count, 300 + place.min(600)))));
    out
}

/// Connections by name, for the member that takes their ids without the prefix.
pub(super) fn bare_connections(env: Env<'_>) -> Vec<Item> {
    let entries = env.catalogue.connections.entries.values();
    let usable = entries.filter(|entry| entry.state == State::Usable && !entry.name.is_empty());
    usable.filter_map(|entry| Some(item(Target::Connection, entry, entry.id.strip_prefix("dg_")?, 100))).collect()
}

fn item(target: Target, entry: &Entry, inserted: &str, rank: usize) -> Item {
    let name = names::one_line(&entry.name, 120);
    Item {
        detail: names::detail(entry),
        documentation: Some(names::description(target, entry)),
        // Who knows the id may type that.
        filter: format!("{name} {inserted}"),
        ..values::new(name, ItemKind::Reference, &quote(inserted), "", rank)
    }
}
