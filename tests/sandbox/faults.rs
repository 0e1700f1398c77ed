//! Each fault as a client meets it.

use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::json;

use super::support::*;

async fn names(user: &User) -> Vec<String> {
    let page = user.get("/data/dataviews?limit=100&cached=false&expansion=name").await.json;
    page["content"].as_array().unwrap().iter().map(|v| v["name"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn faults_are_listed_counted_and_taken_back() {
    let user = demo().await;
    user.fault(json!({"route": "GET /configuration/users/me", "kind": "500-before", "count": 2})).await;
    assert_eq!(user.get("/aresconfig/users/me").await.status, 500);
    let waiting = user.get("/__sandbox/faults").await.json;
    assert_eq!(
        waiting["faults"],
        json!([{"route": "GET /configuration/users/me", "kind": "500-before", "count": 1, "skip": 0}])
    );
    user.delete("/__sandbox/faults").await;
    assert_eq!(user.get("/configuration/users/me").await.status, 200);
    assert_eq!(user.post("/__sandbox/faults", json!({"route": "GET /", "kind": "boom"})).await.status, 400);
}

#[tokio::test]
async fn five_hundred_before_does_nothing_and_after_commit_does_it() {
    let user = demo().await;
    for (kind, made) in [("500-before", 0), ("500-after-commit", 1)] {
        user.fault(json!({"route": "POST /data/dataviews", "kind": kind})).await;
        let got = user.post("/data/dataviews/", smallest(kind)).await;
        assert_eq!((got.status, &got.json["errorCode"]), (500, &json!("unexpected_error")));
        assert_eq!(names(&user).await.iter().filter(|name| *name == kind).count(), made, "{kind}");
    }
}

#[tokio::test]
async fn a_cut_connection_gives_no_answer() {
    let user = demo().await;
    for (commit, made) in [(true, 1), (false, 0)] {
        let name = format!("cut {commit}");
        user.fault(json!({"route": "POST /data/dataviews", "kind": "cut", "commit": commit})).await;
        let error = user.request(Method::POST, "/data/dataviews").json(&smallest(&name)).send().await.unwrap_err();
        assert!(error.is_request(), "{error:?}");
        assert_eq!(names(&user).await.iter().filter(|n| **n == name).count(), made);
    }
    let requests = user.requests().await;
    assert!(requests.iter().any(|r| r["method"] == "POST" && r["path"] == "/data/dataviews" && r["status"].is_null()));
}

#[tokio::test]
async fn half_a_body_arrives_with_its_head() {
    let user = demo().await;
    user.fault(json!({"route": "GET /data/dataviews", "kind": "half-body"})).await;
    let response = user.request(Method::GET, "/data/dataviews?limit=100").send().await.unwrap();
    assert_eq!(response.status(), 200);
    let length = response.content_length().unwrap();
    assert!(length > 500, "{length}");
    assert!(response.bytes().await.is_err());
    assert_eq!(user.get("/data/dataviews").await.status, 200);
}

#[tokio::test]
async fn a_delay_delays() {
    let user = demo().await;
    user.fault(json!({"route": "GET /configuration/users/me", "kind": "delay", "ms": 300})).await;
    let start = Instant::now();
    assert_eq!(user.get("/configuration/users/me").await.status, 200);
    assert!(start.elapsed() >= Duration::from_millis(300));
}

#[tokio::test]
async fn a_delay_after_does_it_at_once_and_answers_late() {
    let user = demo().await;
    let path = format!("/data/dataviews/{VIEW}");
    user.fault(json!({"route": "PUT /data/dataviews/{id}", "kind": "delay", "ms": 1_500, "after": true})).await;
    let start = Instant::now();
    let seen = async {
        while user.get(&format!("{path}?expansion=name")).await.json["name"] != "Written already" {
            tokio::task::yield_now().await;
        }
        Instant::now()
    };
    let answered = async {
        assert_eq!(user.put(&path, json!({"name": "Written already"})).await.status, 200);
        Instant::now()
    };
    let (seen, answered) = tokio::join!(seen, answered);
    assert!(seen < answered && answered - start >= Duration::from_millis(1_500));
}

#[tokio::test]
async fn too_many_may_say_how_long_to_wait() {
    let user = demo().await;
    user.fault(json!({"route": "* /**", "kind": "429", "retryAfter": 2})).await;
    let response = user.request(Method::GET, "/data/dataviews").send().await.unwrap();
    assert_eq!((response.status().as_u16(), response.headers()["retry-after"].to_str().unwrap()), (429, "2"));
}

#[tokio::test]
async fn html_comes_instead_of_json() {
    let user = demo().await;
    user.fault(json!({"route": "PUT /data/dataviews/{id}", "kind": "html", "status": 503})).await;
    let response =
        user.request(Method::PUT, &format!("/data/dataviews/{VIEW}")).json(&json!({"name": "x"})).send().await.unwrap();
    assert_eq!(response.status(), 503);
    assert!(response.text().await.unwrap().contains("<html>"));
    assert!(!names(&user).await.contains(&"x".to_owned()));
}

#[tokio::test]
async fn an_expired_token_stays_expired_and_a_new_one_works() {
    let user = demo().await;
    user.fault(json!({"route": "GET /data/dataviews", "kind": "expired-token"})).await;
    for _ in 0..2 {
        assert_eq!(user.get("/data/dataviews").await.json["error_code"], "401013");
    }
    let user = user.becomes(MAIN).await;
    assert_eq!(user.get("/data/dataviews").await.status, 200);
}

#[tokio::test]
async fn a_profile_may_be_forbidden() {
    let user = demo().await;
    user.fault(json!({"route": "GET /segments", "kind": "forbidden-profile"})).await;
    let got = user.get("/filters").await;
    assert_eq!((got.status, &got.json["error_code"]), (403, &json!("403025")));
}

#[tokio::test]
async fn unknown_members_and_wrong_ids_appear() {
    let user = demo().await;
    let path = format!("/data/dataviews/{VIEW}?expansion=name");
    user.fault(json!({"route": "GET /data/dataviews/{id}", "kind": "unknown-members"})).await;
    let view = user.get(&path).await.json;
    assert_eq!((&view["futureMember"], &view["retentionPolicy"]["months"]), (&json!(null), &json!(25)));
    assert!(view.as_object().unwrap().contains_key("futureMember"));
    user.fault(json!({"route": "GET /data/dataviews/{id}", "kind": "wrong-id"})).await;
    assert_eq!(user.get(&path).await.json, json!({"name": "Web – EMEA", "id": "dv_ffffffffffffffffffffffff"}));
}

#[tokio::test]
async fn an_endless_list_never_says_it_is_over() {
    let user = demo().await;
    user.fault(json!({"route": "GET /data/dataviews", "kind": "endless-paging", "count": 1000})).await;
    for page in [0, 1, 500] {
        let got = user.get(&format!("/data/dataviews?limit=100&page={page}")).await.json;
        assert_eq!((&got["last"], &got["lastPage"], &got["number"]), (&json!(false), &json!(false), &json!(page)));
        assert_eq!(got["content"].as_array().unwrap().len(), 25);
    }
}
