//! The corpus, looked at by the engine: what a text is called, and what is done about it unasked.

use crate::corpus::{Sample, foreign, mistakes};
use crate::fixes::diagnose;
use cja_lsp::config::{Layers, Options, Settings};
use cja_lsp::diagnostic::{Origin, Severity};
use cja_lsp::ide::{self, Document, DocumentKind};
use cja_lsp::syntax::{Tree, quote};
use serde_json::Value;
use std::path::Path;

fn after(text: &str) -> String {
    ide::fix_all(Document::new(text, DocumentKind::DataView), diagnose).0.text().to_owned()
}

#[test]
fn what_is_no_json_is_one_error_of_its_own_kind_in_every_document() {
    let settings = Settings::resolve(Path::new("/project"), Layers::default());
    let now = "2026-11-25T12:00:00Z".parse().unwrap();
    for Sample { name, text, code, .. } in foreign() {
        for path in [None, Some("/project/a.dataview.json"), Some("/project/cja.config.json")] {
            let found = ide::diagnostics(&Tree::parse(text.as_str()), &settings, path.map(Path::new), now);
            assert!(!found.is_empty(), "{name}");
            let conflicts = if name.contains("two conflicts") { 2 } else { 1 };
            assert_eq!(found.len(), conflicts, "{name}: {found:#?}");
            for one in found {
                assert_eq!(
                    (Some(one.code), one.origin, one.severity),
                    (code, Origin::Syntax, Severity::Error),
                    "{name}"
                );
                assert!(one.fixes.iter().all(|fix| !fix.preferred && !fix.is_safe()), "{name}");
                assert!(one.help.is_some(), "{name}");
            }
        }
    }
}

#[test]
fn unasked_a_text_becomes_what_was_surely_meant_or_stays_as_it_is() {
    for Sample { name, text, fixed, .. } in foreign().into_iter().chain(mistakes()) {
        assert_eq!(after(&text), fixed, "{name}");
        if fixed != text {
            let json = fixed.strip_prefix('\u{feff}').unwrap_or(&fixed);
            assert!(serde_json::from_str::<Value>(json).is_ok(), "{name}");
        }
    }
}

#[test]
fn the_same_characters_in_a_string_are_text() {
    for Sample { name, text, .. } in foreign() {
        let good = format!("{{ \"id\": \"dv_5f1a2b3c4d5e6f7081920304\", \"description\": {} }}", quote(&text));
        assert_eq!(Tree::parse(good.as_str()).errors(), [], "{name}");
        let broken = format!("{}, }}", good.strip_suffix(" }").unwrap());
        assert_eq!(after(&broken), good, "{name}");
    }
}

#[test]
fn what_a_comment_leaves_undecided_is_not_decided_unasked() {
    let settings = Settings::resolve(Path::new("/project"), Layers::default());
    let now = "2026-11-25T12:00:00Z".parse().unwrap();
    for (code, first, second, third) in [
        ("merge-conflict", "/* <<<<<<< live */", "/* ======= */", "/* >>>>>>> test */"),
        ("merge-conflict", "/**\n * <<<<<<< live\n */", "/**\n * =======\n */", "/**\n * >>>>>>> test\n */"),
        ("merge-conflict", "// live <<<<<<<", "// =======", "// test >>>>>>>"),
        ("merge-conflict", "### <<<<<< live", "### ======", "### >>>>>> test"),
        ("template", "// #if LIVE", "// #else", "// #endif"),
        ("template", "/* @ifdef LIVE */", "/* @else */", "/* @endif */"),
        ("patch", "// @@ -2,2 +2,2 @@", "// old", "// new"),
        ("patch", "/* --- a/shop */", "/* +++ b/shop */", "// new"),
    ] {
        // A patch is told by its head alone.
        let second = if code == "patch" && second.starts_with("/*") { "" } else { second };
        let first = if second.is_empty() { format!("{first} /* +++ b/shop */") } else { first.to_owned() };
        let text = format!("{{\n{first}\n  \"name\": \"Live\",\n{second}\n  \"description\": \"Test\"\n{third}\n}}\n");
        for text in [text.clone(), text.replace('\n', "\r\n"), format!("\u{feff}{text}")] {
            assert_eq!(after(&text), text);
            for path in ["/project/a.dataview.json", "/project/cja.config.json", "/project/answer.json"] {
                let found = ide::diagnostics(&Tree::parse(text.as_str()), &settings, Some(Path::new(path)), now);
                assert_eq!(found.iter().map(|one| one.code).collect::<Vec<_>>(), [code], "{path}: {text}");
            }
        }
    }
}

