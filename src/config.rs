//! Settings: what a person wrote ([`Options`]) and what follows from it ([`Settings`]).
//!
//! Pure: nothing here reads a file or the environment; `files` and the two mouths do. [`Settings::resolve`] is the
//! only road from one to the other, and [`check()`] says what is wrong with a `cja.config.json`. A new setting is one
//! field of [`Options`] and its description in `schemas/cja.config.schema.json`.

mod check;
mod globs;
mod options;
mod settings;

pub use check::{CODES, check};
pub use options::{Exception, Level, Options};
pub use settings::{FileKind, Layers, Settings, normalize};

/// The name of the project's settings file.
pub const FILE_NAME: &str = "cja.config.json";
