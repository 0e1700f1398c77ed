//! What is done twice changes nothing the second time, for all views of the demo world, in every layout of a file, whether the
//! service merges or replaces.

use crate::office::{Office, act, change, live, office_with, read};
use cja_lsp::sandbox::{Options, PutMode};
use cja_lsp::sync::definition::Definition;
use cja_lsp::sync::{Confirmation, Direction, PlanOptions, Workspace};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

struct Layout {
    name: &'static str,
    change: fn(&str) -> String,
    /// What must be true of the text whatever is pulled into it.
    kept: fn(&str) -> bool,
}

const LAYOUTS: [Layout; 6] = [
    Layout {
        name: "as pulled",
        change: |text| text.to_owned(),
        kept: |text| text.starts_with("{\n  \"") && text.ends_with("}\n"),
    },
    Layout {
        name: "CRLF",
        change: |text| text.replace('\n', "\r\n"),
        kept: |text| text.matches('\n').count() == text.matches("\r\n").count() && text.ends_with("\r\n"),
    },
    Layout {
        name: "tabs",
        change: |text| text.replace("  ", "\t"),
        kept: |text| text.lines().all(|line| !line.starts_with(' ')),
    },
    Layout { name: "the other way round", change: reversed, kept: |text| first_member(text) == "id" },
    Layout {
        name: "no line break at the end",
        change: |text| text.trim_end().to_owned(),
        kept: |text| text.ends_with('}'),
    },
    Layout {
        name: "a mark of byte order and odd spaces",
        change: |text| format!("\u{feff}  {}", text.replace("\": ", "\"  :\t")),
        kept: |text| text.starts_with("\u{feff}  {") && text.contains("\"id\"  :\t"),
    },
];

fn reversed(text: &str) -> String {
    let map: serde_json::Map<String, Value> = serde_json::from_str(text).unwrap();
    let lines: Vec<String> = map.iter().rev().map(|(name, value)| format!("    {}: {value}", json!(name))).collect();
    // `id` came last in a pulled file or somewhere; here it is first.
    let (ids, others): (Vec<String>, Vec<String>) = lines.into_iter().partition(|line| line.starts_with("    \"id\""));
    format!("{{\n{}\n}}\n", ids.into_iter().chain(others).collect::<Vec<_>>().join(",\n"))
}

fn first_member(text: &str) -> String {
    text.split('"').nth(1).unwrap_or_default().to_owned()
}

fn parsed(path: &Path) -> Value {
    serde_json::from_str(read(path).unwrap().trim_start_matches('\u{feff}')).unwrap()
}

/// Runs one command over all files, and tells how many did something.
async fn all(workspace: &Workspace, ids: &[String], direction: Direction) -> usize {
    let mut changed = 0;
    for id in ids {
        let outcome = act(workspace, id, direction, &PlanOptions::default()).await;
        changed += usize::from(outcome.unwrap_or_else(|error| panic!("{id}: {error}")).changed);
    }
    changed
}

async fn writes(office: &Office) -> usize {
    let is_write = |entry: &&Value| entry["method"] != "GET" && !entry["path"].as_str().unwrap().contains("/ims/");
    office.requests().await.iter().filter(is_write).count()
}

fn texts(files: &[(String, PathBuf)]) -> Vec<Option<String>> {
    files.iter().map(|(_, path)| read(path)).collect()
}

async fn day(put: PutMode) {
    let office = office_with(Options { put, ..Options::default() });
    let folder = office.folder();
    let (workspace, other) = (office.workspace(&folder), office.client());
    let files = workspace.files();
    let mut pages = workspace.plan_all(&PlanOptions::default(), &files).await.unwrap();
    while let Some(plans) = pages.next().await.unwrap() {
        for plan in plans {
            workspace.apply(&plan, &Confirmation::default()).await.unwrap();
        }
    }
    let files: Vec<(String, PathBuf)> =
        workspace.files().into_iter().map(|file| (file.target().unwrap(), file.full)).collect();
    let ids: Vec<String> = files.iter().map(|(id, _)| id.clone()).collect();
    assert_eq!(files.len(), 25);
    let layout = |at: usize| &LAYOUTS[at % LAYOUTS.len()];
    for (at, (_, path)) in files.iter().enumerate() {
        let text = (layout(at).change)(&read(path).unwrap());
        std::fs::write(path, &text).unwrap();
        assert!((layout(at).kept)(&text), "{}: {text}", layout(at).name);
    }

    // Pulled; nothing to pull, nothing to push, no byte moves.
    office.clear().await;
    let before = texts(&files);
    assert_eq!(all(&workspace, &ids, Direction::Pull).await + all(&workspace, &ids, Direction::Push).await, 0);
    assert_eq!((texts(&files), writes(&office).await), (before, 0));

    // An edit in each; one write for each, which changes that alone; then nothing.
    for (id, path) in &files {
        let text = read(path).unwrap();
        let zone = parsed(path)["timezoneDesignator"].as_str().unwrap().to_owned();
        std::fs::write(path, text.replacen(&zone, "Pacific/Auckland", 1)).unwrap();
        let old = live(&other, id).await.unwrap();
        office.clear().await;
        act(&workspace, id, Direction::Push, &PlanOptions::default()).await.unwrap();
        assert_eq!(office.writes(id).await.len(), 1);
        let mut wanted = Definition::of(&old);
        wanted.set(&"timezoneDesignator".to_owned().into(), Some(json!("Pacific/Auckland")));
        assert_eq!(Definition::of(&live(&other, id).await.unwrap()), wanted, "{id}: only what was changed");
    }
    office.clear().await;
    let before = texts(&files);
    assert_eq!(all(&workspace, &ids, Direction::Push).await + all(&workspace, &ids, Direction::Pull).await, 0);
    assert_eq!((texts(&files), writes(&office).await), (before.clone(), 0));

    // Somebody changes each on the service; the pull changes these values and keeps the layout.
    for (id, _) in &files {
        let mut whole = live(&other, id).await.unwrap();
        whole["description"] = json!("Changed \"there\" – ä\n📈");
        whole["containerNames"]["event"] = json!("Hit");
        whole["segmentList"] = json!(crate::office::SEGMENTS);
        change(&other, id, whole).await;
    }
    assert_eq!(all(&workspace, &ids, Direction::Pull).await, 25);
    office.clear().await;
    for (at, (id, path)) in files.iter().enumerate() {
        let (layout, text) = (layout(at), read(path).unwrap());
        assert!((layout.kept)(&text), "{}: {text}", layout.name);
        let (local, remote) = (Definition::of(&parsed(path)), Definition::of(&live(&other, id).await.unwrap()));
        assert!(local.agrees(&remote, &local.units()), "{text}");
        // Lines about other members are the very lines that were there.
        let old = before[at].clone().unwrap();
        let gone = old.lines().filter(|line| !text.lines().any(|new| new == *line));
        let about = ["description", "event", "segmentList", "s3000", "]", "containerNames"];
        let foreign: Vec<&str> = gone.filter(|line| !about.iter().any(|name| line.contains(name))).collect();
        // The last line gets a comma when a member follows it now.
        assert!(foreign.len() <= 1, "{}: {foreign:?}\n{old}\n{text}", layout.name);
    }
    office.clear().await;
    let before = texts(&files);
    assert_eq!(all(&workspace, &ids, Direction::Pull).await + all(&workspace, &ids, Direction::Push).await, 0);
    assert_eq!((texts(&files), writes(&office).await), (before, 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn twice_is_once_where_the_service_merges() {
    day(PutMode::Merge).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn twice_is_once_where_the_service_replaces() {
    day(PutMode::Replace).await;
}
