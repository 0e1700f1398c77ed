//! `cja lsp`.

use super::{Error, Exit, Outcome};

/// Serve an editor: the language server protocol on stdin and stdout.
///
/// Editors start this by themselves. Logs go to stderr as CJA_LOG says.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Many clients say so; there is no other way.
    #[arg(long, hide = true)]
    stdio: bool,
    /// The editor's process, as some clients say; the protocol says it too.
    #[arg(long = "clientProcessId", hide = true, value_name = "PID")]
    client_process_id: Option<u32>,
}

pub(super) fn run(_: &Args) -> Outcome {
    match crate::lsp::run() {
        Ok(0) => Ok(Exit::Done),
        Ok(_) => Ok(Exit::Internal),
        Err(why) => Err(Error::new(Exit::Internal, "the language server cannot start").because(&why)),
    }
}
