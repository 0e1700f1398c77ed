//! `cja list`: what there is on the service.

use crate::api::endpoints::{connections, data_views, segments};
use crate::api::{ApiError, Kind, Request};
use crate::cli::remote::{self, Console, Output, RemoteArgs};
use crate::cli::table::{self, Column};
use std::process::ExitCode;

/// List data views, connections or segments
///
/// All pages are read. The table shows the usual columns; --output json, jsonl and csv hold every member that was asked for.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// What to list
    #[arg(value_enum, default_value_t = What::Views)]
    pub what: What,
    /// Members to ask for, separated by commas; `none` for ids alone, `all` for every member of data views
    #[arg(long, value_delimiter = ',', value_name = "NAMES")]
    pub expansion: Vec<String>,
    /// Only these ids, separated by commas
    #[arg(long = "id", value_delimiter = ',', value_name = "IDS")]
    pub ids: Vec<String>,
    /// Data views: only those of this connection
    #[arg(long, value_name = "ID")]
    pub connection: Option<String>,
    /// Data views: only those with these external ids
    #[arg(long, value_delimiter = ',', value_name = "IDS")]
    pub external_id: Vec<String>,
    /// Data views: only those with these external parent ids
    #[arg(long, value_delimiter = ',', value_name = "IDS")]
    pub external_parent_id: Vec<String>,
    /// Connections: only those that match, by name or id; needs no product administrator
    #[arg(long, value_name = "TEXT")]
    pub search: Option<String>,
    /// Segments: only those whose name contains this
    #[arg(long, value_name = "TEXT")]
    pub name: Option<String>,
    /// Segments: only those of these data views
    #[arg(long, value_delimiter = ',', value_name = "IDS")]
    pub data_view: Vec<String>,
    /// Include deleted ones (data views, segments)
    #[arg(long)]
    pub deleted: bool,
    /// Data views: order by `id` or `modifiedDate`
    #[arg(long, value_parser = ["id", "modifiedDate"])]
    pub sort: Option<String>,
    /// Data views: last first
    #[arg(long)]
    pub descending: bool,
    /// Past the service's cache; done without being asked for some minutes after a write of yours
    #[arg(long)]
    pub fresh: bool,
    /// Profile, credentials, form of the output
    #[command(flatten)]
    pub remote: RemoteArgs,
}

/// The kinds of thing that can be listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum What {
    /// Data views.
    Views,
    /// Connections.
    Connections,
    /// Segments.
    Segments,
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
    let (noun, columns): (&str, &[Column]) = match args.what {
        What::Views => ("data views", &VIEWS),
        What::Connections => ("connections", &CONNECTIONS),
        What::Segments => ("segments", &SEGMENTS),
    };
    let (client, profile) = console.client(noun)?;
    let fresh = args.fresh || client.wrote_lately();
    let rows = client.all(&request(args, console.output, fresh)).await.map_err(|error| explain(args, error))?;
    console.print(&table::render(console.output, columns, &rows))?;
    if console.output == Output::Text {
        console.say(&format!("{} {noun} in {} ({}).", rows.len(), client.credentials().org, profile.name));
    }
    Ok(())
}

const VIEWS: [Column; 5] = [
    Column("ID", "id"),
    Column("NAME", "name"),
    Column("CONNECTION", "parentDataGroupId"),
    Column("MODIFIED", "modifiedDate"),
    Column("OWNER", "owner.name"),
];
const CONNECTIONS: [Column; 4] =
    [Column("ID", "id"), Column("NAME", "name"), Column("SANDBOX", "sandboxName"), Column("OWNER", "owner.name")];
const SEGMENTS: [Column; 4] =
    [Column("ID", "id"), Column("NAME", "name"), Column("DATA VIEW", "dataId"), Column("OWNER", "owner.name")];

/// What is asked for by itself: the table's members, or everything for programs.
fn request(args: &Args, output: Output, fresh: bool) -> Request {
    let wanted = |usual: &[&str]| -> Vec<String> {
        match args.expansion.as_slice() {
            [] => usual.iter().map(ToString::to_string).collect(),
            [one] if one == "none" => Vec::new(),
            names => names.to_vec(),
        }
    };
    match args.what {
        What::Views => {
            let whole = args.expansion == ["all"] || (args.expansion.is_empty() && output != Output::Text);
            let names = if whole {
                data_views::EXPANSIONS.iter().map(ToString::to_string).collect()
            } else {
                wanted(&["name", "parentDataGroupId", "modified", "owner"])
            };
            let filter = data_views::Filter {
                connection: args.connection.clone(),
                ids: args.ids.clone(),
                external_ids: args.external_id.clone(),
                external_parent_ids: args.external_parent_id.clone(),
                deleted: args.deleted,
                sort: args.sort.clone(),
                descending: args.descending,
                fresh,
            };
            data_views::list(&filter, &names)
        }
        What::Connections => match &args.search {
            Some(text) => connections::search(text, &wanted(&connections::EXPANSIONS)),
            None => {
                let filter = connections::Filter { ids: args.ids.clone(), fresh, ..Default::default() };
                connections::list(&filter, &wanted(&connections::EXPANSIONS))
            }
        },
        What::Segments => {
            let filter = segments::Filter {
                ids: args.ids.clone(),
                data_views: args.data_view.clone(),
                name: args.name.clone(),
                include: args.deleted.then(|| "deleted".to_owned()).into_iter().collect(),
                fresh,
                ..Default::default()
            };
            segments::list(&filter, &wanted(&segments::EXPANSIONS))
        }
    }
}

/// Listing all connections needs a product administrator; searching them does not.
fn explain(args: &Args, error: ApiError) -> ApiError {
    // Without a product profile no search will help either.
    let no_profile = error.parts().code.as_deref() == Some("403025");
    if args.what != What::Connections || args.search.is_some() || error.kind() != Kind::Permission || no_profile {
        return error;
    }
    error.map(|parts| {
        parts.advice = format!(
            "Listing all connections needs a product administrator; try `cja list connections --search TEXT`. {}",
            parts.advice
        );
    })
}
