//! `cja diff`: what differs, field by field.

use crate::api::ApiError;
use crate::cli::remote::{self, Console, Output, RemoteArgs};
use crate::cli::workspace;
use crate::sync::plan::shown;
use crate::sync::{Direction, Plan, PlanOptions};
use crate::text::shown::terminal;
use std::process::ExitCode;

/// Show what differs between files and the service, field by field
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// Files, folders or ids; every file of the workspace when none is given
    pub paths: Vec<String>,
    /// Show what both sides agreed on, too
    #[arg(long)]
    pub with_base: bool,
    /// Take the definition at this git commit as what was agreed
    #[arg(long, value_name = "REF")]
    pub base: Option<String>,
    /// End with 3 when anything differs
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
/// Those of the plans; what kept the service from being read; [`crate::api::Kind::Different`] with `--exit-code`.
pub async fn execute(args: &Args, console: &Console) -> Result<(), ApiError> {
    let mut workspace = workspace::open(console, "diff")?;
    if let Some(reference) = &args.base {
        workspace = workspace.with_base(reference)?;
    }
    let wish = PlanOptions { ask_all: true, ..PlanOptions::default() };
    let plans = workspace::plans(console, &workspace, Direction::Push, &args.paths, &wish).await?;
    let plans: Vec<Plan> = plans.into_iter().collect::<Result<_, _>>()?;
    match console.output {
        Output::Text | Output::Csv | Output::Markdown => {
            for plan in plans.iter().filter(|plan| !plan.changes.is_empty() || plan.refusal.is_some()) {
                console.print(&text(plan, args.with_base))?;
            }
        }
        _ => workspace::print(console, &plans)?,
    }
    super::status::unread(&plans)?;
    super::status::different(args.exit_code, &plans)
}

fn text(plan: &Plan, with_base: bool) -> String {
    let path = plan.target.path.as_deref().unwrap_or("(no file)");
    let mut out = format!("{} · {} · {}", terminal(path), plan.title(), terminal(&plan.words()));
    if let Some(who) = plan.by.as_ref().map(|_| plan.who()) {
        out.push_str(&format!(" · server last changed by {}", terminal(&who)));
    }
    out.push('\n');
    for change in workspace::compared(plan) {
        out.push_str(&format!("  {}\n", terminal(&change.unit.to_string())));
        if with_base {
            out.push_str(&format!("    base    {}\n", shown(change.base.as_ref())));
        }
        out.push_str(&format!(
            "    file    {}\n    server  {}\n",
            shown(change.local.as_ref()),
            shown(change.remote.as_ref())
        ));
    }
    out
}
