//! Names from the service in a session: one catalogue a workspace, read from disk when a document of it opens, and
//! from the network only after the person's first explicit command there, or when their own settings say so.
//!
//! Begin with [`Session::activate`], which every explicit command calls, and [`Session::catalogue`], which features ask.

use super::diagnostics;
use super::session::{Session, View};
use crate::api::connect::Connect;
use crate::api::{ApiError, Kind};
use crate::config::{FILE_NAME, Settings};
use crate::files::has_own_folder;
use crate::live::{Live, Place, Wants};
use crate::model::catalogue::Catalogue;
use jiff::SignedDuration;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, PoisonError, Weak};
use std::time::Duration;
use tokio::sync::Notify;

/// The first wait after a refresh that failed; it doubles up to [`LONGEST`].
const PAUSE: Duration = Duration::from_secs(30);
/// The longest wait, and how old names may grow unless the user says otherwise.
const LONGEST: Duration = Duration::from_secs(600);

/// The names of one workspace.
pub(super) struct Names {
    live: Live,
    root: PathBuf,
    /// Whether the cache lies in the workspace, and is of nobody else.
    own_cache: bool,
    /// Whether the network may be used.
    active: AtomicBool,
    /// How old names may grow, in minutes.
    minutes: AtomicU32,
    /// Rings when something is wanted that is not known.
    wanted: Notify,
}

impl Session {
    /// What is known of the organization that a workspace belongs to. At once, from memory.
    pub(super) fn catalogue(&self, settings: &Settings) -> Arc<Catalogue> {
        self.names.get(settings.base()).map(|names| names.live.catalogue()).unwrap_or_default()
    }

    /// The person gave an explicit command in the workspace of a file: from now on its names are read from the service
    /// in the background. Returns at once; further calls cost nothing.
    pub fn activate(self: &Arc<Self>, path: Option<&Path>) {
        let names = self.names_of(&self.settings_for(path));
        names.activate(self);
    }

    /// The names of a workspace; the first time, what is on disk is recalled in the background.
    fn names_of(self: &Arc<Self>, settings: &Settings) -> Arc<Names> {
        if let Some(names) = self.names.get(settings.base()) {
            return Arc::clone(&names);
        }
        let (place, own_cache) = self.cache_folder(settings.base());
        let mut new = false;
        let names = self.names.entry(settings.base().to_owned()).or_insert_with(|| {
            new = true;
            let session = Arc::downgrade(self);
            Arc::new(Names {
                live: Live::new(place, move || tell(&session)),
                root: settings.base().to_owned(),
                own_cache,
                active: AtomicBool::new(false),
                minutes: AtomicU32::new(10),
                wanted: Notify::new(),
            })
        });
        let names = Arc::clone(&names);
        if new {
            tokio::spawn(Arc::clone(&names).begin(Arc::clone(self)));
        }
        names
    }

    /// In the workspace where there is one, so that the cache goes with it; else with what the user can throw away.
    fn cache_folder(&self, root: &Path) -> (Place, bool) {
        let folders = self.folders.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let own = folders.iter().any(|folder| root.starts_with(folder))
            || has_own_folder(root)
            || root.join(FILE_NAME).is_file();
        match self.service.connect(root) {
            Ok(Connect { folders, .. }) if !own => (Place::of_user(folders.state), false),
            connect => {
                let state = connect.ok().map(|connect| connect.folders.state);
                (Place::in_workspace(root.to_owned(), state), own)
            }
        }
    }

    /// Everything that the open documents of a workspace name.
    fn wants(&self, root: &Path) -> Wants {
        let mut wants = Wants::default();
        for open in self.all_open() {
            let version = open.current();
            if let Some(view) = self.view(open, version).filter(|view| view.settings.base() == root) {
                wants.add(&view.document.tree);
            }
        }
        wants
    }
}

/// A document of ours was opened: what is on disk about its workspace is worth knowing. Not for the thread of messages.
pub(super) fn opened(session: &Arc<Session>, view: &View) {
    session.names_of(&view.settings);
}

/// A version of a document was looked at: rings when it names something that nobody asked about.
pub(super) fn looked(session: &Session, view: &View) {
    let Some(names) = session.names.get(view.settings.base()).map(|names| Arc::clone(&names)) else { return };
    if names.active.load(Ordering::Acquire) {
        let mut wants = Wants::default();
        wants.add(&view.document.tree);
        if names.live.lacks(&wants, names.oldest()) {
            names.wanted.notify_one();
        }
    }
}

/// News: everything that shows names is shown again.
fn tell(session: &Weak<Session>) {
    let Some(session) = session.upgrade() else { return };
    session.forget_reports();
    tokio::spawn(async move { diagnostics::all_again(&session).await });
}

impl Names {
    /// Takes what is on disk, and uses the network from the start if the user's own settings say so. A file of the
    /// workspace cannot say it.
    async fn begin(self: Arc<Self>, session: Arc<Session>) {
        let (asking, names) = (Arc::clone(&session), Arc::clone(&self));
        let look = move || {
            let connect = asking.service.connect(&names.root).ok()?;
            let org = connect.profile().ok().and_then(|profile| profile.org);
            let wish = connect.user().map(|user| user.names).unwrap_or_default();
            names.minutes.store(wish.refresh_minutes.clamp(1, 60), Ordering::Relaxed);
            Some((org, wish.at_start))
        };
        let (org, at_start) = tokio::task::spawn_blocking(look).await.ok().flatten().unwrap_or_default();
        // Who uses one profile need not have named its organization, but a cache of all workspaces must be told whose.
        if org.is_some() || self.own_cache {
            self.live.recall(org.as_deref()).await;
        }
        if at_start {
            self.activate(&session);
        }
    }

    fn activate(self: &Arc<Self>, session: &Arc<Session>) {
        if !self.active.swap(true, Ordering::AcqRel) {
            tokio::spawn(Arc::clone(self).run(Arc::downgrade(session)));
        }
    }

    fn oldest(&self) -> SignedDuration {
        SignedDuration::from_mins(i64::from(self.minutes.load(Ordering::Relaxed)))
    }

    /// Refreshes as long as the session lives: when something is wanted, and when what is known grew old.
    async fn run(self: Arc<Self>, session: Weak<Session>) {
        let mut pause = PAUSE;
        while let Some(session) = session.upgrade() {
            let done = self.refresh(&session).await;
            drop(session);
            match done {
                Ok(()) => {
                    pause = PAUSE;
                    let rest = Duration::try_from(self.oldest()).unwrap_or(LONGEST);
                    tokio::select! {
                        () = tokio::time::sleep(rest) => {}
                        () = self.wanted.notified() => {}
                    }
                }
                // Whose turn it is now is the person's; the next explicit command tries again.
                Err(error) if matches!(error.kind(), Kind::SignIn | Kind::Permission | Kind::Guard | Kind::Usage) => {
                    tracing::info!("no names from the service: {error}");
                    self.active.store(false, Ordering::Release);
                    return;
                }
                Err(error) => {
                    tracing::info!("no names from the service for now: {error}");
                    tokio::time::sleep(pause).await;
                    pause = (pause * 2).min(LONGEST);
                }
            }
        }
    }

    async fn refresh(&self, session: &Arc<Session>) -> Result<(), ApiError> {
        let (client, _) = session.client_of(self.root.clone()).await?;
        let (asking, root) = (Arc::clone(session), self.root.clone());
        let wants = tokio::task::spawn_blocking(move || asking.wants(&root)).await.unwrap_or_default();
        self.live.refresh(&client, &wants, self.oldest()).await
    }
}
