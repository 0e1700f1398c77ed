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

/// The finding that takes the place of all others: its code, and the text that it marks.
fn foreign(text: &str) -> Option<(&'static str, &str)> {
    let tree = Tree::parse(text);
    let first = tree.errors().first().filter(|_| tree.is_foreign())?;
    assert!(tree.errors().iter().all(|error| error.fixes.is_empty()), "{text}");
    Some((first.code, first.range.slice(text)))
}

#[test]
fn a_marker_in_a_comment_of_any_style_is_a_conflict() {
    for (begin, middle, end) in [
        ("/* <<<<<<< main */", "/* ======= */", "/* >>>>>>> spring */"),
        ("/*<<<<<<<main*/", "/*=======*/", "/*>>>>>>>spring*/"),
        ("/** <<<<<<< main **/", "/** ======= **/", "/** >>>>>>> spring **/"),
        ("/// <<<< source", "//// ====", "//// >>>> destination"),
        ("//<<<<<<<", "//=======", "//>>>>>>>"),
        ("// main <<<<<<<", "// =======", "// spring >>>>>>>"),
        ("// <<<<<< main", "// ======", "// >>>>>> spring"),
        ("// ~ <<<<<<<<<< main", "// ==========", "// ~ >>>>>>>>>> spring"),
        ("## <<<<<<< main", "## =======", "## >>>>>>> spring"),
        ("# <<<<< main", "# =====", "# >>>>> spring"),
    ] {
        for gap in ["\n", " "] {
            if gap == " " && !begin.starts_with("/*") {
                continue;
            }
            let text = format!("{{ \"a\": [{gap}{begin} \"x\",{gap}{middle} \"y\"{gap}{end}{gap}] }}");
            let text = if begin.starts_with("/*") {
                text
            } else {
                format!("{{ \"a\": [\n  {begin}\n  \"x\",\n  {middle}\n  \"y\"\n  {end}\n] }}")
            };
            assert_eq!(foreign(&text), Some(("merge-conflict", begin)), "{text}");
            let tree = Tree::parse(text.as_str());
            let [conflict] = tree.errors() else { panic!("{text}: {:?}", tree.errors()) };
            let further: Vec<&str> = conflict.related.iter().map(|place| place.range.slice(&text)).collect();
            assert_eq!(further, [middle, end], "{text}");
        }
    }
}

#[test]
fn one_side_of_a_conflict_in_a_comment_is_enough() {
    let block = "{\r\n  /**\r\n   * <<<<<<< main\r\n   */\r\n  \"a\": 1\r\n}";
    assert_eq!(foreign(block), Some(("merge-conflict", "* <<<<<<< main")));
    assert_eq!(foreign("{ \"a\": 1 // >>>>>>> spring\n}"), Some(("merge-conflict", "// >>>>>>> spring")));
    assert_eq!(foreign("{ \"a\": 1, // spring >>>>\n}"), Some(("merge-conflict", "// spring >>>>")));
    check(
        r#"
{
  /* <<<<<<< main */ "a": 1, /* ======= */
  ^^^^^^^^^^^^^^^^^^ error[merge-conflict]: An unresolved merge: `main` and `spring` both stand here.
  "b": 2 /* >>>>>>> spring */
}"#,
    );
}

#[test]
fn a_comment_that_is_only_decorated_is_a_comment() {
    for comment in [
        "// ======== timeouts ========",
        "/* ======= */",
        "// ------- >",
        "// a <<< b >>> c",
        "/*******/",
        "// ||||||| ",
        "// -> see main",
        "// - \"a\": one of many",
        "// see #if and @else",
        "// else",
        "# if you change this, tell sales",
        "# end of the timeouts",
        "// #end of the timeouts",
        "// @sales #23",
        "//#region timeouts",
        "/* --- timeouts --- */",
    ] {
        assert_eq!(codes(&format!("{{ {comment}\n \"a\": 1 }}").replace(" }", "\n}")).first(), Some(&"comment"));
    }
}

#[test]
fn directives_in_comments_are_a_template() {
    for directive in [
        "// #if STAGE",
        "// #ifdef STAGE",
        "//#ifndef STAGE",
        "/// #if STAGE == 'live'",
        "// #else",
        "// #endif // STAGE",
        "// #elif OTHER",
        "// #!if stage",
        "// @if STAGE='live'",
        "// @endif",
        "/* #if STAGE */",
        "/* @ifdef STAGE */",
        "/*#else*/",
        "# #if STAGE",
        "# @endif",
        "#if STAGE",
        "#ifdef STAGE",
        "# endif",
        "#else",
        "// #include \"more.json\"",
    ] {
        let text = format!("{{\n  \"a\": 1,\n  {directive}\n  \"b\": 2\n}}");
        assert_eq!(foreign(&text), Some(("template", directive)));
        assert_eq!(foreign(&text.replace('\n', "\r\n")), Some(("template", directive)));
    }
    let inside = "{\n  /*\n   * #if STAGE\n   */\n  \"a\": 1\n}";
    assert_eq!(foreign(inside), Some(("template", "* #if STAGE")));
    assert_eq!(foreign("{ \"a\": 1 // [% IF stage %]\n}"), Some(("template", "[% IF stage %]")));
}

#[test]
fn the_head_of_a_patch_in_comments_is_a_patch() {
    for (head, marked) in [
        ("// @@ -4,2 +4,3 @@", "// @@ -4,2 +4,3 @@"),
        ("# @@ -4,2 +4,3 @@ timeouts", "# @@ -4,2 +4,3 @@ timeouts"),
        ("/* @@@ -1,2 -1,2 +1,3 @@@ */", "/* @@@ -1,2 -1,2 +1,3 @@@ */"),
        ("/* --- a/shop.json */ /* +++ b/shop.json */", "/* --- a/shop.json */"),
        ("// --- a/shop.json\n  // +++ b/shop.json", "// --- a/shop.json"),
        ("/*\n--- a/shop.json\n+++ b/shop.json\n*/", "--- a/shop.json"),
        ("// diff --git a/shop.json b/shop.json", "// diff --git a/shop.json b/shop.json"),
        ("/* *** a/shop.json */ /* --- b/shop.json */", "/* *** a/shop.json */"),
    ] {
        assert_eq!(foreign(&format!("{{\n  {head}\n  \"a\": 1\n}}")), Some(("patch", marked)));
    }
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
