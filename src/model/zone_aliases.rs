//! Which zone names are aliases: older spellings that the tz database keeps for good.

use rustc_hash::FxHashMap;
use std::sync::LazyLock;

static ALIASES: LazyLock<FxHashMap<&'static str, &'static str>> = LazyLock::new(|| {
    let lines = include_str!("data/zone-aliases.txt").lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split_once(' ')).map(|(canonical, alias)| (alias, canonical)).collect()
});

/// The canonical name behind an alias, in the database's spelling; none for a canonical name.
pub fn canonical(name: &str) -> Option<&'static str> {
    ALIASES.get(name).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::zones;

    #[test]
    fn aliases_and_their_zones_are_in_the_bundled_database() {
        assert_eq!(canonical("US/Mountain"), Some("America/Denver"));
        assert_eq!(canonical("Europe/Berlin"), None);
        for (alias, canonical) in ALIASES.iter() {
            assert!(zones::find(alias).is_some() && zones::find(canonical).is_some(), "{alias} {canonical}");
        }
    }
}
