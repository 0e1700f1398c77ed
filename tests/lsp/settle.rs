//! Conflicts are settled in the editor: by the fixes on the marks, the lenses, the menu, the buttons of a refusal.

use crate::remote::{Desk, EMEA, able, desk, desk_with};
use serde_json::{Value, json};

/// A file with another time zone than before, while somebody else chose a third one.
async fn in_conflict(desk: &mut Desk) -> String {
    let uri = desk.pulled().await;
    desk.edit(&uri, "Europe/Berlin", "Europe/Madrid").await;
    desk.elsewhere(EMEA, json!({"timezoneDesignator": "Africa/Lagos"})).await;
    let answer = desk.run("cja.push", &uri).await;
    assert_eq!((&answer["outcome"], &answer["left"]), (&json!("refused"), &json!(["timezoneDesignator"])), "{answer}");
    uri
}

const MINE: &str = "Keep mine: timezoneDesignator";
const THEIRS: &str = "Take theirs: timezoneDesignator";

#[tokio::test]
async fn keep_mine_is_a_fix_and_the_next_push_sends_it() {
    let mut desk = desk().await;
    let uri = in_conflict(&mut desk).await;
    let found = desk.findings(&uri).await;
    assert!(found[0].contains("\"timezoneDesignator\": you have \"Europe/Madrid\", the server has \"Africa/Lagos\" (was \"Europe/Berlin\"); last change of the data view: "), "{found:?}");
    assert!(found[0].ends_with("Quick fixes: Keep mine, Take theirs, Compare."), "{found:?}");
    assert_eq!(desk.fixes(&uri, "\"timezoneDesignator\"").await, [MINE, THEIRS, "Compare"]);
    let text = desk.editor.text(&uri).to_owned();
    let answer = desk.fix(&uri, "\"timezoneDesignator\"", MINE).await;
    assert_eq!((&answer["outcome"], &answer["left"]), (&json!("done"), &json!([])), "{answer}");
    assert_eq!(answer["message"], "Kept your value of timezoneDesignator; a push sends it.");
    assert_eq!((desk.editor.text(&uri), &desk.disk(&uri)), (&text[..], &text), "the file stays");
    assert_eq!(desk.lenses(&uri).await[..2], ["1 field to push · default", "Review & push (1 field)…"]);
    assert_eq!(desk.fixes(&uri, "\"timezoneDesignator\"").await, Vec::<String>::new());
    desk.editor.asked.clear();
    desk.editor.presses.push_back("Push 1 field to default".into());
    assert_eq!(desk.run("cja.push", &uri).await["outcome"], "done");
    assert!(desk.editor.asked[0].0.contains("\ntimezoneDesignator: \"Africa/Lagos\" → \"Europe/Madrid\""));
    assert_eq!(desk.live(EMEA).await["timezoneDesignator"], "Europe/Madrid");
    desk.editor.leave().await;
}

#[tokio::test]
async fn take_theirs_is_a_fix_that_writes_the_value_into_the_file() {
    let mut desk = desk().await;
    let uri = in_conflict(&mut desk).await;
    let wanted = desk.editor.text(&uri).replace("Europe/Madrid", "Africa/Lagos");
    let answer = desk.fix(&uri, "\"timezoneDesignator\"", THEIRS).await;
    let said = "Took the value of default for timezoneDesignator. Save the file to keep it.";
    assert_eq!(answer["message"], said, "{answer}");
    assert_eq!(desk.editor.text(&uri), wanted);
    assert_eq!(desk.lenses(&uri).await[0], "In sync · default");
    desk.editor.save(&uri).await;
    assert_eq!(desk.run("cja.push", &uri).await["outcome"], "nothing");
    assert_eq!(desk.writes().await, 1, "the other one's alone");
    desk.editor.leave().await;
}

