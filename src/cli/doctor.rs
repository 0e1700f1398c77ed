//! `cja doctor`: whether everything that the other commands need is in order.

use crate::api::endpoints::data_views::{self, Filter};
use crate::api::{ApiError, Kind};
use crate::cli::remote::{self, Console, Output, RemoteArgs};
use crate::cli::{table, workspace};
use crate::sync::workspace::root;
use serde_json::{Value, json};
use std::process::ExitCode;

/// Look whether folders, profile, credentials, records and the connection are in order
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// Profile, output
    #[command(flatten)]
    pub remote: RemoteArgs,
}

/// Runs the command in this process.
pub fn run(args: Args) -> ExitCode {
    remote::run(&args.remote.clone(), |console| async move { execute(&console).await })
}

/// The command: a line for each thing, and the first fault as its end.
///
/// # Errors
/// The first fault that was found.
pub async fn execute(console: &Console) -> Result<(), ApiError> {
    let (rows, fault) = look(console).await?;
    if console.output != Output::Text {
        console.print(&table::render(console.output, &[], &rows))?;
    }
    fault.map_or(Ok(()), Err)
}

/// What was looked at, for programs, and the first fault.
async fn look(console: &Console) -> Result<(Vec<Value>, Option<ApiError>), ApiError> {
    let (mut fault, mut rows) = (None, Vec::new());
    let mut line = |name: &str, found: Result<String, ApiError>| {
        let (ok, found) = match found {
            Ok(text) => (true, text),
            Err(error) => {
                let text = error.to_string();
                fault.get_or_insert(error);
                (false, text)
            }
        };
        // A person sees each line as it comes.
        match console.output {
            Output::Text => console.print(&format!("{} {name}: {found}\n", if ok { "ok   " } else { "FAULT" })),
            _ => {
                rows.push(json!({"name": name, "ok": ok, "found": found}));
                Ok(())
            }
        }
    };
    let folder = root(&console.connect.workspace);
    line("workspace", Ok(folder.display().to_string()))?;
    let project = crate::files::find_project(&folder);
    line(
        "settings",
        Ok(project.map_or_else(|| "none; one profile, default".into(), |path| path.display().to_string())),
    )?;
    let target = console.connect.target();
    line(
        "profile",
        target.as_ref().map_err(Clone::clone).map(|target| {
            let protected = if target.profile.protected { ", protected" } else { "" };
            format!("{}{protected} · {}", target.profile.name, target.credentials.org)
        }),
    )?;
    line("credentials", target.map(|target| format!("from {}", target.credentials.origin)))?;
    let Ok(workspace) = workspace::open(console, "doctor") else {
        return Ok((rows, fault));
    };
    let writable = match folder.join(".cja").is_dir() {
        false => Ok("none yet; the first pull or push makes it".to_owned()),
        true => tempfile::tempfile_in(folder.join(".cja"))
            .map(|_| "can be written".to_owned())
            .map_err(|error| ApiError::local("write into .cja", &error)),
    };
    line("records", writable)?;
    let broken = workspace.bases().broken();
    line(
        "bases",
        match broken.first() {
            None => Ok(format!("{} recorded", workspace.bases().ids().len())),
            Some(why) => Err(ApiError::new(Kind::Local, "use a base", why, "`cja pull` records it anew.")),
        },
    )?;
    let open = workspace.journal().open().len();
    line(
        "journal",
        Ok(if open == 0 { "nothing open".into() } else { format!("{open} open; the next push settles them") }),
    )?;
    let files = workspace.files();
    let blocked = files.iter().filter(|file| file.blocked.is_some()).count();
    line("files", Ok(format!("{} of data views, {blocked} with errors", files.len())))?;
    let (client, _) = console.client("doctor")?;
    let token = client.token().await;
    line("sign-in", token.map(|_| "a token was given".into()))?;
    let answer = client.send(&data_views::list::<&str>(&Filter::default(), &[]).set("limit", "1")).await;
    line(
        "service",
        answer.map(|answer| match answer.value.get("totalElements").and_then(serde_json::Value::as_u64) {
            Some(count) => format!("answers; {count} data views"),
            None => "answers".into(),
        }),
    )?;
    Ok((rows, fault))
}
