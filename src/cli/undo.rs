//! `cja undo`: take back what an operation wrote, on the service or in files.

use crate::api::ApiError;
use crate::api::error::plain;
use crate::cli::events::Events;
use crate::cli::remote::{self, Console};
use crate::cli::workspace::{self, WriteArgs};
use crate::sync::plan::shown;
use crate::sync::{Confirmation, Undo, UndoStep};
use serde_json::json;
use std::process::ExitCode;

/// Undo an operation: a push, a create, a delete, a pull
///
/// Shows what would change and asks. Fields get their old value back where the service still has what was pushed; files get back what they
/// held where nobody edited them since; a created data view is deleted after its name was typed; a deleted one is created again under a new
/// id. What was changed since stays.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// The operation, as `cja log` shows it; the last one that was not undone when none is given
    pub op: Option<String>,
    /// Undoing a create: confirm the deletion by naming the data view
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// Undoing a delete: create again even when a data view of this name is on the same connection
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
/// Those of looking and of writing; [`crate::api::Kind::Guard`] when nobody agreed.
pub async fn execute(args: &Args, console: &Console) -> Result<(), ApiError> {
    let workspace = workspace::open_to_write(console, "undo")?;
    workspace::settle(console, &workspace).await?;
    let Some(op) = args.op.clone().or_else(|| workspace.last_operation()) else {
        console
            .say("There is nothing to undo in this profile: nothing was written from here, or all of it was undone.");
        return Ok(());
    };
    let undo = Undo { same_name: args.same_name, ..workspace.plan_undo(&op).await? };
    let profile = workspace.profile().clone();
    console.say(describe(&undo, &profile.name).trim_end());
    if args.write.dry_run {
        return Ok(());
    }
    let mut consent = Confirmation { profile: args.write.confirm.clone() };
    let mut name = args.name.clone();
    if !matches!(undo.step, UndoStep::Nothing) {
        let sends = !matches!(undo.step, UndoStep::Files(_));
        let question = if sends { format!("undo in {}", profile.name) } else { "undo".to_owned() };
        match &undo.step {
            UndoStep::Delete { .. } if name.is_none() && console.interactive => {
                name = Some(workspace::ask(&console.cancel, "Type the name of the data view to delete it: ").await?);
            }
            // Without a terminal the name is the consent.
            UndoStep::Delete { .. } => {}
            _ => workspace::confirm(console, &args.write, &question).await?,
        }
        if sends {
            consent.profile = workspace::confirm_profile(console, &args.write, &profile).await?;
        }
    }
    let outcome = workspace.undo(&undo, name.as_deref(), &consent).await?;
    let mut events = Events::default();
    let name = if outcome.changed { "done" } else { "skipped" };
    let event = json!({"event": name, "undid": op, "operation": outcome.op, "view": outcome.view, "profile": profile.name,
        "message": outcome.message});
    events.add(console, event)?;
    events.print(console)?;
    outcome.warnings.iter().for_each(|warning| console.say(&format!("Note: {warning}.")));
    console.say(&outcome.message);
    Ok(())
}

/// What would change: each field with both values, each file by its path.
fn describe(undo: &Undo, profile: &str) -> String {
    let name = plain(&undo.name);
    let mut text = match &undo.step {
        UndoStep::Nothing => format!("undo {}: nothing is left of it\n", undo.op),
        UndoStep::Restore(restore) => format!("\"{name}\" ({}) · {profile} · undo {}\n", plain(&restore.id), undo.op),
        UndoStep::Delete { id, .. } => {
            format!("\"{name}\" ({}) · {profile} · undo {}: delete the data view that it created\n", plain(id), undo.op)
        }
        UndoStep::Create(recreate) => format!(
            "\"{name}\" · {profile} · undo {}: create the data view again, under a new id, from {}\n",
            undo.op,
            plain(&recreate.file.path)
        ),
        UndoStep::Files(files) => format!("{} · undo {}\n", if files.len() == 1 { "1 file" } else { &name }, undo.op),
    };
    match &undo.step {
        UndoStep::Restore(restore) => restore.fields.iter().for_each(|(unit, now, then)| {
            text.push_str(&format!("  {unit}: {} → {}\n", shown(now.as_ref()), shown(then.as_ref())));
        }),
        UndoStep::Files(files) => files.iter().for_each(|file| {
            let deed = if file.before.is_some() { "gets its earlier text back" } else { "is removed" };
            text.push_str(&format!("  {} {deed}\n", plain(&file.path)));
        }),
        _ => {}
    }
    undo.details.iter().for_each(|line| text.push_str(&format!("  {}\n", crate::text::shown::terminal(line))));
    undo.changed_since.iter().for_each(|what| text.push_str(&format!("  changed since, stays: {}\n", plain(what))));
    text
}
