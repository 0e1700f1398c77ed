//! Code actions: the fixes of the diagnostics that the cursor or selection touches.

use crate::diagnostic::{Diagnostic, Fix};
use crate::text::TextRange;

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
