//! `cja diff`: what differs, field by field.

use crate::api::ApiError;
use crate::cli::csv::csv;
use crate::cli::markdown::{cell, code, table};
use crate::cli::remote::{self, Console, Output, RemoteArgs};
use crate::cli::table::text as text_of;
use crate::cli::workspace;
use crate::sync::plan::shown;
use crate::sync::state::Change;
use crate::sync::{Direction, Plan, PlanOptions};
use crate::text::shown::terminal;
use serde_json::Value;
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
        Output::Markdown => console.print(&comment(&plans, args.with_base))?,
        Output::Csv => console.print(&rows(plans.iter().filter(differs)))?,
        Output::Text => {
            for plan in plans.iter().filter(differs) {
                console.print(&text(plan, args.with_base))?;
            }
        }
        _ => workspace::print(console, &plans)?,
    }
    super::status::unread(&plans)?;
    super::status::different(args.exit_code, &plans)
}

/// A comment for a pull request: file by file, a table of the fields with the values of both sides.
fn comment(plans: &[Plan], with_base: bool) -> String {
    let differing: Vec<&Plan> = plans.iter().filter(differs).collect();
    let mut out = match differing.len() {
        0 => "### ✅ Nothing differs\n".to_owned(),
        1 => "### 1 data view differs\n".to_owned(),
        count => format!("### {count} data views differ\n"),
    };
    for plan in differing {
        let path = plan.target.path.as_deref().unwrap_or("(no file)");
        out.push_str(&format!("\n**{}** {} · {}", cell(&plan.title()), code(path), cell(&plan.words())));
        if plan.by.is_some() {
            out.push_str(&format!(" · server last changed by {}", cell(&plan.who())));
        }
        out.push('\n');
        let value = |value: Option<&Value>| value.map_or_else(String::new, |value| code(&shown(Some(value))));
        let row = |change: &Change| {
            let base = with_base.then(|| value(change.base.as_ref()));
            let both = [value(change.local.as_ref()), value(change.remote.as_ref())];
            [cell(&change.unit.to_string())].into_iter().chain(both).chain(base).collect()
        };
        let rows: Vec<Vec<String>> = workspace::compared(plan).map(row).collect();
        if !rows.is_empty() {
            let titles = ["field", "file", "server", "base"];
            let titles = titles.get(..if with_base { 4 } else { 3 }).unwrap_or_default();
            out.push_str(&format!("\n{}", table(titles, &rows)));
        }
    }
    out
}

/// A row for each field that differs; one without a field for a data view that is on one side alone.
pub(super) fn rows<'a>(plans: impl IntoIterator<Item = &'a Plan>) -> String {
    let rows = plans.into_iter().flat_map(|plan| {
        let path = || plan.target.path.clone().unwrap_or_default();
        let row = |change: &Change| {
            let values = [&change.local, &change.remote, &change.base].map(|value| text_of(value.as_ref()));
            [path(), change.unit.to_string()].into_iter().chain(values).collect()
        };
        let mut rows: Vec<Vec<String>> = workspace::compared(plan).map(row).collect();
        if rows.is_empty() {
            rows.push([path()].into_iter().chain(vec![String::new(); 4]).collect());
        }
        rows
    });
    csv(["path", "field", "file", "server", "base"], rows)
}

/// Whether there is something to show of it.
fn differs(plan: &&Plan) -> bool {
    !plan.changes.is_empty() || plan.refusal.is_some()
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
