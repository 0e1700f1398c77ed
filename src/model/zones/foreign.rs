//! Things that stand where a zone name should and are known to be something else: offsets, the names of Windows,
//! numbers, abbreviations.

use super::{find, windows};
use jiff::{Timestamp, tz};

/// What a text is, when it is no name of the tz database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Foreign {
    /// An offset from UTC, in minutes east of Greenwich.
    Offset(i32),
    /// A name of Windows, with the zone for it when the table has one.
    Windows(Option<&'static str>),
    /// A number, as virtual report suites have it.
    Number,
    /// An abbreviation, with the zones that it most often stands for.
    Abbreviation(&'static [&'static str]),
}

/// Reads a text as one of them.
pub(super) fn read(text: &str) -> Option<Foreign> {
    let text = text.trim();
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(Foreign::Number);
    }
    if let Some(minutes) = offset(text) {
        return Some(Foreign::Offset(minutes));
    }
    if windows::looks_like_one(text) || windows::find(text).is_some() {
        return Some(Foreign::Windows(windows::find(text)));
    }
    let known = ABBREVIATIONS.iter().find(|(names, _)| names.split(' ').any(|name| name.eq_ignore_ascii_case(text)));
    known.map(|(_, zones)| Foreign::Abbreviation(zones))
}

/// `+01:00`, `-0700`, `UTC+1`, `GMT-5.5`, `(UTC+01:00) Berlin, Rome`: the minutes.
fn offset(text: &str) -> Option<i32> {
    let text = match text.strip_prefix('(') {
        Some(inner) => inner.split(')').next()?,
        None => text,
    };
    let upper = text.trim().to_ascii_uppercase();
    let rest = ["UTC", "GMT", "Z"].iter().find_map(|prefix| upper.strip_prefix(prefix)).unwrap_or(&upper).trim_start();
    let (sign, rest) = match rest.chars().next()? {
        '+' => (1, rest.get(1..)?),
        '-' => (-1, rest.get(1..)?),
        '\u{2212}' => (-1, rest.get('\u{2212}'.len_utf8()..)?),
        _ => return None,
    };
    let rest = rest.trim_start();
    let minutes = if let Some((hours, minutes)) = rest.split_once(':') {
        number(hours)? * 60 + number(minutes)?
    } else if let Some((hours, tenths)) = rest.split_once('.') {
        let fraction = number(tenths)? * 60 / 10_i32.pow(u32::try_from(tenths.len()).ok()?);
        number(hours)? * 60 + fraction
    } else if rest.len() == 4 {
        number(rest.get(..2)?)? * 60 + number(rest.get(2..)?)?
    } else {
        number(rest)? * 60
    };
    (minutes <= 14 * 60).then_some(sign * minutes)
}

fn number(digits: &str) -> Option<i32> {
    let plain = (1..=2).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| digits.parse().ok()).flatten()
}

/// Zones that are likely meant by an offset, best known first, at most three. The places named behind the offset
/// (`(UTC+01:00) Amsterdam, Berlin`) come before all others.
pub fn zones_of_offset(text: &str, minutes: i32, now: Timestamp) -> Vec<String> {
    let places = text.split_once(')').map_or("", |(_, places)| places);
    let named = places.split([',', '/']).filter_map(|place| super::nearest::by_place(place).into_iter().next());
    let mut out: Vec<String> = Vec::new();
    for zone in named {
        if !out.contains(&zone) {
            out.push(zone);
        }
    }
    for name in WELL_KNOWN {
        let fits = find(name).is_some_and(|(_, zone)| standard_minutes(&zone, now) == minutes);
        if fits && !out.iter().any(|zone| zone == name) {
            out.push((*name).to_owned());
        }
    }
    out.truncate(3);
    out
}

/// The zone that always has this offset, where the database has one: whole hours only, and with the sign turned, as
/// the database writes them.
pub fn fixed_zone(minutes: i32) -> Option<String> {
    let name = match minutes {
        0 => "Etc/UTC".to_owned(),
        _ if minutes % 60 == 0 => format!("Etc/GMT{:+}", -minutes / 60),
        _ => return None,
    };
    find(&name).map(|(name, _)| name)
}

/// The offset outside of summer time: the smallest of a year.
fn standard_minutes(zone: &tz::TimeZone, now: Timestamp) -> i32 {
    let hours = super::offsets_around(zone, now).into_iter().fold(f64::INFINITY, f64::min);
    (hours * 60.0) as i32
}

/// The zones that people mean first, west to east.
const WELL_KNOWN: &[&str] = &[
    "Pacific/Honolulu",
    "America/Anchorage",
    "America/Los_Angeles",
    "America/Denver",
    "America/Phoenix",
    "America/Chicago",
    "America/Mexico_City",
    "America/New_York",
    "America/Toronto",
    "America/Bogota",
    "America/Halifax",
    "America/St_Johns",
    "America/Sao_Paulo",
    "America/Argentina/Buenos_Aires",
    "Atlantic/Azores",
    "Europe/London",
    "Europe/Lisbon",
    "UTC",
    "Europe/Berlin",
    "Europe/Paris",
    "Europe/Madrid",
    "Europe/Athens",
    "Europe/Helsinki",
    "Africa/Johannesburg",
    "Europe/Istanbul",
    "Europe/Moscow",
    "Asia/Riyadh",
    "Asia/Tehran",
    "Asia/Dubai",
    "Asia/Kabul",
    "Asia/Karachi",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Asia/Dhaka",
    "Asia/Yangon",
    "Asia/Bangkok",
    "Asia/Jakarta",
    "Asia/Singapore",
    "Asia/Shanghai",
    "Asia/Hong_Kong",
    "Asia/Tokyo",
    "Asia/Seoul",
    "Australia/Adelaide",
    "Australia/Sydney",
    "Australia/Brisbane",
    "Pacific/Guadalcanal",
    "Pacific/Auckland",
    "Pacific/Tongatapu",
];

