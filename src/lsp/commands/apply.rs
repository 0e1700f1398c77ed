//! `cja.apply`: does what was shown before, for clients that cannot ask.

use super::super::session::Session;
use super::{Answer, Call, merge, push, undo};
use crate::api::{ApiError, Kind};
use crate::sync::{Applied, Confirmation, Plan, Undo, Workspace};
use std::collections::VecDeque;
use std::sync::PoisonError;

/// As many plans as are kept; a plan that stood for so long has been overtaken.
const MOST: usize = 20;

/// What was shown.
pub(in crate::lsp) enum Pending {
    /// A push, or a create.
    Push(Box<Plan>),
    /// What the service changed into the file, before a push.
    Merge(Box<Plan>),
    Undo(Box<Undo>),
}

/// What waits for a yes.
#[derive(Default)]
pub(in crate::lsp) struct Kept(VecDeque<(String, Workspace, Pending)>);

pub(super) async fn run(call: &Call) -> Result<Answer, ApiError> {
    let usage =
        |problem: &str| ApiError::new(Kind::Usage, "", problem, "Run the command again to see what it would do now.");
    let id = call.args.plan.as_deref().ok_or_else(|| usage("no plan was named"))?;
    let (workspace, pending) = call.session.take_plan(id).ok_or_else(|| usage("there is no such plan any more"))?;
    // Whoever names the plan has seen the target in it; a protected profile is named besides.
    let consent = Confirmation { profile: call.args.confirm.clone() };
    // The command that made the plan has ended, and its wish to stop with it.
    let workspace = workspace.with_cancel(call.cancel.clone());
    let (session, args, cancel) = (call.session.clone(), call.args.clone(), call.cancel.clone());
    let again = Call { session, args, workspace, open: call.open.clone(), cancel };
    match pending {
        Pending::Push(plan) => match push::attempt(&again, &plan, &consent).await? {
            Applied::Done(outcome) => Ok(push::done(&again, &plan, outcome)),
            Applied::Moved(now) => push::drive(&again, *now, true).await,
        },
        Pending::Merge(plan) => match merge::run(&again, &plan).await? {
            merge::Merged::Plan(next) => push::drive(&again, *next, false).await,
            merge::Merged::Ended(answer) => Ok(answer),
        },
        Pending::Undo(planned) => undo::done(&again, &planned, &consent).await,
    }
}

impl Session {
    /// Keeps what was shown; gives its name.
    pub(in crate::lsp) fn keep_plan(&self, workspace: &Workspace, pending: Pending) -> String {
        let mut kept = self.plans.lock().unwrap_or_else(PoisonError::into_inner);
        let id = format!("plan-{}", self.next_opening());
        kept.0.push_back((id.clone(), workspace.clone(), pending));
        while kept.0.len() > MOST {
            kept.0.pop_front();
        }
        id
    }

    fn take_plan(&self, id: &str) -> Option<(Workspace, Pending)> {
        let mut kept = self.plans.lock().unwrap_or_else(PoisonError::into_inner);
        let at = kept.0.iter().position(|(known, ..)| known == id)?;
        kept.0.remove(at).map(|(_, workspace, pending)| (workspace, pending))
    }
}
