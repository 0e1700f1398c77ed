//! Data views as code for Adobe Customer Journey Analytics.

pub mod api;
pub mod cli;
pub mod config;
pub mod diagnostic;
pub mod files;
pub mod ide;
pub mod lsp;
pub mod model;
pub mod rules;
pub mod sandbox;
pub mod schema;
pub mod syntax;
#[cfg(test)]
mod testing;
pub mod text;
