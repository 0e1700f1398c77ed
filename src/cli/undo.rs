//! `cja undo`: give the fields that a push wrote their old values back.

use crate::api::{ApiError, Kind};
use crate::cli::remote::{self, Console};
use crate::cli::workspace::{self, WriteArgs};
use crate::sync::Consent;
use std::process::ExitCode;

/// Undo a push
///
/// Fields get their old value back where the service still has what was pushed; what somebody changed since stays. A
/// deleted data view is written to a file, from which `cja create` makes it anew.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// The operation, as `cja log` shows it; the last one when none is given
    pub op: Option<String>,
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
/// Those of looking and of writing; [`Kind::Guard`] when nobody agreed.
pub async fn execute(args: &Args, console: &Console) -> Result<(), ApiError> {
    let workspace = workspace::open(console, "undo")?;
    workspace::settle(console, &workspace).await?;
    let Some(op) = args.op.clone().or_else(|| workspace.last_operation()) else {
        console.say("There is nothing to undo: nothing was written from here.");
        return Ok(());
    };
    if let Some((name, text)) = workspace.deleted_document(&op) {
        let path = crate::files::inside(workspace.root(), format!("restored-{op}.dataview.json"))
            .map_err(|why| ApiError::new(Kind::Guard, format!("undo {op}"), format!("its file {why}"), ""))?;
        crate::files::write_new(&path, &text)
            .map_err(|error| ApiError::local(format!("write {}", path.display()), &error))?;
        console.say(&format!(
            "Wrote \"{}\" to {}. `cja create` makes it anew, under a new id.",
            crate::api::error::plain(&name),
            path.display()
        ));
        return Ok(());
    }
    let undo = workspace.plan_undo(&op).await?;
    let units: Vec<String> = undo.units.iter().map(ToString::to_string).collect();
    let profile = workspace.profile().clone();
    console.say(&format!(
        "\"{}\" ({}) · {} · undo {op}: {}",
        crate::api::error::plain(&undo.name),
        undo.id,
        profile.name,
        units.join(", ")
    ));
    if args.write.dry_run {
        return Ok(());
    }
    if !args.write.yes && !units.is_empty() {
        let refused = |problem: &str| {
            ApiError::new(Kind::Guard, format!("undo {op}"), problem, "Nothing was written. --yes agrees beforehand.")
        };
        if !console.interactive {
            return Err(refused("nobody can be asked here"));
        }
        let answer = workspace::ask(&console.cancel, &format!("undo in {}? [y/N] ", profile.name)).await?;
        if !matches!(answer.to_lowercase().as_str(), "y" | "yes") {
            return Err(refused("it was not agreed to"));
        }
    }
    let outcome = workspace.undo(&undo, &Consent { profile: args.write.confirm.clone() }).await?;
    outcome.warnings.iter().for_each(|warning| console.say(&format!("Note: {warning}.")));
    console.say(&outcome.message);
    Ok(())
}
