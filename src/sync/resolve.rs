//! Settling fields whose value both sides changed, or of which no common base is known. It needs no state of its own:
//! *mine* makes the service's value the base of a field, so that the file's counts as a change; *theirs* takes it into the
//! file as well.

use super::definition::{Definition, Unit, put, unsettled};
use super::local_file::LocalFile;
use super::plan::{Action, Direction, Plan, fields};
use super::pull::{FileWrite, Pulling};
use super::state::{Side, State};
use super::workspace::{Outcome, Workspace};
use crate::api::{ApiError, Kind};
use serde_json::Value;

/// Whose value a field keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// The file's.
    Mine,
    /// The service's.
    Theirs,
}

impl Plan {
    /// The fields that a person can settle: those in conflict; where there is none, those that only the file changed, of which
    /// the service's value may be taken.
    #[must_use]
    pub fn to_settle(&self) -> Vec<Unit> {
        let of = |side: Side| self.changes.iter().filter(move |c| c.side == side).map(|c| c.unit.clone());
        let conflicts: Vec<Unit> = of(Side::Conflict).collect();
        if conflicts.is_empty() { of(Side::Local).chain(of(Side::Apart)).collect() } else { conflicts }
    }

    /// Whether anything is in conflict.
    #[must_use]
    pub fn has_conflict(&self) -> bool {
        self.changes.iter().any(|change| change.side == Side::Conflict)
    }
}

impl Workspace {
    /// Settles fields of the plan's file. What the service changed in other fields stays to be pulled.
    ///
    /// # Errors
    /// [`Kind::Usage`] when there is nothing to settle or a field is none of those that differ; [`Kind::Conflict`] when
    /// something moved; what keeps the file from being written.
    pub async fn settle_fields(&self, plan: &Plan, choices: &[(Unit, Keep)]) -> Result<Outcome, ApiError> {
        let three_way = plan.three_way()?;
        if matches!(plan.state, State::Blocked | State::WrongTarget | State::RemoteUnknown) {
            return Err(plan.error().unwrap_or_else(|| nothing(plan)));
        }
        let (Some(file), Some(id), Some(live)) = (&three_way.file, &three_way.id, three_way.live()) else {
            return Err(plan.error().unwrap_or_else(|| nothing(plan)));
        };
        for (unit, _) in choices {
            if !plan.changes.iter().any(|change| change.unit == *unit && change.local != change.remote) {
                let problem = format!("the two sides do not differ in `{unit}`");
                let advice = format!("`cja diff {}` shows where they do.", plan.target.typed());
                return Err(ApiError::new(Kind::Usage, format!("resolve {}", file.path), problem, advice));
            }
        }
        if choices.is_empty() || (!plan.has_conflict() && choices.iter().all(|(_, keep)| *keep == Keep::Mine)) {
            return Err(nothing(plan));
        }
        let _lock = self.lock().await?;
        self.unchanged(three_way)?;
        let theirs: Vec<Unit> =
            choices.iter().filter(|(_, keep)| *keep == Keep::Theirs).map(|(u, _)| u.clone()).collect();
        let new = super::text_merge::take(&file.text, &live.text, &theirs)
            .ok_or_else(|| ApiError::new(Kind::Local, format!("resolve {}", file.path), "it is no JSON object", ""))?;
        let write = FileWrite {
            id: id.clone(),
            path: file.full.clone(),
            shown: file.path.clone(),
            old: Some(file.text.clone()),
            new,
            base: self.base_after(plan, id, &live.value, choices),
        };
        let mut pulling = Pulling::of("resolve");
        let result = self.write_files(&mut pulling, vec![write]).await;
        self.close_pull(&pulling)?;
        result?;
        self.bases.begin_again(id).map_err(|error| ApiError::local("record what was settled in .cja", &error))?;
        let left = plan.to_settle().iter().filter(|unit| !choices.iter().any(|(chosen, _)| chosen == *unit)).count();
        let mut message = format!("Settled {} of {}", fields(choices.len()), plan.title());
        match (plan.has_conflict(), left) {
            (true, 0)
                if plan.changes.iter().any(|c| c.side == Side::Local)
                    || choices.iter().any(|(_, k)| *k == Keep::Mine) =>
            {
                message.push_str(&format!(". `cja push {}` sends what is yours.", plan.target.typed()))
            }
            (true, 1..) => message.push_str(&format!("; {} left to settle.", fields(left))),
            (true, 0) => message.push('.'),
            (false, _) => message.push('.'),
        }
        Ok(Outcome { view: Some(id.clone()), message, changed: true, seen: plan.seen().cloned(), ..Outcome::default() })
    }

