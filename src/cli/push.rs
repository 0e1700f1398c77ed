//! `cja push`: files to the service.

mod settle;

use crate::api::{ApiError, Kind};
use crate::cli::confirm::{Answer, choose, confirm_profile, declined};
use crate::cli::events::Events;
use crate::cli::remote::{self, Console};
use crate::cli::workspace::{self, WriteArgs};
use crate::sync::plan::fields;
use crate::sync::{Applied, Confirmation, Direction, Outcome, Plan, PlanOptions, Workspace};
use std::path::PathBuf;
use std::process::ExitCode;

/// Push data views to the service
///
/// Shows the target and every changed field, asks once, reads each data view again right before it is written, and verifies the answer. A
/// file without an `id` creates a data view. What changed on the service since the last pull is never overwritten: other fields are merged
/// (--merge, or when asked), the same field is a conflict that `cja resolve` settles.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// Files, folders, or ids; every file of the workspace when none is given
    pub paths: Vec<String>,
    /// Push these fields alone, separated by commas
    #[arg(long, value_delimiter = ',', value_name = "FIELDS")]
    pub only: Vec<String>,
    /// Bring what changed on the service in other fields into the file first, then push
    #[arg(long)]
    pub merge: bool,
    /// Push these fields as the file has them, although the service has another value; separated by commas
    #[arg(long, value_delimiter = ',', value_name = "FIELDS")]
    pub force_fields: Vec<String>,
    /// Use the file at this git commit as the common base
    #[arg(long, value_name = "REF")]
    pub base: Option<String>,
    /// Push only if the plan in this file is still what would be done
    #[arg(long, value_name = "FILE")]
    pub plan: Option<PathBuf>,
    /// Push an earlier version, undoing what others changed since
    #[arg(long)]
    pub revert: bool,
    /// Send only changed properties (requires an API that merges)
    #[arg(long)]
    pub only_changed: bool,
    /// Create even when a data view of this name is on the same connection
    #[arg(long)]
    pub same_name: bool,
    /// Stop at the first file that fails
    #[arg(long, value_parser = ["continue", "stop"], default_value = "continue", value_name = "WHAT")]
    pub on_error: String,
    /// Confirmation, profile, output
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
    let mut workspace = workspace::open_to_write(console, "push")?;
    if let Some(reference) = &args.base {
        workspace = workspace.with_base(reference)?;
    }
    workspace::settle(console, &workspace).await?;
    let wish = PlanOptions {
        revert: args.revert,
        only: args.only.clone(),
        only_changed: args.only_changed,
        same_name: args.same_name,
        forced: args.force_fields.clone(),
        ..PlanOptions::default()
    };
    let plans = workspace::plans(console, &workspace, Direction::Push, &args.paths, &wish).await?;
    if let Some(path) = &args.plan {
        same_as(path, &plans)?;
    }
    for field in args.only.iter().chain(&args.force_fields) {
        if plans.iter().any(Result::is_ok) && !plans.iter().flatten().any(|plan| plan.has_field(field)) {
            let problem = format!("no file to push has a field `{}`", crate::api::error::plain(field));
            return Err(ApiError::new(Kind::Usage, "push", problem, "`cja diff` shows the fields that differ."));
        }
    }
    if plans.is_empty() {
        console.say("There is nothing to push: no file of a data view is here.");
    }
    let (mut run, mut events) = (Run { args, console, workspace: &workspace, all: plans.len() }, Events::default());
    let unasked = plans.iter().flatten().any(|plan| !plan.asked);
    let results = run.all(plans, &mut events).await;
    events.print(console)?;
    let pushed = results.as_ref().map_or(0, |results| results.iter().filter(|done| matches!(done, Ok(true))).count());
    if pushed > 1 && !args.write.dry_run {
        console.say(
            "Each data view is an operation of its own: `cja log` lists them, `cja undo OPERATION` takes one back.",
        );
    }
    if unasked {
        console.say("Files without changes were not compared with the service; `cja status` does that.");
    }
    workspace::together(console, results?)
}

