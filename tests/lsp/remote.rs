//! Create, push, pull and compare from an editor, against the sandbox.

use crate::client::Client;
use cja_lsp::api::connect::Connect;
use cja_lsp::api::retry::Patience;
use cja_lsp::api::{Env, Folders};
use cja_lsp::sandbox::{Options, Running, Sandbox};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::time::Duration;

pub(crate) const EMEA: &str = "dv_65f0a1b2c3d4e5f607182900";

/// A person at an editor with an empty folder, and the service.
pub(crate) struct Desk {
    pub(crate) sandbox: Running,
    folder: tempfile::TempDir,
    pub(crate) editor: Client,
}

pub(crate) fn able() -> Value {
    json!({
        "window": {"showMessage": {}, "showDocument": {"support": true}},
        "textDocument": {"codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": []}}}},
        "workspace": {
            "workspaceEdit": {"documentChanges": true, "resourceOperations": ["create"]},
            "codeLens": {"refreshSupport": true},
        },
    })
}

pub(crate) async fn desk() -> Desk {
    desk_with(able(), Value::Null, None).await
}

pub(crate) async fn desk_with(capabilities: Value, options: Value, config: Option<&str>) -> Desk {
    let sandbox = Sandbox::start(Options::default()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("work");
    std::fs::create_dir(&root).unwrap();
    if let Some(config) = config {
        std::fs::write(root.join("cja.config.json"), config).unwrap();
    }
    let env = sandbox.environment().into_iter().collect::<Env>().with("CJA_RATE_LIMIT", "10000");
    let folders = Folders { config: folder.path().join("config"), state: folder.path().join("state") };
    let patience = Patience {
        rate: Duration::from_millis(20),
        fault: Duration::from_millis(5),
        answer: Duration::from_secs(20),
        ..Patience::default()
    };
    let connect = Connect { env, folders, workspace: root.clone(), profile: None, auth_file: None, patience };
    let folders = json!([{"uri": format!("file://{}", root.display()), "name": "work"}]);
    let params = json!({"processId": null, "rootUri": null, "capabilities": capabilities, "workspaceFolders": folders,
        "initializationOptions": options});
    let (editor, _) = Client::start_with(params, cja_lsp::lsp::service_with(Ok(connect))).await;
    Desk { sandbox, folder, editor }
}

impl Desk {
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join("work").join(name)
    }

    /// Opens a file with a text; gives its address.
    pub(crate) async fn open(&mut self, name: &str, text: &str) -> String {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        let uri = format!("file://{}", path.display());
        self.editor.open(&uri, "cja-dataview", text).await;
        uri
    }

    /// A file as a pull of the web page's view writes it.
    pub(crate) async fn pulled(&mut self) -> String {
        let answer = self.run_with("cja.pullView", json!({"id": EMEA})).await;
        assert_eq!(answer["outcome"], "done", "{answer}");
        let uri = answer["uri"].as_str().map(str::to_owned);
        let uri = uri.unwrap_or_else(|| format!("file://{}", self.path("views/web-emea.dataview.json").display()));
        self.editor.save(&uri).await;
        uri
    }

    pub(crate) async fn run(&mut self, command: &str, uri: &str) -> Value {
        let version = self.editor.version(uri);
        self.run_with(command, json!({"uri": uri, "version": version})).await
    }

    pub(crate) async fn run_with(&mut self, command: &str, arguments: Value) -> Value {
        let params = json!({"command": command, "arguments": [arguments]});
        let answer = self.editor.request("workspace/executeCommand", params).await;
        assert!(answer.get("error").is_none(), "{answer}");
        answer["result"].clone()
    }

    /// Replaces a text in the document, and saves it.
    pub(crate) async fn edit(&mut self, uri: &str, old: &str, new: &str) {
        let text = self.editor.text(uri).replacen(old, new, 1);
        assert_ne!(text, self.editor.text(uri), "{old} is not there");
        let version = self.editor.version(uri) + 1;
        self.editor.change(uri, version, json!([{"text": text}])).await;
        self.editor.save(uri).await;
    }

    pub(crate) async fn lenses(&mut self, uri: &str) -> Vec<String> {
        let params = json!({"textDocument": {"uri": uri}});
        let answer = self.editor.request("textDocument/codeLens", params).await;
        let lenses = answer["result"].as_array().unwrap_or_else(|| panic!("{answer}")).clone();
        let title = |lens: Value| {
            let title = lens["command"]["title"].as_str().unwrap().to_owned();
            title.split(" · checked").next().unwrap().to_owned()
        };
        lenses.into_iter().map(title).collect()
    }

    /// Asks until the first lens says so.
    pub(crate) async fn until(&mut self, uri: &str, state: &str) {
        let begun = std::time::Instant::now();
        let mut last = String::new();
        while begun.elapsed() < Duration::from_secs(60) {
            last = self.lenses(uri).await.swap_remove(0);
            if last == state {
                return;
            }
        }
        panic!("the lens says \"{last}\", not \"{state}\"");
    }

    /// What the sandbox received since it started, without the sign-ins.
    async fn requests(&self) -> Vec<String> {
        let requests = reqwest::get(format!("{}/__sandbox/requests", self.sandbox.base_url)).await.unwrap();
        let requests: Value = requests.json().await.unwrap();
        let line =
            |request: &Value| format!("{} {}", request["method"].as_str().unwrap(), request["path"].as_str().unwrap());
        let list = requests.as_array().or_else(|| requests["requests"].as_array()).unwrap();
        list.iter().map(line).filter(|line| !line.contains("/ims/")).collect()
    }

    /// How many writes the sandbox received.
    pub(crate) async fn writes(&self) -> usize {
        let requests = self.requests().await;
        requests.iter().filter(|line| !line.starts_with("GET") && !line.ends_with("/validate")).count()
    }

    /// A view as the service has it.
    pub(crate) async fn live(&self, id: &str) -> Value {
        let client = self.connect_client();
        client.value(&cja_lsp::api::endpoints::data_views::get(id)).await.unwrap()
    }

    pub(crate) fn connect_client(&self) -> cja_lsp::api::Client {
        let env = self.sandbox.environment().into_iter().collect::<Env>().with("CJA_RATE_LIMIT", "10000");
        let folders =
            Folders { config: self.folder.path().join("other"), state: self.folder.path().join("other-state") };
        let workspace = self.folder.path().to_owned();
        Connect { env, folders, workspace, profile: None, auth_file: None, patience: Patience::default() }
            .client()
            .unwrap()
            .0
    }

    /// Somebody else changes a view.
    pub(crate) async fn elsewhere(&self, id: &str, change: Value) {
        self.change_elsewhere(id, change).await;
    }

    /// The same, to be done at some other moment.
    pub(crate) fn change_elsewhere(&self, id: &str, change: Value) -> impl Future<Output = ()> + Send + use<> {
        let (client, id) = (self.connect_client(), id.to_owned());
        async move {
            let mut document = client.value(&cja_lsp::api::endpoints::data_views::get(&id)).await.unwrap();
            let ours =
                ["name", "description", "parentDataGroupId", "segmentList", "timezoneDesignator", "sessionDefinition"];
            let mut body: serde_json::Map<String, Value> =
                ours.iter().map(|name| ((*name).to_owned(), document[*name].take())).collect();
            body.extend(change.as_object().unwrap().clone());
            let request = cja_lsp::api::endpoints::data_views::update(&id, Value::Object(body).to_string());
            client.value(&request).await.unwrap();
        }
    }

    /// Types over a text in the document, without saving it.
    pub(crate) async fn types(&mut self, uri: &str, old: &str, new: &str) {
        let text = self.editor.text(uri).replacen(old, new, 1);
        assert_ne!(text, self.editor.text(uri), "{old} is not there");
        self.puts(uri, &text).await;
    }

    /// Gives the document another text, without saving it.
    pub(crate) async fn puts(&mut self, uri: &str, text: &str) {
        let version = self.editor.version(uri) + 1;
        self.editor.change(uri, version, json!([{"text": text}])).await;
    }

    /// A file as the disk has it.
    pub(crate) fn disk(&self, uri: &str) -> String {
        std::fs::read_to_string(uri.strip_prefix("file://").unwrap()).unwrap()
    }

    /// What can be done where a text stands, of these kinds.
    pub(crate) async fn actions(&mut self, uri: &str, needle: &str, only: &[&str]) -> Vec<Value> {
        let text = self.editor.text(uri);
        let at = text.find(needle).unwrap_or_else(|| panic!("{needle} is not there"));
        let line = text[..at].matches('\n').count();
        let character = at - text[..at].rfind('\n').map_or(0, |line| line + 1);
        let place = json!({"line": line, "character": character});
        let params = json!({"textDocument": {"uri": uri}, "range": {"start": place, "end": place},
            "context": {"diagnostics": [], "only": only}});
        let answer = self.editor.request("textDocument/codeAction", params).await;
        answer["result"].as_array().unwrap_or_else(|| panic!("{answer}")).clone()
    }

    /// The titles of the quick fixes where a text stands.
    pub(crate) async fn fixes(&mut self, uri: &str, needle: &str) -> Vec<String> {
        let actions = self.actions(uri, needle, &["quickfix"]).await;
        actions.iter().map(|action| action["title"].as_str().unwrap().to_owned()).collect()
    }

    /// Takes one of them; what came of its command.
    pub(crate) async fn fix(&mut self, uri: &str, needle: &str, title: &str) -> Value {
        let actions = self.actions(uri, needle, &["quickfix", "source"]).await;
        let action = actions.iter().find(|action| action["title"] == title);
        let action = action.unwrap_or_else(|| panic!("no {title} in {actions:?}"));
        let command = action["command"]["command"].as_str().unwrap().to_owned();
        self.run_with(&command, action["command"]["arguments"][0].clone()).await
    }

    /// The findings of the service's side in the next report about a document that has any of them.
    pub(crate) async fn findings(&mut self, uri: &str) -> Vec<String> {
        loop {
            let report = self.editor.notification("textDocument/publishDiagnostics").await;
            if report["uri"] != uri {
                continue;
            }
            let items = report["diagnostics"].as_array().unwrap().iter();
            let ours = items.filter(|item| item["code"].as_str().unwrap().starts_with("server-"));
            let found: Vec<String> = ours
                .map(|item| {
                    let start = &item["range"]["start"];
                    format!("{}:{} {}", start["line"], start["character"], item["message"].as_str().unwrap())
                })
                .collect();
            if !found.is_empty() {
                return found;
            }
        }
    }
}

