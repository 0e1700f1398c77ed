//! The binary: its wiring, exit codes and outputs. Cases of the engine are tested where the engine is.

#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing)]

#[path = "cli/support.rs"]
mod support;

#[path = "cli/check.rs"]
mod check;
#[path = "support/corpus.rs"]
mod corpus;
#[path = "cli/foreign.rs"]
mod foreign;
#[path = "cli/help.rs"]
mod help;
#[path = "support/kept.rs"]
mod kept;
#[path = "cli/others.rs"]
mod others;
#[path = "cli/outputs.rs"]
mod outputs;
