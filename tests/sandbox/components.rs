//! Dimensions and metrics of a data view.

use serde_json::{Value, json};

use super::support::*;

#[tokio::test]
async fn a_view_has_300_dimensions_and_120_metrics_on_one_page() {
    let user = demo().await;
    for (kind, count) in [("dimensions", 300), ("metrics", 120)] {
        let page = user.get(&format!("/data/dataviews/{VIEW}/{kind}?page=0")).await.json;
        assert_eq!((&page["totalElements"], &page["lastPage"]), (&json!(count), &json!(true)), "{kind}");
        assert_eq!(page["content"].as_array().unwrap().len(), count);
    }
    let page = user.get(&format!("/data/dataviews/{VIEW}/dimensions?limit=100&page=2")).await.json;
    assert_eq!((&page["numberOfElements"], &page["last"]), (&json!(100), &json!(true)));
}

#[tokio::test]
async fn base_members_differ_between_dimensions_and_metrics() {
    let user = demo().await;
    let names = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    let dimension = user.get(&format!("/data/dataviews/{VIEW}/dimensions/page.name")).await.json;
    assert_eq!(dimension, json!({"id": "variables/page.name", "name": "Page Name"}));
    let metric = user.get(&format!("/data/dataviews/{VIEW}/metrics/orders")).await.json;
    assert_eq!(names(&metric), ["dataSetType", "derivedFieldCompatible", "hasData", "id", "name", "sourceFieldType"]);
    let standard = user.get(&format!("/data/dataviews/{VIEW}/metrics/visitors?expansion=schemaPath")).await.json;
    assert_eq!((&standard["name"], standard.get("schemaPath")), (&json!("People"), None));
}

#[tokio::test]
async fn expansions_and_tags_are_shown() {
    let user = demo().await;
    let path = "metrics/orders?expansion=formatSetting,type,tags,usageSummary,precision";
    let metric = user.get(&format!("/data/dataviews/{VIEW}/{path}")).await.json;
    assert_eq!((&metric["type"], &metric["precision"]), (&json!("int"), &json!(0)));
    assert_eq!(metric["tags"][0]["name"], "official");
    assert_eq!(metric["formatSetting"]["decimalPlaces"], 0);
    assert_eq!(metric["usageSummary"].get("relevancyScore"), None);
    let path = "metrics/orders?expansion=usageSummaryWithRelevancyScore";
    let metric = user.get(&format!("/data/dataviews/{VIEW}/{path}")).await.json;
    assert!(metric["usageSummary"]["relevancyScore"].is_number());
}

#[tokio::test]
async fn hidden_components_need_to_be_asked_for() {
    let user = demo().await;
    let page = user.get(&format!("/data/dataviews/{VIEW}/dimensions?includeType=hidden&limit=1000")).await.json;
    assert_eq!(page["totalElements"], 306);
    let page = user.get(&format!("/data/dataviews/{VIEW}/dimensions?includeType=shared&limit=1000")).await.json;
    assert_eq!(page["totalElements"], 300);
}

#[tokio::test]
async fn unknown_views_and_components_are_not_found() {
    let user = demo().await;
    for path in [
        "dv_nobody/dimensions",
        "dv_nobody/metrics/orders",
        &format!("{VIEW}/metrics/metrics%2Forders"),
        &format!("{DELETED}/metrics"),
    ] {
        assert_eq!(user.get(&format!("/data/dataviews/{path}")).await.status, 404, "{path}");
    }
}
