//! How long a page is asked for, whatever the service makes of it, and pages that are used as they come.

use crate::desk::{Desk, desk_with};
use cja_lsp::api::endpoints::components::{self, ComponentKind};
use cja_lsp::api::endpoints::data_views::{self, Filter};
use cja_lsp::api::{Kind, Page, Request};
use cja_lsp::sandbox::{Options, OverLimit, PagingForm};
use std::sync::Mutex;

/// The lengths that were asked for on a path, and whether each was refused.
async fn asked(desk: &Desk, path: &str) -> Vec<String> {
    let line = format!("GET {path}");
    let asked = desk.received().await.into_iter().filter(|one| one.line == line);
    let length =
        |query: &str| query.split('&').find_map(|pair| pair.strip_prefix("limit=")).unwrap_or("nothing").to_owned();
    asked.map(|one| length(&one.query) + if one.status == Some(400) { " refused" } else { "" }).collect()
}

fn views() -> Request {
    data_views::list(&Filter::default(), &["name"])
}

const PATH: &str = "/data/dataviews";

#[tokio::test]
async fn a_service_that_gives_shorter_pages_is_asked_for_those() {
    for paging in [PagingForm::Both, PagingForm::Guide, PagingForm::Spec] {
        // Ten is a length that people choose; six may as well be all that the caller may see of a thousand.
        for (page_limit, lengths) in [(10, "1000 10 10"), (6, "1000 1000 1000 1000 1000"), (1_000, "1000")] {
            let desk = desk_with(Options { paging, page_limit, ..Options::default() });
            assert_eq!(desk.client().all(&views()).await.unwrap().len(), 25, "{paging:?} {page_limit}");
            assert_eq!(asked(&desk, PATH).await.join(" "), lengths, "{paging:?}");
        }
    }
}

#[tokio::test]
async fn a_service_that_refuses_long_pages_is_asked_once_and_then_modestly() {
    let desk = desk_with(Options { page_limit: 120, over_limit: OverLimit::Refuse, ..Options::default() });
    let (client, view) = (desk.client(), desk.some_view().await);
    let dimensions = components::list(&view, ComponentKind::Dimension, &["type"], false);
    for _ in 0..2 {
        assert_eq!(client.all(&dimensions).await.unwrap().len(), 300);
    }
    let lengths = asked(&desk, &dimensions.path).await;
    assert_eq!(lengths.join(" "), "1000 refused 100 100 100 100 100 100");
    let metrics = components::list(&view, ComponentKind::Metric, &["type"], false);
    assert_eq!(client.all(&metrics).await.unwrap().len(), 120, "another kind of list is asked by itself");
}

#[tokio::test]
async fn a_refusal_that_is_not_about_the_length_stays_one() {
    let desk = desk_with(Options::default());
    let error = desk.client().all(&views().with("sortProperty", "colour")).await.unwrap_err();
    assert_eq!((error.kind(), error.parts().status), (Kind::Invalid, Some(400)));
    assert_eq!(asked(&desk, PATH).await.join(" "), "1000 refused 100 refused");
    desk.forget("requests").await;
    assert_eq!(desk.client().all(&views()).await.unwrap().len(), 25);
    assert_eq!(asked(&desk, PATH).await.join(" "), "1000", "it was not the length, so that is asked again");
    desk.forget("requests").await;
    let theirs = Request::read(PATH, "list").with("limit", "0");
    assert_eq!(desk.client().all(&theirs).await.unwrap_err().kind(), Kind::Invalid);
    assert_eq!(asked(&desk, PATH).await.join(" "), "0 refused", "a length of the caller's own is the caller's");
}

#[tokio::test]
async fn a_listing_asks_for_a_page_when_it_is_wanted() {
    let desk = desk_with(Options { page_limit: 10, ..Options::default() });
    let client = desk.client();
    let request = views();
    let mut pages = client.listing(&request);
    let before = std::time::Instant::now();
    let first = pages.next().await.unwrap().unwrap();
    assert_eq!((first.items.len(), first.read, first.of), (10, 10, Some(25)));
    assert!(
        first.text.contains("\"content\"") && first.sent_at >= before && first.sent_at.elapsed() < before.elapsed()
    );
    assert_eq!(desk.count("GET /data/dataviews").await, 1);
    let mut read = vec![];
    while let Some(page) = pages.next().await.unwrap() {
        read.push(page.read);
    }
    assert_eq!(read, [20, 25]);
}

#[tokio::test]
async fn pages_are_used_as_they_come_and_none_is_lost_when_a_later_one_fails() {
    let desk = desk_with(Options { page_limit: 10, ..Options::default() });
    desk.client().token().await.unwrap();
    let taken = Mutex::new(Vec::new());
    let take = |page: Page| {
        taken.lock().unwrap().push(page.items.len());
        async { Ok(()) }
    };
    desk.client().pages_with(&views(), take).await.unwrap();
    assert_eq!(*taken.lock().unwrap(), [10, 10, 5]);

    taken.lock().unwrap().clear();
    let late = serde_json::json!({"route": "GET /data/dataviews", "kind": "forbidden-profile", "skip": 2, "count": 9});
    desk.fault_with(late).await;
    let slow = |page: Page| {
        let taken = &taken;
        async move {
            tokio::task::yield_now().await;
            taken.lock().unwrap().push(page.items.len());
            Ok(())
        }
    };
    assert_eq!(desk.client().pages_with(&views(), slow).await.unwrap_err().kind(), Kind::Permission);
    assert_eq!(*taken.lock().unwrap(), [10, 10]);
    desk.forget("faults").await;

    let refuse = |_| async { Err(cja_lsp::api::ApiError::cancelled("keep the page")) };
    assert_eq!(desk.client().pages_with(&views(), refuse).await.unwrap_err().kind(), Kind::Cancelled);
}
