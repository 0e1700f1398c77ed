//! Every question this program asks of the API: one file per resource, one function per operation, each returning a
//! [`Request`](crate::api::Request) and naming the page that documents it.
//!
//! Nothing here sends anything. A new endpoint is a function in one of these files.

pub mod audit_log;
pub mod components;
pub mod connections;
pub mod data_views;
pub mod segments;
pub mod shares;
pub mod tags;
pub mod users;
