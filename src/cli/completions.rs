//! `cja completions`.

use super::{Outcome, Ui};

/// Print a completion script for a shell.
///
/// For bash: cja completions bash > ~/.local/share/bash-completion/completions/cja
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The shell.
    #[arg(value_enum)]
    shell: clap_complete::Shell,
}

pub(super) fn run(args: Args, ui: &mut Ui) -> Outcome {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut super::command(), "cja", &mut script);
    ui.out(&String::from_utf8_lossy(&script));
    Ok(super::Exit::Done)
}
