//! The table in `docs/wishes.md` and the tests that it names.

#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing)]

use cja_lsp::config::Settings;
use cja_lsp::ide;
use cja_lsp::syntax::Tree;
use cja_lsp::text::{Encoding, LineIndex};
use std::path::Path;
use std::process::Command;

#[test]
fn every_wish_says_where_it_was_asked_and_names_a_test_that_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = std::fs::read_to_string(root.join("docs/wishes.md")).unwrap();
    let rows: Vec<Vec<&str>> = page
        .lines()
        .filter(|line| line.starts_with("| ") && line.as_bytes()[2].is_ascii_digit())
        .map(|line| line.trim_matches('|').split(" | ").map(str::trim).collect())
        .collect();
    assert!(rows.len() >= 25, "{}", rows.len());
    for (number, row) in rows.iter().enumerate() {
        let [at, wish, asked, answer, test] = row[..] else { panic!("{row:?}") };
        assert_eq!(at, (number + 1).to_string());
        assert!(!wish.is_empty() && !answer.is_empty() && asked.contains("](https://github.com/"), "{row:?}");
        let (path, name) = test.trim_matches('`').split_once("::").unwrap();
        let source = std::fs::read_to_string(root.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
        assert!(source.contains(&format!("fn {name}(")), "{path} has no test {name}");
    }
}

#[test]
fn the_command_line_finds_what_the_editor_finds() {
    let folder = tempfile::tempdir().unwrap();
    let texts = [
        "{ \"id\": \"dv_1\", \"name\": 7, \"owner\": {} }",
        "[{ \"timezone\": \"UTC\" }, { \"name\": \"🛒\", \"sessionDefinition\": {} }]",
        "{ \"name\": \"a\",\r\n  \"curationEnabled\": yes, }",
    ];
    let names: Vec<String> = (0..texts.len()).map(|number| format!("{number}.dataview.json")).collect();
    for (name, text) in names.iter().zip(texts) {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_cja"));
    let output = command.args(["check", "--output", "jsonl"]).args(&names).current_dir(folder.path()).output().unwrap();
    let printed: Vec<serde_json::Value> =
        String::from_utf8(output.stdout).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    for (name, text) in names.iter().zip(texts) {
        let own = printed.iter().filter(|item| item["file"] == name.as_str());
        let told: Vec<(String, u64, u64)> = own
            .map(|item| {
                let start = &item["range"]["start"];
                let number = |name: &str| start[name].as_u64().unwrap();
                (item["code"].as_str().unwrap().to_owned(), number("line"), number("character"))
            })
            .collect();
        let (tree, lines) = (Tree::parse(text), LineIndex::new(text));
        let found = ide::diagnostics(&tree, &Settings::default(), None, jiff::Timestamp::now());
        let expected: Vec<(String, u64, u64)> = found
            .iter()
            .map(|finding| {
                let at = lines.position(text, finding.range.start, Encoding::Utf16);
                (finding.code.to_owned(), u64::from(at.line), u64::from(at.character))
            })
            .collect();
        assert!(expected.len() > 1);
        assert_eq!(told, expected, "{text}");
    }
}
