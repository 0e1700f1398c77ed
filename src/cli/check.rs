//! `cja check`.

mod across;
mod server;

use super::inspect::{self, Report, Source, Workspace, diagnose, in_parallel, look};
use super::remote::RemoteArgs;
use super::report::{Counts, Output, plural, render};
use super::{Error, Exit, Outcome, Paint, Style, Ui};
use crate::config::FileKind;
use crate::diagnostic::Severity;
use crate::files;
use crate::ide::{Fixed, fix_all};
use crate::text::shown::terminal;
use jiff::Timestamp;
use std::path::PathBuf;

/// Check data views: syntax, schema and rules.
///
/// Folders are searched for data views: files named *.dataview.json, JSON files in the roots and patterns of
/// cja.config.json, and JSON files whose $schema names the schema of data views. Files that git ignores are left
/// out. A file that is named is always checked.
///
/// --fix changes only what leaves nothing but the mistake different: commas, comments, quotes, letter case, `None`
/// for `null`. A file that is no JSON for another reason (an unresolved merge, a template, a text that was cut off)
/// stays as it is, and so does a named file that is no data view.
///
/// Exit codes: 0 nothing wrong or warnings only, 2 a path cannot be read, 4 errors.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Files and folders; the current folder when none is given.
    paths: Vec<PathBuf>,
    /// The form of the findings.
    #[arg(long, short, value_enum, default_value_t)]
    output: Output,
    /// Fix what can be fixed without guessing, and show what is left.
    #[arg(long)]
    fix: bool,
    /// With --fix: also named files that are no data views by name, settings or $schema.
    #[arg(long, requires = "fix")]
    force: bool,
    /// Check what comes in on stdin; with --fix the fixed text goes to stdout.
    #[arg(long, conflicts_with = "paths")]
    stdin: bool,
    /// The path that stdin stands for in settings and findings.
    #[arg(long, value_name = "PATH", requires = "stdin")]
    stdin_filename: Option<PathBuf>,
    /// End with code 4 on warnings too.
    #[arg(long)]
    deny_warnings: bool,
    /// The mildest severity to show: error, warning, information or hint; text, github and markdown show errors
    /// and warnings by default, the others everything.
    #[arg(long, value_name = "SEVERITY", value_parser = severity)]
    min_severity: Option<Severity>,
    /// Ask the service too, whether it would take what is right here; nothing is written.
    #[arg(long, conflicts_with = "stdin")]
    server: bool,
    /// With --server: a profile of cja.config.json, or a name in your credential store.
    #[arg(long, value_name = "NAME", requires = "server")]
    profile: Option<String>,
    /// Check against another JSON Schema.
    #[arg(long, value_name = "FILE")]
    schema: Option<PathBuf>,
    /// Use this settings file in place of the nearest cja.config.json.
    #[arg(long, value_name = "FILE", env = "CJA_CONFIG", hide_env = true)]
    config: Option<PathBuf>,
}

fn severity(word: &str) -> Result<Severity, String> {
    let all = [Severity::Error, Severity::Warning, Severity::Information, Severity::Hint];
    let found = all.into_iter().find(|severity| severity.word() == word);
    found.ok_or_else(|| "one of error, warning, information and hint is meant".to_owned())
}

/// What became of one file.
pub(super) struct Checked {
    pub(super) report: Report,
    pub(super) fixed: Vec<Fixed>,
}

