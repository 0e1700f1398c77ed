//! Names from the service, with the sandbox behind the server: by name, with age, offline, and not before a command.

use crate::client::Client;
use cja_lsp::api::connect::Connect;
use cja_lsp::api::request::{Method, Repeat, Request};
use cja_lsp::api::retry::Patience;
use cja_lsp::api::{Env, Folders};
use cja_lsp::sandbox::{Options, Running, Sandbox};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::time::Duration;

const CONNECTION: &str = "dg_0f0e0d0c-1111-2222-3333-444455556666";
const SEGMENT: &str = "s300000001_65f0a1b2c3d4e5f607183000";
/// "Mobile app" of the demo world.
const VIEW: &str = "dv_65f0a1b2c3d4e5f607182904";

/// A workspace of its own beside a sandbox of its own.
struct Desk {
    sandbox: Option<Running>,
    folder: tempfile::TempDir,
    env: Env,
}

impl Desk {
    fn new() -> Desk {
        let sandbox = Sandbox::start(Options { stale: Duration::ZERO, ..Options::default() }).unwrap();
        let env = sandbox.environment().into_iter().collect::<Env>().with("CJA_RATE_LIMIT", "10000");
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("shop")).unwrap();
        Desk { sandbox: Some(sandbox), folder, env }
    }

    /// As somebody who is no product administrator.
    fn analyst() -> Desk {
        let mut desk = Desk::new();
        let credentials = &desk.sandbox.as_ref().unwrap().credentials;
        let analyst = credentials.iter().find(|one| one.secrets == ["p8e-sandbox-only-analyst"]).unwrap().clone();
        desk.env = desk.env.with("CJA_CLIENT_ID", analyst.client_id).with("CJA_CLIENT_SECRET", &*analyst.secrets[0]);
        desk
    }

    fn root(&self) -> PathBuf {
        self.folder.path().join("shop")
    }

    fn uri(&self) -> String {
        format!("file://{}", self.root().join("web.dataview.json").display())
    }

    fn connect(&self) -> Connect {
        let patience = Patience { tries: 1, answer: Duration::from_secs(20), ..Patience::default() };
        let (config, state) = (self.folder.path().join("config"), self.folder.path().join("state"));
        let folders = Folders { config, state };
        Connect { env: self.env.clone(), folders, workspace: self.root(), profile: None, auth_file: None, patience }
    }

    async fn start(&self) -> Client {
        let capabilities = json!({
            "textDocument": {"hover": {"contentFormat": ["markdown"]},
                "inlayHint": {"resolveSupport": {"properties": ["tooltip"]}}},
            "workspace": {"inlayHint": {"refreshSupport": true}}});
        let root = json!(format!("file://{}", self.root().display()));
        let server = cja_lsp::lsp::service_with(Ok(self.connect()));
        let params = json!({"processId": null, "rootUri": root, "capabilities": capabilities});
        let (client, result) = Client::start_with(params, server).await;
        assert_eq!(result["capabilities"]["inlayHintProvider"]["resolveProvider"], true);
        client
    }

    async fn fault(&self, route: &str, kind: &str) {
        let url = format!("{}/__sandbox/faults", self.sandbox.as_ref().unwrap().base_url);
        let wish = json!({"route": route, "kind": kind, "count": 1000});
        assert_eq!(http().post(url).json(&wish).send().await.unwrap().status(), 200);
    }

    /// The paths that the sandbox was asked for.
    async fn received(&self) -> Vec<String> {
        let url = format!("{}/__sandbox/requests", self.sandbox.as_ref().unwrap().base_url);
        let value: Value = http().get(url).send().await.unwrap().json().await.unwrap();
        let paths =
            value["requests"].as_array().unwrap().iter().map(|entry| entry["path"].as_str().unwrap().to_owned());
        paths.filter(|path| !path.starts_with("/__sandbox/")).collect()
    }
}

/// The control routes are no part of the API, so they get a plain client.
fn http() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().build().unwrap()
}

fn view(events: &str) -> String {
    format!(
        r#"{{"id": "{VIEW}", "parentDataGroupId": "{CONNECTION}",
"segmentList": ["{SEGMENT}"],
"sessionDefinition": [{{"func": "BEFORE_EVENTS", "events": [{events}]}}]}}"#
    )
}

/// The first explicit command of the person.
async fn command(client: &mut Client, uri: &str) {
    let params = json!({"command": "cja.refresh", "arguments": [{"uri": uri}]});
    client.request("workspace/executeCommand", params).await;
}

async fn hover(client: &mut Client, uri: &str, line: u32, character: u32) -> String {
    let params = json!({"textDocument": {"uri": uri}, "position": {"line": line, "character": character}});
    let answer = client.request("textDocument/hover", params).await;
    answer["result"]["contents"]["value"].as_str().unwrap_or_default().to_owned()
}

