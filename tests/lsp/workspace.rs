//! A folder with files, and what the server says of those that nobody opened.

use crate::client::Client;
use serde_json::{Value, json};
use std::path::Path;

/// A folder with these files.
pub(crate) fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    files.iter().for_each(|(name, text)| std::fs::write(folder.path().join(name), text).unwrap());
    folder
}

pub(crate) fn uri(folder: &Path, name: &str) -> String {
    format!("file://{}", folder.join(name).display())
}

pub(crate) async fn start_in(folder: &Path, capabilities: Value) -> (Client, Value) {
    Client::start_in(capabilities, json!(format!("file://{}", folder.display()))).await
}

/// The last part of each address.
fn file_name(value: &Value) -> &str {
    value["uri"].as_str().unwrap().rsplit('/').next().unwrap()
}

const GOOD: &str = r#"{ "id": "dv_65f0a1b2c3d4e5f60718293a", "name": "Web", "parentDataGroupId": "dg_0f0e0d0c-1111-2222-3333-444455556666" }"#;
const WRONG: &str = r#"{ "id": "dv_65f0a1b2c3d4e5f60718293c", "name": 7 }"#;

fn pulling() -> Value {
    json!({"textDocument": {"diagnostic": {}, "publishDiagnostics": {"relatedInformation": true}},
        "workspace": {"diagnostics": {"refreshSupport": true}}})
}

async fn pull(client: &mut Client, previous: Value, more: Value) -> Vec<Value> {
    let mut params = json!({ "previousResultIds": previous });
    params.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let answer = client.request("workspace/diagnostic", params).await;
    answer["result"]["items"].as_array().unwrap_or_else(|| panic!("{answer}")).clone()
}

fn ids(reports: &[Value]) -> Value {
    reports.iter().map(|report| json!({"uri": report["uri"], "value": report["resultId"]})).collect()
}

#[tokio::test]
async fn every_file_of_the_folder_is_told_about_and_once_only() {
    let folder = folder(&[("a.dataview.json", GOOD), ("b.dataview.json", WRONG), ("package.json", "{]")]);
    let (mut client, result) = start_in(folder.path(), pulling()).await;
    assert_eq!(result["capabilities"]["diagnosticProvider"]["workspaceDiagnostics"], true);
    let first = pull(&mut client, json!([]), json!({})).await;
    let told: Vec<_> = first.iter().map(|it| (file_name(it), it["items"].as_array().unwrap().len())).collect();
    assert_eq!(told, [("a.dataview.json", 0), ("b.dataview.json", 1)]);
    assert_eq!(first[1]["items"][0]["code"], "wrong-type");
    let again = pull(&mut client, ids(&first), json!({})).await;
    assert!(again.iter().all(|report| report["kind"] == "unchanged"), "{again:?}");
    // One is typed into, one is gone.
    client.open(&uri(folder.path(), "a.dataview.json"), "json", WRONG).await;
    std::fs::remove_file(folder.path().join("b.dataview.json")).unwrap();
    let last = pull(&mut client, ids(&first), json!({})).await;
    let told: Vec<_> = last.iter().map(|it| (file_name(it), it["version"].as_i64(), &it["items"])).collect();
    assert_eq!((told[0].0, told[0].1, told[0].2[0]["code"].as_str()), ("a.dataview.json", Some(1), Some("wrong-type")));
    assert_eq!(told[1], ("b.dataview.json", None, &json!([])), "nothing of it stays in the list");
    client.leave().await;
}

#[tokio::test]
async fn a_long_answer_comes_in_parts() {
    let names: Vec<String> = (0..150).map(|number| format!("{number:03}.dataview.json")).collect();
    let folder = folder(&names.iter().map(|name| (name.as_str(), WRONG)).collect::<Vec<_>>());
    let (mut client, _) = start_in(folder.path(), pulling()).await;
    let rest = pull(&mut client, json!([]), json!({"partialResultToken": "parts"})).await;
    assert_eq!(rest, Vec::<Value>::new(), "what was sent in parts is not sent again");
    let mut told = Vec::new();
    while told.len() < 150 {
        let part = client.notification("$/progress").await;
        assert_eq!(part["token"], "parts");
        let items = part["value"]["items"].as_array().unwrap();
        assert!(items.len() <= 64);
        told.extend(items.iter().map(|report| file_name(report).to_owned()));
    }
    assert_eq!(told, names);
    client.leave().await;
}

#[tokio::test]
async fn a_copy_that_kept_its_id_is_told_in_both_files_until_it_is_mended() {
    let folder =
        folder(&[("a.dataview.json", GOOD), ("b.dataview.json", "{ \"id\": \"dv_75f0a1b2c3d4e5f60718293a\" }")]);
    let publish = json!({"textDocument": {"publishDiagnostics": {"relatedInformation": true}}});
    let (mut client, _) = start_in(folder.path(), publish).await;
    let (a, b) = (uri(folder.path(), "a.dataview.json"), uri(folder.path(), "b.dataview.json"));
    client.open(&a, "json", GOOD).await;
    assert_eq!(client.notification("textDocument/publishDiagnostics").await["diagnostics"], json!([]));
    client.open(&b, "json", GOOD).await;
    let mut told = Vec::new();
    for _ in 0..2 {
        let published = client.notification("textDocument/publishDiagnostics").await;
        let found = published["diagnostics"].as_array().unwrap();
        let codes: Vec<&str> = found.iter().map(|one| one["code"].as_str().unwrap()).collect();
        assert_eq!(codes, ["duplicate-name", "duplicate-view-id"]);
        let other = found[1]["relatedInformation"][0]["location"].clone();
        assert_eq!(other["range"], json!({"start": {"line": 0, "character": 8}, "end": {"line": 0, "character": 37}}));
        told.push((file_name(&published).to_owned(), file_name(&other).to_owned()));
    }
    told.sort();
    let pair = |a: &str, b: &str| (format!("{a}.dataview.json"), format!("{b}.dataview.json"));
    assert_eq!(told, [pair("a", "b"), pair("b", "a")]);
    client.change(&b, 2, json!([{"text": "{ \"id\": \"dv_75f0a1b2c3d4e5f60718293a\" }"}])).await;
    for _ in 0..2 {
        assert_eq!(client.notification("textDocument/publishDiagnostics").await["diagnostics"], json!([]));
    }
    client.leave().await;
}
