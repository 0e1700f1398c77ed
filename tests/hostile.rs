//! Fifty repositories that mean harm, each through the commands that people run in a fresh clone and through an editor's
//! session. Whatever they hold: files outside are byte for byte the same, no program of theirs runs, nothing waits for ever,
//! and nothing that is printed steers a terminal or a build server.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, missing_docs)]

#[path = "hostile/area.rs"]
mod area;
#[path = "hostile/editor.rs"]
mod editor;
#[path = "support/kept.rs"]
mod kept;
#[path = "hostile/outside.rs"]
mod outside;
#[path = "hostile/own_folder.rs"]
mod own_folder;
#[path = "hostile/paths.rs"]
mod paths;
#[path = "hostile/programs.rs"]
mod programs;
#[path = "hostile/special.rs"]
mod special;
#[path = "hostile/words.rs"]
mod words;

use area::{Case, all};

/// Every case of a table, and that it is as long as it says.
fn each(cases: &[Case], count: usize) {
    assert_eq!(cases.len(), count);
    all(cases);
}

#[test]
fn a_folder_of_records_that_came_along_is_not_used() {
    each(own_folder::FOREIGN, 11);
}

#[test]
fn nothing_in_the_folder_of_records_is_opened_through_a_link() {
    each(own_folder::LINKED, 11);
}

#[test]
fn no_path_from_a_journal_a_link_or_the_settings_leads_out() {
    each(paths::CASES, 16);
}

#[test]
fn git_runs_no_program_of_a_repository() {
    each(programs::CASES, 9);
}

#[test]
fn pipes_devices_and_odd_names_stop_nothing() {
    each(special::CASES, 9);
}

#[test]
fn no_name_steers_a_terminal_or_a_build_server() {
    each(words::CASES, 3);
}
