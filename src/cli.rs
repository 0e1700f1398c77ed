//! The command line: one file per command, each with its arguments (whose comments are the help) and one function.
//!
//! Commands read files through `files`, ask `ide`, and speak through [`Ui`]; none prints by itself or ends the
//! process. A new command is its file and one variant of `Command`. Begin with [`main`].

pub mod api;
pub mod auth;
mod check;
mod completions;
pub mod components;
pub mod confirm;
pub mod create;
mod csv;
pub mod delete;
mod demo;
pub mod diff;
pub mod doctor;
mod error;
pub mod events;
mod explain;
mod fmt;
pub mod get;
mod inspect;
pub mod json_text;
pub mod list;
pub mod log;
mod lsp;
mod markdown;
pub mod plan;
pub mod prune;
pub mod pull;
pub mod push;
pub mod remote;
mod report;
pub mod resolve;
pub mod sandbox;
mod schema;
pub mod status;
pub mod table;
mod ui;
pub mod undo;
pub mod unlink;
pub mod whoami;
pub mod workspace;

pub use error::{Error, Exit, Outcome};
pub use ui::{Color, Paint, Style, Ui, char_width, columns, width};

use clap::{CommandFactory as _, Parser, Subcommand};
use std::process::ExitCode;

/// Data views as code for Adobe Customer Journey Analytics.
///
/// Checks, formats and explains data views kept as JSON files, serves editors, and talks to the service.
#[derive(Parser)]
#[command(name = "cja", version, max_term_width = 100, arg_required_else_help = true)]
struct Cli {
    /// When to use colours.
    #[arg(long, global = true, value_enum, value_name = "WHEN", default_value = "auto", hide_possible_values = true)]
    color: Color,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Check(check::Args),
    Fmt(fmt::Args),
    Explain(explain::Args),
    Schema(schema::Args),
    Auth(auth::Args),
    Whoami(whoami::Args),
    List(list::Args),
    Get(get::Args),
    Components(components::Args),
    Api(api::Args),
    Status(status::Args),
    Diff(diff::Args),
    Plan(plan::Args),
    Pull(pull::Args),
    Push(push::Args),
    Create(create::Args),
    Delete(delete::Args),
    Resolve(resolve::Args),
    Unlink(unlink::Args),
    Prune(prune::Args),
    Undo(undo::Args),
    Log(log::Args),
    Doctor(doctor::Args),
    Sandbox(sandbox::Args),
    Lsp(lsp::Args),
    Demo(demo::Args),
    Completions(completions::Args),
}

impl Command {
    fn run(self, ui: &mut Ui) -> Result<ExitCode, Error> {
        let exit = match self {
            Command::Check(args) => check::run(args, ui)?,
            Command::Fmt(args) => fmt::run(args, ui)?,
            Command::Explain(args) => explain::run(args, ui)?,
            Command::Schema(args) => schema::run(args, ui)?,
            Command::Lsp(args) => lsp::run(&args)?,
            Command::Demo(args) => demo::run(args, ui)?,
            Command::Completions(args) => completions::run(args, ui)?,
            // Those that talk to the service have a console of their own.
            Command::Auth(args) => return Ok(auth::run(args)),
            Command::Whoami(args) => return Ok(whoami::run(args)),
            Command::List(args) => return Ok(list::run(args)),
            Command::Get(args) => return Ok(get::run(args)),
            Command::Components(args) => return Ok(components::run(args)),
            Command::Api(args) => return Ok(api::run(args)),
            Command::Status(args) => return Ok(status::run(args)),
            Command::Diff(args) => return Ok(diff::run(args)),
            Command::Plan(args) => return Ok(plan::run(args)),
            Command::Pull(args) => return Ok(pull::run(args)),
            Command::Push(args) => return Ok(push::run(args)),
            Command::Create(args) => return Ok(create::run(args)),
            Command::Delete(args) => return Ok(delete::run(args)),
            Command::Resolve(args) => return Ok(resolve::run(args)),
            Command::Unlink(args) => return Ok(unlink::run(args)),
            Command::Prune(args) => return Ok(prune::run(args)),
            Command::Undo(args) => return Ok(undo::run(args)),
            Command::Log(args) => return Ok(log::run(args)),
            Command::Doctor(args) => return Ok(doctor::run(args)),
            Command::Sandbox(args) => return Ok(sandbox::run(args)),
        };
        Ok(exit.into())
    }
}

/// Runs the program: arguments in, exit code out.
pub fn main() -> ExitCode {
    log_to_stderr();
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are data; a reader that went away is no reason to fail.
            let _ = error.print();
            return if error.use_stderr() { Exit::Usage.into() } else { Exit::Done.into() };
        }
    };
    let mut ui = Ui::new(cli.color);
    // The panic itself has been told on stderr by then.
    let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| cli.command.run(&mut ui)));
    let outcome = outcome.unwrap_or_else(|_| {
        Err(Error::new(Exit::Internal, "this is a mistake of the program; no file was harmed by it")
            .hint("Please report it with the lines above."))
    });
    let outcome = outcome.and_then(|exit| match ui.failure() {
        Some(why) => Err(Error::new(Exit::Internal, "cannot write the output").because(&why)),
        None => Ok(exit),
    });
    match outcome {
        Ok(exit) => exit,
        Err(error) => {
            ui.fail(&error);
            error.exit.into()
        }
    }
}

/// The definition of all commands, for completions and the help.
fn command() -> clap::Command {
    Cli::command()
}

/// What is logged where nothing else is asked for: warnings. The verifier of certificates logs what the command's own message
/// says in words that help.
const USUAL_LOG: &str = "warn,rustls_platform_verifier=off";

/// Logs go to stderr as `CJA_LOG` (or `RUST_LOG`) says, such as `CJA_LOG=debug`; only warnings where neither is set.
fn log_to_stderr() {
    let set = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let directives = set("CJA_LOG").or_else(|| set("RUST_LOG")).unwrap_or_else(|| USUAL_LOG.to_owned());
    let mut filter = tracing_subscriber::EnvFilter::builder().parse_lossy(directives);
    // The protocol's messages carry credentials (`cja/signIn`) and whole documents; whatever is asked for, they are not logged.
    if let Ok(quiet) = "tower_lsp_server::codec=debug".parse() {
        filter = filter.add_directive(quiet);
    }
    let subscriber = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // A second call, as in tests, leaves the first in place.
    let _ = subscriber.with_ansi(false).try_init();
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_definition_of_the_commands_is_sound() {
        super::command().debug_assert();
    }
}
