//! A workspace: a folder with files of data views, its `.cja` beside them, and one profile to talk to.

use super::base::Bases;
use super::journal::Journal;
use super::local_file::LocalFile;
use super::lock::{self, Lock};
use super::plan::Target;
use super::step::Step;
use super::three_way::{RemoteRead, ThreeWay};
use super::writer::{Disk, Writer};
use crate::api::endpoints::data_views;
use crate::api::profile::Profile;
use crate::api::recipe::Recipe;
use crate::api::{ApiError, Cancel, Client, Kind, Request};
use crate::config::{FileKind, Settings};
use crate::disk::{self, git::Trouble};
use crate::files::{self, Own};
use rustc_hash::FxHashSet;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// That a person, or a flag in their place, agreed to a plan.
#[derive(Clone, Debug, Default)]
pub struct Confirmation {
    /// The name of a protected profile as it was typed.
    pub profile: Option<String>,
}

/// What came of it.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// The operation, when something was sent.
    pub op: Option<String>,
    /// The view.
    pub view: Option<String>,
    /// One sentence for a person.
    pub message: String,
    /// Worth knowing besides.
    pub warnings: Vec<String>,
    /// Whether anything was sent or written.
    pub changed: bool,
    /// The service's side as it was read or answered last.
    pub seen: Option<RemoteRead>,
}

type Listener = Arc<dyn Fn(Step) + Send + Sync>;

/// See the module. Cloning shares the client.
#[derive(Clone)]
pub struct Workspace {
    pub(super) root: PathBuf,
    pub(super) settings: Arc<Settings>,
    pub(super) profile: Profile,
    pub(super) org: String,
    pub(super) client: Client,
    pub(super) bases: Bases,
    pub(super) journal: Journal,
    pub(super) own: Own,
    pub(super) cancel: Cancel,
    pub(super) base_ref: Option<String>,
    /// Where the person is, so that paths can be typed as they are shown.
    here: PathBuf,
    /// What a command needs to go to this profile.
    profile_option: String,
    pub(super) writer: Arc<dyn Writer>,
    listener: Option<Listener>,
}

impl Workspace {
    /// The workspace of a folder: that of its `cja.config.json`, else the nearest folder with a `.cja`, else itself.
    /// Nothing is written and nothing is sent.
    #[must_use]
    pub fn open(folder: &Path, settings: Arc<Settings>, profile: Profile, client: Client) -> Self {
        let root = root(folder);
        let org = client.credentials().org.clone();
        let own = Own::of_workspace(&root, client.state());
        Self {
            bases: Bases::new(&own, &org),
            journal: Journal::new(&own),
            own,
            root,
            settings,
            profile,
            org,
            client,
            cancel: Cancel::default(),
            base_ref: None,
            here: files::absolute(folder),
            profile_option: String::new(),
            writer: Arc::new(Disk),
            listener: None,
        }
    }

    /// The same, for a person who chose the profile in the command: what they are advised to type chooses it, too.
    #[must_use]
    pub fn with_profile_option(self, chosen: bool) -> Self {
        let option = format!(" --profile {}", crate::text::shown::word(&self.profile.name));
        Self { profile_option: if chosen { option } else { String::new() }, ..self }
    }

    /// ` --profile prod`, or nothing where a command goes to this profile by itself.
    #[must_use]
    pub fn profile_option(&self) -> &str {
        &self.profile_option
    }

    /// The same, telling each step before it is done.
    #[must_use]
    pub fn with_listener(self, listener: impl Fn(Step) + Send + Sync + 'static) -> Self {
        Self { listener: Some(Arc::new(listener)), ..self }
    }

    /// The same, reading in the background: at most a third of the pace, behind every command.
    #[must_use]
    pub fn in_background(&self) -> Self {
        Self { client: self.client.background(), ..self.clone() }
    }

    /// The same, with another state folder of the user, which knows what was made here.
    #[must_use]
    pub fn with_state(self, state: &Path) -> Self {
        let own = Own::of_workspace(&self.root, Some(state));
        Self { bases: Bases::new(&own, &self.org), journal: Journal::new(&own), own, ..self }
    }

    /// The `.cja` of the workspace. Where it is refused, nothing in it is used, and [`Own::refusal`] says why.
    #[must_use]
    pub fn own(&self) -> &Own {
        &self.own
    }

    /// The same, putting texts into files by way of `writer`.
    #[must_use]
    pub fn with_writer(self, writer: Arc<dyn Writer>) -> Self {
        Self { writer, ..self }
    }

