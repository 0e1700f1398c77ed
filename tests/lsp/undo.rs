//! What was written is taken back: shown first, with every value now and then.

use crate::remote::{EMEA, NEW, able, desk, desk_with};
use serde_json::{Value, json};

#[tokio::test]
async fn a_push_is_undone_and_the_file_can_be_restored_too() {
    let mut desk = desk().await;
    let uri = desk.pulled().await;
    desk.edit(&uri, "Europe/Berlin", "Europe/Sofia").await;
    desk.editor.presses.push_back("Push 1 field to default".into());
    assert_eq!(desk.run("cja.push", &uri).await["outcome"], "done");
    while desk.editor.asked.len() < 2 {
        desk.lenses(&uri).await;
    }
    desk.editor.asked.clear();
    desk.editor.presses.extend(["Undo 1 field in default".into(), "Restore in the file".into()]);
    let answer = desk.run("cja.undo", &uri).await;
    let said = "Undid 1 field of \"Web – EMEA\" in default. The file keeps its value of timezoneDesignator.";
    assert_eq!(answer["message"], said, "{answer}");
    assert!(desk.editor.asked[0].0.contains("\ntimezoneDesignator: \"Europe/Sofia\" → \"Europe/Berlin\""));
    desk.until(&uri, "In sync · default").await;
    assert!(desk.editor.text(&uri).contains("Europe/Berlin"));
    desk.editor.leave().await;
}

#[tokio::test]
async fn a_pull_is_undone_with_both_values_of_each_field_shown() {
    let mut desk = desk_with(able(), json!({"client": {"save": true, "review": true}}), None).await;
    let uri = desk.pulled().await;
    let before = desk.disk(&uri);
    desk.elsewhere(EMEA, json!({"timezoneDesignator": "Pacific/Fiji", "description": "Islands"})).await;
    assert_eq!(desk.run("cja.pull", &uri).await["outcome"], "done");
    desk.editor.presses.push_back("Restore the file".into());
    let answer = desk.run("cja.undo", &uri).await;
    assert_eq!(answer["outcome"], "done", "{answer}");
    let shown = &desk.editor.asked[0].0;
    assert!(shown.contains("\n  description: \"Islands\" → \"EU web traffic\"\n  timezoneDesignator: \"Pacific/Fiji\" → \"Europe/Berlin\""), "{shown}");
    assert_eq!((desk.editor.text(&uri), desk.disk(&uri)), (&before[..], before.clone()));
    assert_eq!(desk.lenses(&uri).await[0], "2 fields to pull · default");
    desk.editor.leave().await;
}

#[tokio::test]
async fn a_create_is_undone_by_a_deletion_that_names_the_view() {
    let mut desk = desk_with(able(), json!({"client": {"save": true, "review": true}}), None).await;
    let uri = desk.open("ours.dataview.json", NEW).await;
    desk.editor.presses.push_back("Create in default".into());
    assert_eq!(desk.run("cja.create", &uri).await["outcome"], "done");
    let value: Value = serde_json::from_str(desk.editor.text(&uri)).unwrap();
    let id = value["id"].as_str().unwrap().to_owned();
    desk.editor.presses.push_back("Delete \"Ours\" in default".into());
    let answer = desk.run("cja.undo", &uri).await;
    assert_eq!(answer["outcome"], "done", "{answer}");
    assert!(desk.editor.asked[1].0.starts_with(&format!("Undo the creation of \"Ours\" ({id})?")));
    assert!(desk.connect_client().value(&cja_lsp::api::endpoints::data_views::get(&id)).await.is_err());
    assert_eq!(desk.editor.text(&uri), NEW);
    assert_eq!(desk.lenses(&uri).await, ["Create in default…"]);
    desk.editor.leave().await;
}

#[tokio::test]
async fn an_undo_that_is_dismissed_is_no_warning_and_writes_nothing() {
    let mut desk = desk_with(able(), json!({"client": {"save": true, "review": true}}), None).await;
    let uri = desk.pulled().await;
    let text = desk.disk(&uri);
    desk.editor.notifications.clear();
    let answer = desk.run("cja.undo", &uri).await;
    assert_eq!((&answer["outcome"], desk.disk(&uri)), (&json!("dismissed"), text), "{answer}");
    let told = desk.editor.notifications.iter().filter(|told| told["method"] == "window/showMessage").count();
    assert_eq!(told, 0, "{:?}", desk.editor.notifications);
    desk.editor.leave().await;
}

#[tokio::test]
async fn whoever_cannot_be_asked_gets_what_an_undo_and_a_choice_need() {
    let mut desk = desk_with(able(), json!({"client": {"ask": false, "save": true}}), None).await;
    let choice = desk.run_with("cja.pullView", json!({})).await;
    assert_eq!(choice["outcome"], "asked", "{choice}");
    let items = choice["items"].as_array().unwrap();
    assert!(items.iter().any(|item| item["id"] == EMEA && item["label"] == "Web – EMEA"), "{choice}");
    let uri = desk.pulled().await;
    desk.edit(&uri, "Europe/Berlin", "Europe/Minsk").await;
    let push = desk.run("cja.push", &uri).await;
    assert_eq!(desk.run_with("cja.apply", json!({"uri": uri, "plan": push["plan"]})).await["outcome"], "done");
    let undo = desk.run("cja.undo", &uri).await;
    assert_eq!((&undo["outcome"], desk.writes().await), (&json!("asked"), 1), "{undo}");
    assert!(undo["message"].as_str().unwrap().contains("\"Europe/Minsk\" → \"Europe/Berlin\""), "{undo}");
    let done = desk.run_with("cja.apply", json!({"uri": uri, "plan": undo["plan"]})).await;
    assert_eq!((&done["outcome"], desk.writes().await), (&json!("done"), 2), "{done}");
    assert_eq!(desk.live(EMEA).await["timezoneDesignator"], "Europe/Berlin");
    assert!(desk.editor.asked.is_empty(), "{:?}", desk.editor.asked);
    desk.editor.leave().await;
}
