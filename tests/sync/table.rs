//! The state table as data: written from the documentation, not from the code.
//!
//! Where a unit was changed on both sides to the same, it counts as agreed (row 9, unit by unit).

/// A row: its number and its name, what it is shown as, and what each wish makes of it.
pub(crate) struct Row {
    pub(crate) number: u8,
    pub(crate) state: &'static str,
    /// How the words begin.
    pub(crate) shown: &'static str,
    pub(crate) pull: &'static str,
    pub(crate) pull_theirs: &'static str,
    pub(crate) pull_restore: &'static str,
    pub(crate) push: &'static str,
    pub(crate) push_revert: &'static str,
    pub(crate) create: &'static str,
}

const fn row(
    number: u8,
    state: &'static str,
    shown: &'static str,
    pulls: [&'static str; 3],
    pushes: [&'static str; 3],
) -> Row {
    let [pull, pull_theirs, pull_restore] = pulls;
    let [push, push_revert, create] = pushes;
    Row { number, state, shown, pull, pull_theirs, pull_restore, push, push_revert, create }
}

const NOTHING: [&str; 3] = ["nothing"; 3];
const REFUSE: [&str; 3] = ["refuse"; 3];
const RECORD: [&str; 3] = ["record"; 3];

/// Columns: pull, pull --theirs, pull --restore; push, push --revert, create.
pub(crate) const TABLE: [Row; 21] = [
    row(1, "new", "new", NOTHING, ["create"; 3]),
    row(2, "remote-only", "remote only", ["write-file"; 3], NOTHING),
    row(3, "unrecorded", "in sync", RECORD, RECORD),
    row(4, "no-common-base", "differs, no common base", ["refuse", "edit-file", "refuse"], REFUSE),
    row(5, "clean", "in sync", NOTHING, NOTHING),
    row(6, "touched", "in sync · metadata changed by", RECORD, NOTHING),
    row(7, "ahead", "N to push", NOTHING, ["update"; 3]),
    row(8, "behind", "N to pull", ["edit-file"; 3], NOTHING),
    row(8, "stale", "N to pull", ["edit-file"; 3], ["refuse", "update", "refuse"]),
    row(9, "converged", "in sync", RECORD, RECORD),
    row(10, "diverged", "N to push, N to pull", ["edit-file"; 3], REFUSE),
    row(11, "conflict", "conflict in N", ["refuse", "edit-file", "refuse"], REFUSE),
    row(12, "deleted-remotely", "deleted on server", REFUSE, ["refuse", "refuse", "create"]),
    row(13, "edited-deleted", "deleted on server, edited here", REFUSE, ["refuse", "refuse", "create"]),
    row(14, "file-missing", "file missing", ["nothing", "nothing", "write-file"], NOTHING),
    row(15, "file-missing-changed", "file missing, changed on server", ["nothing", "nothing", "write-file"], NOTHING),
    row(16, "gone", "gone", NOTHING, NOTHING),
    row(17, "dead-link", "linked data view not found", NOTHING, NOTHING),
    row(18, "blocked", "has errors", REFUSE, REFUSE),
    row(19, "remote-unknown", "server not checked", REFUSE, REFUSE),
    row(20, "wrong-target", "belongs to another organi", REFUSE, REFUSE),
];

pub(crate) fn of(state: &str) -> &'static Row {
    TABLE.iter().find(|row| row.state == state).unwrap_or_else(|| panic!("{state} is no row"))
}

impl Row {
    /// What the table says for a command.
    pub(crate) fn action(&self, command: Command) -> &'static str {
        match command {
            Command::Pull => self.pull,
            Command::PullTheirs => self.pull_theirs,
            Command::PullRestore => self.pull_restore,
            Command::Push => self.push,
            Command::PushRevert => self.push_revert,
            Command::Create => self.create,
        }
    }

    /// Whether words are those of the row; numbers count as `N` (with or without `field` and `fields`).
    pub(crate) fn says(&self, words: &str) -> bool {
        let plain = words.replace(" fields", "").replace(" field", "");
        let numbered: Vec<String> = plain
            .split(' ')
            .map(|word| if word.parse::<u32>().is_ok() { "N".to_owned() } else { word.to_owned() })
            .collect();
        numbered.join(" ").starts_with(self.shown)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Command {
    Pull,
    PullTheirs,
    PullRestore,
    Push,
    PushRevert,
    Create,
}

pub(crate) const COMMANDS: [Command; 6] =
    [Command::Pull, Command::PullTheirs, Command::PullRestore, Command::Push, Command::PushRevert, Command::Create];

impl Command {
    pub(crate) fn wish(self) -> (cja_lsp::sync::Direction, cja_lsp::sync::PlanOptions) {
        use cja_lsp::sync::{Direction, PlanOptions};
        let wish = PlanOptions::default();
        match self {
            Self::Pull => (Direction::Pull, wish),
            Self::PullTheirs => (Direction::Pull, PlanOptions { theirs: true, ..wish }),
            Self::PullRestore => (Direction::Pull, PlanOptions { restore: true, ..wish }),
            Self::Push => (Direction::Push, wish),
            Self::PushRevert => (Direction::Push, PlanOptions { revert: true, ..wish }),
            Self::Create => (Direction::Push, PlanOptions { anew: true, ..wish }),
        }
    }
}
