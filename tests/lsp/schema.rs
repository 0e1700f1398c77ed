//! The way from a document to its schema: type definition and links.

use crate::lifecycle::{hear, initialize, say};
use crate::workspace::{folder, start_in, uri};
use serde_json::json;
use std::process::{Command, Stdio};

#[tokio::test]
async fn a_member_leads_to_its_place_in_the_schema_of_the_project() {
    let schema = "{\n  \"type\": \"object\",\n  \"properties\": {\n    \"name\": { \"type\": \"string\" }\n  }\n}\n";
    let text = "{ \"$schema\": \"own.json\", \"name\": 7, \"other\": 1 }";
    let config = r#"{ "schema": "own.json", "links": { "web.dataview.json": {}, "gone.json": {} } }"#;
    let folder = folder(&[("own.json", schema), ("web.dataview.json", text), ("cja.config.json", config)]);
    let (web, own) = (uri(folder.path(), "web.dataview.json"), uri(folder.path(), "own.json"));
    let (mut client, _) = start_in(folder.path(), json!({})).await;
    client.open(&web, "json", text).await;
    let at = |character: u32| json!({"textDocument": {"uri": web}, "position": {"line": 0, "character": character}});
    let place = client.request("textDocument/typeDefinition", at(27)).await["result"].clone();
    let range = json!({"start": {"line": 3, "character": 4}, "end": {"line": 3, "character": 10}});
    assert_eq!(place, json!({"uri": own, "range": range}));
    assert_eq!(client.request("textDocument/typeDefinition", at(40)).await["result"], json!(null));
    let links = client.request("textDocument/documentLink", json!({"textDocument": {"uri": web}})).await;
    let range = json!({"start": {"line": 0, "character": 14}, "end": {"line": 0, "character": 22}});
    assert_eq!(links["result"], json!([{"range": range, "target": own}]));
    let settings = uri(folder.path(), "cja.config.json");
    client.open(&settings, "json", config).await;
    let links = client.request("textDocument/documentLink", json!({"textDocument": {"uri": settings}})).await;
    let targets: Vec<_> = links["result"].as_array().unwrap().iter().map(|link| link["target"].clone()).collect();
    assert_eq!(targets, [json!(own), json!(web)], "what is not there is no link");
    client.leave().await;
}

#[test]
fn the_built_in_schema_is_a_file_that_can_be_opened() {
    let state = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_cja"));
    command.arg("lsp").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.env("CJA_CONFIG_DIR", state.path()).env("CJA_STATE_DIR", state.path()).spawn().unwrap();
    say(&mut child, initialize(None));
    hear(&mut child, "\"id\":1");
    let document = json!({"uri": "untitled:a", "languageId": "cja-dataview", "version": 1, "text": "{ \"name\": 1 }"});
    say(&mut child, json!({"jsonrpc": "2.0", "method": "textDocument/didOpen", "params": {"textDocument": document}}));
    let params = json!({"textDocument": {"uri": "untitled:a"}, "position": {"line": 0, "character": 4}});
    say(&mut child, json!({"jsonrpc": "2.0", "id": 2, "method": "textDocument/typeDefinition", "params": params}));
    hear(&mut child, "dataview.schema.json\"");
    child.kill().unwrap();
    child.wait().unwrap();
    let written = state.path().join("schemas").join(env!("CARGO_PKG_VERSION")).join("dataview.schema.json");
    assert_eq!(std::fs::read_to_string(written).unwrap(), cja_lsp::schema::DATA_VIEW_TEXT);
}
