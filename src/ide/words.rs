//! Values in words: timeouts, dates, offsets; and Markdown for clients that show none.

use crate::model::session::{Func, Granularity};
use crate::syntax::{Kind, Node};
use jiff::Timestamp;
use jiff::civil::Date;

/// A session item in words, as far as it can be read.
pub(super) fn session(item: Node<'_>) -> Option<String> {
    let func = Func::read(&item.get("func")?.as_str()?)?;
    match func {
        Func::Inactivity => {
            let count = item.get("numPeriods").filter(|count| count.kind() == Kind::Number)?.text();
            let unit = Granularity::read(&item.get("granularity")?.as_str()?)?;
            Some(format!("ends after {} without events", unit.in_words(count)))
        }
        Func::BeforeEvents => {
            let events: Vec<String> = item
                .get("events")?
                .items()
                .filter_map(|event| event.as_str())
                .map(|event| event.into_owned())
                .collect();
            (!events.is_empty()).then(|| format!("a new one begins at {}", events.join(", ")))
        }
    }
}

/// `Sunday 1 March 2026, 10:00 UTC, 8 months ago`.
pub(super) fn moment(text: &str, now: Timestamp) -> Option<String> {
    if let Ok(at) = text.parse::<Timestamp>() {
        let when = at.strftime("%A %-d %B %Y, %H:%M UTC").to_string();
        return Some(format!("{when}, {}", distance((now.as_second() - at.as_second()) / 86_400)));
    }
    let date: Date = text.parse().ok()?;
    let today = jiff::tz::TimeZone::UTC.to_datetime(now).date();
    let days = today.duration_since(date).as_hours() / 24;
    Some(format!("{}, {}", date.strftime("%A %-d %B %Y"), distance(days)))
}

fn distance(days: i64) -> String {
    let (count, unit) = match days.abs() {
        0 => return "today".into(),
        days @ 1..=59 => (days, "day"),
        days @ 60..=729 => (days / 30, "month"),
        days => (days / 365, "year"),
    };
    let plural = if count == 1 { "" } else { "s" };
    if days > 0 { format!("{count} {unit}{plural} ago") } else { format!("in {count} {unit}{plural}") }
}

/// How long ago something was: `just now`, `3 minutes ago`.
pub(super) fn age(seconds: i64) -> String {
    let (count, unit) = match seconds {
        ..60 => return "just now".into(),
        60..7_200 => (seconds / 60, "minute"),
        7_200..172_800 => (seconds / 3_600, "hour"),
        _ => (seconds / 86_400, "day"),
    };
    format!("{count} {unit}{} ago", if count == 1 { "" } else { "s" })
}

/// Markdown without its marks, for a client that shows plain text.
pub fn plain_text(markdown: &str) -> String {
    let mut out = String::with_capacity(markdown.len());
    for line in markdown.lines() {
        let line = line.strip_prefix("> ").unwrap_or(line);
        if line.chars().all(|ch| matches!(ch, '|' | '-' | ' ' | ':')) && line.contains("--") {
            continue;
        }
        let line = line.trim_start_matches('|').trim_end_matches('|').replace(" | ", "  ");
        out.push_str(&links(&unmarked(&line)));
        out.push('\n');
    }
    out.trim().to_owned()
}

/// A line without the marks of code and bold; what was escaped stands for itself.
fn unmarked(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line.chars().peekable();
    while let Some(ch) = rest.next() {
        match ch {
            '\\' => out.extend(rest.next_if(char::is_ascii_punctuation).or(Some(ch))),
            '`' => {}
            '*' if rest.next_if_eq(&'*').is_some() => {}
            ch => out.push(ch),
        }
    }
    out
}

/// `[text](address)` as `text (address)`.
fn links(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some(open) = rest.find('[') {
        let link = rest.get(open + 1..).and_then(|tail| tail.split_once("]("));
        let Some((text, tail)) = link.filter(|(text, _)| !text.contains('[')) else {
            out.push_str(rest.get(..=open).unwrap_or(""));
            rest = rest.get(open + 1..).unwrap_or("");
            continue;
        };
        let Some((address, after)) = tail.split_once(')') else { break };
        out.push_str(&format!("{}{text} ({address})", rest.get(..open).unwrap_or("")));
        rest = after;
    }
    out + rest
}
