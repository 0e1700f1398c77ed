//! `cja doctor`: whether everything that the other commands need is in order.

use crate::api::endpoints::data_views::{self, Filter};
use crate::api::{ApiError, Kind};
use crate::cli::remote::{self, Console, Output, RemoteArgs};
use crate::cli::{table, workspace};
use crate::files::{Own, Refusal};
use crate::sync::workspace::root;
use crate::text::shown::terminal;
use serde_json::{Value, json};
use std::process::ExitCode;

/// Look whether folders, profile, credentials, records and the connection are in order
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// Take over a `.cja` that was not made here, because it is yours: an earlier version made it, or you copied it
    #[arg(long)]
    pub adopt: bool,
    /// Profile, output
    #[command(flatten)]
    pub remote: RemoteArgs,
}

/// Runs the command in this process.
pub fn run(args: Args) -> ExitCode {
    remote::run(&args.remote.clone(), |console| async move { execute(&args, &console).await })
}

/// The command: a line for each thing, and the first fault as its end.
///
/// # Errors
/// The first fault that was found.
pub async fn execute(args: &Args, console: &Console) -> Result<(), ApiError> {
    if args.adopt {
        adopt(console)?;
    }
    let (rows, fault) = look(console).await?;
    if console.output != Output::Text {
        console.print(&table::render(console.output, &[], &rows))?;
    }
    fault.map_or(Ok(()), Err)
}

/// From now on the records of the workspace are the person's own.
fn adopt(console: &Console) -> Result<(), ApiError> {
    let root = root(&console.connect.workspace);
    let state = console.connect.folders.state.as_path();
    let before = Own::of_workspace(&root, Some(state));
    match before.refusal() {
        None if before.path().exists() => console.say("`.cja` is yours already."),
        None => console.say("There is no `.cja` here; the first pull or push makes it."),
        Some(Refusal::Foreign) => {
            let own = Own::adopt(&root, Some(state)).map_err(|error| ApiError::local("take over .cja", &error))?;
            let count = |folder: &str| own.list(folder).map_or(0, |names| names.len());
            let bases: usize =
                own.folders("base").unwrap_or_default().iter().map(|org| count(&format!("base/{org}"))).sum();
            console.say(&format!(
                "`.cja` is yours now. Bases: {bases}; files of the journal: {}; writes that can be undone: {}.",
                count("journal"),
                count("undo")
            ));
        }
        Some(why) => return Err(ApiError::new(Kind::Guard, "take over .cja", why.to_string(), why.advice())),
    }
    Ok(())
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
            Output::Text => {
                console.print(&format!("{} {name}: {}\n", if ok { "ok   " } else { "FAULT" }, terminal(&found)))
            }
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
    let own = workspace.own();
    let writable = match own.refusal() {
        Some(why) => Err(ApiError::new(Kind::Guard, "use the records", why.to_string(), why.advice())),
        None if !own.path().exists() => Ok("none yet; the first pull or push makes it".to_owned()),
        None => tempfile::tempfile_in(own.path())
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
