//! The small commands.

use crate::support::{BROKEN, GOOD, folder};
use serde_json::Value;

#[test]
fn fmt_changes_white_space_only_and_check_changes_nothing() {
    let ugly = "{\"name\":\"Web\",\r\n\"segmentList\":[ ]}";
    let folder = folder(&[("x.dataview.json", ugly), ("good.dataview.json", GOOD)]);
    let run = folder.run(&["fmt", "--check"]);
    assert_eq!((run.code, run.out.as_str()), (3, "x.dataview.json\n"));
    assert_eq!(folder.read("x.dataview.json"), ugly);
    assert_eq!(folder.run(&["fmt"]).code, 0);
    assert_eq!(folder.read("x.dataview.json"), "{\r\n  \"name\": \"Web\",\r\n  \"segmentList\": []\r\n}\r\n");
    assert_eq!(folder.read("good.dataview.json"), GOOD);
    assert_eq!(folder.run(&["fmt", "--check"]).code, 0);
}

#[test]
fn fmt_leaves_broken_text_alone_and_says_so() {
    let folder = folder(&[("x.dataview.json", BROKEN)]);
    let run = folder.run(&["fmt"]);
    assert!(run.code == 4 && run.err.contains("x.dataview.json is not JSON and was left alone"), "{}", run.err);
    assert_eq!(folder.read("x.dataview.json"), BROKEN);
    assert_eq!(folder.run(&["fmt", "nowhere.json"]).code, 2);
    let run = folder.run_with(&["fmt", "--stdin"], "[1,\n2]");
    assert_eq!((run.code, run.out.as_str()), (0, "[\n  1,\n  2\n]\n"));
    assert_eq!(folder.run_with(&["fmt", "--stdin"], "[1,").code, 4);
    assert_eq!(folder.run_with(&["fmt", "--stdin", "--check"], "[1,\n2]").code, 3);
}

#[test]
fn every_listed_code_can_be_explained_and_a_slip_is_answered_with_the_nearest() {
    let folder = folder(&[]);
    let list = folder.run(&["explain", "--list"]).out;
    let codes: Vec<&str> = list.lines().filter_map(|line| line.split_whitespace().next()).collect();
    assert!(codes.contains(&"duplicate-key") && codes.contains(&"trailing-comma") && codes.contains(&"unknown-rule"));
    for code in codes {
        let run = folder.run(&["explain", code]);
        assert!(run.code == 0 && run.out.starts_with(&format!("{code} (")), "{}", run.out);
    }
    let run = folder.run(&["explain", "duplicate-kye"]);
    assert!(run.code == 2 && run.err.contains("Did you mean `duplicate-key`?"), "{}", run.err);
    assert_eq!(folder.run(&["explain"]).code, 2);
}

#[test]
fn schemas_are_those_of_the_repository() {
    let folder = folder(&[]);
    assert_eq!(folder.run(&["schema"]).out, include_str!("../../schemas/dataview.schema.json"));
    assert_eq!(folder.run(&["schema", "config"]).out, include_str!("../../schemas/cja.config.schema.json"));
}

#[test]
fn completions_are_there_for_each_shell() {
    let folder = folder(&[]);
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let run = folder.run(&["completions", shell]);
        assert!(run.code == 0 && run.out.contains("min-severity"), "{shell}");
    }
}

#[test]
fn the_version_is_that_of_the_package() {
    assert_eq!(folder(&[]).run(&["--version"]).out, format!("cja {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn the_demo_runs_in_a_pipe_asks_nothing_and_mends_what_it_says() {
    let folder = folder(&[("full/x", "")]);
    let run = folder.run(&["demo", "--dir", "new/demo"]);
    assert_eq!(run.code, 0, "{}", run.err);
    for part in [
        "1. A small workspace",
        "2. What is wrong",
        "3. What needs",
        "4. What is left",
        "not the text `\"true\"`",
        "Pushed ",
        "Pulled 1 field",
        "VS Code",
        "Neovim",
    ] {
        assert!(run.out.contains(part), "{}", run.out);
    }
    assert!(!run.out.contains('\u{1b}'));
    let mended: Value = serde_json::from_str(&folder.read("new/demo/views/web-nordics.dataview.json")).unwrap();
    assert_eq!(mended["timezoneDesignator"], "Europe/Stockholm");
    let left = folder.run(&["check", "new/demo", "--output", "json"]);
    assert!(left.json().as_array().unwrap().iter().all(|item| item["syntax"] == false));
    let run = folder.run(&["demo", "--dir", "full"]);
    assert!(run.code == 2 && run.err.contains("full is not empty"), "{}", run.err);
    // Without a folder it makes a temporary one and says where.
    let run = folder.run(&["demo"]);
    let place = run.out.lines().next().unwrap().split(['(', ')']).nth(1).unwrap().to_owned();
    assert!(std::path::Path::new(&place).join("cja.config.json").is_file(), "{place}");
    std::fs::remove_dir_all(place).unwrap();
}
