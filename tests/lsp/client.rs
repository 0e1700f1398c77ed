//! A client over a pipe: sorts what comes by id and method, waits with a deadline, never sleeps.

use serde_json::{Value, json};
use std::collections::{HashMap, VecDeque};
use std::pin::Pin;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::UnixStream;
use tokio::net::unix::{OwnedReadHalf, OwnedWriteHalf};

/// How long anything may take before it counts as missing.
const PATIENCE: Duration = Duration::from_secs(60);

type Service =
    (tower_lsp::LspService<cja_lsp::lsp::Server>, tower_lsp::ClientSocket, std::sync::Arc<cja_lsp::lsp::Session>);

pub(crate) struct Client {
    input: OwnedWriteHalf,
    output: BufReader<OwnedReadHalf>,
    answers: HashMap<i64, Value>,
    pub(crate) notifications: VecDeque<Value>,
    /// What the person presses when asked, in turn; nothing when it is empty.
    pub(crate) presses: VecDeque<String>,
    /// The questions, with their buttons.
    pub(crate) asked: Vec<(String, Vec<String>)>,
    /// Saves what an edit was made in before it answers the edit, as an editor that saves by itself may.
    pub(crate) saves_at_once: bool,
    /// What happens while a question is open, in turn.
    pub(crate) meanwhile: VecDeque<Pin<Box<dyn Future<Output = ()> + Send>>>,
    /// Questions that the person leaves open, by their ids; none where each is answered at once.
    pub(crate) left_open: Option<Vec<Value>>,
    /// The methods of the server's requests; each has been answered.
    pub(crate) requests: VecDeque<String>,
    /// Open documents as the editor has them.
    texts: HashMap<String, (i64, String)>,
    last_id: i64,
    server: tokio::task::JoinHandle<()>,
}

impl Client {
    /// A server that has been initialised with these capabilities.
    pub(crate) async fn start(capabilities: Value) -> (Client, Value) {
        Client::start_in(capabilities, Value::Null).await
    }

    /// The same with a folder, given by its address.
    pub(crate) async fn start_in(capabilities: Value, root: Value) -> (Client, Value) {
        let params = json!({"processId": null, "rootUri": root, "capabilities": capabilities});
        Client::start_with(params, cja_lsp::lsp::service()).await
    }

    /// The same with everything said at the beginning, and a server of the caller's.
    pub(crate) async fn start_with(params: Value, server: Service) -> (Client, Value) {
        let (ours, theirs) = UnixStream::pair().unwrap();
        let theirs = theirs.into_std().unwrap();
        theirs.set_nonblocking(false).unwrap();
        let server = tokio::spawn(cja_lsp::lsp::serve(server, theirs.try_clone().unwrap(), theirs));
        let (output, input) = ours.into_split();
        let output = BufReader::new(output);
        let mut client = Client {
            input,
            output,
            answers: HashMap::new(),
            notifications: VecDeque::new(),
            presses: VecDeque::new(),
            asked: Vec::new(),
            saves_at_once: false,
            left_open: None,
            meanwhile: VecDeque::new(),
            requests: VecDeque::new(),
            texts: HashMap::new(),
            last_id: 0,
            server,
        };
        let result = client.request("initialize", params).await["result"].clone();
        client.notify("initialized", json!({})).await;
        (client, result)
    }

    pub(crate) async fn send(&mut self, message: Value) {
        self.send_text(&message.to_string()).await;
    }

    /// Sends a message as it is written.
    pub(crate) async fn send_text(&mut self, text: &str) {
        let frame = format!("Content-Length: {}\r\n\r\n{text}", text.len());
        self.input.write_all(frame.as_bytes()).await.unwrap();
    }

    pub(crate) async fn notify(&mut self, method: &str, params: Value) {
        self.send(json!({"jsonrpc": "2.0", "method": method, "params": params})).await;
    }

    /// Sends a request; the answer is asked for by its id.
    pub(crate) async fn ask(&mut self, method: &str, params: Value) -> i64 {
        self.last_id += 1;
        self.send(json!({"jsonrpc": "2.0", "id": self.last_id, "method": method, "params": params})).await;
        self.last_id
    }

