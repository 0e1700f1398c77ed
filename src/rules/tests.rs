//! The registry as a whole: documentation that runs, codes, explanations, broken text.

use super::{RULES, check, check_service, explain, find};
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::catalogue::{Catalogue, Entry, Part};
use crate::schema::Schema;
use crate::syntax::Tree;
use crate::text::TextEdit;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

const NOW: &str = "2026-03-15T12:00:00Z";

pub(super) fn rules_on(text: &str) -> Vec<Diagnostic> {
    check(&Tree::parse(text), &Schema::data_view(), NOW.parse().unwrap(), |_, severity| Some(severity))
}

/// What the service has told in the examples: ids with `dead` in them are gone, and one view has one metric.
fn told() -> Catalogue {
    let now = NOW.parse().unwrap();
    let gone = |id: &str| Part { absent: [(id.to_owned(), now)].into(), ..Part::default() };
    let launches = Entry { id: "metrics/launches".into(), name: "Launches".into(), ..Entry::default() };
    let metrics = Part {
        entries: [(launches.id.clone(), launches)].into(),
        complete: true,
        hidden: Some(now),
        ..Part::default()
    };
    Catalogue {
        connections: Arc::new(gone("dg_dead0000-1111-2222-3333-444455556666")),
        segments: Arc::new(gone("s300000001_dead00000000000000000000")),
        components: [("dv_65f0a1b2c3d4e5f60718aaaa".to_owned(), Arc::new(metrics))].into(),
    }
}

fn told_on(text: &str, now: &str) -> Vec<Diagnostic> {
    let all = |_: &str, severity| Some(severity);
    check_service(&Tree::parse(text), &Schema::data_view(), &told(), now.parse().unwrap(), all)
}

/// What syntax, schema and rules find, in the order of the text.
pub(super) fn everything(text: &str) -> Vec<Diagnostic> {
    let tree = Tree::parse(text);
    let mut found = tree.errors().to_vec();
    found.extend(tree.warnings().iter().cloned());
    found.extend(Schema::data_view().validate(&tree));
    found.extend(rules_on(text));
    found.extend(told_on(text, NOW));
    found.sort_by_key(|one| (one.range.start, one.severity, one.range.end));
    found
}

/// The edits of all fixes that need no thought.
pub(super) fn preferred(found: &[Diagnostic]) -> Vec<TextEdit> {
    let fixes = found.iter().filter_map(|one| one.fixes.first()).filter(|fix| fix.preferred);
    fixes.flat_map(|fix| fix.edits.clone()).collect()
}

/// The examples of a rule's documentation that are marked `json <mark>`.
fn examples<'d>(docs: &'d str, mark: &str) -> Vec<&'d str> {
    let fence = format!("```json {mark}\n");
    docs.split(&fence).skip(1).map(|rest| rest.split("```").next().unwrap()).collect()
}

#[test]
fn every_example_gives_its_code_once_or_never() {
    for rule in RULES {
        let (wrong, right) = (examples(rule.docs, "wrong"), examples(rule.docs, "right"));
        assert!(!wrong.is_empty() && !right.is_empty(), "{} has no examples", rule.code);
        for text in wrong {
            let found = everything(text);
            let own: Vec<_> = found.iter().filter(|one| one.code == rule.code).collect();
            assert_eq!(own.len(), 1, "{}: {text}", rule.code);
            assert_eq!(own[0].severity, rule.severity);
            assert!(found.iter().all(|one| one.code == rule.code || one.severity == Severity::Hint), "{found:#?}");
        }
        for text in right {
            let found = everything(text);
            assert!(found.iter().all(|one| one.severity == Severity::Hint && one.code != rule.code), "{found:#?}");
        }
    }
}

