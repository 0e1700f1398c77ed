//! Pulls into text that is not saved, and what becomes of it: typed over, undone, closed, pulled again, with other line
//! breaks than the file.

use crate::remote::{EMEA, able, desk, desk_with};
use serde_json::json;

#[tokio::test]
async fn a_pull_is_merged_into_unsaved_text_by_one_edit_and_saves_nothing() {
    for save in [false, true] {
        let mut desk = desk_with(able(), json!({"client": {"save": save}}), None).await;
        let uri = desk.pulled().await;
        let disk = desk.disk(&uri);
        desk.types(&uri, "EU web traffic", "Typed and not saved").await;
        desk.elsewhere(EMEA, json!({"timezoneDesignator": "Asia/Amman"})).await;
        desk.editor.requests.clear();
        let answer = desk.run("cja.pull", &uri).await;
        assert_eq!(answer["outcome"], "done", "{answer}");
        assert!(answer["message"].as_str().unwrap().ends_with("Save the file to keep it."), "{answer}");
        let edits = desk.editor.requests.iter().filter(|method| *method == "workspace/applyEdit").count();
        assert_eq!((edits, desk.disk(&uri)), (1, disk.clone()), "one undo step");
        let merged = disk.replace("EU web traffic", "Typed and not saved").replace("Europe/Berlin", "Asia/Amman");
        assert_eq!(desk.editor.text(&uri), merged);
        assert_eq!(desk.lenses(&uri).await[0], "1 field to push · default");
        desk.editor.save(&uri).await;
        assert_eq!(desk.lenses(&uri).await[0], "1 field to push · default");
        desk.editor.leave().await;
    }
}

#[tokio::test]
async fn a_pull_with_a_conflict_brings_the_rest_and_says_what_is_left() {
    let mut desk = desk().await;
    let uri = desk.pulled().await;
    desk.edit(&uri, "Europe/Berlin", "Europe/Malta").await;
    desk.elsewhere(EMEA, json!({"timezoneDesignator": "Asia/Baku", "description": "Said elsewhere"})).await;
    let answer = desk.run("cja.pull", &uri).await;
    assert_eq!((&answer["outcome"], &answer["left"]), (&json!("done"), &json!(["timezoneDesignator"])), "{answer}");
    assert!(answer["message"].as_str().unwrap().contains("Both sides changed timezoneDesignator"), "{answer}");
    let text = desk.editor.text(&uri).to_owned();
    assert!(text.contains("Said elsewhere") && text.contains("Europe/Malta"), "{text}");
    assert_eq!(desk.lenses(&uri).await[0], "Conflict in 1 field · default");
    desk.editor.save(&uri).await;
    assert_eq!(desk.lenses(&uri).await[0], "Conflict in 1 field · default");
    let settled = desk.fix(&uri, "\"timezoneDesignator\"", "Keep mine: timezoneDesignator").await;
    assert_eq!(settled["outcome"], "done", "{settled}");
    assert_eq!(desk.lenses(&uri).await[0], "1 field to push · default");
    desk.editor.leave().await;
}

#[tokio::test]
async fn what_was_pulled_and_typed_over_before_the_save_is_no_conflict() {
    let mut desk = desk().await;
    let uri = desk.pulled().await;
    let session = json!([{"numPeriods": 25, "granularity": "MINUTE", "func": "INACTIVITY"}]);
    desk.elsewhere(EMEA, json!({"sessionDefinition": session})).await;
    assert_eq!(desk.run("cja.pull", &uri).await["outcome"], "done");
    desk.types(&uri, "\"numPeriods\": 25", "\"numPeriods\": 28").await;
    assert_eq!(desk.lenses(&uri).await[0], "1 field to push · default");
    desk.editor.save(&uri).await;
    assert_eq!(desk.lenses(&uri).await[0], "1 field to push · default");
    desk.editor.presses.push_back("Push 1 field to default".into());
    let answer = desk.run("cja.push", &uri).await;
    assert_eq!(answer["outcome"], "done", "{answer}");
    assert_eq!(desk.live(EMEA).await["sessionDefinition"][0]["numPeriods"], 28);
    desk.editor.leave().await;
}

