//! `cja pull`: the service's data views into files.

use crate::api::{ApiError, Kind};
use crate::cli::remote::{self, Console};
use crate::cli::workspace::{self, WriteArgs};
use crate::sync::{Direction, Wish};
use std::process::ExitCode;

/// Pull data views into files
///
/// Only the bytes of changed fields change. Files with changes of their own are refused unless --theirs gives those up.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// Names, ids, files or folders; every file of the workspace when none is given
    pub what: Vec<String>,
    /// Every data view of the organization
    #[arg(long, conflicts_with = "what")]
    pub all: bool,
    /// Write missing files again
    #[arg(long)]
    pub restore: bool,
    /// Take the service's version over changes in the file
    #[arg(long)]
    pub theirs: bool,
    /// Take the definition at this git commit as what was agreed
    #[arg(long, value_name = "REF")]
    pub base: Option<String>,
    /// Profile, output
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
/// Those of the plans and of carrying them out.
pub async fn execute(args: &Args, console: &Console) -> Result<(), ApiError> {
    let mut workspace = workspace::open(console, "pull")?;
    if let Some(reference) = &args.base {
        workspace = workspace.with_base(reference)?;
    }
    workspace::settle(console, &workspace).await?;
    let wish = Wish { theirs: args.theirs, restore: args.restore, ..Wish::default() };
    let plans = match args.all {
        true => workspace.plan_all(&wish).await?.into_iter().map(Ok).collect(),
        false => workspace::plans(console, &workspace, Direction::Pull, &args.what, &wish).await?,
    };
    if plans.is_empty() {
        console.say("There is nothing to pull: no file of a data view is here. `cja pull --all` brings all, `cja list` shows them.");
    }
    let (mut results, mut changed, all) = (Vec::new(), 0, plans.len());
    for (number, plan) in plans.into_iter().enumerate() {
        console.progress(&format!("pull · {}/{all} · {changed} changed", number + 1));
        let result = match plan {
            Ok(plan) => workspace::carry_out(console, &workspace, &args.write, &plan, all > 1).await,
            Err(error) => Err(error),
        };
        changed += usize::from(matches!(result, Ok(true)));
        let stop = result.as_ref().is_err_and(|error| error.kind() == Kind::Cancelled);
        results.push(result);
        if stop {
            break;
        }
    }
    workspace::together(console, results)
}
