//! JSONTestSuite: 283 files on which every JSON program agrees, and 35 on which they may differ.
//!
//! The files are those of `$JSON_TEST_SUITE`, of a checkout beside this repository, or what `tests/run suites` once
//! installed. Where there are none the test fails and says so; it is never left out.

#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

/// The files that may be either, and are accepted: numbers beyond a double and unpaired surrogates (which are warned
/// of), any depth, and a leading byte order mark. All other `i_` files are refused: they are not UTF-8.
const ACCEPTED: &[&str] = &[
    "i_number_double_huge_neg_exp.json",
    "i_number_huge_exp.json",
    "i_number_neg_int_huge_exp.json",
    "i_number_pos_double_huge_exp.json",
    "i_number_real_neg_overflow.json",
    "i_number_real_pos_overflow.json",
    "i_number_real_underflow.json",
    "i_number_too_big_neg_int.json",
    "i_number_too_big_pos_int.json",
    "i_number_very_big_negative_int.json",
    "i_object_key_lone_2nd_surrogate.json",
    "i_string_1st_surrogate_but_2nd_missing.json",
    "i_string_1st_valid_surrogate_2nd_invalid.json",
    "i_string_incomplete_surrogate_and_escape_valid.json",
    "i_string_incomplete_surrogate_pair.json",
    "i_string_incomplete_surrogates_escape_valid.json",
    "i_string_invalid_lonely_surrogate.json",
    "i_string_invalid_surrogate.json",
    "i_string_inverted_surrogates_U+1D11E.json",
    "i_string_lone_second_surrogate.json",
    "i_structure_500_nested_arrays.json",
    "i_structure_UTF-8_BOM_empty_object.json",
];

fn suite() -> PathBuf {
    let tools = std::env::var_os("CJA_TEST_TOOLS").map(PathBuf::from);
    let tools = tools.or_else(|| Some(Path::new(&std::env::var_os("HOME")?).join(".cache/cja-lsp-tools")));
    let installed = tools.and_then(|tools| {
        let entries = std::fs::read_dir(tools).ok()?.filter_map(Result::ok).map(|entry| entry.path());
        let named =
            |path: &PathBuf| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("json-test-suite"));
        Some(entries.filter(named).max()?.join("test_parsing"))
    });
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/suites/JSONTestSuite/test_parsing");
    let candidates = [std::env::var_os("JSON_TEST_SUITE").map(PathBuf::from), Some(beside), installed];
    candidates.into_iter().flatten().find(|folder| folder.is_dir()).expect(
        "JSONTestSuite is not here: run `tests/run suites`, which installs it, or name a folder with its files in $JSON_TEST_SUITE",
    )
}

fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = entries.filter(|name| name.ends_with(".json")).collect();
    names.sort();
    names
}

/// The files in which `cja check` finds that they are not JSON.
fn refused(folder: &Path, names: &[String]) -> BTreeSet<String> {
    let output = Command::new(env!("CARGO_BIN_EXE_cja"))
        .args(["check", "--output", "jsonl"])
        .args(names)
        .current_dir(folder)
        .output()
        .unwrap();
    let code = output.status.code();
    assert!(matches!(code, Some(0 | 4)), "{code:?} {}", String::from_utf8_lossy(&output.stderr));
    let mut refused = BTreeSet::new();
    for line in String::from_utf8(output.stdout).unwrap().lines() {
        let item: serde_json::Value = serde_json::from_str(line).unwrap();
        assert!(!item["code"].as_str().unwrap().is_empty());
        if item["syntax"] == true {
            refused.insert(item["file"].as_str().unwrap().to_owned());
        }
    }
    refused
}

#[test]
fn verdicts_are_those_of_the_suite() {
    let folder = suite();
    let names = names(&folder);
    let count = |prefix: &str| names.iter().filter(|name| name.starts_with(prefix)).count();
    assert_eq!((count("y_") + count("n_"), count("i_")), (283, 35), "the suite is not the one that is known");
    let refused = refused(&folder, &names);
    let wrong: Vec<&String> = names
        .iter()
        .filter(|name| match name.as_bytes().first() {
            Some(b'y') => refused.contains(*name),
            Some(b'n') => !refused.contains(*name),
            _ => false,
        })
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    let accepted: Vec<&str> =
        names.iter().filter(|name| name.starts_with("i_") && !refused.contains(*name)).map(String::as_str).collect();
    assert_eq!(accepted, ACCEPTED);
}

#[test]
fn how_long_the_slowest_take_is_printed() {
    use cja_lsp::{config::Settings, files, ide};
    let folder = suite();
    let settings = Settings::default();
    let mut times: Vec<(Duration, String)> = names(&folder)
        .into_iter()
        .map(|name| {
            let started = Instant::now();
            let decoded = files::read(&folder.join(&name)).unwrap();
            let document = ide::Document::new(decoded.text, ide::DocumentKind::DataView);
            let found = ide::diagnostics(&document.tree, &settings, None, jiff::Timestamp::now());
            assert!(found.iter().all(|finding| finding.range.end <= document.tree.end()), "{name}");
            (started.elapsed(), name)
        })
        .collect();
    times.sort();
    assert!(times.len() >= 318);
    for (time, name) in times.iter().rev().take(3) {
        println!("{:>9.3} ms  {name}", time.as_secs_f64() * 1000.0);
    }
}
