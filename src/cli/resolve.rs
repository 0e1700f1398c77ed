//! `cja resolve`: whose value a field keeps where both sides changed it, or nobody knows who did.

use crate::api::{ApiError, Kind};
use crate::cli::confirm::{ask, confirm};
use crate::cli::remote::{self, Console};
use crate::cli::workspace::{self, WriteArgs};
use crate::sync::definition::Unit;
use crate::sync::plan::shown;
use crate::sync::state::Change;
use crate::sync::{Direction, Keep, Plan, PlanOptions};
use std::path::PathBuf;
use std::process::ExitCode;

/// Settle a conflict field by field
///
/// Without --mine or --theirs each field is asked about, with both values. A field that keeps yours is pushed by the next `cja push`; a field
/// that takes the other value gets it in the file. Where nothing is in conflict, --theirs gives up changes of the file that were not pushed.
/// `cja undo` puts the file back.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// File of the data view
    pub file: PathBuf,
    /// Only these fields, separated by commas
    #[arg(long, value_delimiter = ',', value_name = "FIELDS")]
    pub field: Vec<String>,
    /// Keep the values of the file
    #[arg(long, conflicts_with = "theirs")]
    pub mine: bool,
    /// Take the values of the service
    #[arg(long)]
    pub theirs: bool,
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
/// [`Kind::Usage`] when there is nothing to settle; [`Kind::Guard`] when nobody can be asked; those of the plan.
pub async fn execute(args: &Args, console: &Console) -> Result<(), ApiError> {
    let workspace = workspace::open(console, "resolve")?;
    workspace::settle(console, &workspace).await?;
    let file = workspace.file(&console.connect.workspace.join(&args.file))?;
    let name = file.path.clone();
    let usage = |problem: &str, advice: &str| ApiError::new(Kind::Usage, format!("resolve {name}"), problem, advice);
    let plan = workspace.plan(Direction::Push, file, &PlanOptions::default()).await?;
    let plan = plan.ok_or_else(|| usage("it means no data view of the service yet", ""))?;
    let units: Vec<Unit> = match args.field.is_empty() {
        true => plan.to_settle(),
        false => args.field.iter().cloned().map(Unit::from).collect(),
    };
    let all = |keep: Keep| units.iter().map(|unit| (unit.clone(), keep)).collect();
    let choices: Vec<(Unit, Keep)> = match (args.mine, args.theirs) {
        (true, _) => all(Keep::Mine),
        (_, true) => all(Keep::Theirs),
        _ if units.is_empty() => Vec::new(),
        _ if !console.interactive => {
            let advice = "Pass --mine or --theirs, with --field for some of them.";
            return Err(ApiError::new(
                Kind::Guard,
                format!("resolve {name}"),
                "each field needs an answer, but no terminal is attached",
                advice,
            ));
        }
        _ => ask_each(console, &plan, &units).await?,
    };
    if choices.is_empty() && !units.is_empty() {
        console.say("Nothing was settled.");
        return Ok(());
    }
    if args.mine || args.theirs {
        choices.iter().for_each(|(unit, _)| console.say(&both(&plan, unit)));
    }
    if args.write.dry_run {
        return Ok(());
    }
    // Work that is in the file alone goes only after a yes.
    if args.theirs && !plan.has_conflict() && !choices.is_empty() {
        confirm(console, &args.write, &format!("give up {} of the file", crate::sync::plan::fields(choices.len())))
            .await?;
    }
    let outcome = workspace.settle_fields(&plan, &choices).await?;
    console.say(&outcome.message);
    Ok(())
}

/// A field with both values.
fn both(plan: &Plan, unit: &Unit) -> String {
    let change = plan.changes.iter().find(|change| change.unit == *unit);
    let value = |pick: fn(&Change) -> Option<&serde_json::Value>| shown(change.and_then(pick));
    let (mine, theirs) = (value(|change| change.local.as_ref()), value(|change| change.remote.as_ref()));
    format!("{}\n  mine    {mine}\n  theirs  {theirs}", crate::text::shown::terminal(&unit.to_string()))
}

/// Asks about each field, with both values; those that were skipped are left out.
///
/// # Errors
/// When the person stops.
pub async fn ask_each(console: &Console, plan: &Plan, units: &[Unit]) -> Result<Vec<(Unit, Keep)>, ApiError> {
    let mut choices = Vec::new();
    for unit in units {
        let change = plan.changes.iter().find(|change| change.unit == *unit);
        let Some(change) = change else { continue };
        console.say(&both(plan, &change.unit));
        let answer = ask(&console.cancel, &format!("{unit}: keep mine, take theirs, skip, quit? [m/t/S/q] ")).await?;
        match answer.to_lowercase().as_str() {
            "m" | "mine" => choices.push((unit.clone(), Keep::Mine)),
            "t" | "theirs" => choices.push((unit.clone(), Keep::Theirs)),
            "q" | "quit" => break,
            _ => {}
        }
    }
    Ok(choices)
}
