//! `cja push`: files to the service.

use crate::api::{ApiError, Kind};
use crate::cli::remote::{self, Console};
use crate::cli::workspace::{self, WriteArgs};
use crate::sync::state::State;
use crate::sync::{Action, Direction, Plan, Wish};
use std::path::PathBuf;
use std::process::ExitCode;

/// Push data views to the service
///
/// Shows the target and every changed field, asks, has the service check it, writes, and verifies the answer. A file without an `id` creates a
/// data view. Nobody's change is overwritten: what changed on the service since the last pull is shown and refused.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// Files, folders, or ids; every file of the workspace when none is given
    pub paths: Vec<String>,
    /// Push these fields alone, separated by commas
    #[arg(long, value_delimiter = ',', value_name = "FIELDS")]
    pub only: Vec<String>,
    /// Push these fields as the file has them, although the service has a value of somebody else; separated by commas
    #[arg(long, value_delimiter = ',', value_name = "FIELDS")]
    pub force_fields: Vec<String>,
    /// Take the definition at this git commit as what was agreed
    #[arg(long, value_name = "REF")]
    pub base: Option<String>,
    /// Push only if the plan in this file is still what would be done
    #[arg(long, value_name = "FILE")]
    pub plan: Option<PathBuf>,
    /// Push an earlier version, undoing what others changed since
    #[arg(long)]
    pub revert: bool,
    /// Send the changed members alone, for a service known to merge
    #[arg(long)]
    pub only_changed: bool,
    /// Create even when a data view of this name is on the same connection
    #[arg(long)]
    pub same_name: bool,
    /// Stop at the first file that fails
    #[arg(long, value_parser = ["continue", "stop"], default_value = "continue", value_name = "WHAT")]
    pub on_error: String,
    /// Consent, profile, output
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
    let mut workspace = workspace::open(console, "push")?;
    if let Some(reference) = &args.base {
        workspace = workspace.with_base(reference)?;
    }
    workspace::settle(console, &workspace).await?;
    let mut wish = Wish {
        revert: args.revert,
        only: args.only.clone(),
        only_changed: args.only_changed,
        same_name: args.same_name,
        forced: args.force_fields.clone(),
        chosen: args.force_fields.clone(),
        ..Wish::default()
    };
    let plans = workspace::plans(console, &workspace, Direction::Push, &args.paths, &wish).await?;
    if let Some(path) = &args.plan {
        same_as(path, &plans)?;
    }
    if plans.is_empty() {
        console.say("There is nothing to push: no file of a data view is here.");
    }
    let (mut results, all) = (Vec::new(), plans.len());
    for plan in plans {
        let result = match plan {
            Ok(plan) => {
                let plan = chosen(console, &workspace, plan, &mut wish).await?;
                workspace::carry_out(console, &workspace, &args.write, &plan, all > 1).await
            }
            Err(error) => Err(error),
        };
        let stop = result.as_ref().is_err_and(|error| args.on_error == "stop" || error.kind() == Kind::Cancelled);
        results.push(result);
        if stop {
            break;
        }
    }
    workspace::together(console, results)
}

/// Without a common base a person goes through the fields, each of them unticked.
async fn chosen(
    console: &Console,
    workspace: &crate::sync::Workspace,
    plan: Plan,
    wish: &mut Wish,
) -> Result<Plan, ApiError> {
    if plan.state != State::NoCommonBase || plan.action != Action::Refuse || !console.interactive {
        return Ok(plan);
    }
    console.say(workspace::describe(&plan).trim_end());
    console.say("No common base is known. Choose the fields whose value in the file is meant:");
    wish.chosen.clear();
    for change in &plan.changes {
        let answer = workspace::ask(&console.cancel, &format!("push {}? [y/N] ", change.unit)).await?;
        if matches!(answer.to_lowercase().as_str(), "y" | "yes") {
            wish.chosen.push(change.unit.to_string());
        }
    }
    let Some(path) = &plan.target.path else { return Ok(plan) };
    let file = workspace.file(&workspace.root().join(path))?;
    let again = workspace.plan(Direction::Push, file, wish).await?;
    wish.chosen.clear();
    Ok(again.unwrap_or(plan))
}

/// That a plan which was written down is still what would be done.
fn same_as(path: &std::path::Path, plans: &[Result<Plan, ApiError>]) -> Result<(), ApiError> {
    let usage = |problem: String| ApiError::new(Kind::Usage, format!("use the plan {}", path.display()), problem, "");
    let text = std::fs::read_to_string(path).map_err(|error| usage(error.to_string()))?;
    let before: Vec<Plan> = serde_json::from_str(&text).map_err(|error| usage(error.to_string()))?;
    for plan in plans.iter().flatten() {
        let same = before.iter().find(|before| before.target == plan.target).is_some_and(|before| {
            (&before.remote_hash, &before.body, before.action) == (&plan.remote_hash, &plan.body, plan.action)
        });
        if !same {
            let problem = format!("{} is not as it was planned any more", plan.title());
            return Err(ApiError::new(
                Kind::Conflict,
                "",
                problem,
                "Nothing was written. Make a new plan with `cja plan --out`.",
            ));
        }
    }
    Ok(())
}
