//! The required part of JSON-Schema-Test-Suite, draft 2020-12, through our own tree and messages: a document is valid
//! when nothing is found in it.
//!
//! The files are those of `$JSON_SCHEMA_TEST_SUITE`, of a checkout beside this repository, or what `tests/run suites`
//! once installed. Where there are none the test fails and says so; it is never left out.

#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing)]

use cja_lsp::schema::Schema;
use cja_lsp::syntax::Tree;
use serde_json::Value;
use std::path::{Path, PathBuf};

/// What differs from the suite, each with its reason. There is nothing.
const EXCEPTIONS: &[(&str, &str)] = &[];

/// The suite calls its schemas for references by this address.
const REMOTES: &str = "http://localhost:1234";

fn suite() -> PathBuf {
    let tools = std::env::var_os("CJA_TEST_TOOLS").map(PathBuf::from);
    let tools = tools.or_else(|| Some(Path::new(&std::env::var_os("HOME")?).join(".cache/cja-lsp-tools")));
    let installed = tools.and_then(|tools| {
        let entries = std::fs::read_dir(tools).ok()?.filter_map(Result::ok).map(|entry| entry.path());
        let name = |path: &PathBuf| path.file_name().map(|name| name.to_string_lossy().into_owned());
        let named = |path: &PathBuf| name(path).is_some_and(|name| name.starts_with("json-schema-test-suite"));
        entries.filter(|path| named(path) && path.is_dir()).max()
    });
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/suites/JSON-Schema-Test-Suite");
    let candidates = [std::env::var_os("JSON_SCHEMA_TEST_SUITE").map(PathBuf::from), Some(beside), installed];
    candidates.into_iter().flatten().find(|folder| folder.join("tests/draft2020-12").is_dir()).expect(
        "JSON-Schema-Test-Suite is not here: run `tests/run suites`, which installs it, or name its folder in \
         $JSON_SCHEMA_TEST_SUITE",
    )
}

/// The JSON files of a folder and the folders in it, with their names below it.
fn files(folder: &Path, below: &str, out: &mut Vec<(String, String)>) {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        let name = format!("{below}/{}", path.file_name().unwrap().to_str().unwrap());
        if path.is_dir() {
            files(&path, &name, out);
        } else if name.ends_with(".json") {
            out.push((name, std::fs::read_to_string(&path).unwrap()));
        }
    }
}

#[test]
fn verdicts_are_those_of_the_suite() {
    let folder = suite();
    let mut remotes = Vec::new();
    // Those of older drafts are for the tests of those drafts, which the required part has not.
    for path in std::fs::read_dir(folder.join("remotes")).unwrap().map(|entry| entry.unwrap().path()) {
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if path.is_dir()
            && (!name.starts_with("draft") || ["draft2020-12", "draft2019-09"].contains(&&*name))
            && name != "v1"
        {
            files(&path, &format!("/{name}"), &mut remotes);
        } else if path.is_file() {
            remotes.push((format!("/{name}"), std::fs::read_to_string(&path).unwrap()));
        }
    }
    let remotes: Vec<(String, String)> =
        remotes.into_iter().map(|(name, text)| (format!("{REMOTES}{name}"), text)).collect();
    let remotes: Vec<(&str, &str)> = remotes.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let (mut all, mut wrong) = (0, Vec::new());
    for path in std::fs::read_dir(folder.join("tests/draft2020-12")).unwrap().map(|entry| entry.unwrap().path()) {
        if path.is_dir() {
            continue;
        }
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let groups: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        for group in groups.as_array().unwrap() {
            let about = format!("{name}: {}", group["description"].as_str().unwrap());
            let schema = Schema::compile_with(&group["schema"].to_string(), &remotes);
            for test in group["tests"].as_array().unwrap() {
                all += 1;
                let about = format!("{about}: {}", test["description"].as_str().unwrap());
                let verdict = schema.as_ref().map_err(ToString::to_string).map(|schema| {
                    let tree = Tree::parse(test["data"].to_string());
                    assert!(tree.errors().is_empty(), "{about}");
                    schema.validate(&tree).is_empty()
                });
                if verdict != Ok(test["valid"].as_bool().unwrap()) {
                    wrong.push((about, verdict));
                }
            }
        }
    }
    assert!(all > 1_200, "the suite is not whole: {all} tests");
    let expected: Vec<&str> = EXCEPTIONS.iter().map(|(about, _)| *about).collect();
    let unexpected: Vec<_> = wrong.iter().filter(|(about, _)| !expected.contains(&about.as_str())).collect();
    assert!(unexpected.is_empty(), "{} of {all} differ: {unexpected:#?}", unexpected.len());
    assert_eq!(wrong.len(), expected.len(), "an exception is none any more");
    println!("{all} tests");
}