pub(super) fn run(args: Args, ui: &mut Ui) -> Outcome {
    let workspace = Workspace::new(args.config.as_deref(), args.schema.as_deref())?;
    let mildest = args.min_severity.unwrap_or(args.output.mildest());
    if args.stdin {
        return stdin(&args, &workspace, mildest, ui);
    }
    let here = [PathBuf::from(".")];
    let paths = if args.paths.is_empty() { &here[..] } else { &args.paths };
    let (mut sources, mut faults, skipped) = workspace.sources_and_skipped(paths);
    let mut strangers = Vec::new();
    if args.fix && !args.force {
        strangers.extend(sources.iter().filter(|source| !source.ours).map(|source| source.name.clone()));
        sources.retain(|source| source.ours);
    }
    skipped.iter().for_each(|skipped| ui.say(&format!("Left out: {}.", terminal(skipped))));
    let odd = sources.iter().filter(|source| source.path.to_str().is_none());
    odd.for_each(|source| {
        let name = terminal(&source.name);
        ui.say(&format!("The name {name} is not UTF-8: the file is checked, and cannot be pushed or pulled."));
    });
    sources.splice(0..0, workspace.governing(&sources));
    if let Some(fault) = workspace.fault() {
        return Err(fault);
    }
    let (mut checked, more) = check(&workspace, &sources, args.fix);
    faults.extend(more);
    across::compare(&mut checked, &sources, &workspace);
    let mut unasked = None;
    if args.server {
        let remote = RemoteArgs { profile: args.profile.clone(), ..RemoteArgs::default() };
        // What was found here is worth showing all the same.
        unasked = server::ask(&mut checked, &sources, &remote).err();
    }
    let (mut reports, mut fixed) = (Vec::new(), Vec::new());
    for Checked { report, fixed: done } in checked {
        if !done.is_empty() {
            fixed.push((report.name.clone(), done));
        }
        reports.push(report);
    }
    show(&args, &reports, mildest, ui);
    if !fixed.is_empty() {
        ui.say(list_of_fixed(&fixed, ui.paint_err()).trim_end());
    }
    faults.iter().for_each(|fault| ui.fail(fault));
    let counts = Counts::of(&reports);
    let strangers: Vec<&str> = strangers.iter().map(String::as_str).collect();
    if let Some(text) = inspect::left_alone(&strangers) {
        ui.say(&text);
    }
    if counts.files == 0 && !strangers.is_empty() {
        // Everything that was named is somebody else's.
    } else if counts.files == 0 && faults.is_empty() {
        ui.say("No data views found. They are named *.dataview.json, or cja.config.json says where they are.");
    } else if args.output == Output::Text {
        let done: usize = fixed.iter().map(|(_, done)| done.len()).sum();
        let fixed = if done > 0 { format!("Fixed {done} in {}. ", plural(fixed.len(), "file")) } else { String::new() };
        ui.say(&format!("{fixed}{}", summary(&counts, mildest, ui.paint_err())));
    }
    match unasked {
        Some(error) => Err(error),
        None => Ok(if faults.is_empty() { exit(&counts, args.deny_warnings) } else { Exit::Usage }),
    }
}

/// The findings in the form asked for. What is for people is made harmless as a whole; the other forms see to it in place.
fn show(args: &Args, reports: &[Report], mildest: Severity, ui: &mut Ui) {
    let text = render(args.output, reports, mildest, ui.paint(), ui.width());
    match args.output {
        Output::Text | Output::Markdown => ui.text(&text),
        _ => ui.out(&text),
    }
}

fn exit(counts: &Counts, deny_warnings: bool) -> Exit {
    if counts.errors > 0 || (deny_warnings && counts.warnings > 0) { Exit::Invalid } else { Exit::Done }
}

/// Looks at files, mends them when asked to, and writes what was mended.
pub(super) fn check(workspace: &Workspace, sources: &[Source], fix: bool) -> (Vec<Checked>, Vec<Error>) {
    let now = Timestamp::now();
    let results = in_parallel(sources, |source| one(workspace, source, fix, now));
    let (mut checked, mut faults) = (Vec::new(), Vec::new());
    for result in results {
        match result {
            Ok(one) => checked.push(one),
            Err(fault) => faults.push(fault),
        }
    }
    (checked, faults)
}

