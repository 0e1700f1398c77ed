//! What is mended when nobody asked for each place: every safe fix of errors and warnings, until none is left.
//!
//! In text that is not JSON it is all or nothing. Where one mistake needs a person, the reading of the whole text is a
//! guess, and not a byte of it changes.

use super::Document;
use crate::diagnostic::{Diagnostic, Fix, Origin, Severity};
use crate::text::{Patch, TextEdit, TextRange, apply};
use rustc_hash::FxHashSet;
use std::collections::BTreeMap;

/// A mend may uncover the next mistake; more rounds than this are a circle.
const ROUNDS: usize = 100;

/// What was mended, once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fixed {
    /// The code of the finding.
    pub code: &'static str,
    /// What was done: the title of its fix.
    pub title: String,
}

/// The fix that [`fix_all`] may take for a finding: a safe one, and only for errors and warnings.
fn safe_fix(finding: &Diagnostic) -> Option<&Fix> {
    finding.fixes.iter().find(|fix| fix.is_safe() && finding.severity <= Severity::Warning)
}

/// Which of the findings of one document [`fix_all`] settles, as far as can be said before it is tried.
#[derive(Clone, Copy)]
pub struct Unasked {
    possible: bool,
}

impl Unasked {
    /// Looks at everything that was found in a document.
    pub fn of(found: &[Diagnostic]) -> Unasked {
        // That some are not shown is no mistake of its own; they are seen when those before them are settled.
        let mut syntax = found.iter().filter(|one| is_syntax(one) && one.code != "more-errors");
        Unasked { possible: syntax.all(|one| safe_fix(one).is_some()) }
    }

    /// The fix that is taken for one of them.
    pub fn fix<'d>(&self, finding: &'d Diagnostic) -> Option<&'d Fix> {
        safe_fix(finding).filter(|_| self.possible)
    }
}

fn is_syntax(finding: &Diagnostic) -> bool {
    finding.origin == Origin::Syntax && finding.severity == Severity::Error
}

/// Mends what can be mended without a person. Returns the last text with what is still wrong in it, and what was
/// done. Syntax goes first, since meaning is only sure where the text is JSON; valid JSON never becomes invalid.
pub fn fix_all(
    document: Document,
    diagnose: impl Fn(&Document) -> Vec<Diagnostic>,
) -> (Document, Vec<Diagnostic>, Vec<Fixed>) {
    let found = diagnose(&document);
    let mended = unasked(&document, &found, &diagnose);
    (mended.document.unwrap_or(document), mended.found.unwrap_or(found), mended.fixed)
}

/// The same as edits of the text, of which `found` is wrong.
pub fn fix_all_edits(
    document: &Document,
    found: &[Diagnostic],
    diagnose: &dyn Fn(&Document) -> Vec<Diagnostic>,
) -> Vec<TextEdit> {
    unasked(document, found, diagnose).edits
}

fn unasked(document: &Document, found: &[Diagnostic], diagnose: &dyn Fn(&Document) -> Vec<Diagnostic>) -> Mended {
    let nothing = || Mended { document: None, found: None, fixed: Vec::new(), edits: Vec::new() };
    if !Unasked::of(found).possible {
        return nothing();
    }
    let mended = mend(document, found, diagnose, &safe_fix);
    let last = mended.document.as_ref().unwrap_or(document);
    if last.tree.errors().is_empty() { mended } else { nothing() }
}

/// What came of mending.
pub(super) struct Mended {
    /// The last text; none when nothing was mended.
    document: Option<Document>,
    /// What is wrong with that.
    found: Option<Vec<Diagnostic>>,
    /// What was done.
    pub(super) fixed: Vec<Fixed>,
    /// The same as edits of the first text.
    pub(super) edits: Vec<TextEdit>,
}

/// Takes the fixes that `pick` picks, and those that it picks of what is found after them.
pub(super) fn mend(
    first: &Document,
    found: &[Diagnostic],
    diagnose: &dyn Fn(&Document) -> Vec<Diagnostic>,
    pick: &dyn Fn(&Diagnostic) -> Option<&Fix>,
) -> Mended {
    let mut mended = Mended { document: None, found: None, fixed: Vec::new(), edits: Vec::new() };
    let mut patch = Patch::of(first.text());
    let mut seen = FxHashSet::default();
    for _ in 0..ROUNDS {
        let document = mended.document.as_ref().unwrap_or(first);
        let (edits, mut fixed) = choose(document, mended.found.as_deref().unwrap_or(found), pick);
        if edits.is_empty() {
            break;
        }
        seen.insert(document.tree.shared_text());
        let next = Document::new(apply(document.text(), &edits), document.kind);
        let broken = document.tree.errors().is_empty() && !next.tree.errors().is_empty();
        if broken || seen.contains(&next.tree.shared_text()) {
            break;
        }
        patch.add(&edits);
        mended.found = Some(diagnose(&next));
        mended.document = Some(next);
        mended.fixed.append(&mut fixed);
    }
    mended.edits = patch.edits(first.text());
    mended
}

