//! `cja log`: what this workspace wrote.

use crate::api::ApiError;
use crate::api::endpoints::audit_log;
use crate::cli::remote::{self, Console, Output, RemoteArgs};
use crate::cli::table::{self, Column};
use crate::files::Own;
use crate::sync::journal::{Entry, Journal, WriteKind};
use crate::sync::workspace::root;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use std::process::ExitCode;

/// Show what was written from this workspace
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// File or id of a data view; only what is about it
    pub what: Option<String>,
    /// Show the service's own log of the data view, and which of it came from here
    #[arg(long = "remote", requires = "what")]
    pub service: bool,
    /// Form of the output
    #[command(flatten)]
    pub remote: RemoteArgs,
}

/// Runs the command in this process.
pub fn run(args: Args) -> ExitCode {
    remote::run(&args.remote.clone(), |console| async move { execute(&args, &console).await })
}

/// The command. It needs no network, unless the service's log is asked for.
///
/// # Errors
/// When the output cannot be written; those of the client.
pub async fn execute(args: &Args, console: &Console) -> Result<(), ApiError> {
    let folder = root(&console.connect.workspace);
    let own = Own::of_workspace(&folder, Some(&console.connect.folders.state));
    if let Some(why) = own.refusal() {
        console.say(&format!("note: {why}. {}", why.advice()));
    }
    let mut entries = Journal::new(&own).entries();
    if let Some(what) = &args.what {
        let path = console.connect.workspace.join(what);
        let text = crate::disk::read_text(&path).unwrap_or_default();
        let own = serde_json::from_str::<Value>(&text).ok().and_then(|file| Some(file.get("id")?.as_str()?.to_owned()));
        let id = own.unwrap_or_else(|| what.clone());
        let path = crate::files::absolute(&path);
        let path = path.strip_prefix(&folder).unwrap_or(&path).to_string_lossy().replace('\\', "/");
        let about = |entry: &Entry| entry.view.as_ref() == Some(&id) || entry.path.as_ref() == Some(&path);
        let ops: Vec<String> = entries.iter().filter(|entry| about(entry)).map(|entry| entry.op.clone()).collect();
        entries.retain(|entry| ops.contains(&entry.op));
        if args.service {
            return service(console, &id, &entries).await;
        }
    }
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

/// Clocks differ a little, and the journal counts whole seconds.
const SLACK: SignedDuration = SignedDuration::from_secs(5);

/// The service's log of one data view. What was written from here is told by its time: the log names no program.
async fn service(console: &Console, id: &str, entries: &[Entry]) -> Result<(), ApiError> {
    let (client, _) = console.client("log")?;
    let logged = client.all(&audit_log::of_data_view(id, None)).await?;
    let time = |text: &str| text.parse::<Timestamp>().ok();
    let times: Vec<Option<Timestamp>> =
        logged.iter().map(|row| row.get("dateCreated").and_then(Value::as_str).and_then(time)).collect();
    let mut ours: Vec<Option<String>> = times.iter().map(|_| None).collect();
    // Each operation wrote once: it is the entry nearest to its end that no other operation has.
    for intent in entries.iter().filter(|entry| entry.event == "intent" && entry.deed != Some(WriteKind::Files)) {
        let end = entries.iter().rev().find(|entry| entry.event == "outcome" && entry.op == intent.op);
        let (Some(start), Some(end)) = (time(&intent.time), time(&end.unwrap_or(intent).time)) else { continue };
        let near = |at: &Option<Timestamp>| {
            let at = (*at)?;
            let inside = at.duration_since(start) >= -SLACK && at.duration_since(end) <= SLACK;
            inside.then(|| at.duration_since(end).abs())
        };
        let free = times.iter().enumerate().filter(|(row, _)| ours.get(*row).is_some_and(Option::is_none));
        let nearest = free.filter_map(|(row, at)| Some((near(at)?, row))).min();
        if let Some(place) = nearest.and_then(|(_, row)| ours.get_mut(row)) {
            *place = Some(intent.op.clone());
        }
    }
    let rows: Vec<Value> = logged
        .into_iter()
        .zip(ours)
        .map(|(mut row, op)| {
            if let Some(row) = row.as_object_mut() {
                row.insert("operation".into(), json!(op));
            }
            row
        })
        .collect();
    let columns = [
        Column("TIME", "dateCreated"),
        Column("ACTION", "action"),
        Column("USER", "user.email"),
        Column("DESCRIPTION", "description"),
        Column("FROM HERE", "operation"),
    ];
    console.print(&table::render(console.output, &columns, &rows))
}
