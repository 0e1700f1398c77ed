//! What one data view alone should have: said once, held within a file and between the files of a workspace.
//!
//! Within a file the rule of the same code reports; between files whoever knows them all compares the [`claims`] of
//! each. Both ask [`Unique::key`], so that they cannot disagree on what is the same.

use super::{Context, Findings, duplicate_name, duplicate_view_id};
use crate::diagnostic::Severity;
use crate::model::{self, Form, View};
use crate::syntax::{Node, Tree};
use crate::text::TextRange;
use rustc_hash::FxHashMap;

/// What should not stand twice.
pub struct Unique {
    /// The code of the rule.
    pub code: &'static str,
    /// Its severity when no setting says otherwise.
    pub severity: Severity,
    /// What of a data view must be its own, and the value that carries it.
    pub key: for<'t> fn(&View<'t>) -> Option<(String, Node<'t>)>,
    /// What is said when another data view has it too; `where_` is "this file", or another one in words.
    pub message: fn(value: &str, where_: &str) -> String,
    /// What to do.
    pub help: &'static str,
}

/// Everything that is claimed.
pub const UNIQUE: &[&Unique] = &[&duplicate_name::UNIQUE, &duplicate_view_id::UNIQUE];

/// What a data view claims for itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The code of the rule.
    pub code: &'static str,
    /// Equal for what is the same.
    pub key: Box<str>,
    /// The value that carries it.
    pub range: TextRange,
}

/// What the data views of a file claim. An answer page claims nothing: it is a copy of what the service has. Nor does a
/// text with an unresolved merge and the like: what is in it is not decided yet.
pub fn claims(tree: &Tree) -> Vec<Claim> {
    if tree.is_foreign() || model::form(tree) == Form::Page {
        return Vec::new();
    }
    let of_view = |view: &View<'_>| {
        let claim = |unique: &&Unique| {
            let (key, node) = (unique.key)(view)?;
            Some(Claim { code: unique.code, key: key.into(), range: node.range() })
        };
        UNIQUE.iter().filter_map(claim).collect::<Vec<_>>()
    };
    model::views(tree).iter().flat_map(of_view).collect()
}

/// Reports what stands twice in one file.
pub(super) fn within_file(unique: &Unique, context: &Context<'_>, findings: &mut Findings) {
    if context.views.len() < 2 {
        return;
    }
    let mut seen: FxHashMap<String, Node<'_>> = FxHashMap::default();
    for view in &context.views {
        let Some((key, node)) = (unique.key)(view) else { continue };
        let Some(first) = seen.get(&key) else {
            seen.insert(key, node);
            continue;
        };
        let value = node.as_str().unwrap_or_default();
        findings
            .add(node.range(), (unique.message)(&value, "this file"))
            .help(unique.help)
            .related(first.range(), "the other one");
    }
}