    /// The same, stopped by `cancel`: a request in flight is finished, no other is begun.
    #[must_use]
    pub fn with_cancel(self, cancel: Cancel) -> Self {
        Self { client: self.client.with_cancel(cancel.clone()), cancel, ..self }
    }

    /// The same, with the definition at a commit as the base.
    ///
    /// # Errors
    /// [`Kind::Usage`] when git knows no such commit.
    pub fn with_base(self, reference: &str) -> Result<Self, ApiError> {
        let (problem, advice) = match super::git::is_commit(&self.root, reference) {
            Ok(_) => return Ok(Self { base_ref: Some(reference.to_owned()), ..self }),
            Err(Trouble::Refused) => {
                let problem = format!("git knows no commit \"{}\" here", crate::api::error::plain(reference));
                (problem, "Is it fetched? `git log` shows what there is.")
            }
            Err(trouble) => (trouble.to_string(), trouble.advice()),
        };
        Err(ApiError::new(Kind::Usage, "use --base", problem, advice))
    }

    /// The folder that paths are relative to.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The journal.
    #[must_use]
    pub fn journal(&self) -> &Journal {
        &self.journal
    }

    /// The snapshots.
    #[must_use]
    pub fn bases(&self) -> &Bases {
        &self.bases
    }

    /// The client in use.
    #[must_use]
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// The profile in use.
    #[must_use]
    pub fn profile(&self) -> &Profile {
        &self.profile
    }

    pub(super) fn tell(&self, step: Step) {
        if let Some(listener) = &self.listener {
            listener(step);
        }
    }

    /// Every file of a data view in the workspace, sorted.
    #[must_use]
    pub fn files(&self) -> Vec<LocalFile> {
        self.paths().iter().filter_map(|path| self.file(path).ok()).collect()
    }

    fn paths(&self) -> Vec<PathBuf> {
        let settings = Arc::clone(&self.settings);
        let (found, _) = files::walk(&self.root, move |_| Arc::clone(&settings));
        let found = found.into_iter().filter(|found| found.kind == FileKind::DataView).map(|found| found.path);
        let (links, files): (Vec<PathBuf>, Vec<PathBuf>) = found.partition(|path| path.is_symlink());
        // A link to a file that is found by itself is that file.
        let known: FxHashSet<&PathBuf> = files.iter().collect();
        let other = |path: &PathBuf| std::fs::canonicalize(path).is_ok_and(|real| !known.contains(&real));
        let links: Vec<PathBuf> = links.iter().filter(|path| other(path)).cloned().collect();
        let mut all: Vec<PathBuf> = files.into_iter().chain(links).collect();
        all.sort();
        all
    }

    /// What has the name of a data view and is left alone, and why; sentences without the full stop.
    #[must_use]
    pub fn skipped(&self) -> Vec<String> {
        let settings = Arc::clone(&self.settings);
        let walked = files::walk_all(&self.root, move |_| Arc::clone(&settings));
        let odd = walked.found.into_iter().filter(|found| found.path.to_str().is_none());
        let odd = odd.map(|found| format!("{} has a name that is not UTF-8", found.path.display()));
        let root = format!("{}/", self.root.display());
        walked.skipped.into_iter().chain(odd).map(|said| said.replacen(&root, "", 1)).collect()
    }

    /// Takes away what killed runs left beside the files, once in the life of the process. Asked with the lock held.
    fn sweep(&self) {
        if disk::is_first(&self.own.path().join("lock")) {
            self.own.sweep();
            let paths = self.paths();
            let mut folders: Vec<&Path> = paths.iter().filter_map(|path| path.parent()).collect();
            folders.push(&self.root);
            folders.sort_unstable();
            folders.dedup();
            folders.into_iter().for_each(disk::sweep);
        }
    }

    /// The files that mean a view, without looking for errors in them.
    pub(super) fn files_of(&self, id: &str) -> Vec<LocalFile> {
        let files = self.paths().into_iter().filter_map(|path| LocalFile::read_unchecked(self, &path).ok());
        files.filter(|file| file.target().as_deref() == Some(id)).collect()
    }

    /// A path of the journal, of an image, of the settings: it must lie in the workspace.
    ///
    /// # Errors
    /// [`Kind::Guard`] when it leads elsewhere.
    pub(super) fn inside(&self, path: &str) -> Result<PathBuf, ApiError> {
        files::inside(&self.root, path).map_err(|why| {
            ApiError::new(Kind::Guard, "", format!("{} {why}", crate::api::error::plain(path)), "Nothing was written.")
        })
    }

    /// A file, or else an id, as a person types it in a command.
    pub(super) fn typed(&self, path: Option<&str>, id: &str) -> String {
        let path = path.map(|path| relative_to(&self.here, &self.root.join(path)));
        format!("{}{}", crate::api::error::typed(path.as_deref().unwrap_or(id)), self.profile_option)
    }

