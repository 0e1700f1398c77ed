//! The command line: one file per command.

pub mod api;
pub mod auth;
pub mod components;
pub mod create;
pub mod delete;
pub mod diff;
pub mod doctor;
pub mod get;
pub mod json_text;
pub mod list;
pub mod log;
pub mod plan;
pub mod pull;
pub mod push;
pub mod remote;
pub mod sandbox;
pub mod status;
pub mod table;
pub mod undo;
pub mod whoami;
pub mod workspace;

/// Temporary wiring.
#[derive(clap::Parser)]
#[command(name = "cja")]
enum Cli {
    Auth(auth::Args),
    List(list::Args),
    Get(get::Args),
    Components(components::Args),
    Api(api::Args),
    Whoami(whoami::Args),
    Sandbox(sandbox::Args),
    Create(create::Args),
    Delete(delete::Args),
    Diff(diff::Args),
    Doctor(doctor::Args),
    Log(log::Args),
    Plan(plan::Args),
    Pull(pull::Args),
    Push(push::Args),
    Status(status::Args),
    Undo(undo::Args),
}

/// Temporary wiring.
pub fn main() -> std::process::ExitCode {
    match <Cli as clap::Parser>::parse() {
        Cli::Auth(args) => auth::run(args),
        Cli::List(args) => list::run(args),
        Cli::Get(args) => get::run(args),
        Cli::Components(args) => components::run(args),
        Cli::Api(args) => api::run(args),
        Cli::Whoami(args) => whoami::run(args),
        Cli::Sandbox(args) => sandbox::run(args),
        Cli::Create(args) => create::run(args),
        Cli::Delete(args) => delete::run(args),
        Cli::Diff(args) => diff::run(args),
        Cli::Doctor(args) => doctor::run(args),
        Cli::Log(args) => log::run(args),
        Cli::Plan(args) => plan::run(args),
        Cli::Pull(args) => pull::run(args),
        Cli::Push(args) => push::run(args),
        Cli::Status(args) => status::run(args),
        Cli::Undo(args) => undo::run(args),
    }
}
