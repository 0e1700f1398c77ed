//! The client and its commands against the sandbox: every endpoint, every form of paging, every fault, the pace of several
//! processes, and a hunt for secrets in everything that comes out.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, missing_docs)]

#[path = "api/commands.rs"]
mod commands;
#[path = "api/desk.rs"]
mod desk;
#[path = "api/endpoints.rs"]
mod endpoints;
#[path = "api/faults.rs"]
mod faults;
#[path = "support/kept.rs"]
mod kept;
#[path = "api/login.rs"]
mod login;
#[path = "api/manners.rs"]
mod manners;
#[path = "api/matrix.rs"]
mod matrix;
#[path = "api/names.rs"]
mod names;
#[path = "api/pace.rs"]
mod pace;
#[path = "api/pages.rs"]
mod pages;
#[path = "api/secrets.rs"]
mod secrets;
#[path = "api/snapshot.rs"]
mod snapshot;
#[path = "api/stub.rs"]
mod stub;
#[path = "api/tokens.rs"]
mod tokens;
