//! Whether to try again, and when. Pure: the same trouble gives the same decision.

use crate::api::request::Repeat;
use std::time::Duration;

/// How patient the client is.
#[derive(Clone, Debug)]
pub struct Patience {
    /// Sends of one request in all.
    pub tries: u32,
    /// First wait after "too many requests" without a `Retry-After`; it doubles.
    pub rate: Duration,
    /// First wait after a fault; it doubles up to sixteen times this.
    pub fault: Duration,
    /// A `Retry-After` beyond this is not waited for.
    pub longest: Duration,
    /// For one request and its answer. The gateway itself gives up after 60 s.
    pub answer: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            tries: 4,
            rate: Duration::from_secs(6),
            fault: Duration::from_millis(500),
            longest: Duration::from_secs(120),
            answer: Duration::from_secs(60),
        }
    }
}

/// What happened to one send.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// 429: as a rule the service did nothing, but a gateway may count a request that it has handed on already.
    TooMany(Option<Duration>),
    /// 503: what was done is not known.
    Unavailable(Option<Duration>),
    /// 408 or another 5xx.
    Fault,
    /// There was no connection, so nothing was sent.
    NotSent,
    /// The other side could not show who it is, so nothing was sent, and waiting changes nothing.
    NotTrusted,
    /// The connection broke after sending.
    Broken,
    /// No answer in time.
    TimedOut,
}

/// How long to wait before the next try; `None` to give up. `done` counts the sends so far, `jitter` is in 0..1 and makes
/// clients that failed together come back apart.
#[must_use]
pub fn wait(patience: &Patience, repeat: Repeat, trouble: Trouble, done: u32, jitter: f64) -> Option<Duration> {
    if done >= patience.tries || !(trouble == Trouble::NotSent || repeat == Repeat::Safe) {
        return None;
    }
    if trouble == Trouble::NotTrusted {
        return None;
    }
    // A gateway that was silent for a minute once will hardly be quicker the fourth time.
    if trouble == Trouble::TimedOut && done >= 2 {
        return None;
    }
    let spread = |wait: Duration| wait.mul_f64(0.75 + jitter.clamp(0.0, 1.0) / 2.0);
    let doubled = |first: Duration| first.saturating_mul(1 << (done.saturating_sub(1)).min(4));
    match trouble {
        // Never earlier than asked: the jitter only adds.
        Trouble::TooMany(Some(asked)) | Trouble::Unavailable(Some(asked)) => {
            (asked <= patience.longest).then(|| asked + patience.fault.mul_f64(jitter.clamp(0.0, 1.0)))
        }
        Trouble::TooMany(None) | Trouble::Unavailable(None) => Some(spread(doubled(patience.rate))),
        Trouble::Fault | Trouble::NotSent | Trouble::NotTrusted | Trouble::Broken | Trouble::TimedOut => {
            Some(spread(doubled(patience.fault)))
        }
    }
}

/// Reads `Retry-After`: seconds, or a date. `now` is in seconds since 1970.
#[must_use]
pub fn retry_after(header: &str, now: i64) -> Option<Duration> {
    let header = header.trim();
    if let Ok(seconds) = header.parse::<u64>() {
        return Some(Duration::from_secs(seconds));
    }
    let then = crate::api::answer::date(header)?.as_second();
    Some(Duration::from_secs(u64::try_from(then - now).unwrap_or(0)))
}

/// A number in 0..1 that differs from call to call.
pub(crate) fn jitter() -> f64 {
    use std::hash::{BuildHasher as _, Hasher as _};
    let bits = std::hash::RandomState::new().build_hasher().finish() >> 11;
    #[allow(clippy::cast_precision_loss)] // 53 bits fit.
    let fraction = bits as f64 / (1_u64 << 53) as f64;
    fraction
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Trouble; 6] = [
        Trouble::TooMany(None),
        Trouble::Unavailable(None),
        Trouble::Fault,
        Trouble::NotSent,
        Trouble::Broken,
        Trouble::TimedOut,
    ];

    fn seconds(repeat: Repeat, trouble: Trouble, done: u32) -> Option<f64> {
        wait(&Patience::default(), repeat, trouble, done, 0.5).map(|wait| wait.as_secs_f64())
    }

    #[test]
    fn reads_are_repeated_after_any_trouble_and_writes_only_when_nothing_was_sent() {
        for trouble in ALL {
            assert!(seconds(Repeat::Safe, trouble, 1).is_some(), "{trouble:?}");
            assert_eq!(seconds(Repeat::Never, trouble, 1).is_some(), trouble == Trouble::NotSent, "{trouble:?}");
        }
    }

    #[test]
    fn waits_double_and_end_after_four_sends() {
        assert_eq!(seconds(Repeat::Safe, Trouble::NotTrusted, 1), None);
        let waits = |trouble| (1..=4).map(|done| seconds(Repeat::Safe, trouble, done)).collect::<Vec<_>>();
        assert_eq!(waits(Trouble::TooMany(None)), [Some(6.0), Some(12.0), Some(24.0), None]);
        assert_eq!(waits(Trouble::Fault), [Some(0.5), Some(1.0), Some(2.0), None]);
        assert_eq!(waits(Trouble::TimedOut), [Some(0.5), None, None, None]);
    }

    #[test]
    fn what_the_service_asks_for_is_kept_but_not_without_end() {
        let asked = |seconds| Trouble::TooMany(Some(Duration::from_secs(seconds)));
        assert!(seconds(Repeat::Safe, asked(3), 1).unwrap() >= 3.0);
        assert_eq!(seconds(Repeat::Safe, asked(3600), 1), None);
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        assert_eq!(retry_after(" 7 ", 0), Some(Duration::from_secs(7)));
        let date = "Sun, 06 Nov 1994 08:49:37 GMT";
        assert_eq!(retry_after(date, 784_111_770), Some(Duration::from_secs(7)));
        assert_eq!(retry_after(date, 800_000_000), Some(Duration::ZERO));
        assert_eq!(retry_after("soon", 0), None);
    }
}