pub(crate) const NEW: &str = r#"{
  "name": "Ours",
  "parentDataGroupId": "dg_0f0e0d0c-1111-2222-3333-444455556666",
  "timezoneDesignator": "Europe/Berlin",
  "sessionDefinition": [{ "numPeriods": 30, "granularity": "MINUTE", "func": "INACTIVITY" }]
}
"#;

#[tokio::test]
async fn a_new_file_is_created_after_a_yes_and_gets_its_id_by_one_edit() {
    let mut desk = desk().await;
    let uri = desk.open("ours.dataview.json", NEW).await;
    assert_eq!(desk.lenses(&uri).await, ["Create in default…"]);
    desk.editor.presses.push_back("Create in default".into());
    let answer = desk.run("cja.create", &uri).await;
    assert_eq!(answer["outcome"], "done", "{answer}");
    let (question, buttons) = &desk.editor.asked[0];
    assert!(question.starts_with("Create \"Ours\" in default (5A4D0B0C1D2E3F4051627384@AdobeOrg)?"), "{question}");
    assert_eq!(buttons, &["Create in default"]);
    let value: Value = serde_json::from_str(desk.editor.text(&uri)).unwrap();
    let id = value["id"].as_str().unwrap();
    assert_eq!(desk.editor.text(&uri), NEW.replace("]\n}", &format!("],\n  \"id\": \"{id}\"\n}}")));
    assert_eq!(desk.live(id).await["name"], "Ours");
    assert_eq!(desk.writes().await, 1);
    desk.editor.save(&uri).await;
    let uri = uri.clone();
    assert_eq!(desk.lenses(&uri).await, ["In sync · default", "Review & push…", "Pull", "Compare"]);
    desk.editor.leave().await;
}

