//! What a code means, whoever gives it: a rule, the schema, the parser, or the
//! check of settings files.

use super::find;
use crate::diagnostic::Severity;
use crate::{config, schema, syntax};

/// Where the explanation of every code is said to be; the code follows. An identifier first of all: nothing is
/// fetched from it.
pub const EXPLAINED_AT: &str = "https://cja-lsp.dev/rules/";

/// What is only known after the service was asked: code, severity, what it means.
pub const SERVICE_CODES: &[(&str, Severity, &str)] = &[
    (
        "server-conflict",
        Severity::Error,
        "The file and the service changed the same field since they last agreed. A push and a pull are refused until the file has the value that shall stay.",
    ),
    (
        "server-changed",
        Severity::Warning,
        "The service has a newer value of a field, while the file changed others. A push is refused until both are in one file.",
    ),
    ("server-verdict", Severity::Error, "The service was asked to validate the data view, and would not take it."),
];

/// The address of a code's explanation, for the link that an editor shows beside it.
pub fn doc_link(code: &str) -> String {
    format!("{EXPLAINED_AT}{code}")
}

/// The explanation of a code in Markdown, its heading included; none for a code that nobody gives.
pub fn explain(code: &str) -> Option<String> {
    if let Some(rule) = find(code) {
        return Some(format!("# {code} ({})\n\n{}", rule.severity.word(), rule.docs));
    }
    if let Some(known) = syntax::CODES.iter().find(|known| known.code == code) {
        let mut out = format!("# {code} (syntax)\n\n{}\n", known.summary);
        if !known.wrong.is_empty() {
            out.push_str(&format!("\n```json wrong\n{}\n```\n", known.wrong));
        }
        if !known.right.is_empty() {
            out.push_str(&format!("\n```json right\n{}\n```\n", known.right));
        }
        return Some(out);
    }
    if let Some(known) = schema::CODES.iter().find(|known| known.code == code) {
        return Some(format!("# {code} (schema)\n\n{}\n", known.summary));
    }
    let mut others = config::CODES.iter().chain(SERVICE_CODES);
    let (_, severity, summary) = others.find(|(known, ..)| *known == code)?;
    Some(format!("# {code} ({})\n\n{summary}\n", severity.word()))
}
