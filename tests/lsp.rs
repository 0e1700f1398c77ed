//! The language server through its protocol: over a pipe in memory, and as the real process.

#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing)]

#[path = "lsp/client.rs"]
mod client;
#[path = "lsp/json_test_suite.rs"]
mod json_test_suite;
#[path = "lsp/large.rs"]
mod large;
#[path = "lsp/lifecycle.rs"]
mod lifecycle;
#[path = "lsp/ordering.rs"]
mod ordering;
#[path = "lsp/own.rs"]
mod own;
#[path = "lsp/remote.rs"]
mod remote;
#[path = "lsp/session.rs"]
mod session;
