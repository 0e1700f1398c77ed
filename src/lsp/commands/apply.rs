//! `cja.apply`: does a plan that was shown before, for clients that cannot ask.

use super::super::session::Session;
use super::{Answer, Call};
use crate::api::{ApiError, Kind};
use crate::sync::{Consent, Plan, Workspace};
use std::collections::VecDeque;
use std::sync::PoisonError;

/// As many plans as are kept; a plan that stood for so long has been overtaken.
const MOST: usize = 20;

/// Plans that wait for a yes.
#[derive(Default)]
pub(in crate::lsp) struct Kept(VecDeque<(String, Workspace, Plan)>);

pub(super) async fn run(call: &Call) -> Result<Answer, ApiError> {
    let usage = |problem: &str| ApiError::new(Kind::Usage, "", problem, "Push again to see the plan of now.");
    let id = call.args.plan.as_deref().ok_or_else(|| usage("no plan was named"))?;
    let (workspace, plan) = call.session.take_plan(id).ok_or_else(|| usage("there is no such plan any more"))?;
    // Whoever names the plan has seen the target in it; a protected profile is named besides.
    let consent = Consent { profile: call.args.confirm.clone() };
    // The command that made the plan has ended, and its wish to stop with it.
    let workspace = workspace.with_cancel(call.cancel.clone());
    let (session, args, cancel) = (call.session.clone(), call.args.clone(), call.cancel.clone());
    let again = Call { session, args, workspace, open: call.open.clone(), cancel };
    super::push::done(&again, &plan, &consent).await
}

impl Session {
    /// Keeps a plan; gives its name.
    pub(super) fn keep_plan(&self, workspace: &Workspace, plan: Plan) -> String {
        let mut kept = self.plans.lock().unwrap_or_else(PoisonError::into_inner);
        let id = format!("plan-{}", self.next_opening());
        kept.0.push_back((id.clone(), workspace.clone(), plan));
        while kept.0.len() > MOST {
            kept.0.pop_front();
        }
        id
    }

    fn take_plan(&self, id: &str) -> Option<(Workspace, Plan)> {
        let mut kept = self.plans.lock().unwrap_or_else(PoisonError::into_inner);
        let at = kept.0.iter().position(|(known, ..)| known == id)?;
        kept.0.remove(at).map(|(_, workspace, plan)| (workspace, plan))
    }
}
