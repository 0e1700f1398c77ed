//! The state of a data view from three sides: base, local, remote. Pure and total; the rows are those of the state table
//! in the documentation, by number.

use super::definition::{Definition, Unit, is_unsettled};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The file's side.
#[derive(Clone, Copy, Debug)]
pub enum Local<'a> {
    /// There is no file.
    Absent,
    /// The file has errors.
    Blocked,
    /// What it says.
    Read(&'a Definition),
}

/// The service's side.
#[derive(Clone, Copy, Debug)]
pub enum Remote<'a> {
    /// Not there, or deleted.
    Absent,
    /// It could not be read.
    Unknown,
    /// What it says.
    Read(&'a Definition),
}

/// Whether the file equals an earlier base.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Past {
    /// It equals none.
    #[default]
    None,
    /// It equals one, and since then somebody else's change was pulled: pushing it would undo that.
    Stale,
    /// It equals one, and all bases since were our own pushes.
    OwnPushes,
}

/// Everything the state follows from.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// What both sides last agreed on.
    pub base: Option<&'a Definition>,
    /// The file.
    pub local: Local<'a>,
    /// The service.
    pub remote: Remote<'a>,
    /// Whether the file or the configuration names an id.
    pub linked: bool,
    /// Whether the file equals an earlier base.
    pub past: Past,
    /// Whether the service's date moved since the base.
    pub touched: bool,
    /// Whether the file belongs to another organization than the profile.
    pub foreign: bool,
}

/// The rows of the table. Row 8 has two entries, because a stale file is treated apart in a push.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum State {
    New,
    RemoteOnly,
    Unrecorded,
    NoCommonBase,
    Clean,
    Touched,
    Ahead,
    Behind,
    Stale,
    Converged,
    Diverged,
    Conflict,
    DeletedRemotely,
    EditedDeleted,
    FileMissing,
    FileMissingChanged,
    Gone,
    DeadLink,
    Blocked,
    RemoteUnknown,
    WrongTarget,
}

impl State {
    /// Whether both sides agree.
    #[must_use]
    pub fn is_in_sync(self) -> bool {
        matches!(self, Self::Clean | Self::Touched | Self::Unrecorded | Self::Converged)
    }

    /// Its number in the table.
    #[must_use]
    pub fn row(self) -> u8 {
        match self {
            Self::New => 1,
            Self::RemoteOnly => 2,
            Self::Unrecorded => 3,
            Self::NoCommonBase => 4,
            Self::Clean => 5,
            Self::Touched => 6,
            Self::Ahead => 7,
            Self::Behind | Self::Stale => 8,
            Self::Converged => 9,
            Self::Diverged => 10,
            Self::Conflict => 11,
            Self::DeletedRemotely => 12,
            Self::EditedDeleted => 13,
            Self::FileMissing => 14,
            Self::FileMissingChanged => 15,
            Self::Gone => 16,
            Self::DeadLink => 17,
            Self::Blocked => 18,
            Self::RemoteUnknown => 19,
            Self::WrongTarget => 20,
        }
    }
}

/// A unit on which the three sides are not one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// Which unit.
    pub unit: Unit,
    /// What both sides agreed on.
    pub base: Option<Value>,
    /// What the file says.
    pub local: Option<Value>,
    /// What the service says.
    pub remote: Option<Value>,
    /// Whose change it is.
    pub side: Side,
}

/// Whose change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// The file's.
    Local,
    /// The service's.
    Remote,
    /// Both changed it, to the same.
    Both,
    /// Both changed it, and both changes can stay: ids of segments come and go singly.
    Apart,
    /// Both changed it, each differently; or they differ and nobody knows since when.
    Conflict,
}

