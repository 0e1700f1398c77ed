//! Ten thousand changes with questions between them: none out of order, none answered from older text.

use crate::client::Client;
use serde_json::{Value, json};

const URI: &str = "file:///tmp/ordering.dataview.json";

/// The text after so many changes: the number is its state, lines of other characters lie around it.
fn text(state: usize) -> String {
    format!(
        "{{\r\n  \"name\": \"🛒 ß\", \"sessionDefinition\": [{{\"func\": \"INACTIVITY\", \"granularity\": \"MINUTE\", \"numPeriods\": {state}}}],\r\n  \"id\": \"dv_1\"\r\n}}"
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_changes_with_questions_between() {
    let (mut client, _) = Client::start(json!({"textDocument": {"hover": {"contentFormat": ["markdown"]}}})).await;
    client.open(URI, "cja-dataview", &text(10_000)).await;
    let first = text(10_000);
    let line = first.lines().nth(1).unwrap();
    let column = line[..line.find("10000").unwrap()].encode_utf16().count();
    let mut asked: Vec<(i64, usize)> = Vec::new();
    for step in 1..=10_000usize {
        let state = 10_000 + step;
        let range = json!({"start": {"line": 1, "character": column}, "end": {"line": 1, "character": column + 5}});
        client.change(URI, step as i64 + 1, json!([{"range": range, "text": state.to_string()}])).await;
        if step % 5 == 0 {
            let position = json!({"line": 1, "character": column + 1});
            let params = json!({"textDocument": {"uri": URI}, "position": position});
            asked.push((client.ask("textDocument/hover", params).await, state));
        }
        // The pipe is read as one goes, as an editor does.
        if step % 100 == 0 {
            for (id, state) in asked.drain(..) {
                let answer = client.answer(id).await;
                let shown = answer["result"]["contents"]["value"].as_str().unwrap_or_default().to_owned();
                let told: usize =
                    shown.split(|ch: char| !ch.is_ascii_digit()).find_map(|word| word.parse().ok()).unwrap();
                // The request may be looked at a little later than it came, never earlier.
                assert!(told >= state && told <= 10_000 + step, "asked at {state}, told {told}: {shown}");
            }
        }
    }
    let all = json!({"textDocument": {"uri": URI}, "options": {"tabSize": 2, "insertSpaces": true}});
    let edits = client.request("textDocument/formatting", all).await;
    assert!(edits["result"].is_array(), "{edits}");
    let params = json!({"textDocument": {"uri": URI}, "position": {"line": 1, "character": column + 1}});
    let last = client.request("textDocument/hover", params).await;
    assert!(last["result"]["contents"]["value"].as_str().unwrap().contains("after 20000 minutes"), "{last}");
    client.leave().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_findings_are_those_of_the_last_text() {
    let publish = json!({"textDocument": {"publishDiagnostics": {"versionSupport": true}}});
    let (mut client, _) = Client::start(publish).await;
    client.open(URI, "json", &text(1)).await;
    for version in 2..=300 {
        let state = if version % 2 == 0 { text(0) } else { text(version) };
        client.change(URI, version as i64, json!([{"text": state}])).await;
    }
    client.change(URI, 301, json!([{"text": text(0)}])).await;
    let mut version = 0;
    loop {
        let published = client.notification("textDocument/publishDiagnostics").await;
        assert!(published["version"].as_i64().unwrap() > version, "an older version spoke after a newer one");
        version = published["version"].as_i64().unwrap();
        if version == 301 {
            let codes: Vec<&Value> = published["diagnostics"].as_array().unwrap().iter().map(|d| &d["code"]).collect();
            assert!(codes.contains(&&json!("too-small")), "{codes:?}");
            break;
        }
    }
    client.leave().await;
}