#[test]
fn old_answers_of_the_service_and_silence_warn_of_nothing() {
    let gone = r#"{"parentDataGroupId": "dg_dead0000-1111-2222-3333-444455556666",
        "segmentList": ["s300000001_dead00000000000000000000", "s300000001_0123456789abcdef01234567"]}"#;
    let codes = |now: &str| told_on(gone, now).iter().map(|one| one.code).collect::<Vec<_>>();
    assert_eq!(codes(NOW), ["connection-unavailable", "segment-unavailable"]);
    assert_eq!(codes("2026-03-15T12:59:00Z").len(), 2);
    assert_eq!(codes("2026-03-15T13:01:00Z"), [""; 0]);
    assert_eq!(codes("2026-03-15T10:00:00Z"), [""; 0], "a clock that was set back");
    // The same event in a view without id, and where it has no effect.
    for silent in [
        r#"{"sessionDefinition": [{"func": "BEFORE_EVENTS", "events": ["metrics/lunches"]}]}"#,
        r#"{"id": "dv_65f0a1b2c3d4e5f60718aaaa", "sessionDefinition": [{"func": "INACTIVITY", "events": ["metrics/lunches"]}]}"#,
    ] {
        assert_eq!(told_on(silent, NOW), [], "{silent}");
    }
}

