//! Definition, references, rename, highlights and symbols over a folder, by the protocol.

use crate::workspace::{folder, start_in, uri};
use serde_json::{Value, json};

const CONFIG: &str = r#"{ "version": 1, "maps": { "parentDataGroupId": [{ "as": "web", "dev": "dg_1" }] } }"#;
const WEB: &str = "{ \"id\": \"dv_1\", \"name\": \"Läden 🛒\",\r\n  \"parentDataGroupId\": \"dg_1\" }";
const APP: &str = r#"{ "name": "App", "externalData": { "externalParentId": "1" } }"#;

fn at(uri: &str, line: u32, character: u32) -> Value {
    json!({"textDocument": {"uri": uri}, "position": {"line": line, "character": character}})
}

fn range(line: u32, start: u32, end: u32) -> Value {
    json!({"start": {"line": line, "character": start}, "end": {"line": line, "character": end}})
}

#[tokio::test]
async fn an_id_leads_through_open_and_closed_files() {
    let folder = folder(&[("cja.config.json", CONFIG), ("web.dataview.json", WEB), ("app.dataview.json", "{}")]);
    let file = |name: &str| uri(folder.path(), name);
    let (config, web, app) = (file("cja.config.json"), file("web.dataview.json"), file("app.dataview.json"));
    let (mut client, _) = start_in(folder.path(), json!({})).await;
    client.open(&app, "json", APP).await;
    let definition = client.request("textDocument/definition", at(&app, 0, 56)).await;
    assert_eq!(definition["result"], json!([{"uri": config, "range": range(0, 71, 75)}]));
    let mut params = at(&app, 0, 56);
    params["context"] = json!({"includeDeclaration": false});
    let references = client.request("textDocument/references", params.clone()).await;
    assert_eq!(
        references["result"],
        json!([{"uri": app, "range": range(0, 56, 57)}, {"uri": web, "range": range(1, 24, 28)}])
    );
    let hover = client.request("textDocument/hover", at(&app, 0, 56)).await["result"]["contents"].to_string();
    assert!(hover.contains("Also in `cja.config.json`, `web.dataview.json`."), "{hover}");
    // What is typed counts, saved or not; what is closed unsaved does not.
    client.change(&app, 2, json!([{"range": range(0, 56, 57), "text": "2"}])).await;
    let references = client.request("textDocument/references", params.clone()).await;
    assert_eq!(references["result"].as_array().unwrap().len(), 1);
    assert_eq!(client.request("textDocument/definition", at(&app, 0, 3)).await["result"], Value::Null);
    client.leave().await;
}

#[tokio::test]
async fn a_rename_edits_every_file_and_names_the_versions_of_those_that_are_open() {
    let folder = folder(&[("cja.config.json", CONFIG), ("web.dataview.json", WEB), ("app.dataview.json", "{}")]);
    let file = |name: &str| uri(folder.path(), name);
    let (config, web, app) = (file("cja.config.json"), file("web.dataview.json"), file("app.dataview.json"));
    let can = json!({"workspace": {"workspaceEdit": {"documentChanges": true}}, "textDocument": {"rename": {"prepareSupport": true}}});
    let (mut client, result) = start_in(folder.path(), can).await;
    assert_eq!(result["capabilities"]["renameProvider"], json!({"prepareProvider": true}));
    client.open(&app, "json", APP).await;
    client.change(&app, 7, json!([{"text": format!("\n{APP}")}])).await;
    let place = client.request("textDocument/prepareRename", at(&app, 1, 56)).await;
    assert_eq!(place["result"], json!({"range": range(1, 56, 57), "placeholder": "1"}));
    let refused = client.request("textDocument/prepareRename", at(&app, 1, 12)).await;
    assert!(refused["error"]["message"].as_str().unwrap().starts_with("Here stands no id."), "{refused}");
    // Nobody told that this file changed; the edit fits nevertheless.
    std::fs::write(folder.path().join("web.dataview.json"), format!("\n{WEB}")).unwrap();
    let mut params = at(&app, 1, 56);
    params["newName"] = json!("dg_22");
    let edit = client.request("textDocument/rename", params.clone()).await["result"].clone();
    let change = |uri: &str, version: Option<i64>, range: Value, text: &str| json!({"textDocument": {"uri": uri, "version": version}, "edits": [{"range": range, "newText": text}]});
    assert_eq!(
        edit["documentChanges"],
        json!([
            change(&app, Some(7), range(1, 55, 58), "\"22\""),
            change(&config, None, range(0, 70, 76), "\"dg_22\""),
            change(&web, None, range(2, 23, 29), "\"dg_22\""),
        ])
    );
    params["newName"] = json!("no id");
    let refused = client.request("textDocument/rename", params).await["error"].clone();
    assert_eq!((&refused["code"], refused["message"].as_str().unwrap().contains("blank")), (&json!(-32803), true));
    client.leave().await;

    let (mut client, result) = start_in(folder.path(), json!({})).await;
    assert_eq!(result["capabilities"]["renameProvider"], true, "not announced to who cannot");
    client.open(&app, "json", APP).await;
    let mut params = at(&app, 0, 56);
    params["newName"] = json!("3");
    let edit = client.request("textDocument/rename", params).await["result"].clone();
    assert_eq!(edit["changes"].as_object().unwrap().len(), 3);
    // An id that is taken is refused with the file as a person names it.
    client.open(&app, "json", r#"{ "id": "dv_2" }"#).await;
    let mut params = at(&app, 0, 10);
    params["newName"] = json!("dv_1");
    let refused = client.request("textDocument/rename", params).await["error"]["message"].clone();
    assert_eq!(refused, "Another data view has the id `dv_1`: web.dataview.json");
    client.leave().await;
}

#[tokio::test]
async fn data_views_of_all_files_are_symbols_and_ids_are_highlighted() {
    let folder = folder(&[("web.dataview.json", WEB), ("app.dataview.json", "{}")]);
    let (web, app) = (uri(folder.path(), "web.dataview.json"), uri(folder.path(), "app.dataview.json"));
    let (mut client, _) = start_in(folder.path(), json!({})).await;
    client.open(&app, "json", APP).await;
    let symbols = client.request("workspace/symbol", json!({"query": "lä"})).await["result"].clone();
    assert_eq!(
        symbols,
        json!([{"name": "Läden 🛒", "kind": 5, "containerName": "dv_1", "location": {"uri": web, "range": range(0, 24, 34)}}])
    );
    assert_eq!(client.request("workspace/symbol", json!({"query": ""})).await["result"].as_array().unwrap().len(), 2);
    client.open(&web, "json", WEB).await;
    let marks = client.request("textDocument/documentHighlight", at(&web, 0, 10)).await;
    assert_eq!(marks["result"], json!([{"range": range(0, 8, 14), "kind": 3}]));
    client.leave().await;
}
