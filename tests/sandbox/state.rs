//! State over restarts, and worlds of one's own.

use std::path::Path;

use cja_lsp::sandbox::{Options, Sandbox, Seed, StartError};
use serde_json::json;

use super::support::*;

fn kept(folder: &Path) -> Options {
    Options { state: Some(folder.into()), ..Options::default() }
}

#[tokio::test]
async fn a_restart_keeps_views_tokens_and_counts() {
    let folder = crate::kept::folder();
    let user = start(kept(folder.path())).await;
    let made = user.post("/data/dataviews", smallest("Kept")).await.json;
    user.delete(&format!("/data/dataviews/{VIEW}")).await;
    let User { running, token, credential, .. } = user;
    running.shutdown();
    let again = User { running: Sandbox::start(kept(folder.path())).unwrap(), http: http(), credential, token };
    let path = format!("/data/dataviews/{}?expansion=name", made["id"].as_str().unwrap());
    assert_eq!(again.get(&path).await.json["name"], "Kept", "the token is good too");
    assert_eq!(again.get(&format!("/data/dataviews/{VIEW}")).await.status, 404);
    assert_ne!(again.post("/data/dataviews", smallest("Next")).await.json["id"], made["id"]);
}

#[test]
fn two_sandboxes_cannot_share_a_folder() {
    let folder = crate::kept::folder();
    let _first = Sandbox::start(kept(folder.path())).unwrap();
    let error = Sandbox::start(kept(folder.path())).unwrap_err();
    assert!(matches!(error, StartError::State { .. }) && error.to_string().contains("another sandbox"), "{error}");
}

#[test]
fn a_taken_port_is_named() {
    let first = Sandbox::start(Options::default()).unwrap();
    let port = first.base_url.rsplit(':').next().unwrap().parse().unwrap();
    let error = Sandbox::start(Options { port, ..Options::default() }).unwrap_err();
    assert!(error.to_string().contains(&port.to_string()), "{error}");
}

#[tokio::test]
async fn the_empty_world_has_connections_and_nothing_else() {
    let user = start(Options { seed: Seed::Empty, ..Options::default() }).await;
    assert_eq!(user.get("/data/dataviews").await.json["totalElements"], 0);
    assert_eq!(user.get("/segments").await.json["content"], json!([]));
    assert_eq!(user.get("/data/connections").await.json["totalElements"], 3);
    assert_eq!(user.post("/data/dataviews", smallest("First")).await.status, 200);
}

#[tokio::test]
async fn a_seed_file_is_a_world() {
    let folder = crate::kept::folder();
    let path = folder.path().join("world.json");
    let world = json!({"organizations": [{"id": "FFFF@AdobeOrg",
        "credentials": [{"clientId": "me", "secrets": ["p8e-sandbox-only-here"], "scopes": ["openid"], "technicalAccountId": "t@techacct.adobe.com"}],
        "connections": [{"id": "dg_1", "name": "One"}],
        "dataViews": [{"id": "dv_1", "name": "View", "parentDataGroupId": "dg_1", "timezoneDesignator": "UTC"}],
        "components": {"dg_1": {"metrics": [{"id": "metrics/m", "name": "M"}]}}}]});
    std::fs::write(&path, world.to_string()).unwrap();
    let user = start(Options { seed: Seed::File(path.clone()), ..Options::default() }).await;
    assert_eq!(user.get("/data/dataviews/dv_1?expansion=name").await.json, json!({"id": "dv_1", "name": "View"}));
    assert_eq!(user.get("/data/dataviews/dv_1/metrics").await.json["totalElements"], 1);
    std::fs::write(&path, "{\"organizations\": 1}").unwrap();
    let error = Sandbox::start(Options { seed: Seed::File(path), ..Options::default() }).unwrap_err();
    assert!(error.to_string().contains("world.json"), "{error}");
}
