//! Names beside ids, in completion and in hover, judged by what a person sees.

use super::*;
use crate::ide::{Completions, Document, DocumentKind, Seen, SeenIds, complete, hover, inlays};
use crate::model::catalogue::{Catalogue, Part};
use crate::schema::{Schema, skeleton};
use crate::syntax::Tree;
use crate::testing::{cursor, draw_notes};
use crate::text::{TextEdit, TextRange, apply, offset};
use jiff::Timestamp;
use std::sync::Arc;

const NOW: &str = "2026-11-25T12:00:00Z";

fn at(text: &str) -> Option<Timestamp> {
    Some(text.parse().unwrap())
}

fn entry(id: &str, name: &str) -> Entry {
    Entry { id: id.into(), name: name.into(), ..Entry::default() }
}

fn part(entries: impl IntoIterator<Item = Entry>) -> Part {
    let entries = entries.into_iter().map(|entry| (entry.id.clone(), entry)).collect();
    Part { entries, read: at("2026-11-25T11:57:00Z"), complete: true, ..Part::default() }
}

fn catalogue() -> Catalogue {
    let web = Entry {
        description: "All *sites*".into(),
        owner: Some("Ana Ruiz".into()),
        data_sets: vec!["Clicks".into(), "Orders".into()],
        sandbox: Some("prod".into()),
        ..entry("dg_1", "Web events")
    };
    let old = Entry { state: State::Deleted, ..entry("dg_2", "Old events") };
    let stores = Entry { data_view: Some("All stores".into()), ..entry("dg_3", "") };
    let own = Entry { data_view: Some("dv_1".into()), ..entry("s1_b", "Visits from bots") };
    let deleted = Entry { state: State::Deleted, ..entry("s1_c", "Bots 2019") };
    let launches = Entry { holds: Some("int".into()), ..entry("metrics/launches", "App launches") };
    let hidden = Entry { state: State::Hidden, ..entry("metrics/raw", "Raw hits") };
    let components = [launches, hidden, entry("variables/page", "Page")];
    Catalogue {
        connections: Arc::new(Part {
            absent: [("dg_9".to_owned(), at("2026-11-25T11:00:00Z").unwrap())].into(),
            ..part([web, old, stores])
        }),
        segments: Arc::new(part([entry("s1_a", "Mobile"), own, deleted])),
        components: [("dv_1".to_owned(), Arc::new(part(components)))].into(),
    }
}

