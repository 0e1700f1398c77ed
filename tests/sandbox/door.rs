//! What happens before a route: guard, headers, organisations, pace, sizes, unknown routes.

use cja_lsp::sandbox::Options;
use reqwest::Method;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::support::*;

#[tokio::test]
async fn each_header_is_required() {
    let user = demo().await;
    let url = format!("{}/data/dataviews", user.running.base_url);
    let bearer = format!("Bearer {}", user.token);
    let (key, org) = (user.credential.client_id.as_str(), user.credential.organization.as_str());
    let other = user.running.credentials[SECOND_ORG].organization.as_str();
    let cases = [
        (bearer.as_str(), key, org, 200, ""),
        ("", key, org, 401, "401010"),
        ("Bearer nonsense", key, org, 401, "401013"),
        (user.token.as_str(), key, org, 401, "401013"),
        (bearer.as_str(), "", org, 403, "403000"),
        (bearer.as_str(), "ffffffffffffffffffffffffffffffff", org, 403, "403003"),
        (bearer.as_str(), key, "", 403, "403000"),
        (bearer.as_str(), key, other, 403, "403025"),
    ];
    for (bearer, key, org, status, code) in cases {
        let mut request = user.http.get(&url);
        for (name, value) in [("authorization", bearer), ("x-api-key", key), ("x-gw-ims-org-id", org)] {
            if !value.is_empty() {
                request = request.header(name, value);
            }
        }
        let got = got(request).await;
        assert_eq!(
            (got.status, got.json["error_code"].as_str().unwrap_or("")),
            (status, code),
            "{bearer:.9} {key} {org}"
        );
    }
}

#[tokio::test]
async fn a_credential_without_a_profile_is_told_so() {
    let user = demo().await.becomes(NO_PROFILE).await;
    let got = user.get("/configuration/users/me").await;
    assert_eq!((got.status, got.json), (403, json!({"error_code": "403025", "message": "Profile is not valid"})));
}

#[tokio::test]
async fn organisations_do_not_see_each_other() {
    let user = demo().await.becomes(SECOND_ORG).await;
    assert_eq!(user.get("/data/dataviews").await.json["totalElements"], 3);
    assert_eq!(user.get(&format!("/data/dataviews/{VIEW}")).await.status, 404);
    assert_eq!(user.post("/data/dataviews", smallest("Theirs")).await.status, 404, "the connection is not theirs");
}

#[tokio::test]
async fn foreign_hosts_and_origins_are_refused_on_every_route() {
    let user = demo().await;
    for path in ["/data/dataviews", "/ims/token/v3", "/__sandbox/requests"] {
        for (name, value) in [("host", "evil.example"), ("origin", "http://evil.example")] {
            let got = got(user.request(Method::GET, path).header(name, value)).await;
            assert_eq!((got.status, &got.json["errorCode"]), (403, &json!("invalid_access")), "{path} {name}");
        }
    }
    assert!(user.requests().await.iter().all(|r| r["path"] == "/ims/token/v3" && r["method"] == "POST"));
}

#[tokio::test]
async fn only_loopback_listens() {
    let user = demo().await;
    assert!(user.running.base_url.starts_with("http://127.0.0.1:"), "{}", user.running.base_url);
}

#[tokio::test]
async fn unknown_routes_and_methods_answer_in_the_services_form() {
    let user = demo().await;
    for path in ["/", "/data", "/data/dataviews/a/b/c", "//", "/data//dataviews", "/%ff"] {
        let got = user.get(path).await;
        assert_eq!((got.status, &got.json["errorCode"]), (404, &json!("resource_not_found")), "{path}");
    }
    let got = user.delete("/data/dataviews").await;
    assert_eq!((got.status, &got.json["errorCode"]), (405, &json!("method_not_allowed")));
}

#[tokio::test]
async fn bodies_are_checked_for_size_and_form() {
    let user = demo().await;
    let post = |body: String| got(user.request(Method::POST, "/data/dataviews").body(body));
    let large = post(format!("{{\"name\":\"{}\"}}", "x".repeat(3 * 1024 * 1024))).await;
    assert_eq!((large.status, &large.json["errorCode"]), (413, &json!("payload_too_large")));
    for body in ["{", "", "null", "[]", "\"x\"", "{\"a\":1e999}", "{} {}", "\u{feff}{}"] {
        let got = post(body.into()).await;
        assert_eq!((got.status, &got.json["errorCode"]), (400, &json!("invalid_json_input")), "{body}");
    }
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(post(deep).await.status, 400);
}

#[tokio::test]
async fn the_thirteenth_request_is_too_many() {
    let user = start(Options { rate_limit: true, ..Options::default() }).await;
    for _ in 0..12 {
        assert_eq!(user.get("/configuration/users/me").await.status, 200);
    }
    let got = user.get("/configuration/users/me").await;
    assert_eq!((got.status, got.json), (429, json!({"error_code": "429050", "message": "Too many requests"})));
    let other = user.becomes(ANALYST).await;
    assert_eq!(other.get("/configuration/users/me").await.status, 200, "each credential has its own pace");
}

#[tokio::test]
async fn what_was_received_is_listed_without_secrets() {
    let user = demo().await;
    user.delete("/__sandbox/requests").await;
    token(&user.http, &user.running.base_url, &user.credential).await;
    user.post("/data/dataviews?expansion=name", smallest("Listed")).await;
    user.get("/data/dataviews/dv_nobody").await;
    let requests = user.requests().await;
    let seen: Vec<_> = requests
        .iter()
        .map(|r| (r["method"].as_str().unwrap(), r["path"].as_str().unwrap(), r["status"].as_u64().unwrap()))
        .collect();
    assert_eq!(
        seen,
        [("POST", "/ims/token/v3", 200), ("POST", "/data/dataviews", 200), ("GET", "/data/dataviews/dv_nobody", 404)]
    );
    assert_eq!((&requests[1]["query"], &requests[1]["body"]["name"]), (&json!("expansion=name"), &json!("Listed")));
    assert_eq!(requests[0]["body"]["client_secret"], "[redacted]");
    assert!(requests[0]["time"].as_u64().unwrap() <= requests[2]["time"].as_u64().unwrap());
    let text = serde_json::to_string(&requests).unwrap();
    assert!(!text.contains(&user.token) && user.credential.secrets.iter().all(|secret| !text.contains(secret)));
}

/// Sends bytes as they are and reads until the connection ends or an answer's head is there.
async fn raw(user: &User, bytes: &[u8]) -> String {
    let address = user.running.base_url.strip_prefix("http://").unwrap();
    let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
    stream.write_all(bytes).await.unwrap();
    stream.shutdown().await.unwrap();
    let mut answer = Vec::new();
    let _ = tokio::time::timeout(std::time::Duration::from_secs(20), stream.read_to_end(&mut answer)).await.unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test]
async fn raw_nonsense_is_refused_and_the_server_lives_on() {
    let user = demo().await;
    for bytes in [
        &b"\x00\x01\x02"[..],
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET http://evil.example/data/dataviews HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        b"OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"POST /ims/token/v3 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 50\r\n\r\nshort",
        b"POST /ims/token/v3 HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"CONNECT evil.example:443 HTTP/1.1\r\nHost: localhost\r\n\r\n",
    ] {
        let answer = raw(&user, bytes).await;
        assert!(!answer.starts_with("HTTP/1.1 2") && !answer.starts_with("HTTP/1.1 5"), "{answer}");
    }
    assert_eq!(user.get("/configuration/users/me").await.status, 200);
}
