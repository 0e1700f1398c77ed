//! Where each kind of foreign text is marked, and what only looks like one.

use crate::syntax::Tree;
use crate::testing::{draw, undraw};

fn check(picture: &str) {
    let picture = picture.trim_matches('\n');
    let text = undraw(picture);
    assert_eq!(draw(&text, Tree::parse(text.as_str()).errors()).trim_end_matches('\n'), picture);
}

/// The codes of what the parser itself says.
fn codes(text: &str) -> Vec<&'static str> {
    let tree = Tree::parse(text);
    assert!(!tree.is_foreign(), "{text}: {:?}", tree.errors());
    tree.errors().iter().map(|error| error.code).collect()
}

#[test]
fn each_conflict_is_one_finding_at_its_first_marker() {
    check(
        r#"
{
<<<<<<< HEAD
^^^^^^^^^^^^ error[merge-conflict]: An unresolved merge: `HEAD` and `shops` both stand here.
  "name": "Retail",
=======
  "name": "Shops",
>>>>>>> shops
  "segmentList": [
    // <<<<<<< HEAD
    ^^^^^^^^^^^^^^^ error[merge-conflict]: An unresolved merge, of which the end is missing.
    "a"
  ]
}"#,
    );
}

#[test]
fn the_places_that_belong_to_a_conflict_are_told() {
    let text = "{\n<<<<<<< a\n||||||| b\n=======\n>>>>>>> c\n}";
    let tree = Tree::parse(text);
    let [conflict] = tree.errors() else { panic!("{:?}", tree.errors()) };
    let lines: Vec<&str> = conflict.related.iter().map(|place| place.range.slice(text)).collect();
    assert_eq!(lines, ["||||||| b", "=======", ">>>>>>> c"]);
}

#[test]
fn placeholders_are_marked_whole() {
    check(
        r#"
{
  "name": {{ name }},
          ^^^^^^^^^^ error[template]: A template that was not filled in: `{{ name }}`.
  "segmentList": [ {{ segments | join: "," }} ]
}"#,
    );
    check(
        r#"
{ "name": "${NAME:-"Retail"}" }
           ^^^^^^^^^^^^^^^^^ error[unexpanded-variable]: A variable that was not replaced by its value: `${NAME:-"Retail"}`.
"#,
    );
    check(
        r#"
{ "name": "Retail", <p>Error</p> }
                    ^^^ error[markup]: HTML or XML stands here, where JSON should go on: `<p>`.
"#,
    );
}

#[test]
fn a_text_that_ends_in_the_middle_offers_to_be_closed() {
    let text = "{\n  \"name\": \"Retail\",\n  \"segmentList\": [\n    \"a";
    let tree = Tree::parse(text);
    let [cut] = tree.errors() else { panic!("{:?}", tree.errors()) };
    let closed = crate::text::apply(text, &cut.fixes[0].edits);
    assert_eq!(closed, "{\n  \"name\": \"Retail\",\n  \"segmentList\": [\n    \"a\"\n  ]\n}");
    assert!(!cut.fixes[0].preferred && !cut.fixes[0].is_safe());
}

#[test]
fn what_only_looks_like_foreign_text_is_json_with_mistakes() {
    assert_eq!(codes(r#"{ $schema: "x", $id : 1 }"#), ["unquoted-key", "unquoted-key"]);
    assert_eq!(codes(r#"{{"name": "Retail"}}"#)[0], "missing-key");
    assert_eq!(codes("{ 'a': '{{ x }} ${Y} <b>', }"), ["wrong-quotes", "wrong-quotes", "trailing-comma"]);
    assert_eq!(codes("{ \"a\": 1, // see <b> and $HOME\n}"), ["trailing-comma", "comment"]);
    assert_eq!(codes("[\n-5,\n+5\n]"), ["bad-number"]);
    assert_eq!(codes("{ \"a\": 1\n// ========\n}"), ["comment"]);
    assert!(codes("name: {{ name }}\nlist:\n- \"a\"\n").contains(&"unquoted-string"));
    assert!(codes("Title\n=======\n\nUse `${X}`.\n").contains(&"unquoted-string"));
    assert!(codes("{ \"a\": { \"b\": 1 }, \"c\" }").contains(&"missing-value"));
}
