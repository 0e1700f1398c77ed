//! What comes through the pipe and is no message, messages that are hardly ones, and clients that do not read.

use crate::client::Client;
use crate::lifecycle::{end, hear, initialize, say, server};
use serde_json::json;
use std::io::Write;
use std::time::Duration;

#[test]
fn what_is_no_message_is_answered_and_the_next_one_is_heard() {
    let mut child = server();
    let raw = |child: &mut std::process::Child, bytes: &[u8]| {
        let input = child.stdin.as_mut().unwrap();
        input.write_all(bytes).unwrap();
        input.flush().unwrap();
    };
    say(&mut child, initialize(None));
    hear(&mut child, "\"id\":1");
    let call = br#"{"jsonrpc":"2.0","method":"no/such","id":8}"#;
    let framed = |body: &[u8]| [format!("Content-Length: {}\r\n\r\n", body.len()).as_bytes(), body].concat();
    for (sent, heard) in [
        (b"GET / HTTP/1.1\r\nHost: x\r\n\r\n".to_vec(), "-32700"),
        (framed(br#"{"a":"#), "-32700"),
        (framed(b"[]"), "-32600"),
        // A body that is longer than it was said to be; what is left of it stands before the next frame.
        ([&framed(&call[..40])[..], &call[40..]].concat(), "-32700"),
        (framed(call), "-32601"),
        (b"Content-Length: abc\r\n\r\n".to_vec(), "-32700"),
        ([b"content-length: 43\n\n", &call[..]].concat(), "-32601"),
        (framed(b"{\"jsonrpc\":\"2.0\",\"method\":\"\xff\xfe\",\"id\":8}"), "-32700"),
    ] {
        raw(&mut child, &sent);
        hear(&mut child, heard);
    }
    say(&mut child, json!({"jsonrpc": "2.0", "id": 2, "method": "shutdown"}));
    hear(&mut child, "\"id\":2");
    say(&mut child, json!({"jsonrpc": "2.0", "method": "exit"}));
    assert_eq!(end(child, Duration::from_secs(5), true).code(), Some(0));
}

#[test]
fn a_client_that_does_not_read_keeps_nobody_alive() {
    let mut child = server();
    say(&mut child, initialize(None));
    say(&mut child, json!({"jsonrpc": "2.0", "method": "initialized", "params": {}}));
    let text = format!("{{\"segmentList\": [{}]}}", vec!["1"; 40_000].join(", "));
    let uri = "file:///nowhere/a.dataview.json";
    let document = json!({"uri": uri, "languageId": "cja-dataview", "version": 1, "text": text});
    say(&mut child, json!({"jsonrpc": "2.0", "method": "textDocument/didOpen", "params": {"textDocument": document}}));
    for id in 2..10 {
        let params = json!({"textDocument": {"uri": uri}});
        let ask = json!({"jsonrpc": "2.0", "id": id, "method": "textDocument/diagnostic", "params": params});
        say(&mut child, ask);
    }
    say(&mut child, json!({"jsonrpc": "2.0", "method": "exit"}));
    // Its output is not read until it has ended.
    let output = child.stdout.take();
    assert_eq!(child.wait().unwrap().code(), Some(1));
    drop(output);
}

#[tokio::test]
async fn half_a_character_in_a_text_counts_as_one_unit() {
    let (mut client, _) = Client::start(json!({})).await;
    let uri = "file:///nowhere/a.dataview.json";
    let open = |filling: &str| {
        format!(
            r#"{{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{{"textDocument":{{"uri":"{uri}","languageId":"cja-dataview","version":1,"text":"{{\"name\": \"\ud83d\", \"description\": \"{filling}\", \"name\": \"b\"}}"}}}}}}"#
        )
    };
    for filling in [String::new(), "x".repeat(100_000)] {
        client.send_text(&open(&filling)).await;
        let found = client.notification("textDocument/publishDiagnostics").await;
        let twice = found["diagnostics"].as_array().unwrap().iter().find(|one| one["code"] == "duplicate-key");
        let range = &twice.unwrap()["range"];
        assert_eq!(range["start"]["character"], 33 + filling.len(), "{range}");
        client.notify("textDocument/didClose", json!({"textDocument": {"uri": uri}})).await;
        client.notification("textDocument/publishDiagnostics").await;
    }
    client.leave().await;
}

#[tokio::test]
async fn a_hundred_requests_at_once_are_all_answered() {
    let (mut client, _) = Client::start(json!({})).await;
    let uri = "file:///nowhere/a.dataview.json";
    client.open(uri, "cja-dataview", &format!("{{\"description\": \"{}\"}}", "x".repeat(200_000))).await;
    let mut ids = Vec::new();
    for _ in 0..100 {
        let method = "textDocument/documentSymbol";
        ids.push(client.ask(method, json!({"textDocument": {"uri": uri}})).await);
    }
    for id in ids {
        let answer = client.answer(id).await;
        assert_eq!(answer["result"].as_array().unwrap().len(), 1, "{answer}");
    }
    client.leave().await;
}

#[tokio::test]
async fn an_address_with_blanks_and_letters_is_the_one_that_has_them_escaped() {
    let (mut client, _) = Client::start(json!({})).await;
    client.open("file:///nowhere/Läden [1].dataview.json", "cja-dataview", "{,}").await;
    let found = client.notification("textDocument/publishDiagnostics").await;
    assert_eq!(found["uri"], "file:///nowhere/L%C3%A4den%20%5B1%5D.dataview.json");
    let document = json!({"uri": "file:///nowhere/Läden%20[1].dataview.json"});
    let symbols = client.request("textDocument/documentSymbol", json!({ "textDocument": document })).await;
    assert_eq!(symbols["result"], json!([]));
    let unknown = client.request("$/no/such", json!({})).await;
    assert_eq!(unknown["error"]["code"], -32601);
    client.leave().await;
}