#[tokio::test]
async fn a_question_that_is_dismissed_writes_nothing() {
    let mut desk = desk().await;
    let uri = desk.open("ours.dataview.json", NEW).await;
    let answer = desk.run("cja.create", &uri).await;
    assert_eq!((answer["outcome"].as_str(), desk.writes().await), (Some("dismissed"), 0));
    assert_eq!(std::fs::read_to_string(desk.path("ours.dataview.json")).unwrap(), NEW);
    desk.editor.leave().await;
}

#[tokio::test]
async fn nothing_is_sent_before_the_first_command() {
    let mut desk = desk().await;
    let uri = desk
        .open("ours.dataview.json", &NEW.replace("{\n  \"name", &format!("{{\n  \"id\": \"{EMEA}\",\n  \"name")))
        .await;
    assert_eq!(desk.lenses(&uri).await, ["Review & push…", "Pull", "Compare"]);
    desk.editor.notify("cja/focus", json!({"focused": true})).await;
    let range = json!({"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 1}});
    let params =
        json!({"textDocument": {"uri": uri}, "range": range, "context": {"diagnostics": [], "only": ["source"]}});
    let actions = desk.editor.request("textDocument/codeAction", params).await;
    let of_service = actions["result"].as_array().unwrap().iter().filter(|action| action["kind"] == "source");
    let titles: Vec<&str> = of_service.map(|action| action["title"].as_str().unwrap()).collect();
    assert_eq!(
        titles,
        [
            "Push to default…",
            "Pull live view from default",
            "Compare with live",
            "Check with the service",
            "Pull a view into the workspace…",
            "Copy as cURL",
            "Copy as Python (requests)"
        ]
    );
    assert_eq!(desk.requests().await, Vec::<String>::new());
    desk.editor.leave().await;
}

#[tokio::test]
async fn changed_fields_are_shown_pushed_and_undone() {
    let mut desk = desk().await;
    let uri = desk.pulled().await;
    assert_eq!(desk.lenses(&uri).await[0], "In sync · default");
    desk.edit(&uri, "Europe/Berlin", "Europe/Madrid").await;
    assert_eq!(desk.lenses(&uri).await[..2], ["1 field to push · default", "Review & push (1 field)…"]);
    desk.editor.presses.extend(["Push 1 field to default".into(), "Undo".into(), "Undo 1 field in default".into()]);
    let answer = desk.run("cja.push", &uri).await;
    assert_eq!(answer["message"], "Pushed 1 field of \"Web – EMEA\" to default.", "{answer}");
    let (question, _) = &desk.editor.asked[0];
    assert!(question.contains("\ntimezoneDesignator: \"Europe/Berlin\" → \"Europe/Madrid\""), "{question}");
    // The button beside the message undoes it; the last thing told is that.
    while desk.editor.asked.len() < 4 {
        desk.lenses(&uri).await;
    }
    assert!(desk.editor.asked[3].0.starts_with("Undid 1 field of \"Web – EMEA\" in default."));
    assert_eq!(desk.live(EMEA).await["timezoneDesignator"], "Europe/Berlin");
    desk.editor.leave().await;
}

#[tokio::test]
async fn what_is_not_saved_is_not_sent() {
    let mut desk = desk().await;
    let uri = desk.pulled().await;
    let text = desk.editor.text(&uri).replace("Europe/Berlin", "Europe/Madrid");
    let version = desk.editor.version(&uri) + 1;
    desk.editor.change(&uri, version, json!([{"text": text}])).await;
    let answer = desk.run("cja.push", &uri).await;
    assert_eq!(answer["outcome"], "refused");
    assert!(answer["message"].as_str().unwrap().contains("Save first"), "{answer}");
    let stale = desk.run_with("cja.push", json!({"uri": uri, "version": version - 1})).await;
    assert!(stale["message"].as_str().unwrap().contains("changed since"), "{stale}");
    assert_eq!(desk.writes().await, 0);
    desk.editor.leave().await;
}

#[tokio::test]
async fn a_change_on_the_service_is_seen_on_focus_and_pulled_as_one_edit() {
    let mut desk = desk().await;
    let uri = desk.pulled().await;
    let before = desk.editor.text(&uri).to_owned();
    desk.elsewhere(EMEA, json!({"timezoneDesignator": "Asia/Tokyo"})).await;
    desk.editor.notify("cja/focus", json!({"focused": true})).await;
    desk.until(&uri, "1 field to pull · default").await;
    assert_eq!(desk.lenses(&uri).await[2], "Pull (1 field)");
    let all = json!({"start": {"line": 0, "character": 0}, "end": {"line": 99, "character": 0}});
    let params = json!({"textDocument": {"uri": uri}, "range": all});
    let hints = desk.editor.request("textDocument/inlayHint", params).await["result"].clone();
    let labels: Vec<&str> = hints.as_array().unwrap().iter().map(|hint| hint["label"].as_str().unwrap()).collect();
    assert!(labels.contains(&"server: \"Asia/Tokyo\""), "{labels:?}");
    let answer = desk.run("cja.pull", &uri).await;
    assert_eq!(answer["outcome"], "done", "{answer}");
    assert_eq!(desk.editor.text(&uri), before.replace("Europe/Berlin", "Asia/Tokyo"));
    desk.editor.save(&uri).await;
    assert_eq!(desk.run("cja.push", &uri).await["outcome"], "nothing");
    assert_eq!(desk.writes().await, 1, "the other one's alone");
    desk.editor.leave().await;
}

#[tokio::test]
async fn a_change_on_both_sides_is_refused_with_both_values_on_the_key() {
    let mut desk = desk().await;
    let uri = desk.pulled().await;
    desk.edit(&uri, "\"numPeriods\": 30", "\"numPeriods\": 60").await;
    let session = json!([{"numPeriods": 45, "granularity": "MINUTE", "func": "INACTIVITY"}]);
    desk.elsewhere(EMEA, json!({"sessionDefinition": session})).await;
    let answer = desk.run("cja.push", &uri).await;
    assert_eq!(answer["outcome"], "refused", "{answer}");
    let found = desk.findings(&uri).await;
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].contains("\"numPeriods\": you have 60, the server has 45 (was 30)"), "{found:?}");
    assert_eq!(desk.lenses(&uri).await[0], "Conflict in 1 field · default");
    let pull = desk.run("cja.pull", &uri).await;
    assert_eq!(pull["outcome"], "refused", "{pull}");
    assert_eq!(desk.writes().await, 1, "the other one's alone");
    desk.editor.leave().await;
}

