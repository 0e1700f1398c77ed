//! Time as the service writes it, and the offset of a time zone today.

use std::time::{SystemTime, UNIX_EPOCH};

use jiff::Timestamp;
use jiff::tz::TimeZone;

/// Milliseconds since 1970.
pub(crate) fn now_ms() -> u64 {
    let elapsed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX)
}

/// Now as `2026-03-01T10:00:00Z`: the documents show whole seconds.
pub(crate) fn now_text() -> String {
    Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// The time zone, when the tz database knows the name (backward links such as `US/Mountain` included).
pub(crate) fn zone(name: &str) -> Option<TimeZone> {
    TimeZone::get(name).ok()
}

/// The offset from UTC in hours, now: `-6.0`, `5.5`. It follows daylight saving time.
pub(crate) fn offset_hours(zone: &TimeZone, at: Timestamp) -> f64 {
    f64::from(zone.to_offset(at).seconds()) / 3600.0
}

/// Parses an ISO 8601 time or date.
pub(crate) fn parse(text: &str) -> Option<Timestamp> {
    let date = || TimeZone::UTC.to_timestamp(text.parse::<jiff::civil::Date>().ok()?.at(0, 0, 0, 0)).ok();
    text.parse::<Timestamp>().ok().or_else(date)
}

#[cfg(test)]
mod tests {
    use super::{offset_hours, parse, zone};

    #[test]
    fn the_offset_follows_daylight_saving_time() {
        let hours = |name: &str, at: &str| offset_hours(&zone(name).unwrap(), parse(at).unwrap());
        assert_eq!(hours("Europe/Berlin", "2026-01-15T12:00:00Z"), 1.0);
        assert_eq!(hours("Europe/Berlin", "2026-07-15"), 2.0);
        assert_eq!(hours("US/Mountain", "2026-07-15"), -6.0);
        assert_eq!(hours("Asia/Kolkata", "2026-07-15"), 5.5);
    }

    #[test]
    fn an_offset_is_no_zone_name() {
        assert!(zone("GMT+1").is_none() && zone("string").is_none());
    }
}
