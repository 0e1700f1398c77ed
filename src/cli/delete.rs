//! `cja delete`: the only way a data view is deleted.

use crate::api::{ApiError, Kind};
use crate::cli::remote::{self, Console};
use crate::cli::workspace::{self, WriteArgs};
use crate::sync::{Confirmation, Direction, PlanOptions};
use std::process::ExitCode;

/// Delete a data view on the service
///
/// Shows when it was last used, keeps its document, and asks for its name. The file stays.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// File or id of the data view
    pub what: String,
    /// The data view's name, as it would be typed
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// Delete although it changed on the service
    #[arg(long)]
    pub even_if_changed: bool,
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
/// [`Kind::Guard`] without the view's name; those of looking and deleting.
pub async fn execute(args: &Args, console: &Console) -> Result<(), ApiError> {
    let workspace = workspace::open_to_write(console, "delete")?;
    workspace::settle(console, &workspace).await?;
    let mut plans = workspace::plans(
        console,
        &workspace,
        Direction::Pull,
        std::slice::from_ref(&args.what),
        &PlanOptions::default(),
    )
    .await?;
    let Some(plan) = plans.pop().transpose()? else {
        return Err(ApiError::new(Kind::NotFound, format!("delete {}", args.what), "there is no such data view", ""));
    };
    let deletion = workspace.deletion(&plan)?;
    let access =
        deletion.last_access.as_ref().map_or_else(|| "never, as far as the service says".to_owned(), Clone::clone);
    console.say(&format!("{} ({}) · {} · last used: {access}", plan.title(), deletion.id, plan.target.profile));
    if deletion.changed {
        console.say(workspace::describe(&plan).trim_end());
    }
    if args.write.dry_run {
        return Ok(());
    }
    let typed = match &args.name {
        Some(name) => name.clone(),
        None if console.interactive => {
            workspace::ask(&console.cancel, "Deleting is final. Type the data view's name: ").await?
        }
        None => String::new(),
    };
    let profile = workspace::confirm_profile(console, &args.write, workspace.profile()).await?;
    let consent = Confirmation { profile };
    let outcome = workspace.delete(&deletion, &typed, args.even_if_changed, &consent).await?;
    outcome.warnings.iter().for_each(|warning| console.say(&format!("Note: {warning}.")));
    console.say(&outcome.message);
    Ok(())
}
