//! Hover: what a member is for, who sets it, which values it takes, and what the value here means.

use super::{Document, Env, names, words};
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::references::reference_at;
use crate::model::{zone_aliases, zones};
use crate::schema::{Facts, Write};
use crate::syntax::{Kind, Node};
use crate::text::TextRange;
use crate::text::shown::{code, markdown};

/// What is shown, in Markdown, and for which range.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hover {
    /// The key or value that it is about.
    pub range: TextRange,
    /// Markdown.
    pub markdown: String,
}

/// The hover at an offset; none between tokens and where nothing is known.
pub fn hover(document: &Document, env: Env<'_>, at: u32) -> Option<Hover> {
    let node = document.tree.node_at(at)?;
    if node.is_container() || node.kind() == Kind::Missing {
        return None;
    }
    let (value, name) = match node.kind() {
        Kind::Key => (node.value()?, node.as_str()?.into_owned()),
        _ => (node, node.key().and_then(|key| key.as_str()).unwrap_or_default().into_owned()),
    };
    if let Some(object) = value.parent().filter(|object| super::is_rules(document, *object))
        && let Some(markdown) = object.is_object().then(|| crate::rules::explain(&name)).flatten()
    {
        return Some(Hover { range: node.range(), markdown });
    }
    let facts = env.schema.at(value);
    let mut parts = Vec::new();
    if node.kind() != Kind::Key {
        parts.extend(meaning(value, &name, &facts, env));
    }
    if let Some(object) = value.parent().filter(|parent| parent.is_object()) {
        parts.extend(member(object, &name, &facts, env));
    } else if let Some(description) = facts.description() {
        parts.push(title_line(facts.title().unwrap_or("Item"), None, &facts, false) + "\n\n" + description);
    }
    if parts.is_empty() {
        return None;
    }
    Some(Hover { range: node.range(), markdown: parts.join("\n\n") })
}

/// The same, with what is wrong at the place before it.
pub fn hover_with(document: &Document, env: Env<'_>, at: u32, found: &[Diagnostic]) -> Option<Hover> {
    let plain = hover(document, env, at);
    let within = |finding: &&Diagnostic| match &plain {
        Some(hover) => {
            hover.range.contains(finding.range) || (finding.range.contains(hover.range) && is_line(document, finding))
        }
        None => finding.range.touches(at) && is_line(document, finding),
    };
    let here: Vec<&Diagnostic> = found.iter().filter(within).collect();
    let Some(first) = here.first() else { return plain };
    let range = plain.as_ref().map_or(first.range, |hover| hover.range);
    let mut parts: Vec<String> = here.iter().map(|finding| told(finding)).collect();
    parts.extend(plain.map(|hover| hover.markdown));
    Some(Hover { range, markdown: parts.join("\n\n") })
}

/// Whether a finding is about one line: of one about a whole list nobody wants to read at each item.
fn is_line(document: &Document, finding: &Diagnostic) -> bool {
    !finding.range.slice(document.text()).contains(['\n', '\r'])
}

fn told(finding: &Diagnostic) -> String {
    let severity = match finding.severity {
        Severity::Error => "Error",
        Severity::Warning => "Warning",
        Severity::Information => "Information",
        Severity::Hint => "Hint",
    };
    let help = finding.help.as_ref().map_or(String::new(), |help| format!("\n\n{}", markdown(help)));
    format!("**{severity}** `{}`: {}{help}", finding.code, markdown(&finding.message))
}

