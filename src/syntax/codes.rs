//! The catalogue of syntax codes: permanent names, what each means, and an example that a test runs.

/// A kind of mistake in the text itself.
#[derive(Clone, Copy, Debug)]
pub struct SyntaxCode {
    /// Permanent kebab-case name.
    pub code: &'static str,
    /// What is wrong, in one sentence.
    pub summary: &'static str,
    /// A text that has exactly this mistake; empty where only a huge or odd text has it.
    pub wrong: &'static str,
    /// The same, mended.
    pub right: &'static str,
}

const fn code(code: &'static str, summary: &'static str, wrong: &'static str, right: &'static str) -> SyntaxCode {
    SyntaxCode { code, summary, wrong, right }
}

/// Every syntax code, in alphabetical order.
pub const CODES: &[SyntaxCode] = &[
    code(
        "bad-character",
        "A character that has no meaning outside strings.",
        r#"{"name": @"Web"}"#,
        r#"{"name": "Web"}"#,
    ),
    code("bad-escape", "A backslash that begins no escape.", r#"{"name": "C:\web"}"#, r#"{"name": "C:\\web"}"#),
    code(
        "bad-number",
        "A number that JSON spells in another way.",
        r#"{"currentTimezoneOffset": .5}"#,
        r#"{"currentTimezoneOffset": 0.5}"#,
    ),
    code("comment", "A comment; JSON has none.", "{\"name\": \"Web\" // main\n}", "{\"name\": \"Web\"\n}"),
    code(
        "control-character",
        "A tab, line break or other control character written bare inside a string.",
        "{\"name\": \"a\tb\"}",
        r#"{"name": "a\tb"}"#,
    ),
    code("empty-document", "The file holds nothing.", "", "{}"),
    code("extra-comma", "A comma with no value before it.", r#"["a",, "b"]"#, r#"["a", "b"]"#),
    code("invalid-utf8", "Bytes that are not UTF-8; the file was saved in another encoding.", "", ""),
    code(
        "leading-zero",
        "A number that begins with a needless zero.",
        r#"{"numPeriods": 030}"#,
        r#"{"numPeriods": 30}"#,
    ),
    code(
        "markup",
        "HTML or XML in place of JSON, such as the page of a proxy or of a sign-in.",
        "<!DOCTYPE html>\n<html><body>Sign in</body></html>",
        r#"{"name": "Web"}"#,
    ),
    code(
        "merge-conflict",
        "A merge that was not resolved: two versions stand between marker lines. Nothing in the file is judged, changed or pushed until one is left.",
        "{\n<<<<<<< HEAD\n  \"name\": \"Web\"\n=======\n  \"name\": \"Web EU\"\n>>>>>>> eu\n}",
        "{\n  \"name\": \"Web EU\"\n}",
    ),
    code(
        "mismatched-bracket",
        "A closing bracket of the wrong kind.",
        r#"{"segmentList": ["s1"}}"#,
        r#"{"segmentList": ["s1"]}"#,
    ),
    code("missing-colon", "No colon between a name and its value.", r#"{"name" "Web"}"#, r#"{"name": "Web"}"#),
    code(
        "missing-comma",
        "No comma between two values.",
        "{\"name\": \"Web\"\n \"id\": \"dv_1\"}",
        "{\"name\": \"Web\",\n \"id\": \"dv_1\"}",
    ),
    code("missing-key", "A value in an object without a name.", r#"{: "Web"}"#, r#"{"": "Web"}"#),
    code("missing-value", "A name without a value.", r#"{"name": }"#, r#"{"name": null }"#),
    code("more-errors", "There are more syntax errors than are shown.", "", ""),
    code("number-out-of-range", "A number that no program can hold as it is written.", "", ""),
    code(
        "patch",
        "A patch, or lines of one, in place of the file that it changes.",
        "@@ -1,3 +1,3 @@\n {\n-  \"name\": \"Web\"\n+  \"name\": \"Web EU\"\n }",
        "{\n  \"name\": \"Web EU\"\n}",
    ),
    code("stray-bracket", "A closing bracket that nothing opened.", r#"{"name": "Web"}}"#, r#"{"name": "Web"}"#),
    code(
        "template",
        "A template that no program has filled in, as Jinja, Handlebars, Helm, ERB and others have it.",
        r#"{"name": {{ name }}}"#,
        r#"{"name": "{{ name }}"}"#,
    ),
    code(
        "text-after-end",
        "Text behind the end of the document.",
        r#"{"name": "Web"} {"name": "App"}"#,
        r#"[{"name": "Web"}, {"name": "App"}]"#,
    ),
    code("trailing-comma", "A comma behind the last value.", r#"{"name": "Web",}"#, r#"{"name": "Web"}"#),
    code(
        "truncated",
        "A text that ends in the middle: cut off while it was saved or loaded, or not written to its end.",
        r#"{"name": "Web", "segmentList": ["s1""#,
        r#"{"name": "Web", "segmentList": ["s1"]}"#,
    ),
    code(
        "unclosed-bracket",
        "A bracket that is never closed.",
        r#"{"segmentList": ["s1"}"#,
        r#"{"segmentList": ["s1"]}"#,
    ),
    code(
        "unescaped-quote",
        "A double quote inside a string.",
        r#"{"name": "the "new" web"}"#,
        r#"{"name": "the \"new\" web"}"#,
    ),
    code(
        "unexpanded-variable",
        "A variable of a shell or a build that was not replaced by its value.",
        r#"{"numPeriods": ${TIMEOUT}}"#,
        r#"{"numPeriods": 30}"#,
    ),
    code(
        "unexpected-text",
        "A word before a name in quotes, or a second value for one name.",
        r#"{"name": "Web": "App"}"#,
        r#"{"name": "Web"}"#,
    ),
    code("unpaired-surrogate", "Half of a character: an escape of a pair that lacks its other half.", "", ""),
    code("unquoted-key", "A name without double quotes.", r#"{name: "Web"}"#, r#"{"name": "Web"}"#),
    code("unquoted-string", "Text without double quotes.", r#"{"name": Web}"#, r#"{"name": "Web"}"#),
    code(
        "unterminated-string",
        "A string whose closing quote is missing.",
        "{\"name\": \"Web\n}",
        "{\"name\": \"Web\"\n}",
    ),
    code(
        "wrong-literal",
        "A constant of another language, such as Python's `True` or `None`, or `NaN`.",
        r#"{"isDeleted": False}"#,
        r#"{"isDeleted": false}"#,
    ),
    code(
        "wrong-quotes",
        "Single, typographic or other quotes instead of double ones.",
        r#"{'name': "Web"}"#,
        r#"{"name": "Web"}"#,
    ),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::Tree;
    use crate::text::apply;

    #[test]
    fn each_example_has_exactly_its_mistake_and_its_fix_mends_it() {
        for entry in CODES.iter().filter(|entry| !entry.wrong.is_empty()) {
            let tree = Tree::parse(entry.wrong);
            let found: Vec<_> = tree.errors().iter().map(|error| error.code).collect();
            assert_eq!(found, [entry.code], "{}", entry.wrong);
            if let Some(fix) = tree.errors()[0].fixes.first().filter(|_| entry.code != "text-after-end") {
                assert_eq!(apply(entry.wrong, &fix.edits), entry.right, "{}", entry.code);
            }
            assert!(Tree::parse(entry.right).errors().is_empty(), "{}", entry.right);
        }
    }

    #[test]
    fn codes_are_sorted() {
        assert!(CODES.is_sorted_by_key(|entry| entry.code));
    }
}