/// Abbreviations that are no names of the database (`EST`, `MST`, `HST`, `CET`, `EET`, `WET` and `MET` are).
const ABBREVIATIONS: &[(&str, &[&str])] = &[
    ("ACST ACDT ACT", &["Australia/Adelaide", "Australia/Darwin"]),
    ("AEST AEDT AET", &["Australia/Sydney", "Australia/Brisbane"]),
    ("AKST AKDT AKT", &["America/Anchorage"]),
    ("ART", &["America/Argentina/Buenos_Aires"]),
    ("AST ADT", &["America/Halifax"]),
    ("AWST AWT", &["Australia/Perth"]),
    ("BRT BRST", &["America/Sao_Paulo"]),
    ("BST", &["Europe/London"]),
    ("CAT", &["Africa/Maputo"]),
    ("CEST MEZ MESZ", &["Europe/Berlin", "Europe/Paris", "Europe/Madrid"]),
    ("CST CDT CT", &["America/Chicago", "Asia/Shanghai"]),
    ("EAT", &["Africa/Nairobi"]),
    ("EDT ET", &["America/New_York"]),
    ("EEST", &["Europe/Athens", "Europe/Helsinki"]),
    ("GST", &["Asia/Dubai"]),
    ("HDT", &["America/Adak"]),
    ("HKT", &["Asia/Hong_Kong"]),
    ("ICT", &["Asia/Bangkok"]),
    ("IDT", &["Asia/Jerusalem"]),
    ("IST", &["Asia/Kolkata", "Europe/Dublin", "Asia/Jerusalem"]),
    ("JST", &["Asia/Tokyo"]),
    ("KST", &["Asia/Seoul"]),
    ("MDT MT", &["America/Denver"]),
    ("MSK", &["Europe/Moscow"]),
    ("NST NDT", &["America/St_Johns"]),
    ("NZST NZDT NZT", &["Pacific/Auckland"]),
    ("PHT", &["Asia/Manila"]),
    ("PKT", &["Asia/Karachi"]),
    ("PST PDT PT", &["America/Los_Angeles"]),
    ("SAST", &["Africa/Johannesburg"]),
    ("SGT", &["Asia/Singapore"]),
    ("TRT", &["Europe/Istanbul"]),
    ("WAT", &["Africa/Lagos"]),
    ("WEST", &["Europe/Lisbon"]),
    ("WIB", &["Asia/Jakarta"]),
    ("Z", &["UTC"]),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_zone_of_the_tables_exists_in_this_spelling_and_no_abbreviation_is_a_zone() {
        let zones = ABBREVIATIONS.iter().flat_map(|(_, zones)| zones.iter()).chain(WELL_KNOWN);
        for zone in zones {
            assert_eq!(find(zone).map(|(name, _)| name).as_deref(), Some(*zone));
        }
        for name in ABBREVIATIONS.iter().flat_map(|(names, _)| names.split(' ')) {
            assert!(find(name).is_none(), "{name}");
        }
    }

    #[test]
    fn offsets_in_every_spelling() {
        for (text, minutes) in [
            ("GMT+1", 60),
            ("-07:00", -420),
            ("+0530", 330),
            ("utc-5", -300),
            ("UTC+5.5", 330),
            ("UTC \u{2212} 3", -180),
            ("(UTC+01:00) Amsterdam, Berlin", 60),
        ] {
            assert_eq!(read(text), Some(Foreign::Offset(minutes)), "{text}");
        }
        assert_eq!(read("+99"), None);
        assert_eq!(read("47"), Some(Foreign::Number));
        assert_eq!(read(""), None);
    }

    #[test]
    fn an_offset_leads_to_zones_that_have_it_in_winter() {
        for now in ["2026-01-15T00:00:00Z", "2026-03-15T12:00:00Z", "2026-07-15T00:00:00Z"] {
            let now = now.parse().unwrap();
            assert_eq!(zones_of_offset("GMT+1", 60, now), ["Europe/Berlin", "Europe/Paris", "Europe/Madrid"]);
            assert_eq!(zones_of_offset("-07:00", -420, now), ["America/Denver", "America/Phoenix"]);
            let named = zones_of_offset("(UTC+01:00) Brussels, Copenhagen", 60, now);
            assert_eq!(named, ["Europe/Brussels", "Europe/Copenhagen", "Europe/Berlin"]);
        }
        assert_eq!(fixed_zone(60).as_deref(), Some("Etc/GMT-1"));
        assert_eq!(fixed_zone(-420).as_deref(), Some("Etc/GMT+7"));
        assert_eq!(fixed_zone(330), None);
    }
}
