//! Which zone name somebody meant who wrote one that does not exist.

use super::{find, names};
use std::sync::LazyLock;

/// Every name in the database's spelling and in small letters, with how often it has each letter.
static FOLDED: LazyLock<Vec<(String, String, Letters)>> = LazyLock::new(|| {
    let fold = |name: String| {
        let small = name.to_lowercase();
        let letters = Letters::of(&small);
        (name, small, letters)
    };
    names().into_iter().map(fold).collect()
});

/// How often each letter stands in a text; what is none counts together.
struct Letters([i16; 27]);

impl Letters {
    fn of(text: &str) -> Letters {
        let mut counts = [0; 27];
        for ch in text.chars() {
            let place = if ch.is_ascii_lowercase() { ch as usize - 'a' as usize } else { 26 };
            if let Some(count) = counts.get_mut(place) {
                *count += 1;
            }
        }
        Letters(counts)
    }

    /// Two texts are at least so many steps apart: a step changes two of the counts by one.
    fn least_distance(&self, other: &Letters) -> usize {
        let apart: u16 = self.0.iter().zip(other.0).map(|(own, other)| own.abs_diff(other)).sum();
        usize::from(apart.div_ceil(2))
    }
}

/// The names that come nearest, best first, at most three, and whether the first is clearly the one that is meant.
pub fn nearest(text: &str) -> (Vec<String>, bool) {
    // Blanks for underscores, and blanks around.
    let joined = text.trim().replace(' ', "_");
    if let Some((name, _)) = find(&joined) {
        return (vec![name], true);
    }
    let places = by_place(text);
    if !places.is_empty() {
        let sure = places.len() == 1;
        return (places, sure);
    }
    if joined.len() > 64 {
        return (Vec::new(), false);
    }
    let wanted = joined.to_lowercase();
    let limit = (wanted.chars().count() / 5).clamp(1, 3);
    let letters = Letters::of(&wanted);
    // Looked at while somebody types: what is plainly too far away is not measured.
    let mut near: Vec<(usize, String)> = FOLDED
        .iter()
        .filter(|(_, _, own)| own.least_distance(&letters) <= limit)
        .map(|(name, small, _)| (strsim::osa_distance(small, &wanted), name.clone()))
        .filter(|(distance, _)| *distance <= limit)
        .collect();
    near.sort();
    let sure = match near.as_slice() {
        [(first, _)] => *first <= 2,
        [(first, _), (second, _), ..] => *first <= 2 && first < second,
        [] => false,
    };
    near.truncate(3);
    (near.into_iter().map(|(_, name)| name).collect(), sure)
}

/// The zones whose last part is this place: `new york` gives `America/New_York`; at most three.
pub(super) fn by_place(place: &str) -> Vec<String> {
    let place = place.trim().trim_end_matches('.').replace(' ', "_");
    let of = |name: &str| name.rsplit_once('/').is_some_and(|(_, last)| last.eq_ignore_ascii_case(&place));
    FOLDED.iter().map(|(name, ..)| name).filter(|name| of(name)).take(3).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn misspelt_names_places_and_blanks() {
        let sure = |text| nearest(text).1.then(|| nearest(text).0[0].clone());
        assert_eq!(sure("Europe/Pariss").as_deref(), Some("Europe/Paris"));
        assert_eq!(sure("Europe/Belrin").as_deref(), Some("Europe/Berlin"));
        assert_eq!(sure("America/New York").as_deref(), Some("America/New_York"));
        assert_eq!(sure("new york").as_deref(), Some("America/New_York"));
        assert_eq!(sure(" Europe/Berlin ").as_deref(), Some("Europe/Berlin"));
        assert_eq!(nearest("Mars/Olympus"), (vec![], false));
        assert_eq!(nearest(""), (vec![], false));
    }
}
