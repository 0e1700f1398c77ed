//! A comment for a pull request.

use super::{Counts, Report, place, relative, shown};
use crate::cli::markdown::{cell, code};
use crate::diagnostic::Severity;

/// A comment has at most 65,536 characters; more rows than this are counted only.
const ROWS: usize = 100;

/// A heading, and a table of findings.
pub(super) fn render(reports: &[Report], mildest: Severity) -> String {
    let counts = Counts::of(reports);
    let mark = match (counts.errors, counts.warnings) {
        (0, 0) => "✅",
        (0, _) => "⚠️",
        _ => "❌",
    };
    let mut out = format!("### {mark} Data views: {}\n", counts.in_words());
    let rows: Vec<_> = shown(reports, mildest).collect();
    if rows.is_empty() {
        return out;
    }
    out.push_str("\n| | place | finding |\n| --- | --- | --- |\n");
    for (report, finding) in rows.iter().take(ROWS) {
        let (line, column) = place(&report.document, finding.range.start);
        let help = finding.help.as_ref().map(|help| format!("<br>{}", cell(help))).unwrap_or_default();
        out.push_str(&format!(
            "| {} | {} | {}{help}<br>`{}` |\n",
            finding.severity.word(),
            code(&format!("{}:{line}:{column}", relative(&report.name))),
            cell(&finding.message),
            finding.code
        ));
    }
    if rows.len() > ROWS {
        out.push_str(&format!("\nand {} more\n", rows.len() - ROWS));
    }
    if counts.fixable > 0 {
        out.push_str(&format!("\n`cja check --fix` settles {} of them.\n", counts.fixable));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn a_table_that_no_content_can_break() {
        let mut report = sample("[1,]");
        report.found[0].message = "a|b\n<img> @ana `<x>`".into();
        report.found[0].help = None;
        let text = render(&[report, sample("{}")], Severity::Warning);
        assert_eq!(
            text,
            "### ❌ Data views: 1 error in 2 files\n\n| | place | finding |\n| --- | --- | --- |\n\
             | error | `views/web.json:1:3` | a\\|b &lt;img> @\u{200b}ana `<x>`<br>`trailing-comma` |\n\n\
             `cja check --fix` settles 1 of them.\n"
        );
        assert_eq!(render(&[sample("{}")], Severity::Warning), "### ✅ Data views: nothing wrong in 1 file\n");
    }
}
