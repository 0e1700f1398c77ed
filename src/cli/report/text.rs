//! For people: the source line, what is wrong under it, and what to do, in the manner of rustc.

use super::{Report, place, shown_with_fix};
use crate::cli::{Paint, Style, char_width, width};
use crate::diagnostic::{Diagnostic, Fix, Severity};
use crate::ide::Document;
use crate::text::TextRange;
use crate::text::shown::terminal;

/// All findings, a blank line behind each.
pub(super) fn render(reports: &[Report], mildest: Severity, paint: Paint, width: usize) -> String {
    let mut out = String::new();
    for (report, finding, fix) in shown_with_fix(reports, mildest) {
        let picture = Picture { report, paint, width, gutter: gutter(report, finding), fix };
        picture.draw(finding, &mut out);
        out.push('\n');
    }
    out
}

/// How wide the widest line number is.
fn gutter(report: &Report, finding: &Diagnostic) -> usize {
    let places = finding.related.iter().map(|related| related.range).chain([finding.range]);
    places.map(|range| place(&report.document, range.start).0.to_string().len()).max().unwrap_or(1)
}

struct Picture<'a> {
    report: &'a Report,
    paint: Paint,
    width: usize,
    gutter: usize,
    /// What `--fix` does about it.
    fix: Option<&'a Fix>,
}

impl Picture<'_> {
    fn draw(&self, finding: &Diagnostic, out: &mut String) {
        let style = match finding.severity {
            Severity::Error => Style::Error,
            Severity::Warning => Style::Warning,
            Severity::Information | Severity::Hint => Style::Note,
        };
        let head = self.paint.paint(style, &format!("{}[{}]", finding.severity.word(), finding.code));
        let message = self.paint.paint(Style::Bold, &format!(": {}", terminal(&finding.message)));
        out.push_str(&format!("{head}{message}\n"));
        self.snippet("-->", finding.range, '^', style, "", out);
        for related in &finding.related {
            self.snippet(":::", related.range, '-', Style::Note, &related.message, out);
        }
        let margin = " ".repeat(self.gutter);
        for elsewhere in &finding.elsewhere {
            let sign = self.paint.paint(Style::Note, ":::");
            let (line, column) = (elsewhere.start.line + 1, elsewhere.start.character + 1);
            let (file, message) = (terminal(&elsewhere.file), terminal(&elsewhere.message));
            out.push_str(&format!("{margin}{sign} {file}:{line}:{column} {message}\n"));
        }
        let mut tail = |word: &str, text: &str| {
            let sign = self.paint.paint(Style::Note, "=");
            let word = self.paint.paint(Style::Bold, word);
            out.push_str(&format!("{margin} {sign} {word}: {}\n", terminal(text)));
        };
        if let Some(help) = &finding.help {
            tail("help", help);
        }
        if let Some(fix) = self.fix {
            tail("fix", &format!("{} (--fix)", fix.title));
        }
    }

    fn snippet(&self, arrow: &str, range: TextRange, mark: char, style: Style, label: &str, out: &mut String) {
        let (line, column) = place(&self.report.document, range.start);
        let margin = " ".repeat(self.gutter);
        let frame = |text: &str| self.paint.paint(Style::Note, text);
        out.push_str(&format!("{margin}{} {}:{line}:{column}\n", frame(arrow), terminal(&self.report.name)));
        let excerpt = excerpt(&self.report.document, range, self.width.saturating_sub(self.gutter + 3).max(20));
        let number = format!("{line:>width$}", width = self.gutter);
        let marks = mark.to_string().repeat(excerpt.marks);
        let label = if label.is_empty() { String::new() } else { format!(" {}", terminal(label)) };
        let under = self.paint.paint(style, &format!("{marks}{label}"));
        out.push_str(&format!("{margin} {}\n", frame("|")));
        out.push_str(format!("{} {}", frame(&format!("{number} |")), excerpt.text).trim_end());
        out.push_str(&format!("\n{margin} {} {}{under}\n", frame("|"), " ".repeat(excerpt.pad)));
    }
}

