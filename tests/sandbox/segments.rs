//! Segments: list, get, create, update, delete, validate.

use serde_json::{Value, json};

use super::support::*;

fn definition() -> Value {
    json!({"func": "segment", "version": [1, 0, 0], "container": {"func": "container", "context": "hits",
        "pred": {"func": "streq", "val": {"func": "attr", "name": "variables/page.name"}, "str": "Home"}}})
}

#[tokio::test]
async fn the_documented_list_example() {
    let user = demo().await;
    let got = user.get(&format!("/segments?filterByIds={SEGMENT}&expansion=dataId")).await.json;
    let expected = json!([{"id": SEGMENT, "name": "Mobile visitors", "dataId": null,
        "description": "Used in the standard reports: mobile visitors"}]);
    assert_eq!((&got["content"], &got["totalElements"]), (&expected, &json!(1)));
}

#[tokio::test]
async fn the_list_has_pages_an_alias_and_a_bare_form() {
    let user = demo().await;
    assert_eq!(user.get("/filters?limit=1000&cached=True&includeType=all&page=0").await.json["totalElements"], 40);
    assert_eq!(user.get("/segments?pagination=false").await.json.as_array().unwrap().len(), 40);
    let named = user.get("/segments?sortProperty=name&sortDirection=DESC&limit=40").await.json;
    let names: Vec<&str> = named["content"].as_array().unwrap().iter().map(|s| s["name"].as_str().unwrap()).collect();
    assert!(names.iter().rev().is_sorted());
    assert_eq!(user.get("/segments?name=visitors").await.json["totalElements"], 3);
}

#[tokio::test]
async fn expansions_bring_names_tags_and_shares() {
    let user = demo().await;
    let path = format!("/segments/{SEGMENT}?expansion=tags,shares,definition,owner,modified,createdDate");
    let segment = user.get(&path).await.json;
    assert_eq!(
        (&segment["tags"][0]["name"], &segment["shares"][0]["shareToType"]),
        (&json!("official"), &json!("all"))
    );
    assert_eq!(segment["definition"]["func"], "segment");
    assert!(
        segment["modifiedById"].is_string() && segment["createDate"].is_string() && segment.get("template").is_none()
    );
    let second = "s300000001_65f0a1b2c3d4e5f607183001?expansion=dataName,dataId";
    assert_eq!(user.get(&format!("/segments/{second}")).await.json["dataName"], "Web – Americas");
}

#[tokio::test]
async fn a_segment_lives_from_create_to_delete() {
    let user = demo().await;
    let body = json!({"name": "Home page", "dataId": VIEW, "definition": definition()});
    let made = user.post("/segments?expansion=dataName", body).await;
    let id = made.json["id"].as_str().unwrap().to_owned();
    assert!(id.starts_with("s300000001_") && id.len() == 35, "{id}");
    assert_eq!((made.status, &made.json["dataName"]), (200, &json!("Web – EMEA")));
    let changed = user.put(&format!("/segments/{id}?expansion=definition"), json!({"description": "New"})).await.json;
    assert_eq!((&changed["description"], &changed["name"]), (&json!("New"), &json!("Home page")));
    assert_eq!(changed["definition"], definition());
    assert_eq!(user.delete(&format!("/segments/{id}")).await.json, json!({"result": "success"}));
    assert_eq!(user.get(&format!("/segments/{id}")).await.status, 404);
    assert_eq!(user.get("/segments?includeType=deleted&cached=false").await.json["totalElements"], 41);
}

#[tokio::test]
async fn mistakes_are_told() {
    let user = demo().await;
    let got = user.post("/segments", json!({"name": "x"})).await;
    assert_eq!(
        (got.status, &got.json["errorDescription"]),
        (400, &json!("The following fields are required: [dataId, definition] "))
    );
    let got = user.put(&format!("/segments/{SEGMENT}"), json!({"definition": "text"})).await;
    assert_eq!(
        (got.status, &got.json["errorDescription"]),
        (400, &json!("Definition must be formatted as a JSON Object"))
    );
}

#[tokio::test]
async fn editing_somebody_elses_needs_an_administrator() {
    let user = demo().await.becomes(ANALYST).await;
    let got = user.put(&format!("/segments/{SEGMENT}"), json!({"name": "Mine"})).await;
    assert_eq!((got.status, &got.json["errorCode"]), (403, &json!("insufficient_access")));
    let text = got.json["errorDescription"].as_str().unwrap();
    assert!(
        text.starts_with("No editing access to this item granted. Userid=72F20A3B5C6D7E8F90A1B2C4@techacct.adobe.com"),
        "{text}"
    );
}

#[tokio::test]
async fn validate_says_what_is_supported_and_what_is_wrong() {
    let user = demo().await;
    let good = user.post("/segments/validate", json!({"definition": definition()})).await.json;
    let expected = json!({"valid": true, "validator_version": "1.1.11", "supported_products": ["oberon"],
        "supported_schema": ["schema_oberon"], "supported_features": ["function_attr"]});
    assert_eq!(good, expected);
    let bad = user.post("/segments/validate", json!({"func": "segment", "version": [1]})).await;
    assert_eq!(
        (bad.status, &bad.json["valid"], &bad.json["errors"]),
        (200, &json!(false), &json!(["container must be an object"]))
    );
    assert_eq!(bad.json["message"], "container must be an object");
}
