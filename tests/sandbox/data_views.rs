//! Get, create, update, validate, copy, delete: the documented examples.

use serde_json::{Value, json};

use super::support::*;
use cja_lsp::sandbox::{Options, PutMode};

#[tokio::test]
async fn get_without_expansion_answers_the_id_alone() {
    let user = demo().await;
    let got = user.get(&format!("/data/dataviews/{VIEW}")).await;
    assert_eq!((got.status, got.json), (200, json!({"id": VIEW})));
}

#[tokio::test]
async fn get_with_all_expansions_answers_every_documented_member() {
    let user = demo().await;
    let got = user.get(&format!("/data/dataviews/{VIEW}?expansion={ALL}")).await;
    let mut view = got.json;
    let offset = view["currentTimezoneOffset"].take();
    assert!(offset == json!(1.0) || offset == json!(2.0), "Berlin is one or two hours ahead: {offset}");
    assert!(offset.is_f64());
    let owner = "71F20A3B5C6D7E8F90A1B2C3@techacct.adobe.com";
    let expected = json!({
        "name": "Web – EMEA", "description": "EU web traffic",
        "owner": {"imsUserId": owner, "ownerId": owner, "name": "null null", "type": "imsUser"},
        "isDeleted": false, "parentDataGroupId": WEB, "segmentList": ["s300000001_65f0a1b2c3d4e5f607183009"],
        "currentTimezoneOffset": null, "timezoneDesignator": "Europe/Berlin", "createdDate": "2024-01-01T10:00:00Z",
        "organization": user.credential.organization, "curationEnabled": false,
        "sessionDefinition": [{"numPeriods": 30, "granularity": "minute", "func": "inactivity"}],
        "externalData": {"externalParentId": "0f0e0d0c-1111-2222-3333-444455556666"},
        "containerNames": {"event": "Event", "session": "Visit", "people": "Visitor"},
        "id": VIEW, "modifiedDate": "2026-01-01T08:00:00Z", "modifiedBy": owner,
    });
    assert_eq!(view, expected);
}

