//! The forms of findings, read by what reads them.

use crate::support::{BROKEN, folder};
use serde_json::{Value, json};

const TEXT: &str = "{\r\n\t\"🛒\": 1,\r\n\t\"name\": 'Web'\r\n}";

#[test]
fn json_items_hold_what_is_promised_with_utf16_columns_from_0() {
    let folder = folder(&[("a/x.dataview.json", TEXT)]);
    let run = folder.run(&["check", "--output", "json", "--min-severity", "error"]);
    let items = run.json();
    let quotes = items.as_array().unwrap().iter().find(|item| item["code"] == "wrong-quotes").unwrap();
    let range = json!({ "start": { "line": 2, "character": 9 }, "end": { "line": 2, "character": 14 } });
    assert_eq!(quotes["range"], range);
    for (name, value) in [("file", json!("a/x.dataview.json")), ("severity", json!("error"))] {
        assert_eq!(quotes[name], value);
    }
    assert_eq!((&quotes["fixable"], &quotes["syntax"]), (&json!(true), &json!(true)));
    let names = ["code", "file", "fixable", "help", "message", "range", "severity", "syntax"];
    assert_eq!(quotes.as_object().unwrap().keys().collect::<Vec<_>>(), names);
    let lines = folder.run(&["check", "--output", "jsonl", "--min-severity", "error"]);
    let lines: Vec<Value> = lines.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(Value::Array(lines), items);
}

#[test]
fn nothing_found_is_an_empty_answer_in_every_form() {
    let folder = folder(&[("x.txt", "")]);
    let out = |form: &str| folder.run(&["check", "--output", form]).out;
    assert_eq!(
        (out("text"), out("json"), out("jsonl"), out("github")),
        (String::new(), "[]\n".into(), String::new(), String::new())
    );
    assert_eq!(serde_json::from_str::<Value>(&out("sarif")).unwrap()["runs"][0]["results"], json!([]));
    assert!(out("markdown").contains("nothing wrong"));
    assert!(folder.run(&["check"]).err.contains("No data views found"));
}

/// The parts of the SARIF 2.1.0 schema that concern what is written: required members and allowed values.
#[test]
fn sarif_follows_its_schema() {
    let folder = folder(&[("a b/x.dataview.json", BROKEN), ("y.dataview.json", "{ \"name\": 1, \"name\": 2 }")]);
    let log = folder.run(&["check", "--output", "sarif"]).json();
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    assert_eq!((&run["columnKind"], &run["tool"]["driver"]["name"]), (&json!("utf16CodeUnits"), &json!("cja")));
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    let results = run["results"].as_array().unwrap();
    assert!(results.len() > 8);
    for result in results {
        assert_eq!(rules[result["ruleIndex"].as_u64().unwrap() as usize]["id"], result["ruleId"]);
        assert!(["none", "note", "warning", "error"].contains(&result["level"].as_str().unwrap()));
        assert!(!result["message"]["text"].as_str().unwrap().is_empty());
        let place = &result["locations"][0]["physicalLocation"];
        let uri = place["artifactLocation"]["uri"].as_str().unwrap();
        assert!(["a%20b/x.dataview.json", "y.dataview.json"].contains(&uri), "{uri}");
        region(&place["region"]);
        for fix in result["fixes"].as_array().into_iter().flatten() {
            let change = &fix["artifactChanges"][0];
            assert_eq!(change["artifactLocation"]["uri"], uri);
            let replacements = change["replacements"].as_array().unwrap();
            assert!(!replacements.is_empty());
            replacements.iter().for_each(|replacement| region(&replacement["deletedRegion"]));
        }
    }
    assert!(results.iter().any(|result| result["relatedLocations"][0]["message"]["text"].is_string()));
}

fn region(region: &Value) {
    let at = |name: &str| region[name].as_u64().unwrap();
    let (start, end) = ((at("startLine"), at("startColumn")), (at("endLine"), at("endColumn")));
    assert!(start.0 >= 1 && start.1 >= 1 && start <= end, "{region}");
}

#[test]
fn annotations_and_comments_name_file_and_line() {
    let folder = folder(&[("x.dataview.json", "{\n  \"name\": 'Web'\n}")]);
    let github = folder.run(&["check", "--output", "github"]).out;
    let line = github.lines().find(|line| line.contains("wrong-quotes")).unwrap();
    assert!(line.starts_with("::error file=x.dataview.json,line=2,endLine=2,col=11,endColumn=15,title=wrong-quotes::"));
    assert!(github.lines().all(|line| line.starts_with("::")), "{github}");
    let markdown = folder.run(&["check", "--output", "markdown"]).out;
    assert!(markdown.starts_with("### ❌ Data views: ") && markdown.contains("| error | `x.dataview.json:2:11` |"));
}

#[test]
fn text_is_plain_in_a_pipe_and_coloured_when_asked() {
    let folder = folder(&[("x.dataview.json", "{ \"name\": \"a\u{1b}[31mb\", }")]);
    let plain = folder.run(&["check"]).out;
    assert!(plain.contains(" --> x.dataview.json:1:") && !plain.contains('\u{1b}'), "{plain}");
    assert!(folder.run(&["check", "--color", "always"]).out.contains("\u{1b}[1;31merror["));
}
