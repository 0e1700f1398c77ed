//! `cja demo`.

mod service;

use super::check::{Checked, check, list_of_fixed, summary};
use super::inspect::{Report, Source, Workspace};
use super::report::{Counts, Output, render};
use super::{Error, Exit, Outcome, Style, Ui};
use crate::diagnostic::Severity;
use std::path::{Path, PathBuf};

/// Show in one minute what this program does: a small workspace, its mistakes, and how they are mended.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The folder to lay out, new or empty; a temporary one when none is given.
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
}

struct Example {
    path: &'static str,
    about: &'static str,
    text: &'static str,
}

macro_rules! example {
    ($path:literal, $from:literal, $about:literal) => {
        Example { path: $path, about: $about, text: include_str!(concat!("../../examples/", $from)) }
    };
}

const EXAMPLES: &[Example] = &[
    example!("cja.config.json", "cja.config.json", "settings of the workspace"),
    example!("views/web-emea.dataview.json", "views/web-emea.dataview.json", "a data view as it should be"),
    example!("views/web-iberia.dataview.json", "broken/typos.dataview.json", "keys from other tools"),
    example!("views/web-nordics.dataview.json", "broken/syntax.dataview.json", "pasted from Python"),
    example!("views/mobile-beta.dataview.json", "broken/session.dataview.json", "sessions that cannot work"),
];

/// How many findings are shown in full.
const SHOWN: usize = 3;

pub(super) fn run(args: Args, ui: &mut Ui) -> Outcome {
    let folder = lay_out(args.dir.as_deref())?;
    step(ui, 1, "A small workspace", &folder.display().to_string());
    let wide = EXAMPLES.iter().map(|example| example.path.len()).max().unwrap_or(0);
    for example in EXAMPLES {
        let about = ui.paint().paint(Style::Dim, example.about);
        ui.line(&format!("  {:wide$}  {about}", example.path));
    }
    let workspace = Workspace::new(None, None)?;
    let (mut sources, faults) = workspace.sources(std::slice::from_ref(&folder));
    if let Some(fault) = faults.into_iter().next() {
        return Err(fault);
    }
    for source in &mut sources {
        if let Ok(inside) = source.path.strip_prefix(&folder) {
            source.name = super::inspect::name(inside);
        }
    }

    step(ui, 2, "What is wrong in it", "cja check");
    show(ui, &look(&workspace, &sources, false)?.0);

    step(ui, 3, "What needs no guessing is fixed", "cja check --fix");
    let (reports, fixed) = look(&workspace, &sources, true)?;
    ui.text(&list_of_fixed(&fixed, ui.paint()));

    step(ui, 4, "What is left for you", "cja check");
    show(ui, &reports);

    let live = service::run(ui, &folder, 5)?;
    step(ui, 11, "Open it in an editor", "the same, while you type");
    in_an_editor(ui, &folder, &live);
    Ok(Exit::Done)
}

/// How to go on. On a terminal the sandbox stays until the person has seen enough.
fn in_an_editor(ui: &mut Ui, folder: &Path, live: &service::Live) {
    let (program, path) = program();
    let stays = ui.is_watched();
    let shown = |path: &Path| super::inspect::beside_here(path).display().to_string();
    let (live_folder, state) = (shown(&live.folder), shown(&live.state));
    if stays {
        ui.line(&format!("The sandbox runs until you press Ctrl-C. In another terminal, in {}:", here()));
        for (name, value) in live.sandbox.environment() {
            ui.line(&format!("    export {name}='{value}'"));
        }
    } else {
        ui.line(
            "The sandbox ended with the demo; its state is kept. This starts it again and tells the shell where it is:",
        );
        ui.line(&format!("    {program} sandbox --port 7070 --state {state} > sandbox.env &"));
        ui.line("    sleep 1; eval \"$(sed -n 's/^CJA_/export &/p' sandbox.env)\"");
    }
    ui.line("\nThen, for VS Code (README.md, \"Editors\", says how the extension is installed):");
    ui.line(&format!("    code {live_folder}"));
    ui.line("or Neovim 0.11 or newer, from this repository:");
    ui.line(&format!("    {path}nvim -u editors/neovim/cja.lua {live_folder}/views/mobile-app.dataview.json"));
    ui.line(&format!("\nThe folders are yours: change something and run\n    {program} check {}", shown(folder)));
    if stays {
        wait_for_ctrl_c();
    }
}

