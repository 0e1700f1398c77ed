//! The beginning and the end: encodings, exit codes, a parent that dies.

use crate::client::Client;
use serde_json::json;
use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

#[tokio::test]
async fn the_encoding_is_the_best_that_both_know() {
    for (offered, chosen) in [
        (json!(["utf-16", "utf-8"]), json!("utf-8")),
        (json!(["utf-16"]), json!("utf-16")),
        (json!(["utf-32"]), json!("utf-32")),
    ] {
        let (client, result) = Client::start(json!({"general": {"positionEncodings": offered}})).await;
        assert_eq!(result["capabilities"]["positionEncoding"], chosen);
        assert_eq!(result["serverInfo"]["name"], "cja");
        client.leave().await;
    }
    let (client, result) = Client::start(json!({})).await;
    assert!(result["capabilities"].get("positionEncoding").is_none());
    client.leave().await;
}

pub(crate) fn server() -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cja"));
    command.arg("lsp").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap()
}

pub(crate) fn say(child: &mut Child, message: serde_json::Value) {
    let text = message.to_string();
    let input = child.stdin.as_mut().unwrap();
    write!(input, "Content-Length: {}\r\n\r\n{text}", text.len()).unwrap();
    input.flush().unwrap();
}

/// Reads until this was said.
pub(crate) fn hear(child: &mut Child, wanted: &str) {
    let output = child.stdout.as_mut().unwrap();
    let (mut heard, mut byte) = (String::new(), [0]);
    while !heard.ends_with(wanted) {
        output.read_exact(&mut byte).unwrap();
        heard.push(char::from(byte[0]));
    }
}

/// Waits for the end without sleeping: reading its output ends with it.
pub(crate) fn end(mut child: Child, limit: Duration, keep_input: bool) -> ExitStatus {
    let kept = child.stdin.take().filter(|_| keep_input);
    let started = Instant::now();
    let mut rest = Vec::new();
    child.stdout.take().unwrap().read_to_end(&mut rest).unwrap();
    let status = child.wait().unwrap();
    drop(kept);
    assert!(started.elapsed() < limit, "took {:?}", started.elapsed());
    status
}

pub(crate) fn initialize(process: Option<u32>) -> serde_json::Value {
    json!({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"processId": process, "capabilities": {}}})
}

#[test]
fn shutdown_and_exit_end_with_0_while_the_input_stays_open() {
    let mut child = server();
    say(&mut child, initialize(None));
    hear(&mut child, "\"id\":1");
    say(&mut child, json!({"jsonrpc": "2.0", "id": 2, "method": "shutdown"}));
    hear(&mut child, "\"id\":2");
    say(&mut child, json!({"jsonrpc": "2.0", "method": "exit"}));
    assert_eq!(end(child, Duration::from_secs(5), true).code(), Some(0));
}

/// The messages that were written, each without its header.
fn messages(output: &[u8]) -> Vec<serde_json::Value> {
    let text = std::str::from_utf8(output).unwrap();
    let bodies = text.split("Content-Length: ").skip(1).map(|message| message.split_once("\r\n\r\n").unwrap().1);
    bodies.map(|body| serde_json::from_str(body).unwrap()).collect()
}

#[test]
fn each_request_that_is_under_way_at_the_end_is_answered_or_told_that_it_was_cancelled() {
    let mut child = server();
    say(&mut child, initialize(None));
    hear(&mut child, "\"id\":1");
    say(&mut child, json!({"jsonrpc": "2.0", "method": "initialized", "params": {}}));
    let segments: Vec<String> = (0..20_000).map(|n| format!("s300000271_5d{n:022x}")).collect();
    let text = serde_json::to_string_pretty(&json!({"name": "Large", "segmentList": segments})).unwrap();
    let uri = "untitled:large.dataview.json";
    let opened = json!({"uri": uri, "languageId": "cja-dataview", "version": 1, "text": text});
    say(&mut child, json!({"jsonrpc": "2.0", "method": "textDocument/didOpen", "params": {"textDocument": opened}}));
    let position = json!({"line": 4, "character": 9});
    let mut asked = BTreeSet::from([900]);
    for (id, method) in (100..).zip(["documentHighlight", "foldingRange", "documentSymbol", "references", "hover"]) {
        let context = json!({"includeDeclaration": true});
        let params = json!({"textDocument": {"uri": uri}, "position": position, "context": context});
        let method = format!("textDocument/{method}");
        say(&mut child, json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}));
        asked.insert(id);
    }
    say(&mut child, json!({"jsonrpc": "2.0", "id": 900, "method": "shutdown"}));
    say(&mut child, json!({"jsonrpc": "2.0", "method": "exit"}));
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    let mut answered = BTreeSet::new();
    // The first line is what is left of the answer to `initialize`.
    for message in messages(&output.stdout) {
        let Some(id) = message["id"].as_i64().filter(|_| message["method"].is_null()) else { continue };
        assert!(answered.insert(id), "{id} is answered twice");
        assert!(message["error"].is_null() || message["error"]["code"] == -32800, "{message}");
    }
    assert_eq!(answered, asked);
}

#[test]
fn exit_without_shutdown_ends_with_1() {
    let mut child = server();
    say(&mut child, initialize(None));
    say(&mut child, json!({"jsonrpc": "2.0", "method": "exit"}));
    assert_eq!(end(child, Duration::from_secs(5), true).code(), Some(1));
}

#[test]
fn the_end_of_the_input_is_the_end() {
    let mut child = server();
    say(&mut child, initialize(None));
    assert_eq!(end(child, Duration::from_secs(5), false).code(), Some(1));
}

#[test]
fn the_server_does_not_outlive_its_parent() {
    let mut parent = Command::new("cat").stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
    let mut child = server();
    say(&mut child, initialize(Some(parent.id())));
    drop(parent.stdin.take());
    parent.wait().unwrap();
    assert_eq!(end(child, Duration::from_secs(20), true).code(), Some(1));
}

#[test]
fn the_most_verbose_log_shows_no_message_that_came_with_credentials() {
    for asked in ["trace", "tower_lsp_server=trace", "tower_lsp_server::codec=trace"] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cja"));
        command.arg("lsp").env("CJA_LOG", asked).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        say(&mut child, json!({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"capabilities": {}}}));
        hear(&mut child, "\"id\":1");
        say(&mut child, json!({"jsonrpc": "2.0", "method": "initialized", "params": {}}));
        let variables = json!({"CJA_ORG_ID": "A@AdobeOrg", "CJA_CLIENT_ID": "c", "CJA_CLIENT_SECRET": "p8e-planted"});
        let params = json!({"variables": variables});
        say(&mut child, json!({"jsonrpc": "2.0", "id": 2, "method": "cja/signIn", "params": params}));
        hear(&mut child, "\"id\":2");
        say(&mut child, json!({"jsonrpc": "2.0", "id": 3, "method": "shutdown"}));
        hear(&mut child, "\"id\":3");
        say(&mut child, json!({"jsonrpc": "2.0", "method": "exit"}));
        let output = child.wait_with_output().unwrap();
        let log = String::from_utf8_lossy(&output.stderr);
        assert!(!log.contains("p8e-planted"), "{asked}: {log}");
    }
}
