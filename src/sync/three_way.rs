//! What is seen of the three sides at one moment: the file, the service, and the base from the first source that has one.

use super::base::Snapshot;
use super::definition::{Definition, Unit};
use super::plan::Direction;
use super::state::{Facts, Local, Past, Remote};
use super::workspace::{Step, Workspace};
use crate::api::endpoints::data_views;
use crate::api::{ApiError, Kind};
use crate::diagnostic::Severity;
use crate::model::{self, Form};
use crate::syntax::Tree;
use crate::{files, ide};
use jiff::Timestamp;
use serde_json::Value;
use std::path::{Path, PathBuf};

/// Deeper documents are no data views, and reading them into values would cost a stack.
const DEEPEST: u32 = 100;

/// Why a file cannot be pushed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blocked {
    /// Whether it cannot even be read, so that a pull must not touch it.
    pub unreadable: bool,
    /// What is wrong.
    pub problem: String,
    /// What to do.
    pub advice: String,
}

/// A file with one data view.
#[derive(Clone, Debug)]
pub struct LocalFile {
    /// Relative to the workspace, with `/`.
    pub path: String,
    /// Absolute.
    pub full: PathBuf,
    /// Its text.
    pub text: String,
    /// What it says.
    pub definition: Definition,
    /// The name in it.
    pub name: Option<String>,
    /// The id in it.
    pub id: Option<String>,
    /// The id that the configuration links it to in this profile.
    pub link: Option<String>,
    /// The organization in it.
    pub organization: Option<String>,
    /// The service's date in it, when it is a dump.
    pub modified: Option<String>,
    /// Why it cannot be pushed.
    pub blocked: Option<Blocked>,
    /// Whether it holds several data views.
    pub is_list: bool,
    /// Whether the text is the disk's; else it is a buffer's.
    pub saved: bool,
    /// Whether the buffer holds a pull that is not saved yet, which counts as agreed for it.
    pub pulled: bool,
}

/// A path as it is named to people and in the configuration: from the workspace, with `/`.
pub(super) fn relative(root: &Path, full: &Path) -> String {
    let parts = full.strip_prefix(root).unwrap_or(full).components();
    parts.map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

impl LocalFile {
    pub(super) fn read(workspace: &Workspace, path: &Path) -> Result<Self, ApiError> {
        let mut file = Self::read_unchecked(workspace, path)?;
        if file.blocked.is_none() {
            file.blocked = file.errors(workspace);
        }
        Ok(file)
    }

    pub(super) fn read_unchecked(workspace: &Workspace, path: &Path) -> Result<Self, ApiError> {
        let full = files::absolute(path);
        let path = relative(&workspace.root, &full);
        if let Ok(below) = full.strip_prefix(&workspace.root) {
            if below.to_str().is_none() {
                let advice = "Rename it. `cja check` takes it as it is.";
                return Err(ApiError::new(Kind::Usage, format!("read {path}"), "its name is not UTF-8", advice));
            }
            files::inside(&workspace.root, below)
                .map_err(|why| ApiError::new(Kind::Guard, format!("read {path}"), format!("it {why}"), ""))?;
        }
        let decoded = files::read(&full)
            .map_err(|error| ApiError::new(Kind::Usage, format!("read {path}"), error.to_string(), ""))?;
        let mut file = Self::of(path, full, decoded.text);
        if let Some(fault) = decoded.fault {
            file.blocked =
                Some(Blocked { unreadable: true, problem: fault.message, advice: "Save the file as UTF-8.".into() });
        }
        file.link = workspace.link_of(&file.path);
        Ok(file)
    }

    pub(super) fn of(path: String, full: PathBuf, text: String) -> Self {
        let tree = Tree::parse(text.as_str());
        let form = model::form(&tree);
        let (value, blocked) = match (tree.errors().first(), form) {
            (Some(error), _) => {
                let line = text.get(..error.range.start as usize).unwrap_or_default().matches('\n').count() + 1;
                let problem = format!("it is not JSON (line {line}: {})", error.message.trim_end_matches('.'));
                (Value::Null, Some((problem, "`cja check` shows where, and how to fix it.")))
            }
            _ if tree.depth() > DEEPEST => (Value::Null, Some(("it is nested too deeply".to_owned(), ""))),
            (None, Form::View) => (tree.root().and_then(crate::syntax::Node::to_value).unwrap_or_default(), None),
            (None, Form::List | Form::Page) => (
                Value::Null,
                Some((
                    "it holds a list of data views".to_owned(),
                    "Lists are checked, not pushed: split it into one file for each data view.",
                )),
            ),
            (None, Form::Other) => {
                (Value::Null, Some(("it holds no data view".to_owned(), "A data view is a JSON object.")))
            }
        };
        let member =
            |name: &str| value.get(name).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned);
        Self {
            definition: Definition::of(&value),
            name: member("name"),
            id: member("id"),
            organization: member("organization"),
            modified: member("modifiedDate"),
            link: None,
            blocked: blocked.map(|(problem, advice)| Blocked { unreadable: true, problem, advice: advice.into() }),
            is_list: matches!(form, Form::List | Form::Page),
            saved: true,
            pulled: false,
            path,
            full,
            text,
        }
    }

    fn errors(&self, workspace: &Workspace) -> Option<Blocked> {
        let tree = Tree::parse(self.text.as_str());
        let found = ide::diagnostics(&tree, &workspace.settings, Some(&self.full), jiff::Timestamp::now());
        let errors: Vec<_> = found.iter().filter(|finding| finding.severity == Severity::Error).collect();
        let first = errors.first()?;
        let line = self.text.get(..first.range.start as usize).unwrap_or_default().matches('\n').count() + 1;
        let more = if errors.len() > 1 { format!(" and {} more", errors.len() - 1) } else { String::new() };
        let problem = format!("it has errors (line {line}: {}{more})", first.message.trim_end_matches('.'));
        Some(Blocked { unreadable: false, problem, advice: "`cja check` shows them all.".into() })
    }

    /// The view it means in this profile: the link, else its own id.
    #[must_use]
    pub fn target(&self) -> Option<String> {
        self.link.clone().or_else(|| self.id.clone())
    }
}