#[tokio::test]
async fn an_editor_that_saves_before_it_answers_the_edit_has_saved_the_pull() {
    let mut desk = desk().await;
    let uri = desk.pulled().await;
    desk.elsewhere(EMEA, json!({"timezoneDesignator": "Asia/Jakarta"})).await;
    desk.editor.saves_at_once = true;
    assert_eq!(desk.run("cja.pull", &uri).await["outcome"], "done");
    assert_eq!(desk.lenses(&uri).await[0], "In sync · default");
    desk.edit(&uri, "Asia/Jakarta", "Asia/Makassar").await;
    assert_eq!(desk.lenses(&uri).await[0], "1 field to push · default");
    desk.editor.leave().await;
}

#[tokio::test]
async fn a_new_file_typed_over_before_its_first_save_is_no_conflict() {
    let mut desk = desk().await;
    let answer = desk.run_with("cja.pullView", json!({"id": EMEA})).await;
    let uri = answer["uri"].as_str().map(str::to_owned);
    let uri = uri.unwrap_or_else(|| format!("file://{}", desk.path("views/web-emea.dataview.json").display()));
    desk.types(&uri, "EU web traffic", "Typed at once").await;
    desk.editor.save(&uri).await;
    assert_eq!(desk.run("cja.refresh", &uri).await["outcome"], "done");
    assert_eq!(desk.lenses(&uri).await[0], "1 field to push · default");
    desk.editor.leave().await;
}

#[tokio::test]
async fn a_pull_that_is_undone_or_closed_unsaved_is_still_to_be_pulled() {
    let mut desk = desk().await;
    let uri = desk.pulled().await;
    let before = desk.editor.text(&uri).to_owned();
    desk.elsewhere(EMEA, json!({"timezoneDesignator": "Asia/Macau"})).await;
    assert_eq!(desk.run("cja.pull", &uri).await["outcome"], "done");
    assert_eq!(desk.lenses(&uri).await[0], "In sync · default");
    // Undone in the editor: shown at once, and the same after a save.
    desk.puts(&uri, &before).await;
    assert_eq!(desk.lenses(&uri).await[0], "1 field to pull · default");
    desk.editor.save(&uri).await;
    assert_eq!(desk.lenses(&uri).await[0], "1 field to pull · default");
    assert_eq!(desk.run("cja.pull", &uri).await["outcome"], "done");
    desk.editor.close(&uri).await;
    desk.editor.open(&uri, "cja-dataview", &before).await;
    assert_eq!(desk.lenses(&uri).await[0], "1 field to pull · default");
    assert_eq!(desk.run("cja.push", &uri).await["outcome"], "nothing");
    desk.editor.leave().await;
}

#[tokio::test]
async fn two_pulls_before_a_save_are_two_steps() {
    let mut desk = desk().await;
    let uri = desk.pulled().await;
    desk.types(&uri, "EU web traffic", "Mine").await;
    desk.elsewhere(EMEA, json!({"timezoneDesignator": "Asia/Dili"})).await;
    assert_eq!(desk.run("cja.pull", &uri).await["outcome"], "done");
    let first = desk.editor.text(&uri).to_owned();
    desk.elsewhere(EMEA, json!({"timezoneDesignator": "Asia/Gaza", "name": "Web of EMEA"})).await;
    let answer = desk.run("cja.pull", &uri).await;
    assert_eq!((&answer["outcome"], answer.get("left")), (&json!("done"), None), "{answer}");
    let second = first.replace("Asia/Dili", "Asia/Gaza").replace("Web – EMEA", "Web of EMEA");
    assert_eq!(desk.editor.text(&uri), second);
    assert_eq!(desk.lenses(&uri).await[0], "1 field to push · default");
    // The second one undone is not a change to be pushed over what is there.
    desk.puts(&uri, &first.replace("\"Mine\"", "\"EU web traffic\"")).await;
    assert_eq!(desk.lenses(&uri).await[0], "2 fields to pull (earlier version) · default");
    desk.puts(&uri, &second).await;
    desk.editor.save(&uri).await;
    assert_eq!(desk.lenses(&uri).await[0], "1 field to push · default");
    desk.editor.leave().await;
}

