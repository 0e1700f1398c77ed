//! `cja log`: what this workspace wrote.

use crate::api::ApiError;
use crate::cli::remote::{self, Console, Output, RemoteArgs};
use crate::cli::table::{self, Column};
use crate::sync::journal::{Entry, Journal};
use crate::sync::workspace::root;
use serde_json::{Value, json};
use std::process::ExitCode;

/// Show what was written from this workspace
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// Form of the output
    #[command(flatten)]
    pub remote: RemoteArgs,
}

/// Runs the command in this process.
pub fn run(args: Args) -> ExitCode {
    remote::run(&args.remote.clone(), |console| async move { execute(&console) })
}

/// The command. It needs no network.
///
/// # Errors
/// When the output cannot be written.
pub fn execute(console: &Console) -> Result<(), ApiError> {
    let entries = Journal::new(&root(&console.connect.workspace).join(".cja")).entries();
    if matches!(console.output, Output::Json | Output::Jsonl) {
        let rows: Vec<Value> = entries.iter().map(|entry| json!(entry)).collect();
        return console.print(&table::render(console.output, &[], &rows));
    }
    let outcome = |intent: &Entry| entries.iter().rev().find(|entry| entry.event == "outcome" && entry.op == intent.op);
    let rows: Vec<Value> = entries
        .iter()
        .filter(|entry| entry.event == "intent")
        .map(|intent| {
            let end = outcome(intent);
            json!({"time": intent.time, "op": intent.op, "command": intent.command, "profile": intent.profile,
                "what": intent.path.clone().or_else(|| intent.view.clone()), "fields": intent.fields.join(", "),
                "outcome": end.and_then(|end| end.outcome.clone()).unwrap_or_else(|| "open".into())})
        })
        .collect();
    let columns = [
        Column("TIME", "time"),
        Column("OPERATION", "op"),
        Column("COMMAND", "command"),
        Column("PROFILE", "profile"),
        Column("WHAT", "what"),
        Column("OUTCOME", "outcome"),
        Column("FIELDS", "fields"),
    ];
    console.print(&table::render(console.output, &columns, &rows))
}
