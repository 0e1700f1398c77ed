//! JSON: an array, or a line each. Positions are from 0, columns are UTF-16 code units, as in editors.

use super::{Report, shown_with_fix, utf16};
use crate::cli::inspect::is_syntax;
use crate::diagnostic::{Diagnostic, Fix, Severity};
use serde::Serialize;

#[derive(Serialize)]
struct Item<'a> {
    file: &'a str,
    range: Range,
    severity: &'a str,
    code: &'a str,
    message: &'a str,
    help: Option<&'a str>,
    /// Whether `--fix` settles it.
    fixable: bool,
    /// Whether the text is not JSON here.
    syntax: bool,
}

#[derive(Serialize)]
struct Range {
    start: Position,
    end: Position,
}

#[derive(Serialize)]
struct Position {
    line: u32,
    character: u32,
}

fn item<'a>((report, finding, fix): (&'a Report, &'a Diagnostic, Option<&'a Fix>)) -> Item<'a> {
    let (start, end) = utf16(&report.document, finding.range);
    Item {
        file: &report.name,
        range: Range {
            start: Position { line: start.line, character: start.character },
            end: Position { line: end.line, character: end.character },
        },
        severity: finding.severity.word(),
        code: finding.code,
        message: &finding.message,
        help: finding.help.as_deref(),
        fixable: fix.is_some(),
        syntax: is_syntax(finding),
    }
}

/// One array.
pub(super) fn render(reports: &[Report], mildest: Severity) -> String {
    let items: Vec<Item<'_>> = shown_with_fix(reports, mildest).map(item).collect();
    format!("{}\n", serde_json::to_string_pretty(&items).unwrap_or_default())
}

/// One object a line.
pub(super) fn lines(reports: &[Report], mildest: Severity) -> String {
    let line = |item: Item<'_>| format!("{}\n", serde_json::to_string(&item).unwrap_or_default());
    shown_with_fix(reports, mildest).map(item).map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn columns_are_utf16_and_lines_end_at_crlf() {
        let text = lines(&[sample("{\r\n  \"🛒\": 1,\r\n}")], Severity::Hint);
        let item: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(item["code"], "trailing-comma");
        assert_eq!(item["range"]["start"], serde_json::json!({ "line": 1, "character": 9 }));
        assert_eq!((&item["fixable"], &item["syntax"]), (&true.into(), &true.into()));
        assert_eq!(render(&[], Severity::Hint), "[]\n");
    }
}
