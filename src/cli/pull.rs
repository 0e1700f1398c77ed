//! `cja pull`: the service's data views into files.

use crate::api::{ApiError, Kind};
use crate::cli::confirm::confirm;
use crate::cli::events::Events;
use crate::cli::remote::{self, Console};
use crate::cli::workspace::{self, WriteArgs};
use crate::sync::plan::fields;
use crate::sync::{Action, Direction, Plan, PlanOptions, Pulling, Workspace};
use std::process::ExitCode;

/// Pull data views into files
///
/// Only the bytes of changed fields change. Changes of your own stay: what changed on the service in other fields is merged into the file, and
/// a field that both sides changed is left for `cja resolve`. `cja undo` puts the files back.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// Names, ids, files or folders; every file of the workspace when none is given
    pub what: Vec<String>,
    /// Every data view of the organization
    #[arg(long, conflicts_with = "what")]
    pub all: bool,
    /// Write missing files again; all of them when nothing is named
    #[arg(long)]
    pub restore: bool,
    /// In files that are in conflict, have changes of their own beside changes of the service, or no common base: take the service's values
    #[arg(long)]
    pub theirs: bool,
    /// Use the file at this git commit as the common base
    #[arg(long, value_name = "REF")]
    pub base: Option<String>,
    /// Profile, output
    #[command(flatten)]
    pub write: WriteArgs,
}

/// Runs the command in this process.
pub fn run(args: Args) -> ExitCode {
    remote::run(&args.write.remote.clone(), |console| async move { execute(&args, &console).await })
}

/// The command.
///
/// # Errors
/// Those of the plans and of carrying them out.
pub async fn execute(args: &Args, console: &Console) -> Result<(), ApiError> {
    let mut workspace = workspace::open(console, "pull")?;
    if let Some(reference) = &args.base {
        workspace = workspace.with_base(reference)?;
    }
    workspace::settle(console, &workspace).await?;
    let wish = PlanOptions { theirs: args.theirs, restore: args.restore, ..PlanOptions::default() };
    let mut events = Events::default();
    let mut run = Run { args, console, workspace: &workspace, pulling: Pulling::default(), results: Vec::new() };
    let ended = run.all(&wish, &mut events).await;
    // What was written is one operation, also when the rest was not reached.
    workspace.close_pull(&run.pulling)?;
    events.print(console)?;
    ended?;
    workspace::together(console, run.results)
}

struct Run<'a> {
    args: &'a Args,
    console: &'a Console,
    workspace: &'a Workspace,
    pulling: Pulling,
    results: Vec<Result<bool, ApiError>>,
}

impl Run<'_> {
    async fn all(&mut self, wish: &PlanOptions, events: &mut Events) -> Result<(), ApiError> {
        if self.args.all && !self.args.theirs {
            // Files are written as the pages arrive.
            let files = self.workspace.files();
            let mut pages = self.workspace.plan_all(wish, &files).await?;
            while let Some(plans) = pages.next().await? {
                self.pull(plans.into_iter().map(Ok).collect(), events).await?;
            }
            return Ok(());
        }
        let mut plans = Vec::new();
        if self.args.all {
            let files = self.workspace.files();
            let mut pages = self.workspace.plan_all(wish, &files).await?;
            while let Some(page) = pages.next().await? {
                plans.extend(page.into_iter().map(Ok));
            }
        } else {
            plans = workspace::plans(self.console, self.workspace, Direction::Pull, &self.what()?, wish).await?;
        }
        if plans.is_empty() {
            self.console.say("There is nothing to pull: no file of a data view is here. `cja pull --all` brings all, `cja list` shows them.");
        }
        self.pull(plans, events).await
    }

    /// What was named; with `--restore` and nothing named, also what has no file any more.
    fn what(&self) -> Result<Vec<String>, ApiError> {
        let mut what = Vec::new();
        for word in &self.args.what {
            let path = self.console.connect.workspace.join(word);
            let missing = (self.args.restore && !path.exists()).then(|| self.workspace.recorded_at(&path)).flatten();
            what.push(missing.unwrap_or_else(|| word.clone()));
        }
        if self.args.restore && what.is_empty() {
            what.extend(self.workspace.missing_files());
            let files = self.workspace.files();
            what.extend(files.into_iter().map(|file| file.full.to_string_lossy().into_owned()));
        }
        Ok(what)
    }

    async fn pull(&mut self, plans: Vec<Result<Plan, ApiError>>, events: &mut Events) -> Result<(), ApiError> {
        let (ready, errors): (Vec<_>, Vec<_>) = plans.into_iter().partition(Result::is_ok);
        self.results.extend(errors.into_iter().filter_map(Result::err).map(Err));
        let ready: Vec<Plan> = ready.into_iter().flatten().collect();
        let many = ready.len() + self.results.len() > 1;
        let given_up: Vec<&Plan> = ready.iter().filter(|plan| plan.gives_up()).collect();
        if !given_up.is_empty() {
            given_up.iter().for_each(|plan| self.console.say(workspace::describe(plan).trim_end()));
            if !self.args.write.dry_run {
                let count: usize = given_up.iter().map(|plan| plan.units.len()).sum();
                let files = if given_up.len() == 1 { "1 file".into() } else { format!("{} files", given_up.len()) };
                let question = format!("take the service's value in {} of {files}", fields(count));
                confirm(self.console, &self.args.write, &question).await?;
            }
        }
        for plan in &ready {
            events.started(self.console, plan)?;
            if plan.action == Action::Refuse {
                self.console.say(workspace::describe(plan).trim_end());
            }
        }
        if self.args.write.dry_run {
            for plan in &ready {
                let result = workspace::dry_run(self.workspace, plan).await;
                self.results.push(workspace::ended(self.console, plan, result, many, events));
            }
            return Ok(());
        }
        const STEP: usize = 500;
        for step in ready.chunks(STEP) {
            let changed = self.results.iter().filter(|result| matches!(result, Ok(true))).count();
            self.console.progress(&format!("pull · {} · {changed} changed", self.results.len()));
            if self.console.cancel.is_cancelled() {
                self.results.push(Err(ApiError::cancelled("pull")));
                return Ok(());
            }
            let done = self.workspace.pull_many(step, &mut self.pulling).await?;
            for (plan, result) in step.iter().zip(done) {
                let stop = result.as_ref().is_err_and(|error| error.kind() == Kind::Cancelled);
                self.results.push(workspace::ended(self.console, plan, result, many, events));
                if stop {
                    return Ok(());
                }
            }
        }
        Ok(())
    }
}
