//! The plan: from what was seen of the three sides to what would happen, or why not. Pure; what is shown is what is done.

mod decide;
mod words;

use super::definition::{Definition, Unit, is_unsettled};
use super::merge;
use super::request_body;
use super::state::{self, Change, Side, State};
use super::three_way::{RemoteRead, ThreeWay};
use crate::api::{ApiError, Kind};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Which way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// File to service.
    Push,
    /// Service to file.
    Pull,
}

/// What would be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// Create a view and add its id to the file.
    Create,
    /// Change the view.
    Update,
    /// Write a new file.
    WriteFile,
    /// Change the file.
    EditFile,
    /// Note that both agree; nothing is sent and no file changes.
    Record,
    /// Nothing at all.
    Nothing,
    /// Nothing, because it would lose somebody's work or cannot be done.
    Refuse,
}

/// Where to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Target {
    /// The profile's name.
    pub profile: String,
    /// The organization.
    pub org: String,
    /// The API host.
    pub api: String,
    /// Whether a write asks for the profile's name.
    pub protected: bool,
    /// The view's id, when it has one.
    pub view: Option<String>,
    /// The view's name.
    pub name: String,
    /// The file, relative to the workspace.
    pub path: Option<String>,
    /// What names it in a command: the file as reached from where the person is, else the id.
    #[serde(skip)]
    pub typed: String,
    /// What has to follow in a command so that it goes to the same place: ` --profile prod`, or nothing.
    #[serde(skip)]
    pub profile_option: String,
}

/// What a caller asks for beyond the usual.
#[derive(Clone, Debug, Default)]
pub struct PlanOptions {
    /// Push a stale file, undoing others' changes.
    pub revert: bool,
    /// Pull over local changes.
    pub theirs: bool,
    /// Write files that are missing again.
    pub restore: bool,
    /// Create a new view although the file names one that is gone.
    pub anew: bool,
    /// Create although a view of the same name is on the same connection.
    pub same_name: bool,
    /// Push these units alone.
    pub only: Vec<String>,
    /// Units whose value in the file is meant, although both sides changed them or no common base is known.
    pub forced: Vec<String>,
    /// Send the changed members alone.
    pub only_changed: bool,
    /// Ask the service also about files that are as both sides last agreed.
    pub ask_all: bool,
}

/// Why not, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Refusal {
    /// What is in the way.
    pub problem: String,
    /// What to do.
    pub advice: String,
    /// The exit code of a command that ends with it.
    pub exit_code: u8,
    #[serde(skip, default = "conflict")]
    pub(super) kind: Kind,
}

fn conflict() -> Kind {
    Kind::Conflict
}

/// See the module.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Plan {
    /// 1.
    pub format: u32,
    /// Which way.
    pub direction: Direction,
    /// Where to.
    pub target: Target,
    /// The row of the table.
    pub state: State,
    /// What would be done.
    pub action: Action,
    /// Where the sides differ.
    pub changes: Vec<Change>,
    /// The units that are written.
    pub units: Vec<Unit>,
    /// The units whose value a person has to settle first; they stay as they are on each side.
    pub unsettled: Vec<Unit>,
    /// Whether the service was asked; a push does not ask about files that equal what was last agreed.
    pub asked: bool,
    /// Who changed the service's side last.
    pub by: Option<String>,
    /// When, as the service says it.
    pub at: Option<String>,
    /// What would be sent.
    pub body: Option<String>,
    /// Why nothing is done.
    pub refusal: Option<Refusal>,
    /// Worth knowing.
    pub notes: Vec<String>,
    /// Of the file's text.
    pub local_hash: Option<String>,
    /// Of the base.
    pub base_hash: Option<String>,
    /// Of the service's definition.
    pub remote_hash: Option<String>,
    #[serde(skip)]
    pub(super) three_way: Option<Box<ThreeWay>>,
    #[serde(skip)]
    pub(super) wish: PlanOptions,
}

