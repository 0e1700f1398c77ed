//! `cja unlink`: a file stops meaning a data view of the service.

use crate::api::ApiError;
use crate::cli::confirm::confirm;
use crate::cli::remote::{self, Console};
use crate::cli::workspace::{self, WriteArgs};
use std::path::PathBuf;
use std::process::ExitCode;

/// Forget which data view a file means
///
/// Removes the `id` of the file and its link in cja.config.json. The data view stays as it is; pushing the file afterwards creates a new one.
/// `cja undo` puts the file back.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// File of the data view
    pub file: PathBuf,
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
/// [`crate::api::Kind::Usage`] when the file means no data view; what keeps files from being written.
pub async fn execute(args: &Args, console: &Console) -> Result<(), ApiError> {
    let workspace = workspace::open(console, "unlink")?;
    let file = workspace.file(&console.connect.workspace.join(&args.file))?;
    let id = file.target().unwrap_or_default();
    if args.write.dry_run {
        console.say(&format!("Would remove {} from {} (--dry-run).", crate::api::error::plain(&id), file.path));
        return Ok(());
    }
    if !id.is_empty() {
        confirm(console, &args.write, &format!("forget that {} means {}", file.path, crate::api::error::plain(&id)))
            .await?;
    }
    console.say(&workspace.unlink(&file).await?);
    Ok(())
}
