//! Markdown for comments on pull requests: tables that no content can break.

pub(super) use crate::text::shown::{code, markdown as cell};

/// A table of finished cells; nothing without a row.
pub(super) fn table(titles: &[&str], rows: &[Vec<String>]) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let mut out = line(titles.iter().map(|title| (*title).to_owned()).collect());
    out.push_str(&line(titles.iter().map(|_| "---".to_owned()).collect()));
    out.extend(rows.iter().map(|row| line(row.clone())));
    out
}
