//! Time zones of the tz database, bundled with the program: names, their canonical spelling, offsets.
//!
//! Takes the moment as an argument; never looks at a clock. [`read`] tells what a text is that should be a zone.

mod foreign;
mod nearest;
mod windows;

pub use foreign::{Foreign, fixed_zone, zones_of_offset};
pub use nearest::nearest;

use jiff::{Timestamp, tz};

/// What a text is that should name a zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reading {
    /// A name of the database.
    Name,
    /// A name of the database in other letter case; the right spelling.
    OtherCase(String),
    /// Something else that is known.
    Foreign(Foreign),
    /// Nothing that is known.
    Unknown,
}

/// Reads a text that should name a zone.
pub fn read(text: &str) -> Reading {
    match find(text) {
        Some((spelled, _)) if spelled == text => Reading::Name,
        Some((spelled, _)) => Reading::OtherCase(spelled),
        None => foreign::read(text).map_or(Reading::Unknown, Reading::Foreign),
    }
}

/// Every zone name, aliases such as `US/Mountain` included, in the database's spelling.
pub fn names() -> Vec<String> {
    tz::db().available().map(|name| name.as_str().to_owned()).collect()
}

/// The zone of a name, letter case not mattering, with the spelling that the database has.
pub fn find(name: &str) -> Option<(String, tz::TimeZone)> {
    let zone = tz::db().get(name).ok()?;
    let spelled = zone.iana_name()?.to_owned();
    // jiff answers this name with a zone of its own.
    (spelled != "Etc/Unknown").then_some((spelled, zone))
}

/// The offset from UTC in hours at a moment.
pub fn offset_hours(zone: &tz::TimeZone, at: Timestamp) -> f64 {
    f64::from(zone.to_offset(at).seconds()) / 3600.0
}

/// `UTC+05:30`.
pub fn offset_in_words(zone: &tz::TimeZone, at: Timestamp) -> String {
    let seconds = zone.to_offset(at).seconds();
    let sign = if seconds < 0 { '-' } else { '+' };
    let minutes = seconds.abs() / 60;
    format!("UTC{sign}{:02}:{:02}", minutes / 60, minutes % 60)
}

/// The next moment at which the zone's offset changes, and the offset from then on.
pub fn next_change(zone: &tz::TimeZone, after: Timestamp) -> Option<(Timestamp, tz::Offset)> {
    let now = zone.to_offset(after);
    zone.following(after).map(|change| (change.timestamp(), change.offset())).find(|(_, offset)| *offset != now)
}

/// The offsets in hours that the zone has in the year around a moment.
pub fn offsets_around(zone: &tz::TimeZone, at: Timestamp) -> Vec<f64> {
    let half_a_year = jiff::SignedDuration::from_hours(24 * 183);
    let start = at.checked_sub(half_a_year).unwrap_or(at);
    let end = at.checked_add(half_a_year).unwrap_or(at);
    let mut out = vec![offset_hours(zone, start)];
    for change in zone.following(start).take_while(|change| change.timestamp() < end) {
        out.push(f64::from(change.offset().seconds()) / 3600.0);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_told_from_what_only_looks_like_one() {
        assert_eq!(read("US/Mountain"), Reading::Name);
        assert_eq!(read("UTC"), Reading::Name);
        assert_eq!(read("Etc/GMT+5"), Reading::Name);
        assert_eq!(read("europe/berlin"), Reading::OtherCase("Europe/Berlin".into()));
        assert_eq!(read("GMT+1"), Reading::Foreign(Foreign::Offset(60)));
        let denver = Foreign::Windows(Some("America/Denver"));
        assert_eq!(read("Mountain Standard Time"), Reading::Foreign(denver));
        assert_eq!(read("Europe/Pariss"), Reading::Unknown);
        assert_eq!(read("Etc/Unknown"), Reading::Unknown);
    }

    #[test]
    fn the_year_around_a_moment_has_both_offsets() {
        let (_, zone) = find("US/Mountain").unwrap();
        let mut offsets = offsets_around(&zone, "2026-03-15T12:00:00Z".parse().unwrap());
        offsets.sort_by(f64::total_cmp);
        offsets.dedup();
        assert_eq!(offsets, [-7.0, -6.0]);
    }
}
