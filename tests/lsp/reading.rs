//! Folding, growing selections and formatting by the protocol.

use crate::client::Client;
use serde_json::{Value, json};

const URI: &str = "file:///tmp/reading.dataview.json";
const TEXT: &str =
    "{\r\n\t\"name\": \"🛒\",\r\n\t\"sessionDefinition\": [\r\n\t\t{\r\n\t\t\t\"func\": \"X\"\r\n\t\t}\r\n\t]\r\n}\r\n";

async fn open(capabilities: Value) -> Client {
    let (mut client, _) = Client::start(json!({"textDocument": capabilities})).await;
    client.open(URI, "json", TEXT).await;
    client
}

fn range(start: (u32, u32), end: (u32, u32)) -> Value {
    json!({"start": {"line": start.0, "character": start.1}, "end": {"line": end.0, "character": end.1}})
}

async fn ask(client: &mut Client, method: &str, more: Value) -> Value {
    let mut params = json!({"textDocument": {"uri": URI}});
    params.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    client.request(method, params).await["result"].clone()
}

#[tokio::test]
async fn folds_are_lines_where_the_client_folds_lines_and_exact_where_it_can() {
    let mut lines = open(json!({"foldingRange": {"lineFoldingOnly": true}})).await;
    let folds = ask(&mut lines, "textDocument/foldingRange", json!({})).await;
    assert_eq!(
        folds,
        json!([{"startLine": 0, "endLine": 6}, {"startLine": 2, "endLine": 5}, {"startLine": 3, "endLine": 4}])
    );
    lines.leave().await;
    let both = json!({"lineFoldingOnly": true, "foldingRange": {"collapsedText": true}});
    let mut lines = open(json!({"foldingRange": both})).await;
    let folds = ask(&mut lines, "textDocument/foldingRange", json!({})).await;
    assert_eq!(folds[1]["collapsedText"], "\t\"sessionDefinition\": [ 1 item ");
    lines.leave().await;
    let mut exact = open(json!({"foldingRange": {"foldingRange": {"collapsedText": true}}})).await;
    let folds = ask(&mut exact, "textDocument/foldingRange", json!({})).await;
    assert_eq!(
        folds[0],
        json!({"startLine": 0, "startCharacter": 1, "endLine": 7, "endCharacter": 0, "collapsedText": " 🛒 … "})
    );
    exact.leave().await;
}

#[tokio::test]
async fn what_a_limit_of_folds_leaves_out_is_said_once() {
    let mut client = open(json!({"foldingRange": {"rangeLimit": 1}})).await;
    for _ in 0..2 {
        assert_eq!(ask(&mut client, "textDocument/foldingRange", json!({})).await.as_array().unwrap().len(), 1);
    }
    let said = client.notification("window/logMessage").await;
    assert!(said["message"].as_str().unwrap().contains("2 inner folds are left out"), "{said}");
    assert!(client.notifications.iter().all(|message| message["method"] != "window/logMessage"));
    client.leave().await;
}

#[tokio::test]
async fn a_selection_grows_from_each_cursor() {
    let mut client = open(json!({})).await;
    let positions = json!({"positions": [{"line": 1, "character": 10}, {"line": 9, "character": 0}]});
    let grown = ask(&mut client, "textDocument/selectionRange", positions).await;
    assert_eq!(grown[0]["range"], range((1, 10), (1, 12)));
    assert_eq!(grown[0]["parent"]["range"], range((1, 9), (1, 13)));
    assert_eq!(grown[0]["parent"]["parent"]["range"], range((1, 1), (1, 13)));
    assert_eq!(grown[1], json!({"range": range((0, 0), (8, 0))}));
    client.leave().await;
}

#[tokio::test]
async fn formatted_text_stays_and_options_count() {
    let mut client = open(json!({})).await;
    let options = |more: Value| {
        let mut options = json!({"tabSize": 4, "insertSpaces": false});
        options.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        json!({ "options": options })
    };
    for more in [json!({}), json!({"insertFinalNewline": true, "trimFinalNewlines": true})] {
        assert_eq!(ask(&mut client, "textDocument/formatting", options(more)).await, json!([]));
    }
    let spaces = ask(&mut client, "textDocument/formatting", options(json!({"insertSpaces": true}))).await;
    assert_eq!(spaces[0], json!({"range": range((0, 1), (1, 1)), "newText": "\r\n    "}));
    let mut lines = options(json!({"insertSpaces": true}));
    lines["range"] = range((2, 0), (2, 5));
    let some = ask(&mut client, "textDocument/rangeFormatting", lines).await;
    assert_eq!(some, json!([{"range": range((2, 0), (2, 1)), "newText": "    "}]));
    let mut typed = options(json!({}));
    typed
        .as_object_mut()
        .unwrap()
        .extend(json!({"ch": "}", "position": {"line": 5, "character": 3}}).as_object().unwrap().clone());
    assert_eq!(ask(&mut client, "textDocument/onTypeFormatting", typed.clone()).await, json!([]));
    client.change(URI, 2, json!([{"range": range((5, 0), (5, 2)), "text": "\t\t\t"}])).await;
    typed["position"]["character"] = json!(4);
    assert_eq!(
        ask(&mut client, "textDocument/onTypeFormatting", typed).await,
        json!([{"range": range((5, 0), (5, 3)), "newText": "\t\t"}])
    );
    client.leave().await;
}

#[tokio::test]
async fn what_is_nested_too_deeply_is_not_formatted() {
    let mut client = open(json!({})).await;
    let text = format!("{{\"deep\":\n  {}{}}}", "[".repeat(40_000), "]".repeat(40_000));
    client.change(URI, 2, json!([{"text": text}])).await;
    let options = json!({"options": {"tabSize": 2, "insertSpaces": true}});
    assert_eq!(ask(&mut client, "textDocument/formatting", options.clone()).await, json!([]));
    let mut lines = options.clone();
    lines["range"] = range((0, 0), (1, 9));
    assert_eq!(ask(&mut client, "textDocument/rangeFormatting", lines).await, json!([]));
    let mut typed = options;
    typed["ch"] = json!("\n");
    typed["position"] = json!({"line": 1, "character": 2});
    assert_eq!(ask(&mut client, "textDocument/onTypeFormatting", typed).await, json!([]));
    client.leave().await;
}