struct Run<'a> {
    args: &'a Args,
    console: &'a Console,
    workspace: &'a Workspace,
    all: usize,
}

type Done = Result<bool, ApiError>;

impl Run<'_> {
    /// Everything that can be pushed is shown, asked about once, and done together; what cannot is told.
    async fn all(&mut self, plans: Vec<Result<Plan, ApiError>>, events: &mut Events) -> Result<Vec<Done>, ApiError> {
        let (mut ready, mut results): (Vec<Plan>, Vec<Done>) = (Vec::new(), Vec::new());
        for plan in plans {
            let plan = match plan {
                Ok(plan) => plan,
                Err(error) => {
                    results.push(Err(error));
                    continue;
                }
            };
            events.started(self.console, &plan)?;
            match self.prepared(plan.clone()).await {
                Ok(plan) => ready.push(plan),
                Err(error) if error.kind() == Kind::Cancelled => return Err(error),
                Err(error) => {
                    events.ended(self.console, &plan, Err(&error))?;
                    results.push(Err(error));
                }
            }
            if self.stops(&results) {
                return Ok(results);
            }
        }
        let agreed = self.agreed(ready, events, &mut results).await?;
        let sends = agreed.iter().any(Plan::sends);
        let profile = match sends {
            true => confirm_profile(self.console, &self.args.write, self.workspace.profile()).await?,
            false => None,
        };
        let consent = Confirmation { profile };
        if self.args.write.dry_run {
            for plan in &agreed {
                let result = workspace::dry_run(self.workspace, plan).await;
                results.push(workspace::ended(self.console, plan, result, self.all > 1, events));
            }
            return Ok(results);
        }
        self.push(agreed, &consent, events, &mut results).await?;
        Ok(results)
    }

    fn stops(&self, results: &[Done]) -> bool {
        self.args.on_error == "stop" && results.iter().any(Result::is_err)
    }

    /// Shows a plan; where something stands in its way that a person or `--merge` settles, that is done first.
    async fn prepared(&self, plan: Plan) -> Result<Plan, ApiError> {
        let plan = settle::settled(self.console, self.workspace, self.args, plan).await?;
        if plan.sends() || plan.refusal.is_some() {
            self.console.say(workspace::describe(&plan).trim_end());
        }
        if let Some(error) = plan.error() {
            return Err(error);
        }
        if self.all == 1 {
            self.workspace.may_create(&plan).await?;
        }
        Ok(plan)
    }

    /// Those that were agreed to, and those that write nothing to the service.
    async fn agreed(
        &self,
        ready: Vec<Plan>,
        events: &mut Events,
        results: &mut Vec<Done>,
    ) -> Result<Vec<Plan>, ApiError> {
        let sending: Vec<&Plan> = ready.iter().filter(|plan| plan.sends()).collect();
        if sending.is_empty() || self.args.write.dry_run {
            return Ok(ready);
        }
        let question = match sending[..] {
            [one] => workspace::question(one),
            _ => summary(&sending),
        };
        let more: &[Answer] = if sending.len() > 1 { &[Answer::Each, Answer::Quit] } else { &[] };
        let mut answer = choose(self.console, &self.args.write, &question, more).await?;
        let mut agreed = Vec::new();
        let each = answer == Answer::Each;
        for plan in ready {
            if !plan.sends() {
                agreed.push(plan);
                continue;
            }
            let question = workspace::question(&plan);
            if each && answer != Answer::Quit {
                let about = format!("{}: {question}", plan.title());
                answer = choose(self.console, &self.args.write, &about, &[Answer::Quit]).await?;
            }
            if answer == Answer::Yes {
                agreed.push(plan);
            } else {
                let error = declined(&question);
                events.ended(self.console, &plan, Err(&error))?;
                results.push(Err(error));
            }
        }
        Ok(agreed)
    }

    async fn push(
        &self,
        plans: Vec<Plan>,
        consent: &Confirmation,
        events: &mut Events,
        results: &mut Vec<Done>,
    ) -> Result<(), ApiError> {
        let stop = self.args.on_error == "stop";
        let steps: Vec<&[Plan]> = if stop { plans.chunks(1).collect() } else { vec![&plans[..]] };
        let mut number = 0;
        for step in steps {
            let told = |_: &Plan, _: &Result<Applied, ApiError>| {
                number += 1;
                self.console.progress(&format!("push · {number}/{}", plans.len()));
            };
            let applied = self.workspace.push_many(step, consent, told).await?;
            for (plan, result) in step.iter().zip(applied) {
                let result = match result {
                    Ok(Applied::Done(outcome)) => Ok(outcome),
                    Ok(Applied::Moved(now)) => self.once_more(*now, consent).await,
                    Err(error) => Err(error),
                };
                results.push(workspace::ended(self.console, plan, result, self.all > 1, events));
            }
            if self.stops(results) {
                break;
            }
        }
        Ok(())
    }

    /// The view moved since it was shown: the plan of now is shown, and asked about, like the first.
    async fn once_more(&self, mut now: Plan, consent: &Confirmation) -> Result<Outcome, ApiError> {
        const TIMES: usize = 5;
        for _ in 0..TIMES {
            self.console.say("Changed on the service since it was shown:");
            let plan = self.prepared(now).await?;
            if plan.sends() && !(self.args.merge && self.args.write.yes) {
                if !self.console.interactive {
                    return Err(plan.moved_since());
                }
                let question = workspace::question(&plan);
                // What was agreed to before was something else.
                let write = WriteArgs { yes: false, ..self.args.write.clone() };
                if choose(self.console, &write, &question, &[]).await? != Answer::Yes {
                    return Err(declined(&question));
                }
            }
            match self.workspace.attempt(&plan, consent).await? {
                Applied::Done(outcome) => return Ok(outcome),
                Applied::Moved(next) => now = *next,
            }
        }
        Err(now.moved_since())
    }
}

