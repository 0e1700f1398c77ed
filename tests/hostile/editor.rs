//! An editor that opens the repository, as a person does who looks into a file.

use crate::area::Area;
use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::process::{ChildStdout, Stdio};
use std::sync::mpsc;
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(60);

/// Opens the repository and a file in it, asks what editors ask, and ends in good order.
pub(crate) fn session(area: &Area, name: &str) {
    let mut command = area.command(&["lsp"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let (mut to, from) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
    let (sender, messages) = mpsc::channel();
    std::thread::spawn(move || read(from, &sender));
    let mut send = |message: Value| {
        let text = message.to_string();
        write!(to, "Content-Length: {}\r\n\r\n{text}", text.len()).and_then(|()| to.flush()).unwrap();
    };
    let root = format!("file://{}", area.clone().display());
    let file = format!("{root}/views/web.dataview.json");
    let asked = [
        (
            "initialize",
            json!({"processId": null, "rootUri": root, "capabilities": {"textDocument": {"diagnostic": {}}},
            "workspaceFolders": [{"uri": root, "name": "clone"}]}),
        ),
        ("textDocument/diagnostic", json!({"textDocument": {"uri": file}})),
        ("textDocument/hover", json!({"textDocument": {"uri": file}, "position": {"line": 1, "character": 10}})),
        ("textDocument/codeLens", json!({"textDocument": {"uri": file}})),
        (
            "textDocument/inlayHint",
            json!({"textDocument": {"uri": file},
            "range": {"start": {"line": 0, "character": 0}, "end": {"line": 9, "character": 0}}}),
        ),
        ("workspace/symbol", json!({"query": "web"})),
        ("workspace/diagnostic", json!({"previousResultIds": []})),
        ("workspace/executeCommand", json!({"command": "cja.push", "arguments": [{"uri": file, "dryRun": true}]})),
        ("shutdown", Value::Null),
    ];
    for (id, (method, params)) in asked.into_iter().enumerate() {
        send(json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}));
        loop {
            let message: Value =
                messages.recv_timeout(PATIENCE).unwrap_or_else(|_| panic!("{name}: {method} is not answered"));
            match (message.get("method"), message.get("id")) {
                (None, Some(answered)) if *answered == json!(id) => break,
                (Some(_), Some(asks)) => send(json!({"jsonrpc": "2.0", "id": asks, "result": null})),
                _ => {}
            }
        }
        if id == 0 {
            send(json!({"jsonrpc": "2.0", "method": "initialized", "params": {}}));
            let text = area.view("Web – EMEA");
            let document = json!({"uri": file, "languageId": "json", "version": 1, "text": text});
            send(json!({"jsonrpc": "2.0", "method": "textDocument/didOpen", "params": {"textDocument": document}}));
            send(
                json!({"jsonrpc": "2.0", "method": "textDocument/didSave", "params": {"textDocument": {"uri": file}}}),
            );
        }
    }
    send(json!({"jsonrpc": "2.0", "method": "exit"}));
    // The other end of the pipe closes when the program has ended.
    while messages.recv_timeout(PATIENCE).is_ok() {}
    child.kill().unwrap();
    child.wait().unwrap();
}

fn read(from: ChildStdout, to: &mpsc::Sender<Value>) {
    let mut from = BufReader::new(from);
    loop {
        let mut length = 0;
        loop {
            let mut line = String::new();
            if from.read_line(&mut line).unwrap_or(0) == 0 {
                return;
            }
            match line.trim().strip_prefix("Content-Length:") {
                Some(number) => length = number.trim().parse().unwrap(),
                None if line.trim().is_empty() => break,
                None => {}
            }
        }
        let mut body = vec![0; length];
        if from.read_exact(&mut body).is_err() || to.send(serde_json::from_slice(&body).unwrap()).is_err() {
            return;
        }
    }
}
