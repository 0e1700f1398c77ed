//! The whole help is one file, so that a changed option shows in review. `UPDATE=1 cargo test --test cli` writes it.

use crate::support::{Folder, folder};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cli/help.txt");

fn subcommands(help: &str) -> Vec<String> {
    let list = help.split("Commands:\n").nth(1).unwrap_or("");
    let lines = list.lines().take_while(|line| !line.is_empty());
    // A line that goes on is indented further.
    let named = lines.filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    named.filter_map(|line| line.split_whitespace().next()).filter(|name| *name != "help").map(str::to_owned).collect()
}

fn collect(folder: &Folder, path: &[&str], out: &mut String) {
    let run = folder.run(&[path, &["--help"]].concat());
    assert_eq!(run.code, 0);
    out.push_str(&format!("==== cja {}\n{}\n", path.join(" "), run.out));
    for name in subcommands(&run.out) {
        collect(folder, &[path, &[name.as_str()]].concat(), out);
    }
}

#[test]
fn the_help_is_as_reviewed() {
    let mut help = String::new();
    collect(&folder(&[]), &[], &mut help);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(FILE, &help).unwrap();
    }
    let reviewed = std::fs::read_to_string(FILE).unwrap_or_default();
    assert!(
        help == reviewed,
        "the help changed; look at `UPDATE=1 cargo test --test cli` and `git diff tests/cli`\n{help}"
    );
}

#[test]
fn the_readme_names_every_command_and_setting() {
    let readme = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).unwrap();
    for name in subcommands(&folder(&[]).run(&["--help"]).out) {
        assert!(readme.contains(&format!("`cja {name}")), "README.md does not mention `cja {name}`");
    }
    for name in cja_lsp::config::Options::names() {
        assert!(readme.contains(&format!("`{name}`")), "README.md does not mention the setting `{name}`");
    }
    assert!(readme.lines().count() < 400);
}
