//! The command line: one file per command.

pub mod api;
pub mod auth;
pub mod components;
pub mod get;
pub mod json_text;
pub mod list;
pub mod remote;
pub mod sandbox;
pub mod table;
pub mod whoami;

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
    }
}
