//! SARIF 2.1.0 (OASIS), written by hand: the few members that code scanning reads, fixes included.

use super::{Report, relative, shown, utf16};
use crate::cli::explain::{Entry, entries};
use crate::diagnostic::{Diagnostic, Fix, Severity};
use crate::ide::Document;
use crate::text::shown::message as sarif;
use crate::text::{Position, TextRange};
use serde_json::{Value, json};

/// One run of this program.
pub(super) fn render(reports: &[Report], mildest: Severity) -> String {
    let mut rules: Vec<Entry> = entries();
    let used: std::collections::BTreeSet<&str> = shown(reports, mildest).map(|(_, finding)| finding.code).collect();
    rules.retain(|rule| used.contains(rule.code));
    let results: Vec<Value> =
        shown(reports, mildest).map(|(report, finding)| result(report, finding, &rules)).collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "cja",
                "version": env!("CARGO_PKG_VERSION"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules.iter().map(rule).collect::<Vec<_>>(),
            } },
            "columnKind": "utf16CodeUnits",
            "results": results,
        }],
    });
    format!("{}\n", serde_json::to_string_pretty(&log).unwrap_or_default())
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Information | Severity::Hint => "note",
    }
}

fn rule(entry: &Entry) -> Value {
    json!({
        "id": entry.code,
        "shortDescription": { "text": entry.summary },
        "help": {
            "text": format!("{}\n{}", entry.summary, entry.docs).trim_end(),
            "markdown": format!("{}\n{}", entry.summary, entry.docs).trim_end(),
        },
        "defaultConfiguration": { "level": level(entry.severity) },
    })
}

fn result(report: &Report, finding: &Diagnostic, rules: &[Entry]) -> Value {
    let artifact = artifact(&report.name);
    let message = match &finding.help {
        Some(help) => format!("{} {help}", finding.message),
        None => finding.message.clone(),
    };
    let message = sarif(&message);
    let place = |range| json!({ "artifactLocation": artifact, "region": region(&report.document, range) });
    let mut result = json!({
        "ruleId": finding.code,
        "level": level(finding.severity),
        "message": { "text": message },
        "locations": [{ "physicalLocation": place(finding.range) }],
    });
    let mut set = |name: &str, value: Value| {
        if let Some(object) = result.as_object_mut() {
            object.insert(name.to_owned(), value);
        }
    };
    if let Some(index) = rules.iter().position(|rule| rule.code == finding.code) {
        set("ruleIndex", json!(index));
    }
    let here = finding.related.iter().map(|related| (related.message.as_str(), place(related.range)));
    let elsewhere = finding.elsewhere.iter().map(|other| {
        let place = json!({ "artifactLocation": self::artifact(&other.file), "region": lines(other.start, other.end) });
        (other.message.as_str(), place)
    });
    let related: Vec<Value> = here
        .chain(elsewhere)
        .enumerate()
        .map(|(id, (text, place))| json!({ "id": id, "message": { "text": sarif(text) }, "physicalLocation": place }))
        .collect();
    if !related.is_empty() {
        set("relatedLocations", related.into());
    }
    if !finding.fixes.is_empty() {
        set("fixes", finding.fixes.iter().map(|it| fix(it, &artifact, &report.document)).collect());
    }
    result
}

fn fix(fix: &Fix, artifact: &Value, document: &Document) -> Value {
    let replacements = fix.edits.iter().map(|edit| {
        json!({
            "deletedRegion": region(document, edit.range),
            "insertedContent": { "text": edit.text },
        })
    });
    json!({
        "description": { "text": sarif(&fix.title) },
        "artifactChanges": [{ "artifactLocation": artifact, "replacements": replacements.collect::<Vec<_>>() }],
    })
}

/// Lines and columns from 1, the end excluded.
fn region(document: &Document, range: TextRange) -> Value {
    let (start, end) = utf16(document, range);
    lines(start, end)
}

fn lines(start: Position, end: Position) -> Value {
    json!({
        "startLine": start.line + 1,
        "startColumn": start.character + 1,
        "endLine": end.line + 1,
        "endColumn": end.character + 1,
    })
}

/// A relative reference below where the command runs, else a file URI.
fn artifact(name: &str) -> Value {
    let path = relative(name);
    let mut uri = String::new();
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => uri.push(char::from(byte)),
            byte => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    if path.starts_with('/') {
        return json!({ "uri": format!("file://{uri}") });
    }
    json!({ "uri": uri, "uriBaseId": "%SRCROOT%" })
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn a_result_points_at_its_rule_and_its_fix_at_the_text() {
        let mut report = sample("{\n  \"🛒\": [1,]\n}");
        report.name = "views/a b%.json".into();
        let log: Value = serde_json::from_str(&render(&[report], Severity::Hint)).unwrap();
        let run = &log["runs"][0];
        let result = &run["results"][0];
        assert_eq!(
            run["tool"]["driver"]["rules"][result["ruleIndex"].as_u64().unwrap() as usize]["id"],
            result["ruleId"]
        );
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"], json!({ "uri": "views/a%20b%25.json", "uriBaseId": "%SRCROOT%" }));
        assert_eq!(place["region"], json!({ "startLine": 2, "startColumn": 11, "endLine": 2, "endColumn": 12 }));
        let replacement = &result["fixes"][0]["artifactChanges"][0]["replacements"][0];
        assert_eq!(replacement["insertedContent"]["text"], "");
        assert_eq!(artifact("/x/y.json"), json!({ "uri": "file:///x/y.json" }));
    }
}
