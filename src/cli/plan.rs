//! `cja plan`: what a push would do, to read or to keep.

use crate::api::ApiError;
use crate::cli::markdown::{cell, code, table};
use crate::cli::remote::{self, Console, Output, RemoteArgs};
use crate::cli::workspace;
use crate::sync::plan::shown;
use crate::sync::state::Change;
use crate::sync::{Direction, Plan, PlanOptions};
use std::path::PathBuf;
use std::process::ExitCode;

/// Show what a push would do
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// Files, folders or ids; every file of the workspace when none is given
    pub paths: Vec<String>,
    /// Keep the plan in this file, for `cja push --plan`
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Take the definition at this git commit as what was agreed
    #[arg(long, value_name = "REF")]
    pub base: Option<String>,
    /// End with 3 when anything would be done
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
/// Those of the plans; a refusal that a push would end with; [`crate::api::Kind::Different`] with `--exit-code`.
pub async fn execute(args: &Args, console: &Console) -> Result<(), ApiError> {
    let mut workspace = workspace::open(console, "plan")?;
    if let Some(reference) = &args.base {
        workspace = workspace.with_base(reference)?;
    }
    let plans = workspace::plans(console, &workspace, Direction::Push, &args.paths, &PlanOptions::default()).await?;
    let plans: Vec<Plan> = plans.into_iter().collect::<Result<_, _>>()?;
    match console.output {
        Output::Text => console.print(&listed(&plans))?,
        Output::Csv => console.print(&super::diff::rows(plans.iter().filter(|plan| moves(plan))))?,
        Output::Markdown => console.print(&comment(&plans))?,
        _ => workspace::print(console, &plans)?,
    }
    if let Some(path) = &args.out {
        let text = serde_json::to_string_pretty(&plans).unwrap_or_default();
        crate::files::write(path, &text)
            .map_err(|error| ApiError::local(format!("write {}", path.display()), &error))?;
    }
    let refused: Vec<ApiError> = plans.iter().filter_map(Plan::error).collect();
    workspace::failed(console, plans.len(), refused)?;
    let moving: Vec<Plan> = plans.into_iter().filter(moves).collect();
    super::status::different(args.exit_code, &moving)
}

/// What a push would do, and how many files it would leave alone; of one file that is said with its name.
fn listed(plans: &[Plan]) -> String {
    let (calm, moving): (Vec<&Plan>, Vec<&Plan>) = plans.iter().partition(|plan| !moves(plan));
    if let ([only], []) = (&calm[..], &moving[..]) {
        return workspace::describe(only);
    }
    let mut shown: String = moving.into_iter().map(workspace::describe).collect();
    if !calm.is_empty() {
        let asked = calm.iter().all(|plan| plan.asked);
        let why = if asked { "" } else { "; files without changes were not compared with the service" };
        shown.push_str(&format!("{} of {} data views have nothing to push{why}\n", calm.len(), plans.len()));
    }
    shown
}

/// Whether a push would send something for it, or refuse to.
fn moves(plan: &Plan) -> bool {
    plan.sends() || plan.refusal.is_some()
}

/// A comment for a pull request: what a push would do, file by file, and what it would refuse.
fn comment(plans: &[Plan]) -> String {
    let moving: Vec<&Plan> = plans.iter().filter(|plan| moves(plan)).collect();
    let refused = moving.iter().filter(|plan| plan.refusal.is_some()).count();
    let mark = if refused > 0 { "❌" } else { "✅" };
    let mut out = match moving.len() {
        0 => format!("### {mark} Nothing to push\n"),
        1 => format!("### {mark} A push would touch 1 data view\n"),
        count => format!("### {mark} A push would touch {count} data views\n"),
    };
    for plan in moving {
        let target = format!("{}{}", plan.target.profile, if plan.target.protected { ", protected" } else { "" });
        let path = plan.target.path.as_deref().unwrap_or("(no file)");
        out.push_str(&format!(
            "\n**{}** {} · {} · {}\n",
            cell(&plan.title()),
            code(path),
            cell(&target),
            cell(&plan.words())
        ));
        let value =
            |value: Option<&serde_json::Value>| value.map_or_else(String::new, |value| code(&shown(Some(value))));
        let row = |change: &Change| {
            vec![cell(&change.unit.to_string()), value(change.remote.as_ref()), value(change.local.as_ref())]
        };
        let rows: Vec<Vec<String>> = workspace::compared(plan).map(row).collect();
        if !rows.is_empty() {
            out.push('\n');
            out.push_str(&table(&["field", "service", "file"], &rows));
        }
        if let Some(error) = plan.error() {
            out.push_str(&format!("\n> {}\n", cell(&error.to_string())));
        }
    }
    out
}