#[test]
fn codes_are_sorted_and_shared_with_nobody() {
    assert!(RULES.is_sorted_by_key(|rule| rule.code));
    let mut all: Vec<&str> = RULES.iter().map(|rule| rule.code).collect();
    all.extend(crate::syntax::CODES.iter().map(|known| known.code));
    all.extend(crate::schema::CODES.iter().map(|known| known.code));
    all.extend(crate::config::CODES.iter().map(|(code, ..)| *code));
    all.extend(crate::rules::SERVICE_CODES.iter().map(|(code, ..)| *code));
    let count = all.len();
    all.sort_unstable();
    all.dedup();
    assert_eq!(all.len(), count);
    for code in all {
        let text = explain(code).unwrap();
        assert!(text.starts_with(&format!("# {code} (")), "{text}");
        assert!(code.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-'), "{code}");
    }
    assert!(find("no-such-code").is_none() && explain("no-such-code").is_none());
}

#[test]
fn every_documentation_opens_with_a_sentence_and_names_its_source() {
    for rule in RULES {
        let first = rule.docs.lines().next().unwrap();
        assert!(first.ends_with('.') && first.len() > 20, "{}: {first}", rule.code);
        assert!(rule.docs.contains("\nSource: "), "{} names no source", rule.code);
    }
}

#[test]
fn the_page_of_rules_is_up_to_date() {
    let mut page = String::from(
        "# Rules\n\nWhat is checked beyond JSON and the schema. `cja explain CODE` shows the same words; the settings \
         `rules` and `ignore` change a level or silence a rule in some files.\n\n| code | level | says |\n| --- | --- | --- |\n",
    );
    for rule in RULES {
        let says = rule.docs.lines().next().unwrap();
        page.push_str(&format!("| [`{0}`](#{0}) | {1} | {says} |\n", rule.code, rule.severity.word()));
    }
    for rule in RULES {
        page.push_str(&format!("\n## {}\n\nLevel: {}.\n\n{}", rule.code, rule.severity.word(), rule.docs));
    }
    page.push_str("\n## Codes of the text itself\n\n| code | says |\n| --- | --- |\n");
    for known in crate::syntax::CODES {
        page.push_str(&format!("| `{}` | {} |\n", known.code, known.summary));
    }
    page.push_str("\n## Codes of the schema\n\n| code | says |\n| --- | --- |\n");
    for known in crate::schema::CODES {
        page.push_str(&format!("| `{}` | {} |\n", known.code, known.summary));
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rules.md");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, &page).unwrap();
    }
    assert!(
        std::fs::read_to_string(&path).unwrap_or_default() == page,
        "run the tests with UPDATE=1 to rewrite {path:?}"
    );
}

#[test]
fn settings_change_the_level_or_silence_a_rule() {
    let tree = Tree::parse(r#"{"id": "dv_1", "name": " "}"#);
    let run = |level: &dyn Fn(&str, Severity) -> Option<Severity>| {
        let found = check(&tree, &Schema::data_view(), NOW.parse().unwrap(), level);
        found.iter().map(|one| (one.code, one.severity)).collect::<Vec<_>>()
    };
    assert_eq!(run(&|_, severity| Some(severity)), [("id-shape", Severity::Hint), ("blank-name", Severity::Error)]);
    assert_eq!(run(&|code, _| (code != "id-shape").then_some(Severity::Warning)), [("blank-name", Severity::Warning)]);
}

#[test]
fn another_schema_decides_which_members_are_known() {
    let found = |schema: &str| {
        let schema = Schema::compile(schema).unwrap();
        let tree = Tree::parse(r#"{"id": "dv_65f0a1b2c3d4e5f60718293a", "nmae": "Web", "color": "red"}"#);
        let found = check(&tree, &schema, NOW.parse().unwrap(), |_, severity| Some(severity));
        found.iter().map(|one| one.code).collect::<Vec<_>>()
    };
    assert_eq!(found(r#"{"properties": {"id": {}, "name": {}}}"#), ["misspelt-member", "unknown-member"]);
    assert_eq!(found(r#"{"properties": {"id": {}, "nmae": {}, "color": {}}}"#), [""; 0]);
    // A closed schema refuses by itself, and an empty one knows nothing.
    assert_eq!(found(r#"{"properties": {"id": {}}, "additionalProperties": false}"#), [""; 0]);
    assert_eq!(found("{}"), [""; 0]);
}

#[test]
fn nothing_is_concluded_from_broken_text() {
    // Each document lacks something that a comma, a quote or a bracket has hidden.
    for text in [
        r#"{"id": "dv_65f0a1b2c3d4e5f60718293a", "sessionDefinition": [{"func": "INACTIVITY", "numPeriods": 30, "granu"#,
        r#"{"id": "dv_65f0a1b2c3d4e5f60718293a", "sessionDefinition": [{"func": "INACTIVITY" "numPeriods": 30, @ "granularity": "MINUTE"}]}"#,
        r#"{"id": "dv_65f0a1b2c3d4e5f60718293a", "timezoneDesignator": "Europe/Ber"#,
        r#"{"id": "dv_65f0a1b2c3d4e5f60718293a", "timezo"#,
        r#"{"id": "dv_65f0a1b2c3d4e5f60718293a", "parentDataGroupId": }"#,
    ] {
        assert_eq!(rules_on(text), [], "{text}");
    }
}

#[test]
fn documents_of_any_shape_are_taken() {
    for text in [
        "",
        "[]",
        "7",
        "[1, [], {}]",
        r#"{"content": {}}"#,
        r#"{"sessionDefinition": {}, "containerNames": [], "externalData": 3, "segmentList": {"a": [1]}}"#,
        r#"{"sessionDefinition": [1, null, []], "id": {}, "name": [], "timezoneDesignator": 47}"#,
        r#"{"sessionDefinition": [{"func": {}, "events": 3, "numPeriods": []}], "isDeleted": "true"}"#,
    ] {
        rules_on(text);
    }
    // Every prefix of a file that many rules speak about.
    let text = std::fs::read_to_string("examples/broken/cjapy-dump.dataview.json").unwrap();
    for (end, _) in text.char_indices() {
        rules_on(&text[..end]);
    }
}

/// The shortest of several runs: what the machine does besides counts as little as can be.
fn shortest(run: impl Fn()) -> Duration {
    let times = (0..7).map(|_| {
        let start = Instant::now();
        run();
        start.elapsed()
    });
    times.min().unwrap()
}

#[test]
fn components_cost_nothing_but_the_search_for_equal_names() {
    let more: String = (0..16).map(|number| format!(r#", "member{number}": "value {number}""#)).collect();
    let component = format!(r#"{{"componentId": "variables/page", "curatedName": "string", "x": 1{more}}},"#);
    let list = component.repeat(12_000);
    let text =
        format!(r#"{{"id": "dv_65f0a1b2c3d4e5f60718293a", "curatedComponents": [{}]}}"#, list.trim_end_matches(','));
    let tree = Tree::parse(text);
    let (schema, now) = (Schema::data_view(), NOW.parse().unwrap());
    let own = |code: &str, severity| (code != "duplicate-key").then_some(severity);
    assert_eq!(check(&tree, &schema, now, own), []);
    let without = shortest(|| drop(check(&tree, &schema, now, own)));
    let with = shortest(|| drop(check(&tree, &schema, now, |_, severity| Some(severity))));
    println!("rules on 12,000 components, {} bytes: {without:?}, with duplicate-key {with:?}", tree.text().len());
    // Not optimised it takes about a millisecond; one look at each component would take more than ten.
    assert!(without < Duration::from_millis(8), "{without:?}");
}