#[test]
fn of_the_control_characters_in_a_string_a_tab_alone_is_escaped_unasked() {
    for member in [r#""name": "Web@ shop""#, r#""shop@Note": "Web""#, r#""segmentList": ["@s1"]"#, "\"name\": 'Web@'"] {
        let with = |what: &str| view(&member.replace('@', what));
        assert_eq!(after(&with("\t")), with("\\t").replace('\'', "\""));
        for damage in ["\0", "\0\0\0\0\0\0", "\u{1}", "\u{8}", "\u{b}", "\u{c}", "\u{1b}", "\u{1f}", "\t\0"] {
            let text = with(damage);
            let found = Tree::parse(text.as_str()).errors().to_vec();
            assert!(!found.is_empty() && found.iter().any(|one| one.fixes.iter().all(|fix| !fix.is_safe())));
            assert_eq!(after(&text), text, "{damage:?}");
        }
    }
}

#[test]
fn of_settings_with_two_versions_neither_counts() {
    let text = "{\n<<<<<<< a\n  \"roots\": [\"x\"]\n=======\n  \"roots\": [\"y\"]\n>>>>>>> b\n}";
    let (options, notes) = Options::parse(text);
    assert_eq!(options, Options::default());
    assert!(notes[0].contains("unresolved merge"), "{notes:?}");
}

#[test]
fn typing_through_a_foreign_text_is_followed_exactly() {
    for Sample { text, fixed, .. } in foreign().into_iter().chain(mistakes()) {
        crate::edits::there_and_back(&text, &fixed);
        for (at, _) in text.char_indices().step_by(7) {
            crate::edits::there_and_back(&text, &text[..at]);
            crate::edits::there_and_back(&text, &format!("{}x{}", &text[..at], &text[at..]));
        }
    }
}

#[test]
fn mountains_of_what_begins_a_placeholder_are_climbed_once() {
    let many = 200_000;
    for piece in [
        "{{",
        "${",
        "<a ",
        "<%",
        "\"{{\"x",
        "$a",
        "@@",
        "%a",
        "__",
        "#if(\n",
        "<<<<<<< a\n",
        "=======\n",
        "+\"\n",
        "((",
        "'",
        "'a',",
        "/*<<<<*/",
        "# >>>> x\n",
        "/* @@ -1 @@ */",
        "/* #if x */",
    ] {
        let text = format!("[{}", piece.repeat(many / piece.len()));
        assert!(!Tree::parse(text).errors().is_empty());
    }
}

/// A data view with an id and this besides.
fn view(members: &str) -> String {
    format!("{{ \"id\": \"dv_5f1a2b3c4d5e6f7081920304\", {members} }}")
}

#[test]
fn in_json_too_only_what_is_sure_is_changed() {
    let timeout = r#"{ "numPeriods": 30, "granularity": "MINUTE", "func": "INACTIVITY" }"#;
    for (wrong, right) in [
        (r#""curationEnabled": "TRUE""#, r#""curationEnabled": true"#),
        (r#""name": 2026"#, r#""name": "2026""#),
        (r#""name": ["Shop"]"#, r#""name": "Shop""#),
        (
            r#""segmentList": "s300000001_5f1a2b3c4d5e6f7081920304""#,
            r#""segmentList": ["s300000001_5f1a2b3c4d5e6f7081920304"]"#,
        ),
        (&format!(r#""sessionDefinition": {timeout}"#), &format!(r#""sessionDefinition": [{timeout}]"#)),
        (r#""timezone_designator": "asia/tokyo""#, r#""timezoneDesignator": "Asia/Tokyo""#),
        (r#""name": "a", "name": "a""#, r#""name": "a""#),
    ] {
        assert_eq!(after(&view(wrong)), view(right));
    }
    for left in [
        r#""curationEnabled": "yes""#,
        r#""curationEnabled": 1"#,
        r#""name": true"#,
        r#""name": "a", "name": "b""#,
        r#""segmentList": "s1, s2""#,
        r#""segmentList": { "value": ["s300000001_5f1a2b3c4d5e6f7081920304"], "Count": 1 }"#,
        r#""sessionDefinition": "@{numPeriods=30; granularity=MINUTE; func=INACTIVITY}""#,
        &format!(r#""sessionDefinition": {{ "value": [{timeout}], "Count": 1 }}"#),
        r#""sessionDefinition": [{ "numPeriods": 30, "granularity": "MINUTES", "func": "INACTIVITY" }]"#,
        r#""sessionDefinition": [{ "numPeriods": 30, "granularity": "MINUTE" }]"#,
        r#""timezone": "UTC""#,
        r#""discription": "a""#,
        r#""timezoneDesignator": "Asia/Tokio""#,
        r#""timezoneDesignator": "Tokyo Standard Time""#,
        r#""parentDataGroupId": "0f0e0d0c-1111-2222-3333-444455556666""#,
        r#""isDeleted": true"#,
        r#""segmentList": ["s300000001_5f1a2b3c4d5e6f7081920304", "s300000001_5f1a2b3c4d5e6f7081920304"]"#,
    ] {
        let found = diagnose(&Document::new(view(left), DocumentKind::DataView));
        assert!(!found.is_empty(), "{left}");
        assert_eq!(after(&view(left)), view(left));
    }
}