impl Plan {
    /// Makes the plan. `None` when there is nothing to speak of.
    #[must_use]
    pub fn make(direction: Direction, three_way: ThreeWay, wish: &PlanOptions, target: Target) -> Option<Self> {
        let facts = three_way.facts(direction, &target.org);
        let state = state::state(&facts)?;
        let changes = state::changes(&facts);
        let (by, at) = three_way.changed_by();
        let mut plan = Self {
            format: 1,
            direction,
            state,
            action: Action::Nothing,
            changes,
            units: Vec::new(),
            unsettled: Vec::new(),
            asked: true,
            by,
            at,
            body: None,
            refusal: None,
            notes: three_way.notes.clone(),
            local_hash: three_way.file.as_ref().map(|file| super::definition::sha256(&file.text)),
            base_hash: three_way.base.as_ref().map(|base| base.definition.hash()),
            remote_hash: three_way.live().map(|live| live.definition.hash()),
            target,
            three_way: None,
            wish: wish.clone(),
        };
        match direction {
            Direction::Push => plan.decide_push(&three_way),
            Direction::Pull => plan.decide_pull(&three_way),
        }
        if plan.action == Action::Update && !wish.only.is_empty() {
            plan.units.retain(|unit| named(&wish.only, unit));
            if plan.units.is_empty() {
                plan.action = Action::Nothing;
            }
        }
        plan.fill_body(&three_way);
        plan.three_way = Some(Box::new(three_way));
        Some(plan)
    }

    fn refuse(&mut self, kind: Kind, problem: String, advice: &str) {
        self.action = Action::Refuse;
        self.refusal = Some(Refusal { problem, advice: advice.to_owned(), exit_code: kind.exit_code(), kind });
    }

    fn update(&mut self, which: impl Fn(Side) -> bool) {
        self.action = Action::Update;
        let wanted = self.changes.iter().filter(|change| change.local != change.remote && which(change.side));
        self.units = wanted.map(|change| change.unit.clone()).collect();
    }

    /// Brings what the service's side changed into the file, beside the file's own changes.
    fn bring(&mut self) {
        self.action = Action::EditFile;
        self.units = self.changes.iter().filter(|change| merge::brings(change)).map(|c| c.unit.clone()).collect();
    }

    fn of(&self, side: Side) -> Vec<Unit> {
        self.changes.iter().filter(|change| change.side == side).map(|change| change.unit.clone()).collect()
    }

    /// Whether a conflict is meant as the file has it, and nothing of the service's would be left behind unseen.
    fn some_forced(&self) -> bool {
        let conflict = |change: &Change| change.side == Side::Conflict && named(&self.wish.forced, &change.unit);
        self.changes.iter().any(conflict)
            && self.changes.iter().all(|change| !matches!(change.side, Side::Remote | Side::Apart))
    }

    /// What is left to settle after it is done.
    pub(super) fn unsettled_error(&self) -> Option<ApiError> {
        if self.unsettled.is_empty() {
            return None;
        }
        let problem = format!("both sides changed {}: {}", self.names(Side::Conflict), self.quotes());
        Some(ApiError::new(Kind::Conflict, "", problem, self.how_to_settle()))
    }

    fn fill_body(&mut self, three_way: &ThreeWay) {
        let Some(file) = &three_way.file else { return };
        self.body = match (self.action, three_way.live()) {
            (Action::Create, _) => {
                self.units = file.definition.units();
                Some(request_body::create(&file.text))
            }
            (Action::Update, Some(live)) if self.wish.only_changed => {
                Some(request_body::only_changed(&live.text, &file.text, &self.units))
            }
            (Action::Update, Some(live)) => Some(request_body::update(&live.text, &file.text, &self.units)),
            _ => None,
        };
    }

    /// What the view will be: the service's definition with the written units laid over.
    pub(super) fn intended(&self) -> Definition {
        let three_way = self.three_way.as_deref();
        let mut intended = three_way.and_then(ThreeWay::live).map(|live| live.definition.clone()).unwrap_or_default();
        let local = three_way.and_then(|three_way| three_way.file.as_ref()).map(|file| &file.definition);
        for unit in &self.units {
            intended.set(unit, local.and_then(|local| local.get(unit)).cloned());
        }
        intended
    }

