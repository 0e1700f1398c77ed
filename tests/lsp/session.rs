//! What a session does with documents, settings and requests that come to nothing.

use crate::client::Client;
use serde_json::{Value, json};

const URI: &str = "file:///tmp/session.dataview.json";
const WRONG: &str = r#"{"id": "dv_65f0a1b2c3d4e5f60718293a", "name": 7}"#;

fn pulling() -> Value {
    json!({"textDocument": {"diagnostic": {}}, "workspace": {"diagnostics": {"refreshSupport": true}}})
}

async fn pull(client: &mut Client, uri: &str, previous: Option<&str>) -> Value {
    let mut params = json!({"textDocument": {"uri": uri}});
    if let Some(previous) = previous {
        params["previousResultId"] = json!(previous);
    }
    client.request("textDocument/diagnostic", params).await["result"].clone()
}

fn codes(report: &Value) -> Vec<String> {
    let items = report["items"].as_array().or_else(|| report["diagnostics"].as_array());
    items.unwrap().iter().map(|item| item["code"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_client_that_pulls_gets_no_pushes_and_an_unchanged_report_once() {
    let (mut client, result) = Client::start(pulling()).await;
    assert!(result["capabilities"]["diagnosticProvider"].is_object());
    client.open(URI, "json", WRONG).await;
    let report = pull(&mut client, URI, None).await;
    assert_eq!((report["kind"].as_str(), codes(&report)), (Some("full"), vec!["wrong-type".to_owned()]));
    let id = report["resultId"].as_str().unwrap().to_owned();
    assert_eq!(pull(&mut client, URI, Some(&id)).await["kind"], "unchanged");
    client.change(URI, 2, json!([{"text": "{\"id\": \"dv_65f0a1b2c3d4e5f60718293a\"}"}])).await;
    assert_eq!(codes(&pull(&mut client, URI, Some(&id)).await), Vec::<String>::new());
    assert!(client.notifications.iter().all(|message| message["method"] != "textDocument/publishDiagnostics"));
    client.leave().await;
}

#[tokio::test]
async fn a_client_that_cannot_be_told_to_pull_again_gets_pushes() {
    let (mut client, result) = Client::start(json!({"textDocument": {"diagnostic": {}}})).await;
    assert!(result["capabilities"].get("diagnosticProvider").is_none());
    client.open(URI, "json", WRONG).await;
    assert_eq!(codes(&client.notification("textDocument/publishDiagnostics").await), ["wrong-type"]);
    client.leave().await;
}

#[tokio::test]
async fn other_json_is_left_alone_and_a_schema_makes_it_ours() {
    let (mut client, _) = Client::start(pulling()).await;
    let other = "file:///tmp/other/package.json";
    client.open(other, "json", "{\"name\": 7,}").await;
    assert_eq!(codes(&pull(&mut client, other, None).await), Vec::<String>::new());
    let ours = "{\"$schema\": \"https://cja-lsp.dev/schemas/dataview.schema.json\", \"id\": \"dv_65f0a1b2c3d4e5f60718293b\", \"name\": 7}";
    client.change(other, 2, json!([{"text": ours}])).await;
    assert_eq!(codes(&pull(&mut client, other, None).await), ["wrong-type"]);
    client.open("untitled:Untitled-1", "cja-dataview", WRONG).await;
    assert_eq!(codes(&pull(&mut client, "untitled:Untitled-1", None).await), ["wrong-type"]);
    client.leave().await;
}

#[tokio::test]
async fn settings_count_at_once() {
    let (mut client, _) = Client::start(json!({})).await;
    client.open(URI, "json", "{\"id\": \"x\"}").await;
    assert_eq!(codes(&client.notification("textDocument/publishDiagnostics").await), ["id-shape"]);
    let settings = json!({"settings": {"cja": {"rules": {"id-shape": "off"}}}});
    client.notify("workspace/didChangeConfiguration", settings).await;
    assert_eq!(codes(&client.notification("textDocument/publishDiagnostics").await), Vec::<String>::new());
    client.notify("textDocument/didClose", json!({"textDocument": {"uri": URI}})).await;
    assert_eq!(codes(&client.notification("textDocument/publishDiagnostics").await), Vec::<String>::new());
    client.leave().await;
}

#[tokio::test]
async fn the_settings_file_of_a_folder_counts_and_its_change_too() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("cja.config.json");
    std::fs::write(&file, r#"{"version": 1, "roots": ["views"], "rules": {"wrong-type": "hint"}}"#).unwrap();
    let uri = format!("file://{}/views/web.json", folder.path().display());
    let (mut client, _) = Client::start(json!({})).await;
    client.open(&uri, "json", WRONG).await;
    let published = client.notification("textDocument/publishDiagnostics").await;
    assert_eq!((codes(&published), &published["diagnostics"][0]["severity"]), (vec!["wrong-type".into()], &json!(4)));
    std::fs::write(&file, r#"{"version": 1, "roots": ["views"]}"#).unwrap();
    let change = json!({"changes": [{"uri": format!("file://{}", file.display()), "type": 2}]});
    client.notify("workspace/didChangeWatchedFiles", change).await;
    let published = client.notification("textDocument/publishDiagnostics").await;
    assert_eq!(published["diagnostics"][0]["severity"], 1);
    client.leave().await;
}

#[tokio::test]
async fn what_makes_no_sense_is_survived() {
    let (mut client, _) = Client::start(json!({})).await;
    client.change("file:///tmp/never-opened.dataview.json", 5, json!([{"text": "{}"}])).await;
    let position = json!({"textDocument": {"uri": "file:///tmp/never-opened.dataview.json"}, "position": {"line": 9, "character": 9}});
    assert_eq!(client.request("textDocument/hover", position).await["result"], Value::Null);
    assert!(client.request("textDocument/hover", json!({"nonsense": true})).await["error"].is_object());
    assert!(client.request("no/such/method", json!({})).await["error"].is_object());
    client.open(URI, "json", "{\"name\": \"🛒\"").await;
    let range = json!({"start": {"line": 7, "character": 900}, "end": {"line": 2, "character": 0}});
    client.change(URI, 2, json!([{"range": range, "text": "}"}])).await;
    let far = json!({"textDocument": {"uri": URI}, "position": {"line": 4000, "character": 4000}});
    assert!(client.request("textDocument/completion", far).await.get("error").is_none());
    client.leave().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancelled_request_is_answered_as_such_and_others_go_on() {
    let (mut client, _) = Client::start(pulling()).await;
    // Large enough that the answer cannot be ready before the cancellation arrives.
    let item = r#"{"id": "dv_65f0a1b2c3d4e5f60718293a", "name": 7, "sessionDefinition": [{"func": "X"}]},"#;
    let large = format!("[{}{{\"id\": \"x\"}}]", item.repeat(40_000));
    client.open(URI, "json", &large).await;
    let slow = client.ask("textDocument/diagnostic", json!({"textDocument": {"uri": URI}})).await;
    client.notify("$/cancelRequest", json!({"id": slow})).await;
    let answer = client.answer(slow).await;
    assert_eq!(answer["error"]["code"], -32800, "{}", answer.to_string().chars().take(200).collect::<String>());
    let params =
        json!({"textDocument": {"uri": "file:///tmp/none.dataview.json"}, "position": {"line": 0, "character": 0}});
    assert_eq!(client.request("textDocument/hover", params).await["result"], Value::Null);
    client.leave().await;
}