#[tokio::test]
async fn a_conflict_is_settled_by_lens_menu_and_buttons_too() {
    let mut desk = desk().await;
    let uri = in_conflict(&mut desk).await;
    assert_eq!(desk.lenses(&uri).await, ["Conflict in 1 field · default", MINE, THEIRS, "Compare"]);
    let menu = desk.actions(&uri, "{", &["source"]).await;
    let titles: Vec<&str> = menu.iter().map(|action| action["title"].as_str().unwrap()).collect();
    assert_eq!(titles[1..4], [MINE, THEIRS, "Compare with live"]);
    // The refusal came with buttons, and one of them is pressed at the next one.
    while desk.editor.asked.is_empty() {
        desk.lenses(&uri).await;
    }
    let (text, buttons) = &desk.editor.asked[0];
    assert!(text.starts_with("Both sides changed timezoneDesignator (yours: \"Europe/Madrid\", theirs: \"Africa/Lagos\"); last change of the data view: "), "{text}");
    assert_eq!(buttons, &["Keep mine", "Take theirs", "Compare"]);
    // A menu of everything has each of them once.
    let all = desk.actions(&uri, "\"timezoneDesignator\"", &[""]).await;
    assert_eq!(all.iter().filter(|action| action["title"] == MINE).count(), 1, "{all:?}");
    desk.editor.presses.push_back("Take theirs".into());
    assert_eq!(desk.run("cja.pull", &uri).await["outcome"], "refused");
    desk.until(&uri, "In sync · default").await;
    assert!(desk.editor.text(&uri).contains("Africa/Lagos"));
    desk.editor.leave().await;
}

#[tokio::test]
async fn several_conflicts_are_settled_one_by_one_or_all_at_once() {
    for all in [true, false] {
        let mut desk = desk().await;
        let uri = desk.pulled().await;
        desk.edit(&uri, "\"numPeriods\": 30", "\"numPeriods\": 55").await;
        desk.edit(&uri, "EU web traffic", "Shops in the EU").await;
        let session = json!([{"numPeriods": 20, "granularity": "MINUTE", "func": "INACTIVITY"}]);
        desk.elsewhere(EMEA, json!({"description": "Sites of the EU", "sessionDefinition": session})).await;
        assert_eq!(desk.run("cja.push", &uri).await["outcome"], "refused");
        let lenses =
            ["Conflict in 2 fields · default", "Keep all mine (2 fields)", "Take all theirs (2 fields)", "Compare"];
        assert_eq!(desk.lenses(&uri).await, lenses);
        assert_eq!(
            desk.fixes(&uri, "\"numPeriods\"").await,
            [
                "Keep mine: sessionDefinition",
                "Take theirs: sessionDefinition",
                "Keep all mine (2 fields)",
                "Take all theirs (2 fields)",
                "Compare"
            ]
        );
        if all {
            let answer = desk.fix(&uri, "\"description\"", "Take all theirs (2 fields)").await;
            assert_eq!(answer["left"], json!([]), "{answer}");
        } else {
            let answer = desk.fix(&uri, "\"numPeriods\"", "Take theirs: sessionDefinition").await;
            assert_eq!(answer["left"], json!(["description"]), "{answer}");
            assert!(desk.editor.text(&uri).contains("Shops in the EU"));
            let answer = desk.fix(&uri, "\"description\"", "Take theirs: description").await;
            assert_eq!(answer["left"], json!([]), "{answer}");
        }
        let text = desk.editor.text(&uri);
        assert!(text.contains("\"numPeriods\": 20") && text.contains("Sites of the EU"), "{text}");
        assert_eq!(desk.lenses(&uri).await[0], "In sync · default");
        desk.editor.leave().await;
    }
}

