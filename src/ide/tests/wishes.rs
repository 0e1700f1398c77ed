//! What people ask of servers for JSON, YAML, TOML and HCL and do not always get; `docs/wishes.md` has the list. Here stand
//! those that no other test shows.

use super::*;

/// Completions at `$0` under another schema.
fn completions(schema: &str, text: &str) -> Vec<Item> {
    let (text, at) = cursor(text);
    let document = Document::new(text, DocumentKind::DataView);
    let (schema, seen, catalogue) = (Schema::compile(schema).unwrap(), SeenIds::default(), Catalogue::default());
    complete(&document, Env { schema: &schema, now: now(), seen: &seen, catalogue: &catalogue }, at).items
}

fn shown(items: &[Item]) -> Vec<&str> {
    items.iter().map(|item| item.label.as_str()).collect()
}

fn findings(schema: &str, text: &str) -> Vec<String> {
    let found = Schema::compile(schema).unwrap().validate(&Tree::parse(text));
    found.iter().map(|one| format!("{} {}", one.code, one.range.slice(text))).collect()
}

const PETS: &str = r#"{ "oneOf": [
    { "properties": { "kind": { "const": "cat", "description": "Purrs." }, "lives": { "type": "integer" } } },
    { "properties": { "kind": { "const": "dog", "description": "Barks." }, "tricks": { "type": "array" } } }
] }"#;

#[test]
fn the_member_that_tells_branches_apart_decides_what_is_offered_and_can_be_changed_itself() {
    assert_eq!(shown(&completions(PETS, r#"{ "kind": "dog", $0 }"#)), ["tricks"]);
    assert_eq!(shown(&completions(PETS, r#"{ $0 }"#)), ["kind", "lives", "tricks"]);
    assert_eq!(shown(&completions(PETS, r#"{ "kind": "d$0og" }"#)), ["cat", "dog"]);
    assert_eq!(shown(&completions(PETS, r#"{ "kind": $0 }"#)), ["cat", "dog"]);
}

#[test]
fn a_value_that_is_described_in_a_branch_of_its_own_is_explained_in_the_list() {
    let kinds = completions(PETS, r#"{ "kind": $0 }"#);
    let told: Vec<_> = kinds.iter().map(|item| (item.detail.as_str(), item.documentation.as_deref())).collect();
    assert_eq!(told, [("Purrs", Some("Purrs.")), ("Barks", Some("Barks."))]);
}

#[test]
fn numbers_are_offered_for_a_wrong_number() {
    let schema = r#"{ "properties": { "status": { "enum": [200, 404] } } }"#;
    let text = r#"{ "status": 40 }"#;
    let found = Schema::compile(schema).unwrap().validate(&Tree::parse(text));
    let mended: Vec<String> = found[0].fixes.iter().map(|fix| apply(text, &fix.edits)).collect();
    assert_eq!(mended, [r#"{ "status": 200 }"#, r#"{ "status": 404 }"#]);
}

#[test]
fn multiples_of_a_decimal_are_counted_in_decimals() {
    let cents = r#"{ "items": { "multipleOf": 0.01 } }"#;
    assert_eq!(findings(cents, "[0.07, 1.15, 4.02, 20.29, 74.77, 360.57, 1e2, 0.29, 9007199254740993]"), [""; 0]);
    assert_eq!(findings(cents, "[0.075, 1.001]"), ["not-a-multiple 0.075", "not-a-multiple 1.001"]);
    assert_eq!(findings(r#"{ "items": { "multipleOf": 0.1 } }"#, "[0.7, 0.3, 0.6, 3, 2.4]"), [""; 0]);
}

#[test]
fn a_long_number_keeps_every_digit_through_each_change() {
    let text = "{\"timezoneDesignator\": \"UTC\",\n\"name\": \"x\", \"id\": \"dv_1\", \"own\": [12345678901234567890123, 0.1234567890123456789, 1e400]}";
    let document = Document::new(text, DocumentKind::DataView);
    let formatted = apply(text, &format(&document.tree, &FormatOptions::default()).unwrap());
    let (schema, seen, catalogue) = (Schema::data_view(), SeenIds::default(), Catalogue::default());
    let asked = Asked {
        document: &document,
        env: Env { schema: &schema, now: now(), seen: &seen, catalogue: &catalogue },
        range: TextRange { start: 0, end: 0 },
        found: &[],
        diagnose: &|_| Vec::new(),
        taken: &|_| false,
    };
    let sorted = apply(text, &find_assist("sort").unwrap().change(&asked).unwrap().edits);
    for after in [formatted, sorted] {
        assert_ne!(after, text);
        let digits = ["12345678901234567890123", "0.1234567890123456789", "1e400"];
        assert!(digits.iter().all(|number| after.contains(number)), "{after}");
    }
    assert_eq!(findings(r#"{ "items": { "maximum": 9007199254740992 } }"#, "[9007199254740993]").len(), 1);
    assert_eq!(findings(r#"{ "enum": [9007199254740993] }"#, "9007199254740992").len(), 1);
}

#[test]
fn every_copy_of_a_name_leads_to_the_first() {
    let text = r#"{ "id": "dv_65f0a1b2c3d4e5f60718293a", "name": "a", "name": "b", "name": "c" }"#;
    let found = diagnostics(&Tree::parse(text), &crate::config::Settings::default(), None, now());
    let places: Vec<_> = found.iter().map(|one| (one.range.start, one.related[0].range.slice(text))).collect();
    assert_eq!(places, [(52, "\"name\""), (65, "\"name\"")], "{found:#?}");
}

#[test]
fn what_is_old_is_offered_only_to_who_types_it_and_marked_then() {
    assert!(!labels("{ $0 }").contains(&"curatedComponents".to_owned()));
    let typed = with(r#"{ "cur$0" }"#, complete);
    let old = typed.items.iter().find(|item| item.label == "curatedComponents").unwrap();
    assert!(old.deprecated);
    let told = with(r#"{ "curated$0Components": [] }"#, hover).unwrap();
    assert!(told.markdown.contains("deprecated"), "{}", told.markdown);
}
