//! CSV for programs: RFC 4180, with line feeds.
//!
//! A cell is text from outside, and a table is read on terminals and in the logs of build servers too: control characters
//! are shown as pictures, and no line within a cell begins a command. Everything else is as it was, line breaks included.

use crate::text::shown::cell;

/// A header and rows.
pub(super) fn csv<'a>(
    titles: impl IntoIterator<Item = &'a str>,
    rows: impl IntoIterator<Item = Vec<String>>,
) -> String {
    let line =
        |cells: Vec<String>| format!("{}\n", cells.iter().map(|text| quoted(text)).collect::<Vec<_>>().join(","));
    let mut out = line(titles.into_iter().map(str::to_owned).collect());
    out.extend(rows.into_iter().map(line));
    out
}

fn quoted(text: &str) -> String {
    let text = cell(text);
    // Quotes also keep the first cell from being the beginning of a command.
    if text.contains([',', '"', '\n', '\r']) || text.trim_start().starts_with("::") || text.trim() != text {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::csv;

    #[test]
    fn cells_are_quoted_where_they_must_be() {
        let rows = vec![vec!["a,b".into(), "say \"x\"".into()], vec!["one\ntwo".into(), " edge".into()]];
        assert_eq!(csv(["p", "q"], rows), "p,q\n\"a,b\",\"say \"\"x\"\"\"\n\"one\ntwo\",\" edge\"\n");
    }

    #[test]
    fn nothing_in_a_cell_steers_a_terminal_or_a_build_server() {
        let hostile =
            ["::error::x", "ok\n::error file=a::y\r\n  ::add-mask::z", "\u{1b}]0;t\u{7}\u{1b}[31m\u{9b}2J", "a\rb"];
        let out = csv(["::t"], hostile.map(|text| vec![text.to_owned()]));
        assert!(!out.contains(|ch: char| ch.is_control() && ch != '\n' && ch != '\r'), "{out:?}");
        assert!(!out.replace("\r\n", "").contains('\r'), "{out:?}");
        assert!(out.lines().all(|line| !line.trim_start().starts_with("::")), "{out}");
        assert!(
            out.contains("\"ok\n: :error file=a::y\r\n  : :add-mask::z\"") && out.contains("␛]0;t␇␛[31m\u{fffd}2J"),
            "{out}"
        );
    }
}