    pub(crate) async fn request(&mut self, method: &str, params: Value) -> Value {
        let id = self.ask(method, params).await;
        self.answer(id).await
    }

    pub(crate) async fn answer(&mut self, id: i64) -> Value {
        loop {
            if let Some(answer) = self.answers.remove(&id) {
                return answer;
            }
            self.read().await;
        }
    }

    /// The next notification of a method.
    pub(crate) async fn notification(&mut self, method: &str) -> Value {
        loop {
            if let Some(at) = self.notifications.iter().position(|message| message["method"] == method) {
                return self.notifications.remove(at).unwrap()["params"].clone();
            }
            self.read().await;
        }
    }

    /// Waits for a request of the server that was not waited for yet.
    pub(crate) async fn asked_for(&mut self, method: &str) {
        loop {
            if let Some(at) = self.requests.iter().position(|asked| asked == method) {
                self.requests.remove(at);
                return;
            }
            self.read().await;
        }
    }

    async fn read(&mut self) {
        let message = tokio::time::timeout(PATIENCE, self.message()).await.expect("the server is silent");
        match (message.get("id").and_then(Value::as_i64), message.get("method")) {
            (Some(id), None) => {
                self.answers.insert(id, message);
            }
            (Some(_), Some(method)) if self.left_open.is_some() && method == "window/showMessageRequest" => {
                self.left_open.iter_mut().for_each(|open| open.push(message["id"].clone()));
            }
            (Some(_), Some(_)) => {
                let answer = self.serve(message["method"].as_str().unwrap(), &message["params"]).await;
                self.send(json!({"jsonrpc": "2.0", "id": message["id"], "result": answer})).await;
                self.requests.extend(message["method"].as_str().map(str::to_owned));
            }
            _ => self.notifications.push_back(message),
        }
    }

    /// What the editor answers to a request of the server.
    async fn serve(&mut self, method: &str, params: &Value) -> Value {
        if matches!(method, "window/showMessageRequest" | "cja/review")
            && let Some(event) = self.meanwhile.pop_front()
        {
            event.await;
        }
        match method {
            "cja/save" => {
                self.save(params["uri"].as_str().unwrap()).await;
                json!(true)
            }
            "workspace/configuration" => json!([{}]),
            "window/showMessageRequest" => {
                let title = |action: &Value| action["title"].as_str().unwrap().to_owned();
                let buttons = params["actions"].as_array().unwrap().iter().map(title).collect();
                self.asked.push((params["message"].as_str().unwrap().to_owned(), buttons));
                self.presses.pop_front().map_or(Value::Null, |title| json!({"title": title}))
            }
            "cja/review" | "cja/confirm" => {
                let lines = ["title", "detail", "message"].map(|name| params[name].as_str().unwrap_or_default());
                let buttons = params["buttons"].as_array().into_iter().flatten();
                let buttons = buttons.map(|button| button.as_str().unwrap().to_owned()).collect();
                self.asked.push((lines.join("\n"), buttons));
                self.presses.pop_front().map_or(Value::Null, Value::String)
            }
            "workspace/applyEdit" => {
                for change in params["edit"]["documentChanges"].as_array().unwrap().clone() {
                    self.apply(&change).await;
                    if let Some(uri) = change["textDocument"]["uri"].as_str().filter(|_| self.saves_at_once) {
                        self.save(uri).await;
                    }
                }
                json!({"applied": true})
            }
            _ => Value::Null,
        }
    }

