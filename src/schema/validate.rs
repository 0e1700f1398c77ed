//! Validation: the compiled schema over our tree, its errors put at their places and grouped as a person would.
//!
//! Where the text is broken nothing is said: no conclusions from what is unclear, none from what may be lost.

use super::json::Instance;
use super::{Schema, messages};
use crate::diagnostic::{Diagnostic, Origin, Severity};
use crate::syntax::{Node, NodeId, Tree};
use crate::text::TextRange;
use jsonschema::ValidationError;
use jsonschema::error::ValidationErrorKind as Kind;
use jsonschema::paths::{Location, LocationSegment};
use rustc_hash::FxHashMap;

/// How many problems are told one by one; the rest is counted.
const SHOWN: usize = 1000;
/// Arrays longer than this get a table of their items when errors point into them.
const LONG_ARRAY: usize = 64;

impl Schema {
    /// What the schema finds wrong, in the order of the text.
    pub fn validate(&self, tree: &Tree) -> Vec<Diagnostic> {
        let Some(root) = tree.root() else { return Vec::new() };
        // Validation recurses with the document, and a stack is finite.
        if tree.is_too_deep() {
            let message = format!(
                "The document is nested {} levels deep; only its syntax is checked, and it is not formatted.",
                tree.depth()
            );
            let range = TextRange { start: root.range().start, end: root.range().start + 1 };
            return vec![Diagnostic::new(Origin::Schema, "too-deep", Severity::Warning, range, message)];
        }
        let mut collector = Collector {
            schema: self,
            root,
            tables: FxHashMap::default(),
            missing: Vec::new(),
            out: Vec::new(),
            unshown: 0,
        };
        for error in self.validator.iter_errors(Instance::Node(root)) {
            collector.take(&error);
        }
        collector.finish()
    }
}

impl Schema {
    /// What is said of an object in which members of these names are missing; nothing when none is.
    pub fn missing(&self, object: Node<'_>, names: &[&str]) -> Option<Diagnostic> {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let mut out = Vec::new();
        if !names.is_empty() {
            messages::missing(self, object, &names, &mut out);
        }
        out.pop()
    }
}

struct Collector<'s, 't> {
    schema: &'s Schema,
    root: Node<'t>,
    tables: FxHashMap<NodeId, Vec<Node<'t>>>,
    missing: Vec<(Node<'t>, Vec<String>)>,
    out: Vec<Diagnostic>,
    unshown: usize,
}

impl<'t> Collector<'_, 't> {
    fn take(&mut self, error: &ValidationError<'_>) {
        if self.out.len() + self.missing.len() >= SHOWN {
            self.unshown += 1;
            return;
        }
        let Some((node, alone)) = self.locate(error.instance_path()) else { return };
        // Of two members with one name the last counts; of the value that does not, nothing is said but that it is there.
        if !alone && error.instance().as_ref() != &node.to_value_lossy() {
            return;
        }
        if node.is_unclear() || (concludes_from_absence(error.kind()) && node.is_hurt()) {
            return;
        }
        match error.kind() {
            Kind::Required { property } => {
                let name = property.as_str().unwrap_or_default().to_owned();
                match self.missing.iter_mut().find(|(seen, _)| *seen == node) {
                    Some((_, names)) if names.contains(&name) => {}
                    Some((_, names)) => names.push(name),
                    None => self.missing.push((node, vec![name])),
                }
            }
            Kind::AnyOf { context } | Kind::OneOfNotValid { context } => self.branches(node, context),
            _ if looks_inside(error.kind()) && node.has_damage() => {}
            kind => messages::describe(self.schema, node, kind, &mut self.out),
        }
    }

