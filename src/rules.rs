//! Rules on what a data view means: one file each, and this registry.
//!
//! A rule is data plus one function. Its documentation is a string with examples that a test runs; `cja explain`,
//! the link in the editor and the table in the README read the same words. Severity from settings, suppression and
//! order belong to [`check`], never to a rule. A new rule is one file and its name in [`RULES`].
//!
//! A rule speaks only where the schema is content: on values of the right type that are clear. It concludes nothing
//! from what is absent in an object that lost members to a syntax error.

mod blank_container_name;
mod blank_name;
mod claims;
mod connection_id_shape;
mod connection_unavailable;
mod duplicate_id;
mod duplicate_key;
mod duplicate_name;
mod duplicate_view_id;
mod equal_container_names;
mod event_id_shape;
mod event_unavailable;
mod expansion_member;
mod explain;
mod external_parent_mismatch;
mod external_parent_prefix;
mod findings;
mod fixes;
mod id_shape;
mod is_deleted;
mod misspelt_member;
mod placeholder;
mod read_only_member;
mod segment_id_shape;
mod segment_unavailable;
mod session_events_missing;
mod session_events_unused;
mod session_func_missing;
mod session_timeout_duplicate;
mod session_timeout_incomplete;
mod session_timeout_missing;
mod session_timeout_unused;
mod strangers;
mod time_zone_case;
mod time_zone_format;
mod time_zone_offset;
mod time_zone_unknown;
mod unavailable;
mod unknown_member;

pub use claims::{Claim, UNIQUE, Unique, claims};
pub use explain::{EXPLAINED_AT, SERVICE_CODES, doc_link, explain};
pub use findings::{Finding, Findings};
pub use strangers::{StandIn, stand_ins};

use crate::diagnostic::{Diagnostic, Severity};
use crate::model::catalogue::Catalogue;
use crate::model::session::{self, Func, SessionRule};
use crate::model::{self, Form, View};
use crate::schema::Schema;
use crate::syntax::{Kind, Node, Tree};
use jiff::Timestamp;
use std::borrow::Cow;
use std::cell::OnceCell;
use strangers::Strangers;

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
pub const RULES: &[&Rule] = &[
    &blank_container_name::RULE,
    &blank_name::RULE,
    &connection_id_shape::RULE,
    &connection_unavailable::RULE,
    &duplicate_id::RULE,
    &duplicate_key::RULE,
    &duplicate_name::RULE,
    &duplicate_view_id::RULE,
    &equal_container_names::RULE,
    &event_id_shape::RULE,
    &event_unavailable::RULE,
    &expansion_member::RULE,
    &external_parent_mismatch::RULE,
    &external_parent_prefix::RULE,
    &id_shape::RULE,
    &is_deleted::RULE,
    &misspelt_member::RULE,
    &placeholder::RULE,
    &read_only_member::RULE,
    &segment_id_shape::RULE,
    &segment_unavailable::RULE,
    &session_events_missing::RULE,
    &session_events_unused::RULE,
    &session_func_missing::RULE,
    &session_timeout_duplicate::RULE,
    &session_timeout_incomplete::RULE,
    &session_timeout_missing::RULE,
    &session_timeout_unused::RULE,
    &time_zone_case::RULE,
    &time_zone_format::RULE,
    &time_zone_offset::RULE,
    &time_zone_unknown::RULE,
    &unknown_member::RULE,
];

/// The rules that speak from what the service told; the others need the document alone.
const SERVICE: &[&Rule] = &[&connection_unavailable::RULE, &event_unavailable::RULE, &segment_unavailable::RULE];

/// What a rule may look at.
pub struct Context<'a> {
    /// The document.
    pub tree: &'a Tree,
    /// What it holds: one data view, a list, or an answer page.
    pub form: Form,
    /// Its data views.
    pub views: Vec<View<'a>>,
    /// The schema in force.
    pub schema: &'a Schema,
    /// The moment for which time zones are looked at.
    pub now: Timestamp,
    /// What the service told, where it was asked.
    pub catalogue: Option<&'a Catalogue>,
    strangers: OnceCell<Strangers<'a>>,
}