/// The service's side.
#[derive(Clone, Debug)]
pub struct RemoteView {
    /// The answer as it arrived.
    pub text: String,
    /// Read.
    pub value: Value,
    /// In canonical form.
    pub definition: Definition,
    /// The moment before it was asked for: nothing later is in it for sure.
    pub at: Timestamp,
}

impl RemoteView {
    pub(super) fn new(text: String, value: Value, at: Timestamp) -> Self {
        Self { definition: Definition::of(&value), text, value, at }
    }
}

/// The outcome of reading it.
#[derive(Clone, Debug)]
pub enum RemoteRead {
    /// Not there, or deleted.
    Absent,
    /// It could not be read.
    Unknown(ApiError),
    /// There.
    Present(Box<RemoteView>),
}

/// What both sides agreed on.
#[derive(Clone, Debug)]
pub struct Base {
    /// In canonical form.
    pub definition: Definition,
    /// Where it comes from.
    pub source: &'static str,
}

/// See the module.
#[derive(Clone, Debug)]
pub struct ThreeWay {
    /// The file, if there is one.
    pub file: Option<LocalFile>,
    /// The view's id, if it is known.
    pub id: Option<String>,
    /// The base, if there is one.
    pub base: Option<Base>,
    /// The service's side.
    pub remote: RemoteRead,
    /// Whether the file equals an earlier base.
    pub past: Past,
    /// Whether the service's date moved.
    pub touched: bool,
    /// Worth knowing.
    pub notes: Vec<String>,
}

