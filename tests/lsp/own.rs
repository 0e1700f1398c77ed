//! The messages beyond the protocol, as the extension of VS Code uses them.

use crate::remote::{EMEA, NEW, able, desk_with};
use serde_json::{Value, json};

#[tokio::test]
async fn changes_are_reviewed_in_lines_and_once_more_beside_the_comparison() {
    let mut desk = desk_with(able(), json!({"client": {"review": true, "compare": true}}), None).await;
    let uri = desk.pulled().await;
    desk.edit(&uri, "Europe/Berlin", "Europe/Madrid").await;
    desk.editor.presses.extend(["Show changes".into(), "Push 1 field to default".into()]);
    let answer = desk.run("cja.push", &uri).await;
    assert_eq!(answer["outcome"], "done", "{answer}");
    let [(first, buttons), (second, rest)] = &desk.editor.asked[..2] else { panic!("{:?}", desk.editor.asked) };
    assert!(first.starts_with("Push 1 field of \"Web – EMEA\" to default ("), "{first}");
    assert!(first.contains("\ntimezoneDesignator: \"Europe/Berlin\" → \"Europe/Madrid\"\n"), "{first}");
    assert_eq!(
        (second, &buttons[..], &rest[..]),
        (first, &["Push 1 field to default".into(), "Show changes".into()][..], &buttons[..1])
    );
    desk.editor.leave().await;
}

#[tokio::test]
async fn a_protected_profile_is_typed() {
    let config = r#"{"version": 1, "profiles": {"prod": {"protected": true}}}"#;
    for (typed, outcome, writes) in [("prod", "done", 1), ("production", "refused", 0)] {
        let options = json!({"client": {"review": true, "confirm": true}});
        let mut desk = desk_with(able(), options, Some(config)).await;
        let uri = desk.open("ours.dataview.json", NEW).await;
        desk.editor.presses.extend(["Create in prod (protected)".into(), typed.into()]);
        let answer = desk.run("cja.create", &uri).await;
        assert_eq!((answer["outcome"].as_str(), desk.writes().await), (Some(outcome), writes), "{answer}");
        desk.editor.leave().await;
    }
}

#[tokio::test]
async fn whoever_signs_in_by_the_editor_is_not_mixed_with_the_environment() {
    let mut desk = desk_with(able(), json!({"client": {"signIn": true}}), None).await;
    let parts = json!({"CJA_ORG_ID": "5A4D0B0C1D2E3F4051627384@AdobeOrg", "CJA_CLIENT_ID": "0f"});
    let half = desk.editor.request("cja/signIn", json!({"variables": parts})).await;
    assert!(half["result"]["error"].as_str().unwrap().contains("CJA_CLIENT_SECRET"), "{half}");
    // The client was told, and shows it in its own way.
    let answer = desk.run_with("cja.pullView", json!({"id": EMEA})).await;
    assert_eq!((&answer["outcome"], &answer["kind"]), (&json!("failed"), &json!("SignIn")), "{answer}");

    let variables: std::collections::HashMap<_, _> = desk.sandbox.environment().into_iter().collect();
    let part = |name: &str| variables.get(name).cloned().unwrap();
    let text = json!({"ORG_ID": part("CJA_ORG_ID"), "CLIENT_ID": part("CJA_CLIENT_ID"),
        "CLIENT_SECRETS": [part("CJA_CLIENT_SECRET")], "SCOPES": part("CJA_SCOPES").split(',').collect::<Vec<_>>()});
    let by_file = desk.editor.request("cja/signIn", json!({"variables": {"CJA_AUTH_JSON": text.to_string()}})).await;
    assert_eq!(by_file["result"], json!({"profile": "default", "org": part("CJA_ORG_ID")}));
    assert_eq!(desk.run_with("cja.pullView", json!({"id": EMEA})).await["outcome"], "done");
    let told = desk.editor.notification("window/showMessage").await;
    assert!(told["message"].as_str().unwrap().starts_with("Pulled"), "nothing was said of the sign-in before: {told}");

    let out: Value = desk.editor.request("cja/signIn", json!({"variables": {}})).await;
    assert_eq!(out["result"]["org"], part("CJA_ORG_ID"), "the environment counts again");
    desk.editor.leave().await;
}