#[tokio::test]
async fn a_client_that_cannot_ask_names_the_plan_it_was_shown() {
    let mut able = able();
    able["window"] = json!({});
    let mut desk = desk_with(able, Value::Null, None).await;
    let uri = desk.open("ours.dataview.json", NEW).await;
    let answer = desk.run("cja.create", &uri).await;
    assert_eq!((answer["outcome"].as_str(), desk.writes().await), (Some("asked"), 0), "{answer}");
    let plan = answer["plan"].clone();
    let done = desk.run_with("cja.apply", json!({"plan": plan, "uri": uri})).await;
    assert_eq!((done["outcome"].as_str(), desk.writes().await), (Some("done"), 1), "{done}");
    let twice = desk.run_with("cja.apply", json!({"plan": plan, "uri": uri})).await;
    assert_eq!((twice["outcome"].as_str(), desk.writes().await), (Some("failed"), 1), "{twice}");
    desk.editor.leave().await;
}

#[tokio::test]
async fn a_protected_profile_is_named_on_the_button() {
    let config =
        r#"{"version": 1, "profiles": {"prod": {"org": "5A4D0B0C1D2E3F4051627384@AdobeOrg", "protected": true}}}"#;
    let mut desk = desk_with(able(), Value::Null, Some(config)).await;
    let uri = desk.open("ours.dataview.json", NEW).await;
    assert_eq!(desk.lenses(&uri).await, ["Create in prod (protected)…"]);
    desk.editor.presses.push_back("Create in prod (protected)".into());
    let answer = desk.run("cja.create", &uri).await;
    assert_eq!((answer["outcome"].as_str(), desk.writes().await), (Some("done"), 1), "{answer}");
    desk.editor.leave().await;
}

