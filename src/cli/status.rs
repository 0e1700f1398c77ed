//! `cja status`: the state of every file.

use crate::api::{ApiError, Kind};
use crate::cli::remote::{self, Console, Output, RemoteArgs};
use crate::cli::table::{self, Column};
use crate::cli::workspace;
use crate::sync::{Plan, RemoteRead, State};
use crate::text::shown::terminal;
use serde_json::{Value, json};
use std::process::ExitCode;

/// Show the state of every file against the service
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// Take the definitions at this git commit as what was agreed
    #[arg(long, value_name = "REF")]
    pub base: Option<String>,
    /// End with 3 when anything is left to do
    #[arg(long)]
    pub exit_code: bool,
    /// Profile, output
    #[command(flatten)]
    pub remote: RemoteArgs,
}

/// Runs the command in this process.
pub fn run(args: Args) -> ExitCode {
    remote::run(&args.remote.clone(), |console| async move { execute(&args, &console).await })
}

/// The command.
///
/// # Errors
/// What kept the service from being read; [`Kind::Different`] with `--exit-code`.
pub async fn execute(args: &Args, console: &Console) -> Result<(), ApiError> {
    let mut workspace = workspace::open(console, "status")?;
    if let Some(reference) = &args.base {
        workspace = workspace.with_base(reference)?;
    }
    let plans = workspace.status().await?;
    match console.output {
        Output::Text | Output::Csv | Output::Markdown => {
            let rows: Vec<Value> = plans.iter().map(row).collect();
            let columns =
                [Column("FILE", "path"), Column("STATE", "state"), Column("NAME", "name"), Column("ID", "view")];
            console.print(&table::render(console.output, &columns, &rows))?;
        }
        _ => workspace::print(console, &plans)?,
    }
    workspace.skipped().iter().for_each(|said| console.say(&format!("Left out: {}.", terminal(said))));
    unread(&plans)?;
    let twice = workspace.ambiguous();
    twice.iter().for_each(|error| console.say(&error.to_string()));
    match twice.into_iter().next() {
        Some(error) if args.exit_code => Err(error),
        _ => different(args.exit_code, &plans),
    }
}

/// What kept the service from being read. The plans are shown all the same, against what was last agreed.
pub(super) fn unread(plans: &[Plan]) -> Result<(), ApiError> {
    let unknown = plans.iter().find(|plan| plan.state == State::RemoteUnknown);
    match unknown.and_then(Plan::seen) {
        Some(RemoteRead::Unknown(error)) => Err(error.clone()),
        _ => Ok(()),
    }
}

/// [`Kind::Different`] when it was asked for and something is not in sync.
pub(super) fn different(asked: bool, plans: &[Plan]) -> Result<(), ApiError> {
    // A record of what is gone on both sides asks for nothing but to be forgotten.
    match plans.iter().filter(|plan| !plan.state.is_in_sync() && plan.state != State::Gone).count() {
        0 => Ok(()),
        _ if !asked => Ok(()),
        count => Err(ApiError::new(Kind::Different, "", format!("{count} not in sync"), "")),
    }
}

fn row(plan: &Plan) -> Value {
    json!({"path": plan.target.path.clone().unwrap_or_else(|| "(no file)".into()), "state": plan.words(), "name": plan.target.name,
        "view": plan.target.view, "profile": plan.target.profile})
}
