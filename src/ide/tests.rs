//! Features judged by what a person sees and by the text that they leave behind.

mod siblings;
mod wishes;
mod workspace;

use super::*;
use crate::schema::skeleton;
use crate::testing::cursor;
use crate::text::{TextEdit, apply};

fn now() -> Timestamp {
    "2026-11-25T12:00:00Z".parse().unwrap()
}

fn with<T>(text: &str, ask: impl Fn(&Document, Env<'_>, u32) -> T) -> T {
    let (text, at) = cursor(text);
    let document = Document::new(text, DocumentKind::DataView);
    let schema = Schema::data_view();
    let other = Tree::parse(
        r#"[{"parentDataGroupId": "dg_1", "segmentList": ["s1_a", "s1_b"], "timezoneDesignator": "Asia/Tokyo"},
        {"parentDataGroupId": "dg_1", "sessionDefinition": [{"events": ["metrics/orders"]}]}]"#,
    );
    let seen = SeenIds::of([&Seen::in_tree(&other)]);
    ask(&document, Env { schema: &schema, now: now(), seen: &seen, catalogue: &Catalogue::default() }, at)
}

fn labels(text: &str) -> Vec<String> {
    with(text, complete).items.into_iter().map(|item| item.label).collect()
}

/// The text after an item was taken; places of the snippet are filled by their defaults.
fn taken(text: &str, label: &str) -> String {
    let completions = with(text, complete);
    let item = completions.items.iter().find(|item| item.label == label);
    let item = item.unwrap_or_else(|| {
        panic!("no `{label}` in {:?}", completions.items.iter().map(|i| &i.label).collect::<Vec<_>>())
    });
    let (text, _) = cursor(text);
    let mut edits = completions.extra.clone();
    edits.push(TextEdit::replace(completions.range.unwrap(), skeleton::plain(&item.snippet)));
    apply(&text, &edits)
}