#[tokio::test]
async fn the_services_no_stands_on_the_member_that_it_names() {
    let mut desk = desk().await;
    let text = NEW.replace("  \"timezoneDesignator\": \"Europe/Berlin\",\n", "");
    let with_id = text.replacen('{', &format!("{{\n  \"id\": \"{EMEA}\","), 1);
    let uri = desk.open("ours.dataview.json", &with_id).await;
    // With an id nothing has to be there, so the file is whole, and the service has the rest.
    assert_eq!(desk.run("cja.checkWithService", &uri).await["outcome"], "done");
    desk.editor.leave().await;
}

#[tokio::test]
async fn a_call_is_written_out_without_its_token() {
    let mut desk = desk_with(able(), json!({"client": {"open": true}}), None).await;
    let uri = desk.open("ours.dataview.json", NEW).await;
    for (command, language, begins) in [
        ("cja.copyAsCurl", "shellscript", "curl --fail-with-body -X POST"),
        ("cja.copyAsPython", "python", "res = requests.post("),
    ] {
        let answer = desk.run(command, &uri).await;
        assert_eq!(answer["outcome"], "done", "{answer}");
        let opened = desk.editor.notification("cja/open").await;
        let text = opened["content"].as_str().unwrap();
        assert_eq!(opened["language"], language);
        assert!(text.contains(begins) && text.contains("CJA_ACCESS_TOKEN") && !text.contains("p8e-"), "{text}");
    }
    assert_eq!(desk.requests().await, Vec::<String>::new());
    desk.editor.leave().await;
}

