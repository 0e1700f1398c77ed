//! Files and the service kept in step: what differs, what would happen, and doing it without losing anybody's work.
//!
//! [`definition`], [`state`], [`plan`], [`body`] and [`splice`] are pure. [`Workspace`] does the effects in order: journal
//! of the intent, pre-image, request, verification, base, link. It knows no terminal and no protocol of editors: progress
//! goes to a listener, questions are the caller's. Begin with [`state::state`] (the table) and [`Workspace::plan`].

pub mod base;
pub mod body;
mod committed;
pub mod definition;
mod delete;
mod execute;
mod git;
pub mod journal;
mod lock;
mod many;
pub mod merge;
pub mod plan;
mod prune;
mod pull;
mod push;
mod push_many;
mod resolve;
mod settle;
pub mod sight;
pub mod splice;
pub mod state;
mod undo;
pub mod verdict;
pub mod workspace;
pub mod writer;

pub use delete::Deletion;
pub use many::Subject;
pub use plan::{Action, Direction, Plan, Target, Wish};
pub use pull::Pulling;
pub use push::Applied;
pub use resolve::Keep;
pub use sight::{Live, LocalFile, Seen};
pub use state::State;
pub use undo::{Undo, UndoStep};
pub use workspace::{Consent, Outcome, Step, Workspace};
