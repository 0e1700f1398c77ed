//! Stale lists. The service answers a list asked for with `cached=true` (the default) from a cache, so for a while after a write
//! it shows what was there before.
//!
//! The rule here is plain, so that tests can rely on it: the first write keeps a copy of the old list; lists with `cached=true`
//! show that copy until the time in [`super::Options::stale`] is over, or until somebody asks with `cached=false`.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::world::Kind;

/// The copies, by organisation and kind.
#[derive(Debug, Default)]
pub(crate) struct StaleLists(Mutex<HashMap<(String, Kind), Copy>>);

/// When it ends, and the records.
type Copy = (Instant, Vec<Value>);

impl StaleLists {
    /// A write is coming: keeps the records as they are, unless an older copy is still shown.
    pub(crate) fn keep(&self, org: &str, kind: Kind, time: Duration, records: impl FnOnce() -> Vec<Value>) {
        let now = Instant::now();
        let Some(end) = now.checked_add(time) else { return };
        let mut copies = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (org.to_owned(), kind);
        if copies.get(&key).is_none_or(|(end, _)| *end <= now) {
            copies.insert(key, (end, records()));
        }
    }

    /// The copy that a cached list shows. An uncached one throws it away.
    pub(crate) fn shown(&self, org: &str, kind: Kind, cached: bool) -> Option<Vec<Value>> {
        let mut copies = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (org.to_owned(), kind);
        match copies.get(&key) {
            Some((end, records)) if cached && *end > Instant::now() => Some(records.clone()),
            _ => {
                copies.remove(&key);
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_first_copy_is_shown_until_somebody_asks_afresh() {
        let lists = StaleLists::default();
        let hour = Duration::from_secs(3600);
        lists.keep("o", Kind::DataViews, hour, || vec![json!(1)]);
        lists.keep("o", Kind::DataViews, hour, || vec![json!(2)]);
        assert_eq!(lists.shown("o", Kind::DataViews, true), Some(vec![json!(1)]));
        assert_eq!(lists.shown("o", Kind::Segments, true), None);
        assert_eq!(lists.shown("o", Kind::DataViews, false), None);
        assert_eq!(lists.shown("o", Kind::DataViews, true), None);
        lists.keep("o", Kind::DataViews, Duration::ZERO, || vec![json!(3)]);
        assert_eq!(lists.shown("o", Kind::DataViews, true), None);
    }
}
