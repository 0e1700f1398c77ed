//! The service's pace: twelve requests of one credential in any six seconds, a sliding window.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

const COUNT: usize = 12;
const WINDOW: Duration = Duration::from_secs(6);

/// Remembers when each credential's admitted requests came.
#[derive(Debug, Default)]
pub(crate) struct Limiter(Mutex<HashMap<String, VecDeque<Instant>>>);

impl Limiter {
    /// Admits the request, or says no. A refused request does not count.
    pub(crate) fn admit(&self, client_id: &str, now: Instant) -> bool {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let times = seen.entry(client_id.to_owned()).or_default();
        while times.front().is_some_and(|first| now.duration_since(*first) >= WINDOW) {
            times.pop_front();
        }
        let admitted = times.len() < COUNT;
        if admitted {
            times.push_back(now);
        }
        admitted
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_thirteenth_in_six_seconds_is_refused_and_the_window_slides() {
        let (limiter, start) = (Limiter::default(), Instant::now());
        let at = |ms: u64| start + Duration::from_millis(ms);
        for n in 0..12 {
            assert!(limiter.admit("a", at(n * 100)));
        }
        assert!(!limiter.admit("a", at(5999)));
        assert!(limiter.admit("b", at(5999)), "each credential has its own window");
        assert!(limiter.admit("a", at(6000)) && !limiter.admit("a", at(6050)));
    }
}