fn one(workspace: &Workspace, source: &Source, fix: bool, now: Timestamp) -> Result<Checked, Error> {
    let decoded = files::read(&source.path).map_err(|why| inspect::unreadable(&source.path, &why))?;
    let full = &source.full;
    let settings = &workspace.of(full).settings;
    let mendable = decoded.fault.is_none() && source.wanted;
    let (mut document, mut found) = look(decoded, source.kind, Some(full), settings, now);
    let mut fixed = Vec::new();
    if fix && mendable {
        let before = document.tree.shared_text();
        (document, found, fixed) = fix_all(document, |document| diagnose(document, Some(full), settings, now));
        if document.text() != *before {
            source.write(document.text())?;
        }
    }
    Ok(Checked { report: Report { name: source.name.clone(), document, found }, fixed })
}

fn stdin(args: &Args, workspace: &Workspace, mildest: Severity, ui: &mut Ui) -> Outcome {
    let decoded = inspect::read_stdin()?;
    let name = args.stdin_filename.clone().unwrap_or_else(|| PathBuf::from("stdin.dataview.json"));
    let settings = workspace.of(&name);
    if let Some(fault) = workspace.fault() {
        return Err(fault);
    }
    let kind = inspect::explicit_kind(&name);
    let full = files::absolute(&name);
    let now = Timestamp::now();
    let schema = files::schema_member(&decoded.text);
    let ours = args.stdin_filename.is_none() || settings.settings.kind(&full, schema.as_deref()) != FileKind::Other;
    if args.fix && !ours && !args.force {
        ui.out(&decoded.text);
        if let Some(text) = inspect::left_alone(&[&inspect::name(&name)]) {
            ui.say(&text);
        }
        return Ok(Exit::Done);
    }
    let mendable = decoded.fault.is_none();
    let (mut document, mut found) = look(decoded, kind, Some(&full), &settings.settings, now);
    if args.fix && mendable {
        (document, found, _) = fix_all(document, |document| diagnose(document, Some(&full), &settings.settings, now));
        ui.out(document.text());
    }
    let shown = args.stdin_filename.as_deref().map_or_else(|| "<stdin>".to_owned(), inspect::name);
    let reports = [Report { name: shown, document, found }];
    if args.fix {
        ui.say(render(args.output, &reports, mildest, ui.paint_err(), ui.width()).trim_end());
    } else {
        show(args, &reports, mildest, ui);
    }
    let counts = Counts::of(&reports);
    if args.output == Output::Text {
        ui.say(&summary(&counts, mildest, ui.paint_err()));
    }
    Ok(exit(&counts, args.deny_warnings))
}

/// The last line: how much, what `--fix` would do, what is not shown.
pub(super) fn summary(counts: &Counts, mildest: Severity, paint: Paint) -> String {
    let style = match (counts.errors, counts.warnings) {
        (0, 0) => Style::Good,
        (0, _) => Style::Warning,
        _ => Style::Error,
    };
    let words = counts.in_words();
    let mut text = paint.paint(style, &format!("{}.", capital(&words)));
    if counts.fixable > 0 {
        text.push_str(&format!(" `cja check --fix` settles {}.", counts.fixable));
    }
    if counts.remarks > 0 && mildest <= Severity::Warning {
        text.push_str(&format!(" {} not shown (--min-severity hint).", plural(counts.remarks, "remark")));
    }
    text
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// What was mended, by file; equal mends are counted.
pub(super) fn list_of_fixed(files: &[(String, Vec<Fixed>)], paint: Paint) -> String {
    let mut out = String::new();
    for (name, fixed) in files {
        out.push_str(&format!("{}\n", paint.paint(Style::Bold, &terminal(name))));
        let mut done: Vec<(&Fixed, usize)> = Vec::new();
        for one in fixed {
            match done.iter_mut().find(|(seen, _)| *seen == one) {
                Some((_, count)) => *count += 1,
                None => done.push((one, 1)),
            }
        }
        for (one, count) in done {
            let times = if count > 1 { format!(" ({count} times)") } else { String::new() };
            let mark = paint.paint(Style::Good, "✓");
            out.push_str(&format!("  {mark} {}{times}\n", terminal(&one.title)));
        }
    }
    out
}
