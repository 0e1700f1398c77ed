//! What stands in one file of the workspace and should not stand in another one too.

use super::{Index, Place};
use crate::diagnostic::{Diagnostic, Elsewhere, Origin, Severity};
use crate::rules::UNIQUE;
use crate::syntax::Tree;
use rustc_hash::FxHasher;
use std::hash::{Hash, Hasher};

/// Equal as long as [`clashes`] finds the same in the same text.
pub fn clash_stamp(index: &Index, file: &str) -> u64 {
    let mut hasher = FxHasher::default();
    for (claim, _) in index.file(file).into_iter().flat_map(|own| own.claims.iter()) {
        for place in index.claimed_elsewhere(file, claim) {
            let (start, end) = (place.span.start, place.span.end);
            (claim.code, &place.file, start.line, start.character, end.line, end.character).hash(&mut hasher);
        }
    }
    hasher.finish()
}

/// The file in which the others stand, in words: by its name where there is one whose address shows it as it is.
fn named(others: &[Place]) -> String {
    let mut files: Vec<&str> = others.iter().map(|place| &*place.file).collect();
    files.dedup();
    let name = files.first().and_then(|file| file.rsplit('/').next()).filter(|name| !name.contains('%'));
    match (name, files.len()) {
        (Some(name), 1) => format!("`{name}`"),
        (_, 1) => "another file".to_owned(),
        (_, count) => format!("{count} other files"),
    }
}

/// The findings of a file that come from what other files hold. `level` says what the settings make of a code: `None`
/// is off.
pub fn clashes(
    index: &Index,
    file: &str,
    tree: &Tree,
    level: impl Fn(&str, Severity) -> Option<Severity>,
) -> Vec<Diagnostic> {
    let Some(own) = index.file(file) else { return Vec::new() };
    let mut found = Vec::new();
    for (claim, _) in &own.claims {
        let others = index.claimed_elsewhere(file, claim);
        let Some(unique) = UNIQUE.iter().find(|unique| unique.code == claim.code) else { continue };
        let Some(severity) = level(claim.code, unique.severity).filter(|_| !others.is_empty()) else { continue };
        let value = tree.node_at(claim.range.start).and_then(|node| node.as_str()).unwrap_or_default();
        let message = (unique.message)(&value, &named(&others));
        let mut finding = Diagnostic::new(Origin::Rule, claim.code, severity, claim.range, message).help(unique.help);
        finding.elsewhere.extend(others.into_iter().map(|place| Elsewhere {
            file: place.file,
            start: place.span.start,
            end: place.span.end,
            message: "the other one".into(),
        }));
        found.push(finding);
    }
    found
}
