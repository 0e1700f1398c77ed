//! Rows of JSON objects as a table for people, or as JSON, JSON lines and CSV for programs. Pure.

use crate::api::error::plain;
use crate::cli::markdown::cell;
use crate::cli::remote::Output;
use serde_json::Value;
use std::collections::BTreeSet;

/// A column of the table: its title and where its value stands in a row (`owner.name`).
#[derive(Clone, Copy, Debug)]
pub struct Column(pub &'static str, pub &'static str);

/// The longest text shown in a cell of the table; programs get it whole.
const WIDEST: usize = 60;

/// The rows in the form asked for. The table shows `columns`; the other forms hold every member of every row.
#[must_use]
pub fn render(output: Output, columns: &[Column], rows: &[Value]) -> String {
    match output {
        Output::Text => table(columns, rows),
        Output::Json => format!("{}\n", serde_json::to_string_pretty(rows).unwrap_or_default()),
        Output::Jsonl => rows.iter().map(|row| format!("{row}\n")).collect(),
        Output::Csv => csv(rows),
        Output::Markdown => markdown(columns, rows),
    }
}

fn table(columns: &[Column], rows: &[Value]) -> String {
    let titles = columns.iter().map(|Column(title, _)| (*title).to_owned()).collect();
    let cell = |row: &Value, path: &str| {
        let text = plain(&text(named(row, path)));
        match text.char_indices().nth(WIDEST) {
            Some((cut, _)) => format!("{}…", text.get(..cut).unwrap_or_default()),
            None => text,
        }
    };
    let mut lines: Vec<Vec<String>> = vec![titles];
    lines.extend(rows.iter().map(|row| columns.iter().map(|Column(_, path)| cell(row, path)).collect()));
    let width = |column: usize| {
        lines.iter().filter_map(|line| line.get(column)).map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns.len()).map(width).collect();
    let mut out = String::new();
    for line in &lines {
        let padded: Vec<String> = line.iter().zip(&widths).map(|(cell, &width)| format!("{cell:<width$}")).collect();
        out.push_str(padded.join("  ").trim_end());
        out.push('\n');
    }
    out
}

fn markdown(columns: &[Column], rows: &[Value]) -> String {
    let titles: Vec<&str> = columns.iter().map(|Column(title, _)| *title).collect();
    let cells = |row: &Value| columns.iter().map(|Column(_, path)| cell(&plain(&text(named(row, path))))).collect();
    super::markdown::table(&titles, &rows.iter().map(cells).collect::<Vec<Vec<String>>>())
}

/// Columns are `id`, `name`, then every other member that occurs; objects and lists are JSON.
fn csv(rows: &[Value]) -> String {
    let names: BTreeSet<&str> =
        rows.iter().filter_map(Value::as_object).flat_map(|row| row.keys().map(String::as_str)).collect();
    let first = ["kind", "id", "name"];
    let mut columns: Vec<&str> = first.into_iter().filter(|name| names.contains(name)).collect();
    columns.extend(names.iter().filter(|name| !first.contains(*name)));
    super::csv::csv(
        columns.iter().copied(),
        rows.iter().map(|row| columns.iter().map(|name| text(row.get(*name))).collect()),
    )
}

fn at<'a>(row: &'a Value, path: &str) -> Option<&'a Value> {
    path.split('.').try_fold(row, |value, name| value.get(name))
}

/// A value for people: `null null` is the service's name for a technical account, which has neither a first nor a last one.
fn named<'a>(row: &'a Value, path: &str) -> Option<&'a Value> {
    at(row, path).filter(|value| *value != "null null")
}

/// A value in a cell: text as it is, nothing for null, everything else as JSON.
pub(super) fn text(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn rows() -> Vec<Value> {
        vec![
            json!({"name": "Web – EMEA", "id": "dv_1", "owner": {"name": "Ana"}}),
            json!({"id": "dv_22", "name": "a,\"b\"\n", "tags": ["x"], "owner": {"name": "null null"}}),
        ]
    }

    #[test]
    fn a_table_lines_up_and_control_characters_do_not_break_it() {
        let columns = [Column("ID", "id"), Column("NAME", "name"), Column("OWNER", "owner.name")];
        assert_eq!(
            render(Output::Text, &columns, &rows()),
            "ID     NAME        OWNER\ndv_1   Web – EMEA  Ana\ndv_22  a,\"b\"\n"
        );
    }

    #[test]
    fn csv_has_every_member_and_quotes_what_needs_it() {
        assert_eq!(
            render(Output::Csv, &[], &rows()),
            "id,name,owner,tags\ndv_1,Web – EMEA,\"{\"\"name\"\":\"\"Ana\"\"}\",\n\
             dv_22,\"a,\"\"b\"\"\n\",\"{\"\"name\"\":\"\"null null\"\"}\",\"[\"\"x\"\"]\"\n"
        );
    }

    #[test]
    fn json_lines_are_one_object_each() {
        assert_eq!(render(Output::Jsonl, &[], &rows()).lines().count(), 2);
    }
}
