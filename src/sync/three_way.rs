//! What is seen of the three sides at one moment: the file, the service, and the base from the first source that has one.

use super::base::Snapshot;
use super::definition::{Definition, Unit};
use super::local_file::{Blocked, LocalFile, relative};
use super::plan::Direction;
use super::state::{Facts, Local, Past, Remote};
use super::step::Step;
use super::workspace::Workspace;
use crate::api::endpoints::data_views;
use crate::api::{ApiError, Kind};
use crate::files;
use jiff::Timestamp;
use serde_json::Value;
use std::path::Path;

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
        Ok(self.three_way(file, id, remote))
    }

    /// The three sides, with the service's as it was read at some moment.
    pub(super) fn three_way(&self, file: Option<LocalFile>, id: Option<String>, remote: RemoteRead) -> ThreeWay {
        let mut three_way =
            ThreeWay { file, id, base: None, remote, past: Past::None, touched: false, notes: Vec::new() };
        self.find_base(&mut three_way);
        three_way
    }

    /// The sources of a base, in order: a commit, the snapshot, git's last version, the dump's own date.
    fn find_base(&self, three_way: &mut ThreeWay) {
        let Some(id) = three_way.id.clone() else { return };
        if let (Some(reference), Some(file)) = (&self.base_ref, &three_way.file) {
            three_way.base =
                self.at_commit(reference, file).map(|definition| Base { definition, source: "the commit" });
            return;
        }
        if let Some(file) = three_way.file.as_ref().filter(|file| file.blocked.is_none() && file.saved) {
            self.promote(&id, &file.definition, false);
        }
        let pulled =
            three_way.file.as_ref().filter(|file| file.pulled && file.blocked.as_ref().is_none_or(|b| !b.unreadable));
        if let Some(next) = pulled.and_then(|file| self.bases.once_saved(&id, &file.definition, true)) {
            self.use_snapshot(three_way, &next, "the pull");
            return;
        }
        let (snapshot, note) = self.bases.read(&id);
        three_way.notes.extend(note);
        if let Some(snapshot) = snapshot {
            self.use_snapshot(three_way, &snapshot, "the snapshot");
            self.prefer_commit(three_way);
            return;
        }
        let (Some(file), Some(live)) = (&three_way.file, three_way.live()) else { return };
        let date = live.value.get("modifiedDate").and_then(Value::as_str);
        let committed = || self.was_committed(file, &live.definition);
        let source = if file.modified.is_some() && file.modified.as_deref() == date {
            "the date in the file"
        } else if !file.definition.agrees(&live.definition, &file.definition.units()) && committed() {
            "a commit"
        } else {
            return;
        };
        three_way.base = Some(Base { definition: live.definition.clone(), source });
    }

    /// A colleague pushed, and git brought the file: what the last commit says is what the service has, so it is newer than
    /// what this workspace remembers, and the file goes on from there.
    fn prefer_commit(&self, three_way: &mut ThreeWay) {
        let (Some(file), Some(base), Some(live)) = (&three_way.file, &three_way.base, three_way.live()) else { return };
        let units = file.definition.units();
        let agrees = |other: &Definition| file.definition.agrees(other, &units);
        if file.blocked.is_some() || agrees(&live.definition) || base.definition.agrees(&live.definition, &units) {
            return;
        }
        let committed = self.at_commit("HEAD", file).is_some_and(|old| old.agrees(&live.definition, &old.units()));
        if committed && !agrees(&base.definition) {
            three_way.base = Some(Base { definition: live.definition.clone(), source: "a commit" });
            three_way.past = Past::None;
        }
    }

    fn use_snapshot(&self, three_way: &mut ThreeWay, snapshot: &Snapshot, source: &'static str) {
        three_way.base = Some(Base { definition: Definition::of(&snapshot.document), source });
        if let Some(file) = &three_way.file {
            three_way.past = snapshot.past(&file.definition);
        }
        let date = three_way.live().and_then(|live| live.value.get("modifiedDate")?.as_str());
        three_way.touched = date.is_some() && date != snapshot.modified_date.as_deref();
    }
}
