//! Markdown for comments on pull requests: tables that no content can break.

/// Text inside a table: no line breaks, no columns, no HTML and nobody is notified. Code spans stay.
pub(super) fn cell(text: &str) -> String {
    let flat = text.replace(['\r', '\n'], " ").replace('|', "\\|");
    let escape = |(number, part): (usize, &str)| match number % 2 {
        0 => part.replace('&', "&amp;").replace('<', "&lt;").replace('@', "&#64;"),
        _ => part.to_owned(),
    };
    flat.split('`').enumerate().map(escape).collect::<Vec<_>>().join("`")
}

/// A table; nothing without a row.
pub(super) fn table(titles: &[&str], rows: &[Vec<String>]) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let mut out = line(titles.iter().map(|title| (*title).to_owned()).collect());
    out.push_str(&line(titles.iter().map(|_| "---".to_owned()).collect()));
    out.extend(rows.iter().map(|row| line(row.iter().map(|text| cell(text)).collect())));
    out
}

/// A value as code, whatever is in it.
pub(super) fn code(text: &str) -> String {
    format!("`{}`", text.replace('`', "'"))
}
