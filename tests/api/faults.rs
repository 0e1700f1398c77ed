//! Every fault against every class of request: what comes of it, and that no write is ever sent twice.

use crate::desk::{Desk, desk, kind, smallest};
use cja_lsp::api::endpoints::data_views::{self, Filter};
use cja_lsp::api::{ApiError, Client, Kind, Request, Sent};
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
async fn too_many_requests_are_waited_for_by_reads_and_end_writes() {
    let unknown = (Some(Kind::UnknownOutcome), 1);
    check(json!({"kind": "429", "count": 2}), (None, 3), unknown).await;
    check(json!({"kind": "429", "count": FOREVER}), (Some(Kind::RateLimit), 4), unknown).await;
    check(json!({"kind": "429", "count": 1, "retryAfter": 3600}), (Some(Kind::RateLimit), 1), unknown).await;
}

#[tokio::test]
async fn an_expired_token_is_replaced_once_for_reads_and_ends_writes() {
    let unknown = (Some(Kind::UnknownOutcome), 1);
    check(json!({"kind": "expired-token", "count": 1}), (None, 2), unknown).await;
    check(json!({"kind": "expired-token", "count": FOREVER}), (Some(Kind::SignIn), 2), unknown).await;
}

/// The views of a name, past every cache.
async fn called(client: &Client, name: &str) -> Vec<serde_json::Value> {
    let filter = Filter { fresh: true, ..Filter::default() };
    let all = client.all(&data_views::list(&filter, &["name"])).await.unwrap();
    all.into_iter().filter(|view| view["name"] == name).collect()
}

/// Sends a create that is looked for, under a fault; gives how it came out, how often it was sent, and how many views there
/// are then.
async fn created(fault: serde_json::Value) -> (Result<Sent<String>, ApiError>, usize, usize) {
    let bench = bench().await;
    let client = bench.desk.client();
    let name = "Made by a test";
    let mut wish = json!({"route": "POST /data/dataviews"});
    wish.as_object_mut().unwrap().extend(fault.as_object().unwrap().clone());
    bench.desk.fault_with(wish).await;
    let look = || async {
        let found = called(&client, name).await;
        Ok(found.first().map(|view| view["id"].as_str().unwrap().to_owned()))
    };
    let sent = client.send_looking(&data_views::create(&bench.body), None, look).await;
    bench.desk.forget("faults").await;
    (sent, bench.desk.count("POST /data/dataviews").await, called(&client, name).await.len())
}

#[tokio::test]
async fn a_create_that_was_stored_and_turned_away_is_found_and_not_sent_again() {
    for kind in ["401-after-commit", "429-after-commit"] {
        let (sent, times, views) = created(json!({"kind": kind, "count": FOREVER, "retryAfter": 0})).await;
        assert!(matches!(&sent, Ok(Sent::Found(id)) if id.starts_with("dv_")), "{kind} {sent:?}");
        assert_eq!((times, views), (1, 1), "{kind}");
    }
}

#[tokio::test]
async fn a_create_that_was_turned_away_and_is_not_there_is_sent_again() {
    for (kind, count, times) in [("expired-token", 1, 2), ("429", 1, 2), ("429", 3, 4)] {
        let (sent, sends, views) = created(json!({"kind": kind, "count": count})).await;
        assert!(matches!(&sent, Ok(Sent::Answered(_))), "{kind} {sent:?}");
        assert_eq!((sends, views), (times, 1), "{kind}");
    }
}

#[tokio::test]
async fn a_create_that_is_turned_away_for_good_ends_with_the_refusal() {
    for (kind, times, expected) in [("expired-token", 2, Kind::SignIn), ("429", 4, Kind::RateLimit)] {
        let (sent, sends, views) = created(json!({"kind": kind, "count": FOREVER})).await;
        let error = sent.unwrap_err();
        assert_eq!((error.kind(), sends, views), (expected, times, 0), "{error}");
        assert!(!error.to_string().contains("most likely"), "{error}");
    }
}

#[tokio::test]
async fn a_create_is_not_sent_again_after_a_look_that_failed() {
    for kind in ["429-after-commit", "401-after-commit"] {
        let bench = bench().await;
        let client = bench.desk.client();
        bench
            .desk
            .fault_with(json!({"route": "POST /data/dataviews", "kind": kind, "count": FOREVER, "retryAfter": 0}))
            .await;
        bench.desk.fault("GET /data/dataviews", "forbidden-profile", FOREVER).await;
        let look = || async {
            let filter = Filter { fresh: true, ..Filter::default() };
            Ok(client.all(&data_views::list(&filter, &["name"])).await?.pop())
        };
        let error = client.send_looking(&data_views::create(&bench.body), None, look).await.unwrap_err();
        assert_eq!(error.kind(), Kind::UnknownOutcome, "{error}");
        assert!(
            error.to_string().contains("looking failed") && error.to_string().contains("product profile"),
            "{error}"
        );
        assert_eq!(bench.desk.count("POST /data/dataviews").await, 1);
    }
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