    async fn apply(&mut self, change: &Value) {
        if change["kind"] == "create" {
            let uri = change["uri"].as_str().unwrap();
            std::fs::write(uri.strip_prefix("file://").unwrap(), "").unwrap();
            self.open(uri, "cja-dataview", "").await;
            return;
        }
        let uri = change["textDocument"]["uri"].as_str().unwrap().to_owned();
        let closed = || (0, std::fs::read_to_string(uri.strip_prefix("file://").unwrap()).unwrap());
        let (version, mut text) = self.texts.get(&uri).cloned().unwrap_or_else(closed);
        // From the last to the first, so that each place is still where it was.
        let mut edits = change["edits"].as_array().unwrap().clone();
        edits.sort_by_key(|edit| {
            std::cmp::Reverse((edit["range"]["start"]["line"].as_u64(), edit["range"]["start"]["character"].as_u64()))
        });
        for edit in &edits {
            let at = |position: &Value| {
                let line = position["line"].as_u64().unwrap() as usize;
                let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
                let column = position["character"].as_u64().unwrap() as usize;
                let units = text[start..].char_indices().scan(0, |units, (at, ch)| {
                    let before = *units;
                    *units += ch.len_utf16();
                    Some((at, before))
                });
                let found = units.into_iter().find(|(_, units)| *units >= column).map(|(at, _)| at);
                start + found.unwrap_or(text.len() - start)
            };
            let (start, end) = (at(&edit["range"]["start"]), at(&edit["range"]["end"]));
            text.replace_range(start..end, edit["newText"].as_str().unwrap());
        }
        if self.texts.contains_key(&uri) {
            self.change(&uri, version + 1, json!([{"text": text}])).await;
        } else {
            std::fs::write(uri.strip_prefix("file://").unwrap(), text).unwrap();
        }
    }

    /// Makes the edit of an answer, as the editor does.
    pub(crate) async fn take(&mut self, edit: &Value) {
        for change in edit["documentChanges"].as_array().unwrap() {
            self.apply(change).await;
        }
    }

    /// A document as the editor has it.
    pub(crate) fn text(&self, uri: &str) -> &str {
        &self.texts[uri].1
    }

    /// Takes a document out of the editor as it is on the disk.
    pub(crate) async fn close(&mut self, uri: &str) {
        self.texts.remove(uri);
        self.notify("textDocument/didClose", json!({"textDocument": {"uri": uri}})).await;
    }

    /// The version of a document.
    pub(crate) fn version(&self, uri: &str) -> i64 {
        self.texts[uri].0
    }

    /// Saves a document as the editor has it.
    pub(crate) async fn save(&mut self, uri: &str) {
        std::fs::write(uri.strip_prefix("file://").unwrap(), self.text(uri)).unwrap();
        self.notify("textDocument/didSave", json!({"textDocument": {"uri": uri}})).await;
    }

    async fn message(&mut self) -> Value {
        let mut length = 0;
        loop {
            let mut line = String::new();
            self.output.read_line(&mut line).await.unwrap();
            match line.trim_end().split_once(": ") {
                Some((name, value)) if name.eq_ignore_ascii_case("content-length") => length = value.parse().unwrap(),
                Some(_) => {}
                None => break,
            }
        }
        let mut body = vec![0; length];
        self.output.read_exact(&mut body).await.unwrap();
        serde_json::from_slice(&body).unwrap()
    }

    pub(crate) async fn open(&mut self, uri: &str, language: &str, text: &str) {
        self.texts.insert(uri.to_owned(), (1, text.to_owned()));
        let document = json!({"uri": uri, "languageId": language, "version": 1, "text": text});
        self.notify("textDocument/didOpen", json!({"textDocument": document})).await;
    }

    pub(crate) async fn change(&mut self, uri: &str, version: i64, changes: Value) {
        if let Some(text) = changes[0]["text"].as_str().filter(|_| changes[0].get("range").is_none()) {
            self.texts.insert(uri.to_owned(), (version, text.to_owned()));
        }
        let document = json!({"uri": uri, "version": version});
        self.notify("textDocument/didChange", json!({"textDocument": document, "contentChanges": changes})).await;
    }

    /// Leaves by the protocol; the server ends, and nothing unread of the last breath is an answer.
    pub(crate) async fn leave(mut self) {
        let answer = self.request("shutdown", Value::Null).await;
        assert_eq!(answer["result"], Value::Null);
        assert!(answer.get("error").is_none(), "{answer}");
        self.notify("exit", Value::Null).await;
        tokio::time::timeout(PATIENCE, self.server).await.expect("the server does not end").unwrap();
        assert!(self.answers.is_empty(), "unread answers: {:?}", self.answers);
    }
}
