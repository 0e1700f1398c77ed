//! A wish to stop, shared between the one who has it and the calls that must heed it.
//!
//! Waiting ends at once; a read in flight is dropped; a write in flight is finished, because its outcome matters.

use std::sync::Arc;
use tokio::sync::watch;

/// Cloning shares the same wish.
#[derive(Clone, Debug)]
pub struct Cancel(Arc<watch::Sender<bool>>);

impl Default for Cancel {
    fn default() -> Self {
        Self(Arc::new(watch::Sender::new(false)))
    }
}

impl Cancel {
    /// Asks everything that shares this value to stop.
    pub fn cancel(&self) {
        self.0.send_replace(true);
    }

    /// Whether the wish has been spoken.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        *self.0.borrow()
    }

    /// Ends when the wish is spoken.
    pub async fn cancelled(&self) {
        let mut receiver = self.0.subscribe();
        // The sender lives as long as `self`, so waiting cannot fail.
        let _ = receiver.wait_for(|stop| *stop).await;
    }
}
