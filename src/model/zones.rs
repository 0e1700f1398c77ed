//! Time zones of the tz database, bundled with the program: names, their canonical spelling, offsets.
//!
//! Takes the moment as an argument; never looks at a clock.

use jiff::{Timestamp, tz};

/// Every zone name, aliases such as `US/Mountain` included, in the database's spelling.
pub fn names() -> Vec<String> {
    tz::db().available().map(|name| name.as_str().to_owned()).collect()
}

/// The zone of a name, letter case not mattering, with the spelling that the database has.
pub fn find(name: &str) -> Option<(String, tz::TimeZone)> {
    let zone = tz::db().get(name).ok()?;
    let spelled = zone.iana_name()?.to_owned();
    Some((spelled, zone))
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