#[tokio::test]
async fn a_settled_field_does_not_forget_what_was_pulled_before_the_save() {
    let mut desk = desk().await;
    let uri = desk.pulled().await;
    desk.types(&uri, "Europe/Berlin", "Europe/Kyiv").await;
    desk.elsewhere(EMEA, json!({"timezoneDesignator": "Asia/Aden", "description": "Pulled"})).await;
    assert_eq!(desk.run("cja.pull", &uri).await["left"], json!(["timezoneDesignator"]));
    desk.types(&uri, "\"Pulled\"", "\"Pulled and typed over\"").await;
    let answer = desk.fix(&uri, "\"timezoneDesignator\"", "Keep mine: timezoneDesignator").await;
    assert_eq!(answer["outcome"], "done", "{answer}");
    desk.editor.save(&uri).await;
    assert_eq!(desk.lenses(&uri).await[0], "2 fields to push · default");
    desk.editor.leave().await;
}

#[tokio::test]
async fn text_that_is_no_json_when_it_is_saved_does_not_forget_the_pull() {
    let mut desk = desk().await;
    let uri = desk.pulled().await;
    desk.elsewhere(EMEA, json!({"timezoneDesignator": "Asia/Muscat"})).await;
    assert_eq!(desk.run("cja.pull", &uri).await["outcome"], "done");
    let whole = desk.editor.text(&uri).replace("Asia/Muscat", "Asia/Manila");
    desk.puts(&uri, whole.trim_end().trim_end_matches('}')).await;
    desk.editor.save(&uri).await;
    desk.puts(&uri, &whole).await;
    desk.editor.save(&uri).await;
    assert_eq!(desk.lenses(&uri).await[0], "1 field to push · default");
    desk.editor.leave().await;
}

/// Emacs and Sublime have every text with `\n`, and write a file with the breaks that it had.
#[tokio::test]
async fn line_breaks_are_the_files_whatever_the_editor_has() {
    let mut desk = desk().await;
    let uri = desk.pulled().await;
    let unix = desk.disk(&uri);
    let windows = |text: &str| text.replace('\n', "\r\n");
    std::fs::write(uri.strip_prefix("file://").unwrap(), windows(&unix)).unwrap();
    // Both are the same: nothing is unsaved.
    assert_eq!(desk.run("cja.push", &uri).await["outcome"], "nothing");
    assert_eq!(desk.run("cja.checkWithService", &uri).await["outcome"], "done");
    desk.elsewhere(EMEA, json!({"timezoneDesignator": "Asia/Beirut", "segmentList": []})).await;
    let answer = desk.run("cja.pull", &uri).await;
    assert_eq!(answer["outcome"], "done", "{answer}");
    let pulled = desk.editor.text(&uri).to_owned();
    assert!(pulled.contains("Asia/Beirut") && !pulled.contains('\r'), "{pulled:?}");
    std::fs::write(uri.strip_prefix("file://").unwrap(), windows(&pulled)).unwrap();
    desk.editor.notify("textDocument/didSave", json!({"textDocument": {"uri": uri}})).await;
    assert_eq!(desk.lenses(&uri).await[0], "In sync · default");
    // A file that was there before the pull is given back with its breaks.
    desk.editor.presses.push_back("Restore the file".into());
    let undone = desk.run_with("cja.undo", json!({"uri": uri})).await;
    assert_eq!(undone["outcome"], "done", "{undone}");
    assert_eq!(desk.editor.text(&uri), unix);
    desk.editor.leave().await;
}