/// The documentation of a member of an object, present or not.
pub(super) fn member(object: Node<'_>, name: &str, facts: &Facts<'_>, env: Env<'_>) -> Option<String> {
    if facts.is_empty() {
        return None;
    }
    let required = env.schema.at(object).required().contains(&name);
    let mut out = title_line(name, facts.title(), facts, required);
    if let Some(description) = facts.description() {
        out.push_str("\n\n");
        out.push_str(description);
    }
    let values = facts.values();
    // Spellings that mean the same are one row, in the form that requests use. A list: not every editor draws tables.
    let rows: Vec<String> = values
        .iter()
        .filter(|(value, _)| value.as_str().is_none_or(|text| facts.request_form(text).is_none_or(|form| form == text)))
        .map(|(value, meaning)| match meaning {
            Some(meaning) => format!("- {} – {meaning}", code(&value.to_string())),
            None => format!("- {}", code(&value.to_string())),
        })
        .collect();
    if !rows.is_empty() {
        out.push_str("\n\n");
        out.push_str(&rows.join("\n"));
    }
    if let Some(example) = facts.examples().first().filter(|_| rows.is_empty()) {
        out.push_str(&format!("\n\nExample: {}", code(&example.to_string())));
    }
    let mut tail = Vec::new();
    if let Some(expansion) = facts.expansion() {
        tail.push(format!("Expansion: {}", code(expansion)));
    }
    if let Some((source, address)) = facts.source() {
        tail.push(match address {
            Some(address) => format!("Source: [{source}]({address})"),
            None => format!("Source: {source}"),
        });
    }
    if !tail.is_empty() {
        out.push_str("\n\n");
        out.push_str(&tail.join(" · "));
    }
    Some(out)
}

fn title_line(name: &str, title: Option<&str>, facts: &Facts<'_>, required: bool) -> String {
    let mut words = Vec::new();
    let types = facts.types();
    if !types.is_empty() {
        words.push(types.join(" or "));
    }
    if required {
        words.push("required".into());
    }
    match facts.write() {
        Some(Write::Yours) => words.push("set by you".into()),
        Some(Write::Server) => words.push("set by the service, ignored on push".into()),
        Some(Write::Identity) => words.push("given by the service, says which data view is meant".into()),
        Some(Write::Local) => words.push("for editors only, never sent".into()),
        None => {}
    }
    if facts.deprecated() {
        words.push("deprecated".into());
    }
    let title = title.map_or(String::new(), |title| format!(" – {title}"));
    let words = if words.is_empty() { String::new() } else { format!("\n\n{}", words.join(" · ")) };
    format!("**{}**{title}{words}", markdown(name))
}

/// What the value here means.
fn meaning(value: Node<'_>, name: &str, facts: &Facts<'_>, env: Env<'_>) -> Option<String> {
    let text = value.as_str();
    if let Some(reference) = reference_at(value.tree(), value) {
        return names::about(&reference, env);
    }
    if name == "timezoneDesignator" {
        return zone(&text?, env);
    }
    if matches!(name, "numPeriods" | "granularity" | "func") {
        let item = value.parent()?;
        let words = words::session(item).map(|words| format!("A session {words}."));
        let meaning = text.as_ref().and_then(|text| {
            let listed = facts.values().into_iter().find(|(option, _)| option.as_str() == Some(text));
            listed.and_then(|(_, meaning)| meaning).map(str::to_owned)
        });
        return words.or(meaning);
    }
    if name == "currentTimezoneOffset" {
        let hours = value.as_f64()?;
        let minutes = (hours * 60.0).round() as i64;
        let sign = if minutes < 0 { '-' } else { '+' };
        return Some(format!("UTC{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60));
    }
    let dated = facts.text("x-cja-format").or_else(|| facts.text("format"));
    if matches!(dated, Some("date-time" | "date")) {
        return words::moment(&text?, env.now);
    }
    let listed = facts.values().into_iter().find(|(option, _)| match &text {
        Some(text) => option.as_str() == Some(text),
        None => Some(*option) == value.to_value().as_ref(),
    });
    listed.and_then(|(_, meaning)| meaning).map(str::to_owned)
}

fn zone(name: &str, env: Env<'_>) -> Option<String> {
    let (spelled, zone) = zones::find(name)?;
    let mut out = format!("`{spelled}` is {} now", zones::offset_in_words(&zone, env.now));
    if let Some((at, _)) = zones::next_change(&zone, env.now) {
        let when = at.strftime("%-d %B %Y, %H:%M UTC");
        out.push_str(&format!(", {} from {when}", zones::offset_in_words(&zone, at)));
    } else {
        out.push_str(", all year");
    }
    out.push('.');
    if let Some(canonical) = zone_aliases::canonical(&spelled) {
        out.push_str(&format!(" An alias of `{canonical}`."));
    }
    Some(out)
}
