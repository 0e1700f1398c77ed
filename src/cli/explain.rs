//! `cja explain`.

use super::{Error, Exit, Outcome, Style, Ui, columns};
use crate::diagnostic::Severity;
use crate::{config, rules, schema, syntax};

/// Explain a code: what is wrong, why it matters, and examples.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The code, as shown in brackets behind the severity.
    #[arg(required_unless_present = "list", value_name = "CODE")]
    code: Option<String>,
    /// Show every code with its severity and a summary.
    #[arg(long, conflicts_with = "code")]
    list: bool,
}

/// What is known of a code.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    /// The code.
    pub(super) code: &'static str,
    /// Its severity when no setting says otherwise.
    pub(super) severity: Severity,
    /// One sentence.
    pub(super) summary: &'static str,
    /// The rest, in Markdown.
    pub(super) docs: String,
}

/// Every code, in alphabetical order.
pub(super) fn entries() -> Vec<Entry> {
    let syntax = syntax::CODES.iter().map(|entry| (entry.code, Severity::Error, entry.summary));
    let schema = schema::CODES.iter().map(|entry| (entry.code, Severity::Error, entry.summary));
    let config = config::CODES.iter().chain(rules::SERVICE_CODES).copied();
    let rules = rules::RULES.iter().map(|rule| {
        let summary = rule.docs.lines().next().unwrap_or_default();
        (rule.code, rule.severity, summary)
    });
    let entry = |(code, severity, summary)| {
        // The heading and the summary stand in the other members.
        let docs = rules::explain(code).unwrap_or_default().lines().skip(3).map(|line| format!("{line}\n")).collect();
        Entry { code, severity, summary, docs }
    };
    let mut all: Vec<Entry> = syntax.chain(schema).chain(config).chain(rules).map(entry).collect();
    all.sort_by_key(|entry| entry.code);
    all
}

pub(super) fn run(args: Args, ui: &mut Ui) -> Outcome {
    let entries = entries();
    let Some(code) = args.code else {
        let rows: Vec<Vec<String>> = entries
            .iter()
            .map(|entry| vec![entry.code.to_owned(), entry.severity.word().to_owned(), entry.summary.to_owned()])
            .collect();
        ui.text(&columns(&rows));
        return Ok(Exit::Done);
    };
    let Some(entry) = entries.iter().find(|entry| entry.code == code) else {
        let error = Error::usage(format!("there is no code `{code}`"));
        return Err(match schema::nearest(&code, entries.iter().map(|entry| entry.code)) {
            Some(nearest) => error.hint(format!("Did you mean `{nearest}`?")),
            None => error.hint("`cja explain --list` shows every code."),
        });
    };
    let paint = ui.paint();
    let head = paint.paint(Style::Bold, &format!("{} ({})", entry.code, entry.severity.word()));
    ui.text(&format!("{head}\n\n{}\n", entry.summary));
    for line in entry.docs.trim_end().lines() {
        let line = match line {
            "```json wrong" => paint.paint(Style::Error, "Wrong:"),
            "```json right" => paint.paint(Style::Good, "Right:"),
            line if line.starts_with("```") => continue,
            line => line.to_owned(),
        };
        ui.line(&line);
    }
    Ok(Exit::Done)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_stands_once_and_has_a_sentence() {
        let entries = entries();
        assert!(entries.is_sorted_by(|a, b| a.code < b.code), "{entries:?}");
        for entry in &entries {
            assert!(entry.summary.ends_with('.') && entry.summary.len() > 10, "{entry:?}");
        }
    }
}
