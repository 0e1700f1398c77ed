//! `cja check`: which files, which code, what `--fix` leaves.

use crate::support::{BROKEN, GOOD, cja, folder};
use std::io::Read as _;
use std::process::Stdio;

#[test]
fn errors_end_with_4_warnings_with_0_unless_denied_and_paths_that_are_not_there_with_2() {
    let folder = folder(&[
        ("good.dataview.json", GOOD),
        ("broken.dataview.json", BROKEN),
        ("warned.json", r#"{ "rules": { "no-such-rule": "off" } }"#),
    ]);
    let code = |args: &[&str]| folder.run(&[&["check"], args].concat()).code;
    assert_eq!(code(&["good.dataview.json"]), 0);
    assert_eq!(code(&["good.dataview.json", "broken.dataview.json"]), 4);
    assert_eq!(code(&["nowhere.json", "broken.dataview.json"]), 2);
    assert_eq!(code(&["--no-such-option"]), 2);
    folder.write("w/cja.config.json", r#"{ "rules": { "no-such-rule": "off" } }"#);
    let warned = folder.run(&["check", "w", "--output", "json"]);
    assert_eq!((warned.code, warned.json()[0]["severity"].as_str()), (0, Some("warning")), "{}", warned.out);
    assert_eq!(code(&["w", "--deny-warnings"]), 4);
}

#[test]
fn folders_give_data_views_in_a_steady_order_and_leave_the_rest_alone() {
    let folder = folder(&[
        ("b/two.dataview.json", "{,}"),
        ("a/one.dataview.json", "{,}"),
        ("plain.json", "{,}"),
        ("views/any.json", "{,}"),
        ("named.json", "{ \"$schema\": \"https://cja-lsp.dev/schemas/dataview.schema.json\",, }"),
        ("ignored/x.dataview.json", "{,}"),
        (".gitignore", "ignored/\n"),
        ("cja.config.json", r#"{ "roots": ["views"] }"#),
    ]);
    let files = |args: &[&str]| {
        let run = folder.run(&[&["check", "--output", "json", "--min-severity", "error"], args].concat());
        let mut files: Vec<String> = run.codes().into_iter().map(|(file, _)| file).collect();
        files.dedup();
        files
    };
    let all = ["a/one.dataview.json", "b/two.dataview.json", "named.json", "views/any.json"];
    assert_eq!(files(&[]), all);
    assert_eq!(files(&["views", "a"]), ["views/any.json", "a/one.dataview.json"]);
    // What is named is checked, whatever its name and whoever ignores it.
    assert_eq!(files(&["plain.json", "ignored/x.dataview.json"]), ["plain.json", "ignored/x.dataview.json"]);
}

#[test]
fn the_nearest_settings_count_and_are_checked_themselves() {
    let text = r#"{ "name": "a", "name": "a" }"#;
    let folder = folder(&[
        ("deep/er/x.dataview.json", text),
        ("old/y.dataview.json", text),
        ("cja.config.json", r#"{ "rules": { "duplicate-key": "hint" }, "ignore": [{ "files": ["old/**"] }] }"#),
        ("strict.json", r#"{ "rules": { "duplicate-key": "error" } }"#),
    ]);
    let severities = |args: &[&str]| {
        let run = folder.run(&[&["check", "--output", "json"], args].concat());
        let all = run.json();
        let found = all.as_array().unwrap().iter().filter(|item| item["code"] == "duplicate-key");
        found.map(|item| item["severity"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(severities(&[]), ["hint"]);
    assert_eq!(severities(&["--config", "strict.json"]), ["error", "error"]);
    folder.write("cja.config.json", r#"{ "rulez": {}, "ignore": [{ "files": ["["] }] }"#);
    let run = folder.run(&["check", "old/y.dataview.json", "--output", "json", "--min-severity", "error"]);
    let config: Vec<_> = run.codes().into_iter().filter(|(file, _)| file == "cja.config.json").collect();
    assert_eq!(config.len(), 2, "{}", run.out);
    assert_eq!(folder.run(&["check", "--config", "nowhere.json"]).code, 2);
}

#[test]
fn another_schema_takes_the_place_of_the_built_in_one() {
    let folder = folder(&[
        ("x.json", r#"{ "colour": 3 }"#),
        ("own.json", r#"{ "properties": { "colour": { "type": "string" } } }"#),
        ("bad.json", r#"{ "$ref": "https://example.com/far.json" }"#),
    ]);
    let run = folder.run(&["check", "x.json", "--schema", "own.json", "--output", "json"]);
    assert!(run.codes().contains(&("x.json".into(), "wrong-type".into())), "{}", run.out);
    let run = folder.run(&["check", "x.json", "--schema", "bad.json"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("bad.json cannot be used") && run.err.contains("help: "), "{}", run.err);
    assert_eq!(folder.run(&["check", "x.json", "--schema", "nowhere.json"]).code, 2);
}

#[test]
fn fix_leaves_valid_json_in_its_own_line_endings_and_a_second_run_has_nothing_to_do() {
    let crlf = BROKEN.replace('\n', "\r\n");
    let folder = folder(&[("views/x.dataview.json", crlf.as_str())]);
    let run = folder.run(&["check", "--fix"]);
    assert!(run.err.contains("Use double quotes"), "{}", run.err);
    let text = folder.read("views/x.dataview.json");
    serde_json::from_str::<serde_json::Value>(&text).unwrap();
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
    let codes = folder.run(&["check", "--output", "json"]);
    assert!(codes.json().as_array().unwrap().iter().all(|item| item["fixable"] == false), "{}", codes.out);
    folder.run(&["check", "--fix"]);
    assert_eq!(folder.read("views/x.dataview.json"), text);
}

#[test]
fn bytes_that_are_not_utf8_are_a_finding_and_never_written() {
    let folder = folder(&[]);
    folder.write("latin.dataview.json", b"{ \"name\": \"Caf\xe9\", }");
    folder.write("wide.dataview.json", b"\xff\xfe{\0}\0");
    let run = folder.run(&["check", "--fix", "--output", "json", "--min-severity", "error"]);
    assert_eq!(run.code, 4);
    let codes: Vec<_> = run.codes().into_iter().map(|(_, code)| code).collect();
    assert_eq!(codes, ["invalid-utf8", "invalid-utf8"]);
    assert!(run.out.contains("UTF-16"), "{}", run.out);
    assert_eq!(std::fs::read(folder.path().join("latin.dataview.json")).unwrap(), b"{ \"name\": \"Caf\xe9\", }");
}

#[test]
fn stdin_is_checked_under_the_name_given_and_mended_to_stdout() {
    let folder = folder(&[("cja.config.json", r#"{ "ignore": [{ "files": ["old/*"] }] }"#)]);
    let double = r#"{ "name": "a", "name": "a" }"#;
    let count = |name: &str| {
        let args = ["check", "--stdin", "--stdin-filename", name, "--output", "json"];
        folder
            .run_with(&args, double)
            .codes()
            .iter()
            .filter(|(file, code)| file == name && code == "duplicate-key")
            .count()
    };
    assert_eq!((count("new/x.json"), count("old/x.json")), (1, 0));
    let run = folder.run_with(&["check", "--stdin", "--fix"], "{ 'name': \"a\", }");
    assert_eq!(run.out, "{ \"name\": \"a\" }");
    assert!(run.code == 4 && run.err.contains("error["), "{}", run.err);
    assert_eq!(folder.run_with(&["check", "--stdin"], GOOD).code, 0);
    assert_eq!(folder.run_with(&["check", "--stdin", "x.json"], GOOD).code, 2);
}

#[test]
fn a_reader_that_goes_away_is_met_with_silence() {
    let long = format!("[{}1]", "1,, ".repeat(900));
    let folder = folder(&[]);
    for number in 0..10 {
        folder.write(&format!("{number}.dataview.json"), &long);
    }
    let mut child =
        cja().arg("check").current_dir(folder.path()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut first = [0; 16];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap();
    let output = child.wait_with_output().unwrap();
    let err = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(4), "{err}");
    assert!(err.lines().count() <= 1 && !err.contains("panicked"), "{err}");
}

#[cfg(unix)]
#[test]
fn what_cannot_be_written_is_told_and_left_whole() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = folder(&[("in/x.dataview.json", "{ \"name\": \"a\", }")]);
    let inside = folder.path().join("in");
    std::fs::set_permissions(&inside, std::fs::Permissions::from_mode(0o555)).unwrap();
    let run = folder.run(&["check", "--fix"]);
    let changed = folder.read("in/x.dataview.json") != "{ \"name\": \"a\", }";
    std::fs::set_permissions(&inside, std::fs::Permissions::from_mode(0o755)).unwrap();
    // The superuser writes everywhere.
    if !changed {
        assert!(run.code == 2 && run.err.contains("cannot write in/x.dataview.json"), "{}", run.err);
    }
}

#[test]
fn files_are_compared_with_one_another() {
    let view = |name: &str| format!("{{\n  \"id\": \"dv_65f0a1b2c3d4e5f60718293a\",\n  \"name\": \"{name}\"\n}}\n");
    let folder = folder(&[("a.dataview.json", &view("A")), ("b.dataview.json", &view("B"))]);
    let run = folder.run(&["check"]);
    assert!(run.out.contains("warning[duplicate-view-id]"), "{}", run.out);
    assert!(run.out.contains("::: b.dataview.json:2:9 the other one"), "{}", run.out);
    let sarif = folder.run(&["check", "--output", "sarif"]).json();
    let related = &sarif["runs"][0]["results"][0]["relatedLocations"][0]["physicalLocation"];
    assert_eq!(
        (&related["artifactLocation"]["uri"], &related["region"]["startLine"]),
        (&"b.dataview.json".into(), &2.into())
    );
    assert_eq!(folder.run(&["check", "a.dataview.json"]).out, "");
}