    /// One file, given by a path from the current folder.
    ///
    /// # Errors
    /// [`Kind::Usage`] when it cannot be read.
    pub fn file(&self, path: &Path) -> Result<LocalFile, ApiError> {
        LocalFile::read(self, path)
    }

    /// The target of a plan.
    pub(super) fn target(&self, three_way: &ThreeWay) -> Target {
        let credentials = self.client.credentials();
        let path = three_way.file.as_ref().map(|file| file.path.clone());
        Target {
            profile: self.profile.name.clone(),
            org: self.org.clone(),
            api: crate::api::hosts::host_and_port(&credentials.hosts.api),
            protected: self.profile.protected,
            view: three_way.id.clone(),
            name: three_way.name().unwrap_or_else(|| path.clone().or(three_way.id.clone()).unwrap_or_default()),
            typed: match &three_way.file {
                Some(file) => relative_to(&self.here, &file.full),
                None => three_way.id.clone().unwrap_or_default(),
            },
            profile_option: self.profile_option.clone(),
            path,
        }
    }

    /// Puts a text into `.cja/preview`, for an editor to show; gives the file.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn preview(&self, name: &str, text: &str) -> Result<PathBuf, ApiError> {
        let name: String =
            name.chars().map(|ch| if ch.is_alphanumeric() || "._-".contains(ch) { ch } else { '-' }).collect();
        self.prepare()?;
        let name = format!("preview/{name}");
        let path = self.own.path().join(&name);
        self.own
            .write(&name, text.as_bytes())
            .map_err(|error| ApiError::local(format!("write {}", path.display()), &error))?;
        Ok(path)
    }

    /// The call that brings a whole file to the service.
    #[must_use]
    pub fn request_for(&self, file: &LocalFile) -> Request {
        let body = super::request_body::create(&file.text);
        match file.target() {
            Some(id) => data_views::update(&id, body),
            None => data_views::create(body),
        }
    }

    /// A call written out for this workspace's profile.
    #[must_use]
    pub fn recipe<'a>(&'a self, request: &'a Request) -> Recipe<'a> {
        let credentials = self.client.credentials();
        Recipe { api: &credentials.hosts.api, org: &self.org, client_id: &credentials.client_id, request }
    }

    /// Makes `.cja`, which hides itself from git.
    pub(super) fn prepare(&self) -> Result<(), ApiError> {
        let what = || format!("prepare {}", self.own.path().display());
        if let Some(why) = self.own.refusal() {
            return Err(ApiError::new(Kind::Guard, what(), why.to_string(), why.advice()));
        }
        self.own.make().map_err(|error| ApiError::local(what(), &error))
    }

    pub(super) async fn lock(&self) -> Result<Lock, ApiError> {
        self.tell(Step::Locking);
        self.prepare()?;
        let lock = lock::take(&self.own, &self.cancel).await?;
        self.sweep();
        Ok(lock)
    }

    /// That a write into a protected profile was agreed to by its name.
    pub(super) fn allowed(&self, consent: &Confirmation) -> Result<(), ApiError> {
        if !self.profile.protected || consent.profile.as_deref() == Some(self.profile.name.as_str()) {
            return Ok(());
        }
        let problem = format!("profile {} is protected, and its name was not typed", self.profile.name);
        Err(ApiError::new(Kind::Guard, "write", problem, "Type its name when asked, or give it with --confirm."))
    }
}

/// A file as it is reached from a folder: with `..` where it lies elsewhere.
fn relative_to(folder: &Path, file: &Path) -> String {
    let (mut from, mut to) = (folder.components().peekable(), file.components().peekable());
    while from.peek().is_some() && from.peek() == to.peek() {
        from.next();
        to.next();
    }
    let up = from.map(|_| "..".to_owned());
    let down = to.map(|part| part.as_os_str().to_string_lossy().into_owned());
    up.chain(down).collect::<Vec<_>>().join("/")
}

/// See [`Workspace::open`].
#[must_use]
pub fn root(folder: &Path) -> PathBuf {
    let folder = files::absolute(folder);
    if let Some(folder) = files::find_project(&folder).as_deref().and_then(Path::parent) {
        return folder.to_owned();
    }
    for above in folder.ancestors() {
        if files::has_own_folder(above) {
            return above.to_owned();
        }
        if above.join(".git").exists() {
            break;
        }
    }
    folder
}

impl fmt::Debug for Workspace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Workspace").field("root", &self.root).field("profile", &self.profile).finish_non_exhaustive()
    }
}
