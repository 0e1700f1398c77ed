//! The list of data views: paging forms, filters, order, stale answers.

use std::time::Duration;

use cja_lsp::sandbox::{Options, PagingForm};
use serde_json::{Value, json};

use super::support::*;

fn ids(page: &Value) -> Vec<&str> {
    page["content"].as_array().unwrap().iter().map(|view| view["id"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn items_carry_the_id_alone_and_pages_hold_ten() {
    let user = demo().await;
    let page = user.get("/data/dataviews").await.json;
    assert_eq!(page["content"].as_array().unwrap().len(), 10);
    assert_eq!(page["content"][0], json!({"id": VIEW}));
    let rest = |name: &str| page[name].clone();
    assert_eq!(
        (rest("totalElements"), rest("totalPages"), rest("size"), rest("number")),
        (25.into(), 3.into(), 10.into(), 0.into())
    );
    assert_eq!((rest("firstPage"), rest("lastPage"), rest("sort")), (json!(true), json!(false), Value::Null));
    assert_eq!((rest("first"), rest("last"), rest("numberOfElements")), (json!(true), json!(false), json!(10)));
}

#[tokio::test]
async fn the_documented_list_example() {
    let user = demo().await;
    let got =
        user.get(&format!("/data/dataviews?expansion=name,parentDataGroupId&limit=2&page=0&dataViewIds={VIEW}")).await;
    let expected = json!({"content": [{"name": "Web – EMEA", "parentDataGroupId": WEB, "id": VIEW}], "number": 0, "totalElements": 1,
        "totalPages": 1, "numberOfElements": 1, "firstPage": true, "lastPage": true, "first": true, "last": true,
        "sort": null, "size": 2});
    assert_eq!((got.status, got.json), (200, expected));
}

#[tokio::test]
async fn each_paging_form_has_its_own_members() {
    let guide = start(Options { paging: PagingForm::Guide, ..Options::default() }).await;
    let page = guide.get("/data/dataviews?limit=100").await.json;
    assert_eq!((page.get("last"), &page["lastPage"]), (None, &json!(true)));
    let spec = start(Options { paging: PagingForm::Spec, ..Options::default() }).await;
    let page = spec.get("/data/dataviews?limit=20&page=1").await.json;
    assert_eq!((page.get("lastPage"), &page["last"], &page["empty"]), (None, &json!(true), &json!(false)));
    assert_eq!(page["pageable"]["offset"], 20);
    assert_eq!(page["sort"], json!({"sorted": false, "unsorted": true, "empty": true}));
}

#[tokio::test]
async fn aliases_slashes_and_pythons_booleans_are_understood() {
    let user = demo().await;
    let plain = user.get("/data/dataviews?limit=100&expansion=name").await.json;
    for path in [
        "/datagroups/dataviews?limit=100&expansion=name",
        "/data/dataviews/?limit=100&includeType=all&cached=True&page=0&expansion=name,curatedComponents&expansion=nonsense",
    ] {
        let page = user.get(path).await;
        assert_eq!((page.status, ids(&page.json)), (200, ids(&plain)), "{path}");
    }
}

#[tokio::test]
async fn filters_narrow_the_list() {
    let user = demo().await;
    let count = async |query: &str| user.total(&format!("/data/dataviews?limit=100&{query}")).await;
    assert_eq!(count(&format!("parentDataGroupId={WEB}")).await, 15);
    assert_eq!(count("externalIds=app-ios").await, 1);
    assert_eq!(count(&format!("externalParentIds={},other", &WEB[3..])).await, 15);
    assert_eq!(count(&format!("dataViewIds={VIEW},dv_nobody")).await, 1);
    assert_eq!(count("includeType=deleted").await, 26);
    assert_eq!(count("includeType=all").await, 25);
}

#[tokio::test]
async fn order_follows_id_or_date_both_ways() {
    let user = demo().await;
    let up = user.get("/data/dataviews?limit=100").await.json;
    let down = user.get("/data/dataviews?limit=100&sortDirection=DESC").await.json;
    let mut reversed = ids(&down);
    reversed.reverse();
    assert_eq!(ids(&up), reversed);
    let dated = user.get("/data/dataviews?limit=100&sortProperty=modifiedDate&expansion=modified").await.json;
    let dates: Vec<&str> =
        dated["content"].as_array().unwrap().iter().map(|v| v["modifiedDate"].as_str().unwrap()).collect();
    assert!(dates.is_sorted() && dates.first() != dates.last());
    assert_eq!(user.get("/data/dataviews?sortProperty=colour").await.json["errorCode"], "invalid_parameters");
}

#[tokio::test]
async fn wrong_numbers_are_refused_not_guessed() {
    let user = demo().await;
    for query in [
        "limit=-1",
        "limit=0",
        "limit=many",
        "page=1.5",
        "page=99999999999999999999",
        "cached=maybe",
        "sortDirection=UP",
    ] {
        assert_eq!(user.get(&format!("/data/dataviews?{query}")).await.status, 400, "{query}");
    }
}

#[tokio::test]
async fn a_cached_list_stays_stale_until_somebody_asks_afresh() {
    let user = start(Options { stale: Duration::from_secs(3600), ..Options::default() }).await;
    let total = async |query: &str| user.total(&format!("/data/dataviews?{query}")).await;
    user.post("/data/dataviews", smallest("New")).await;
    assert_eq!(total("").await, 25);
    assert_eq!(total("cached=True").await, 25);
    assert_eq!(total("cached=false").await, 26);
    assert_eq!(total("").await, 26);
}

#[tokio::test]
async fn a_stale_list_ends_by_itself() {
    let user = start(Options { stale: Duration::from_millis(50), ..Options::default() }).await;
    user.post("/data/dataviews", smallest("New")).await;
    let end = std::time::Instant::now() + Duration::from_secs(10);
    while user.get("/data/dataviews").await.json["totalElements"] != 26 {
        assert!(std::time::Instant::now() < end, "the list is still stale");
    }
}

#[tokio::test]
async fn unlisted_members_come_with_anything_that_is_asked_for() {
    let user = demo().await;
    let path = "/data/dataviews/dv_65f0a1b2c3d4e5f60718290e";
    assert_eq!(user.get(path).await.json.as_object().unwrap().len(), 1);
    let view = user.get(&format!("{path}?expansion=name")).await.json;
    assert_eq!(view["dataViewTier"], "gold");
    assert_eq!(view["retentionPolicy"], json!({"months": 25, "legalHold": null}));
}
