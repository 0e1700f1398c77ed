//! What stands in the way of a push and can be settled here: a change of other fields is merged, a conflict is asked about
//! field by field.

use super::Args;
use crate::api::ApiError;
use crate::cli::confirm::{Answer, choose};
use crate::cli::remote::Console;
use crate::cli::resolve;
use crate::cli::workspace::{self, WriteArgs};
use crate::sync::{Direction, Plan, State, Workspace};

/// The plan once that is done; the same where it cannot be, or nobody wants it.
pub(super) async fn settled(
    console: &Console,
    workspace: &Workspace,
    args: &Args,
    mut plan: Plan,
) -> Result<Plan, ApiError> {
    if args.write.dry_run {
        let merged = if args.merge && plan.refusal.is_some() { workspace.merged(&plan) } else { None };
        return Ok(merged.unwrap_or(plan));
    }
    if args.merge && !args.write.yes && !console.interactive && plan.refusal.is_some() {
        let question = format!("merge the changes of {} into the file and push", plan.target.profile);
        choose(console, &args.write, &question, &[]).await?;
    }
    if matches!(plan.state, State::Diverged | State::Conflict) && plan.refusal.is_some() && plan.has_news() {
        let asked = console.interactive && !args.merge && !args.write.yes;
        if asked {
            console.say(workspace::describe(&plan).trim_end());
        }
        let agreed = args.merge || (asked && merges(console, args, &plan).await?);
        if agreed {
            // A conflict in other fields is left by it, and told by the plan that follows.
            if let Some(merged) = workspace.merge(&plan).await? {
                let what = plan.target.path.clone().unwrap_or_default();
                console.say(&format!("Merged the changes of {} into {what}.", plan.target.profile));
                plan = merged;
            }
        }
    }
    let conflict = matches!(plan.state, State::Conflict | State::NoCommonBase) && plan.refusal.is_some();
    if conflict && console.interactive && !args.write.yes {
        let Some(path) = plan.target.path.clone() else { return Ok(plan) };
        console.say(workspace::describe(&plan).trim_end());
        let choices = resolve::ask_each(console, &plan, &plan.to_settle()).await?;
        if !choices.is_empty() {
            console.say(&workspace.settle_fields(&plan, &choices).await?.message);
            let file = workspace.file(&workspace.root().join(path))?;
            if let Some(next) = workspace.plan(Direction::Push, file, plan.wish()).await? {
                plan = next;
            }
        }
    }
    Ok(plan)
}

async fn merges(console: &Console, args: &Args, plan: &Plan) -> Result<bool, ApiError> {
    let write = WriteArgs { yes: false, ..args.write.clone() };
    let question = format!("merge the changes of {} into the file and push", plan.target.profile);
    Ok(choose(console, &write, &question, &[]).await? == Answer::Yes)
}
