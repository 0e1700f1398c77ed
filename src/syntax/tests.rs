//! One mistake, one diagnostic, at the place of its fix; and the rest of the document is still understood.

use super::{Kind, Tree};
use crate::testing::{draw, undraw};
use crate::text::apply;

/// The picture is what is found, and applying every preferred fix leaves JSON.
fn check(picture: &str) {
    let picture = picture.trim_matches('\n');
    let text = undraw(picture);
    let tree = Tree::parse(text.as_str());
    assert_eq!(draw(&text, tree.errors()).trim_end_matches('\n'), picture);
    let edits: Vec<_> =
        tree.errors().iter().filter_map(|error| error.fixes.first()).flat_map(|fix| fix.edits.clone()).collect();
    if tree.errors().iter().all(|error| error.fixes.iter().any(|fix| fix.preferred)) {
        let mended = apply(&text, &edits);
        assert!(serde_json::from_str::<serde_json::Value>(&mended).is_ok(), "not mended: {mended}");
    }
}

/// The keys that are understood, in order.
fn keys(text: &str) -> Vec<String> {
    let tree = Tree::parse(text);
    tree.iter().filter(|node| node.kind() == Kind::Key).map(|node| node.as_str().unwrap().into_owned()).collect()
}

#[test]
fn a_comma_is_missing_where_the_value_before_ends() {
    check(
        r#"
{
  "name": "Web"
               ^ error[missing-comma]: A comma is missing between two members.
  "description": "All of it",
  "segmentList": ["a" "b"]
                     ^ error[missing-comma]: A comma is missing between two values.
}"#,
    );
}