/// A piece of a line, and where the marks stand under it.
#[derive(Debug, PartialEq, Eq)]
struct Excerpt {
    text: String,
    pad: usize,
    marks: usize,
}

/// The line that a range begins on, cut on both sides to `budget` columns. Looks only at what it shows, so that a
/// file of one long line costs nothing.
fn excerpt(document: &Document, range: TextRange, budget: usize) -> Excerpt {
    let line = document.lines.line_range(document.text(), document.lines.line(range.start));
    let start = range.start.clamp(line.start, line.end);
    let end = range.end.clamp(start, line.end);
    let slice = |start, end| TextRange { start, end }.slice(document.text());
    let (before, marked, after) = (slice(line.start, start), slice(start, end), slice(end, line.end));

    let after_wanted = width_up_to(after.chars(), budget);
    let marked_wanted = width_up_to(marked.chars(), budget).max(1);
    let before_room = budget.saturating_sub(marked_wanted + after_wanted).max(budget / 3);
    let (before, cut_before) = take_back(before, before_room);
    let room = budget.saturating_sub(width(&before));
    let (marked, cut_marked) = take(marked, room.max(1));
    let (after, cut_after) =
        if cut_marked { (String::new(), true) } else { take(after, room.saturating_sub(width(&marked))) };

    let lead = if cut_before { "…" } else { "" };
    let trail = if cut_after { "…" } else { "" };
    Excerpt {
        pad: width(lead) + width(&before),
        marks: width(&marked).max(1),
        text: format!("{lead}{before}{marked}{after}{trail}"),
    }
}

fn columns(ch: char) -> usize {
    if ch == '\t' { 4 } else { char_width(ch) }
}

fn width_up_to(chars: impl Iterator<Item = char>, most: usize) -> usize {
    let mut sum = 0;
    for ch in chars {
        sum += columns(ch);
        if sum >= most {
            return most;
        }
    }
    sum
}

/// The longest beginning that has room, as it is shown; and whether something was left out.
fn take(text: &str, room: usize) -> (String, bool) {
    let mut used = 0;
    for (at, ch) in text.char_indices() {
        used += columns(ch);
        if used > room {
            return (terminal(text.get(..at).unwrap_or("")), true);
        }
    }
    (terminal(text), false)
}

/// The same for the longest end.
fn take_back(text: &str, room: usize) -> (String, bool) {
    let mut used = 0;
    for (at, ch) in text.char_indices().rev() {
        used += columns(ch);
        if used > room {
            return (terminal(text.get(at + ch.len_utf8()..).unwrap_or("")), true);
        }
    }
    (terminal(text), false)
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    fn picture(text: &str) -> String {
        render(&[sample(text)], Severity::Warning, Paint::PLAIN, 60)
    }

    #[test]
    fn a_finding_looks_like_one_of_a_compiler() {
        assert_eq!(
            picture("{\r\n\t\"名前🛒\": 1,\r\n}"),
            "\
error[trailing-comma]: JSON allows no comma after the last value.
 --> views/web.json:2:10
  |
2 |     \"名前🛒\": 1,
  |                ^
  = fix: Remove the comma (--fix)

"
        );
    }

    #[test]
    fn related_places_are_shown_with_their_labels() {
        let text = picture("{\n  \"segmentList\": [\"a\"\n}");
        assert!(text.contains("error[unclosed-bracket]"), "{text}");
        assert!(text.contains(" ::: views/web.json:1:1") || text.contains(" ::: views/web.json:2:18"), "{text}");
    }

    #[test]
    fn long_lines_are_cut_around_the_marks() {
        let long = format!("[{}1,,{}2]", "\"filler\", ".repeat(2000), "3, ".repeat(2000));
        let text = picture(&long);
        let lines: Vec<&str> = text.lines().collect();
        assert!(lines[3].contains('…') && width(lines[3]) <= 62, "{text}");
        let caret = lines[4].chars().position(|ch| ch == '^').unwrap();
        assert_eq!(lines[3].chars().nth(caret), Some(','), "{text}");
    }
}
