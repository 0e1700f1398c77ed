//! Findings in the forms that people and programs read. Each form is a pure function from reports to text.

mod github;
mod json;
mod markdown;
mod sarif;
mod text;

use super::Paint;
use super::inspect::Report;
use crate::diagnostic::{Diagnostic, Fix, Severity};
use crate::ide::{Document, Unasked};
use crate::text::{Encoding, Position, TextRange};

/// The forms.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Output {
    /// Source lines with the findings under them.
    #[default]
    Text,
    /// One JSON array.
    Json,
    /// One JSON object a line.
    Jsonl,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// Annotations of GitHub Actions.
    Github,
    /// A comment for a pull request.
    Markdown,
}

impl Output {
    /// The mildest severity that is shown when nothing else was asked for: programs get everything.
    pub(super) fn mildest(self) -> Severity {
        match self {
            Output::Text | Output::Github | Output::Markdown => Severity::Warning,
            Output::Json | Output::Jsonl | Output::Sarif => Severity::Hint,
        }
    }
}

/// How much was found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) files: usize,
    pub(super) errors: usize,
    pub(super) warnings: usize,
    /// Information and hints.
    pub(super) remarks: usize,
    /// How many of the errors and warnings `--fix` mends.
    pub(super) fixable: usize,
}

impl Counts {
    pub(super) fn of(reports: &[Report]) -> Counts {
        let mut counts = Counts { files: reports.len(), ..Counts::default() };
        let each = reports.iter().map(|report| (Unasked::of(&report.found), &report.found));
        for (unasked, finding) in each.flat_map(|(unasked, found)| found.iter().map(move |one| (unasked, one))) {
            match finding.severity {
                Severity::Error => counts.errors += 1,
                Severity::Warning => counts.warnings += 1,
                Severity::Information | Severity::Hint => counts.remarks += 1,
            }
            counts.fixable += usize::from(unasked.fix(finding).is_some());
        }
        counts
    }

    /// `2 errors and 1 warning in 3 files`.
    pub(super) fn in_words(&self) -> String {
        let files = plural(self.files, "file");
        match (self.errors, self.warnings) {
            (0, 0) => format!("nothing wrong in {files}"),
            (errors, 0) => format!("{} in {files}", plural(errors, "error")),
            (0, warnings) => format!("{} in {files}", plural(warnings, "warning")),
            (errors, warnings) => {
                format!("{} and {} in {files}", plural(errors, "error"), plural(warnings, "warning"))
            }
        }
    }
}

/// `1 file`, `2 files`.
pub(super) fn plural(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// The reports in a form. Findings milder than `mildest` are left out.
pub(super) fn render(output: Output, reports: &[Report], mildest: Severity, paint: Paint, width: usize) -> String {
    match output {
        Output::Text => text::render(reports, mildest, paint, width),
        Output::Json => json::render(reports, mildest),
        Output::Jsonl => json::lines(reports, mildest),
        Output::Sarif => sarif::render(reports, mildest),
        Output::Github => github::render(reports, mildest),
        Output::Markdown => markdown::render(reports, mildest),
    }
}

fn shown(reports: &[Report], mildest: Severity) -> impl Iterator<Item = (&Report, &Diagnostic)> {
    shown_with_fix(reports, mildest).map(|(report, finding, _)| (report, finding))
}

/// The same, each with what `--fix` does about it.
fn shown_with_fix(reports: &[Report], mildest: Severity) -> impl Iterator<Item = (&Report, &Diagnostic, Option<&Fix>)> {
    let all = reports.iter().flat_map(|report| {
        let unasked = Unasked::of(&report.found);
        report.found.iter().map(move |finding| (report, finding, unasked.fix(finding)))
    });
    all.filter(move |(_, finding, _)| finding.severity <= mildest)
}

/// Start and end in UTF-16 columns, from 0.
fn utf16(document: &Document, range: TextRange) -> (Position, Position) {
    (document.position(range.start, Encoding::Utf16), document.position(range.end, Encoding::Utf16))
}

/// Line and column as people count them: characters, from 1.
pub(super) fn place(document: &Document, at: u32) -> (u32, u32) {
    let position = document.position(at, Encoding::Utf32);
    (position.line + 1, position.character + 1)
}

/// The name as a path relative to where the command runs, as services want it.
fn relative(name: &str) -> String {
    super::inspect::name(&super::inspect::beside_here(std::path::Path::new(name)))
}

#[cfg(test)]
pub(super) fn sample(text: &str) -> Report {
    use crate::config::Settings;
    let decoded = crate::files::Decoded { text: text.to_owned(), fault: None };
    let (document, found) = super::inspect::look(
        decoded,
        crate::ide::DocumentKind::DataView,
        None,
        &Settings::default(),
        jiff::Timestamp::UNIX_EPOCH,
    );
    // Syntax alone, so that these pictures do not change with the rules.
    let found = found.into_iter().filter(|finding| finding.origin == crate::diagnostic::Origin::Syntax).collect();
    Report { name: "views/web.json".into(), document, found }
}
