//! Completion and hover by the protocol: what each client can take, and what is left for those that can little.

use crate::client::Client;
use serde_json::{Value, json};

const URI: &str = "file:///tmp/completion.dataview.json";

fn completing(item: Value) -> Value {
    json!({"textDocument": {"completion": {"completionItem": item}}})
}

/// The items where `|` is, by their label.
async fn items(client: &mut Client, text: &str) -> Vec<Value> {
    let at = text.find('|').unwrap();
    client.open(URI, "json", &text.replace('|', "")).await;
    let position = json!({"textDocument": {"uri": URI}, "position": {"line": 0, "character": at}});
    let answer = client.request("textDocument/completion", position).await;
    answer["result"]["items"].as_array().unwrap_or_else(|| panic!("{answer}")).clone()
}

fn named<'i>(items: &'i [Value], label: &str) -> &'i Value {
    items.iter().find(|item| item["label"] == label).unwrap_or_else(|| panic!("no {label} in {items:#?}"))
}

fn range(start: u32, end: u32) -> Value {
    json!({"start": {"line": 0, "character": start}, "end": {"line": 0, "character": end}})
}

const HALF: &str = r#"{"sessionDefinition": [{"granularity": "MI|DAY"}]}"#;

#[tokio::test]
async fn who_knows_both_may_insert_or_replace_and_both_leave_json() {
    let (mut client, _) =
        Client::start(completing(json!({"insertReplaceSupport": true, "commitCharactersSupport": true}))).await;
    let found = items(&mut client, HALF).await;
    let minute = named(&found, "MINUTE");
    // The quote at the end stays: `"MINUTEDAY"` or `"MINUTE"`.
    assert_eq!(minute["textEdit"], json!({"newText": "\"MINUTE", "insert": range(39, 42), "replace": range(39, 45)}));
    assert_eq!(minute["commitCharacters"], json!([","]));
    let whole = items(&mut client, r#"{"sessionDefinition": [{"granularity": "MI|"}]}"#).await;
    assert_eq!(named(&whole, "MINUTE")["textEdit"], json!({"newText": "\"MINUTE\"", "range": range(39, 43)}));
    let keys = items(&mut client, r#"{"na|": 1}"#).await;
    assert_eq!(named(&keys, "name").get("commitCharacters"), None, "the colon is there already");
    client.leave().await;
}

#[tokio::test]
async fn who_knows_one_range_replaces_and_gets_no_commit_characters() {
    let (mut client, _) = Client::start(completing(json!({}))).await;
    let found = items(&mut client, HALF).await;
    let minute = named(&found, "MINUTE");
    assert_eq!(minute["textEdit"], json!({"newText": "\"MINUTE\"", "range": range(39, 46)}));
    assert_eq!((minute.get("commitCharacters"), minute.get("insertTextFormat")), (None, None));
    client.leave().await;
}

#[tokio::test]
async fn snippets_are_plain_text_for_who_has_none_and_documentation_comes_at_once_for_who_resolves_nothing() {
    let text = r#"{"sessionDefinition": [{|}]}"#;
    let all = json!({"snippetSupport": true, "documentationFormat": ["markdown"], "resolveSupport": {"properties": ["documentation"]}});
    let (mut client, result) = Client::start(completing(all)).await;
    assert_eq!(result["capabilities"]["completionProvider"]["resolveProvider"], true);
    let found = items(&mut client, text).await;
    let timeout = named(&found, "Timeout");
    assert_eq!(timeout["insertTextFormat"], 2);
    assert_eq!(
        timeout["textEdit"]["newText"],
        r#""numPeriods": ${1:30}, "granularity": "${2|MINUTE,HOUR,DAY,WEEK|}", "func": "INACTIVITY""#
    );
    let unit = named(&found, "granularity").clone();
    assert_eq!(unit.get("documentation"), None);
    let resolved = client.request("completionItem/resolve", unit).await["result"].clone();
    assert_eq!(resolved["documentation"]["kind"], "markdown");
    assert!(resolved["documentation"]["value"].as_str().unwrap().starts_with("**granularity**"));
    client.leave().await;

    let (mut client, result) = Client::start(completing(json!({"documentationFormat": ["plaintext"]}))).await;
    assert_eq!(result["capabilities"]["completionProvider"]["resolveProvider"], false);
    let found = items(&mut client, text).await;
    let timeout = named(&found, "Timeout");
    assert_eq!(timeout.get("insertTextFormat"), None);
    assert_eq!(timeout["textEdit"]["newText"], r#""numPeriods": 30, "granularity": "MINUTE", "func": "INACTIVITY""#);
    let unit = &named(&found, "granularity")["documentation"];
    assert_eq!(unit["kind"], "plaintext");
    assert!(unit["value"].as_str().unwrap().starts_with("granularity – Unit"), "{unit}");
    client.leave().await;
}

#[tokio::test]
async fn hover_tells_findings_unless_the_editor_does_and_in_the_form_that_it_shows() {
    let text = r#"{"id": "dv_65f0a1b2c3d4e5f60718293a", "name": 7}"#;
    let at = json!({"textDocument": {"uri": URI}, "position": {"line": 0, "character": 47}});
    let start = |formats: Value, extras: Value| {
        let capabilities = json!({"textDocument": {"hover": {"contentFormat": formats}}});
        let params = json!({"processId": null, "rootUri": null, "capabilities": capabilities, "initializationOptions": {"client": extras}});
        Client::start_with(params, cja_lsp::lsp::service())
    };
    let cases = [
        (json!(["markdown"]), json!({}), "**Error** `wrong-type`: `name` must be text in quotes, not the number `7`."),
        (json!(["plaintext"]), json!({}), "Error wrong-type: name must be text in quotes, not the number 7."),
        (json!(["markdown"]), json!({"findings": true}), "**name** – Name"),
    ];
    for (formats, extras, begins) in cases {
        let (mut client, _) = start(formats.clone(), extras).await;
        client.open(URI, "json", text).await;
        let answer = client.request("textDocument/hover", at.clone()).await["result"].clone();
        assert_eq!(answer["contents"]["kind"], formats[0]);
        let told = answer["contents"]["value"].as_str().unwrap();
        assert!(told.starts_with(begins), "{told}");
        assert!(told.contains("name – Name") || told.contains("**name** – Name"), "{told}");
        client.leave().await;
    }
}
