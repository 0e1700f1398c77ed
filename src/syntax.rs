//! JSON while it is being typed: a lossless, error-recovering parser and the tree that it leaves.
//!
//! Any text gives a tree. What is wrong with the text comes beside it as diagnostics, one for each mistake, at the
//! place where the mistake is mended. Accepts exactly what `serde_json` accepts, except: any nesting depth, a
//! leading byte order mark, numbers beyond a double, unpaired surrogate escapes (the last two are warnings).
//! Text that is something else than JSON with mistakes in it is known as such in `foreign`, and told as one finding.
//! Knows nothing of data views or schemas. Begin with [`Tree::parse`] and [`Node`]; [`Tree::edit`] follows what is typed
//! by parsing around it; edits of the program's own are made by [`mod@edit`].

mod codes;
pub mod edit;
mod foreign;
mod lexer;
mod node;
mod parser;
mod recover;
mod reparse;
mod strings;
mod tree;

pub use codes::{CODES, SyntaxCode};
pub use node::{Items, Member, Members, Node, Step};
pub use strings::quote;
pub use tree::{DEEPEST, Kind, NodeId, Tree};

#[cfg(test)]
mod tests;
