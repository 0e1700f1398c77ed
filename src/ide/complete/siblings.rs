//! What the members around say about what may stand here: a session rule by its `func`, a number by its unit, an id by
//! the other form of it, metrics by those that the data view has already; and what the workspace uses most goes first.

use super::{Item, ItemKind, values};
use crate::ide::Env;
use crate::model::session::{Func, Granularity};
use crate::model::{View, references, zones};
use crate::syntax::{Kind, Node, quote};
use crate::text::TextRange;

/// Behind everything that has an effect.
const LAST: u32 = 5_000;

/// What a session rule is going to be.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rule {
    /// It says so, or has what only this kind uses.
    Is(Func),
    Open,
}

/// The object as a session rule, when it is one.
fn rule(object: Node<'_>) -> Option<Rule> {
    let list = object.parent().filter(|list| list.is_array())?;
    list.key().filter(|key| key.is_named("sessionDefinition"))?;
    let func = object.get("func").and_then(Node::as_str).and_then(|text| Func::read(&text));
    let has = |name: &str| object.get(name).is_some();
    Some(match func {
        Some(func) => Rule::Is(func),
        None if has("numPeriods") || has("granularity") => Rule::Is(Func::Inactivity),
        None if has("events") => Rule::Is(Func::BeforeEvents),
        None => Rule::Open,
    })
}

/// Whether another rule of the same list is a timeout already: one is enough.
fn has_timeout(list: Node<'_>, besides: Option<Node<'_>>) -> bool {
    let others = list.items().filter(|item| Some(*item) != besides);
    let funcs = others.filter_map(|item| item.get("func").and_then(Node::as_str));
    funcs.into_iter().any(|text| Func::read(&text) == Some(Func::Inactivity))
}

const TIMEOUT: &str = r#""numPeriods": ${1:30}, "granularity": "${2|MINUTE,HOUR,DAY,WEEK|}""#;
const FUNC: &str = r#""func": "INACTIVITY""#;
const EVENTS: &str = r#""events": ["metrics/$1"]"#;

/// The members of a session rule: those that its kind uses first, and together; those that it does not use last.
pub(super) fn members(object: Node<'_>, has_value: bool, out: &mut Vec<Item>) {
    let Some(rule) = rule(object) else { return };
    if let Rule::Is(func) = rule {
        let idle = |name: &str| match func {
            Func::Inactivity => name == "events",
            Func::BeforeEvents => matches!(name, "numPeriods" | "granularity"),
        };
        for item in out.iter_mut().filter(|item| idle(&item.label)) {
            item.rank += LAST;
            item.detail = format!("{} · without effect on `{}`", item.detail, func.request_form());
        }
    }
    if has_value {
        return;
    }
    let missing = |name: &str| object.member(name).is_none();
    let all_missing = missing("numPeriods") && missing("granularity");
    let template = |label: &str, detail: &str, snippet: String, rank: u32| {
        let filter = "numPeriods granularity func events".to_owned();
        Item { snippet, filter, rank, ..values::new(label, ItemKind::Template, "", detail, 0) }
    };
    match rule {
        Rule::Is(Func::Inactivity) if all_missing => {
            out.push(template("numPeriods, granularity", "the timeout", TIMEOUT.into(), 0));
        }
        Rule::Open if all_missing && missing("func") && missing("events") => {
            let later = object.parent().is_some_and(|list| has_timeout(list, Some(object)));
            let (timeout, events) = if later { (2, 1) } else { (1, 2) };
            let opening = format!("\"func\": \"BEFORE_EVENTS\", {EVENTS}");
            out.push(template("Timeout", "ends a session", format!("{TIMEOUT}, {FUNC}"), timeout));
            out.push(template("Opening metrics", "begin a session", opening, events));
        }
        _ => {}
    }
}

/// Whole rules, for the list of them: the kind that is not there yet first.
pub(super) fn rules(list: Node<'_>, out: &mut Vec<Item>) {
    if list.key().is_none_or(|key| !key.is_named("sessionDefinition")) {
        return;
    }
    // The skeleton and the examples of the schema are these two.
    out.retain(|item| !matches!(item.kind, ItemKind::Template | ItemKind::Value));
    let (timeout, events) = if has_timeout(list, None) { (2, 1) } else { (1, 2) };
    let whole = |label: &str, detail: &str, snippet: String, rank: usize| Item {
        snippet,
        ..values::new(label, ItemKind::Template, "", detail, rank)
    };
    out.push(whole("Timeout", "ends a session", format!("{{ {TIMEOUT}, {FUNC} }}"), timeout));
    let opening = format!("{{ \"func\": \"BEFORE_EVENTS\", {EVENTS} }}");
    out.push(whole("Opening metrics", "begin a session", opening, events));
}

