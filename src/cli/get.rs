//! `cja get`: one object, complete, as the service sends it.

use crate::api::endpoints::{connections, data_views, segments};
use crate::api::{ApiError, Kind, Request};
use crate::cli::json_text;
use crate::cli::remote::{self, Console, Output, RemoteArgs};
use std::process::ExitCode;

/// Show one data view, connection or segment, complete
///
/// The kind is seen from the id: dv_… is a data view, dg_… a connection, s… a segment. Members stand in the service's order.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// Id of the data view, connection or segment
    pub id: String,
    /// Profile, credentials, form of the output
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
/// Those of the client.
pub async fn execute(args: &Args, console: &Console) -> Result<(), ApiError> {
    if matches!(console.output, Output::Csv | Output::Markdown) {
        return Err(ApiError::new(Kind::Usage, "", "one object is not a table", "Use --output json or jsonl."));
    }
    let (client, _) = console.client(&args.id)?;
    let answer = client.send(&request(&args.id)).await?;
    match console.output {
        Output::Jsonl => console.print(&format!("{}\n", answer.value)),
        _ => console.print_json(&format!("{}\n", json_text::indent(&answer.text))),
    }
}

fn request(id: &str) -> Request {
    let segment = id.strip_prefix('s').is_some_and(|rest| rest.starts_with(|letter: char| letter.is_ascii_digit()));
    if id.starts_with("dg_") {
        connections::get(id)
    } else if segment {
        segments::get(id)
    } else {
        data_views::get(id)
    }
}

#[cfg(test)]
mod tests {
    use super::request;

    #[test]
    fn the_id_tells_the_kind() {
        assert_eq!(request("dv_1").path, "/data/dataviews/dv_1");
        assert_eq!(request("dg_1").path, "/data/connections/dg_1");
        assert_eq!(request("s300000001_65f0").path, "/segments/s300000001_65f0");
        assert_eq!(request("sales").path, "/data/dataviews/sales");
    }
}
