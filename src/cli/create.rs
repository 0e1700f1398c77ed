//! `cja create`: a new data view from a file.

use crate::api::{ApiError, Kind};
use crate::cli::events::Events;
use crate::cli::remote::{self, Console};
use crate::cli::workspace::{self, WriteArgs};
use crate::sync::{Action, Direction, PlanOptions};
use std::path::PathBuf;
use std::process::ExitCode;

/// Create a data view from a file
///
/// The new id is added to the file. A file whose data view was deleted on the service is created anew, under a new id.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// File of the data view
    pub file: PathBuf,
    /// Create even when a data view of this name is on the same connection
    #[arg(long)]
    pub same_name: bool,
    /// Confirmation, profile, output
    #[command(flatten)]
    pub write: WriteArgs,
}

/// Runs the command in this process.
pub fn run(args: Args) -> ExitCode {
    remote::run(&args.write.remote.clone(), |console| async move { execute(&args, &console).await })
}

/// The command.
///
/// # Errors
/// Those of the plan and of carrying it out; [`Kind::Guard`] when the data view exists.
pub async fn execute(args: &Args, console: &Console) -> Result<(), ApiError> {
    let workspace = workspace::open_to_write(console, "create")?;
    workspace::settle(console, &workspace).await?;
    let wish = PlanOptions { anew: true, same_name: args.same_name, ..PlanOptions::default() };
    let file = workspace.file(&console.connect.workspace.join(&args.file))?;
    let Some(plan) = workspace.plan(Direction::Push, file, &wish).await? else { return Ok(()) };
    if !matches!(plan.action, Action::Create | Action::Refuse) {
        let problem = format!("it exists as {}", plan.target.view.as_deref().unwrap_or_default());
        let advice = format!("`cja push {}` changes it; without its `id` the file would make another.", plan.typed());
        return Err(ApiError::new(Kind::Guard, format!("create {}", plan.title()), problem, advice));
    }
    let mut events = Events::default();
    let done = workspace::carry_out(console, &workspace, &args.write, &plan, &mut events).await;
    events.print(console)?;
    done.map(drop)
}
