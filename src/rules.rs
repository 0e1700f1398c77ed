//! Rules on what a data view means: one file each, and this registry.
//!
//! A rule is data plus one function. Its documentation is a string with examples that a test runs; `cja explain`,
//! the link in the editor and the table in the README read the same words. Severity from settings, suppression and
//! order belong to [`check`], never to a rule. A new rule is one file and its name in [`RULES`].

use crate::diagnostic::{Diagnostic, Origin, Severity};
use crate::model::{self, View};
use crate::schema::Schema;
use crate::syntax::Tree;
use crate::text::TextRange;
use jiff::Timestamp;

mod duplicate_key;

/// One rule.
pub struct Rule {
    /// Permanent kebab-case name.
    pub code: &'static str,
    /// How much it matters when no setting says otherwise.
    pub severity: Severity,
    /// Markdown: a first line that says what is wrong, why, the source, and examples in blocks marked
    /// `json wrong` (gives the code exactly once) and `json right` (gives it never).
    pub docs: &'static str,
    /// Looks and reports.
    pub check: fn(&Context<'_>, &mut Findings),
}

/// Every rule, in alphabetical order of the codes.
pub const RULES: &[&Rule] = &[&duplicate_key::RULE];

/// What a rule may look at.
pub struct Context<'a> {
    /// The document.
    pub tree: &'a Tree,
    /// Its data views.
    pub views: Vec<View<'a>>,
    /// The schema in force.
    pub schema: &'a Schema,
    /// The moment for which time zones are looked at.
    pub now: Timestamp,
}

/// Where a rule puts what it found. Code and severity are filled in for it.
pub struct Findings {
    code: &'static str,
    severity: Severity,
    found: Vec<Diagnostic>,
}

impl Findings {
    /// Reports at a range, with the rule's own severity.
    pub fn add(&mut self, range: TextRange, message: impl Into<String>) -> &mut Diagnostic {
        self.found.push(Diagnostic::new(Origin::Rule, self.code, self.severity, range, message));
        let last = self.found.len() - 1;
        #[expect(clippy::indexing_slicing, reason = "the element was just pushed")]
        &mut self.found[last]
    }
}

/// Runs the rules. `level` says what the settings make of a code: `None` is off.
pub fn check(
    tree: &Tree,
    schema: &Schema,
    now: Timestamp,
    level: impl Fn(&str, Severity) -> Option<Severity>,
) -> Vec<Diagnostic> {
    let context = Context { tree, views: model::views(tree), schema, now };
    run(RULES, &context, level)
}

/// Runs the rules that hold for any JSON file of ours, such as `cja.config.json`.
pub fn check_json(
    tree: &Tree,
    schema: &Schema,
    now: Timestamp,
    level: impl Fn(&str, Severity) -> Option<Severity>,
) -> Vec<Diagnostic> {
    let context = Context { tree, views: Vec::new(), schema, now };
    run(&[&duplicate_key::RULE], &context, level)
}

fn run(rules: &[&Rule], context: &Context<'_>, level: impl Fn(&str, Severity) -> Option<Severity>) -> Vec<Diagnostic> {
    let mut all = Vec::new();
    for rule in rules {
        let Some(severity) = level(rule.code, rule.severity) else { continue };
        let mut findings = Findings { code: rule.code, severity, found: Vec::new() };
        (rule.check)(context, &mut findings);
        all.append(&mut findings.found);
    }
    all
}

/// Every code that settings may name: of rules, of schema errors, of the warnings on text.
pub fn codes() -> Vec<&'static str> {
    let rules = RULES.iter().map(|rule| rule.code);
    let schema = crate::schema::CODES.iter().map(|entry| entry.code);
    rules.chain(schema).chain(["number-out-of-range", "unpaired-surrogate"]).collect()
}

/// The rule of a code.
pub fn find(code: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|rule| rule.code == code)
}

/// The address that stands for a code in editors.
pub fn doc_link(code: &str) -> String {
    format!("https://cja-lsp.dev/rules/{code}")
}