#[tokio::test]
async fn both_versions_are_shown_side_by_side_or_as_a_file() {
    for own in [true, false] {
        let mut desk = desk_with(able(), json!({"client": {"compare": own}}), None).await;
        let uri = desk.pulled().await;
        desk.edit(&uri, "Europe/Berlin", "Europe/Madrid").await;
        assert_eq!(desk.run("cja.compare", &uri).await["outcome"], "done");
        let left = match own {
            true => desk.editor.notification("cja/compare").await["left"].as_str().unwrap().to_owned(),
            false => std::fs::read_to_string(desk.path(&format!(".cja/preview/{EMEA}.default.json"))).unwrap(),
        };
        assert!(left.contains("Europe/Berlin"), "{left}");
        desk.editor.leave().await;
    }
}

#[tokio::test]
async fn where_nobody_says_which_profile_counts_the_lens_says_so() {
    let config = |rest: &str| format!(r#"{{"version": 1, "profiles": {{"dev": {{}}, "prod": {{}}}}{rest}}}"#);
    let mut desk = desk_with(able(), Value::Null, Some(&config(""))).await;
    let uri = desk.open("web.dataview.json", r#"{"name": "Web"}"#).await;
    let said = "No push and pull: several profiles and no default in cja.config.json";
    assert_eq!(desk.lenses(&uri).await, [said]);
    std::fs::write(desk.path("cja.config.json"), config(r#", "defaultProfile": "dev""#)).unwrap();
    let changes =
        json!({"changes": [{"uri": format!("file://{}", desk.path("cja.config.json").display()), "type": 2}]});
    desk.editor.notify("workspace/didChangeWatchedFiles", changes).await;
    desk.until(&uri, "Create in dev…").await;
    desk.editor.leave().await;
}

/// Somebody who opens a hundred lists and leaves them open can still work.
#[tokio::test]
async fn questions_that_stay_open_hold_nothing_else_up() {
    const OPEN: usize = 100;
    let mut desk = desk_with(able(), json!({}), None).await;
    let uri = desk.pulled().await;
    desk.editor.left_open = Some(Vec::new());
    let mut asked = Vec::new();
    for _ in 0..OPEN {
        let params = json!({"command": "cja.pullView", "arguments": [{}]});
        asked.push(desk.editor.ask("workspace/executeCommand", params).await);
    }
    let place = json!({"textDocument": {"uri": uri}, "position": {"line": 1, "character": 4}});
    for _ in 0..3 {
        let hover = desk.editor.request("textDocument/hover", place.clone()).await;
        assert!(hover["result"].is_object() || hover["result"].is_null(), "{hover}");
    }
    while desk.editor.left_open.as_ref().unwrap().len() < OPEN {
        desk.editor.request("textDocument/hover", place.clone()).await;
    }
    for id in desk.editor.left_open.take().unwrap() {
        desk.editor.send(json!({"jsonrpc": "2.0", "id": id, "result": null})).await;
    }
    for id in asked {
        assert_eq!(desk.editor.answer(id).await["result"]["outcome"], "dismissed");
    }
    desk.editor.leave().await;
}
