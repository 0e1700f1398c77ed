//! Files and folders, opened so that nothing that came with a repository leads out of it: what lies in our own folders, where
//! a path named by a file really is, which settings file governs, how git is asked.
//!
//! It knows no data view and no settings. Begin with [`Own`] for the `.cja` of a workspace and with [`inside`] for a path
//! from outside.

pub(crate) mod batch;
pub mod git;
mod inside;
mod open;
mod ours;
mod own;
mod project;
mod temp;

pub use crate::config::FILE_NAME as SETTINGS_FILE;
pub use inside::{Outside, bounds, inside, real};
pub use open::{LARGEST, open, read_text, text_of};
pub use ours::{NAME as OWN_FOLDER, Refusal, has_own_folder};
pub use own::Own;
pub use project::{absolute, find_project, is_own_settings};
pub use temp::{PREFIX, create, is_first, sweep, sweep_once};