#[test]
fn missing_members_come_first_required_before_others() {
    let labels = labels(r#"{ "description": "x", $0 }"#);
    assert_eq!(labels[..4], ["name", "parentDataGroupId", "timezoneDesignator", "sessionDefinition"]);
    assert!(!labels.contains(&"description".to_owned()));
    assert!(labels.contains(&"owner".to_owned()));
}

#[test]
fn members_are_inserted_with_the_commas_they_need() {
    assert_eq!(taken(r#"{ $0"id": "x" }"#, "name"), r#"{ "name": "","id": "x" }"#);
    assert_eq!(taken(r#"{ "id": "x" $0}"#, "name"), r#"{ "id": "x", "name": ""}"#);
    assert_eq!(taken(r#"{ "id": "x", $0 }"#, "name"), r#"{ "id": "x", "name": "" }"#);
    assert_eq!(
        taken("{\n  \"id\": \"x\"\n  \"na$0\"\n  \"description\": \"y\"\n}", "name"),
        "{\n  \"id\": \"x\",\n  \"name\": \"\",\n  \"description\": \"y\"\n}"
    );
    assert_eq!(
        taken("{\n  \"id\": \"x\",\n  $0\n  \"description\": \"y\"\n}", "name"),
        "{\n  \"id\": \"x\",\n  \"name\": \"\",\n  \"description\": \"y\"\n}"
    );
    assert_eq!(taken("{ $0, \"id\": \"x\" }", "name"), "{ \"name\": \"\", \"id\": \"x\" }");
}

#[test]
fn half_typed_names_are_replaced_whole() {
    assert_eq!(taken(r#"{ "na$0" }"#, "name"), r#"{ "name": "" }"#);
    assert_eq!(taken(r#"{ "na$0": "Web" }"#, "name"), r#"{ "name": "Web" }"#);
    assert_eq!(taken(r#"{ na$0 }"#, "name"), r#"{ "name": "" }"#);
    assert_eq!(taken("{ \"na$0\n}", "name"), "{ \"name\": \"\"\n}");
    assert_eq!(taken("{ $0", "name"), "{ \"name\": \"\"");
    assert_eq!(taken("{\"id\":\"x\",\"$0\"}", "name"), "{\"id\":\"x\",\"name\": \"\"}");
}

#[test]
fn allowed_values_replace_what_is_there() {
    let granularity = r#"{ "id": "x", "sessionDefinition": [{ "granularity": $0 }] }"#;
    assert_eq!(labels(granularity), ["MINUTE", "HOUR", "DAY", "WEEK"]);
    assert_eq!(taken(granularity, "HOUR"), granularity.replace("$0", "\"HOUR\""));
    assert_eq!(
        taken(r#"{ "sessionDefinition": [{ "func": "IN$0" }] }"#, "INACTIVITY"),
        r#"{ "sessionDefinition": [{ "func": "INACTIVITY" }] }"#
    );
    assert_eq!(
        taken(r#"{ "sessionDefinition": [{ "func": IN$0, "x": 1 }] }"#, "INACTIVITY"),
        r#"{ "sessionDefinition": [{ "func": "INACTIVITY", "x": 1 }] }"#
    );
    assert_eq!(
        taken("{ \"sessionDefinition\": [{ \"func\": \"IN$0,\n \"x\": 1 }] }", "INACTIVITY"),
        "{ \"sessionDefinition\": [{ \"func\": \"INACTIVITY\",\n \"x\": 1 }] }"
    );
    assert_eq!(
        taken("{ \"curationEnabled\":$0\n \"name\": \"x\" }", "true"),
        "{ \"curationEnabled\":true,\n \"name\": \"x\" }"
    );
    assert_eq!(taken(r#"{ "curationEnabled"$0 }"#, "curationEnabled"), r#"{ "curationEnabled": false }"#);
}

#[test]
fn time_zones_have_todays_offset_and_aliases_say_so() {
    let completions = with(r#"{ "timezoneDesignator": "$0" }"#, complete);
    let item = |label: &str| completions.items.iter().find(|item| item.label == label).unwrap();
    assert!(completions.items.len() > 500);
    assert_eq!(completions.items[0].label, "Asia/Tokyo", "what the workspace uses comes first");
    assert_eq!(item("Europe/Berlin").detail, "UTC+01:00");
    assert_eq!(item("US/Mountain").detail, "UTC-07:00 · alias of America/Denver");
    assert!(item("US/Mountain").rank > item("Europe/Berlin").rank);
    assert_eq!(item("Europe/Berlin").filter, "\"Europe/Berlin\"");
    let typed = with(r#"{ "timezoneDesignator": "berl$0" }"#, complete);
    assert!(typed.incomplete && typed.items.len() < 10);
    assert_eq!(
        taken(r#"{ "timezoneDesignator": "berl$0" }"#, "Europe/Berlin"),
        r#"{ "timezoneDesignator": "Europe/Berlin" }"#
    );
}

#[test]
fn ids_of_the_workspace_are_offered() {
    assert_eq!(labels(r#"{ "parentDataGroupId": "$0" }"#)[0], "dg_1");
    assert_eq!(taken(r#"{ "segmentList": ["s1_a"$0] }"#, "s1_a"), r#"{ "segmentList": ["s1_a"] }"#);
    assert_eq!(taken(r#"{ "segmentList": ["s1_a" $0] }"#, "s1_b"), r#"{ "segmentList": ["s1_a", "s1_b"] }"#);
    assert_eq!(labels(r#"{ "sessionDefinition": [{ "events": [$0] }] }"#)[0], "metrics/orders");
    let parent = r#"{ "parentDataGroupId": "dg_7", "externalData": { "externalParentId": $0 } }"#;
    assert_eq!(labels(parent)[0], "7");
}

#[test]
fn an_empty_file_is_offered_a_whole_data_view_that_passes() {
    let text = taken("$0", "New data view");
    let tree = Tree::parse(text.as_str());
    assert!(tree.errors().is_empty(), "{text}");
    assert!(Schema::data_view().validate(&tree).is_empty(), "{text}");
}

#[test]
fn hover_tells_what_a_member_is_and_what_a_value_means() {
    let hover_text = |text: &str| with(text, hover).map(|hover| hover.markdown).unwrap_or_default();
    let member = hover_text(r#"{ "timezone$0Designator": "Europe/Berlin" }"#);
    assert!(member.starts_with("**timezoneDesignator** – Time zone\n\nstring · required · set by you"), "{member}");
    assert!(member.contains("Expansion: `timezoneDesignator` · Source: ["), "{member}");
    let zone = hover_text(r#"{ "timezoneDesignator": "Europe/Ber$0lin" }"#);
    assert!(zone.starts_with("`Europe/Berlin` is UTC+01:00 now, UTC+02:00 from 28 March 2027, 01:00 UTC."), "{zone}");
    let session = hover_text(
        r#"{ "sessionDefinition": [{ "func": "inactivity", "numPeriods": 3$00, "granularity": "minute" }] }"#,
    );
    assert!(session.starts_with("A session ends after 30 minutes without events."), "{session}");
    let date = hover_text(r#"{ "modifiedDate": "2026-03-01T1$00:00:00Z" }"#);
    assert!(date.starts_with("Sunday 1 March 2026, 10:00 UTC, 8 months ago"), "{date}");
    let choice = hover_text(r#"{ "sessionDefinition": [{ "gran$0ularity": "DAY" }] }"#);
    assert!(choice.contains("\n\n- `\"MINUTE\"` – "), "{choice}");
    assert!(!choice.contains("`\"minute\"`"));
    assert_eq!(with(r#"{ $0 "name": 1 }"#, hover), None);
}

#[test]
fn plain_text_has_no_markup() {
    let markdown = "**func** – Kind\n\n| value | meaning |\n| --- | --- |\n| `\"A\"` | one |\n\nSource: [guide](https://x.example/y)";
    assert_eq!(
        plain_text(markdown),
        "func – Kind\n\n value  meaning \n \"A\"  one \n\nSource: guide (https://x.example/y)"
    );
}

#[test]
fn the_outline_names_views_and_sessions() {
    let draw = |text: &str| {
        fn lines(symbols: &[Symbol], level: usize, out: &mut String) {
            for symbol in symbols {
                out.push_str(&format!("{}{} ({})\n", "  ".repeat(level), symbol.name, symbol.detail));
                lines(&symbol.children, level + 1, out);
            }
        }
        let mut out = String::new();
        lines(&outline(&Tree::parse(text)), 0, &mut out);
        out
    };
    let session =
        r#"{"name": "Web", "sessionDefinition": [{"func": "INACTIVITY", "numPeriods": 30, "granularity": "MINUTE"}]}"#;
    assert_eq!(
        draw(session),
        "name (Web)\nsessionDefinition (1 item)\n  ends after 30 minutes without events ()\n    func (INACTIVITY)\n    numPeriods (30)\n    granularity (MINUTE)\n"
    );
    assert_eq!(
        draw(r#"[{"name": "Web", "id": "dv_1"}, {"id": }]"#),
        "Web (dv_1)\n  name (Web)\n  id (dv_1)\n(data view without name) ()\n  id ()\n"
    );
}

#[test]
fn a_misspelt_member_is_one_mistake_and_as_bad_as_a_missing_one() {
    let text = r#"{"name": "Web", "parentDataGroupId": "dg_0f0e0d0c-1111-2222-3333-444455556666", "timezone": "UTC",
        "sessionDefinition": [{"func": "INACTIVITY", "numPeriods": 30, "granularity": "MINUTE"}]}"#;
    let found = diagnostics(&Tree::parse(text), &crate::config::Settings::default(), None, now());
    let codes: Vec<_> = found.iter().map(|one| one.code).collect();
    assert_eq!(codes, ["misspelt-member"]);
    assert_eq!(found[0].severity, crate::diagnostic::Severity::Error);
    let mended = apply(text, &found[0].fixes[0].edits);
    assert_eq!(diagnostics(&Tree::parse(mended), &crate::config::Settings::default(), None, now()), []);
}

#[test]
fn null_for_a_choice_is_one_mistake() {
    let text = r#"{"id": "dv_65f0a1b2c3d4e5f60718293a", "sessionDefinition": [{"func": null, "numPeriods": 1, "granularity": "DAY"}]}"#;
    let found = diagnostics(&Tree::parse(text), &crate::config::Settings::default(), None, now());
    let codes: Vec<_> = found.iter().map(|one| (one.code, one.range.slice(text))).collect();
    assert_eq!(
        codes.iter().filter(|(_, text)| *text == "null").collect::<Vec<_>>(),
        [&("wrong-type", "null")],
        "{codes:?}"
    );
}

#[test]
fn settings_are_completed_and_explained() {
    let (text, at) = cursor(r#"{ "version": 1, "rules": { "duplicate-key": "error", "$0" } }"#);
    let document = Document::new(text, DocumentKind::Config);
    let (schema, seen) = (Schema::config(), SeenIds::default());
    let env = Env { schema: &schema, now: now(), seen: &seen, catalogue: &Catalogue::default() };
    let codes = complete(&document, env, at);
    assert!(codes.items.iter().any(|item| item.label == "blank-name"));
    assert!(codes.items.iter().all(|item| item.label != "duplicate-key"));
    let hovered = hover(&document, env, document.text().find("duplicate").unwrap() as u32).unwrap();
    assert!(hovered.markdown.starts_with("# duplicate-key (error)"), "{}", hovered.markdown);
    let top: Vec<String> = complete(&document, env, 2).items.into_iter().map(|item| item.label).collect();
    assert!(top.contains(&"roots".to_owned()) && !top.contains(&"version".to_owned()), "{top:?}");
}