/// The value of a member, by the members beside it.
pub(super) fn value(object: Node<'_>, name: &str, env: Env<'_>, out: &mut Vec<Item>) {
    by_use(name, env, out);
    match name {
        "func" => func(object, out),
        "numPeriods" => periods(object, out),
        "parentDataGroupId" => {
            let bare = object.get("externalData").and_then(|data| data.get("externalParentId")).and_then(Node::as_str);
            if let Some(bare) = bare.filter(|bare| !bare.trim().is_empty() && !bare.starts_with("dg_")) {
                add(out, &format!("dg_{bare}"), "as in externalData");
            }
        }
        "currentTimezoneOffset" => offset(object, env, out),
        _ => {}
    }
}

/// An id before all others, unless it is there already: then that goes first.
fn add(out: &mut Vec<Item>, id: &str, detail: &str) {
    let json = quote(id);
    match out.iter_mut().find(|item| item.snippet == crate::schema::skeleton::escape(&json)) {
        Some(item) => item.rank = 0,
        None => out.push(values::new(id, ItemKind::Reference, &json, detail, 0)),
    }
}

/// Choices that other files of the workspace made, the most frequent first.
fn by_use(name: &str, env: Env<'_>, out: &mut [Item]) {
    let used = env.seen.under(name);
    for item in out.iter_mut().filter(|item| item.kind == ItemKind::Choice) {
        if let Some((place, (_, count))) = used.iter().enumerate().find(|(_, (value, _))| *value == item.label) {
            item.rank = 900 + u32::try_from(place.min(99)).unwrap_or_default();
            if item.detail.is_empty() {
                item.detail = format!("in this workspace {count} times");
            }
        }
    }
}

fn func(object: Node<'_>, out: &mut [Item]) {
    let has = |name: &str| object.get(name).is_some();
    let list = object.parent();
    let first = if has("numPeriods") || has("granularity") {
        Func::Inactivity
    } else if has("events") || list.is_some_and(|list| has_timeout(list, Some(object))) {
        Func::BeforeEvents
    } else {
        return;
    };
    for item in out.iter_mut().filter(|item| item.label == first.request_form()) {
        item.rank = 0;
    }
}

/// Timeouts that people set in this unit, in words.
fn periods(object: Node<'_>, out: &mut Vec<Item>) {
    let unit = object.get("granularity").and_then(Node::as_str).and_then(|text| Granularity::read(&text));
    let Some(unit) = unit else { return };
    let counts: &[&str] = match unit {
        Granularity::Minute => &["30", "60", "15"],
        Granularity::Hour => &["1", "12", "24"],
        Granularity::Day => &["1", "7", "30"],
        Granularity::Week => &["1", "4", "13"],
    };
    out.clear();
    let item = |(rank, count): (usize, &&str)| values::new(*count, ItemKind::Value, count, unit.in_words(count), rank);
    out.extend(counts.iter().enumerate().map(item));
}

fn offset(object: Node<'_>, env: Env<'_>, out: &mut Vec<Item>) {
    let zone = object.get("timezoneDesignator").and_then(Node::as_str).and_then(|name| zones::find(&name));
    let Some((name, zone)) = zone else { return };
    let hours = f64::from(zone.to_offset(env.now).seconds()) / 3600.0;
    let json = format!("{hours:?}");
    out.retain(|item| item.label != json);
    let detail = format!("{name} now, {}", zones::offset_in_words(&zone, env.now));
    out.push(values::new(json.clone(), ItemKind::Value, &json, detail, 0));
}

/// Metrics that stand elsewhere in the same file: those of the same data view first.
pub(super) fn events(list: Node<'_>, replaced: TextRange, out: &mut Vec<Item>) {
    if list.key().is_none_or(|key| !key.is_named("events")) {
        return;
    }
    let views = crate::model::views(list.tree());
    let here = |view: &View<'_>| view.node.range().contains(list.range());
    let own = views.iter().filter(|view| here(view));
    let others = views.iter().filter(|view| !here(view)).take(MOST_VIEWS);
    for (view, words) in own.map(|view| (view, "in this data view")).chain(others.map(|view| (view, "in this file"))) {
        for reference in references::references(*view) {
            let metric = reference.id.starts_with("metrics/") && reference.node.kind() == Kind::String;
            let given = list.items().any(|item| item.range() != replaced && item.is_named(&reference.id));
            let json = quote(&reference.id);
            let known = out.iter().any(|item| item.snippet == crate::schema::skeleton::escape(&json));
            if metric && !given && !known && reference.node.range() != replaced {
                let rank = if words.contains("view") { 5 } else { 850 };
                out.push(values::new(reference.id.as_ref(), ItemKind::Reference, &json, words, rank));
            }
        }
    }
}

/// Of a file with thousands of data views the first are looked at: enough for what people repeat.
const MOST_VIEWS: usize = 200;
