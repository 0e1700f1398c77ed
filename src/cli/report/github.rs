//! Workflow commands of GitHub Actions, which show findings at their lines in a pull request.

use super::{Report, place, relative, shown};
use crate::diagnostic::Severity;
use crate::text::shown::{command as command_text, property};

/// One command a finding.
pub(super) fn render(reports: &[Report], mildest: Severity) -> String {
    let mut out = String::new();
    for (report, finding) in shown(reports, mildest) {
        let command = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Information | Severity::Hint => "notice",
        };
        let (line, column) = place(&report.document, finding.range.start);
        let (end_line, end_column) = place(&report.document, finding.range.end);
        let mut place = format!("line={line},endLine={end_line},col={column}");
        // The documentation ties endColumn to one line.
        if line == end_line && end_column > column {
            place.push_str(&format!(",endColumn={}", end_column - 1));
        }
        let file = property(&relative(&report.name));
        let mut message = finding.message.clone();
        if let Some(help) = &finding.help {
            message.push_str(&format!("\n{help}"));
        }
        out.push_str(&format!(
            "::{command} file={file},{place},title={}::{}\n",
            property(finding.code),
            command_text(&message)
        ));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn one_annotation_a_finding_with_everything_escaped() {
        let mut report = sample("[1,]");
        report.name = "a,b:c%.json".into();
        report.found[0].message = "50 %\nof it: gone.".into();
        report.found[0].help = Some("Go.".into());
        assert_eq!(
            render(&[report], Severity::Warning),
            "::error file=a%2Cb%3Ac%25.json,line=1,endLine=1,col=3,endColumn=3,title=trailing-comma::50 %25%0Aof it: gone.%0AGo.\n"
        );
    }
}
