//! The corpus in a folder: what `check --fix` and `fmt` leave of each file, and what they do with files that are not ours.

use crate::corpus;
use crate::support::{GOOD, folder};

#[test]
fn check_fix_changes_what_is_sure_and_leaves_every_byte_of_the_rest() {
    let folder = folder(&[]);
    let all = corpus::write(folder.path());
    let run = folder.run(&["check", "--fix", "--output", "json", "--min-severity", "error"]);
    assert_eq!(run.code, 4, "{}", run.err);
    let codes = run.codes();
    for (file, sample) in &all {
        assert_eq!(folder.read(file), sample.fixed, "{}", sample.name);
        if let Some(code) = sample.code {
            let mut told = codes.iter().filter(|(other, _)| other == file).map(|(_, code)| code.as_str());
            assert!(told.clone().count() > 0 && told.all(|other| other == code), "{}", sample.name);
        }
    }
    assert!(run.json().as_array().unwrap().iter().all(|item| item["fixable"] == false));
}

#[test]
fn fmt_touches_nothing_that_is_no_json() {
    let folder = folder(&[]);
    let all = corpus::write(folder.path());
    let run = folder.run(&["fmt"]);
    assert_eq!(run.code, 4);
    for (file, sample) in &all {
        assert_eq!(folder.read(file), sample.text, "{}", sample.name);
    }
    assert!(run.err.contains("was left alone: An unresolved merge"), "{}", run.err);
}

#[test]
fn fmt_refuses_what_is_nested_too_deeply_to_be_indented() {
    let deep = |levels: usize| format!("{{\"deep\":{}{}}}", "[".repeat(levels), "]".repeat(levels));
    let folder = folder(&[
        ("deep.dataview.json", &deep(256)),
        ("deeper.dataview.json", &deep(70_000)),
        ("flat.dataview.json", &deep(255)),
    ]);
    for args in [&["fmt"][..], &["fmt", "--check"], &["check", "--fix"]] {
        let run = folder.run(args);
        assert_eq!(folder.read("deep.dataview.json"), deep(256), "{args:?}");
        assert_eq!(folder.read("deeper.dataview.json"), deep(70_000), "{args:?}");
        if args[0] == "fmt" {
            assert_eq!(run.code, 4, "{args:?}");
            let sentence =
                "deep.dataview.json was left alone: it is nested 257 levels deep, and at most 256 are formatted.";
            assert!(run.err.contains(sentence), "{}", run.err);
        }
    }
    assert!(folder.read("flat.dataview.json").lines().count() > 500);
    let run = folder.run_with(&["fmt", "--stdin"], &deep(400));
    assert!(
        run.code == 4 && run.out.is_empty() && run.err.contains("stdin was left alone: it is nested 401"),
        "{}",
        run.err
    );
}

#[test]
fn named_files_that_are_not_ours_are_left_alone_unless_forced() {
    let readme = "# Shops\n\nOur views.\n";
    let settings = "{\n  // strict\n  \"compilerOptions\": { \"strict\": true, },\n}\n";
    let ours = "{ \"$schema\": \"https://cja-lsp.dev/schemas/dataview.schema.json\", \"id\": \"dv_5f1a2b3c4d5e6f7081920304\", }";
    let folder =
        folder(&[("README.md", readme), ("tsconfig.json", settings), ("export.json", ours), ("package.json", "{}")]);
    let named = ["README.md", "tsconfig.json", "export.json", "package.json"];
    let run = folder.run(&[&["check", "--fix"], &named[..]].concat());
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
    assert_eq!((folder.read("README.md").as_str(), folder.read("tsconfig.json").as_str()), (readme, settings));
    assert_eq!(folder.read("export.json"), ours.replace(", }", " }"));
    assert!(run.err.contains("3 files are no data views and were left alone: README.md, tsconfig.json"), "{}", run.err);
    assert!(run.err.contains("Fixed 1 in 1 file."), "{}", run.err);

    folder.write("package.json", "{\"a\":1}");
    let run = folder.run(&["fmt", "package.json"]);
    assert_eq!((run.code, folder.read("package.json").as_str()), (0, "{\"a\":1}"), "{}", run.err);
    let run = folder.run(&["fmt", "--check", "package.json"]);
    assert!(run.code == 0 && run.err.contains("package.json is no data view and was left alone"), "{}", run.err);

    let run = folder.run_with(&["check", "--stdin", "--fix", "--stdin-filename", "README.md"], readme);
    assert_eq!((run.code, run.out.as_str()), (0, readme), "{}", run.err);

    folder.run(&["check", "--fix", "--force", "tsconfig.json"]);
    assert_eq!(folder.read("tsconfig.json"), "{\n  \"compilerOptions\": { \"strict\": true }\n}\n");
    assert_eq!(folder.run(&["fmt", "--force", "package.json"]).code, 0);
    assert_eq!(folder.read("package.json"), "{\n  \"a\": 1\n}\n");
    assert_eq!(folder.run(&["check", "--force", "package.json"]).code, 2, "there is nothing to force without --fix");
    // Without --fix what is named is checked, as ever.
    assert_eq!(folder.run(&["check", "README.md"]).code, 4);
}

#[test]
fn settings_that_only_govern_are_checked_and_not_changed() {
    let settings = "{ \"version\": 1, }";
    let folder = folder(&[("cja.config.json", settings), ("views/a.dataview.json", GOOD)]);
    let run = folder.run(&["check", "--fix", "views/a.dataview.json"]);
    assert!(run.code == 4 && run.out.contains("cja.config.json:1:"), "{}", run.out);
    assert_eq!(folder.read("cja.config.json"), settings);
    folder.run(&["check", "--fix", "."]);
    assert_eq!(folder.read("cja.config.json"), "{ \"version\": 1 }");
}

#[cfg(unix)]
#[test]
fn a_read_only_file_is_not_replaced_by_a_fixed_one() {
    use std::os::unix::fs::PermissionsExt as _;
    let text = "{\"id\": \"dv_5f1a2b3c4d5e6f7081920304\",}";
    let folder = folder(&[("x.dataview.json", text), ("y.dataview.json", "{\"id\":\"dv_5f1a2b3c4d5e6f7081920304\"}")]);
    for name in ["x.dataview.json", "y.dataview.json"] {
        std::fs::set_permissions(folder.path().join(name), std::fs::Permissions::from_mode(0o444)).unwrap();
    }
    let run = folder.run(&["check", "--fix"]);
    assert!(run.code == 2 && run.err.contains("cannot write x.dataview.json: the file is read-only"), "{}", run.err);
    assert_eq!(folder.read("x.dataview.json"), text);
    let run = folder.run(&["fmt", "y.dataview.json"]);
    assert!(run.code == 2 && run.err.contains("cannot write y.dataview.json"), "{}", run.err);
    assert_eq!(folder.read("y.dataview.json"), "{\"id\":\"dv_5f1a2b3c4d5e6f7081920304\"}");
}

/// `CORPUS=DIR cargo test --test cli the_corpus_is_laid_out` puts the texts into a folder, to try other programs on them.
#[test]
fn the_corpus_is_laid_out_where_it_is_asked_for() {
    let Some(folder) = std::env::var_os("CORPUS") else { return };
    std::fs::create_dir_all(&folder).unwrap();
    assert_eq!(corpus::write(folder.as_ref()).len(), 360);
}
