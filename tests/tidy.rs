//! The walls of the house, held by reading the source: who may use whom, what pure code may not name, how large
//! files grow, and that versions agree.

#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Each module and what it may use besides itself. Nothing points back up.
const WALLS: &[(&str, &[&str])] = &[
    ("text", &[]),
    ("diagnostic", &["text"]),
    ("syntax", &["diagnostic", "text"]),
    ("schema", &["syntax", "diagnostic", "text"]),
    ("model", &["schema", "syntax", "diagnostic", "text"]),
    ("config", &["schema", "syntax", "diagnostic", "text"]),
    ("rules", &["config", "model", "schema", "syntax", "diagnostic", "text"]),
    ("ide", &["rules", "config", "model", "schema", "syntax", "diagnostic", "text"]),
    ("disk", &["config"]),
    ("files", &["disk", "config", "schema", "syntax", "diagnostic", "text"]),
    // What a call carries is JSON values; what a document means is the concern of those who call.
    ("api", &["disk", "text"]),
    // A file with errors is not pushed, so the whole engine stands below.
    ("sync", &["api", "disk", "files", "ide", "rules", "config", "model", "schema", "syntax", "diagnostic", "text"]),
    ("live", &["api", "disk", "files", "model", "schema", "syntax", "diagnostic", "text"]),
    // Never a type of the client: if both were written from one misreading, every test would pass.
    ("sandbox", &[]),
    (
        "lsp",
        &[
            "ide",
            "live",
            "sync",
            "api",
            "config",
            "disk",
            "files",
            "rules",
            "model",
            "schema",
            "syntax",
            "diagnostic",
            "text",
        ],
    ),
    (
        "cli",
        &[
            "lsp",
            "sandbox",
            "ide",
            "live",
            "sync",
            "api",
            "config",
            "disk",
            "files",
            "rules",
            "model",
            "schema",
            "syntax",
            "diagnostic",
            "text",
        ],
    ),
];

/// Text and values in, data out.
const PURE: &[&str] = &["text", "diagnostic", "syntax", "schema", "model", "config", "rules", "ide"];

