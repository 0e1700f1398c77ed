//! What is offered, and the text that is left behind.

use super::*;
use crate::config::Settings;
use crate::ide::{DocumentKind, SeenIds, diagnostics};
use crate::model::catalogue::Catalogue;
use crate::schema::Schema;
use jiff::Timestamp;

fn now() -> Timestamp {
    "2026-11-25T12:00:00Z".parse().unwrap()
}

/// The cursor is at `$0`, a selection between two of them.
fn with<T>(text: &str, ask: impl Fn(&Asked<'_>) -> T) -> T {
    let marks: Vec<usize> = text.match_indices("$0").map(|(at, _)| at).collect();
    let range = match marks.as_slice() {
        [] => TextRange::empty(0),
        [at] => TextRange::empty(*at),
        [start, end, ..] => TextRange::new(*start, end - 2),
    };
    let document = Document::new(text.replace("$0", ""), DocumentKind::DataView);
    let settings = Settings::default();
    let diagnose = |document: &Document| diagnostics(&document.tree, &settings, None, now());
    let (schema, seen, found) = (Schema::data_view(), SeenIds::default(), diagnose(&document));
    let env = Env { schema: &schema, now: now(), seen: &seen, catalogue: &Catalogue::default() };
    let taken = |name: &str| name == "taken.dataview.json";
    ask(&Asked { document: &document, env, range, found: &found, diagnose: &diagnose, taken: &taken })
}

fn offered(text: &str) -> Vec<String> {
    with(text, |asked| ASSISTS.iter().filter_map(|assist| assist.offer(asked)).collect())
}

/// The text after a change, and the files that it makes.
fn changed(id: &str, text: &str) -> (String, Vec<(String, String)>) {
    with(text, |asked| {
        let assist = find_assist(id).unwrap();
        assert!(assist.offer(asked).is_some(), "{id} is not offered");
        let change = assist.change(asked).unwrap();
        let files = change.files.into_iter().map(|file| (file.name, file.text)).collect();
        (apply(asked.document.text(), &change.edits), files)
    })
}

fn after(id: &str, text: &str) -> String {
    let (text, files) = changed(id, text);
    assert!(files.is_empty());
    text
}

#[test]
fn members_are_sorted_and_nothing_else_moves() {
    let text = r#"{
  "sessionDefinition": [
    { "func": "INACTIVITY", "numPeriods": 30, "granularity": "MINUTE" }
  ],
  "own": { "z": 1, "a": 2 },
  "timezoneDesignator": "Europe/Berlin",
    "name":   "Läden 🛒", "id": "dv_65f0a1b2c3d4e5f60718293a"
}"#;
    assert_eq!(
        after("sort", text),
        r#"{
  "name":   "Läden 🛒",
  "timezoneDesignator": "Europe/Berlin",
  "sessionDefinition": [
    { "numPeriods": 30, "granularity": "MINUTE", "func": "INACTIVITY" }
  ],
    "id": "dv_65f0a1b2c3d4e5f60718293a", "own": { "z": 1, "a": 2 }
}"#
    );
    assert!(!offered(&after("sort", text)).iter().any(|title| title.contains("documented order")));
    assert!(offered(r#"{"name": "b", "name": "a"}"#).iter().all(|title| !title.contains("order")), "equals stay");
    assert!(offered(r#"{"timezoneDesignator": "UTC", "name": "a",}"#).iter().all(|title| !title.contains("order")));
}

#[test]
fn everything_that_needs_no_thinking_is_mended_by_edits_of_the_first_text() {
    let text = "{\r\n\t'id': 'dv_65f0a1b2c3d4e5f60718293a',\r\n\t\"timezone_designator\": \"europe/berlin\",\r\n\t\"curationEnabled\": \"TRUE\"\r\n}";
    let (mended, edits) = with(text, |asked| {
        let change = find_assist("fixAll").unwrap().change(asked).unwrap();
        (apply(text, &change.edits), change.edits.len())
    });
    assert_eq!(
        mended,
        "{\r\n\t\"id\": \"dv_65f0a1b2c3d4e5f60718293a\",\r\n\t\"timezoneDesignator\": \"Europe/Berlin\",\r\n\t\"curationEnabled\": true\r\n}"
    );
    assert_eq!(edits, 5, "what is right is not touched");
    assert!(offered(&mended).iter().all(|title| !title.starts_with("Fix everything")));
}

#[test]
fn what_a_push_ignores_leaves_all_data_views_of_a_file() {
    let text = r#"[{"id": "dv_1", "owner": {"name": null}, "name": "a"}, {"createdDate": "x", "isDeleted": true, "tags": []}]"#;
    assert!(offered(text).contains(&"Remove the 3 members that a push ignores".to_owned()));
    assert_eq!(after("removeIgnored", text), r#"[{"id": "dv_1", "name": "a"}, {"isDeleted": true}]"#);
    assert!(offered(r#"{"id": "dv_1"}"#).iter().all(|title| !title.contains("ignores")));
}

#[test]
fn answered_spellings_become_those_of_requests() {
    let text =
        r#"{"sessionDefinition": [{"func": "inactivity", "granularity": "min$0ute"}, {"func": "beforeEvents"}]}"#;
    assert_eq!(
        offered(text)[..2],
        ["Write `MINUTE`, as requests do", "Write all 3 values of this file as requests do"]
    );
    assert!(after("requestForm", text).contains(r#""func": "inactivity", "granularity": "MINUTE"}"#));
    assert_eq!(
        after("requestForms", text),
        r#"{"sessionDefinition": [{"func": "INACTIVITY", "granularity": "MINUTE"}, {"func": "BEFORE_EVENTS"}]}"#
    );
    assert!(
        offered(r#"{$0 "sessionDefinition": [{"func": "inactivity"}]}"#).iter().all(|one| !one.contains("requests"))
    );
}

#[test]
fn a_list_becomes_one_file_for_each_view() {
    let text = "[\n\t{ \"id\": \"dv_1\", \"name\": \"Web\" },\n\t{\n\t\t\"name\": \"Taken\",\n\t\t\"id\": \"dv_65f0a1b2c3d4e5f60718293a\"\n\t},\n\t{ \"name\": \"Web/../\" }, {\"name\": \"web\"}\n]\n";
    assert!(offered(text).contains(&"Split into 4 files, one for each data view".to_owned()));
    let (rest, files) = changed("split", text);
    assert_eq!(rest, "{\n\t\"id\": \"dv_1\",\n\t\"name\": \"Web\"\n}\n");
    let file = |name: &str, text: &str| (name.to_owned(), text.to_owned());
    assert_eq!(
        files,
        [
            file(
                "taken~18293a.dataview.json",
                "{\n\t\"name\": \"Taken\",\n\t\"id\": \"dv_65f0a1b2c3d4e5f60718293a\"\n}\n"
            ),
            file("web.dataview.json", "{\n\t\"name\": \"Web/../\"\n}\n"),
            file("web~2.dataview.json", "{\n\t\"name\": \"web\"\n}\n"),
        ]
    );
    // What is no data view would be lost.
    assert!(offered(r#"[{"name": "a"}, {"name": "b"}, 7]"#).iter().all(|title| !title.starts_with("Split")));
}

#[test]
fn an_answer_page_is_copied_into_files_and_stays() {
    let text = r#"{"content": [{"id": "dv_1"}, {"id": "dv_2", "name": "App"}], "totalElements": 2}"#;
    let (rest, files) = changed("split", text);
    assert_eq!(rest, text);
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["view.dataview.json", "app.dataview.json"]);
}

#[test]
fn one_view_leaves_the_list() {
    let text = "[\n  { \"name\": \"Web\" },\n  { \"na$0me\": \"App\" }\n]";
    assert!(offered(text).contains(&"Move “App” into a file of its own".to_owned()));
    let (rest, files) = changed("moveOut", text);
    assert_eq!(rest, "[\n  { \"name\": \"Web\" }\n]");
    assert_eq!(files, [("app.dataview.json".to_owned(), "{\n  \"name\": \"App\"\n}\n".to_owned())]);
    assert_eq!(after("unwrap", "[\n  {\n    \"name\": \"Web\"\n  }\n]\n"), "{\n  \"name\": \"Web\"\n}\n");
    assert!(offered(r#"{"content": [{"id": "dv_1"}]}"#)[0].contains("answer page"));
}

#[test]
fn a_new_view_has_the_settings_of_another_and_no_identity() {
    let text = "{\r\n  \"id\": \"dv_1\",\r\n  \"name\": \"Web\",\r\n  \"parentDataGroupId\": \"dg_1\",$0\r\n  \"owner\": {},\r\n  \"segmentList\": [\r\n    \"s1\"\r\n  ]\r\n}\r\n";
    let (rest, files) = changed("newView", text);
    assert_eq!(rest, text.replace("$0", ""));
    assert_eq!(
        files,
        [(
            "web-copy.dataview.json".to_owned(),
            "{\r\n  \"name\": \"Web (Copy)\",\r\n  \"parentDataGroupId\": \"dg_1\",\r\n  \"segmentList\": [\r\n    \"s1\"\r\n  ],\r\n  \"timezoneDesignator\": \"Europe/Berlin\",\r\n  \"sessionDefinition\": [\r\n    { \"numPeriods\": 30, \"granularity\": \"MINUTE\", \"func\": \"INACTIVITY\" }\r\n  ]\r\n}\r\n"
                .to_owned()
        )]
    );
    let some = "{\"id\": \"dv_1\", \"name\": \"Web\", $0\"segmentList\": [\"s1\"]$0, \"description\": \"x\"}";
    assert!(offered(some).contains(&"Extract the selected member to a new data view".to_owned()));
    let (_, files) = changed("newView", some);
    let value: serde_json::Value = serde_json::from_str(&files[0].1).unwrap();
    let names: Vec<&str> = value.as_object().unwrap().keys().map(String::as_str).collect();
    assert!(names.contains(&"segmentList") && names.contains(&"parentDataGroupId"), "{names:?}");
    assert!(!names.contains(&"description") && !names.contains(&"id"), "{names:?}");
}
