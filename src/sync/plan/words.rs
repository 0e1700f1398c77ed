//! What a plan says to a person: its state in words, and who is behind the other side.

use super::{Direction, Plan, fields, shown};
use crate::api::ApiError;
use crate::sync::state::{Side, State};
use crate::sync::three_way::RemoteRead;

impl Plan {
    /// The refusal as an error.
    #[must_use]
    pub fn error(&self) -> Option<ApiError> {
        let refusal = self.refusal.as_ref()?;
        let deed = match self.direction {
            Direction::Push => "push",
            Direction::Pull => "pull",
        };
        let what = self.target.path.as_deref().or(self.target.view.as_deref()).unwrap_or_default();
        let what = format!("{deed} {what}");
        if let (State::RemoteUnknown, Some(RemoteRead::Unknown(error))) = (self.state, self.seen()) {
            return Some(error.clone().map(|parts| parts.what = what));
        }
        Some(ApiError::new(refusal.kind, what, &refusal.problem, &refusal.advice))
    }

    /// The view's name in quotes.
    #[must_use]
    pub fn title(&self) -> String {
        format!("\"{}\"", crate::api::error::plain(&self.target.name))
    }

    /// The state in words, for a lens or a table.
    #[must_use]
    pub fn words(&self) -> String {
        let of = |side| self.changes.iter().filter(|change| change.side == side).count();
        let (push, pull) = (of(Side::Local) + of(Side::Apart), of(Side::Remote) + of(Side::Apart));
        match self.state {
            State::New => "new".into(),
            State::RemoteOnly => "remote only".into(),
            State::Unrecorded | State::Clean | State::Converged => "in sync".into(),
            State::Touched => format!("in sync · metadata changed by {}", self.who()),
            State::NoCommonBase => "differs, no common base".into(),
            State::Ahead => format!("{} to push", fields(push)),
            State::Behind => format!("{} to pull", fields(pull)),
            State::Stale => format!("{} to pull (earlier version)", fields(self.changes.len())),
            State::Diverged => format!("{push} to push, {pull} to pull"),
            State::Conflict => {
                format!("conflict in {}", fields(self.changes.iter().filter(|c| c.side == Side::Conflict).count()))
            }
            State::DeletedRemotely => "deleted on server".into(),
            State::EditedDeleted => "deleted on server, edited here".into(),
            State::FileMissing => "file missing".into(),
            State::FileMissingChanged => "file missing, changed on server".into(),
            State::Gone => "gone (`cja prune` forgets it)".into(),
            State::DeadLink => "linked data view not found".into(),
            State::Blocked => "has errors".into(),
            State::RemoteUnknown if push > 0 => format!("server not checked · {} to push", fields(push)),
            State::RemoteUnknown => "server not checked".into(),
            State::WrongTarget => "belongs to another organization".into(),
        }
    }

    /// What a nothing-to-do means here.
    #[must_use]
    pub fn nothing(&self) -> String {
        let (title, profile, what) = (self.title(), &self.target.profile, self.target.typed());
        match (self.direction, self.state) {
            (Direction::Push, State::Behind) => {
                format!(
                    "Nothing to push: {title} changed in {profile}{}. `cja pull {what}` brings the change here.",
                    self.last_change()
                )
            }
            (_, State::FileMissing | State::FileMissingChanged) => {
                let id = self.target.view.as_deref().unwrap_or_default();
                let option = &self.target.profile_option;
                format!(
                    "The file of {title} is missing. `cja pull {id}{option} --restore` writes it again; `cja delete {id}{option}` deletes the data view."
                )
            }
            (Direction::Pull, State::Ahead) => {
                format!(
                    "Nothing to pull: {title} has {} to push. `cja resolve {what} --theirs` would give that up.",
                    self.count(|_| true)
                )
            }
            (_, State::Gone | State::DeadLink) => {
                let id = self.target.view.as_deref().unwrap_or_default();
                format!(
                    "{title} exists neither here nor in {profile}. `cja prune {id}{}` forgets it.",
                    self.target.profile_option
                )
            }
            (Direction::Push, State::Ahead) => {
                format!("Nothing to push: none of the changed fields of {title} was chosen.")
            }
            (Direction::Pull, State::New) => format!("{title} is not in {profile} yet. `cja push {what}` creates it."),
            (Direction::Push, _) if !self.asked => {
                format!("Nothing to push: {title} is unchanged since it was last in sync.")
            }
            (Direction::Push, _) => format!("Nothing to push: {title} equals {profile}."),
            (Direction::Pull, _) => format!("Nothing to pull: {title} equals {profile}."),
        }
    }

    /// Who changed the service's side last, and when.
    #[must_use]
    pub fn who(&self) -> String {
        match (&self.by, &self.at) {
            (Some(by), Some(at)) => format!("{by}, {}", moment(at)),
            (Some(by), None) => by.clone(),
            _ => "somebody".into(),
        }
    }

    /// `; last change of the data view: Ana, 10:12`. Of a single field the service does not tell who changed it.
    #[must_use]
    pub fn last_change(&self) -> String {
        self.by.as_ref().map_or_else(String::new, |_| format!("; last change of the data view: {}", self.who()))
    }

    /// The commands that settle a conflict.
    pub(super) fn how_to_settle(&self) -> String {
        let what = self.target.typed();
        let fields: Vec<String> =
            self.changes.iter().filter(|c| c.side == Side::Conflict).map(|c| c.unit.to_string()).collect();
        format!(
            "`cja resolve {what}` asks for each; `cja resolve {what} --mine` keeps yours, `--theirs` takes the other; `cja push {what} --force-fields {}` pushes yours. Nothing was written for it.",
            fields.join(",")
        )
    }

    pub(super) fn count(&self, which: impl Fn(Side) -> bool) -> String {
        fields(self.changes.iter().filter(|change| which(change.side)).count())
    }

    pub(super) fn names(&self, side: Side) -> String {
        let names: Vec<String> = self
            .changes
            .iter()
            .filter(|c| c.side == side || c.side == Side::Apart)
            .map(|c| c.unit.to_string())
            .collect();
        if names.is_empty() { "other fields".into() } else { names.join(", ") }
    }

    pub(super) fn quotes(&self) -> String {
        let conflicts = self.changes.iter().filter(|change| change.side == Side::Conflict);
        let quoted = conflicts.map(|change| {
            format!(
                "`{}`: you have {}, the server has {} (was {})",
                change.unit,
                shown(change.local.as_ref()),
                shown(change.remote.as_ref()),
                shown(change.base.as_ref())
            )
        });
        format!("{}{}", quoted.collect::<Vec<_>>().join("; "), self.last_change())
    }
}

/// A time of the service as a person says it here: the hour today, else the day with it.
fn moment(at: &str) -> String {
    let Ok(time) = at.parse::<jiff::Timestamp>() else { return at.to_owned() };
    let zone = jiff::tz::TimeZone::system();
    let (then, now) = (time.to_zoned_datetime(zone.clone()), jiff::Timestamp::now().to_zoned_datetime(zone));
    let form = if then.date() == now.date() { "%H:%M" } else { "%Y-%m-%d %H:%M" };
    then.strftime(form).to_string()
}
