//! The pace: at most twelve sends in any 6.5 seconds per client id, over all `cja` processes of the user.
//!
//! The service counts 12 in 6 s and answers more with 429. A file in the user's state folder holds the recent sends and
//! those that wait for their turn; each process changes it under a lock that the system frees when its holder dies.
//! [`window`] decides, purely; this module waits. Begin with [`Pace::turn`].

pub mod ledger;
pub mod window;

use crate::api::cancel::Cancel;
use ledger::Ledger;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use window::{Limit, Turn};

/// Who asks for a turn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Priority {
    /// A command that somebody waits for.
    #[default]
    Command,
    /// Something nobody asked for, such as refreshing names: at most a third, and after every command.
    Background,
}

/// See the module.
#[derive(Debug)]
pub struct Pace {
    ledger: Ledger,
    limit: Limit,
    /// Tells this process's entries from those of any other, also in another container with the same process ids.
    process: String,
    count: AtomicU64,
}

impl Pace {
    /// Takes part in the pace of the given ledger.
    #[must_use]
    pub fn new(ledger: Ledger, limit: Limit) -> Self {
        let salt = (crate::api::retry::jitter() * 1e9).round();
        Self { ledger, limit, process: format!("{}-{salt}", std::process::id()), count: AtomicU64::new(0) }
    }

    /// Waits for a turn; `waiting` is told how long, each time it changes.
    ///
    /// # Errors
    /// `Err(())` when the caller wants to stop.
    #[allow(clippy::result_unit_err)] // There is nothing to add to "cancelled".
    pub async fn turn(
        &self,
        priority: Priority,
        cancel: &Cancel,
        waiting: &(dyn Fn(Duration) + Sync),
    ) -> Result<(), ()> {
        let id = format!("{}-{}", self.process, self.count.fetch_add(1, Ordering::Relaxed));
        let mut place = Place { pace: self, id: &id, taken: false };
        let background = priority == Priority::Background;
        loop {
            if cancel.is_cancelled() {
                return Err(());
            }
            match self.ledger.change(|window, now| window.ask(&id, background, now, self.limit)).await {
                Turn::Go => {
                    place.taken = true;
                    return Ok(());
                }
                Turn::Wait(wait) => {
                    waiting(wait);
                    tokio::select! {
                        () = tokio::time::sleep(wait) => {}
                        () = cancel.cancelled() => return Err(()),
                    }
                }
            }
        }
    }
}

impl Pace {
    /// Waits until so many sends could go at once, without taking their places: for work whose parts belong together.
    ///
    /// # Errors
    /// As [`Pace::turn`].
    #[allow(clippy::result_unit_err)] // There is nothing to add to "cancelled".
    pub async fn room(&self, count: usize, cancel: &Cancel, waiting: &(dyn Fn(Duration) + Sync)) -> Result<(), ()> {
        loop {
            let wait = self.ledger.change(|window, now| window.room(count, now, self.limit)).await;
            if wait.is_zero() {
                return Ok(());
            }
            waiting(wait);
            tokio::select! {
                () = tokio::time::sleep(wait) => {}
                () = cancel.cancelled() => return Err(()),
            }
        }
    }
}

/// A place in the queue, given up when the caller goes away before its turn.
struct Place<'a> {
    pace: &'a Pace,
    id: &'a str,
    taken: bool,
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        if !self.taken {
            self.pace.ledger.try_change(|window| window.forget(self.id));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pace(folder: &std::path::Path, sends: usize) -> Pace {
        Pace::new(Ledger::open(Some(folder), "client"), Limit { sends, window: 6_500 })
    }

    #[tokio::test]
    async fn two_paces_on_one_folder_share_the_limit() {
        let folder = tempfile::tempdir().unwrap();
        let (one, two) = (pace(folder.path(), 3), pace(folder.path(), 3));
        let cancel = Cancel::default();
        for pace in [&one, &two, &one] {
            pace.turn(Priority::Command, &cancel, &|_| panic!("no waiting yet")).await.unwrap();
        }
        let stop = |wait: Duration| {
            assert!(wait > Duration::from_secs(5), "{wait:?}");
            cancel.cancel();
        };
        assert_eq!(two.turn(Priority::Command, &cancel, &stop).await, Err(()));
    }

    #[tokio::test]
    async fn room_for_several_is_waited_for_and_takes_no_place() {
        let folder = tempfile::tempdir().unwrap();
        let pace = pace(folder.path(), 3);
        let cancel = Cancel::default();
        pace.turn(Priority::Command, &cancel, &|_| ()).await.unwrap();
        for _ in 0..5 {
            pace.room(2, &cancel, &|_| panic!("two of three are free")).await.unwrap();
        }
        assert_eq!(pace.room(3, &cancel, &|_| cancel.cancel()).await, Err(()));
    }

    #[tokio::test]
    async fn one_who_leaves_the_queue_gives_the_place_back() {
        let folder = tempfile::tempdir().unwrap();
        let pace = pace(folder.path(), 1);
        pace.turn(Priority::Command, &Cancel::default(), &|_| ()).await.unwrap();
        for _ in 0..3 {
            let cancel = Cancel::default();
            let stop = |wait: Duration| {
                // Each would wait a window longer if the one before still stood in the queue.
                assert!(wait <= Duration::from_millis(6_500), "{wait:?}");
                cancel.cancel();
            };
            assert_eq!(pace.turn(Priority::Command, &cancel, &stop).await, Err(()));
        }
    }

    #[tokio::test]
    async fn without_a_folder_the_process_keeps_the_pace_for_itself() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        std::fs::write(&file, "").unwrap();
        let pace = pace(&file.join("impossible"), 1);
        let cancel = Cancel::default();
        pace.turn(Priority::Command, &cancel, &|_| ()).await.unwrap();
        assert_eq!(pace.turn(Priority::Command, &cancel, &|_| cancel.cancel()).await, Err(()));
    }
}