/// Fixes that do not touch one another, each whole.
fn choose(
    document: &Document,
    found: &[Diagnostic],
    pick: &dyn Fn(&Diagnostic) -> Option<&Fix>,
) -> (Vec<TextEdit>, Vec<Fixed>) {
    let broken = !document.tree.errors().is_empty();
    let mut taken: BTreeMap<u32, u32> = BTreeMap::new();
    let mut edits = Vec::new();
    let mut fixed = Vec::new();
    for finding in found.iter().filter(|finding| !broken || finding.origin == Origin::Syntax) {
        let Some(fix) = pick(finding) else { continue };
        if fix.edits.is_empty() || fix.edits.iter().any(|edit| meets(&taken, edit.range)) {
            continue;
        }
        taken.extend(fix.edits.iter().map(|edit| (edit.range.start, edit.range.end)));
        edits.extend(fix.edits.iter().cloned());
        fixed.push(Fixed { code: finding.code, title: fix.title.clone() });
    }
    (edits, fixed)
}

/// Whether a range touches one that is taken; those never overlap, so the nearest before the end decides.
fn meets(taken: &BTreeMap<u32, u32>, range: TextRange) -> bool {
    taken.range(..=range.end).next_back().is_some_and(|(_, end)| *end >= range.start)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ide::DocumentKind;

    fn mended(text: &str) -> (String, Vec<&'static str>) {
        let document = Document::new(text, DocumentKind::DataView);
        let (document, _, fixed) = fix_all(document, |document| document.tree.errors().to_vec());
        (document.text().to_owned(), fixed.iter().map(|fixed| fixed.code).collect())
    }

    #[test]
    fn broken_text_is_mended_in_its_own_line_endings() {
        let (text, codes) = mended("{\r\n\t'name': \"Web\"\r\n\t\"id\": None,\r\n}\r\n");
        assert_eq!(text, "{\r\n\t\"name\": \"Web\",\r\n\t\"id\": null\r\n}\r\n");
        assert_eq!(codes.len(), 4);
    }

    #[test]
    fn one_mistake_that_needs_a_person_leaves_the_whole_text_as_it_is() {
        for text in
            ["{'name': Web,}", "[1,, 2, .5, 1_000 30]", "{\"a\": tru, // comment\n}", "[\"a\\w\",]", "[\"a\",, }"]
        {
            assert_eq!(mended(text), (text.to_owned(), Vec::new()));
        }
    }

    #[test]
    fn fixes_that_go_round_in_a_circle_end() {
        let turn = |document: &Document| {
            let (from, to) = if document.text() == "1" { ("1", "2") } else { ("2", "1") };
            let edit = TextEdit::replace(TextRange::new(0, from.len()), to);
            let finding = Diagnostic::new(Origin::Rule, "x", Severity::Error, edit.range, "x");
            vec![finding.fix(Fix::safe("Turn", vec![edit]))]
        };
        let (document, _, fixed) = fix_all(Document::new("1", DocumentKind::DataView), turn);
        assert_eq!((document.text(), fixed.len()), ("2", 1));
    }

    #[test]
    fn a_fix_that_breaks_json_is_not_taken_nor_one_of_a_hint() {
        let with = |severity: Severity, text: &'static str| {
            move |document: &Document| {
                let edit = TextEdit::replace(document.tree.range(), text);
                let finding = Diagnostic::new(Origin::Rule, "x", severity, edit.range, "x");
                vec![finding.fix(Fix::safe("Do", vec![edit]))]
            }
        };
        let run = |look: &dyn Fn(&Document) -> Vec<Diagnostic>| {
            fix_all(Document::new("1", DocumentKind::DataView), look).0.text().to_owned()
        };
        assert_eq!(run(&with(Severity::Error, "{")), "1");
        assert_eq!(run(&with(Severity::Hint, "2")), "1");
        assert_eq!(run(&with(Severity::Warning, "2")), "2");
    }
}
