//! Files and the service kept in step, against a real sandbox: every row of the state table with its effects, commands done
//! twice, answers lost, processes killed, and two clients at one view. Begin with `states.rs` and `rows.rs`.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, missing_docs)]

#[allow(dead_code, reason = "shared with the client's tests")]
#[path = "api/desk.rs"]
mod desk;
#[path = "sync/disk.rs"]
mod disk;
#[path = "sync/dump.rs"]
mod dump;
#[path = "sync/dying.rs"]
mod dying;
#[path = "sync/foreign.rs"]
mod foreign;
#[path = "sync/forms.rs"]
mod forms;
#[path = "sync/guards.rs"]
mod guards;
#[path = "sync/interleave.rs"]
mod interleave;
#[path = "support/kept.rs"]
mod kept;
#[path = "sync/lost.rs"]
mod lost;
#[path = "sync/office.rs"]
mod office;
#[path = "sync/past.rs"]
mod past;
#[path = "sync/promises.rs"]
mod promises;
#[path = "sync/rows.rs"]
mod rows;
#[path = "sync/states.rs"]
mod states;
#[path = "sync/table.rs"]
mod table;
#[path = "sync/twice.rs"]
mod twice;
