//! Every command that talks to the service, under every fault: the real program, in a folder of its own, against a sandbox
//! of its own. `matrix.txt` shows how each run ends: exit code, requests that arrived, what stands on stdout, and what is
//! said. `UPDATE=1` writes it anew; each line of it is meant to be read.
//!
//! Besides: no run outlasts its deadline, the codes are those of [`designed`], stdout holds nothing or all of it, every
//! file that is left is whole, and no secret is in any of it.

use crate::desk::{Desk, desk, files, smallest};
use crate::snapshot;
use serde_json::{Value, json};
use std::process::{Output, Stdio};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;

/// How the requests of a command behave, as far as its exit codes follow from it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    /// Asks for a token.
    SignIn,
    /// May be sent again at any time.
    Read,
    /// Is never sent twice when the first may have been done.
    Write,
    /// The same, and afterwards it is looked whether it was done.
    Settled,
    /// The same, and when nothing at all was done it is sent once more.
    Again,
}
use Class::{Again, Read, Settled, SignIn, Write};

/// Class, the request that the fault strikes, the command, and the commands that run before the fault is there (`;` between
/// them; `edit` changes the pulled file). A further command is a further line.
const COMMANDS: &[(Class, &str, &str, &str)] = &[
    (SignIn, "POST /ims/token/v3", "auth login --from login.txt", ""),
    (Read, "GET /configuration/users/me", "auth login --from login.txt", ""),
    (Read, "GET /configuration/users/me", "auth status --output json", ""),
    (Read, "GET /configuration/users/me", "whoami --output jsonl", ""),
    (Read, "GET /data/dataviews", "list views --output json", ""),
    (Read, "GET /data/connections", "list connections --output csv", ""),
    (Read, "GET /segments", "list segments --output jsonl", ""),
    (Read, "GET /data/dataviews/{id}", "get {view}", ""),
    (Read, "GET /data/dataviews/{id}/dimensions", "components {view} --kind dimension --output csv", ""),
    (Read, "GET /data/dataviews/{id}/metrics", "components {view} --kind metric --output json", ""),
    (Read, "GET /data/dataviews/{id}", "api GET /data/dataviews/{view}", ""),
    (Read, "GET /data/dataviews", "api GET /data/dataviews?limit=4 --paginate", ""),
    (Write, "POST /data/dataviews", "api POST /data/dataviews --input body.json", ""),
    (Write, "PUT /data/dataviews/{id}", "api PUT /data/dataviews/{view} --input body.json", ""),
    (Write, "DELETE /data/dataviews/{id}", "api DELETE /data/dataviews/{view}", ""),
    (Settled, "POST /data/dataviews", "create new.dataview.json --yes", ""),
    (Read, "POST /data/dataviews/validate", "create new.dataview.json --yes --output jsonl", ""),
    (Again, "PUT /data/dataviews/{id}", "push --yes --output jsonl", "pull {view}; edit"),
    (Read, "GET /data/dataviews/{id}", "push --yes", "pull {view}; edit"),
    (
        Read,
        "GET /data/dataviews/{id}",
        "pull --output jsonl",
        "pull {view}; api PUT /data/dataviews/{view} --input change.json",
    ),
    (Read, "GET /data/dataviews", "pull --all --output jsonl", ""),
    (Read, "GET /data/dataviews/{id}", "diff --output json", "pull {view}; edit"),
    (Read, "GET /data/dataviews/{id}", "status --output json", "pull {view}; edit"),
    (Read, "GET /data/dataviews/{id}", "plan --output jsonl", "pull {view}; edit"),
    (Read, "POST /data/dataviews/validate", "check --server --output jsonl", "pull {view}"),
    (Again, "PUT /data/dataviews/{id}", "undo --yes", "pull {view}; edit; push --yes"),
    (Settled, "DELETE /data/dataviews/{id}", "delete {view} --name {view}", ""),
    (Read, "GET /data/dataviews", "doctor --output json", ""),
];

const FAULTS: [&str; 14] = [
    "delay",
    "429",
    "429-after-commit",
    "500-before",
    "500-after-commit",
    "cut",
    "half-body",
    "html",
    "expired-token",
    "401-after-commit",
    "unknown-members",
    "wrong-id",
    "endless-paging",
    "forbidden-profile",
];

