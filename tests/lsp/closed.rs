//! Files that nobody opened, and a client that does not ask about them.

use crate::client::Client;
use crate::workspace::{folder, start_in, uri};
use serde_json::json;
use std::collections::BTreeMap;
use std::path::Path;

const WRONG: &str = r#"{ "id": "dv_65f0a1b2c3d4e5f60718293c", "name": 7 }"#;
const GOOD: &str = r#"{ "id": "dv_65f0a1b2c3d4e5f60718293a", "name": "Good" }"#;
const SAME_ID: &str = r#"{ "id": "dv_65f0a1b2c3d4e5f60718293c", "name": "Web" }"#;

/// Reads until the editor shows these codes, file by file: what changed in two files may be told in either order, and one
/// of them twice.
async fn until(client: &mut Client, shown: &mut BTreeMap<String, String>, wanted: &[(&str, &str)]) {
    loop {
        let told = client.notification("textDocument/publishDiagnostics").await;
        let found = told["diagnostics"].as_array().unwrap();
        let codes: Vec<&str> = found.iter().map(|found| found["code"].as_str().unwrap()).collect();
        let file = told["uri"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
        shown.insert(file, codes.join(" "));
        shown.retain(|_, codes| !codes.is_empty());
        if shown.iter().map(|(file, codes)| (file.as_str(), codes.as_str())).eq(wanted.iter().copied()) {
            return;
        }
    }
}

async fn changed(client: &mut Client, folder: &Path, name: &str) {
    let changes = json!([{"uri": uri(folder, name), "type": 2}]);
    client.notify("workspace/didChangeWatchedFiles", json!({ "changes": changes })).await;
}

#[tokio::test]
async fn closed_files_are_told_of_once_and_when_something_changes() {
    let folder = folder(&[("bad.dataview.json", WRONG), ("good.dataview.json", GOOD)]);
    let (mut client, _) = start_in(folder.path(), json!({})).await;
    let (bad, shown) = (uri(folder.path(), "bad.dataview.json"), &mut BTreeMap::new());
    until(&mut client, shown, &[("bad.dataview.json", "wrong-type")]).await;
    // An open one speaks for itself, and what is on disk counts again when it is closed.
    client.open(&bad, "json", "{ \"id\": \"dv_65f0a1b2c3d4e5f60718293c\", \"name\": \"Bad\", }").await;
    until(&mut client, shown, &[("bad.dataview.json", "trailing-comma")]).await;
    client.notify("textDocument/didClose", json!({"textDocument": {"uri": bad}})).await;
    until(&mut client, shown, &[]).await;
    until(&mut client, shown, &[("bad.dataview.json", "wrong-type")]).await;
    // A change on disk of one file concerns another.
    std::fs::write(folder.path().join("good.dataview.json"), SAME_ID).unwrap();
    changed(&mut client, folder.path(), "good.dataview.json").await;
    let both = [("bad.dataview.json", "wrong-type duplicate-view-id"), ("good.dataview.json", "duplicate-view-id")];
    until(&mut client, shown, &both).await;
    // What is gone has nothing wrong with it, and takes its part of others with it.
    std::fs::remove_file(folder.path().join("bad.dataview.json")).unwrap();
    let changes = json!([{"uri": bad, "type": 3}]);
    client.notify("workspace/didChangeWatchedFiles", json!({ "changes": changes })).await;
    until(&mut client, shown, &[]).await;
    client.leave().await;
}

/// Some editors name the folder alone when it goes, comes or is renamed.
#[tokio::test]
async fn a_folder_that_is_moved_takes_its_files_along() {
    let folder = folder(&[("good.dataview.json", GOOD)]);
    let root = folder.path();
    std::fs::create_dir_all(root.join("north/inner")).unwrap();
    std::fs::write(root.join("north/inner/bad.dataview.json"), WRONG).unwrap();
    let (mut client, _) = start_in(root, json!({})).await;
    let shown = &mut BTreeMap::new();
    until(&mut client, shown, &[("bad.dataview.json", "wrong-type")]).await;
    std::fs::rename(root.join("north"), root.join("south")).unwrap();
    let changes = json!([{"uri": uri(root, "north"), "type": 3}]);
    client.notify("workspace/didChangeWatchedFiles", json!({ "changes": changes })).await;
    until(&mut client, shown, &[]).await;
    let changes = json!([{"uri": uri(root, "south"), "type": 1}]);
    client.notify("workspace/didChangeWatchedFiles", json!({ "changes": changes })).await;
    // Once, and not as a duplicate of what it was.
    until(&mut client, shown, &[("bad.dataview.json", "wrong-type")]).await;
    let found = client.request("workspace/symbol", json!({"query": ""})).await["result"].clone();
    let places: Vec<String> = found.as_array().unwrap().iter().map(|it| it["location"]["uri"].to_string()).collect();
    assert!(!places.is_empty() && places.iter().all(|place| !place.contains("/north/")), "{places:?}");
    client.leave().await;
}

/// The same, as an editor tells it that watches names of files only.
#[tokio::test]
async fn a_folder_that_the_person_moves_or_deletes_takes_its_files_along() {
    let folder = folder(&[("good.dataview.json", GOOD)]);
    let root = folder.path();
    std::fs::create_dir(root.join("north")).unwrap();
    std::fs::write(root.join("north/bad.dataview.json"), WRONG).unwrap();
    let told = json!({"workspace": {"fileOperations": {"didDelete": true, "didRename": true}}});
    let (mut client, answer) = start_in(root, told).await;
    let wanted = &answer["capabilities"]["workspace"]["fileOperations"];
    for operation in ["didDelete", "didRename"] {
        assert_eq!(wanted[operation]["filters"][0]["pattern"]["matches"], "folder", "{wanted}");
    }
    let (north, south) = (uri(root, "north"), uri(root, "south"));
    let shown = &mut BTreeMap::new();
    until(&mut client, shown, &[("bad.dataview.json", "wrong-type")]).await;
    std::fs::rename(root.join("north"), root.join("south")).unwrap();
    client.notify("workspace/didRenameFiles", json!({"files": [{"oldUri": north, "newUri": south}]})).await;
    until(&mut client, shown, &[]).await;
    until(&mut client, shown, &[("bad.dataview.json", "wrong-type")]).await;
    std::fs::remove_dir_all(root.join("south")).unwrap();
    client.notify("workspace/didDeleteFiles", json!({"files": [{"uri": south}, {"uri": "no address"}]})).await;
    until(&mut client, shown, &[]).await;
    client.leave().await;
}

/// The folder by its own path, the document through a link, and the other way round.
#[cfg(unix)]
#[tokio::test]
async fn a_file_reached_by_a_link_is_no_duplicate_of_itself() {
    let outer = tempfile::tempdir().unwrap();
    let (real, link) = (outer.path().join("real"), outer.path().join("link"));
    std::fs::create_dir(&real).unwrap();
    std::fs::write(real.join("good.dataview.json"), GOOD).unwrap();
    std::os::unix::fs::symlink(&real, &link).unwrap();
    for (root, document) in [(&real, &link), (&link, &real)] {
        let (mut client, _) = start_in(root, json!({})).await;
        client.open(&uri(document, "good.dataview.json"), "json", GOOD).await;
        let shown = &mut BTreeMap::new();
        // The answer to a question about the whole workspace comes after all that was to be told.
        let found = client.request("workspace/symbol", json!({"query": ""})).await["result"].clone();
        assert_eq!(found.as_array().unwrap().len(), 1, "{found}");
        client.change(&uri(document, "good.dataview.json"), 2, json!([{"text": WRONG}])).await;
        until(&mut client, shown, &[("good.dataview.json", "wrong-type")]).await;
        client.leave().await;
    }
}

#[tokio::test]
async fn settings_count_for_closed_files() {
    let deleted = r#"{ "id": "dv_65f0a1b2c3d4e5f60718293c", "name": "Web", "isDeleted": true }"#;
    let folder = folder(&[("bad.dataview.json", deleted)]);
    let (mut client, _) = start_in(folder.path(), json!({})).await;
    let shown = &mut BTreeMap::new();
    until(&mut client, shown, &[("bad.dataview.json", "is-deleted")]).await;
    std::fs::write(folder.path().join("cja.config.json"), r#"{"version": 1, "rules": {"is-deleted": "off"}}"#).unwrap();
    changed(&mut client, folder.path(), "cja.config.json").await;
    until(&mut client, shown, &[]).await;
    client.leave().await;
}

#[tokio::test]
async fn who_asks_is_not_told() {
    let folder = folder(&[("bad.dataview.json", WRONG)]);
    let pulling = json!({"textDocument": {"diagnostic": {}}, "workspace": {"diagnostics": {"refreshSupport": true}}});
    let (mut client, _) = start_in(folder.path(), pulling).await;
    // The answer comes after the folder was read.
    client.request("workspace/diagnostic", json!({"previousResultIds": []})).await;
    changed(&mut client, folder.path(), "bad.dataview.json").await;
    client.request("workspace/diagnostic", json!({"previousResultIds": []})).await;
    assert!(client.notifications.iter().all(|it| it["method"] != "textDocument/publishDiagnostics"));
    client.leave().await;
}

#[tokio::test]
async fn what_the_folder_does_not_have_is_forgotten_when_it_is_closed() {
    let (elsewhere, folder) = (folder(&[("far.dataview.json", WRONG)]), folder(&[(".gitignore", "out.*\n")]));
    std::fs::write(folder.path().join("out.dataview.json"), WRONG).unwrap();
    let (mut client, _) = start_in(folder.path(), json!({})).await;
    let shown = &mut BTreeMap::new();
    for file in [uri(elsewhere.path(), "far.dataview.json"), uri(folder.path(), "out.dataview.json")] {
        client.open(&file, "json", WRONG).await;
        until(&mut client, shown, &[(file.rsplit('/').next().unwrap(), "wrong-type")]).await;
        client.notify("textDocument/didClose", json!({"textDocument": {"uri": file}})).await;
        until(&mut client, shown, &[]).await;
    }
    changed(&mut client, folder.path(), "out.dataview.json").await;
    std::fs::write(folder.path().join("bad.dataview.json"), WRONG).unwrap();
    changed(&mut client, folder.path(), "bad.dataview.json").await;
    until(&mut client, shown, &[("bad.dataview.json", "wrong-type")]).await;
    client.leave().await;
}