#[tokio::test]
async fn whoever_names_no_side_is_asked_about_each_field() {
    let mut desk = desk_with(able(), json!({"client": {"review": true}}), None).await;
    let uri = desk.pulled().await;
    desk.edit(&uri, "Europe/Berlin", "Europe/Vienna").await;
    desk.edit(&uri, "EU web traffic", "Traffic").await;
    desk.elsewhere(EMEA, json!({"description": "Theirs", "timezoneDesignator": "Europe/Oslo"})).await;
    desk.editor.presses.extend(["Take theirs".into(), "Keep mine".into()]);
    let answer = desk.run("cja.resolve", &uri).await;
    let said = "Kept your value of timezoneDesignator; a push sends it. Took the value of default for description. Save the file to keep it.";
    assert_eq!(answer["message"], said, "{answer}");
    assert!(
        desk.editor.asked[0]
            .0
            .contains("whose value does `description` keep?\nMine: \"Traffic\"\nTheirs, in default: \"Theirs\"")
    );
    assert_eq!(desk.lenses(&uri).await[0], "1 field to push · default");
    desk.editor.leave().await;

    let mut mute = desk_with(able(), json!({"client": {"ask": false}}), None).await;
    let uri = in_conflict(&mut mute).await;
    let answer = mute.run("cja.resolve", &uri).await;
    assert_eq!(answer["outcome"], "asked", "{answer}");
    assert!(answer["message"].as_str().unwrap().ends_with("timezoneDesignator."), "{answer}");
    let arguments = json!({"uri": uri, "field": "timezoneDesignator", "keep": "mine"});
    assert_eq!(mute.run_with("cja.resolve", arguments).await["outcome"], "done");
    let wrong = mute.run_with("cja.resolve", json!({"uri": uri, "keep": "ours"})).await;
    assert_eq!((&wrong["outcome"], &wrong["kind"]), (&json!("failed"), &json!("Usage")), "{wrong}");
    assert!(mute.editor.asked.is_empty(), "{:?}", mute.editor.asked);
    mute.editor.leave().await;
}

#[tokio::test]
async fn a_file_without_history_has_the_fixes_on_each_differing_field() {
    let mut desk = desk().await;
    let text = format!(
        "{{\n  \"id\": \"{EMEA}\",\n  \"name\": \"Web of the EU\",\n  \"timezoneDesignator\": \"Asia/Seoul\",\n  \"description\": \"EU web traffic\"\n}}\n"
    );
    let uri = desk.open("mailed.dataview.json", &text).await;
    let answer = desk.run("cja.push", &uri).await;
    assert_eq!(answer["left"], json!(["name", "timezoneDesignator"]), "{answer}");
    assert_eq!(desk.lenses(&uri).await[0], "Differs, no common base · default");
    let found = desk.findings(&uri).await;
    assert!(
        found[0].contains(
            "\"name\": you have \"Web of the EU\", the server has \"Web – EMEA\"; last change of the data view"
        ),
        "{found:?}"
    );
    let fixes = desk.fixes(&uri, "\"name\"").await;
    assert_eq!(fixes[..2], ["Keep mine: name", "Take theirs: name"]);
    assert_eq!(desk.fix(&uri, "\"name\"", "Take theirs: name").await["left"], json!(["timezoneDesignator"]));
    assert!(desk.editor.text(&uri).contains("\"name\": \"Web – EMEA\""));
    assert_eq!(desk.fix(&uri, "\"timezoneDesignator\"", MINE).await["left"], json!([]));
    assert_eq!(desk.lenses(&uri).await[0], "1 field to push · default");
    desk.editor.save(&uri).await;
    desk.editor.asked.clear();
    desk.editor.presses.push_back("Push 1 field to default".into());
    let pushed = desk.run("cja.push", &uri).await;
    assert_eq!(pushed["outcome"], "done", "{pushed}");
    let live = desk.live(EMEA).await;
    assert_eq!((&live["name"], &live["timezoneDesignator"]), (&json!("Web – EMEA"), &json!("Asia/Seoul")));
    desk.editor.leave().await;
}

#[tokio::test]
async fn a_value_that_was_not_shown_is_not_taken() {
    for title in [MINE, THEIRS] {
        let mut desk = desk().await;
        let uri = in_conflict(&mut desk).await;
        desk.elsewhere(EMEA, json!({"timezoneDesignator": "America/Lima"})).await;
        let text = desk.editor.text(&uri).to_owned();
        let answer = desk.fix(&uri, "\"timezoneDesignator\"", title).await;
        assert_eq!(answer["outcome"], "refused", "{answer}");
        assert!(
            answer["message"].as_str().unwrap().contains("`timezoneDesignator` is \"America/Lima\" there"),
            "{answer}"
        );
        assert_eq!(desk.editor.text(&uri), text);
        assert_eq!(desk.lenses(&uri).await[0], "Conflict in 1 field · default");
        let again = desk.fix(&uri, "\"timezoneDesignator\"", title).await;
        assert_eq!(again["outcome"], "done", "{again}");
        desk.editor.leave().await;
    }
}