/// The exit code, where the class of the request alone decides it.
fn designed(class: Class, fault: &str, standing: bool) -> Option<i32> {
    let outlasted = if standing { 7 } else { 0 };
    match fault {
        // What was turned away may be done all the same, and a call of `cja api` has nobody who looks.
        "429" | "expired-token" | "429-after-commit" | "401-after-commit" if class == Write => Some(7),
        // The service has it, and a look shows that.
        "429-after-commit" | "401-after-commit" if matches!(class, Settled | Again) => Some(0),
        "429" | "429-after-commit" => Some(outlasted),
        "500-after-commit" | "cut" | "half-body" | "wrong-id" if matches!(class, Settled | Again) => Some(0),
        "delay" | "500-before" | "html" if class == Settled => Some(7),
        "delay" | "500-before" | "500-after-commit" | "cut" | "half-body" | "html" => {
            Some(if class == Write { 7 } else { outlasted })
        }
        "expired-token" | "401-after-commit" => Some(if standing || class == SignIn { 6 } else { 0 }),
        "forbidden-profile" => Some(6),
        "unknown-members" => Some(0),
        _ => None,
    }
}

/// Longer than any run is designed to take: two answers that do not come, four tries with their waits.
const DEADLINE: Duration = Duration::from_secs(90);
/// Seconds after which an answer counts as missing, where one is: long enough for the answer that comes after it on a busy
/// machine, shorter where none comes.
fn silence(fault: &str, standing: bool) -> &'static str {
    match (fault, standing) {
        ("delay", true) => "8",
        ("delay", false) => "20",
        _ => "60",
    }
}
const VIEW: &str = "dv_65f0a1b2c3d4e5f607182900";

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn every_fault_ends_every_command_as_designed() {
    // Most of them wait most of the time.
    let (places, mut rows) = (Arc::new(Semaphore::new(40)), Vec::new());
    for (index, &(_, route, command, _)) in COMMANDS.iter().enumerate() {
        for fault in FAULTS {
            let run = |standing| {
                let places = places.clone();
                tokio::spawn(async move {
                    let _place = places.acquire_owned().await.unwrap();
                    struck(index, fault, standing).await
                })
            };
            rows.push((format!("cja {command} · {route}"), fault, run(false), run(true)));
        }
    }
    let (mut text, mut last, mut wrong) = (String::new(), String::new(), Vec::new());
    for (title, fault, once, standing) in rows {
        let (once, standing) = (once.await.unwrap(), standing.await.unwrap());
        if title != last {
            text.push_str(&format!("{}{title}\n", if last.is_empty() { "" } else { "\n" }));
            last.clone_from(&title);
        }
        if once.shown == standing.shown {
            text.push_str(&format!("  {fault:<17} always   {}", once.shown));
        } else {
            text.push_str(&format!("  {fault:<17} once     {}", once.shown));
            text.push_str(&format!("  {:<17} standing {}", "", standing.shown));
        }
        for end in [once, standing] {
            wrong.extend(end.wrong.iter().map(|mistake| format!("{title} · {fault}\n{}    {mistake}", end.shown)));
        }
    }
    let wrong = wrong.join("\n");
    assert!(wrong.is_empty() || std::env::var_os("UPDATE").is_some(), "{wrong}");
    snapshot::check("tests/api/matrix.txt", &text);
    assert!(wrong.is_empty(), "{wrong}");
}

/// How a run ended.
struct End {
    /// For the table.
    shown: String,
    /// What is wrong with it beyond what the table shows.
    wrong: Vec<String>,
}

