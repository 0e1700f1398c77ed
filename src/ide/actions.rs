//! Code actions: the fixes of the diagnostics that the cursor or selection touches, and the same for the whole file.

use super::Document;
use super::fix_all::mend;
use crate::diagnostic::{Diagnostic, Fix, Origin};
use crate::text::{TextEdit, TextRange};

/// A fix together with the diagnostic that it settles.
#[derive(Clone, Debug)]
pub struct Action<'d> {
    /// The finding.
    pub diagnostic: &'d Diagnostic,
    /// What settles it.
    pub fix: &'d Fix,
    /// Whether an editor may take it without asking: it is preferred, and the first of its diagnostic.
    pub preferred: bool,
}

/// The actions for a range, in the order of the text, the preferred ones of each diagnostic first.
pub fn actions(diagnostics: &[Diagnostic], range: TextRange) -> Vec<Action<'_>> {
    let touched = diagnostics.iter().filter(|diagnostic| diagnostic.range.meets(range));
    let all = touched.flat_map(|diagnostic| {
        diagnostic.fixes.iter().enumerate().map(move |(number, fix)| Action {
            diagnostic,
            fix,
            preferred: number == 0 && fix.preferred,
        })
    });
    all.collect()
}

/// One fix for every place of the file that needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Everywhere {
    /// The code of the findings.
    pub code: &'static str,
    /// The title of the fix, where the findings are only alike in what settles them; none where the fix that comes first
    /// is sure for each.
    pub same: Option<String>,
    /// The entry in a menu.
    pub title: String,
}

/// What can be mended everywhere of that which the range touches: kinds of findings that stand in the file several
/// times, each with a fix that is sure, or with the same fix.
///
/// In text that is not JSON only what keeps it from being that is mended everywhere.
pub fn everywhere(document: &Document, diagnostics: &[Diagnostic], range: TextRange) -> Vec<Everywhere> {
    let broken = !document.tree.errors().is_empty();
    let mut out: Vec<Everywhere> = Vec::new();
    let here = diagnostics.iter().filter(|diagnostic| diagnostic.range.meets(range));
    for touched in here.filter(|diagnostic| !broken || diagnostic.origin == Origin::Syntax) {
        let Some(fix) = touched.fixes.first() else { continue };
        let same = (!fix.preferred).then(|| fix.title.clone());
        let wanted = Everywhere { code: touched.code, same, title: String::new() };
        let count = diagnostics.iter().filter(|other| wanted.pick(other).is_some()).count();
        let title = match &wanted.same {
            Some(title) => format!("{title}, in all {count} places of this file"),
            None => format!("Fix all {count} findings of `{}` in this file", wanted.code),
        };
        if count > 1 && !out.iter().any(|known| known.title == title) {
            out.push(Everywhere { title, ..wanted });
        }
    }
    out
}

impl Everywhere {
    fn pick<'d>(&self, finding: &'d Diagnostic) -> Option<&'d Fix> {
        let fix = finding.fixes.first().filter(|_| finding.code == self.code)?;
        let wanted = self.same.as_ref().map_or(fix.preferred, |title| fix.title == *title);
        wanted.then_some(fix)
    }

    /// The edits, not overlapping. Fixes that lie too close together are made one after the other.
    pub fn edits(
        &self,
        document: &Document,
        found: &[Diagnostic],
        diagnose: &dyn Fn(&Document) -> Vec<Diagnostic>,
    ) -> Vec<TextEdit> {
        mend(document, found, diagnose, &|finding| self.pick(finding)).edits
    }
}