#[test]
fn an_array_that_is_not_closed_before_a_key() {
    check(
        r#"
{
  "segmentList": ["a", "b",
                          ^ error[unclosed-bracket]: The `]` that closes `[` is missing.
  "name": "Web"
}"#,
    );
    check(
        r#"
{"segmentList": ["a", "b", "name": "Web"}
                         ^ error[unclosed-bracket]: The `]` that closes `[` is missing.
"#,
    );
    check(
        r#"
{
  "sessionDefinition": [
    {"func": "INACTIVITY"}
                          ^ error[unclosed-bracket]: The `]` that closes `[` is missing.
  "name": "Web"
}"#,
    );
    assert_eq!(keys("{\"segmentList\": [\"a\",\n \"name\": \"Web\",\n \"id\": \"x\"}"), ["segmentList", "name", "id"]);
}

#[test]
fn an_object_that_is_not_closed_is_found_by_indentation() {
    check(
        r#"
{
  "containerNames": {
    "event": "Event",
    "people": "Person"
                      ^ error[unclosed-bracket]: The `}` that closes `{` is missing.
  "name": "Web",
  "externalData": { "externalId": "x" }
}"#,
    );
    let text = "{\n  \"containerNames\": {\n    \"event\": \"Event\",\n  \"name\": \"Web\"\n}";
    let tree = Tree::parse(text);
    assert!(tree.root().unwrap().get("name").is_some());
}

#[test]
fn a_text_that_stops_in_the_middle_has_one_diagnostic() {
    check(
        r#"
{"sessionDefinition": [{"func": "INACTIVITY",
                                             ^ error[truncated]: The text ends while 3 brackets are open.
"#,
    );
}

#[test]
fn brackets_of_the_wrong_kind_and_stray_ones() {
    check(
        r#"
{"segmentList": ["a", "b"}, "name": "Web"}
                         ^ error[mismatched-bracket]: `}` closes here what `[` opened.
"#,
    );
    check(
        r#"
{"externalData": {"externalId": "x"}}, "name": "Web"}
                                    ^ error[stray-bracket]: This `}` ends the object before its last members.
"#,
    );
    check(
        r#"
{"name": "Web"]}
              ^ error[stray-bracket]: No bracket is open for this `]`.
"#,
    );
}

#[test]
fn strings_that_do_not_end() {
    check(
        r#"
{
  "name": "Web,
          ^^^^ error[unterminated-string]: The closing quote is missing.
  "description: "All",
  ^^^^^^^^^^^^ error[unterminated-string]: The closing quote is missing.
  "id": "dv_1"
}"#,
    );
    check(
        r#"
{"name": "Web}
         ^^^^ error[unterminated-string]: The closing quote is missing.
"#,
    );
    assert_eq!(keys("{\"a\": \"x,\n\"b\": 1}"), ["a", "b"]);
}

#[test]
fn a_typographic_quote_that_is_never_closed() {
    check("{\"name\": “Läden 🛒\n         ^^^^^^^^ error[unterminated-string]: The closing quote is missing.\n}");
}

#[test]
fn characters_without_meaning_where_a_value_must_stand() {
    check("{\"a\": @, \"b\": 1}\n      ^ error[bad-character]: `@` has no meaning here.");
    check("{\"a\": @ 1}\n      ^ error[bad-character]: `@` has no meaning here.");
    let many = format!("{{\"a\":{}", "@:".repeat(200_000));
    assert!(!Tree::parse(many).errors().is_empty());
}

#[test]
fn strings_that_hold_what_they_must_not() {
    check(
        r#"
{
  "name": "the "new" web",
               ^^^^^ error[unescaped-quote]: A quote inside a string is written `\"`.
  "description": "C:\web\u12 'x\'",
                    ^^ error[bad-escape]: `\w` is no escape. A backslash itself is written `\\`.
                        ^^^^ error[bad-escape]: `\u12` is no escape. A backslash itself is written `\\`.
                               ^^ error[bad-escape]: `\'` is no escape. A backslash itself is written `\\`.
  "id": "two
            ^ error[control-character]: A line break inside a string is written `\n`.
lines"
}"#,
    );
}

#[test]
fn what_people_bring_from_other_languages() {
    check(
        r#"
{ # a view
  ^^^^^^^^ error[comment]: JSON has no comments; the service would refuse the file.
  'name': 'it\'s "new"', // note
  ^^^^^^ error[wrong-quotes]: JSON knows double quotes only, not `'`.
          ^^^^^^^^^^^^^ error[wrong-quotes]: JSON knows double quotes only, not `'`.
                         ^^^^^^^ error[comment]: JSON has no comments; the service would refuse the file.
  isDeleted: False,
  ^^^^^^^^^ error[unquoted-key]: The name `isDeleted` must stand in double quotes.
             ^^^^^ error[wrong-literal]: `False` is not JSON; it is written `false`.
  "description": None,
                 ^^^^ error[wrong-literal]: `None` is not JSON; it is written `null`.
  “id” = “dv_1”;
  ^^^^ error[wrong-quotes]: JSON knows double quotes only, not `“`.
       ^ error[missing-colon]: A colon stands between a name and its value.
         ^^^^^^ error[wrong-quotes]: JSON knows double quotes only, not `“`.
               ^ error[missing-comma]: Values are separated by a comma, not by `;`.
  "numPeriods": 030,
                ^^^ error[leading-zero]: A number has no leading zero: `30`.
  "n": [NaN, -Infinity, +1, 0x1F, 2026-01-01, Web EMEA, name"]
        ^^^ error[wrong-literal]: `NaN` is not JSON; it is written `null`.
             ^^^^^^^^^ error[wrong-literal]: `-Infinity` is not JSON; it is written `null`.
                        ^^ error[bad-number]: `+1` is not how JSON spells a number; `1` is.
                            ^^^^ error[bad-number]: `0x1F` is not how JSON spells a number; `31` is.
                                  ^^^^^^^^^^ error[unquoted-string]: `2026-01-01` is no JSON value; text stands in double quotes.
                                              ^^^^^^^^ error[unquoted-string]: `Web EMEA` is no JSON value; text stands in double quotes.
                                                        ^^^^^ error[unquoted-string]: `name` is no JSON value; text stands in double quotes.
}"#,
    );
}

#[test]
fn members_half_typed() {
    check(
        r#"
{
  "name"
        ^ error[missing-value]: The member has no value.
  "description":
                ^ error[missing-value]: The member has no value.
  "id": "dv_1",
  "isDeleted": ,
              ^ error[missing-value]: The member has no value.
  "segmentList" []
               ^ error[missing-colon]: A colon is missing between the name and its value.
}"#,
    );
    assert_eq!(keys("{\"a\"\n\"b\":\n\"c\": 1}"), ["a", "b", "c"]);
}

#[test]
fn commas_too_many() {
    check(
        r#"
[, "a",, "b",]
 ^ error[extra-comma]: A comma stands between two values; here is none before it.
       ^ error[extra-comma]: There is one comma too many.
            ^ error[trailing-comma]: JSON allows no comma after the last value.
"#,
    );
}

#[test]
fn what_is_json_and_still_lost_is_a_warning() {
    let text = r#"[1e999, "\ud83d", "\ud83d\ude00", 1e-999, -0]"#;
    let tree = Tree::parse(text);
    assert!(tree.errors().is_empty());
    let codes: Vec<_> = tree.warnings().iter().map(|warning| (warning.code, warning.range.slice(text))).collect();
    assert_eq!(codes, [("number-out-of-range", "1e999"), ("unpaired-surrogate", "\\ud83d")]);
}

#[test]
fn any_depth_is_only_a_number() {
    let deep = "[".repeat(100_000) + &"]".repeat(100_000);
    let tree = Tree::parse(deep);
    assert_eq!((tree.errors().len(), tree.depth()), (0, 100_000));
    let open = Tree::parse("{\"a\":".repeat(50_000));
    assert_eq!(open.depth(), 50_000);
}

#[test]
fn the_node_under_the_cursor() {
    let text = r#"{"a":{"b":[1,"x"]}}"#;
    let tree = Tree::parse(text);
    let at = |needle: &str, add: u32| tree.node_at(text.find(needle).unwrap() as u32 + add).unwrap();
    assert_eq!(at("\"a\"", 0).text(), "\"a\"");
    assert_eq!(at("\"a\"", 3).text(), "\"a\"");
    assert_eq!(at("1,", 1).text(), "1");
    assert_eq!(at("\"x\"", 0).text(), "\"x\"");
    let path = format!("{:?}", at("\"x\"", 1).path());
    assert_eq!(path, r#"[Key("a"), Key("b"), Index(1)]"#);
    assert_eq!(tree.container_at(text.find('1').unwrap() as u32).unwrap().text(), "[1,\"x\"]");
}

#[test]
fn mountains_of_mistakes_are_climbed_once() {
    // Each of these was quadratic in one way of recovering or could be; the test is that it ends.
    let many = 20_000;
    for text in [
        format!("{{\"a\":{}}}", "[".repeat(many)),
        format!("{}{}", "{\"a\":[".repeat(many), "}".repeat(many)),
        format!("[{}]", "\"a\"b\" ".repeat(many)),
        format!("[{}]", "'a ".repeat(many)),
        format!("{{{}}}", "\"a\":\"b\":1,".repeat(many)),
        format!("{{\"x\":[{}}}", "\"k\":1,".repeat(many)),
        "]".repeat(many),
        format!("{{}}{}", ",\"a\":1}".repeat(many)),
        "/*".repeat(many),
        "\"\n".repeat(many),
        format!("{{{}", "\n \"a\"".repeat(many)),
    ] {
        assert!(!Tree::parse(text).errors().is_empty());
    }
}

#[test]
fn a_word_before_a_name_in_quotes() {
    check(
        r#"
{
  "name": "Web",
  x"containerNames": {
  ^ error[unexpected-text]: `x` has no meaning before a name in quotes.
    "event": "Hit"
  },
  id "description": "d",
  ^^ error[unexpected-text]: `id` has no meaning before a name in quotes.
  owner": 1
  ^^^^^^ error[unquoted-key]: The name `owner` must stand in double quotes.
}"#,
    );
    let tree = Tree::parse("{\"a\": 1, .\"b\": 2}");
    assert!(tree.root().unwrap().is_hurt(), "what stands around such a word is not taken away");
    assert_eq!(keys("{\"a\": 1, x\"b\": {\"c\": 2}, \"d\": 3}"), ["a", "b", "c", "d"]);
}