#[tokio::test]
async fn where_nothing_is_in_conflict_nothing_is_given_up() {
    let mut desk = desk().await;
    let uri = desk.pulled().await;
    desk.edit(&uri, "Europe/Berlin", "Europe/Madrid").await;
    let before = desk.editor.text(&uri).to_owned();
    for arguments in
        [json!({"uri": uri, "keep": "theirs"}), json!({"uri": uri, "keep": "mine", "field": "description"})]
    {
        let answer = desk.run_with("cja.resolve", arguments).await;
        assert_eq!(answer["outcome"], "nothing", "{answer}");
        assert_eq!(desk.editor.text(&uri), before);
    }
    desk.editor.leave().await;
}

#[tokio::test]
async fn unsaved_text_is_settled_in_the_editor_and_counts_once_it_is_saved() {
    for (title, zone, state) in
        [(MINE, "Europe/Riga", "1 field to push · default"), (THEIRS, "Asia/Dubai", "In sync · default")]
    {
        let mut desk = desk().await;
        let uri = desk.pulled().await;
        let disk = desk.disk(&uri);
        desk.types(&uri, "Europe/Berlin", "Europe/Riga").await;
        desk.elsewhere(EMEA, json!({"timezoneDesignator": "Asia/Dubai"})).await;
        assert_eq!(desk.run("cja.pull", &uri).await["outcome"], "refused");
        let answer = desk.fix(&uri, "\"timezoneDesignator\"", title).await;
        assert!(answer["message"].as_str().unwrap().ends_with("Save the file to keep it."), "{answer}");
        assert!(desk.editor.text(&uri).contains(zone) && desk.disk(&uri) == disk);
        assert_eq!(desk.lenses(&uri).await[0], state);
        // Closed without saving, nothing was settled: the file is behind, and a push would bring nothing back.
        let text = desk.editor.text(&uri).to_owned();
        desk.editor.close(&uri).await;
        desk.editor.open(&uri, "cja-dataview", &disk).await;
        assert_eq!(desk.lenses(&uri).await[0], "1 field to pull · default");
        desk.editor.close(&uri).await;
        desk.editor.open(&uri, "cja-dataview", &disk).await;
        desk.puts(&uri, &disk.replace("Europe/Berlin", "Europe/Riga")).await;
        assert_eq!(desk.lenses(&uri).await[0], "Conflict in 1 field · default");
        let answer = desk.fix(&uri, "\"timezoneDesignator\"", title).await;
        assert_eq!(answer["outcome"], "done", "{answer}");
        assert_eq!(desk.editor.text(&uri), text);
        desk.editor.save(&uri).await;
        assert_eq!(desk.lenses(&uri).await[0], state);
        desk.editor.leave().await;
    }
}

#[tokio::test]
async fn marks_name_nobody_for_a_field_and_their_help_names_the_fixes() {
    let mut desk = desk().await;
    let uri = desk.pulled().await;
    desk.edit(&uri, "EU web traffic", "Ours").await;
    desk.elsewhere(EMEA, json!({"timezoneDesignator": "Asia/Ho_Chi_Minh"})).await;
    desk.editor.notify("cja/focus", json!({"focused": true})).await;
    desk.until(&uri, "1 to push, 1 to pull · default").await;
    let found = desk.findings(&uri).await;
    assert!(
        found[0]
            .contains("the server has \"Asia/Ho_Chi_Minh\" (was \"Europe/Berlin\"); last change of the data view: "),
        "{found:?}"
    );
    assert!(!found[0].contains("hanged by") && found[0].contains("Quick fixes: Pull, Compare"), "{found:?}");
    assert_eq!(desk.fixes(&uri, "\"timezoneDesignator\"").await, ["Pull (1 field)", "Compare"]);
    assert_eq!(desk.lenses(&uri).await[1..], ["Merge & push (1 field)…", "Pull (1 field)", "Compare"]);
    assert_eq!(desk.fix(&uri, "\"timezoneDesignator\"", "Pull (1 field)").await["outcome"], "done");
    let value: Value = serde_json::from_str(desk.editor.text(&uri)).unwrap();
    assert_eq!((&value["timezoneDesignator"], &value["description"]), (&json!("Asia/Ho_Chi_Minh"), &json!("Ours")));
    desk.editor.leave().await;
}
