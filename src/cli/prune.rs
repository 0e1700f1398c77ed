//! `cja prune`: forget data views that exist neither here nor on the service.

use crate::api::ApiError;
use crate::cli::remote::{self, Console, RemoteArgs};
use crate::cli::workspace;
use crate::sync::State;
use std::process::ExitCode;

/// Forget data views that exist neither here nor on the service
///
/// Removes what `.cja` remembers of them and links in cja.config.json whose file and data view are both gone. Nothing is sent but questions.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// Only this data view, by its id
    pub id: Option<String>,
    /// Show what would be forgotten and write nothing
    #[arg(long)]
    pub dry_run: bool,
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
/// What keeps the service from being asked, or the records from being written.
pub async fn execute(args: &Args, console: &Console) -> Result<(), ApiError> {
    let workspace = workspace::open(console, "prune")?;
    let mut plans = workspace.status().await?;
    super::status::unread(&plans)?;
    plans.retain(|plan| matches!(plan.state, State::Gone | State::DeadLink));
    plans.retain(|plan| args.id.is_none() || plan.target.view == args.id);
    if args.dry_run {
        for plan in &plans {
            console.say(&format!(
                "Would forget {} ({}).",
                plan.title(),
                plan.target.view.as_deref().unwrap_or_default()
            ));
        }
        return Ok(());
    }
    let told = workspace.prune(&plans).await?;
    if told.is_empty() {
        console.say("Nothing to forget.");
    }
    told.iter().for_each(|sentence| console.say(sentence));
    Ok(())
}
