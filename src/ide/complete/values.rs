//! Values: allowed ones with their meaning, time zones with today's offset, ids seen elsewhere, skeletons.

use super::{Completions, Item, ItemKind, names, siblings};
use crate::ide::{DocumentKind, Env};
use crate::model::references::Target;
use crate::model::{zone_aliases, zones};
use crate::schema::{Facts, skeleton};
use crate::syntax::{Node, Tree, quote};
use crate::text::TextRange;
use serde_json::Value;

pub(super) fn new(
    label: impl Into<String>,
    kind: ItemKind,
    json: &str,
    detail: impl Into<String>,
    rank: usize,
) -> Item {
    Item {
        label: label.into(),
        detail: detail.into(),
        documentation: None,
        kind,
        snippet: skeleton::escape(json),
        filter: String::new(),
        rank: u32::try_from(rank).unwrap_or(u32::MAX),
        deprecated: false,
    }
}

/// A whole document, for an empty file.
pub(super) fn whole(env: Env<'_>, kind: DocumentKind) -> Vec<Item> {
    let tree = Tree::parse("{}");
    let Some(root) = tree.root() else { return Vec::new() };
    let facts = env.schema.at(root);
    let label = if kind == DocumentKind::DataView { "New data view" } else { "New configuration" };
    let snippet = facts.snippet();
    let mut template = new(label, ItemKind::Template, "", "with the members that it needs", 0);
    template.documentation = Some(fenced(&skeleton::plain(&snippet).replace('\t', "  ")));
    template.snippet = snippet;
    vec![template]
}

/// The value of a member.
pub(super) fn member(object: Node<'_>, key: Node<'_>, typed: &str, env: Env<'_>, out: &mut Completions) {
    let name = key.as_str().unwrap_or_default();
    let facts = env.schema.choices_of(object, &name);
    if name == "timezoneDesignator" {
        out.items.extend(time_zones(env));
        return;
    }
    if name == "externalParentId"
        && let Some(id) = object.parent().and_then(|view| view.get("parentDataGroupId")).and_then(Node::as_str)
        && let Some(bare) = id.strip_prefix("dg_").filter(|bare| !bare.is_empty())
    {
        out.items.push(new(bare, ItemKind::Reference, &quote(bare), "the connection's id without dg_", 0));
    }
    if name == "externalParentId" {
        out.items.extend(names::bare_connections(env));
    }
    // What is one of a few is offered once, with its meaning.
    if facts.values().is_empty() {
        let ids = ids(&name, object, typed, env, &mut out.incomplete);
        out.items.extend(ids.into_iter().map(|(_, item)| item));
    }
    out.items.extend(general(&facts, Target::under(&name).is_some()));
    siblings::value(object, &name, env, &mut out.items);
}

/// An item of a list; ids that the list has already are left out, but for the one that is being replaced.
pub(super) fn item(
    array: Node<'_>,
    index: usize,
    replaced: TextRange,
    typed: &str,
    env: Env<'_>,
    out: &mut Completions,
) {
    let facts = env.schema.item_of(array, index);
    let name = array.key().and_then(|key| key.as_str()).unwrap_or_default();
    let present = |text: &str| array.items().any(|item| item.range() != replaced && item.is_named(text));
    let ids = ids(&name, array, typed, env, &mut out.incomplete);
    let absent = ids.into_iter().filter(|(id, _)| !present(id));
    out.items.extend(absent.map(|(_, item)| item));
    out.items.extend(general(&facts, Target::under(&name).is_some()));
    siblings::events(array, replaced, &mut out.items);
    siblings::rules(array, &mut out.items);
}

/// Text as a block of code, with a fence that the text does not hold.
fn fenced(text: &str) -> String {
    let fence = "`".repeat(text.split(|ch| ch != '`').map(str::len).max().unwrap_or(0).max(2) + 1);
    format!("{fence}json\n{text}\n{fence}")
}

/// Ids that may stand under a member, each with what is shown for it.
fn ids(name: &str, container: Node<'_>, typed: &str, env: Env<'_>, cut: &mut bool) -> Vec<(String, Item)> {
    if let Some(target) = Target::under(name) {
        return names::items(name, target, container, typed, env, cut);
    }
    let found = env.seen.under(name).into_iter().enumerate();
    found.map(|(rank, (id, count))| (id.to_owned(), seen(id, count, 10 + rank))).collect()
}

/// An id that stands elsewhere in the workspace under the same name.
pub(super) fn seen(id: &str, count: usize, rank: usize) -> Item {
    let times = if count == 1 { "once".to_owned() } else { format!("{count} times") };
    new(id, ItemKind::Reference, &quote(id), format!("in this workspace {times}"), rank)
}

/// What the schema says about a value: choices, then a skeleton, then examples; of an id there is none, as it would be
/// that of nothing.
fn general(facts: &Facts<'_>, id: bool) -> Vec<Item> {
    let mut out: Vec<Item> = Vec::new();
    let label = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    for (value, meaning) in facts.values() {
        let spelled_otherwise = value.as_str().and_then(|text| facts.request_form(text).map(|form| form != text));
        if spelled_otherwise != Some(true) {
            let meaning = meaning.unwrap_or_default();
            let mut choice =
                new(label(value), ItemKind::Choice, &value.to_string(), first_sentence(meaning), 1000 + out.len());
            choice.documentation = (!meaning.is_empty()).then(|| meaning.to_owned());
            out.push(choice);
        }
    }
    let types = facts.types();
    if types.contains(&"boolean") && out.is_empty() {
        out.extend(
            ["false", "true"].iter().enumerate().map(|(at, word)| new(*word, ItemKind::Choice, word, "", 1000 + at)),
        );
    }
    if facts.skeleton().is_some() || types.iter().any(|kind| matches!(*kind, "object" | "array")) {
        let snippet = facts.snippet();
        let plain = skeleton::plain(&snippet);
        // A bare `""` helps nobody who already typed a quote.
        if plain.len() > 2 || !plain.starts_with('"') {
            let shown: String = plain.split_whitespace().collect::<Vec<_>>().join(" ");
            let mut template = new(shown, ItemKind::Template, "", facts.title().unwrap_or_default(), 1100);
            template.snippet = snippet;
            if !out.iter().any(|item| item.label == template.label.trim_matches('"')) {
                out.push(template);
            }
        }
    }
    if facts.values().is_empty() && !id {
        for (at, example) in facts.examples().into_iter().enumerate() {
            let shown = label(example);
            if !out.iter().any(|item| item.label == shown || example == item.label.as_str()) {
                out.push(new(shown, ItemKind::Value, &example.to_string(), "example", 1200 + at));
            }
        }
    }
    out
}

fn first_sentence(text: &str) -> &str {
    text.split_once(". ").map_or(text, |(first, _)| first).trim_end_matches('.')
}

/// Zones that the workspace has, then every canonical one, then the aliases.
fn time_zones(env: Env<'_>) -> Vec<Item> {
    let used = env.seen.under("timezoneDesignator");
    let zones = zones::names().into_iter().filter_map(|name| zones::find(&name));
    zones
        .map(|(name, zone)| {
            let offset = zones::offset_in_words(&zone, env.now);
            let canonical = zone_aliases::canonical(&name);
            let detail = canonical.map_or(offset.clone(), |canonical| format!("{offset} · alias of {canonical}"));
            let place = used.iter().position(|(seen, _)| *seen == name);
            let rank = place.unwrap_or(if canonical.is_some() { 3000 } else { 2000 });
            let mut zone = new(name.as_str(), ItemKind::Choice, &quote(&name), detail, rank);
            zone.deprecated = false;
            zone
        })
        .collect()
}
