//! The corpus in an editor: what *Fix All* and the command for the workspace make of each file.

use crate::corpus;
use crate::workspace::{folder, start_in, uri};
use serde_json::json;

fn able() -> serde_json::Value {
    json!({
        "workspace": {"applyEdit": true, "workspaceEdit": {"documentChanges": true}},
        "textDocument": {"codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": []}}}}
    })
}

#[tokio::test]
async fn fix_all_changes_what_is_sure_and_nothing_else() {
    let folder = folder(&[]);
    let (mut client, _) = start_in(folder.path(), able()).await;
    let at = json!({"line": 0, "character": 0});
    for (number, sample) in corpus::foreign().into_iter().chain(corpus::mistakes()).enumerate() {
        let uri = uri(folder.path(), &format!("{number}.dataview.json"));
        client.open(&uri, "json", &sample.text).await;
        let params = json!({"textDocument": {"uri": uri}, "range": {"start": at, "end": at},
            "context": {"diagnostics": [], "only": ["source.fixAll.cja"]}});
        let answer = client.request("textDocument/codeAction", params).await["result"].clone();
        let offered = answer.as_array().unwrap();
        if let Some(action) = offered.first() {
            client.take(&action["edit"]).await;
        }
        assert_eq!(client.text(&uri), sample.fixed, "{}", sample.name);
        assert_eq!(offered.is_empty(), sample.fixed == sample.text, "{}", sample.name);
        client.notify("textDocument/didClose", json!({"textDocument": {"uri": uri}})).await;
    }
    client.leave().await;
}

#[tokio::test]
async fn the_command_for_the_workspace_leaves_every_byte_of_the_rest() {
    let folder = folder(&[]);
    let all = corpus::write(folder.path());
    let (mut client, _) = start_in(folder.path(), able()).await;
    let answer =
        client.request("workspace/executeCommand", json!({"command": "cja.fixWorkspace"})).await["result"].clone();
    let changed = all.iter().filter(|(_, sample)| sample.fixed != sample.text).count();
    assert_eq!(answer["files"].as_u64(), Some(changed as u64), "{answer}");
    for (file, sample) in all {
        let text = std::fs::read_to_string(folder.path().join(file)).unwrap();
        assert_eq!(text, sample.fixed, "{}", sample.name);
    }
    client.leave().await;
}
