//! JSONTestSuite through the server: the verdicts of its files that are UTF-8, as an editor can send no others.

use crate::client::Client;
use serde_json::json;
use std::path::{Path, PathBuf};

fn suite() -> PathBuf {
    let named = std::env::var_os("JSON_TEST_SUITE").map(PathBuf::from);
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/suites/JSONTestSuite/test_parsing");
    let found = named.into_iter().chain([beside]).find(|folder| folder.is_dir());
    found.expect("JSONTestSuite is not here: `tests/run rust` brings it, or name its folder in $JSON_TEST_SUITE")
}

#[tokio::test(flavor = "multi_thread")]
async fn verdicts_are_those_of_the_suite() {
    let (mut client, _) = Client::start(
        json!({"textDocument": {"diagnostic": {}}, "workspace": {"diagnostics": {"refreshSupport": true}}}),
    )
    .await;
    let mut seen = 0;
    for entry in std::fs::read_dir(suite()).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let Ok(text) = String::from_utf8(std::fs::read(&path).unwrap()) else { continue };
        if !name.starts_with(['y', 'n']) {
            continue;
        }
        let uri = format!("file:///suite/{seen}.dataview.json");
        client.open(&uri, "cja-dataview", &text).await;
        let report = client.request("textDocument/diagnostic", json!({"textDocument": {"uri": uri}})).await;
        let items = report["result"]["items"].as_array().unwrap();
        let broken = items.iter().any(|item| {
            let code = item["code"].as_str().unwrap();
            item["severity"] == 1 && cja_lsp::syntax::CODES.iter().any(|known| known.code == code)
        });
        assert_eq!(broken, name.starts_with('n'), "{name}: {items:?}");
        client.notify("textDocument/didClose", json!({"textDocument": {"uri": uri}})).await;
        seen += 1;
    }
    assert!(seen > 250, "only {seen} files");
    client.leave().await;
}