async fn struck(index: usize, fault: &str, standing: bool) -> End {
    let (class, route, command, before) = COMMANDS[index];
    let desk = desk();
    prepare(&desk, command.starts_with("create")).await;
    for command in before.split(';').map(str::trim).filter(|command| !command.is_empty()) {
        if command == "edit" {
            edit(&desk);
            continue;
        }
        let output = run(&desk, command, "60").await;
        assert!(output.status.success(), "{command}: {}", String::from_utf8_lossy(&output.stderr));
    }
    desk.forget("requests").await;
    let count = if standing { 1_000_000 } else { 1 };
    desk.fault_with(json!({"route": route, "kind": fault, "count": count, "ms": 120_000, "retryAfter": 0})).await;
    let output = run(&desk, command, silence(fault, standing)).await;
    let signs_in = |line: &str| line.contains(" /ims/");
    let sent = desk.received().await.iter().filter(|one| signs_in(&one.line) == signs_in(route)).count();

    let (code, printed) = (output.status.code(), printed(&output, command));
    let (stderr, said) = (String::from_utf8_lossy(&output.stderr).into_owned(), said(&desk, &output));
    let mut shown = format!(
        "exit {}, {sent} sent, prints {}{}\n",
        code.map_or("by a signal".into(), |code| code.to_string()),
        printed.as_deref().unwrap_or("RUBBISH"),
        said.iter().map(|line| format!("\n      {line}")).collect::<String>()
    );
    let mut wrong: Vec<String> = printed.err().into_iter().collect();
    wrong.extend(unexplained(&desk, code));
    if let Some(designed) = designed(class, fault, standing).filter(|designed| Some(*designed) != code) {
        wrong.push(format!("the code should be {designed}"));
    }
    if !matches!(code, Some(0 | 3..=9)) || stderr.contains("panicked") {
        wrong.push(format!("this is no designed end: {stderr}"));
    }
    let sentence = |line: &str| {
        let told = line.split_once(": ").filter(|(head, _)| matches!(*head, "error" | "help")).is_some();
        told || (line.starts_with(char::is_uppercase) && line.ends_with('.'))
    };
    if code != Some(0) && !said.last().is_some_and(|line| sentence(line)) {
        wrong.push("it does not say what happened".into());
    }
    wrong.extend(half_written(&desk));
    // A request that is still delayed may yet be done, so nobody can tell what comes after it.
    if matches!(class, Settled | Again) && code == Some(7) && fault != "delay" {
        desk.forget("faults").await;
        let output = run(&desk, command, "60").await;
        let lines: String = self::said(&desk, &output).iter().map(|line| format!("\n        {line}")).collect();
        let code = output.status.code();
        shown.push_str(&format!("      and again: exit {}{lines}\n", code.unwrap_or(-1)));
        if code != Some(0) {
            wrong.push("the next start does not repair it".into());
        }
        wrong.extend(half_written(&desk).into_iter().chain(unexplained(&desk, code)));
    }
    // A sandbox that still delays an answer takes its time to end.
    tokio::task::spawn_blocking(|| drop(desk)).await.unwrap();
    End { shown, wrong }
}