impl ThreeWay {
    pub(super) fn facts(&self, direction: Direction, org: &str) -> Facts<'_> {
        let stops = |blocked: &Blocked| blocked.unreadable || direction == Direction::Push;
        let local = match &self.file {
            None => Local::Absent,
            Some(file) if file.blocked.as_ref().is_some_and(stops) => Local::Blocked,
            Some(file) => Local::Read(&file.definition),
        };
        let remote = match &self.remote {
            RemoteRead::Absent => Remote::Absent,
            RemoteRead::Unknown(_) => Remote::Unknown,
            RemoteRead::Present(live) => Remote::Read(&live.definition),
        };
        let foreign = self.file.as_ref().and_then(|file| file.organization.as_ref()).is_some_and(|own| own != org);
        Facts {
            base: self.base.as_ref().map(|base| &base.definition),
            local,
            remote,
            linked: self.id.is_some(),
            past: self.past,
            touched: self.touched,
            foreign,
        }
    }

    /// The service's side, if it was read.
    #[must_use]
    pub fn live(&self) -> Option<&RemoteView> {
        match &self.remote {
            RemoteRead::Present(live) => Some(live),
            _ => None,
        }
    }

    pub(super) fn name(&self) -> Option<String> {
        let live = self.live().and_then(|live| live.value.get("name")?.as_str().map(str::to_owned));
        let base = || self.base.as_ref()?.definition.get(&Unit::from("name".to_owned()))?.as_str().map(str::to_owned);
        self.file.as_ref().and_then(|file| file.name.clone()).or(live).or_else(base)
    }

    /// Who changed the service's side last, and when. The service names the person only as the owner.
    pub(super) fn changed_by(&self) -> (Option<String>, Option<String>) {
        let Some(live) = self.live() else { return (None, None) };
        let text = |pointer: &str| live.value.pointer(pointer).and_then(Value::as_str).map(crate::api::error::plain);
        let by = text("/modifiedBy");
        let owner = text("/owner/name").filter(|name| !name.is_empty() && name != "null null");
        let owned = by.is_some() && by == text("/owner/ownerId");
        (if owned { owner.or(by) } else { by }, text("/modifiedDate"))
    }
}

impl Workspace {
    /// Reads one view. Only a wish to stop is an error.
    pub(super) async fn read(&self, id: &str) -> Result<RemoteRead, ApiError> {
        self.tell(Step::Reading);
        let at = Timestamp::now();
        match self.client.send(&data_views::get(id)).await {
            Ok(answer) if answer.value.get("isDeleted") == Some(&Value::Bool(true)) => Ok(RemoteRead::Absent),
            Ok(answer) => Ok(RemoteRead::Present(Box::new(RemoteView::new(answer.text, answer.value, at)))),
            Err(error) if error.kind() == Kind::NotFound => Ok(RemoteRead::Absent),
            Err(error) if error.kind() == Kind::Cancelled => Err(error),
            Err(error) => Ok(RemoteRead::Unknown(error)),
        }
    }

    /// A file as a buffer has it, saved or not; only what is no JSON blocks it.
    #[must_use]
    pub fn buffer(&self, path: &Path, text: String) -> LocalFile {
        let full = files::absolute(path);
        let mut file = LocalFile::of(relative(&self.root, &full), full, text);
        file.link = self.link_of(&file.path);
        file.saved = false;
        file
    }

    /// An editor saved a file with this text: what was pulled into it counts as agreed from now on. `here` says that the
    /// pull was made into this very buffer, so that what differs from it was typed over it. Answers whether
    /// the base moved; none where the text is no JSON at the moment and says nothing.
    pub fn note_saved(&self, path: &Path, text: String, here: bool) -> Option<bool> {
        let file = self.buffer(path, text);
        if file.blocked.is_some() {
            return None;
        }
        Some(file.target().is_some_and(|id| self.promote(&id, &file.definition, here)))
    }

    /// See [`Bases::promote`](super::base::Bases::promote); left to the next command while another one writes.
    fn promote(&self, id: &str, saved: &Definition, here: bool) -> bool {
        if self.bases.staged(id).is_none() {
            return false;
        }
        let lock = super::lock::try_take(&self.own);
        // What this editor knows of its buffer, no later command would.
        (lock.is_some() || here) && self.bases.promote(id, saved, here)
    }

    pub(super) fn link_of(&self, path: &str) -> Option<String> {
        let links = self.settings.options().links.as_ref();
        links.and_then(|links| links.get(path)?.get(&self.profile.name)?.as_str()).map(str::to_owned)
    }

