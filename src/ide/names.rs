//! Things of the service in words: what stands beside an id, in a list of completions and in a hover.

use super::{Env, words};
use crate::model::catalogue::{Entry, State, Verdict};
use crate::model::references::{Reference, Target};

use crate::text::shown::{markdown, short};

/// Text of other people inside Markdown.
fn escaped(text: &str) -> String {
    markdown(&short(text, 500))
}

/// A remark for what cannot be used as it stands.
fn remark(state: State) -> Option<&'static str> {
    match state {
        State::Usable => None,
        State::Hidden => Some("hidden"),
        State::Disabled => Some("disabled"),
        State::Deleted => Some("deleted"),
    }
}

/// The name beside an id, with a remark: `Web events`, `Bots (deleted)`.
pub(super) fn beside(entry: &Entry) -> String {
    let name = short(&entry.name, 60);
    remark(entry.state).map_or(name.clone(), |remark| format!("{name} ({remark})"))
}

/// What tells things of one name apart: `dg_… · Ana Ruiz · 3 data sets`.
pub(super) fn detail(entry: &Entry) -> String {
    let mut parts = vec![entry.id.clone()];
    parts.extend(entry.owner.as_deref().map(|owner| short(owner, 60)));
    match entry.data_sets.len() {
        0 => {}
        1 => parts.push("1 data set".into()),
        count => parts.push(format!("{count} data sets")),
    }
    parts.extend(entry.sandbox.as_deref().map(|sandbox| format!("sandbox {}", short(sandbox, 60))));
    parts.extend(entry.holds.as_deref().map(|holds| short(holds, 60)));
    parts.extend(remark(entry.state).map(str::to_owned));
    parts.join(" · ")
}

/// Everything known about a thing, in Markdown.
pub(super) fn description(target: Target, entry: &Entry) -> String {
    let kind = match (target, entry.id.split_once('/')) {
        (Target::Component, Some(("metrics", _))) => "metric",
        (Target::Component, Some(_)) => "dimension",
        _ => target.word(),
    };
    let name = match (entry.name.is_empty(), &entry.data_view) {
        (false, _) => format!("**{}** – {kind}", escaped(&entry.name)),
        (true, Some(view)) => format!("The {kind} of the data view **{}**", escaped(view)),
        (true, None) => format!("A {kind}"),
    };
    let mut lines = vec![match remark(entry.state) {
        Some(remark) => format!("{name}, {remark}"),
        None => name,
    }];
    if !entry.description.is_empty() {
        lines.push(escaped(&entry.description));
    }
    let mut facts = Vec::new();
    facts.extend(entry.owner.as_deref().map(|owner| format!("Owner: {}", escaped(owner))));
    if !entry.data_sets.is_empty() {
        let shown: Vec<String> = entry.data_sets.iter().take(10).map(|name| escaped(name)).collect();
        let more = entry.data_sets.len().saturating_sub(shown.len());
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        facts.push(format!("Data sets: {}{more}", shown.join(", ")));
    }
    facts.extend(entry.sandbox.as_deref().map(|sandbox| format!("Sandbox: {}", escaped(sandbox))));
    facts.extend(entry.holds.as_deref().map(|holds| format!("Holds: {}", escaped(holds))));
    if !facts.is_empty() {
        lines.push(facts.join(" · "));
    }
    lines.join("\n\n")
}

/// What the service told about a reference, and how long ago; none when it was not asked.
pub(super) fn about(reference: &Reference<'_>, env: Env<'_>) -> Option<String> {
    let age = |told| words::age(env.now.duration_since(told).as_secs());
    match env.catalogue.about(reference) {
        Verdict::Known(entry) => {
            let part = env.catalogue.part(reference.target, reference.view_id().as_deref());
            let told = part.and_then(|part| part.read).map(|read| format!("\n\nAs the service told {}.", age(read)));
            Some(description(reference.target, entry) + &told.unwrap_or_default())
        }
        Verdict::Absent(asked) => {
            Some(format!("The service does not know this {} (asked {}).", reference.target.word(), age(asked)))
        }
        Verdict::Unsaid => None,
    }
}

#[cfg(test)]
mod tests;
