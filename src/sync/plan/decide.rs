//! The table: what a push and a pull do in each state, or why they do nothing and which command settles it. Pure.

use super::{Action, Plan, named};
use crate::api::Kind;
use crate::sync::definition::Unit;
use crate::sync::merge;
use crate::sync::state::{self, Side, State};
use crate::sync::three_way::{RemoteRead, ThreeWay};

impl Plan {
    pub(super) fn decide_push(&mut self, three_way: &ThreeWay) {
        let (wish, name, profile) = (self.wish.clone(), self.title(), self.target.profile.clone());
        let what = self.target.typed();
        match self.state {
            State::New => self.action = Action::Create,
            State::Unrecorded | State::Converged => self.action = Action::Record,
            State::Ahead => self.update(|side| side == Side::Local),
            State::Stale if wish.revert => self.update(|_| true),
            State::Stale => self.refuse(
                Kind::Conflict,
                format!("the file holds an earlier version; pushing it would undo later changes in {profile}{}", self.last_change()),
                &format!("`cja pull {what}` takes them. If the earlier version is meant: `cja push {what} --revert`."),
            ),
            State::NoCommonBase | State::Conflict if self.some_forced() => {
                let without_base = self.state == State::NoCommonBase;
                let forced = |unit: &Unit| named(&wish.forced, unit);
                self.update(|side| matches!(side, Side::Local | Side::Conflict));
                let sides: Vec<(Unit, Side)> = self.changes.iter().map(|c| (c.unit.clone(), c.side)).collect();
                let meant = |unit: &Unit| {
                    forced(unit) || sides.iter().any(|(u, side)| u == unit && *side == Side::Local && !without_base)
                };
                self.unsettled = self.units.iter().filter(|unit| !meant(unit)).cloned().collect();
                self.units.retain(meant);
            }
            State::NoCommonBase => self.refuse(
                Kind::Conflict,
                format!("{name} and {profile} differ in {}, and no common base is known, so the changed side cannot be determined", self.count(|_| true)),
                &format!("`cja resolve {what}` asks for each field (--mine or --theirs answers for all). If a git commit is what was last deployed: `cja push {what} --base HEAD`."),
            ),
            State::Diverged => self.refuse(
                Kind::Conflict,
                format!("{} changed in {profile} while you changed {}{}", self.names(Side::Remote), self.names(Side::Local), self.last_change()),
                &format!("`cja push {what} --merge` brings that change into the file and pushes yours; `cja pull {what}` only brings it. Nothing was written."),
            ),
            State::Conflict => self.refuse(
                Kind::Conflict,
                format!("both sides changed {}: {}", self.names(Side::Conflict), self.quotes()),
                &self.how_to_settle(),
            ),
            State::DeletedRemotely | State::EditedDeleted if wish.anew => self.action = Action::Create,
            State::DeletedRemotely | State::EditedDeleted => self.refuse(
                Kind::Conflict,
                format!("data view {} does not exist in {profile} any more", self.target.view.as_deref().unwrap_or_default()),
                &format!("`cja create {what}` creates it again under a new id (projects keep the old one); `cja unlink {what}` forgets the old id. Is the profile the right one?"),
            ),
            _ => self.refuse_common(three_way),
        }
        if self.state == State::Ahead && three_way.past == state::Past::OwnPushes {
            self.notes.push("this reverts an earlier push of yours".into());
        }
    }

    pub(super) fn decide_pull(&mut self, three_way: &ThreeWay) {
        let wish = self.wish.clone();
        let (profile, what) = (self.target.profile.clone(), self.target.typed());
        let take = |plan: &mut Self| {
            plan.action = Action::EditFile;
            plan.units = plan.changes.iter().filter(|c| c.local != c.remote).map(|c| c.unit.clone()).collect();
        };
        match self.state {
            State::RemoteOnly => self.action = Action::WriteFile,
            State::Unrecorded | State::Converged | State::Touched => self.action = Action::Record,
            State::Behind | State::Stale => take(self),
            State::NoCommonBase | State::Diverged | State::Conflict if wish.theirs => take(self),
            State::Diverged => self.bring(),
            State::Conflict if self.changes.iter().any(merge::brings) => {
                self.bring();
                self.unsettled = self.of(Side::Conflict);
            }
            State::FileMissing | State::FileMissingChanged if wish.restore => self.action = Action::WriteFile,
            State::NoCommonBase => self.refuse(
                Kind::Conflict,
                format!("the file and {profile} differ in {}, and no common base is known", self.count(|_| true)),
                &format!("`cja resolve {what}` asks for each field; `cja pull {what} --theirs` takes the values of {profile} for all."),
            ),
            State::Conflict => self.refuse(
                Kind::Conflict,
                format!("both sides changed {}: {}", self.names(Side::Conflict), self.quotes()),
                &self.how_to_settle(),
            ),
            State::DeletedRemotely | State::EditedDeleted => self.refuse(
                Kind::Conflict,
                format!("data view {} does not exist in {profile} any more", self.target.view.as_deref().unwrap_or_default()),
                &format!("The file stays. `cja create {what}` creates the data view again under a new id; `cja unlink {what}` forgets the old id."),
            ),
            _ => self.refuse_common(three_way),
        }
    }

    fn refuse_common(&mut self, three_way: &ThreeWay) {
        match self.state {
            State::Blocked => {
                let problem = three_way.file.as_ref().and_then(|file| file.blocked.clone());
                let (problem, advice) =
                    problem.map_or_else(Default::default, |blocked| (blocked.problem, blocked.advice));
                let kind =
                    if three_way.file.as_ref().is_some_and(|file| file.is_list) { Kind::Guard } else { Kind::Invalid };
                self.refuse(kind, problem, &advice);
            }
            State::WrongTarget => {
                let own = three_way.file.as_ref().and_then(|file| file.organization.clone()).unwrap_or_default();
                self.refuse(
                    Kind::Guard,
                    format!(
                        "the file belongs to organization {own}, and profile {} is {}",
                        self.target.profile, self.target.org
                    ),
                    "Choose the right profile with --profile, or remove `organization` from the file.",
                );
            }
            State::RemoteUnknown => {
                if let RemoteRead::Unknown(error) = &three_way.remote {
                    self.refuse(error.kind(), error.message(), error.advice().unwrap_or_default());
                }
            }
            _ => {}
        }
    }
}
