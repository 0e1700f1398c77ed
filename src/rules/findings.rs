//! Where a rule puts what it found. Code and severity are filled in for it.

use crate::diagnostic::{Diagnostic, Fix, Origin, Related, Severity};
use crate::text::TextRange;

/// The findings of one rule.
pub struct Findings {
    code: &'static str,
    severity: Severity,
    found: Vec<Diagnostic>,
}

/// A finding that was just reported, to be completed.
pub struct Finding<'f>(&'f mut Diagnostic);

impl Findings {
    pub(super) fn new(code: &'static str, severity: Severity) -> Self {
        Findings { code, severity, found: Vec::new() }
    }

    pub(super) fn into_found(self) -> Vec<Diagnostic> {
        self.found
    }

    /// Reports at a range, with the rule's own severity.
    pub fn add(&mut self, range: TextRange, message: impl Into<String>) -> Finding<'_> {
        self.found.push(Diagnostic::new(Origin::Rule, self.code, self.severity, range, message));
        let last = self.found.len() - 1;
        #[expect(clippy::indexing_slicing, reason = "the element was just pushed")]
        Finding(&mut self.found[last])
    }
}

impl Finding<'_> {
    /// Says what to do.
    pub fn help(self, help: impl Into<String>) -> Self {
        self.0.help = Some(help.into());
        self
    }

    /// Adds a second place.
    pub fn related(self, range: TextRange, message: impl Into<String>) -> Self {
        self.0.related.push(Related { range, message: message.into() });
        self
    }

    /// Marks the text as having no effect.
    pub fn faded(self) -> Self {
        self.0.unnecessary = true;
        self
    }

    /// Adds fixes, best first.
    pub fn fix(self, fixes: impl IntoIterator<Item = Fix>) -> Self {
        self.0.fixes.extend(fixes);
        self
    }
}