#[tokio::test]
async fn the_id_comes_last_in_the_text() {
    let user = demo().await;
    let path = format!("/data/dataviews/{VIEW}?expansion=name,description");
    let text = user.request(reqwest::Method::GET, &path).send().await.unwrap().text().await.unwrap();
    assert_eq!(text, format!(r#"{{"name":"Web – EMEA","description":"EU web traffic","id":"{VIEW}"}}"#));
}

#[tokio::test]
async fn unknown_and_deleted_views_are_not_found() {
    let user = demo().await;
    for id in ["dv_nobody", DELETED, "%ff", "..%2f..", "dv%20x"] {
        let got = user.get(&format!("/data/dataviews/{id}")).await;
        assert_eq!((got.status, &got.json["errorCode"]), (404, &json!("resource_not_found")), "{id}");
    }
}

#[tokio::test]
async fn create_answers_the_stored_object_with_a_new_id() {
    let user = demo().await;
    let body = json!({"name": "Web", "description": "", "parentDataGroupId": WEB, "timezoneDesignator": "Asia/Kolkata",
        "organization": user.credential.organization,
        "sessionDefinition": [{"numPeriods": 30, "granularity": "MINUTE", "func": "INACTIVITY"}],
        "externalData": {"externalParentId": &WEB[3..]}});
    let got = user.post("/data/dataviews?expansion=name,sessionDefinition,currentTimezoneOffset", body).await;
    assert_eq!(got.status, 200);
    let id = got.json["id"].as_str().unwrap().to_owned();
    assert!(id.starts_with("dv_") && id.len() == 27 && id[3..].bytes().all(|b| b.is_ascii_hexdigit()), "{id}");
    let expected = json!({"name": "Web", "currentTimezoneOffset": 5.5,
        "sessionDefinition": [{"numPeriods": 30, "granularity": "minute", "func": "inactivity"}], "id": id});
    assert_eq!(got.json, expected);
    let bare = user.post("/data/dataviews/", smallest("Bare")).await;
    assert_eq!(bare.json.as_object().unwrap().keys().collect::<Vec<_>>(), ["id"]);
    assert_ne!(bare.json["id"], json!(id));
}

#[tokio::test]
async fn create_manages_what_belongs_to_the_service() {
    let user = demo().await;
    let mut body = smallest("Mine");
    let sent = json!({"id": "dv_mine", "owner": {"imsUserId": "somebody"}, "isDeleted": true, "organization": "other@AdobeOrg",
        "createdDate": "1999-01-01T00:00:00Z", "modifiedBy": "somebody", "currentTimezoneOffset": 9, "tags": ["x"],
        "newMember": {"kept": [1, null]}});
    body.as_object_mut().unwrap().extend(sent.as_object().unwrap().clone());
    let view = user.post(&format!("/data/dataviews?expansion={ALL}"), body).await.json;
    let me = &user.credential.technical_account_id;
    assert_eq!(view["owner"], json!({"imsUserId": me, "ownerId": me, "name": "null null", "type": "imsUser"}));
    assert_eq!((&view["modifiedBy"], &view["organization"]), (&json!(me), &json!(user.credential.organization)));
    assert_eq!((&view["isDeleted"], &view["newMember"]), (&json!(false), &json!({"kept": [1, null]})));
    assert_ne!(view["id"], "dv_mine");
    assert_ne!(view["createdDate"], "1999-01-01T00:00:00Z");
    assert_eq!(view["containerNames"], json!({"event": "Event", "session": "Session", "people": "Person"}));
    assert_eq!((view.get("tags"), &view["curationEnabled"]), (None, &json!(false)));
}

#[tokio::test]
async fn create_refuses_what_is_missing_and_what_does_not_exist() {
    let user = demo().await;
    let mut body = smallest("Web");
    body.as_object_mut().unwrap().remove("timezoneDesignator");
    let got = user.post("/data/dataviews", body).await;
    assert_eq!((got.status, &got.json["errorCode"]), (400, &json!("invalid_data")));
    assert_eq!(got.json["errorDescription"], "The following fields are required: [timezoneDesignator] ");
    assert!(got.json["errorId"].is_string());

    let mut body = smallest("Web");
    body["parentDataGroupId"] = json!("dg_nowhere");
    let got = user.post("/data/dataviews", body).await;
    assert_eq!((got.status, &got.json["errorCode"]), (404, &json!("resource_not_found")));
    assert_eq!(got.json["errorDescription"], "Unable to find parentDataGroup dg_nowhere");

    let mut body = smallest("Web");
    body["timezoneDesignator"] = json!("GMT+1");
    assert_eq!(user.post("/data/dataviews", body).await.status, 400);
}

#[tokio::test]
async fn update_merges_and_echoes_the_changed_member() {
    let user = demo().await;
    let body = json!({"sessionDefinition": [{"numPeriods": 45, "granularity": "MINUTE", "func": "INACTIVITY"}]});
    let got = user.put(&format!("/data/dataviews/{VIEW}?expansion=name,modified"), body.clone()).await;
    let mut answer = got.json;
    assert_ne!(answer["modifiedDate"].take(), json!("2026-01-01T08:00:00Z"));
    let expected = json!({"name": "Web – EMEA", "id": VIEW, "modifiedDate": null,
        "sessionDefinition": [{"numPeriods": 45, "granularity": "minute", "func": "inactivity"}],
        "modifiedBy": user.credential.technical_account_id});
    assert_eq!((got.status, answer), (200, expected));
    assert_eq!(user.put(&format!("/data/dataviews/{VIEW}"), body).await.json, json!({"id": VIEW}));
}

#[tokio::test]
async fn update_in_replace_mode_drops_what_was_not_sent() {
    let user = start(Options { put: PutMode::Replace, ..Options::default() }).await;
    user.put(&format!("/data/dataviews/{VIEW}"), json!({"name": "Only a name"})).await;
    let view = user.get(&format!("/data/dataviews/{VIEW}?expansion={ALL}")).await.json;
    assert_eq!(
        (&view["name"], &view["description"], &view["segmentList"]),
        (&json!("Only a name"), &json!(""), &json!([]))
    );
    assert_eq!((view.get("timezoneDesignator"), view.get("sessionDefinition")), (None, None));
    assert_eq!(view["createdDate"], "2024-01-01T10:00:00Z");
}

#[tokio::test]
async fn update_refuses_wrong_types_and_unknown_views() {
    let user = demo().await;
    let path = format!("/data/dataviews/{VIEW}");
    assert_eq!(user.put(&path, json!({"name": 5})).await.json["errorCode"], "invalid_json_input");
    assert_eq!(user.put(&path, json!([])).await.status, 400);
    assert_eq!(user.put("/data/dataviews/dv_nobody", json!({"name": "x"})).await.status, 404);
    assert_eq!(user.put(&path, json!({"parentDataGroupId": "dg_nowhere"})).await.status, 404);
}

#[tokio::test]
async fn validate_always_answers_200_with_the_exact_message() {
    let user = demo().await;
    let validate = |body: Value| user.post("/data/dataviews/validate", body);
    let good = validate(smallest("Web")).await;
    assert_eq!((good.status, good.json), (200, json!({"valid": true})));
    let mut body = json!({"name": "string", "description": "string", "owner": {}, "isDeleted": true, "organization": "string",
        "parentDataGroupId": "string", "modifiedBy": "string", "externalData": {"externalParentId": "string"},
        "sessionDefinition": [{"numPeriods": 30, "granularity": "minute", "func": "inactivity"}]});
    let bad = validate(body.clone()).await;
    let message = "The following fields are required: [timezoneDesignator] ";
    assert_eq!((bad.status, bad.json), (200, json!({"valid": false, "message": message})));
    body["timezoneDesignator"] = json!("Mountain Standard Time");
    assert_eq!(validate(body).await.json["valid"], false);
    let empty = user.request(reqwest::Method::POST, "/data/dataviews/validate");
    let message =
        "The following fields are required: [name, parentDataGroupId, timezoneDesignator, sessionDefinition] ";
    assert_eq!(got(empty).await.json["message"], message);
}

#[tokio::test]
async fn copy_adds_a_suffix_and_belongs_to_the_caller() {
    let user = demo().await;
    let path = "/data/dataviews/copy/dv_65f0a1b2c3d4e5f607182904?expansion=name,description,owner";
    let got = got(user.request(reqwest::Method::PUT, path)).await;
    let mut answer = got.json;
    let id = answer["id"].take();
    let me = &user.credential.technical_account_id;
    let expected = json!({"name": "Mobile app (Copy)", "description": "A launch opens a session", "componentType": "dataView",
        "owner": {"imsUserId": me, "ownerId": me, "name": "null null", "type": "imsUser"}, "id": null});
    assert_eq!((got.status, answer), (200, expected));
    let copy = user.get(&format!("/data/dataviews/{}?expansion=sessionDefinition", id.as_str().unwrap())).await.json;
    assert_eq!(copy["sessionDefinition"][1], json!({"func": "beforeEvents", "events": ["metrics/launches"]}));
}

#[tokio::test]
async fn delete_flags_the_view() {
    let user = demo().await;
    let path = format!("/data/dataviews/{VIEW}");
    let got = user.delete(&path).await;
    assert_eq!((got.status, got.json), (200, json!({"result": "success"})));
    assert_eq!(user.get(&path).await.status, 404);
    assert_eq!(user.delete(&path).await.status, 404);
    let list = |rest: &str| format!("/data/dataviews?cached=false&dataViewIds={VIEW}&expansion=isDeleted{rest}");
    assert_eq!(user.get(&list("")).await.json["content"], json!([]));
    let deleted = user.get(&list("&includeType=deleted")).await.json;
    assert_eq!(deleted["content"], json!([{"id": VIEW, "isDeleted": true}]));
}

#[tokio::test]
async fn the_body_of_the_python_page_gets_an_answer_for_each_mistake() {
    let user = demo().await;
    let body = json!({"name": "string", "description": "string", "owner": {"imsUserId": "string", "name": "string"},
        "isDeleted": true, "parentDataGroupId": "string", "segmentList": ["string"], "currentTimezoneOffset": 0,
        "timezoneDesignator": "US/Mountain", "modifiedDate": "YYYY-08-24T14:15:22Z", "createdDate": "YYYY-08-24T14:15:22Z",
        "organization": "string", "modifiedBy": "string", "curationEnabled": true, "recentRecordedAccess": "YYYY-08-24",
        "sessionDefinition": [{}], "curatedComponents": [{}], "id": "string",
        "externalData": {"externalId": "string", "externalParentId": "string"},
        "containerNames": {"event": "string", "session": "string", "people": "string"}});
    let got = user.post("/datagroups/dataviews", body.clone()).await;
    assert_eq!((got.status, &got.json["errorDescription"]), (404, &json!("Unable to find parentDataGroup string")));
    let mut body = body;
    body["parentDataGroupId"] = json!(WEB);
    let got = user.post("/datagroups/dataviews?expansion=curatedComponents,containerNames,curationEnabled", body).await;
    assert_eq!(got.json["curatedComponents"], json!([{}]));
    assert_eq!((got.status, &got.json["containerNames"]["people"]), (200, &json!("string")));
}