/// What pure code does not name: the network, files, the clock, the process, the protocol.
const IMPURE: &[&str] = &[
    "tokio",
    "reqwest",
    "std::fs",
    "std::net",
    "std::env",
    "std::process",
    "std::thread",
    "SystemTime",
    "Instant",
    "Timestamp::now",
    "Zoned::now",
    "lsp_types",
    "ls_types",
    "tower_lsp",
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The files of this repository that git does not ignore, with their text where they are text.
fn files() -> Vec<(PathBuf, String)> {
    let walk = ignore::WalkBuilder::new(root()).hidden(false).require_git(false).build();
    let ours = walk.map(|entry| entry.unwrap().into_path());
    let inside = |path: &PathBuf| !path.strip_prefix(root()).unwrap().starts_with(".git");
    let mut files: Vec<_> = ours
        .filter(|path| path.is_file() && inside(path))
        .filter_map(|path| Some((path.strip_prefix(root()).unwrap().to_owned(), std::fs::read_to_string(&path).ok()?)))
        .collect();
    files.sort();
    files
}

/// Rust files of the library with their module, tests and comments taken out.
fn library() -> Vec<(PathBuf, String, String)> {
    let rust = |path: &Path| path.starts_with("src") && path.extension().is_some_and(|extension| extension == "rs");
    let source: Vec<_> = files().into_iter().filter(|(path, _)| rust(path)).collect();
    let tests: Vec<PathBuf> = source.iter().flat_map(|(path, text)| test_modules(path, text)).collect();
    let named = source.into_iter().filter(|(path, _)| !tests.contains(path)).filter_map(|(path, text)| {
        let module = path.components().nth(1)?.as_os_str().to_str()?.trim_end_matches(".rs").to_owned();
        let code = text.split("#[cfg(test)]\nmod tests {").next()?;
        let code: Vec<&str> = code.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        Some((path, module, code.join("\n")))
    });
    named.collect()
}

/// The files that a file declares as modules for tests only.
fn test_modules(path: &Path, text: &str) -> Vec<PathBuf> {
    let folder = if path.ends_with("lib.rs") { PathBuf::from("src") } else { path.with_extension("") };
    let declared = text.split("#[cfg(test)]\nmod ").skip(1).filter_map(|rest| rest.lines().next()?.strip_suffix(';'));
    declared.map(|name| folder.join(name).with_extension("rs")).collect()
}

/// The modules that a file names as `crate::x` or in `crate::{x, y::z}`.
fn used(code: &str) -> Vec<String> {
    let mut found = Vec::new();
    for rest in code.split("crate::").skip(1) {
        match rest.strip_prefix('{') {
            None => found.push(word(rest)),
            Some(list) => {
                let mut depth = 0;
                let mut part = String::new();
                for ch in list.chars() {
                    match ch {
                        '{' => depth += 1,
                        '}' if depth == 0 => break,
                        '}' => depth -= 1,
                        ',' if depth == 0 => found.push(word(std::mem::take(&mut part).trim())),
                        _ => part.push(ch),
                    }
                }
                found.push(word(part.trim()));
            }
        }
    }
    found.retain(|name| !name.is_empty());
    found
}

fn word(text: &str) -> String {
    text.chars().take_while(|ch| ch.is_ascii_lowercase() || *ch == '_').collect()
}

#[test]
fn modules_use_only_what_stands_below_them() {
    let walls: BTreeMap<&str, &[&str]> = WALLS.iter().copied().collect();
    assert_eq!(used("use crate::{a, b::{C, d}};\nlet x = crate::e::F;"), ["a", "b", "e"]);
    let mut wrong = Vec::new();
    for (path, module, code) in library() {
        if ["main", "lib", "testing"].contains(&module.as_str()) {
            continue;
        }
        let Some(allowed) = walls.get(module.as_str()) else {
            wrong.push(format!("{}: the module `{module}` has no place in the table", path.display()));
            continue;
        };
        for other in used(&code) {
            // Names that are no module of the table are macros and items of the crate's root.
            if other != module && walls.contains_key(other.as_str()) && !allowed.contains(&other.as_str()) {
                wrong.push(format!("{}: `{module}` may not use `{other}`", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn pure_modules_name_no_file_no_network_no_clock_and_no_protocol() {
    let mut wrong = Vec::new();
    for (path, _, code) in library().into_iter().filter(|(_, module, _)| PURE.contains(&module.as_str())) {
        for name in IMPURE.iter().filter(|name| code.contains(*name)) {
            wrong.push(format!("{}: `{name}`", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn text_from_outside_is_made_harmless_in_one_file() {
    let signs =
        ["is_control", "{202a}", "{202e}", "{2066}", "2400", "2028}", "&lt;", "&amp;", "&#64;", "%0A", "%0D", "␛"];
    let with: std::collections::BTreeSet<_> = library()
        .into_iter()
        .filter(|(_, _, code)| signs.iter().any(|sign| code.contains(sign)))
        .map(|found| found.0)
        // A new name that would not be one word is refused, not shown.
        .filter(|path| !path.ends_with("src/ide/rename.rs"))
        .collect();
    assert_eq!(with.into_iter().collect::<Vec<_>>(), [Path::new("src/text/shown.rs")]);
    // Whoever prints by themselves prints what is their own: addresses, a question for a secret.
    let printing = ["io::stdout()", "io::stderr()"];
    let with: Vec<_> = library()
        .into_iter()
        .filter(|(_, module, code)| module == "cli" && printing.iter().any(|sign| code.contains(sign)))
        .map(|found| found.0)
        .collect();
    let known = ["auth/ask.rs", "confirm.rs", "remote.rs", "sandbox.rs", "ui.rs"];
    assert_eq!(with, known.map(|file| Path::new("src/cli").join(file)));
}

/// Whoever writes to the service journals first, reads last, and looks at the answer; that is one place.
#[test]
fn one_place_writes_to_the_service() {
    const PLACES: &[&str] = &[
        "sync/execute.rs",
        "sync/execute/create.rs",
        "sync/execute/delete.rs",
        // Shown as a command line to copy, never sent.
        "sync/workspace.rs",
        // Plays another person at the same data view.
        "cli/demo/service.rs",
    ];
    let writes = ["create(", "update(", "delete(", "copy("].map(|name| format!("data_views::{name}"));
    let mut found: Vec<String> = Vec::new();
    for (path, _, code) in library() {
        let path = path.strip_prefix("src").unwrap().to_str().unwrap().to_owned();
        if !path.starts_with("api/") && writes.iter().any(|write| code.contains(write)) {
            found.push(path);
        }
    }
    found.sort();
    let mut places: Vec<String> = PLACES.iter().map(|place| (*place).to_owned()).collect();
    places.sort();
    assert_eq!(found, places);
}

#[test]
fn unsafe_code_is_in_the_one_file_that_needs_it() {
    let with: Vec<_> =
        library().into_iter().filter(|(_, _, code)| code.contains("unsafe")).map(|found| found.0).collect();
    assert_eq!(with, [Path::new("src/lsp/memory.rs")]);
}

#[test]
fn files_stay_small() {
    let source =
        |path: &Path| path.extension().is_some_and(|it| ["rs", "ts", "mjs", "py"].iter().any(|own| it == *own));
    let mut sizes: Vec<(usize, PathBuf)> =
        files().into_iter().filter(|(path, _)| source(path)).map(|(path, text)| (text.lines().count(), path)).collect();
    assert!(sizes.len() > 40, "the source was not found");
    sizes.retain(|(lines, _)| *lines > 400);
    sizes.sort();
    for (lines, path) in sizes.iter().rev() {
        println!("{} has {lines} lines", path.display());
    }
    let large: Vec<_> = sizes.iter().filter(|(lines, _)| *lines > 800).collect();
    assert!(large.is_empty(), "{large:#?}");
}

#[test]
fn modules_stand_beside_their_folders_and_say_what_they_are_for() {
    let mut wrong = Vec::new();
    for (path, text) in files().into_iter().filter(|(path, _)| path.starts_with("src")) {
        if path.extension().is_some_and(|extension| extension == "rs") {
            if path.ends_with("mod.rs") {
                wrong.push(format!("{}: write `x.rs` beside `x/`", path.display()));
            }
            if !text.starts_with("//!") && !path.ends_with("tests.rs") {
                wrong.push(format!("{}: begins without a word on what it is for", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn versions_agree() {
    let own = env!("CARGO_PKG_VERSION");
    let read = |path: &str| std::fs::read_to_string(root().join(path)).unwrap();
    let extension: serde_json::Value = serde_json::from_str(&read("editors/vscode/package.json")).unwrap();
    assert_eq!(extension["version"], own, "editors/vscode/package.json");
    let changelog = read("CHANGELOG.md");
    let top = changelog.lines().find(|line| line.starts_with("## ")).unwrap();
    assert!(top.contains(own), "CHANGELOG.md begins with {top:?}, the package is {own}");
}

#[test]
fn the_project_speaks_of_itself_alone() {
    // Put together here, so that this file does not hold them.
    let words = [
        ["/wo", "rk/"],
        ["/fa", "rm/"],
        ["/tmp/ba", "sh_jobs"],
        [".lib", "rary/"],
        ["before-", "stop"],
        ["developer ", "session"],
        ["sub", "agent"],
        ["registry.", "npmjs"],
        ["pypi.", "org"],
        ["index.crates", ".io"],
    ]
    .map(|parts| parts.concat());
    // Written by cargo and npm.
    let written = ["Cargo.lock", "package-lock.json"];
    let mut wrong = Vec::new();
    for (path, text) in files().iter().filter(|(path, _)| !written.iter().any(|name| path.ends_with(name))) {
        for (number, line) in text.lines().enumerate() {
            if words.iter().any(|word| line.contains(word.as_str())) {
                wrong.push(format!("{}:{}: {line}", path.display(), number + 1));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