/// The state. `None` when there is nothing to speak of: no base, no file, no link, nothing on the service.
#[must_use]
pub fn state(facts: &Facts<'_>) -> Option<State> {
    if matches!(facts.local, Local::Blocked) {
        return Some(State::Blocked);
    }
    if facts.foreign {
        return Some(State::WrongTarget);
    }
    Some(match (facts.base, facts.local, facts.remote) {
        (_, _, Remote::Unknown) => State::RemoteUnknown,
        (_, Local::Blocked, _) => State::Blocked,
        (None, Local::Absent, Remote::Absent) if facts.linked => State::DeadLink,
        (None, Local::Absent, Remote::Absent) => return None,
        (None, Local::Absent, Remote::Read(_)) => State::RemoteOnly,
        (None, Local::Read(_), Remote::Absent) if facts.linked => State::EditedDeleted,
        (None, Local::Read(_), Remote::Absent) => State::New,
        (None, Local::Read(local), Remote::Read(remote)) => {
            if local.agrees(remote, &local.units()) {
                State::Unrecorded
            } else {
                State::NoCommonBase
            }
        }
        (Some(_), Local::Absent, Remote::Absent) => State::Gone,
        (Some(base), Local::Absent, Remote::Read(remote)) => {
            if base.agrees(remote, &both(base, remote)) {
                State::FileMissing
            } else {
                State::FileMissingChanged
            }
        }
        (Some(base), Local::Read(local), Remote::Absent) => {
            if local.agrees(base, &local.units()) {
                State::DeletedRemotely
            } else {
                State::EditedDeleted
            }
        }
        (Some(base), Local::Read(local), Remote::Read(remote)) => three(facts, base, local, remote),
    })
}

fn three(facts: &Facts<'_>, base: &Definition, local: &Definition, remote: &Definition) -> State {
    let units = local.units();
    match (local.agrees(base, &units), remote.agrees(base, &units)) {
        (true, true) if facts.touched => State::Touched,
        (true, true) => State::Clean,
        (true, false) => State::Behind,
        _ if local.agrees(remote, &units) => State::Converged,
        _ if facts.past == Past::Stale => State::Stale,
        (false, true) => State::Ahead,
        (false, false) => {
            let sides: Vec<Side> = changes(facts).iter().map(|change| change.side).collect();
            if sides.contains(&Side::Conflict) {
                State::Conflict
            } else if sides.iter().any(|side| matches!(side, Side::Remote | Side::Apart)) {
                State::Diverged
            } else {
                // The file has everything that changed on the service (a colleague pushed, and git brought the file).
                State::Ahead
            }
        }
    }
}

fn both(a: &Definition, b: &Definition) -> Vec<Unit> {
    let mut units = a.units();
    units.extend(b.units());
    units.sort();
    units.dedup();
    units
}

/// The units on which the sides differ: those that the file manages, or all where there is no file.
#[must_use]
pub fn changes(facts: &Facts<'_>) -> Vec<Change> {
    let nothing = Definition::default();
    let remote = match facts.remote {
        Remote::Read(remote) => Some(remote),
        Remote::Absent => Some(&nothing),
        Remote::Unknown => facts.base,
    };
    let Some(remote) = remote else { return Vec::new() };
    let (local, units) = match facts.local {
        Local::Read(local) => (local, local.units()),
        Local::Absent => (facts.base.unwrap_or(&nothing), both(facts.base.unwrap_or(&nothing), remote)),
        Local::Blocked => return Vec::new(),
    };
    // What is not on the service at all is the file's own.
    let base = facts.base.or((!matches!(facts.remote, Remote::Read(_))).then_some(&nothing));
    let mut found = Vec::new();
    for unit in units {
        let (l, r, b) = (local.get(&unit), remote.get(&unit), base.and_then(|base| base.get(&unit)));
        let side = match base {
            None if l == r => continue,
            None => Side::Conflict,
            Some(_) => match (l != b, r != b) {
                (false, false) => continue,
                (true, false) => Side::Local,
                (false, true) => Side::Remote,
                (true, true) if l == r => Side::Both,
                (true, true)
                    if unit.member == "segmentList" && facts.past != Past::Stale && !b.is_some_and(is_unsettled) =>
                {
                    Side::Apart
                }
                (true, true) => Side::Conflict,
            },
        };
        found.push(Change { base: b.cloned(), local: l.cloned(), remote: r.cloned(), unit, side });
    }
    found
}
