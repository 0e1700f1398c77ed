//! Connections: list, search, get.

use serde_json::json;

use super::support::*;

#[tokio::test]
async fn the_documented_list_example() {
    let user = demo().await;
    let got = user.get("/data/connections?expansion=name,sandboxName&limit=1").await;
    let expected = json!({"content": [{"name": "Web and app events", "sandboxName": "prod", "idWithoutPrefix": &WEB[3..], "id": WEB}],
        "number": 0, "totalElements": 3, "totalPages": 3, "numberOfElements": 1, "firstPage": true, "lastPage": false,
        "first": true, "last": false, "sort": null, "size": 1});
    assert_eq!((got.status, got.json), (200, expected));
    let bare = user.get("/datagroups/connections/").await.json;
    assert_eq!(bare["content"][0].as_object().unwrap().keys().collect::<Vec<_>>(), ["id", "idWithoutPrefix"]);
}

#[tokio::test]
async fn listing_needs_product_administrators_and_searching_does_not() {
    let user = demo().await.becomes(ANALYST).await;
    let got = user.get("/data/connections").await;
    assert_eq!((got.status, &got.json["errorCode"]), (403, &json!("insufficient_access")));
    let found = user.get("/data/connections/search?query=STORES&expansion=name").await.json;
    assert_eq!((&found["totalElements"], &found["content"][0]["name"]), (&json!(1), &json!("Stores and orders")));
    assert_eq!(user.get("/data/connections/search").await.json["totalElements"], 3);
    assert_eq!(user.get(&format!("/data/connections/{WEB}")).await.status, 200);
}

#[tokio::test]
async fn one_connection_is_found_by_both_forms_of_its_id() {
    let user = demo().await;
    for id in [WEB, &WEB[3..]] {
        let connection = user.get(&format!("/data/connections/{id}?expansion=name,dataSets,modified,owner")).await.json;
        assert_eq!((&connection["id"], &connection["modifiedByFullName"]), (&json!(WEB), &json!("Ana Ruiz")));
        let sets = connection["dataSets"].as_array().unwrap();
        assert_eq!((sets.len(), sets[0].get("schemaInfo"), &sets[0]["type"]), (4, None, &json!("event")));
    }
    let all = user
        .get(&format!("/data/connections/{WEB}?expansion=dataSets,schemaInfo&includeHiddenDataSets=true"))
        .await
        .json;
    let sets = all["dataSets"].as_array().unwrap();
    assert_eq!((sets.len(), &sets[0]["schemaInfo"]["schemaName"]), (5, &json!("Web SDK event")));
    assert_eq!(user.get("/data/connections/dg_nobody").await.json["errorCode"], "resource_not_found");
}

#[tokio::test]
async fn filters_narrow_the_list() {
    let user = demo().await;
    let count = async |query: String| user.total(&format!("/data/connections?{query}")).await;
    assert_eq!(count(format!("connectionIds={WEB},dg_x")).await, 1);
    assert_eq!(count("sandboxName=prod".into()).await, 2);
    assert_eq!(count("dataSetIds=65e0a1b2c3d4e5f607180011".into()).await, 1);
    assert_eq!(count("filterByModifiedAfter=2026-02-01T00:00:00Z".into()).await, 2);
    assert_eq!(user.get("/data/connections?filterByModifiedAfter=yesterday").await.status, 400);
}
