//! A write that a gateway turned away is looked for before it is sent again.
//!
//! A 401 or 429 says that nothing was done, and nearly always that is so; but a gateway may count or check a request that it
//! has handed on already. A create that is repeated unseen is then there twice.

use super::{Client, Event, send};
use crate::api::answer::Answer;
use crate::api::error::ApiError;
use crate::api::request::{Repeat, Request};
use crate::api::retry::{self, Trouble};
use std::time::{Duration, Instant};

/// How long a look that found nothing counts.
const FRESH: Duration = Duration::from_secs(1);

/// How a write that was looked for came out.
#[derive(Clone, Debug)]
pub enum Sent<T> {
    /// By an answer of its own.
    Answered(Answer),
    /// It was turned away and had been done all the same: what the look found.
    Found(T),
}

pub(super) async fn send_looking<T, F>(
    client: &Client,
    request: &Request,
    mut before: Option<Instant>,
    mut look: impl FnMut() -> F,
) -> Result<Sent<T>, ApiError>
where
    F: Future<Output = Result<Option<T>, ApiError>>,
{
    let (mut done, mut refreshed) = (0, false);
    loop {
        done += 1;
        let refusal = match send::send(client, request, before).await {
            Ok(answer) => return Ok(Sent::Answered(answer)),
            Err(error) if error.is_turned_away() => error,
            Err(error) => return Err(error),
        };
        // The client has a new token after a 401. When that is not taken either, a third will not be.
        let wait = match refusal.parts().status {
            Some(401) => (!std::mem::replace(&mut refreshed, true)).then_some(Duration::ZERO),
            _ => {
                let trouble = Trouble::TooMany(refusal.parts().retry_after);
                retry::wait(&client.shared.patience, Repeat::Safe, trouble, done, retry::jitter())
            }
        };
        // The look comes after the wait, so that it sees what was still being done.
        if let Some(wait) = wait.filter(|wait| !wait.is_zero()) {
            client.tell(&Event::Waiting(wait));
            if send::stoppable(client, request, tokio::time::sleep(wait)).await.is_err() {
                return Err(refusal);
            }
        }
        match look().await {
            Ok(Some(found)) => return Ok(Sent::Found(found)),
            Ok(None) if wait.is_some() => before = before.map(|_| Instant::now() + FRESH),
            Ok(None) => return Err(refusal.not_done()),
            Err(looking) => {
                return Err(refusal.map(|parts| {
                    parts.problem = format!("{}, and looking failed: {}", parts.problem, looking.message())
                }));
            }
        }
    }
}