    /// What was read of the service.
    #[must_use]
    pub fn seen(&self) -> Option<&RemoteRead> {
        self.three_way.as_deref().map(|three_way| &three_way.remote)
    }

    /// The service's definition as a file would have it.
    #[must_use]
    pub fn live_text(&self) -> Option<String> {
        super::text_merge::file(&self.three_way.as_deref()?.live()?.text)
    }

    /// The file's text with the service's values in it, for a comparison side by side: only what differs is different.
    #[must_use]
    pub fn live_in_file(&self) -> Option<String> {
        let three_way = self.three_way.as_deref()?;
        let units: Vec<Unit> = self.changes.iter().map(|change| change.unit.clone()).collect();
        super::text_merge::take(&three_way.file.as_ref()?.text, &three_way.live()?.text, &units)
    }

    /// The file or id as a person types it in a command.
    #[must_use]
    pub fn typed(&self) -> String {
        self.target.typed()
    }

    /// Whether the file or the service has a field of this name.
    #[must_use]
    pub fn has_field(&self, name: &str) -> bool {
        let file = self.three_way.as_deref().and_then(|three_way| three_way.file.as_ref());
        let units = file.map(|file| file.definition.units()).unwrap_or_default();
        let wanted = [name.to_owned()];
        units.iter().chain(self.changes.iter().map(|change| &change.unit)).any(|unit| named(&wanted, unit))
    }

    /// What was wished for it.
    #[must_use]
    pub fn wish(&self) -> &PlanOptions {
        &self.wish
    }

    /// Whether a pull would write over changes that only the file has.
    #[must_use]
    pub fn gives_up(&self) -> bool {
        let lost = |change: &Change| !matches!(change.side, Side::Remote) && self.units.contains(&change.unit);
        self.direction == Direction::Pull
            && self.action == Action::EditFile
            && self.wish.theirs
            && self.changes.iter().any(lost)
    }

    /// Whether the service's side changed something that can be merged into the file.
    #[must_use]
    pub fn has_news(&self) -> bool {
        self.changes.iter().any(merge::brings) || self.state == State::Diverged
    }

    /// Why nothing was written although it was agreed to.
    #[must_use]
    pub fn moved_since(&self) -> ApiError {
        self.moved_error()
    }

    /// The plan of the other direction from the same look at the three sides.
    #[must_use]
    pub(super) fn turned(&self, direction: Direction) -> Option<Self> {
        let three_way = self.three_way.as_deref()?.clone();
        Self::make(direction, three_way, &self.wish, self.target.clone())
    }
}

impl Target {
    /// The file or id as a person types it in a command.
    pub(super) fn typed(&self) -> String {
        format!("{}{}", crate::api::error::typed(&self.typed), self.profile_option)
    }

    /// Whether two plans are about the same.
    #[must_use]
    pub fn same_as(&self, other: &Self) -> bool {
        let (typed, profile_option) = (self.typed.clone(), self.profile_option.clone());
        *self == Self { typed, profile_option, ..other.clone() }
    }
}

/// Whether a list of fields names a unit, or the member that it is in.
fn named(fields: &[String], unit: &Unit) -> bool {
    fields.iter().any(|field| *field == unit.to_string() || *field == unit.member)
}

/// `1 field`, `2 fields`.
#[must_use]
pub fn fields(count: usize) -> String {
    if count == 1 { "1 field".into() } else { format!("{count} fields") }
}

/// A value on one line, short.
#[must_use]
pub fn shown(value: Option<&Value>) -> String {
    const LONGEST: usize = 200;
    let text = match value {
        None => "nothing".to_owned(),
        Some(value) if is_unsettled(value) => "unknown".to_owned(),
        Some(value) => crate::text::shown::terminal(&value.to_string()),
    };
    match text.char_indices().nth(LONGEST) {
        Some((cut, _)) => format!("{}…", text.get(..cut).unwrap_or_default()),
        None => text,
    }
}
