//! `cja fmt`.

use super::inspect::{self, Source, Workspace, in_parallel, is_syntax};
use super::report::plural;
use super::{Error, Exit, Outcome, Ui};
use crate::files::{self, Decoded};
use crate::ide::{FormatOptions, format};
use crate::syntax::{DEEPEST, Tree};
use crate::text::apply;
use crate::text::shown::terminal;
use std::path::PathBuf;

/// Format data views: one member a line, two blanks a level; what fits on a line of its own stays there.
///
/// Only white space is touched, and line endings stay. Files with syntax errors are left alone, and so are named files
/// that are no data views.
///
/// Exit codes: 0 done, 2 a path cannot be read, 3 with --check when a file is not formatted, 4 syntax errors or too many levels.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Files and folders; the current folder when none is given.
    paths: Vec<PathBuf>,
    /// Change nothing; list the files that are not formatted and end with code 3 when there are some.
    #[arg(long)]
    check: bool,
    /// Also named files that are no data views by name, settings or $schema.
    #[arg(long)]
    force: bool,
    /// Format what comes in on stdin; the result goes to stdout.
    #[arg(long, conflicts_with = "paths")]
    stdin: bool,
    /// Use this settings file in place of the nearest cja.config.json to find data views.
    #[arg(long, value_name = "FILE", env = "CJA_CONFIG", hide_env = true)]
    config: Option<PathBuf>,
}

/// What became of a file.
enum Formatted {
    /// It was formatted already.
    Same,
    /// It is now, or would be.
    Changed(String),
    /// It is not JSON, and why.
    Broken(String),
    /// It is nested deeper than is formatted: how many levels.
    TooDeep(u32),
}

pub(super) fn run(args: Args, ui: &mut Ui) -> Outcome {
    if args.stdin {
        let decoded = inspect::read_stdin()?;
        let text = decoded.text.clone();
        return match formatted(decoded) {
            Formatted::Broken(why) => Err(broken("stdin", &why)),
            Formatted::TooDeep(levels) => Err(too_deep("stdin", levels)),
            Formatted::Changed(_) if args.check => {
                ui.line("stdin");
                Ok(Exit::Differences)
            }
            Formatted::Changed(text) => {
                ui.out(&text);
                Ok(Exit::Done)
            }
            Formatted::Same => {
                if !args.check {
                    ui.out(&text);
                }
                Ok(Exit::Done)
            }
        };
    }
    let workspace = Workspace::new(args.config.as_deref(), None)?;
    let here = [PathBuf::from(".")];
    let (all, mut faults) = workspace.sources(if args.paths.is_empty() { &here } else { &args.paths });
    let (sources, strangers): (Vec<_>, Vec<_>) = all.into_iter().partition(|source| source.ours || args.force);
    let (mut changed, mut left) = (0, 0);
    for (source, result) in sources.iter().zip(in_parallel(&sources, |source| one(source, !args.check))) {
        match result {
            Ok(Formatted::Same) => {}
            Ok(Formatted::Changed(_)) => {
                changed += 1;
                ui.line(&terminal(&source.name));
            }
            Ok(Formatted::Broken(why)) => {
                left += 1;
                ui.fail(&broken(&source.name, &why));
            }
            Ok(Formatted::TooDeep(levels)) => {
                left += 1;
                ui.fail(&too_deep(&source.name, levels));
            }
            Err(fault) => faults.push(fault),
        }
    }
    faults.iter().for_each(|fault| ui.fail(fault));
    let names: Vec<&str> = strangers.iter().map(|source| source.name.as_str()).collect();
    if let Some(text) = inspect::left_alone(&names) {
        ui.say(&text);
    }
    let done = if args.check { "not formatted" } else { "formatted" };
    let same = sources.len() - changed - left;
    ui.say(&format!("{} {done}, {same} unchanged.", plural(changed, "file")));
    Ok(match (faults.is_empty(), left, changed) {
        (false, ..) => Exit::Usage,
        (_, 1.., _) => Exit::Invalid,
        (_, _, 1..) if args.check => Exit::Differences,
        _ => Exit::Done,
    })
}

fn broken(name: &str, why: &str) -> Error {
    Error::new(Exit::Invalid, format!("{name} is not JSON and was left alone: {why}"))
        .hint(format!("`cja check {name}` shows why."))
}

fn too_deep(name: &str, levels: u32) -> Error {
    let why = format!("it is nested {levels} levels deep, and at most {DEEPEST} are formatted");
    Error::new(Exit::Invalid, format!("{name} was left alone: {why}."))
}

fn one(source: &Source, write: bool) -> Result<Formatted, Error> {
    let decoded = files::read(&source.path).map_err(|why| inspect::unreadable(&source.path, &why))?;
    let result = formatted(decoded);
    if let (true, Formatted::Changed(text)) = (write, &result) {
        source.write(text)?;
    }
    Ok(result)
}

fn formatted(decoded: Decoded) -> Formatted {
    let tree = Tree::parse(decoded.text);
    let fault = decoded.fault.as_ref().filter(|fault| is_syntax(fault));
    if let Some(why) = fault.or_else(|| tree.errors().first()) {
        return Formatted::Broken(why.message.clone());
    }
    if tree.is_too_deep() {
        return Formatted::TooDeep(tree.depth());
    }
    match format(&tree, &FormatOptions::default()) {
        None => Formatted::Broken("it cannot be formatted".to_owned()),
        Some(edits) if edits.is_empty() => Formatted::Same,
        Some(edits) => Formatted::Changed(apply(tree.text(), &edits)),
    }
}
