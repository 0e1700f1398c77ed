//! `cja schema`.

use super::{Exit, Outcome, Ui};
use crate::schema::{CONFIG_TEXT, DATA_VIEW_TEXT};

/// Print a JSON Schema, for editors and tools without the language server.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Of which files.
    #[arg(value_enum, default_value = "dataview")]
    of: Which,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Which {
    /// Data views.
    Dataview,
    /// The settings file, cja.config.json.
    Config,
}

pub(super) fn run(args: Args, ui: &mut Ui) -> Outcome {
    ui.out(match args.of {
        Which::Dataview => DATA_VIEW_TEXT,
        Which::Config => CONFIG_TEXT,
    });
    Ok(Exit::Done)
}
