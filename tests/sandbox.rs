//! The sandbox over a real socket: every documented example in and out, and what happens when something goes wrong.
//!
//! These tests know HTTP and the documents; they share nothing with the API client.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

#[path = "sandbox/support.rs"]
mod support;

#[path = "sandbox/components.rs"]
mod components;
#[path = "sandbox/connections.rs"]
mod connections;
#[path = "sandbox/data_views.rs"]
mod data_views;
#[path = "sandbox/door.rs"]
mod door;
#[path = "sandbox/faults.rs"]
mod faults;
#[path = "support/kept.rs"]
mod kept;
#[path = "sandbox/lists.rs"]
mod lists;
#[path = "sandbox/metadata.rs"]
mod metadata;
#[path = "sandbox/process.rs"]
mod process;
#[path = "sandbox/segments.rs"]
mod segments;
#[path = "sandbox/sign_in.rs"]
mod sign_in;
#[path = "sandbox/state.rs"]
mod state;
