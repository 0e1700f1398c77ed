//! Completion and hover where the members around say more than the schema.

use super::*;

fn item(text: &str, label: &str) -> Item {
    let found = with(text, complete).items.into_iter().find(|item| item.label == label);
    found.unwrap_or_else(|| panic!("no `{label}` in {:?}", labels(text)))
}

fn in_rules(rule: &str) -> String {
    format!("{{ \"sessionDefinition\": [{rule}] }}")
}

#[test]
fn a_session_rule_is_offered_what_its_kind_uses() {
    let timeout = in_rules(r#"{ "func": "inactivity", $0 }"#);
    assert_eq!(labels(&timeout), ["numPeriods, granularity", "numPeriods", "granularity", "events"]);
    assert_eq!(
        taken(&timeout, "numPeriods, granularity"),
        timeout.replace("$0", r#""numPeriods": 30, "granularity": "MINUTE""#)
    );
    assert_eq!(item(&timeout, "events").detail, "Opening metrics · without effect on `INACTIVITY`");
    assert_eq!(labels(&in_rules(r#"{ "events": [], $0 }"#)), ["func", "numPeriods", "granularity"]);
    assert_eq!(labels(&in_rules(r#"{ "func": "BEFORE_EVENTS", $0 }"#)), ["events", "numPeriods", "granularity"]);
    assert_eq!(labels(&in_rules("{ $0 }"))[..2], ["Timeout", "Opening metrics"]);
    let second = in_rules(r#"{ "func": "INACTIVITY" }, { $0 }"#);
    assert_eq!(labels(&second)[..2], ["Opening metrics", "Timeout"], "one timeout is enough");
    assert_eq!(
        taken(&second, "Opening metrics"),
        second.replace("$0", r#""func": "BEFORE_EVENTS", "events": ["metrics/"]"#)
    );
    let whole = in_rules("$0");
    assert_eq!(labels(&whole), ["Timeout", "Opening metrics"]);
    assert_eq!(
        taken(&whole, "Timeout"),
        in_rules(r#"{ "numPeriods": 30, "granularity": "MINUTE", "func": "INACTIVITY" }"#)
    );
    // Where the name alone is replaced no second member comes with it.
    assert_eq!(labels(&in_rules(r#"{ "func": "INACTIVITY", "$0": 1 }"#)), ["numPeriods", "granularity", "events"]);
}

#[test]
fn the_members_beside_say_which_value_is_meant() {
    assert_eq!(labels(&in_rules(r#"{ "events": ["metrics/a"], "func": $0 }"#))[0], "BEFORE_EVENTS");
    assert_eq!(labels(&in_rules(r#"{ "granularity": "DAY", "func": "$0" }"#))[0], "INACTIVITY");
    assert_eq!(labels(&in_rules(r#"{ "func": "INACTIVITY" }, { "func": $0 }"#))[0], "BEFORE_EVENTS");
    let weeks = in_rules(r#"{ "granularity": "week", "numPeriods": $0 }"#);
    assert_eq!(labels(&weeks), ["1", "4", "13"]);
    assert_eq!(item(&weeks, "13").detail, "13 weeks");
    assert_eq!(taken(&weeks, "13"), weeks.replace("$0", "13"));
    let connection = r#"{ "externalData": { "externalParentId": "7" }, "parentDataGroupId": "$0" }"#;
    assert_eq!(labels(connection)[0], "dg_7");
    let offset = r#"{ "timezoneDesignator": "Asia/Kolkata", "currentTimezoneOffset": $0 }"#;
    assert_eq!((labels(offset)[0].as_str(), taken(offset, "5.5").ends_with("5.5 }")), ("5.5", true));
}

#[test]
fn events_of_the_same_view_come_first_and_none_twice() {
    let text = r#"[{ "sessionDefinition": [{ "events": ["metrics/own"] }, { "events": ["metrics/there", $0] }],
        "curatedComponents": [{ "componentId": "metrics/curated" }, { "componentId": "variables/page" }] },
        { "sessionDefinition": [{ "events": ["metrics/other"] }] }]"#;
    let labels = labels(text);
    assert_eq!(labels[..3], ["metrics/curated", "metrics/own", "metrics/orders"], "{labels:?}");
    assert!(labels.contains(&"metrics/other".to_owned()));
    assert!(!labels.contains(&"metrics/there".to_owned()) && !labels.contains(&"variables/page".to_owned()));
}

#[test]
fn what_the_workspace_uses_goes_first() {
    let (text, at) = cursor(r#"{ "sessionDefinition": [{ "granularity": $0 }] }"#);
    let document = Document::new(text, DocumentKind::DataView);
    let other = Tree::parse(
        r#"[{"containerNames": {}, "sessionDefinition": [{"granularity": "week"}, {"granularity": "WEEK"}, {"granularity": "hour"}]}]"#,
    );
    let (schema, seen, catalogue) = (Schema::data_view(), SeenIds::of([&Seen::in_tree(&other)]), Catalogue::default());
    let env = Env { schema: &schema, now: now(), seen: &seen, catalogue: &catalogue };
    let order = |at| complete(&document, env, at).items.into_iter().map(|item| item.label).collect::<Vec<_>>();
    assert_eq!(order(at), ["WEEK", "HOUR", "MINUTE", "DAY"]);
    let members = order(2);
    let place = |name: &str| members.iter().position(|member| member == name).unwrap();
    assert!(place("containerNames") < place("segmentList"), "{members:?}");
    assert!(place("timezoneDesignator") < place("containerNames"), "what is required stays before: {members:?}");
}

#[test]
fn hover_tells_what_is_wrong_at_the_place() {
    let text = r#"{ "id": "dv_65f0a1b2c3d4e5f60718293a", "timezoneDesignator": "Europe/Ber$0lim", "color": 1 }"#;
    let (text, at) = cursor(text);
    let document = Document::new(text.as_str(), DocumentKind::DataView);
    let (schema, seen, catalogue) = (Schema::data_view(), SeenIds::default(), Catalogue::default());
    let env = Env { schema: &schema, now: now(), seen: &seen, catalogue: &catalogue };
    let found = diagnostics(&document.tree, &crate::config::Settings::default(), None, now());
    let told =
        |at| hover_with(&document, env, at, &found).map(|hover| (hover.range.slice(&text).to_owned(), hover.markdown));
    let (range, words) = told(at).unwrap();
    assert_eq!(range, "\"Europe/Berlim\"");
    assert!(
        words.starts_with(
            "**Warning** `time-zone-unknown`: `Europe/Berlim` is not in the tz database. Did you mean `Europe/Berlin`?\n\n**timezoneDesignator** –"
        ),
        "{words}"
    );
    let (range, words) = told(text.find("color").unwrap() as u32).unwrap();
    assert_eq!(range, "\"color\"");
    assert_eq!(
        words,
        "**Hint** `unknown-member`: `color` is not known as a member of a data view; it is kept as it is.\n\nIt may be newer than this program."
    );
    assert!(
        !told(text.find("timezone").unwrap() as u32).unwrap().1.contains("Warning"),
        "of the value, not of the name"
    );
    // At a bracket there is nothing else to tell.
    let document = Document::new("{}", DocumentKind::DataView);
    let found = diagnostics(&document.tree, &crate::config::Settings::default(), None, now());
    assert!(hover_with(&document, env, 0, &found).unwrap().markdown.contains("`missing-member`"));
    assert_eq!(hover_with(&document, env, 0, &[]), None);
}

#[test]
fn a_hover_shows_words_of_a_file_as_words() {
    for value in ["dv\\n\\n![x](https://e.example/a.png)", "`![x](https://e.example)`\\n# x", "a`b\\n\\n[x](command:y)"]
    {
        for text in [
            format!(r#"{{ "segmentList": ["$0{value}"] }}"#),
            format!(r#"{{ "timezoneDesignator": "$0{value}" }}"#),
            format!(r#"{{ "$0{value}": 1 }}"#),
            format!(r#"{{ "sessionDefinition": [{{ "func": "$0{value}" }}] }}"#),
        ] {
            let (text, at) = cursor(&text);
            let document = Document::new(text.as_str(), DocumentKind::DataView);
            let (schema, seen, catalogue) = (Schema::data_view(), SeenIds::default(), Catalogue::default());
            let env = Env { schema: &schema, now: now(), seen: &seen, catalogue: &catalogue };
            let found = diagnostics(&document.tree, &crate::config::Settings::default(), None, now());
            let Some(hover) = hover_with(&document, env, at, &found) else { continue };
            // Outside of code there is no link and no image; a code span ends in its line.
            for line in hover.markdown.lines() {
                let words: String = line.split('`').step_by(2).collect();
                assert!(!words.contains("[x]("), "{}", hover.markdown);
                assert!(!line.starts_with("# "), "{}", hover.markdown);
            }
        }
    }
}
