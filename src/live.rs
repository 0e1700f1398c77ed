//! Live knowledge: the names that the service has for the ids in documents, read in the background and kept on disk.
//!
//! Typing never waits for it: [`Live::catalogue`] answers at once from memory. [`Live::refresh`] asks the service, within
//! the background's share of the pace, one at a time, and only for what [`wants`] says is missing or old. Whether the
//! network may be used at all is for the caller to know. It knows no editor: who wants to hear of news hands in a listener.

mod read;
mod steps;
mod store;
mod wants;

pub use read::views_of;
pub use store::Place;
pub use wants::Wants;

use crate::api::{ApiError, Client, Kind};
use crate::model::catalogue::{Catalogue, Part};
use jiff::{SignedDuration, Timestamp};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use steps::Step;
use store::Store;

/// More questions than a workspace can have in one go; the rest waits for the next.
const MOST: usize = 300;

type Listener = Box<dyn Fn() + Send + Sync>;

/// The names of one workspace.
pub struct Live {
    catalogue: Mutex<Arc<Catalogue>>,
    /// Questions that brought no verdict, by id, so that they are not asked over and over.
    tried: Mutex<HashMap<String, Timestamp>>,
    place: Place,
    /// The organization that the catalogue is about. Held while a refresh runs: there is one at a time.
    about: tokio::sync::Mutex<Option<String>>,
    listener: Listener,
}

impl Live {
    /// Nothing is known yet. `place` is where the cache lies; `listener` is told of news.
    pub fn new(place: Place, listener: impl Fn() + Send + Sync + 'static) -> Live {
        Live {
            catalogue: Mutex::default(),
            tried: Mutex::default(),
            place,
            about: tokio::sync::Mutex::new(None),
            listener: Box::new(listener),
        }
    }

    /// What is known at this moment.
    pub fn catalogue(&self) -> Arc<Catalogue> {
        Arc::clone(&self.catalogue.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Takes what an earlier session left on disk: of the organization, or of the only one there. No network.
    pub async fn recall(&self, org: Option<&str>) {
        let mut about = self.about.lock().await;
        if about.is_some() {
            return;
        }
        let (place, org) = (self.place.clone(), org.map(str::to_owned));
        let work = move || {
            let org = org.or_else(|| store::only_organization(&place))?;
            let read = Store::new(&place, &org).read();
            Some((org, read))
        };
        if let Ok(Some((org, read))) = tokio::task::spawn_blocking(work).await {
            *about = Some(org);
            let news = !read.is_empty();
            *self.catalogue.lock().unwrap_or_else(PoisonError::into_inner) = Arc::new(read);
            if news {
                (self.listener)();
            }
        }
    }

    /// Whether something that documents name is not known and has not been asked for.
    pub fn lacks(&self, wants: &Wants, oldest: SignedDuration) -> bool {
        self.next(wants, oldest).is_some()
    }

    fn next(&self, wants: &Wants, oldest: SignedDuration) -> Option<Step> {
        let tried = self.tried.lock().unwrap_or_else(PoisonError::into_inner);
        steps::next(&self.catalogue(), &tried, wants, Timestamp::now(), oldest)
    }

    /// Asks the service for what is missing or older than `oldest`. One refresh runs at a time; who comes second finds
    /// everything fresh.
    ///
    /// # Errors
    /// When the service cannot be reached or refuses to sign in. What was read before stays.
    pub async fn refresh(&self, client: &Client, wants: &Wants, oldest: SignedDuration) -> Result<(), ApiError> {
        let mut about = self.about.lock().await;
        let client = client.background();
        let org = client.credentials().org.clone();
        let store = Store::new(&self.place, &org);
        if about.as_deref() != Some(&*org) {
            let of_disk = store.clone();
            let read = tokio::task::spawn_blocking(move || of_disk.read()).await.unwrap_or_default();
            *self.catalogue.lock().unwrap_or_else(PoisonError::into_inner) = Arc::new(read);
            self.tried.lock().unwrap_or_else(PoisonError::into_inner).clear();
            *about = Some(org);
            (self.listener)();
        }
        for _ in 0..MOST {
            let Some(step) = self.next(wants, oldest) else { break };
            let now = Timestamp::now();
            let found = match read::ask(&client, &step, &self.catalogue(), now).await {
                Ok(found) => Some(found),
                Err(error) if matches!(error.kind(), Kind::Permission | Kind::NotFound | Kind::Invalid) => {
                    tracing::debug!("no names from the service: {error}");
                    None
                }
                Err(error) => return Err(error),
            };
            self.tried.lock().unwrap_or_else(PoisonError::into_inner).extend(step.ids().map(|id| (id, now)));
            let part = found.unwrap_or_else(|| step.unanswered(&self.catalogue(), now));
            self.put(&store, &step, part).await;
        }
        Ok(())
    }

    async fn put(&self, store: &Store, step: &Step, part: Part) {
        let part = Arc::new(part);
        let news = {
            let mut catalogue = self.catalogue.lock().unwrap_or_else(PoisonError::into_inner);
            let mut next = (**catalogue).clone();
            let place = step.place(&mut next);
            let news = !place.says_the_same(&part);
            *place = Arc::clone(&part);
            *catalogue = Arc::new(next);
            news
        };
        let (store, name) = (store.clone(), step.file());
        // A cache that cannot be written is read again from the service the next time.
        match tokio::task::spawn_blocking(move || store.write(&name, &part)).await {
            Ok(Err(error)) => tracing::debug!("the names are not kept on disk: {error}"),
            _ if news => {}
            _ => return,
        }
        if news {
            (self.listener)();
        }
    }
}
