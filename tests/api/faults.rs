//! Every fault against every class of request: what comes of it, and that no write is ever sent twice.

use crate::desk::{Desk, desk, kind, smallest};
use cja_lsp::api::endpoints::data_views::{self, Filter};
use cja_lsp::api::{Client, Kind, Request};
use serde_json::json;
use std::time::Duration;

/// The classes of request, and whether each may be repeated.
const CLASSES: [(&str, bool); 7] = [
    ("list", true),
    ("get", true),
    ("validate", true),
    ("create", false),
    ("copy", false),
    ("update", false),
    ("delete", false),
];

struct Bench {
    desk: Desk,
    view: String,
    body: String,
}

async fn bench() -> Bench {
    let desk = desk();
    let (view, connection) = (desk.some_view().await, desk.some_connection().await);
    Bench { body: smallest(&connection), view, desk }
}

impl Bench {
    /// The request of a class and its route for the sandbox.
    fn request(&self, class: &str) -> (Request, &'static str) {
        match class {
            "list" => (data_views::list(&Filter::default(), &["name"]), "GET /data/dataviews"),
            "get" => (data_views::get(&self.view), "GET /data/dataviews/{id}"),
            "validate" => (data_views::validate(&self.body), "POST /data/dataviews/validate"),
            "create" => (data_views::create(&self.body), "POST /data/dataviews"),
            "copy" => (data_views::copy(&self.view), "PUT /data/dataviews/copy/{id}"),
            "update" => (data_views::update(&self.view, &self.body), "PUT /data/dataviews/{id}"),
            _ => (data_views::delete(&self.view), "DELETE /data/dataviews/{id}"),
        }
    }

    /// Sends a request of a class while a fault strikes it `count` times; gives the kind of error and how often the
    /// request arrived.
    async fn struck(&self, client: &Client, class: &str, fault: serde_json::Value) -> (Option<Kind>, usize) {
        let (request, route) = self.request(class);
        let mut wish = json!({"route": route});
        wish.as_object_mut().unwrap().extend(fault.as_object().unwrap().clone());
        self.desk.forget("requests").await;
        self.desk.fault_with(wish).await;
        let sent = if class == "list" {
            client.all(&request).await.map(|_| ())
        } else {
            client.send(&request).await.map(|_| ())
        };
        self.desk.forget("faults").await;
        (kind(sent), self.desk.count(&format!("{} {}", request.method.name(), request.path)).await)
    }
}

const FOREVER: u32 = 1_000;

/// What is expected of reads and of writes: the kind of error and the number of sends.
async fn check(fault: serde_json::Value, read: (Option<Kind>, usize), write: (Option<Kind>, usize)) {
    for (class, safe) in CLASSES {
        let bench = bench().await;
        let client = bench.desk.client();
        let expected = if safe { read } else { write };
        assert_eq!(bench.struck(&client, class, fault.clone()).await, expected, "{class} {fault}");
    }
}

#[tokio::test]
async fn a_fault_of_the_service_is_outlasted_by_reads_and_ends_writes() {
    let unknown = (Some(Kind::UnknownOutcome), 1);
    for name in ["500-before", "500-after-commit", "html"] {
        check(json!({"kind": name, "count": 1}), (None, 2), unknown).await;
        check(json!({"kind": name, "count": FOREVER}), (Some(Kind::Server), 4), unknown).await;
    }
}

#[tokio::test]
async fn a_lost_connection_is_outlasted_by_reads_and_ends_writes() {
    let unknown = (Some(Kind::UnknownOutcome), 1);
    for name in ["cut", "half-body"] {
        check(json!({"kind": name, "count": 1}), (None, 2), unknown).await;
        check(json!({"kind": name, "count": FOREVER}), (Some(Kind::Network), 4), unknown).await;
    }
}

#[tokio::test]
async fn too_many_requests_are_waited_for_by_everything() {
    check(json!({"kind": "429", "count": 2}), (None, 3), (None, 3)).await;
    let ended = (Some(Kind::RateLimit), 4);
    check(json!({"kind": "429", "count": FOREVER}), ended, ended).await;
    check(
        json!({"kind": "429", "count": 1, "retryAfter": 3600}),
        (Some(Kind::RateLimit), 1),
        (Some(Kind::RateLimit), 1),
    )
    .await;
}

#[tokio::test]
async fn an_expired_token_is_replaced_once() {
    check(json!({"kind": "expired-token", "count": 1}), (None, 2), (None, 2)).await;
    let ended = (Some(Kind::SignIn), 2);
    check(json!({"kind": "expired-token", "count": FOREVER}), ended, ended).await;
}

#[tokio::test]
async fn a_missing_product_profile_ends_everything_at_once() {
    let ended = (Some(Kind::Permission), 1);
    check(json!({"kind": "forbidden-profile", "count": FOREVER}), ended, ended).await;
}

#[tokio::test]
async fn unknown_members_are_no_trouble() {
    check(json!({"kind": "unknown-members", "count": FOREVER}), (None, 1), (None, 1)).await;
}

#[tokio::test]
async fn an_answer_about_another_object_is_recognised() {
    for (class, expected) in [("get", Some(Kind::WrongId)), ("update", Some(Kind::WrongId)), ("list", None)] {
        let bench = bench().await;
        let client = bench.desk.client();
        let struck = bench.struck(&client, class, json!({"kind": "wrong-id", "count": 1})).await;
        assert_eq!(struck, (expected, 1), "{class}");
    }
}

#[tokio::test]
async fn a_list_that_never_ends_is_given_up_unless_it_is_complete() {
    let bench = bench().await;
    let client = bench.desk.client();
    bench.desk.fault("GET /data/dataviews", "endless-paging", FOREVER).await;
    let whole = data_views::list(&Filter::default(), &["name"]);
    // The first page holds as many as the service says there are; the second brings nothing new.
    assert_eq!(client.all(&whole).await.unwrap().len(), 25);
    let error = client.all(&whole.set("limit", "4")).await.unwrap_err();
    assert_eq!(error.kind(), Kind::Shape);
    assert!(error.to_string().contains("does not end"), "{error}");
    assert_eq!(bench.desk.count("GET /data/dataviews").await, 2 + 2 + LISTED_BY_THE_BENCH);
}

/// The bench looks for a view to work on.
const LISTED_BY_THE_BENCH: usize = 1;

#[tokio::test]
async fn a_silent_service_is_left_in_time() {
    for (class, safe) in CLASSES {
        let bench = bench().await;
        bench.desk.client().token().await.unwrap();
        let client = bench.desk.impatient(Duration::from_millis(400));
        let struck = bench.struck(&client, class, json!({"kind": "delay", "ms": 3000, "count": FOREVER})).await;
        let expected = if safe { (Some(Kind::Network), 2) } else { (Some(Kind::UnknownOutcome), 1) };
        assert_eq!(struck, expected, "{class}");
    }
}
