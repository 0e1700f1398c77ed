//! The same work on many cases, on all processors; a case that fails is named.

use std::fmt::Debug;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};

/// After so many failures the rest is not tried.
const ENOUGH: usize = 20;

pub(crate) fn each<T: Sync + Debug>(cases: &[T], work: impl Fn(usize, &T) + Sync) {
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    let (next, failures) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let one = || {
        while failures.load(Ordering::Relaxed) < ENOUGH {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let Some(case) = cases.get(number) else { return };
            if catch_unwind(AssertUnwindSafe(|| work(number, case))).is_err() {
                eprintln!("this was case {number}: {case:?}");
                failures.fetch_add(1, Ordering::Relaxed);
            }
        }
    };
    std::thread::scope(|scope| (0..threads).for_each(|_| drop(scope.spawn(one))));
    assert_eq!(failures.into_inner(), 0, "see above");
}