/// What is asked about several at once.
fn summary(plans: &[&Plan]) -> String {
    let creates = plans.iter().filter(|plan| plan.target.view.is_none()).count();
    let updates = plans.len() - creates;
    let count: usize = plans.iter().filter(|plan| plan.target.view.is_some()).map(|plan| plan.units.len()).sum();
    let profile = plans.first().map(|plan| plan.target.profile.clone()).unwrap_or_default();
    let parts = [
        (creates > 0).then(|| format!("create {creates}")),
        (updates > 0).then(|| format!("push {} of {updates}", fields(count))),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    format!("{} data views in {profile}", parts.join(" and "))
}

/// That a plan which was written down is still what would be done.
fn same_as(path: &std::path::Path, plans: &[Result<Plan, ApiError>]) -> Result<(), ApiError> {
    let usage = |problem: String| ApiError::new(Kind::Usage, format!("use the plan {}", path.display()), problem, "");
    let text = crate::disk::read_text(path).map_err(|error| usage(error.to_string()))?;
    let before: Vec<Plan> = serde_json::from_str(&text).map_err(|error| usage(error.to_string()))?;
    for plan in plans.iter().flatten() {
        let same = before.iter().find(|before| before.target.same_as(&plan.target)).is_some_and(|before| {
            let asked = before.asked && plan.asked;
            let hash = if asked { &before.remote_hash } else { &plan.remote_hash };
            (hash, &before.body, before.action) == (&plan.remote_hash, &plan.body, plan.action)
        });
        if !same {
            let problem = format!("{} is not as it was planned any more", plan.title());
            let advice = "Nothing was written. Make a new plan with `cja plan --out`.";
            return Err(ApiError::new(Kind::Conflict, "", problem, advice));
        }
    }
    Ok(())
}
