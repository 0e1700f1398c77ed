//! Servers with bad or odd manners, and what is sent to a good one.

use crate::desk::{desk, patience};
use crate::stub::{Stub, answer};
use cja_lsp::api::auth::credentials::{Credentials, Grant, Origin};
use cja_lsp::api::client::{Client, ClientOptions};
use cja_lsp::api::endpoints::{data_views, users};
use cja_lsp::api::hosts::Hosts;
use cja_lsp::api::{Cancel, Event, Kind, Method, Repeat, Request, Secret};
use std::sync::{Arc, Mutex};

const TOKEN: &str = "sandbox-only-planted-token";

fn client(base_url: &str) -> Client {
    let credentials = Credentials {
        org: "A@AdobeOrg".into(),
        client_id: "0f0e".into(),
        grant: Grant::Bearer { token: Secret::new(TOKEN.into()) },
        hosts: Hosts::read(Some(base_url), None).unwrap(),
        origin: Origin::Caller,
    };
    Client::new(credentials, ClientOptions { patience: patience(), ..ClientOptions::default() }).unwrap()
}

#[tokio::test]
async fn the_three_headers_and_the_documents_own_bytes_are_sent() {
    let stub = Stub::start(vec![answer("200 OK", "", r#"{"id":"dv_1"}"#)]).await;
    let body = "{ \"name\" : \"Wéb\",\r\n\"x\":1.0 }";
    client(&stub.base_url).send(&data_views::create(body)).await.unwrap();
    let sent = &stub.received()[0];
    assert!(sent.starts_with("POST /data/dataviews?expansion=name%2Cdescription%2C"), "{sent}");
    for header in [
        "authorization: Bearer sandbox-only-planted-token",
        "x-api-key: 0f0e",
        "x-gw-ims-org-id: A@AdobeOrg",
        "content-type: application/json",
        "accept-encoding: gzip",
    ] {
        assert!(sent.contains(header), "{header} is missing in {sent}");
    }
    assert!(sent.ends_with(body), "{sent}");
}

#[tokio::test]
async fn a_compressed_answer_is_read() {
    // {"userId":"u"}
    const BODY: [u8; 34] = [
        0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0xab, 0x56, 0x2a, 0x2d, 0x4e, 0x2d, 0xf2, 0x4c,
        0x51, 0xb2, 0x52, 0x2a, 0x55, 0xaa, 0x05, 0x00, 0x25, 0xda, 0xa5, 0xac, 0x0e, 0x00, 0x00, 0x00,
    ];
    let mut bytes =
        format!("HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: {}\r\n\r\n", BODY.len()).into_bytes();
    bytes.extend_from_slice(&BODY);
    let stub = Stub::start(vec![bytes]).await;
    assert_eq!(client(&stub.base_url).send(&users::me()).await.unwrap().text, "{\"userId\":\"u\"}");
}

#[tokio::test]
async fn a_redirect_does_not_take_the_token_along() {
    let thief = Stub::start(vec![answer("200 OK", "", "{}")]).await;
    let location = format!("location: {}/steal\r\n", thief.base_url);
    let stub = Stub::start(vec![answer("307 Temporary Redirect", &location, "")]).await;
    let error = client(&stub.base_url).send(&users::me()).await.unwrap_err();
    assert_eq!(error.kind(), Kind::Shape);
    assert!(thief.received().is_empty());
}

#[tokio::test]
async fn a_path_cannot_lead_to_another_host() {
    let thief = Stub::start(vec![answer("200 OK", "", "{}")]).await;
    let stub = Stub::start(vec![answer("200 OK", "", "{}")]).await;
    let host = thief.base_url.trim_start_matches("http://");
    for path in [format!("@{host}/x"), format!(":1@{host}/x"), ".evil.example/x".to_owned()] {
        let request = Request::new(Method::Get, &path, Repeat::Safe, "try");
        assert_eq!(client(&stub.base_url).send(&request).await.unwrap_err().kind(), Kind::Usage, "{path}");
    }
    let slashes = Request::read(format!("//{host}/x"), "try").expecting_anything();
    client(&stub.base_url).send(&slashes).await.unwrap();
    assert!(thief.received().is_empty());
}

#[tokio::test]
async fn an_echoed_token_is_taken_out_of_the_sentence() {
    let body = format!(r#"{{"errorCode": "invalid_data", "errorDescription": "you sent Bearer {TOKEN}"}}"#);
    let stub = Stub::start(vec![answer("400 Bad Request", "", &body)]).await;
    let error = client(&stub.base_url).send(&data_views::create("{}")).await.unwrap_err();
    assert!(error.to_string().contains("[redacted]") && !format!("{error:?}").contains(TOKEN), "{error:?}");
}

#[tokio::test]
async fn a_200_with_an_error_or_a_web_page_is_no_success() {
    for (body, kind) in [
        (r#"{"errorCode": "insufficient_access", "errorDescription": "no"}"#, Kind::Permission),
        (r#"{"error_code": "429050", "message": "Too many requests"}"#, Kind::RateLimit),
        ("<html>Sign in</html>", Kind::Shape),
        ("", Kind::Shape),
        ("17", Kind::Shape),
    ] {
        let stub = Stub::start(vec![answer("200 OK", "", body)]).await;
        assert_eq!(client(&stub.base_url).send(&users::me()).await.unwrap_err().kind(), kind, "{body}");
    }
}

#[tokio::test]
async fn retry_after_is_waited_for_and_told() {
    let busy = answer("503 Service Unavailable", "retry-after: 0\r\n", "");
    let stub = Stub::start(vec![busy, answer("200 OK", "", r#"{"userId": "u"}"#)]).await;
    let events: Arc<Mutex<Vec<Event>>> = Arc::default();
    let seen = Arc::clone(&events);
    let client = client(&stub.base_url).with_watcher(move |event| seen.lock().unwrap().push(event.clone()));
    client.send(&users::me()).await.unwrap();
    assert!(matches!(events.lock().unwrap().as_slice(), [Event::Waiting(_)]));
}

#[tokio::test]
async fn nobody_listening_is_a_network_error_for_reads_and_writes_alike() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let base_url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    for request in [users::me(), data_views::create("{}")] {
        let error = client(&base_url).send(&request).await.unwrap_err();
        assert_eq!((error.kind(), error.exit_code()), (Kind::Network, 7));
        assert!(error.to_string().contains("no connection"), "{error}");
    }
}

#[tokio::test]
async fn stopping_ends_a_read_at_once_and_lets_a_write_finish() {
    let desk = desk();
    let (view, connection) = (desk.some_view().await, desk.some_connection().await);
    let before = desk.count("POST /data/dataviews").await;
    for (request, route, expected) in [
        (data_views::get(&view), "GET /data/dataviews/{id}", Some(Kind::Cancelled)),
        (data_views::create(crate::desk::smallest(&connection)), "POST /data/dataviews", None),
    ] {
        desk.fault_with(serde_json::json!({"route": route, "kind": "delay", "ms": 1500, "count": 1})).await;
        let cancel = Cancel::default();
        let client = desk.client().with_cancel(cancel.clone());
        let line = format!("{} {}", request.method.name(), request.path);
        let call = tokio::spawn(async move { client.send(&request).await });
        while desk.received().await.iter().all(|received| received.line != line || received.status.is_some()) {}
        cancel.cancel();
        assert_eq!(crate::desk::kind(call.await.unwrap()), expected, "{route}");
    }
    assert_eq!(desk.count("POST /data/dataviews").await, before + 1);
    // After the wish nothing new is begun.
    let cancel = Cancel::default();
    cancel.cancel();
    let error = desk.client().with_cancel(cancel).send(&users::me()).await.unwrap_err();
    assert_eq!((error.kind(), error.exit_code()), (Kind::Cancelled, 130));
}

#[tokio::test]
async fn an_answer_with_bytes_that_are_no_text_is_not_used() {
    let mut bytes = answer("200 OK", "", r#"{"id":"dv_1","name":"Caf?"}"#);
    let place = bytes.iter().rposition(|byte| *byte == b'?').unwrap();
    bytes[place] = 0xe9; // é in Latin-1
    let stub = Stub::start(vec![bytes]).await;
    let client = client(&stub.base_url);
    let read = client.value(&data_views::get("dv_1")).await.unwrap_err();
    assert!(read.kind() == Kind::Shape && read.to_string().contains("not UTF-8"), "{read}");
    let written = client.value(&data_views::update("dv_1", "{}")).await.unwrap_err();
    assert_eq!(written.kind(), Kind::UnknownOutcome, "{written}");
}

#[tokio::test]
async fn calls_to_the_service_go_through_the_proxy_of_the_environment() {
    let proxy = Stub::start(vec![answer("403 Forbidden", "", "")]).await;
    let folder = crate::kept::folder();
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_cja"));
    command.arg("whoami").current_dir(folder.path()).env_clear();
    command.env("CJA_CONFIG_DIR", folder.path().join("config")).env("HTTPS_PROXY", &proxy.base_url);
    command.env("CJA_ORG_ID", "A@AdobeOrg").env("CJA_CLIENT_ID", "0f0e0d0c0b0a09080706050403020100");
    command.env("CJA_CLIENT_SECRET", "p8e-planted-for-the-proxy").env("CJA_SCOPES", "openid");
    let run = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
    let said = String::from_utf8(run.stderr).unwrap();
    assert!(run.status.code() == Some(7) && said.contains("Could not sign in"), "{said}");
    let asked = proxy.received();
    assert!(!asked.is_empty() && asked.iter().all(|head| head.starts_with("CONNECT ims-na1.adobelogin.com:443 ")));
    assert!(!asked.concat().contains("planted") && !said.contains("planted"), "{said}");
}
