//! Every fix that is offered, applied, removes what it was offered for and leaves valid JSON.

use cja_lsp::config::{Layers, Settings};
use cja_lsp::diagnostic::{Diagnostic, Fix, Origin};
use cja_lsp::ide::{self, Document, DocumentKind};
use cja_lsp::syntax::{Kind, Node, Tree};
use cja_lsp::text::apply;
use serde::de::IgnoredAny;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::LazyLock;

static SETTINGS: LazyLock<Settings> = LazyLock::new(|| Settings::resolve(Path::new("/project"), Layers::default()));

pub(crate) fn diagnose(document: &Document) -> Vec<Diagnostic> {
    ide::diagnostics(&document.tree, &SETTINGS, None, "2026-11-25T12:00:00Z".parse().unwrap())
}

/// What each value is changed into, one at a time.
const VALUES: &[&str] = &[
    "null",
    "\"\"",
    "\"x\"",
    "\"30\"",
    "\"2.5\"",
    "\"true\"",
    "\"No\"",
    "true",
    "0",
    "1",
    "7",
    "2.5",
    "1e300",
    "-1",
    "[]",
    "{}",
    "[1]",
    "[\"x\"]",
    "[\"x\", \"x\"]",
    "[[]]",
    "[{}]",
    "{\"x\": 1}",
    "\"string\"",
    "\"minute\"",
    "\"BEFORE_EVENT\"",
    "\"GMT+1\"",
    "\"Mountain Standard Time\"",
    "\"europe/paris\"",
    "\"Europe/Pariss\"",
    "\"65f0a1b2c3d4e5f60718293a\"",
    "\"0f0e0d0c-1111-2222-3333-444455556666\"",
    "\"dg_xxxxxxxx-1111-2222-3333-444455556666\"",
    "\"🛒\\ud83d\"",
];

/// What each name is changed into.
const NAMES: &[&str] = &[
    "timezone",
    "Name",
    "name",
    "modified",
    "owner",
    "isDeleted",
    "connectionId",
    "segments",
    "person",
    "events",
    "numPeriods",
    "color",
    "",
];

/// Good documents, and each with one value or name changed, left out, or said twice.
pub(crate) fn documents(good: &[String]) -> Vec<String> {
    let mut out = Vec::new();
    for text in good {
        out.push(text.clone());
        let tree = Tree::parse(text.as_str());
        for node in tree.iter() {
            let range = node.range();
            let (before, after) = (&text[..range.start as usize], &text[range.end as usize..]);
            if node.kind() == Kind::Key {
                let names = NAMES.iter().map(|name| format!("{before}\"{name}\"{after}"));
                out.extend(names);
                out.push(format!("{before}{}: {}, {}{after}", node.text(), node.value().unwrap().text(), node.text()));
            } else {
                out.extend(VALUES.iter().map(|value| format!("{before}{value}{after}")));
                out.push(format!("{before}[{}]{after}", node.text()));
                out.extend(parts(node).map(|part| format!("{before}{part}{after}")));
            }
        }
    }
    out
}

/// A container without one of its children.
fn parts(node: Node<'_>) -> impl Iterator<Item = String> {
    let members: Vec<String> =
        node.members().map(|member| format!("{}: {}", member.key.text(), member.value.text())).collect();
    let items: Vec<String> = node.items().map(|item| item.text().to_owned()).collect();
    let (open, close, all) = if node.is_object() { ('{', '}', members) } else { ('[', ']', items) };
    (0..all.len()).map(move |gone| {
        let rest: Vec<&str> =
            all.iter().enumerate().filter(|(at, _)| *at != gone).map(|(_, part)| part.as_str()).collect();
        format!("{open}{}{close}", rest.join(", "))
    })
}

/// Checks every fix of a text; answers how often a fix of each code was seen.
pub(crate) fn settle(text: &str) -> BTreeMap<&'static str, usize> {
    let document = Document::new(text, DocumentKind::DataView);
    let found = diagnose(&document);
    let mut seen = BTreeMap::new();
    for finding in &found {
        for fix in &finding.fixes {
            one(text, &document, &found, finding, fix);
            *seen.entry(finding.code).or_default() += 1;
        }
    }
    for everywhere in ide::everywhere(&document, &found, document.tree.range()) {
        let edits = everywhere.edits(&document, &found, &diagnose);
        crate::sound::edits(text, &edits);
        let after = Document::new(apply(text, &edits), DocumentKind::DataView);
        assert!(is_json(after.text()) || !is_json(text), "`{}` breaks {text}", everywhere.title);
        let count = |found: &[Diagnostic]| found.iter().filter(|other| other.code == everywhere.code).count();
        // Of several mistakes in what is no JSON one may hide others.
        let hidden = document.tree.errors().len() > 1;
        assert!(hidden || count(&diagnose(&after)) < count(&found), "`{}` settles nothing in {text}", everywhere.title);
    }
    seen
}

fn one(text: &str, document: &Document, found: &[Diagnostic], finding: &Diagnostic, fix: &Fix) {
    let after = Document::new(apply(text, &fix.edits), DocumentKind::DataView);
    let about = || format!("`{}` of {} in\n{text}\nleaves\n{}", fix.title, finding.code, after.text());
    let (before, now) = (document.tree.errors().len(), after.tree.errors().len());
    match (before, finding.origin) {
        (0, _) => assert!(is_json(after.text()), "no JSON: {}", about()),
        (1, Origin::Syntax) if fix.preferred => {
            assert!(is_json(after.text()) || after.text().trim().is_empty(), "still no JSON: {}", about());
        }
        // Of several mistakes one may have hidden the others.
        (2.., Origin::Syntax) => {}
        _ => assert!(now <= before, "{before} mistakes, then {now}: {}", about()),
    }
    if document.tree.errors().is_empty() {
        let same = |other: &&Diagnostic| other.code == finding.code && other.message == finding.message;
        let (before, now) = (found.iter().filter(same).count(), diagnose(&after).iter().filter(same).count());
        assert!(now < before, "it is still there: {}", about());
    }
}

fn is_json(text: &str) -> bool {
    serde_json::from_str::<IgnoredAny>(text.strip_prefix('\u{feff}').unwrap_or(text)).is_ok()
}
