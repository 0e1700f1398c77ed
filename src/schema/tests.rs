//! Schema errors as people read them.

use super::Schema;
use crate::syntax::Tree;
use crate::testing::{draw, undraw};
use crate::text::apply;

fn check_with(schema: &Schema, picture: &str) {
    let picture = picture.trim_matches('\n');
    let text = undraw(picture);
    let tree = Tree::parse(text.as_str());
    let found = schema.validate(&tree);
    assert_eq!(draw(&text, &found).trim_end_matches('\n'), picture);
    for fix in found.iter().flat_map(|diagnostic| &diagnostic.fixes) {
        let mended = apply(&text, &fix.edits);
        if tree.errors().is_empty() {
            assert!(serde_json::from_str::<serde_json::Value>(&mended).is_ok(), "{}: {mended}", fix.title);
        }
    }
}

fn check(picture: &str) {
    check_with(&Schema::data_view(), picture);
}

/// The text after the first fix of the first diagnostic.
fn fixed(schema: &Schema, text: &str) -> String {
    let tree = Tree::parse(text);
    apply(text, &schema.validate(&tree)[0].fixes[0].edits)
}

#[test]
fn what_a_new_data_view_needs_is_said_once() {
    check(
        r#"
{
^ error[missing-member]: `parentDataGroupId`, `timezoneDesignator`, `sessionDefinition` are missing; without them the service creates no data view.
  "name": "Web"
}"#,
    );
    check(r#"{ "id": "dv_1", "name": "Web" }"#);
    check(
        r#"
[
  { "name": "Web", "parentDataGroupId": "dg_1", "sessionDefinition": [{}] },
  ^ error[missing-member]: `timezoneDesignator` is missing; without it the service creates no data view.
  { "id": "dv_1" }
]"#,
    );
}

#[test]
fn what_is_missing_is_added_in_the_documented_order() {
    let text = "{\n  \"timezoneDesignator\": \"UTC\"\n}";
    assert_eq!(
        fixed(&Schema::data_view(), text),
        "{\n  \"timezoneDesignator\": \"UTC\",\n  \"name\": \"\",\n  \"parentDataGroupId\": \"dg_\",\n  \"sessionDefinition\": [\n    { \"numPeriods\": 30, \"granularity\": \"MINUTE\", \"func\": \"INACTIVITY\" }\n  ]\n}"
    );
}

#[test]
fn the_wrong_type_names_the_value_and_the_fix() {
    check(
        r#"
{
  "id": "dv_1",
  "name": 7,
          ^ error[wrong-type]: `name` must be text in quotes, not the number `7`.
  "curationEnabled": "yes",
                     ^^^^^ error[wrong-type]: `curationEnabled` must be `true` or `false`, not the text `"yes"`.
  "description": null,
                 ^^^^ error[wrong-type]: `description` must be text in quotes, not `null`.
  "sessionDefinition": { "func": "INACTIVITY" },
                       ^ error[wrong-type]: `sessionDefinition` must be a list `[…]`, not an object.
  "segmentList": [1, ["s1"]]
                  ^ error[wrong-type]: Item 1 of `segmentList` must be text in quotes, not the number `1`.
                     ^ error[wrong-type]: Item 2 of `segmentList` must be text in quotes, not a list.
}"#,
    );
    let schema = Schema::data_view();
    let session = r#"{"id": "x", "sessionDefinition": [{"numPeriods": "30"}]}"#;
    assert_eq!(fixed(&schema, session), r#"{"id": "x", "sessionDefinition": [{"numPeriods": 30}]}"#);
    let lone = r#"{"id": "x", "sessionDefinition": {"numPeriods": 30}}"#;
    assert_eq!(fixed(&schema, lone), r#"{"id": "x", "sessionDefinition": [{"numPeriods": 30}]}"#);
    let single = r#"{"id": "x", "segmentList": "s1"}"#;
    assert_eq!(fixed(&schema, single), r#"{"id": "x", "segmentList": ["s1"]}"#);
}

#[test]
fn an_unknown_value_has_a_nearest_one_and_case_is_forgiven() {
    check(
        r#"
{
  "id": "dv_1",
  "sessionDefinition": [
    { "func": "inactivity", "granularity": "mInUtE", "numPeriods": 0 },
                                                                   ^ error[too-small]: `numPeriods` must be at least 1.
    { "func": "beforeEvents", "granularity": "MINUTES" },
                                             ^^^^^^^^^ error[unknown-value]: `granularity` cannot be the text `"MINUTES"`. Did you mean `"MINUTE"`?
    { "func": "TIMEOUT", "numPeriods": 2.5 }
              ^^^^^^^^^ error[unknown-value]: `func` cannot be the text `"TIMEOUT"`.
                                       ^^^ error[wrong-type]: `numPeriods` must be a whole number, not the number `2.5`.
  ]
}"#,
    );
}

#[test]
fn nothing_is_concluded_from_broken_text() {
    check(
        r#"
{
  "name": ,
  "parentDataGroupId": dg_1,
  "timezoneDesignator": "Europe/Berlin,
  "sessionDefinition": [
}"#,
    );
}

#[test]
fn a_closed_schema_refuses_and_suggests() {
    check_with(
        &Schema::config(),
        r#"
{
  "version": 1,
  "root": ["views"],
  ^^^^^^ error[member-not-allowed]: `root` is no member that is known here. Did you mean `roots`?
  "rules": { "duplicate-key": "warn" }
                              ^^^^^^ error[unknown-value]: `duplicate-key` cannot be the text `"warn"`. Did you mean `"warning"`?
}"#,
    );
}

#[test]
fn of_several_branches_the_one_that_was_meant_speaks() {
    let schema = Schema::compile(
        r#"{"oneOf": [
            {"type": "object", "properties": {"kind": {"const": "a"}, "n": {"type": "integer"}}, "required": ["kind"]},
            {"type": "object", "properties": {"kind": {"const": "b"}, "s": {"type": "string"}}, "required": ["kind", "s"]}
        ]}"#,
    )
    .unwrap();
    check_with(
        &schema,
        r#"
{ "kind": "a", "n": "1" }
                    ^^^ error[wrong-type]: `n` must be a whole number, not the text `"1"`.
"#,
    );
    check_with(
        &schema,
        r#"
{ "kind": "b" }
^ error[missing-member]: `s` is missing here.
"#,
    );
    check_with(
        &schema,
        r#"
7
^ error[wrong-type]: The document must be an object `{…}`, not the number `7`.
"#,
    );
}

#[test]
fn depth_is_told_and_not_fatal() {
    let schema = Schema::compile(r##"{"items": {"$ref": "#"}}"##).unwrap();
    let tree = Tree::parse("[".repeat(5000) + &"]".repeat(5000));
    assert_eq!(schema.validate(&tree)[0].code, "too-deep");
    let tree = Tree::parse("[".repeat(256) + &"]".repeat(256));
    assert!(schema.validate(&tree).is_empty());
}

#[test]
fn our_tree_conforms_to_what_the_validator_asks_of_it() {
    let text = r#"{"a": [1, -2.5, "x\n", true, null, {"b": {}}], "big": 18446744073709551615, "é": ""}"#;
    let tree = Tree::parse(text);
    let root = tree.root().unwrap();
    let value: serde_json::Value = serde_json::from_str(text).unwrap();
    assert_eq!(root.to_value_lossy(), value);
    let schema = Schema::compile(&format!(r#"{{"const": {text}}}"#)).unwrap();
    assert!(schema.validate(&tree).is_empty());
}

#[test]
fn the_built_in_schemas_compile() {
    assert!(Schema::data_view().is_data_view());
    assert!(Schema::config().root().is_object());
}

#[test]
fn a_reference_to_elsewhere_is_refused_and_nothing_is_downloaded() {
    let error = Schema::compile(r#"{"$ref": "https://example.com/other.json"}"#).unwrap_err().to_string();
    assert!(error.contains("not a usable JSON Schema"), "{error}");
}
