//! `cja components`: the dimensions and metrics of a data view.

use crate::api::ApiError;
use crate::api::endpoints::components::{self, ComponentKind};
use crate::cli::remote::{self, Console, Output, RemoteArgs};
use crate::cli::table::{self, Column};
use serde_json::json;
use std::process::ExitCode;

/// List the dimensions and metrics of a data view
///
/// --output json, jsonl and csv hold every member that the service tells, for documentation and audits.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// Id of the data view
    pub id: String,
    /// Only this kind
    #[arg(long, value_enum)]
    pub kind: Option<KindArg>,
    /// Hidden ones too
    #[arg(long)]
    pub hidden: bool,
    /// Profile, credentials, form of the output
    #[command(flatten)]
    pub remote: RemoteArgs,
}

/// The two kinds of component.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum KindArg {
    /// Dimensions.
    Dimension,
    /// Metrics.
    Metric,
}

/// Runs the command in this process.
pub fn run(args: Args) -> ExitCode {
    remote::run(&args.remote.clone(), |console| async move { execute(&args, &console).await })
}

/// The command.
///
/// # Errors
/// Those of the client.
pub async fn execute(args: &Args, console: &Console) -> Result<(), ApiError> {
    let kinds = match args.kind {
        Some(KindArg::Dimension) => vec![ComponentKind::Dimension],
        Some(KindArg::Metric) => vec![ComponentKind::Metric],
        None => ComponentKind::ALL.to_vec(),
    };
    let (client, _) = console.client("components")?;
    let mut rows = Vec::new();
    for kind in kinds {
        let expansions = match console.output {
            Output::Text => vec!["type", "description"],
            _ => kind.expansions(),
        };
        for mut row in client.all(&components::list(&args.id, kind, &expansions, args.hidden)).await? {
            // Two lists become one, so each row says which it is from.
            if let Some(row) = row.as_object_mut() {
                row.entry("kind").or_insert_with(|| json!(kind.name()));
            }
            rows.push(row);
        }
    }
    console.print(&table::render(console.output, &COLUMNS, &rows))?;
    if console.output == Output::Text {
        console.say(&format!("{} components of {}.", rows.len(), args.id));
    }
    Ok(())
}

const COLUMNS: [Column; 5] = [
    Column("KIND", "kind"),
    Column("ID", "id"),
    Column("NAME", "name"),
    Column("TYPE", "type"),
    Column("DESCRIPTION", "description"),
];
