//! `cja auth`: sign in, see as whom, sign out.

mod ask;
mod list;
mod login;
mod logout;
mod status;

use crate::api::ApiError;
use crate::cli::remote::{self, Console, RemoteArgs};
use std::process::ExitCode;

/// Sign in, see as whom, sign out
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// What to do
    #[command(subcommand)]
    pub command: Command,
}

/// The commands below `cja auth`.
#[derive(Clone, Debug, clap::Subcommand)]
pub enum Command {
    /// Keep credentials in your store, after trying them
    ///
    /// Reads the file that the Adobe Developer Console offers for download, or the configuration of another client, or asks.
    Login(login::Args),
    /// Show the credentials in use and try them
    Status(RemoteArgs),
    /// Forget the credentials of a profile, and its token
    Logout(RemoteArgs),
    /// List the profiles that have credentials in your store
    List(RemoteArgs),
}

/// Runs the command in this process.
pub fn run(args: Args) -> ExitCode {
    let common = match &args.command {
        Command::Login(login) => login.remote.clone(),
        Command::Status(common) | Command::Logout(common) | Command::List(common) => common.clone(),
    };
    remote::run(&common, |console| async move { execute(&args, &console).await })
}

/// The command.
///
/// # Errors
/// Those of the client, the store, and the terminal.
pub async fn execute(args: &Args, console: &Console) -> Result<(), ApiError> {
    match &args.command {
        Command::Login(login) => login::execute(login, console).await,
        Command::Status(_) => status::execute(console).await,
        Command::Logout(_) => logout::execute(console),
        Command::List(_) => list::execute(console),
    }
}
