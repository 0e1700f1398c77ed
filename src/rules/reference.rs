//! Pictures: for each `NAME.json` of a fixture folder everything that is found, drawn under the text, compared with
//! `NAME.drawn`. The environment variable `UPDATE=1` rewrites them. The documented examples are under
//! `tests/fixtures/reference`, each with the verdict that the API documents give in `NAME.expect`.

use super::tests::{everything, preferred};
use crate::diagnostic::Diagnostic;
use crate::syntax::Tree;
use crate::testing::draw;
use crate::text::apply;
use std::path::{Path, PathBuf};

fn fixtures(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .collect();
    files.sort();
    assert!(!files.is_empty());
    files
}

/// The picture, with help and fixes below it.
fn picture(text: &str, found: &[Diagnostic]) -> String {
    let mut out = draw(text, found);
    out.push_str("----\n");
    for one in found {
        let fixes: Vec<String> =
            one.fixes.iter().map(|fix| format!("{}{}", if fix.preferred { "*" } else { "" }, fix.title)).collect();
        if one.help.is_some() || !fixes.is_empty() {
            let help = one.help.as_deref().unwrap_or("");
            out.push_str(&format!("{}: {help} [{}]\n", one.code, fixes.join("; ")));
        }
    }
    out
}

fn compare(path: &Path, actual: &str, wrong: &mut Vec<String>) {
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(path, actual).unwrap();
    } else if std::fs::read_to_string(path).unwrap_or_default() != actual {
        wrong.push(format!("{}\n{actual}", path.display()));
    }
}

#[test]
fn the_documented_examples_have_the_documented_verdicts() {
    let mut wrong = Vec::new();
    for path in fixtures("tests/fixtures/reference") {
        let text = std::fs::read_to_string(&path).unwrap();
        let found = everything(&text);
        compare(&path.with_extension("drawn"), &draw(&text, &found), &mut wrong);
        agree(&path, &text, &found, &mut wrong);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The verdicts are written `severity code at /json/pointer: words`, and `clean`; each must be found, and no more.
fn agree(path: &Path, text: &str, found: &[Diagnostic], wrong: &mut Vec<String>) {
    let tree = Tree::parse(text);
    let verdicts = std::fs::read_to_string(path.with_extension("expect")).unwrap();
    let mut expected: Vec<(String, String, u32)> = Vec::new();
    for line in verdicts.lines().filter(|line| !line.starts_with('#') && *line != "clean" && !line.is_empty()) {
        let (head, place) = line.split_once(" at ").expect("`severity code at pointer: words`");
        let (severity, code) = head.split_once(' ').unwrap();
        let pointer = place.split(": ").next().unwrap();
        let mut node = tree.root().unwrap();
        for step in pointer.split('/').filter(|step| !step.is_empty() && *step != "(root)") {
            node = step.parse().ok().and_then(|index| node.item(index)).or_else(|| node.get(step)).unwrap();
        }
        // A member may be marked with its name.
        let marked = found
            .iter()
            .any(|one| one.code == code && node.key().is_some_and(|key| one.range.start == key.range().start));
        let start = if marked { node.key().unwrap().range().start } else { node.range().start };
        expected.push((severity.into(), code.into(), start));
    }
    let mut actual: Vec<(String, String, u32)> =
        found.iter().map(|one| (one.severity.word().into(), one.code.into(), one.range.start)).collect();
    expected.sort();
    actual.sort();
    if expected != actual {
        wrong.push(format!("{}\nexpected {expected:?}\n     got {actual:?}", path.display()));
    }
}

#[test]
fn rules_in_pictures() {
    let mut wrong = Vec::new();
    for path in fixtures("tests/fixtures/rules").into_iter().chain(fixtures("examples/broken")) {
        let text = std::fs::read_to_string(&path).unwrap();
        let found = everything(&text);
        let name = path.file_name().unwrap().to_str().unwrap();
        let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/rules").join(name);
        compare(&beside.with_extension("drawn"), &picture(&text, &found), &mut wrong);
        compare(&beside.with_extension("fixed"), &apply(&text, &preferred(&found)), &mut wrong);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_fix_leaves_json_without_its_finding() {
    let folders = ["tests/fixtures/rules", "tests/fixtures/reference"];
    for path in folders.into_iter().flat_map(fixtures) {
        let text = std::fs::read_to_string(&path).unwrap();
        let found = everything(&text);
        for one in &found {
            for fix in &one.fixes {
                let after = apply(&text, &fix.edits);
                assert!(
                    serde_json::from_str::<serde_json::Value>(&after).is_ok(),
                    "{} {}\n{after}",
                    one.code,
                    fix.title
                );
                let count = |found: &[Diagnostic]| found.iter().filter(|other| other.code == one.code).count();
                let (before, left) = (count(&found), count(&everything(&after)));
                assert!(left < before, "{}: `{}` does not settle {}\n{after}", path.display(), fix.title, one.code);
            }
        }
    }
}

#[test]
fn the_good_examples_show_nothing_above_a_hint() {
    for path in fixtures("examples/views") {
        let found = everything(&std::fs::read_to_string(&path).unwrap());
        let worst = found.iter().map(|one| one.severity).min();
        assert!(worst.is_none_or(|worst| worst == crate::diagnostic::Severity::Hint), "{} {found:#?}", path.display());
    }
}
