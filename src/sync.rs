//! Files and the service kept in step: what differs, what would happen, and doing it without losing anybody's work.
//!
//! [`definition`], [`state`], [`plan`], [`request_body`] and [`text_merge`] are pure. [`Workspace`] does the effects in order: journal
//! of the intent, pre-image, request, verification, base, link. It knows no terminal and no protocol of editors: progress
//! goes to a listener, questions are the caller's. Begin with [`state::state`] (the table) and [`Workspace::plan`].

pub mod base;
mod batch;
mod committed;
pub mod definition;
mod delete;
mod execute;
mod git;
pub mod journal;
pub mod local_file;
mod lock;
pub mod merge;
pub mod plan;
mod prune;
mod pull;
mod push;
mod push_many;
mod recovery;
pub mod request_body;
mod resolve;
pub mod server_diagnostic;
mod settings_fault;
pub mod state;
pub mod step;
pub mod text_merge;
pub mod three_way;
mod undo;
pub mod workspace;
pub mod writer;

pub use batch::Subject;
pub use delete::Deletion;
pub use local_file::LocalFile;
pub use plan::{Action, Direction, Plan, PlanOptions, Target};
pub use pull::Pulling;
pub use push::Applied;
pub use resolve::Keep;
pub use settings_fault::{check_settings, settings_fault};
pub use state::State;
pub use step::Step;
pub use three_way::{RemoteRead, RemoteView};
pub use undo::{Undo, UndoStep};
pub use workspace::{Confirmation, Outcome, Workspace};
