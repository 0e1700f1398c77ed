//! Two people and one data view: a push merges what the other one changed, and is asked about again when it moves.

use crate::remote::{EMEA, able, desk, desk_with};
use serde_json::json;

fn saving() -> serde_json::Value {
    json!({"client": {"save": true, "review": true}})
}

#[tokio::test]
async fn a_push_merges_what_changed_there_after_a_question_and_pushes_after_the_next() {
    let mut desk = desk_with(able(), saving(), None).await;
    let uri = desk.pulled().await;
    desk.edit(&uri, "EU web traffic", "Shops alone").await;
    desk.elsewhere(EMEA, json!({"timezoneDesignator": "Asia/Almaty"})).await;
    desk.editor.presses.extend(["Merge and push".into(), "Push 1 field to default".into()]);
    let answer = desk.run("cja.push", &uri).await;
    assert_eq!(answer["outcome"], "done", "{answer}");
    let [(merge, buttons), (push, _)] = &desk.editor.asked[..2] else { panic!("{:?}", desk.editor.asked) };
    assert!(merge.starts_with("Merge and push? \"Web – EMEA\" changed in default ("), "{merge}");
    assert!(merge.contains("\ntimezoneDesignator: \"Europe/Berlin\" → \"Asia/Almaty\""), "{merge}");
    assert!(merge.contains("\nYours, shown again before it is pushed: description."), "{merge}");
    assert_eq!(buttons, &["Merge and push"]);
    assert!(push.contains("\ndescription: \"EU web traffic\" → \"Shops alone\"") && !push.contains("Almaty"), "{push}");
    let live = desk.live(EMEA).await;
    assert_eq!((&live["description"], &live["timezoneDesignator"]), (&json!("Shops alone"), &json!("Asia/Almaty")));
    assert!(desk.editor.text(&uri).contains("Asia/Almaty") && desk.disk(&uri) == desk.editor.text(&uri));
    assert_eq!(desk.lenses(&uri).await[0], "In sync · default");
    desk.editor.leave().await;
}

#[tokio::test]
async fn where_the_editor_cannot_save_the_person_does_between_merge_and_push() {
    let mut desk = desk().await;
    let uri = desk.pulled().await;
    desk.edit(&uri, "EU web traffic", "Apps alone").await;
    desk.elsewhere(EMEA, json!({"timezoneDesignator": "Asia/Tbilisi"})).await;
    desk.editor.presses.push_back("Merge into the file".into());
    let answer = desk.run("cja.push", &uri).await;
    assert!(answer["message"].as_str().unwrap().ends_with("Save the file, then push."), "{answer}");
    assert_eq!((desk.lenses(&uri).await.swap_remove(0), desk.writes().await), ("1 field to push · default".into(), 1));
    desk.editor.save(&uri).await;
    desk.editor.presses.push_back("Push 1 field to default".into());
    assert_eq!(desk.run("cja.push", &uri).await["outcome"], "done");
    let live = desk.live(EMEA).await;
    assert_eq!((&live["description"], &live["timezoneDesignator"]), (&json!("Apps alone"), &json!("Asia/Tbilisi")));
    desk.editor.leave().await;
}

#[tokio::test]
async fn a_merge_that_is_dismissed_writes_nothing() {
    let mut desk = desk_with(able(), saving(), None).await;
    let uri = desk.pulled().await;
    desk.edit(&uri, "EU web traffic", "Mine").await;
    desk.elsewhere(EMEA, json!({"timezoneDesignator": "Asia/Tehran"})).await;
    let text = desk.editor.text(&uri).to_owned();
    let answer = desk.run("cja.push", &uri).await;
    assert_eq!((&answer["outcome"], desk.writes().await), (&json!("dismissed"), 1), "{answer}");
    assert_eq!((desk.editor.text(&uri), desk.disk(&uri)), (&text[..], text.clone()));
    assert!(
        desk.editor.notifications.iter().all(|told| told["params"]["type"] != 2),
        "{:?}",
        desk.editor.notifications
    );
    desk.editor.leave().await;
}

