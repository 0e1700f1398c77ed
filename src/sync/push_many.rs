//! Many updates at the price of few readings: one list shows up to eleven views, and their writes follow in the same window
//! of the pace. What has to wait for the next window is read again.

use super::execute::{Reading, Update, WriteOutcome};
use super::plan::{Action, Plan};
use super::push::Applied;
use super::three_way::RemoteRead;
use super::workspace::{Confirmation, Workspace};
use crate::api::endpoints::data_views::{self, EXPANSIONS, Filter};
use crate::api::{ApiError, Kind};
use std::time::{Duration, Instant};

/// The pace allows twelve requests in a window: a list and eleven writes.
const WINDOW: usize = 11;

/// How old the list may be when one of its views is written, from before it was asked for; less than a window of the pace.
/// What is older is read singly.
const FRESH: Duration = Duration::from_secs(5);

impl Workspace {
    /// Does many plans of a push, each with its own result, in the order given. After a wish to stop nothing more is begun.
    /// `told` hears of each as it is done.
    ///
    /// # Errors
    /// [`Kind::Guard`] without consent; what keeps the workspace from being used.
    pub async fn push_many(
        &self,
        plans: &[Plan],
        consent: &Confirmation,
        mut told: impl FnMut(&Plan, &Result<Applied, ApiError>),
    ) -> Result<Vec<Result<Applied, ApiError>>, ApiError> {
        if plans.iter().any(Plan::sends) {
            self.allowed(consent)?;
        }
        let lock = self.lock().await?;
        let open = self.open_entries();
        let mut results: Vec<Option<Result<Applied, ApiError>>> = plans.iter().map(|_| None).collect();
        let mut put = |at: usize, result: Result<Applied, ApiError>| {
            if let (Some(plan), Some(place)) = (plans.get(at), results.get_mut(at)) {
                told(plan, &result);
                *place = Some(result);
            }
        };
        let updates: Vec<usize> = (0..plans.len()).filter(|at| plans.get(*at).is_some_and(in_window)).collect();
        for (at, plan) in plans.iter().enumerate().filter(|(at, _)| !updates.contains(at)) {
            if self.cancel.is_cancelled() {
                put(at, Err(ApiError::cancelled("push")));
                continue;
            }
            let result = match plan.error() {
                Some(error) => Err(error),
                None => self.attempt_locked(plan, &lock).await,
            };
            put(at, result);
        }
        for window in updates.chunks(WINDOW) {
            let mut ready = Vec::new();
            for at in window {
                let Some(plan) = plans.get(*at) else { continue };
                let prepared = plan.three_way().and_then(|three_way| {
                    if self.cancel.is_cancelled() {
                        return Err(ApiError::cancelled("push"));
                    }
                    self.unchanged(three_way)?;
                    self.not_among(&open, three_way.id.as_deref(), plan.target.path.as_deref())?;
                    let update = plan.to_update()?;
                    let op = self.intend_update(&update)?;
                    Ok((*at, plan, update, op))
                });
                match prepared {
                    Ok(prepared) => ready.push(prepared),
                    Err(error) => put(*at, Err(error)),
                }
            }
            let readings = self.read_window(&ready.iter().map(|(_, _, update, _)| update).collect::<Vec<_>>()).await;
            for (number, (at, plan, update, op)) in ready.into_iter().enumerate() {
                if self.cancel.is_cancelled() {
                    self.close(&op, update.command, "failed", Some(&update.id), Some("cancelled before it was sent"))?;
                    put(at, Err(ApiError::cancelled("push")));
                    continue;
                }
                let reading = match readings.get(number) {
                    Some(Some(reading)) => Ok(reading.clone()),
                    _ => self.last_reading(&update.id).await,
                };
                let result = match reading {
                    Ok(reading) => self.one_of_many(plan, &update, &op, reading).await,
                    Err(error) => {
                        self.close(&op, update.command, "failed", Some(&update.id), Some(&error.message()))?;
                        Err(error)
                    }
                };
                put(at, result);
            }
        }
        Ok(results.into_iter().flatten().collect())
    }

    async fn one_of_many(&self, plan: &Plan, update: &Update, op: &str, reading: Reading) -> Result<Applied, ApiError> {
        match self.finish_update(update, op, reading).await? {
            WriteOutcome::Done(wrote) => self.pushed(plan, *wrote).map(Applied::Done),
            WriteOutcome::Moved(seen) => match self.moved_plan(plan, seen) {
                Some(next) if next.action == Action::Update && next.shows_the_same(plan) => self.update(&next).await,
                Some(next) => Ok(Applied::Moved(Box::new(next))),
                None => Err(super::execute::moved("the data view is not on the service any more")),
            },
        }
    }

    /// The last look at the views of a window; those that the list does not show are read singly.
    async fn read_window(&self, updates: &[&Update]) -> Vec<Option<Reading>> {
        if updates.len() < 2 {
            return Vec::new();
        }
        if self.client.room_for(updates.len() + 1).await.is_err() {
            return Vec::new();
        }
        let ids = updates.iter().map(|update| update.id.clone()).collect();
        let filter = Filter { ids, fresh: true, ..Filter::default() };
        let asked = Instant::now();
        let Ok(mut known) = self.list(&data_views::list(&filter, &EXPANSIONS)).await else { return Vec::new() };
        // Counted from before the request: a list that took long is old when it comes.
        let until = asked + FRESH;
        let reading = |seen: RemoteRead| Reading { seen, asked, until };
        updates.iter().map(|update| known.remove(&update.id).map(reading)).collect()
    }
}

fn in_window(plan: &Plan) -> bool {
    plan.action == Action::Update && plan.error().is_none_or(|error| error.kind() == Kind::Cancelled)
}
