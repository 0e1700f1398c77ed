//! Large documents: what would take hours if its cost grew with the square, and outlines that nobody could show.

use crate::client::Client;
use serde_json::{Value, json};

const URI: &str = "file:///tmp/large.dataview.json";

#[tokio::test(flavor = "multi_thread")]
async fn a_file_on_one_line_with_sixty_thousand_findings() {
    let (mut client, _) =
        Client::start(json!({"textDocument": {"codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix"]}}}}})).await;
    let members: Vec<String> = (0..60_000).map(|number| format!("\"ß\": {number}")).collect();
    client.open(URI, "json", &format!("{{{}}}", members.join(","))).await;
    let published = client.notification("textDocument/publishDiagnostics").await;
    let found = published["diagnostics"].as_array().unwrap();
    let twice: Vec<&Value> = found.iter().filter(|one| one["code"] == "duplicate-key").collect();
    assert_eq!(twice.len(), 59_999, "every one is told");
    let last = twice.last().unwrap()["range"].clone();
    let params = json!({"textDocument": {"uri": URI}, "range": last, "context": {"diagnostics": []}});
    let actions = client.request("textDocument/codeAction", params).await["result"].clone();
    assert!(actions.as_array().unwrap().iter().any(|action| action["title"] == "Remove the second `ß`"), "{actions}");
    client.leave().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_outline_of_a_hundred_thousand_entries_is_short_and_says_so() {
    let item = r#"{"componentId": "variables/a", "curatedName": "A"}"#;
    let items = vec![item; 40_000].join(",\n");
    let text = format!("{{\"id\": \"dv_1\", \"curatedComponents\": [{items}], \"name\": \"Web\"}}");
    for nested in [true, false] {
        let support = json!({"textDocument": {"documentSymbol": {"hierarchicalDocumentSymbolSupport": nested}}});
        let (mut client, _) = Client::start(support).await;
        client.open(URI, "json", &text).await;
        let params = json!({"textDocument": {"uri": URI}});
        let answer = client.request("textDocument/documentSymbol", params).await["result"].clone();
        let top = answer.as_array().unwrap();
        let listed = if nested { top[1]["children"].as_array().unwrap() } else { top };
        let names: Vec<&str> = listed.iter().map(|symbol| symbol["name"].as_str().unwrap()).collect();
        assert!(names.len() > 4_900 && names.len() < 5_010, "{}", names.len());
        assert!(names.contains(&"… 35003 more, not listed"), "{:?}", names.last());
        // What stands behind the long list is there.
        assert_eq!(top.last().unwrap()["name"], "name");
        client.leave().await;
    }
}
