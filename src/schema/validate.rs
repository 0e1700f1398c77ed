//! (being written)
use super::Schema;
use crate::{diagnostic::Diagnostic, syntax::Tree};
impl Schema {
    /// What the schema finds wrong.
    pub fn validate(&self, _tree: &Tree) -> Vec<Diagnostic> {
        Vec::new()
    }
}