async fn inlays(client: &mut Client, uri: &str) -> Vec<Value> {
    let range = json!({"start": {"line": 0, "character": 0}, "end": {"line": 9, "character": 0}});
    let params = json!({"textDocument": {"uri": uri}, "range": range});
    client.request("textDocument/inlayHint", params).await["result"].as_array().unwrap().clone()
}

/// The hints' labels, once there are so many; the server says when it is worth asking again.
async fn labels(client: &mut Client, uri: &str, count: usize) -> Vec<String> {
    loop {
        let found = inlays(client, uri).await;
        if found.len() >= count {
            return found.iter().map(|hint| hint["label"].as_str().unwrap().to_owned()).collect();
        }
        client.asked_for("workspace/inlayHint/refresh").await;
    }
}

/// The findings of these codes, once all are there.
async fn findings<const N: usize>(client: &mut Client, codes: [&str; N]) -> [Value; N] {
    loop {
        let published = client.notification("textDocument/publishDiagnostics").await;
        let found = published["diagnostics"].as_array().unwrap();
        let found = codes.map(|code| found.iter().find(|found| found["code"] == code).cloned().unwrap_or_default());
        if found.iter().all(Value::is_object) {
            return found;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_sent_before_the_first_command_whatever_the_repository_says() {
    let desk = Desk::new();
    let config = r#"{"version": 1, "names": {"atStart": true}, "inlayHints": true, "profiles": {"default": {}}}"#;
    std::fs::write(desk.root().join("cja.config.json"), config).unwrap();
    let mut client = desk.start().await;
    let uri = desk.uri();
    let settings = json!({"settings": {"cja": {"names": {"atStart": true}}}});
    client.notify("workspace/didChangeConfiguration", settings).await;
    client.open(&uri, "json", &view("\"metrics/launches\"")).await;
    client.notification("textDocument/publishDiagnostics").await;
    assert!(!hover(&mut client, &uri, 1, 20).await.contains("the service told"));
    assert_eq!(inlays(&mut client, &uri).await, Vec::<Value>::new());
    let position = json!({"textDocument": {"uri": uri}, "position": {"line": 1, "character": 20}});
    client.request("textDocument/completion", position).await;
    assert_eq!(desk.received().await, Vec::<String>::new());
    command(&mut client, &uri).await;
    labels(&mut client, &uri, 3).await;
    assert!(desk.received().await.contains(&"/data/connections".to_owned()));
    client.leave().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn after_it_names_complete_stand_beside_ids_and_are_told_with_their_age() {
    let desk = Desk::new();
    let mut client = desk.start().await;
    let uri = desk.uri();
    client.open(&uri, "json", &view("\"metrics/launches\"")).await;
    command(&mut client, &uri).await;
    let names = labels(&mut client, &uri, 3).await;
    assert_eq!(names, ["Web and app events", "Mobile visitors", "Launches"]);
    let told = hover(&mut client, &uri, 0, 70).await;
    assert!(told.starts_with("**Web and app events** – connection\n\nBehaviour on all sites"), "{told}");
    assert!(told.contains("Owner: Ana Ruiz · Data sets: Web SDK events, Mobile app events"), "{told}");
    assert!(told.contains("\n\nAs the service told just now."), "{told}");
    let hint = inlays(&mut client, &uri).await[0].clone();
    let tooltip = client.request("inlayHint/resolve", hint).await["result"]["tooltip"]["value"].clone();
    assert!(tooltip.as_str().unwrap().starts_with("**Web and app events** – connection"), "{tooltip}");
    // Half a name, in a string that is not closed.
    client.change(&uri, 2, json!([{"text": "{\"parentDataGroupId\": \"stores\n}"}])).await;
    let position = json!({"textDocument": {"uri": uri}, "position": {"line": 0, "character": 28}});
    let answer = client.request("textDocument/completion", position).await;
    let items = answer["result"]["items"].as_array().unwrap();
    let item = items.iter().find(|item| item["label"] == "Stores and orders").unwrap();
    assert_eq!(item["textEdit"]["newText"], "\"dg_1a2b3c4d-5555-4666-8777-888899990000\"");
    assert_eq!(item["filterText"], "\"Stores and orders dg_1a2b3c4d-5555-4666-8777-888899990000\"");
    client.leave().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_analyst_who_may_not_list_connections_finds_them_all_the_same() {
    for (search_too, name) in
        [(false, "**Web and app events** – connection"), (true, "The connection of the data view **")]
    {
        let desk = Desk::analyst();
        if search_too {
            desk.fault("GET /data/connections/search", "forbidden-profile").await;
            desk.fault("GET /data/connections/{id}", "forbidden-profile").await;
        }
        let mut client = desk.start().await;
        let uri = desk.uri();
        client.open(&uri, "json", &view("")).await;
        command(&mut client, &uri).await;
        labels(&mut client, &uri, 1 + usize::from(!search_too)).await;
        let told = hover(&mut client, &uri, 0, 70).await;
        assert!(told.starts_with(name), "{told}");
        let received = desk.received().await;
        assert!(received.contains(&"/data/connections/search".to_owned()), "{received:?}");
        assert!(received.contains(&"/data/dataviews".to_owned()), "{received:?}");
        client.leave().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn offline_the_last_known_is_told_with_its_age() {
    let mut desk = Desk::new();
    let uri = desk.uri();
    let mut client = desk.start().await;
    client.open(&uri, "json", &view("\"metrics/launches\"")).await;
    command(&mut client, &uri).await;
    labels(&mut client, &uri, 3).await;
    client.leave().await;
    assert_eq!(std::fs::read_to_string(desk.root().join(".cja/.gitignore")).unwrap(), "*\n");
    // A file of the cache that went bad costs its own names, no others.
    let cache = desk.root().join(".cja/cache/5A4D0B0C1D2E3F4051627384@AdobeOrg");
    let path = cache.join("connections.json");
    let old = std::fs::read_to_string(&path).unwrap();
    let mut file: Value = serde_json::from_str(&old).unwrap();
    file["part"]["read"] = json!(jiff_ago(3 * 3600));
    std::fs::write(&path, file.to_string()).unwrap();
    std::fs::write(cache.join("segments.json"), &old[..old.len() / 2]).unwrap();
    desk.sandbox.take();
    let mut client = desk.start().await;
    client.open(&uri, "json", &view("\"metrics/launches\"")).await;
    assert_eq!(labels(&mut client, &uri, 2).await, ["Web and app events", "Launches"]);
    let told = hover(&mut client, &uri, 0, 70).await;
    assert!(told.contains("\n\nAs the service told 3 hours ago."), "{told}");
    // A command that cannot reach the service changes nothing about it.
    command(&mut client, &uri).await;
    assert!(hover(&mut client, &uri, 0, 70).await.contains("As the service told 3 hours ago."));
    client.leave().await;
}

/// A moment so many seconds ago, as files write it.
fn jiff_ago(seconds: i64) -> String {
    (jiff::Timestamp::now() - jiff::SignedDuration::from_secs(seconds)).to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn ids_that_do_not_exist_or_are_deleted_are_warnings_and_hidden_metrics_are_not() {
    let desk = Desk::new();
    let delete = Request::new(Method::Delete, format!("/segments/{SEGMENT}"), Repeat::Never, "delete a segment");
    desk.connect().client().unwrap().0.send(&delete.expecting_anything()).await.unwrap();
    let mut client = desk.start().await;
    let uri = desk.uri();
    let text = view("\"metrics/launches\", \"metrics/legacy.event1\", \"metrics/lunches\"");
    client.open(&uri, "json", &text).await;
    command(&mut client, &uri).await;
    let [segment, event] = findings(&mut client, ["segment-unavailable", "event-unavailable"]).await;
    assert_eq!((&segment["severity"], &segment["range"]["start"]["line"]), (&json!(2), &json!(1)));
    assert!(
        segment["message"].as_str().unwrap().starts_with("The segment \"Mobile visitors\" is deleted."),
        "{segment}"
    );
    assert_eq!(event["range"]["start"]["character"], text.lines().nth(2).unwrap().find("\"metrics/lunches").unwrap());
    // Typed by hand: asked for by itself.
    let unknown = "dg_99999999-1111-2222-3333-444455556666";
    client.change(&uri, 2, json!([{"text": text.replace(CONNECTION, unknown)}])).await;
    let [connection] = findings(&mut client, ["connection-unavailable"]).await;
    assert!(connection["message"].as_str().unwrap().contains(unknown), "{connection}");
    assert!(desk.received().await.contains(&format!("/data/connections/{unknown}")));
    client.leave().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_users_own_settings_may_say_that_names_are_wanted_from_the_start() {
    let desk = Desk::new();
    std::fs::create_dir(desk.folder.path().join("config")).unwrap();
    let own = r#"{"names": {"atStart": true}}"#;
    std::fs::write(desk.folder.path().join("config/config.json"), own).unwrap();
    let mut client = desk.start().await;
    client.open(&desk.uri(), "json", &view("\"metrics/launches\"")).await;
    assert_eq!(labels(&mut client, &desk.uri(), 3).await.len(), 3);
    client.leave().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn hints_can_be_switched_off() {
    let desk = Desk::new();
    let mut client = desk.start().await;
    let uri = desk.uri();
    client.open(&uri, "json", r#"{"timezoneDesignator": "Asia/Tokyo"}"#).await;
    assert_eq!(labels(&mut client, &uri, 1).await, ["UTC+09:00"]);
    let settings = json!({"settings": {"cja": {"inlayHints": false}}});
    client.notify("workspace/didChangeConfiguration", settings).await;
    client.asked_for("workspace/inlayHint/refresh").await;
    assert_eq!(inlays(&mut client, &uri).await, Vec::<Value>::new());
    client.leave().await;
}
