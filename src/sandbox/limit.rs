//! The service's pace: so many requests of one credential in any window of so many seconds, which slides.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::Pace;

/// Remembers when each credential's admitted requests came.
#[derive(Debug, Default)]
pub(crate) struct Limiter(Mutex<HashMap<String, VecDeque<Instant>>>);

impl Limiter {
    /// Admits the request, or says no. A refused request does not count.
    pub(crate) fn admit(&self, client_id: &str, pace: Pace, now: Instant) -> bool {
        let window = Duration::from_secs(pace.seconds);
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let times = seen.entry(client_id.to_owned()).or_default();
        while times.front().is_some_and(|first| now.duration_since(*first) >= window) {
            times.pop_front();
        }
        let admitted = times.len() < pace.requests;
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
        let admits = |who: &str, ms: u64| limiter.admit(who, Pace::default(), start + Duration::from_millis(ms));
        for n in 0..12 {
            assert!(admits("a", n * 100));
        }
        assert!(!admits("a", 5999));
        assert!(admits("b", 5999), "each credential has its own window");
        assert!(admits("a", 6000) && !admits("a", 6050));
    }

    #[test]
    fn another_pace_counts_as_it_says() {
        let (limiter, start) = (Limiter::default(), Instant::now());
        let pace = Pace { requests: 700, seconds: 2 };
        assert!((0..700).all(|_| limiter.admit("a", pace, start)));
        assert!(!limiter.admit("a", pace, start + Duration::from_millis(1999)));
        assert!(limiter.admit("a", pace, start + Duration::from_secs(2)));
    }
}
