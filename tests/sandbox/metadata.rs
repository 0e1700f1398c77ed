//! Users, tags, shares and the audit log.

use serde_json::json;

use super::support::*;

#[tokio::test]
async fn me_is_the_union_of_both_documented_shapes() {
    let user = demo().await;
    let me = user.get("/configuration/users/me?useCache=True").await.json;
    let account = &user.credential.technical_account_id;
    assert_eq!((&me["id"], &me["userId"], &me["fullName"]), (&json!(account), &json!(account), &json!("")));
    assert_eq!((&me["email"], me.get("roles")), (&json!(user.credential.technical_account_email), None));
    assert_eq!(user.get("/aresconfig/users/me").await.json, me);
    let admin = user.get("/configuration/users/me?expansion=admin").await.json;
    assert_eq!(admin["roles"][0]["named_role"], "PRODUCT_ADMIN");
}

#[tokio::test]
async fn users_have_pages_and_an_alias() {
    let user = demo().await;
    let page = user.get("/configuration/org/users?page=1").await.json;
    assert_eq!(
        (&page["totalElements"], &page["numberOfElements"], &page["lastPage"]),
        (&json!(12), &json!(2), &json!(true))
    );
    assert_eq!(page["content"][0].get("images"), None);
    assert!(user.get("/configuration/orgs/users?expansion=images").await.json["content"][0]["images"].is_object());
}

#[tokio::test]
async fn tag_items_replace_the_tags_of_a_component() {
    let user = demo().await;
    let search = format!("/componentmetadata/tags/search?componentId={VIEW}&componentType=dataView");
    assert_eq!(
        user.get(&search).await.json,
        json!([{"id": 1, "name": "official", "description": "Approved by the analytics team"}])
    );
    let body = json!([{"componentType": "dataView", "componentId": VIEW, "tags": [{"name": "finance"}, {"name": "brand new", "description": "d"}]}]);
    let got = user.put("/componentmetadata/tags/tagitems", body).await;
    assert_eq!((got.status, got.json[0]["tags"].as_array().unwrap().len()), (200, 2));
    let tags = user.get(&search).await.json;
    assert_eq!((&tags[0]["name"], &tags[1]["name"]), (&json!("finance"), &json!("brand new")));
    let by_name = user.get("/componentmetadata/tags/tagnames?tagNames=brand%20new&componentType=dataView").await.json;
    assert_eq!(by_name, json!([VIEW]));
    let cleared = user.delete(&format!("/componentmetadata/tags?componentIds={VIEW}&componentType=dataView")).await;
    assert_eq!((cleared.status, user.get(&search).await.json), (200, json!([])));
}

#[tokio::test]
async fn tags_are_made_listed_and_removed() {
    let user = demo().await;
    let made = user
        .post("/componentmetadata/tags", json!([{"name": "seasonal", "description": "", "components": []}]))
        .await
        .json;
    assert_eq!((&made[0]["name"], &made[0]["status"]["success"]), (&json!("seasonal"), &json!(true)));
    let id = &made[0]["id"];
    assert_eq!(user.get("/componentmetadata/tags?limit=100").await.json["totalElements"], 4);
    assert_eq!(user.get(&format!("/componentmetadata/tags/{id}")).await.json["name"], "seasonal");
    assert_eq!(user.delete(&format!("/componentmetadata/tags/{id}")).await.status, 200);
    assert_eq!(user.get(&format!("/componentmetadata/tags/{id}")).await.status, 404);
}

#[tokio::test]
async fn wrong_tag_calls_are_refused() {
    let user = demo().await;
    assert_eq!(user.delete("/componentmetadata/tags?dataView=dataView&dv_1=dv_1").await.status, 400);
    assert_eq!(user.get("/componentmetadata/tags/search?componentId=x&componentType=planet").await.status, 400);
    assert_eq!(user.post("/componentmetadata/tags", json!([{"description": "no name"}])).await.status, 400);
}

#[tokio::test]
async fn shares_are_replaced_per_component() {
    let user = demo().await;
    let page = user.get("/componentmetadata/shares?limit=100&includeType=sharedTo&useCache=True").await.json;
    assert_eq!((&page["totalElements"], &page["content"][0]["shareToDisplayName"]), (&json!(2), &json!(null)));
    let body = json!([{"componentType": "segment", "componentId": SEGMENT, "shares": [{"shareToType": "user", "shareToImsId": "U@AdobeID", "shareToId": 7}]}]);
    let got = user.put("/componentmetadata/shares", body).await;
    let id = &got.json[0]["shares"][0]["shareId"];
    assert_eq!((got.status, &got.json[0]["shares"][0]["accessLevel"]), (200, &json!("view")));
    let page = user.get("/componentmetadata/shares?userid=U@AdobeID").await.json;
    assert_eq!((&page["totalElements"], &page["content"][0]["shareId"]), (&json!(1), id));
    assert_eq!(user.delete(&format!("/componentmetadata/shares/{id}")).await.status, 200);
    assert_eq!(user.get(&format!("/componentmetadata/shares/{id}")).await.status, 404);
    let mixed = json!([{"componentType": "segment", "componentId": "a", "shares": []}, {"componentType": "project", "componentId": "b", "shares": []}]);
    assert_eq!(user.put("/componentmetadata/shares", mixed).await.status, 400);
}

#[tokio::test]
async fn the_audit_log_tells_who_changed_a_view() {
    let user = demo().await;
    user.put(&format!("/data/dataviews/{VIEW}"), json!({"name": "First"})).await;
    user.put(&format!("/data/dataviews/{VIEW}"), json!({"name": "Second"})).await;
    user.post("/data/dataviews", smallest("Another")).await;
    let path = "/auditlogs/api/v1/auditlogs?component=DATA_VIEW";
    let page = user.get(&format!("{path}&componentId={VIEW}&pageSize=1")).await.json;
    assert_eq!(
        (&page["totalElements"], &page["last"], &page["pageable"]["pageSize"]),
        (&json!(2), &json!(false), &json!(1))
    );
    let entry = &page["content"][0];
    assert_eq!((&entry["action"], &entry["component"]["name"]), (&json!("EDIT"), &json!("Second")));
    assert_eq!(entry["user"]["id"], user.credential.technical_account_id);
    assert_eq!(user.get(&format!("{path}&action=CREATE")).await.json["totalElements"], 1);
    let range = "startDate=2021-08-01T00%3A00%3A00-07&endDate=2021-09-30T00%3A00%3A00-07";
    assert_eq!(user.get(&format!("{path}&{range}")).await.json["totalElements"], 0);
    assert_eq!(user.get(&format!("{path}&startDate=2021-08-01")).await.status, 400);
}
