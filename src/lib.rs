//! Data views as code for Adobe Customer Journey Analytics: a language server, a command line, an API client and a
//! local sandbox, all on one engine.
//!
//! # Code map
//!
//! | module | what it is for | may use |
//! | --- | --- | --- |
//! | [`text`] | offsets, ranges, edits, line tables, position encodings | nothing |
//! | [`diagnostic`] | findings and fixes as plain data | `text` |
//! | [`syntax`] | the tolerant, lossless JSON parser, its tree, edits that keep JSON whole | the above |
//! | [`schema`] | JSON Schemas: validate our tree, tell what may stand where | the above |
//! | [`model`] | what a document means: data views, sessions, ids, time zones | the above |
//! | [`config`] | options as written, settings as resolved | the above |
//! | [`rules`] | one file a rule, and their registry | the above |
//! | [`disk`] | opening files and folders so that nothing leads out, temporary files, how git is asked | `config` |
//! | [`ide`] | one file a feature: diagnostics, completion, hover, fixes, outline, formatting, what a workspace holds | the above |
//! | [`files`] | which files are ours; reading and atomic writing | `disk`, `config` and below |
//! | [`api`] | the client of the service: requests as values, credentials, pace, retries | `disk`, `text` |
//! | [`live`] | names that the service has for the ids in documents, read in the background | `api`, `files`, `model` and below |
//! | [`sandbox`] | a local server with the API's manners | nothing of ours, least of all `api` |
//! | [`sync`] | files and the service in step: states, plans, pull, push, journal, undo | `api`, `files`, `ide` and below |
//! | [`lsp`] | the only place that knows the protocol | `sync`, `api` and below |
//! | [`cli`] | one file a command | everything |
//!
//! A keystroke: `lsp::transport` reads the message, `lsp::handlers::sync` applies the edit to the rope before its first
//! await, `lsp::diagnostics` takes the new version to a worker, the tree of the last version follows by parsing around
//! the edit ([`syntax::Tree::edit`]), [`ide::diagnostics`] asks the schema and the rules, and the result is sent if the
//! version is still the latest. `cja check` asks the same function. The same worker puts what the version holds into the
//! [`ide::Index`] of the workspace, from which navigation answers and by which files are compared.
//!
//! # Invariants
//!
//! - The pure row (`text` to `ide`) reads no clock, no file, no network and no environment, knows no protocol, is not
//!   async and cannot fail: broken input is ordinary. `tests/tidy.rs` holds this and the table above.
//! - The tree loses no byte: text and spans are all there is. No recursion follows the depth of a document, except in
//!   schema validation, which is skipped for documents nested deeper than 256 levels; nor are those formatted.
//! - Nothing is concluded from what is broken: a mistake in the text silences the schema and the rules at its place.
//! - *Inferred* facts about the service never become errors; unknown members are never refused and never dropped.
//! - A document version is immutable. Whoever needs one takes an `Arc` before the first await and holds no lock across
//!   an await.
//! - Nothing is sent to a client that it did not announce, nothing is printed on stdout by the server but the protocol.
//! - No type of `api` is known to `sandbox`: a misreading of the documentation must not hide in shared code.

pub mod api;
pub mod cli;
pub mod config;
pub mod diagnostic;
pub mod disk;
pub mod files;
pub mod ide;
pub mod live;
pub mod lsp;
pub mod model;
pub mod rules;
pub mod sandbox;
pub mod schema;
pub mod sync;
pub mod syntax;
#[cfg(test)]
mod testing;
pub mod text;