#[tokio::test]
async fn a_view_that_moves_while_the_question_is_open_is_asked_about_again() {
    let mut desk = desk_with(able(), saving(), None).await;
    let uri = desk.pulled().await;
    desk.edit(&uri, "EU web traffic", "Mine").await;
    let event = desk.change_elsewhere(EMEA, json!({"timezoneDesignator": "Asia/Kabul"}));
    desk.editor.meanwhile.push_back(Box::pin(event));
    let (push, merge) = ("Push 1 field to default", "Merge and push");
    desk.editor.presses.extend([push.into(), merge.into(), push.into()]);
    let answer = desk.run("cja.push", &uri).await;
    assert_eq!(answer["outcome"], "done", "{answer}");
    let again = &desk.editor.asked[1].0;
    assert!(
        again.contains("since it was shown: 1 field.\ntimezoneDesignator: \"Europe/Berlin\" → \"Asia/Kabul\""),
        "{again}"
    );
    let live = desk.live(EMEA).await;
    assert_eq!((&live["description"], &live["timezoneDesignator"]), (&json!("Mine"), &json!("Asia/Kabul")));
    desk.editor.leave().await;
}

#[tokio::test]
async fn a_conflict_that_arises_while_the_question_is_open_is_not_written_over() {
    let mut desk = desk().await;
    let uri = desk.pulled().await;
    desk.edit(&uri, "EU web traffic", "Mine").await;
    let event = desk.change_elsewhere(EMEA, json!({"description": "Theirs"}));
    desk.editor.meanwhile.push_back(Box::pin(event));
    desk.editor.presses.push_back("Push 1 field to default".into());
    let answer = desk.run("cja.push", &uri).await;
    assert_eq!((&answer["outcome"], &answer["left"]), (&json!("refused"), &json!(["description"])), "{answer}");
    assert_eq!(desk.live(EMEA).await["description"], "Theirs");
    assert_eq!(desk.fixes(&uri, "\"description\"").await[..2], ["Keep mine: description", "Take theirs: description"]);
    desk.editor.leave().await;
}

#[tokio::test]
async fn whoever_cannot_be_asked_names_each_step_by_its_plan() {
    let mut desk = desk_with(able(), json!({"client": {"ask": false, "save": true}}), None).await;
    let uri = desk.pulled().await;
    desk.edit(&uri, "EU web traffic", "Step by step").await;
    desk.elsewhere(EMEA, json!({"timezoneDesignator": "Asia/Thimphu"})).await;
    let merge = desk.run("cja.push", &uri).await;
    assert_eq!(merge["outcome"], "asked", "{merge}");
    assert!(merge["message"].as_str().unwrap().contains("\"Europe/Berlin\" → \"Asia/Thimphu\""), "{merge}");
    let push = desk.run_with("cja.apply", json!({"uri": uri, "plan": merge["plan"]})).await;
    assert_eq!(push["outcome"], "asked", "{push}");
    assert!(push["message"].as_str().unwrap().contains("→ \"Step by step\""), "{push}");
    // It moves once more before the last step: that is shown, and has a plan of its own.
    desk.elsewhere(EMEA, json!({"name": "Web everywhere"})).await;
    let moved = desk.run_with("cja.apply", json!({"uri": uri, "plan": push["plan"]})).await;
    assert_eq!(moved["outcome"], "asked", "{moved}");
    assert!(moved["message"].as_str().unwrap().contains("since it was shown"), "{moved}");
    let last = desk.run_with("cja.apply", json!({"uri": uri, "plan": moved["plan"]})).await;
    let done = desk.run_with("cja.apply", json!({"uri": uri, "plan": last["plan"]})).await;
    assert_eq!(done["outcome"], "done", "{last} {done}");
    let live = desk.live(EMEA).await;
    assert_eq!((&live["description"], &live["name"]), (&json!("Step by step"), &json!("Web everywhere")));
    assert!(desk.editor.asked.is_empty(), "{:?}", desk.editor.asked);
    desk.editor.leave().await;
}