fn here() -> String {
    std::env::current_dir().map(|folder| folder.display().to_string()).unwrap_or_else(|_| "this folder".into())
}

fn wait_for_ctrl_c() {
    if let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_all().build() {
        // Without a signal to wait for there is nothing to wait for.
        let _ = runtime.block_on(tokio::signal::ctrl_c());
    }
}

fn step(ui: &mut Ui, number: usize, title: &str, more: &str) {
    let gap = if number > 1 { "\n" } else { "" };
    let head = ui.paint().paint(Style::Bold, &format!("{number}. {title}"));
    let more = ui.paint().paint(Style::Dim, &format!("({more})"));
    ui.line(&format!("{gap}{head}  {more}\n"));
}

type Fixed = Vec<(String, Vec<crate::ide::Fixed>)>;

fn look(workspace: &Workspace, sources: &[Source], fix: bool) -> Result<(Vec<Report>, Fixed), Error> {
    let (checked, faults) = check(workspace, sources, fix);
    if let Some(fault) = faults.into_iter().next() {
        return Err(fault);
    }
    let (mut reports, mut all) = (Vec::new(), Vec::new());
    for Checked { report, fixed } in checked {
        if !fixed.is_empty() {
            all.push((report.name.clone(), fixed));
        }
        reports.push(report);
    }
    Ok((reports, all))
}

/// The first findings in full, the rest in a line each, and how much it is.
fn show(ui: &mut Ui, reports: &[Report]) {
    let counts = Counts::of(reports);
    let all = reports.iter().flat_map(|report| report.found.iter().map(move |finding| (report, finding)));
    let (first, rest): (Vec<_>, Vec<_>) =
        all.filter(|(_, finding)| finding.severity <= Severity::Warning).enumerate().partition(|(at, _)| *at < SHOWN);
    for (_, (report, finding)) in first {
        let document = report.document.clone();
        let one = [Report { name: report.name.clone(), document, found: vec![finding.clone()] }];
        ui.text(&render(Output::Text, &one, Severity::Warning, ui.paint(), ui.width()));
    }
    if !rest.is_empty() {
        ui.line(&format!("and {} more:", rest.len()));
    }
    for (_, (report, finding)) in rest {
        let (line, column) = super::report::place(&report.document, finding.range.start);
        let style = if finding.severity == Severity::Error { Style::Error } else { Style::Warning };
        let word = ui.paint().paint(style, finding.severity.word());
        let message = crate::text::shown::terminal(finding.message.split(['\n']).next().unwrap_or(""));
        ui.line(&format!("  {}:{line}:{column} {word}: {message}", report.name));
    }
    let text = summary(&counts, Severity::Hint, ui.paint());
    ui.line(&format!("\n{text}"));
}

/// How this program is called from a shell here, and what puts it on the `PATH` where it is not there.
fn program() -> (String, String) {
    let Ok(own) = std::env::current_exe() else { return ("cja".into(), String::new()) };
    let folders = std::env::var_os("PATH").unwrap_or_default();
    let folder = own.parent().unwrap_or(Path::new(""));
    if std::env::split_paths(&folders).any(|known| known == folder) {
        return ("cja".into(), String::new());
    }
    (super::inspect::beside_here(&own).display().to_string(), format!("PATH=\"{}:$PATH\" ", folder.display()))
}

/// Writes the workspace into a new folder.
fn lay_out(dir: Option<&Path>) -> Result<PathBuf, Error> {
    let failed = |why: std::io::Error| Error::usage("cannot lay out the workspace").because(&why);
    let folder = match dir {
        Some(dir) => {
            std::fs::create_dir_all(dir).map_err(failed)?;
            if std::fs::read_dir(dir).map_err(failed)?.next().is_some() {
                let error = Error::usage(format!("{} is not empty", dir.display()));
                return Err(error.hint("Name a new folder; nothing in it was touched."));
            }
            crate::files::absolute(dir)
        }
        None => tempfile::Builder::new().prefix("cja-demo-").tempdir().map_err(failed)?.keep(),
    };
    for example in EXAMPLES {
        let path = folder.join(example.path);
        std::fs::create_dir_all(path.parent().unwrap_or(&folder)).map_err(failed)?;
        crate::files::write(&path, example.text).map_err(failed)?;
    }
    Ok(folder)
}
