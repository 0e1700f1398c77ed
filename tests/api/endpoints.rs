//! Each endpoint once, its answer looked at.

use crate::desk::{desk, smallest};
use cja_lsp::api::endpoints::components::ComponentKind;
use cja_lsp::api::endpoints::{audit_log, components, connections, data_views, segments, shares, tags, users};
use serde_json::{Value, json};

#[tokio::test]
async fn data_views_are_listed_whole_and_with_their_filters() {
    let desk = desk();
    let client = desk.client();
    let all = client.all(&data_views::list(&data_views::Filter::default(), &data_views::EXPANSIONS)).await.unwrap();
    assert_eq!(all.len(), 25);
    assert!(all.iter().all(|view| view["name"].is_string() && view["modifiedDate"].is_string()));

    let bare = client.all(&data_views::list::<&str>(&data_views::Filter::default(), &[])).await.unwrap();
    assert_eq!(bare[0].as_object().unwrap().keys().collect::<Vec<_>>(), ["id"]);

    let connection = all[0]["parentDataGroupId"].as_str().unwrap().to_owned();
    let expected = all.iter().filter(|view| view["parentDataGroupId"] == json!(connection)).count();
    let filter = data_views::Filter { connection: Some(connection), ..Default::default() };
    assert_eq!(client.all(&data_views::list(&filter, &["name"])).await.unwrap().len(), expected);

    let ids: Vec<String> = all[..2].iter().map(|view| view["id"].as_str().unwrap().to_owned()).collect();
    let filter = data_views::Filter { ids: ids.clone(), fresh: true, ..Default::default() };
    assert_eq!(client.all(&data_views::list(&filter, &["name"])).await.unwrap().len(), 2);
    let last = desk.received().await.pop().unwrap();
    assert!(last.query.contains("cached=false") && last.query.contains("page=0"), "{}", last.query);
}

#[tokio::test]
async fn a_data_view_is_created_read_updated_copied_and_deleted() {
    let desk = desk();
    let client = desk.client();
    let connection = desk.some_connection().await;

    let made = client.send(&data_views::create(smallest(&connection))).await.unwrap();
    let id = made.value["id"].as_str().unwrap().to_owned();
    assert!(id.starts_with("dv_") && made.status == 200 && made.date.is_some());
    assert_eq!(made.value["sessionDefinition"][0]["func"], "inactivity");

    let read = client.send(&data_views::get(&id)).await.unwrap();
    assert_eq!(read.value["name"], "Made by a test");
    // The text keeps the service's order, where `id` comes after the expanded members.
    assert!(read.text.find("\"name\"").unwrap() < read.text.find("\"id\"").unwrap());

    let body = json!({"description": "changed", "futureMember": {"a": [1]}}).to_string();
    let updated = client.value(&data_views::update(&id, body)).await.unwrap();
    assert_eq!((&updated["description"], &updated["name"]), (&json!("changed"), &json!("Made by a test")));

    let copy = client.value(&data_views::copy(&id)).await.unwrap();
    assert_eq!(copy["name"], "Made by a test (Copy)");
    assert_ne!(copy["id"], json!(id));

    client.send(&data_views::delete(&id)).await.unwrap();
    assert_eq!(client.send(&data_views::get(&id)).await.unwrap_err().parts().status, Some(404));
}

#[tokio::test]
async fn validate_answers_in_words() {
    let desk = desk();
    let verdict = desk.client().value(&data_views::validate(r#"{"name": "x"}"#)).await.unwrap();
    assert_eq!(verdict["valid"], false);
    assert!(verdict["message"].as_str().unwrap().contains("timezoneDesignator"));
    let good = smallest(&desk.some_connection().await);
    assert_eq!(desk.client().value(&data_views::validate(good)).await.unwrap()["valid"], true);
}

#[tokio::test]
async fn what_the_service_refuses_on_create_is_said() {
    let desk = desk();
    let error = desk.client().send(&data_views::create("{}")).await.unwrap_err();
    assert_eq!((error.parts().status, error.exit_code()), (Some(400), 4));
    assert!(error.to_string().contains("required"), "{error}");
    let nowhere = smallest("dg_00000000-0000-0000-0000-000000000000");
    let error = desk.client().send(&data_views::create(nowhere)).await.unwrap_err();
    assert_eq!((error.parts().status, error.exit_code()), (Some(404), 4));
    assert!(error.to_string().contains("parentDataGroupId"), "{error}");
}

#[tokio::test]
async fn connections_are_listed_searched_and_read_with_and_without_prefix() {
    let desk = desk();
    let client = desk.client();
    let all = client.all(&connections::list(&connections::Filter::default(), &connections::EXPANSIONS)).await.unwrap();
    assert_eq!(all.len(), 3);
    let (id, name) = (all[0]["id"].as_str().unwrap(), all[0]["name"].as_str().unwrap());
    let found = client.all(&connections::search(name, &["name"])).await.unwrap();
    assert!(found.iter().any(|connection| connection["id"] == json!(id)));
    assert_eq!(client.value(&connections::get(id)).await.unwrap()["name"], json!(name));
    assert_eq!(client.value(&connections::get(id.trim_start_matches("dg_"))).await.unwrap()["name"], json!(name));
}

#[tokio::test]
async fn segments_are_listed_read_and_checked() {
    let desk = desk();
    let client = desk.client();
    let all = client.all(&segments::list(&segments::Filter::default(), &segments::EXPANSIONS)).await.unwrap();
    assert_eq!(all.len(), 40);
    let id = all[0]["id"].as_str().unwrap();
    let one = client.value(&segments::get(id)).await.unwrap();
    assert!(one["definition"].is_object(), "{one}");
    let verdict = client.value(&segments::validate(one.to_string())).await.unwrap();
    assert_eq!(verdict["valid"], true);
}

#[tokio::test]
async fn all_components_of_a_data_view_are_read() {
    let desk = desk();
    let client = desk.client();
    let view = desk.some_view().await;
    for (kind, count, prefix) in
        [(ComponentKind::Dimension, 300, "variables/"), (ComponentKind::Metric, 120, "metrics/")]
    {
        let all = client.all(&components::list(&view, kind, &kind.expansions(), false)).await.unwrap();
        assert_eq!(all.len(), count);
        let id = all[0]["id"].as_str().unwrap();
        assert!(id.starts_with(prefix));
        assert_eq!(client.value(&components::get(&view, kind, id)).await.unwrap()["name"], all[0]["name"]);
    }
}

#[tokio::test]
async fn users_tags_shares_and_the_audit_log_answer() {
    let desk = desk();
    let client = desk.client();
    let me = client.value(&users::me()).await.unwrap();
    assert!(me.get("email").and_then(Value::as_str).is_some(), "{me}");
    client.all(&tags::list()).await.unwrap();
    client.all(&shares::list(true)).await.unwrap();
    let view = desk.some_view().await;
    client.all(&tags::of_component(&view, "dataView")).await.unwrap();
    client.value(&data_views::update(&view, r#"{"description": "logged"}"#)).await.unwrap();
    let log = client.all(&audit_log::of_data_view(&view, None)).await.unwrap();
    assert!(!log.is_empty());
}