async fn prepare(desk: &Desk, creates: bool) {
    let lines: String = desk.sandbox.environment().iter().map(|(name, value)| format!("{name}={value}\n")).collect();
    std::fs::write(desk.folder.path().join("login.txt"), lines).unwrap();
    let connection = "dg_0f0e0d0c-1111-2222-3333-444455556666";
    let smallest = smallest(connection);
    std::fs::write(desk.folder.path().join("body.json"), &smallest).unwrap();
    std::fs::write(desk.folder.path().join("change.json"), r#"{"description": "Changed by somebody"}"#).unwrap();
    std::fs::create_dir(desk.folder.path().join("views")).unwrap();
    if creates {
        std::fs::write(desk.folder.path().join("new.dataview.json"), &smallest).unwrap();
    }
}

/// Changes the file that was pulled.
fn edit(desk: &Desk) {
    for (path, text) in files(&desk.folder.path().join("views")) {
        let mut value: Value = serde_json::from_str(&text).unwrap();
        value["description"] = json!("Changed in the file");
        std::fs::write(path, format!("{value:#}\n")).unwrap();
    }
}

/// Runs the program to its end, with all it can log; what it printed stays beside the folder's other files.
async fn run(desk: &Desk, command: &str, timeout: &str) -> Output {
    let command = command.replace("{view}", VIEW);
    let words: Vec<&str> = command.split_whitespace().collect();
    let mut program = desk.cja(&words);
    program.env("CJA_RATE_LIMIT", "10000").env("CJA_TIMEOUT", timeout).env("CJA_LOG", "trace");
    let child = program.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let process = child.id().to_string();
    let ended = tokio::task::spawn_blocking(move || child.wait_with_output().unwrap());
    let Ok(output) = tokio::time::timeout(DEADLINE, ended).await else {
        std::process::Command::new("kill").args(["-KILL", &process]).status().unwrap();
        panic!("cja {command} does not end");
    };
    let output = output.unwrap();
    std::fs::write(desk.folder.path().join("printed.stdout"), &output.stdout).unwrap();
    std::fs::write(desk.folder.path().join("printed.stderr"), &output.stderr).unwrap();
    output
}

/// What stands on stdout, in a word; an error when it is less or more than whole rows or values.
fn printed(output: &Output, command: &str) -> Result<String, String> {
    let text = String::from_utf8(output.stdout.clone()).map_err(|error| error.to_string())?;
    let value = |text: &str| serde_json::from_str::<Value>(text).map_err(|error| format!("{error}: {text}"));
    if text.is_empty() {
        return Ok("nothing".into());
    }
    if !text.ends_with('\n') {
        return Err(format!("the last line has no end: {text}"));
    }
    if command.ends_with("csv") {
        let rows = snapshot::csv(&text);
        let whole = rows.iter().all(|row| row.len() == rows[0].len());
        return if whole { Ok(format!("{} rows", rows.len() - 1)) } else { Err(text) };
    }
    if command.ends_with("jsonl") {
        let values: Vec<Value> = text.lines().map(value).collect::<Result<_, _>>()?;
        return Ok(format!("{} lines", values.len()));
    }
    Ok(match value(&text)? {
        Value::Array(rows) => format!("{} rows", rows.len()),
        _ => "an object".into(),
    })
}

/// What was said on stderr, without log lines and news of long waits, and with names for what differs from run to run.
fn said(desk: &Desk, output: &Output) -> Vec<String> {
    let text = String::from_utf8_lossy(&output.stderr);
    let host = desk.sandbox.base_url.trim_start_matches("http://");
    let logged = |line: &str| line.starts_with(|c: char| c.is_ascii_digit());
    text.lines()
        .filter(|line| !line.is_empty() && !logged(line) && !line.contains("trying again in"))
        .map(|line| line.replace(host, "HOST").replace(&desk.folder.path().display().to_string(), "FOLDER"))
        .map(|line| snapshot::between(&line, "(error id ", &[')'], "ID"))
        .map(|line| snapshot::between(&line, ", error id ", &[')'], "ID"))
        .map(|line| line.split_inclusive(|ch: char| !ch.is_alphanumeric() && !"_-:".contains(ch)).map(named).collect())
        .collect()
}

/// A word, with a name in the place of an operation, a moment, and the id of a new view.
fn named(word: &str) -> String {
    let bare = word.trim_end_matches(|ch: char| !ch.is_alphanumeric());
    let name = match bare {
        _ if bare.starts_with("20") && bare.contains('T') && bare.contains(':') => "MOMENT",
        _ if bare.starts_with("20") && bare.contains('T') => "OPERATION",
        _ if bare.starts_with("dv_") && !bare.starts_with("dv_65f0a1b2") && !bare.starts_with("dv_ffff") => "NEW",
        _ => bare,
    };
    format!("{name}{}", &word[bare.len()..])
}

/// What the journal does not tell: every intent has its outcome, and a good end is one that is done.
fn unexplained(desk: &Desk, code: Option<i32>) -> Vec<String> {
    let entries: Vec<Value> = files(&desk.folder.path().join(".cja/journal"))
        .iter()
        .flat_map(|(_, text)| text.lines().map(|line| serde_json::from_str(line).unwrap()).collect::<Vec<Value>>())
        .collect();
    let outcome = |op: &Value| {
        let last = entries.iter().rev().find(|entry| entry["event"] == "outcome" && &entry["op"] == op);
        last.map(|entry| entry["outcome"].as_str().unwrap().to_owned())
    };
    let intents = entries.iter().filter(|entry| entry["event"] == "intent");
    let ends: Vec<Option<String>> = intents.map(|intent| outcome(&intent["op"])).collect();
    let mut wrong: Vec<String> = Vec::new();
    if ends.iter().any(Option::is_none) {
        wrong.push("the journal holds an intent without an outcome".into());
    }
    let last = ends.last().cloned().flatten();
    if code == Some(0) && last.as_ref().is_some_and(|outcome| outcome != "done") {
        wrong.push(format!("it ends well, and the journal says {last:?}"));
    }
    wrong
}

/// What is wrong with the files that are there at the end.
fn half_written(desk: &Desk) -> Vec<String> {
    let name = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
    let whole = |path: &str, text: &str| {
        let values = if path.ends_with(".jsonl") { text.lines().collect() } else { vec![text] };
        !path.contains(".json") || values.iter().all(|text| serde_json::from_str::<Value>(text).is_ok())
    };
    files(desk.folder.path())
        .iter()
        .filter(|(path, text)| name(path).contains("tmp") || !whole(path, text))
        .map(|(path, text)| format!("{path} is half-written: {text}"))
        .collect()
}
