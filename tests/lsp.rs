//! The language server through its protocol: over a pipe in memory, and as the real process.

#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing)]

#[path = "lsp/actions.rs"]
mod actions;
#[path = "lsp/client.rs"]
mod client;
#[path = "lsp/closed.rs"]
mod closed;
#[path = "lsp/completion.rs"]
mod completion;
#[path = "support/corpus.rs"]
mod corpus;
#[path = "lsp/foreign.rs"]
mod foreign;
#[path = "lsp/json_test_suite.rs"]
mod json_test_suite;
#[path = "lsp/large.rs"]
mod large;
#[path = "lsp/lifecycle.rs"]
mod lifecycle;
#[path = "lsp/names.rs"]
mod names;
#[path = "lsp/navigation.rs"]
mod navigation;
#[path = "lsp/ordering.rs"]
mod ordering;
#[path = "lsp/own.rs"]
mod own;
#[path = "lsp/reading.rs"]
mod reading;
#[path = "lsp/remote.rs"]
mod remote;
#[path = "lsp/schema.rs"]
mod schema;
#[path = "lsp/session.rs"]
mod session;
#[path = "lsp/settle.rs"]
mod settle;
#[path = "lsp/together.rs"]
mod together;
#[path = "lsp/transport.rs"]
mod transport;
#[path = "lsp/undo.rs"]
mod undo;
#[path = "lsp/unsaved.rs"]
mod unsaved;
#[path = "lsp/workspace.rs"]
mod workspace;