    /// The branch that was meant speaks; when none stands out, one sentence about them all.
    fn branches(&mut self, node: Node<'t>, context: &[Vec<ValidationError<'static>>]) {
        if node.has_damage() {
            return;
        }
        let here = node.path().len();
        let scores: Vec<(usize, usize)> = context.iter().map(|errors| (distance(errors, here), errors.len())).collect();
        let best = scores.iter().min().copied();
        let meant: Vec<&Vec<ValidationError<'static>>> =
            context.iter().zip(&scores).filter(|(_, score)| Some(**score) == best).map(|(errors, _)| errors).collect();
        match meant.as_slice() {
            [errors] if best.is_some_and(|(distance, _)| distance < WRONG_KIND) => {
                for error in errors.iter() {
                    self.take(error);
                }
            }
            _ => messages::no_branch(self.schema, node, context, &mut self.out),
        }
    }

    /// The node of a path, and whether no name on the way stands twice.
    fn locate(&mut self, path: &Location) -> Option<(Node<'t>, bool)> {
        let (mut node, mut alone) = (self.root, true);
        let mut member = |object: Node<'t>, name: &str| {
            let mut named = object.members().filter(|member| member.key.is_named(name));
            let first = named.next()?;
            let last = named.last();
            alone &= last.is_none();
            Some(last.unwrap_or(first).value)
        };
        for segment in path.segments() {
            node = match segment {
                LocationSegment::Property(name) => member(node, &name)?,
                LocationSegment::Index(index) if node.is_object() => member(node, &index.to_string())?,
                LocationSegment::Index(index) => self.item(node, index)?,
            };
        }
        Some((node, alone))
    }

    fn item(&mut self, array: Node<'t>, index: usize) -> Option<Node<'t>> {
        if index < LONG_ARRAY {
            return array.item(index);
        }
        self.tables.entry(array.id()).or_insert_with(|| array.items().collect()).get(index).copied()
    }

    fn finish(mut self) -> Vec<Diagnostic> {
        for (node, names) in &self.missing {
            messages::missing(self.schema, *node, names, &mut self.out);
        }
        // A value of the wrong type is also none of the allowed ones; that is one mistake.
        let mistyped: Vec<TextRange> =
            self.out.iter().filter(|one| one.code == "wrong-type").map(|one| one.range).collect();
        if !mistyped.is_empty() {
            self.out.retain(|one| one.code != "unknown-value" || !mistyped.contains(&one.range));
        }
        self.out.sort_by_key(|diagnostic| diagnostic.range);
        if self.unshown > 0 {
            let at = self.out.last().map_or(0, |last| last.range.end as usize);
            let message = format!("{} more problems are not shown. Fix the first ones and look again.", self.unshown);
            self.out.push(Diagnostic::new(
                Origin::Schema,
                "more-problems",
                Severity::Error,
                TextRange::empty(at),
                message,
            ));
        }
        self.out
    }
}

/// The branch is for another kind of value altogether.
const WRONG_KIND: usize = 1000;

/// How far a branch is from what was written: another type here is farthest, then a discriminating constant that
/// differs, then the number of errors.
fn distance(errors: &[ValidationError<'static>], here: usize) -> usize {
    errors
        .iter()
        .map(|error| {
            let depth = error.instance_path().segments().count().saturating_sub(here);
            match (error.kind(), depth) {
                (Kind::Type { .. } | Kind::FalseSchema, 0) => WRONG_KIND,
                (Kind::Constant { .. } | Kind::Enum { .. }, 0) => WRONG_KIND,
                (Kind::Constant { .. }, 1) => 100,
                (Kind::Enum { .. }, 1) => 50,
                (Kind::Required { .. }, 0) => 5,
                _ => 2,
            }
        })
        .sum()
}

/// Whether the error says that something is not there.
fn concludes_from_absence(kind: &Kind) -> bool {
    matches!(
        kind,
        Kind::Required { .. }
            | Kind::MinItems { .. }
            | Kind::MinProperties { .. }
            | Kind::Contains
            | Kind::Enum { .. }
            | Kind::Constant { .. }
    )
}

/// Whether the error depends on everything below its place.
fn looks_inside(kind: &Kind) -> bool {
    matches!(
        kind,
        Kind::Not { .. }
            | Kind::OneOfMultipleValid { .. }
            | Kind::Contains
            | Kind::UniqueItems
            | Kind::Enum { .. }
            | Kind::Constant { .. }
    )
}