impl<'a> Context<'a> {
    fn new(tree: &'a Tree, views: Vec<View<'a>>, schema: &'a Schema, now: Timestamp) -> Self {
        Context { tree, form: model::form(tree), views, schema, now, catalogue: None, strangers: OnceCell::new() }
    }

    /// The members that the schema does not know; found when first asked for.
    fn strangers(&self) -> &Strangers<'a> {
        self.strangers.get_or_init(|| Strangers::find(&self.views, self.schema))
    }

    /// The values of a member in all data views that have it.
    fn values(&self, name: &str) -> impl Iterator<Item = Node<'a>> {
        self.views.iter().filter_map(move |view| view.get(name))
    }

    /// The session rules of all data views, in order.
    fn session_rules(&self) -> impl Iterator<Item = SessionRule<'a>> {
        self.views.iter().flat_map(session::rules)
    }

    /// Those whose `func` is this one, each with the value of its `func`.
    fn session_rules_of(&self, func: Func) -> impl Iterator<Item = (SessionRule<'a>, Node<'a>)> {
        self.session_rules().filter_map(move |rule| Some((rule, rule.func_if(func)?)))
    }

    /// Whether the object lacks a member for good: no other name stands for it, and no syntax error may have hidden it.
    fn lacks(&self, object: Node<'_>, name: &str) -> bool {
        object.member(name).is_none() && !object.is_hurt() && !self.strangers().stand_for(object, name)
    }
}

/// The content of a value that is a clear text.
fn text_of(node: Node<'_>) -> Option<Cow<'_, str>> {
    if node.kind() == Kind::String && !node.is_unclear() { node.as_str() } else { None }
}

/// A text that is meant: clear, and no template value.
fn meant_text(node: Node<'_>) -> Option<Cow<'_, str>> {
    text_of(node).filter(|text| !model::placeholder::is_placeholder(text))
}

/// Runs the rules. `level` says what the settings make of a code: `None` is off.
pub fn check(
    tree: &Tree,
    schema: &Schema,
    now: Timestamp,
    level: impl Fn(&str, Severity) -> Option<Severity>,
) -> Vec<Diagnostic> {
    run(RULES, &Context::new(tree, model::views(tree), schema, now), level)
}

/// Runs the rules that speak from what the service told.
pub fn check_service(
    tree: &Tree,
    schema: &Schema,
    catalogue: &Catalogue,
    now: Timestamp,
    level: impl Fn(&str, Severity) -> Option<Severity>,
) -> Vec<Diagnostic> {
    let context = Context::new(tree, model::views(tree), schema, now);
    run(SERVICE, &Context { catalogue: Some(catalogue), ..context }, level)
}

/// Runs the rules that hold for any JSON file of ours, such as `cja.config.json`.
pub fn check_json(
    tree: &Tree,
    schema: &Schema,
    now: Timestamp,
    level: impl Fn(&str, Severity) -> Option<Severity>,
) -> Vec<Diagnostic> {
    run(&[&duplicate_key::RULE], &Context::new(tree, Vec::new(), schema, now), level)
}

fn run(rules: &[&Rule], context: &Context<'_>, level: impl Fn(&str, Severity) -> Option<Severity>) -> Vec<Diagnostic> {
    let mut all = Vec::new();
    for rule in rules {
        let Some(severity) = level(rule.code, rule.severity) else { continue };
        let mut findings = Findings::new(rule.code, severity);
        (rule.check)(context, &mut findings);
        all.append(&mut findings.into_found());
    }
    all.sort_by_key(|found| (found.range, found.severity));
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

#[cfg(test)]
mod reference;
#[cfg(test)]
mod tests;