    /// The base with the service's value in the settled fields. Without one, the others count as not settled.
    fn base_after(&self, plan: &Plan, id: &str, live: &Value, choices: &[(Unit, Keep)]) -> Value {
        let settled = |unit: &Unit| choices.iter().any(|(chosen, _)| chosen == unit);
        let definition = |unit: &Unit| Definition::of(live).get(unit).cloned();
        let pulled = plan.three_way().is_ok_and(|three_way| three_way.file.as_ref().is_some_and(|file| file.pulled));
        let staged = || self.bases.staged(id).filter(|_| pulled);
        let recorded = || self.bases.read(id).0.map(|base| base.document);
        match staged().or_else(recorded).filter(|_| plan.state != State::NoCommonBase) {
            Some(mut document) => {
                choices.iter().for_each(|(unit, _)| put(&mut document, unit, definition(unit)));
                // What both sides changed to the same needs nobody's word.
                let agreed = plan.changes.iter().filter(|change| change.side == Side::Both);
                agreed.for_each(|change| put(&mut document, &change.unit, definition(&change.unit)));
                // With the last one settled nothing is left to know. Else the date says since when the rest is known.
                let all = Definition::of(&document) == Definition::of(live);
                if all { live.clone() } else { document }
            }
            None => {
                let mut document = live.clone();
                let open = plan.changes.iter().filter(|change| change.local != change.remote && !settled(&change.unit));
                open.for_each(|change| put(&mut document, &change.unit, Some(unsettled())));
                document
            }
        }
    }

    /// Brings what the service changed into the file of a push plan that it stands in the way of; then what a push would do.
    ///
    /// # Errors
    /// As [`Workspace::apply`]; a conflict stays one.
    pub async fn merge(&self, plan: &Plan) -> Result<Option<Plan>, ApiError> {
        let pull = plan.turned(Direction::Pull).filter(|pull| pull.action == Action::EditFile);
        let Some(pull) = pull else { return Err(plan.error().unwrap_or_else(|| nothing(plan))) };
        self.pull(&pull).await?;
        let three_way = plan.three_way()?;
        let Some(file) = &three_way.file else { return Ok(None) };
        let file = self.file(&file.full)?;
        let three_way = self.three_way(Some(file), three_way.id.clone(), three_way.remote.clone());
        let target = self.target(&three_way);
        Ok(Plan::make(Direction::Push, three_way, &plan.wish, target))
    }
}

impl Workspace {
    /// What a push would do once the service's changes were merged into the file. Nothing is written.
    #[must_use]
    pub fn merged(&self, plan: &Plan) -> Option<Plan> {
        let pull = plan.turned(Direction::Pull).filter(|pull| pull.action == Action::EditFile)?;
        let mut three_way = plan.three_way().ok()?.clone();
        let (file, old) = (three_way.file.clone()?, three_way.base.clone()?);
        let text = self.pulled_text(&pull)?;
        let mut base = three_way.live()?.definition.clone();
        pull.unsettled.iter().for_each(|unit| base.set(unit, old.definition.get(unit).cloned()));
        let merged = self.buffer(&file.full, text);
        three_way.file = Some(LocalFile { blocked: file.blocked, saved: true, ..merged });
        three_way.base = Some(super::three_way::Base { definition: base, source: old.source });
        Plan::make(Direction::Push, three_way, &plan.wish, plan.target.clone())
    }
}

fn nothing(plan: &Plan) -> ApiError {
    let problem = format!("{} has nothing to settle ({})", plan.title(), plan.words());
    ApiError::new(Kind::Usage, "resolve", problem, "")
}
