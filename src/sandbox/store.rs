//! The world behind a lock, and its journal. A write is on disk before anybody sees it.

mod journal;

use std::path::Path;
use std::sync::{Mutex, PoisonError};

use axum::http::StatusCode;

use super::answer::Fail;
use super::world::{Change, Mint, Org, World};
use journal::Journal;

/// Reads and writes the world.
#[derive(Debug)]
pub(crate) struct Store(Mutex<Inner>);

#[derive(Debug)]
struct Inner {
    world: World,
    journal: Option<Journal>,
}

/// Opens the state folder, or keeps the world in memory. Returns the key for tokens too, which lives as long as the state.
pub(crate) fn open(state: Option<&Path>, seed: World) -> Result<(Store, Vec<u8>), String> {
    let (world, journal, key) = match state {
        None => (seed, None, journal::random_key()),
        Some(folder) => {
            let opened = journal::open(folder, seed)?;
            (opened.world, Some(opened.journal), opened.key)
        }
    };
    Ok((Store(Mutex::new(Inner { world, journal })), key.into_bytes()))
}

impl Store {
    /// Looks at the world.
    pub(crate) fn read<T>(&self, look: impl FnOnce(&World) -> T) -> T {
        look(&self.0.lock().unwrap_or_else(PoisonError::into_inner).world)
    }

    /// Looks at one organisation.
    pub(crate) fn org<T>(&self, id: &str, look: impl FnOnce(&Org) -> Result<T, Fail>) -> Result<T, Fail> {
        self.read(|world| world.org(id).map_or_else(|| Err(no_org(id)), look))
    }

    /// Changes one organisation. `decide` says what changes; nothing does when it refuses or when the disk does.
    pub(crate) fn write<T>(
        &self,
        id: &str,
        decide: impl FnOnce(&Org, &mut Mint) -> Result<(Vec<Change>, T), Fail>,
    ) -> Result<T, Fail> {
        let mut inner = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Inner { world, journal } = &mut *inner;
        let mut mint = Mint(world.serial);
        let (changes, answer) = decide(world.org(id).ok_or_else(|| no_org(id))?, &mut mint)?;
        if let Some(journal) = journal {
            journal.append(mint.0, id, &changes).map_err(|error| {
                let text = format!("The sandbox cannot write its state folder: {error}");
                Fail::service(StatusCode::INTERNAL_SERVER_ERROR, "io_error", text)
            })?;
        }
        world.serial = mint.0;
        world.apply(id, changes);
        Ok(answer)
    }
}

fn no_org(id: &str) -> Fail {
    Fail::not_found(format!("No organization {id}"))
}