fn with<T>(text: &str, ask: impl Fn(&Document, Env<'_>) -> T) -> T {
    let document = Document::new(text, DocumentKind::DataView);
    let (schema, catalogue) = (Schema::data_view(), catalogue());
    let seen = SeenIds::of([&Seen::in_tree(&Tree::parse(r#"{"segmentList": ["s1_z", "s1_a"]}"#))]);
    ask(&document, Env { schema: &schema, now: NOW.parse().unwrap(), seen: &seen, catalogue: &catalogue })
}

fn completions(text: &str) -> Completions {
    let (text, at) = cursor(text);
    with(&text, |document, env| complete(document, env, at))
}

fn labels(text: &str) -> Vec<String> {
    completions(text).items.into_iter().map(|item| item.label).collect()
}

/// The text after the item of a name was taken.
fn taken(text: &str, label: &str) -> String {
    let found = completions(text);
    let item = found.items.iter().find(|item| item.label == label).unwrap();
    let mut edits = found.extra.clone();
    edits.push(TextEdit::replace(found.range.unwrap(), skeleton::plain(&item.snippet)));
    apply(&cursor(text).0, &edits)
}

fn hovered(text: &str) -> String {
    let (text, at) = cursor(text);
    with(&text, |document, env| hover(document, env, at)).map(|hover| hover.markdown).unwrap_or_default()
}

/// The hints of the whole text, drawn under what they stand behind.
fn drawn(text: &str) -> String {
    let whole = TextRange { start: 0, end: offset(text.len()) };
    let found = with(text, |document, env| inlays(document, env, whole));
    let notes: Vec<_> =
        found.into_iter().map(|inlay| (TextRange { start: inlay.at - 1, end: inlay.at }, inlay.label)).collect();
    draw_notes(text, &notes)
}

#[test]
fn a_connection_is_chosen_by_name_and_inserted_by_id() {
    for half in [r#"{"parentDataGroupId": "$0"}"#, r#"{"parentDataGroupId": "web$0"}"#, r#"{"parentDataGroupId": $0}"#]
    {
        assert_eq!(taken(half, "Web events"), r#"{"parentDataGroupId": "dg_1"}"#, "{half}");
    }
    assert_eq!(taken("{\"parentDataGroupId\": \"web$0\n}", "Web events"), "{\"parentDataGroupId\": \"dg_1\"\n}");
    let found = completions(r#"{"parentDataGroupId": "we$0"}"#);
    let item = &found.items[0];
    assert_eq!((item.label.as_str(), item.filter.as_str()), ("Web events", "\"Web events dg_1\""));
    assert_eq!(item.detail, "dg_1 · Ana Ruiz · 2 data sets · sandbox prod");
    assert!(!labels(r#"{"parentDataGroupId": "$0"}"#).contains(&"Old events".to_owned()));
    let bare = r#"{"externalData": {"externalParentId": "$0"}}"#;
    assert_eq!(taken(bare, "Web events"), r#"{"externalData": {"externalParentId": "1"}}"#);
}

#[test]
fn segments_that_the_workspace_or_the_view_uses_come_first_and_no_deleted_ones() {
    let list = r#"{"id": "dv_1", "segmentList": [$0]}"#;
    assert_eq!(labels(list)[..3], ["Mobile", "Visits from bots", "s1_z"]);
    assert_eq!(taken(list, "Visits from bots"), r#"{"id": "dv_1", "segmentList": ["s1_b"]}"#);
    assert!(!labels(list).contains(&"Bots 2019".to_owned()));
    assert_eq!(
        labels(r#"{"id": "dv_1", "segmentList": ["s1_a", "$0"]}"#)[..2],
        ["Visits from bots", "s1_z"],
        "what the list has is not offered again"
    );
    assert_eq!(labels(r#"{"segmentList": ["s1_$0a"]}"#)[0], "Mobile");
}

#[test]
fn events_are_metrics_of_this_very_view() {
    let events = |id: &str| format!(r#"{{{id}"sessionDefinition": [{{"func": "BEFORE_EVENTS", "events": ["$0"]}}]}}"#);
    assert_eq!(labels(&events(r#""id": "dv_1", "#))[..2], ["App launches", "Raw hits"]);
    assert!(!labels(&events(r#""id": "dv_1", "#)).contains(&"Page".to_owned()));
    assert!(!labels(&events(r#""id": "dv_2", "#)).contains(&"App launches".to_owned()));
    assert!(!labels(&events("")).contains(&"App launches".to_owned()));
    let found = completions(&events(r#""id": "dv_1", "#));
    assert_eq!(found.items[0].detail, "metrics/launches · int");
    assert_eq!(found.items[1].detail, "metrics/raw · hidden");
}

#[test]
fn of_many_thousand_segments_those_that_fit_are_given() {
    let segments = (0..50_000).map(|number| entry(&format!("s1_{number:024x}"), &format!("Segment {number}")));
    let catalogue = Catalogue { segments: Arc::new(part(segments)), ..Catalogue::default() };
    let ask = |text: &str| {
        let (text, at) = cursor(text);
        let document = Document::new(text, DocumentKind::DataView);
        let (schema, seen) = (Schema::data_view(), SeenIds::default());
        let env = Env { schema: &schema, now: NOW.parse().unwrap(), seen: &seen, catalogue: &catalogue };
        complete(&document, env, at)
    };
    let all = ask(r#"{"segmentList": ["$0"]}"#);
    assert!(all.incomplete && all.items.len() <= 210, "{}", all.items.len());
    let typed = ask(r#"{"segmentList": ["segment 4711$0"]}"#);
    assert!(typed.incomplete && typed.items.iter().any(|item| item.label == "Segment 4711"));
}

#[test]
fn hover_tells_name_owner_data_sets_and_age() {
    let shown = hovered(r#"{"parentDataGroupId": "dg$0_1"}"#);
    let told = "**Web events** – connection\n\nAll \\*sites\\*\n\nOwner: Ana Ruiz · Data sets: Clicks, Orders · \
                Sandbox: prod\n\nAs the service told 3 minutes ago.\n\n**parentDataGroupId**";
    assert!(shown.starts_with(told), "{shown}");
    assert!(crate::ide::plain_text(&shown).contains("All *sites*\n"), "{}", crate::ide::plain_text(&shown));
    let unnamed = hovered(r#"{"parentDataGroupId": "dg$0_3"}"#);
    assert!(unnamed.starts_with("The connection of the data view **All stores**\n"), "{unnamed}");
    let absent = hovered(r#"{"parentDataGroupId": "dg$0_9"}"#);
    assert!(absent.starts_with("The service does not know this connection (asked 60 minutes ago)."), "{absent}");
    assert!(hovered(r#"{"parentDataGroupId": "dg$0_7"}"#).starts_with("**parentDataGroupId**"));
    assert!(hovered(r#"{"segmentList": ["s1$0_c"]}"#).starts_with("**Bots 2019** – segment, deleted\n"));
    let dimension = hovered(r#"{"id": "dv_1", "curatedComponents": [{"componentId": "variables$0/page"}]}"#);
    assert!(dimension.starts_with("**Page** – dimension\n"), "{dimension}");
}

#[test]
fn names_stand_beside_ids() {
    let text = r#"{ "id": "dv_1", "parentDataGroupId": "dg_1",
  "segmentList": ["s1_a", "s1_c", "s1_🛒"],
  "timezoneDesignator": "Asia/Kolkata",
  "sessionDefinition": [
    { "func": "inactivity", "granularity": "minute", "numPeriods": 90 },
    { "func": "BEFORE_EVENTS", "events": ["metrics/launches", "metrics/none"] }
  ]
}"#;
    let expected = r#"{ "id": "dv_1", "parentDataGroupId": "dg_1",
                                          ^ Web events
  "segmentList": ["s1_a", "s1_c", "s1_🛒"],
                       ^ Mobile
                               ^ Bots 2019 (deleted)
  "timezoneDesignator": "Asia/Kolkata",
                                     ^ UTC+05:30
  "sessionDefinition": [
    { "func": "inactivity", "granularity": "minute", "numPeriods": 90 },
                                                                    ^ 1 hour 30 minutes
    { "func": "BEFORE_EVENTS", "events": ["metrics/launches", "metrics/none"] }
                                                           ^ App launches
  ]
}
"#;
    assert_eq!(drawn(text), expected);
    assert!(drawn(&text.replace('\n', "\r\n")).contains("^ Bots 2019 (deleted)"));
    let third = offset(text.find("\"timezone").unwrap());
    let one_line = TextRange { start: third, end: third + 40 };
    let found = with(text, |document, env| inlays(document, env, one_line));
    assert_eq!(found.into_iter().map(|inlay| inlay.label).collect::<Vec<_>>(), ["UTC+05:30"]);
}

#[test]
fn names_of_other_people_stay_on_one_line_and_inside_their_markup() {
    assert_eq!(short("a\r\nb\u{7}  c", 80), "a b c");
    assert_eq!(short(&"é".repeat(70), 60), format!("{}…", "é".repeat(60)));
    assert_eq!(escaped("[x](command:y) `z`"), "\\[x\\](command:y) `z`");
}

#[test]
fn texts_cut_anywhere_are_survived() {
    let text = r#"[{"id": "dv_1", "parentDataGroupId": "dg_1", "segmentList": ["s1_a"], "sessionDefinition": [{"events": ["metrics/launches"], "func": "INACTIVITY", "numPeriods": 90, "granularity": "MINUTE"}]}]"#;
    for end in 0..text.len() {
        drawn(&text[..end]);
        completions(&format!("{}$0", &text[..end]));
        hovered(&format!("{}$0{}", &text[..end], &text[end..]));
    }
}