    pub(super) async fn look(
        &self,
        file: Option<LocalFile>,
        id: Option<String>,
        remote: Option<RemoteRead>,
    ) -> Result<ThreeWay, ApiError> {
        let remote = match (remote, &id) {
            (Some(remote), _) => remote,
            // What cannot be used is not asked for.
            (None, Some(_)) if file.as_ref().and_then(|f| f.blocked.as_ref()).is_some_and(|b| b.unreadable) => {
                RemoteRead::Absent
            }
            (None, Some(id)) => self.read(id).await?,
            (None, None) => RemoteRead::Absent,
        };
        Ok(self.sight(file, id, remote))
    }

    /// The three sides, with the service's as it was read at some moment.
    pub(super) fn sight(&self, file: Option<LocalFile>, id: Option<String>, remote: RemoteRead) -> ThreeWay {
        let mut sight = ThreeWay { file, id, base: None, remote, past: Past::None, touched: false, notes: Vec::new() };
        self.find_base(&mut sight);
        sight
    }

    /// The sources of a base, in order: a commit, the snapshot, git's last version, the dump's own date.
    fn find_base(&self, sight: &mut ThreeWay) {
        let Some(id) = sight.id.clone() else { return };
        if let (Some(reference), Some(file)) = (&self.base_ref, &sight.file) {
            sight.base = self.at_commit(reference, file).map(|definition| Base { definition, source: "the commit" });
            return;
        }
        if let Some(file) = sight.file.as_ref().filter(|file| file.blocked.is_none() && file.saved) {
            self.promote(&id, &file.definition, false);
        }
        let pulled =
            sight.file.as_ref().filter(|file| file.pulled && file.blocked.as_ref().is_none_or(|b| !b.unreadable));
        if let Some(next) = pulled.and_then(|file| self.bases.once_saved(&id, &file.definition, true)) {
            self.use_snapshot(sight, &next, "the pull");
            return;
        }
        let (snapshot, note) = self.bases.read(&id);
        sight.notes.extend(note);
        if let Some(snapshot) = snapshot {
            self.use_snapshot(sight, &snapshot, "the snapshot");
            self.prefer_commit(sight);
            return;
        }
        let (Some(file), Some(live)) = (&sight.file, sight.live()) else { return };
        let date = live.value.get("modifiedDate").and_then(Value::as_str);
        let committed = || self.was_committed(file, &live.definition);
        let source = if file.modified.is_some() && file.modified.as_deref() == date {
            "the date in the file"
        } else if !file.definition.agrees(&live.definition, &file.definition.units()) && committed() {
            "a commit"
        } else {
            return;
        };
        sight.base = Some(Base { definition: live.definition.clone(), source });
    }

    /// A colleague pushed, and git brought the file: what the last commit says is what the service has, so it is newer than
    /// what this workspace remembers, and the file goes on from there.
    fn prefer_commit(&self, sight: &mut ThreeWay) {
        let (Some(file), Some(base), Some(live)) = (&sight.file, &sight.base, sight.live()) else { return };
        let units = file.definition.units();
        let agrees = |other: &Definition| file.definition.agrees(other, &units);
        if file.blocked.is_some() || agrees(&live.definition) || base.definition.agrees(&live.definition, &units) {
            return;
        }
        let committed = self.at_commit("HEAD", file).is_some_and(|old| old.agrees(&live.definition, &old.units()));
        if committed && !agrees(&base.definition) {
            sight.base = Some(Base { definition: live.definition.clone(), source: "a commit" });
            sight.past = Past::None;
        }
    }

    fn use_snapshot(&self, sight: &mut ThreeWay, snapshot: &Snapshot, source: &'static str) {
        sight.base = Some(Base { definition: Definition::of(&snapshot.document), source });
        if let Some(file) = &sight.file {
            sight.past = snapshot.past(&file.definition);
        }
        let date = sight.live().and_then(|live| live.value.get("modifiedDate")?.as_str());
        sight.touched = date.is_some() && date != snapshot.modified_date.as_deref();
    }
}
