//! The names that Windows gives to time zones, each with the tz database's zone for it.
//!
//! Source: the mapping of Unicode CLDR (`windowsZones`, territory 001), in today's spelling of the tz database. The
//! words "Standard Time", which nearly every name ends with, are left out.

/// Name without "Standard Time", lower case; zone.
const ZONES: &[(&str, &str)] = &[
    ("afghanistan", "Asia/Kabul"),
    ("alaskan", "America/Anchorage"),
    ("alberta", "America/Edmonton"),
    ("aleutian", "America/Adak"),
    ("altai", "Asia/Barnaul"),
    ("arab", "Asia/Riyadh"),
    ("arabian", "Asia/Dubai"),
    ("arabic", "Asia/Baghdad"),
    ("argentina", "America/Argentina/Buenos_Aires"),
    ("astrakhan", "Europe/Astrakhan"),
    ("atlantic", "America/Halifax"),
    ("aus central", "Australia/Darwin"),
    ("aus central w.", "Australia/Eucla"),
    ("aus eastern", "Australia/Sydney"),
    ("azerbaijan", "Asia/Baku"),
    ("azores", "Atlantic/Azores"),
    ("bahia", "America/Bahia"),
    ("bangladesh", "Asia/Dhaka"),
    ("belarus", "Europe/Minsk"),
    ("bougainville", "Pacific/Bougainville"),
    ("british columbia", "America/Vancouver"),
    ("canada central", "America/Regina"),
    ("cape verde", "Atlantic/Cape_Verde"),
    ("caucasus", "Asia/Yerevan"),
    ("cen. australia", "Australia/Adelaide"),
    ("central", "America/Chicago"),
    ("central (mexico)", "America/Mexico_City"),
    ("central america", "America/Guatemala"),
    ("central asia", "Asia/Bishkek"),
    ("central brazilian", "America/Cuiaba"),
    ("central europe", "Europe/Budapest"),
    ("central european", "Europe/Warsaw"),
    ("central pacific", "Pacific/Guadalcanal"),
    ("chatham islands", "Pacific/Chatham"),
    ("china", "Asia/Shanghai"),
    ("cuba", "America/Havana"),
    ("dateline", "Etc/GMT+12"),
    ("e. africa", "Africa/Nairobi"),
    ("e. australia", "Australia/Brisbane"),
    ("e. europe", "Europe/Chisinau"),
    ("e. south america", "America/Sao_Paulo"),
    ("easter island", "Pacific/Easter"),
    ("eastern", "America/New_York"),
    ("eastern (mexico)", "America/Cancun"),
    ("egypt", "Africa/Cairo"),
    ("ekaterinburg", "Asia/Yekaterinburg"),
    ("fiji", "Pacific/Fiji"),
    ("fle", "Europe/Kyiv"),
    ("georgian", "Asia/Tbilisi"),
    ("gmt", "Europe/London"),
    ("greenland", "America/Nuuk"),
    ("greenwich", "Atlantic/Reykjavik"),
    ("gtb", "Europe/Bucharest"),
    ("haiti", "America/Port-au-Prince"),
    ("hawaiian", "Pacific/Honolulu"),
    ("india", "Asia/Kolkata"),
    ("iran", "Asia/Tehran"),
    ("israel", "Asia/Jerusalem"),
    ("jordan", "Asia/Amman"),
    ("kaliningrad", "Europe/Kaliningrad"),
    ("korea", "Asia/Seoul"),
    ("libya", "Africa/Tripoli"),
    ("line islands", "Pacific/Kiritimati"),
    ("lord howe", "Australia/Lord_Howe"),
    ("magadan", "Asia/Magadan"),
    ("magallanes", "America/Punta_Arenas"),
    ("manitoba", "America/Winnipeg"),
    ("marquesas", "Pacific/Marquesas"),
    ("mauritius", "Indian/Mauritius"),
    ("middle east", "Asia/Beirut"),
    ("montevideo", "America/Montevideo"),
    ("morocco", "Africa/Casablanca"),
    ("mountain", "America/Denver"),
    ("mountain (mexico)", "America/Mazatlan"),
    ("myanmar", "Asia/Yangon"),
    ("n. central asia", "Asia/Novosibirsk"),
    ("namibia", "Africa/Windhoek"),
    ("nepal", "Asia/Kathmandu"),
    ("new zealand", "Pacific/Auckland"),
    ("newfoundland", "America/St_Johns"),
    ("norfolk", "Pacific/Norfolk"),
    ("north asia", "Asia/Krasnoyarsk"),
    ("north asia east", "Asia/Irkutsk"),
    ("north korea", "Asia/Pyongyang"),
    ("omsk", "Asia/Omsk"),
    ("pacific", "America/Los_Angeles"),
    ("pacific (mexico)", "America/Tijuana"),
    ("pacific sa", "America/Santiago"),
    ("pakistan", "Asia/Karachi"),
    ("paraguay", "America/Asuncion"),
    ("qyzylorda", "Asia/Qyzylorda"),
    ("romance", "Europe/Paris"),
    ("russia time zone 10", "Asia/Srednekolymsk"),
    ("russia time zone 11", "Asia/Kamchatka"),
    ("russia time zone 3", "Europe/Samara"),
    ("russian", "Europe/Moscow"),
    ("sa eastern", "America/Cayenne"),
    ("sa pacific", "America/Bogota"),
    ("sa western", "America/La_Paz"),
    ("saint pierre", "America/Miquelon"),
    ("sakhalin", "Asia/Sakhalin"),
    ("samoa", "Pacific/Apia"),
    ("sao tome", "Africa/Sao_Tome"),
    ("saratov", "Europe/Saratov"),
    ("se asia", "Asia/Bangkok"),
    ("singapore", "Asia/Singapore"),
    ("south africa", "Africa/Johannesburg"),
    ("south sudan", "Africa/Juba"),
    ("sri lanka", "Asia/Colombo"),
    ("sudan", "Africa/Khartoum"),
    ("syria", "Asia/Damascus"),
    ("taipei", "Asia/Taipei"),
    ("tasmania", "Australia/Hobart"),
    ("tocantins", "America/Araguaina"),
    ("tokyo", "Asia/Tokyo"),
    ("tomsk", "Asia/Tomsk"),
    ("tonga", "Pacific/Tongatapu"),
    ("transbaikal", "Asia/Chita"),
    ("turkey", "Europe/Istanbul"),
    ("turks and caicos", "America/Grand_Turk"),
    ("ulaanbaatar", "Asia/Ulaanbaatar"),
    ("us eastern", "America/Indiana/Indianapolis"),
    ("us mountain", "America/Phoenix"),
    ("venezuela", "America/Caracas"),
    ("vladivostok", "Asia/Vladivostok"),
    ("volgograd", "Europe/Volgograd"),
    ("w. australia", "Australia/Perth"),
    ("w. central africa", "Africa/Lagos"),
    ("w. europe", "Europe/Berlin"),
    ("w. mongolia", "Asia/Hovd"),
    ("west asia", "Asia/Tashkent"),
    ("west bank", "Asia/Hebron"),
    ("west pacific", "Pacific/Port_Moresby"),
    ("yakutsk", "Asia/Yakutsk"),
    ("yukon", "America/Whitehorse"),
];

/// The zone of a Windows name: the registry's (`W. Europe Standard Time`), its form in summer (`… Daylight Time`), and
/// the shorter one of other programs (`Pacific Time (US & Canada)`). Letter case does not matter.
pub(super) fn find(name: &str) -> Option<&'static str> {
    let lower = name.trim().to_lowercase();
    let kept = lower.strip_suffix(" (us & canada)").unwrap_or(&lower);
    let words = [" standard time", " daylight time", " summer time", " time"];
    let bare = words.iter().find(|words| kept.contains(**words)).map(|words| kept.replacen(words, "", 1))?;
    look_up(kept).or_else(|| look_up(&bare))
}

fn look_up(name: &str) -> Option<&'static str> {
    let at = ZONES.binary_search_by_key(&name, |(known, _)| known).ok()?;
    ZONES.get(at).map(|(_, zone)| *zone)
}

/// Whether a text has the look of such a name, known or not.
pub(super) fn looks_like_one(name: &str) -> bool {
    let lower = name.trim().to_lowercase();
    lower.ends_with(" time") || lower.contains(" time (")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_every_zone_exists_in_this_spelling() {
        assert!(ZONES.is_sorted());
        for (name, zone) in ZONES {
            let spelled = super::super::find(zone).map(|(spelled, _)| spelled);
            assert_eq!(spelled.as_deref(), Some(*zone), "{name}");
        }
    }

    #[test]
    fn the_forms_of_one_name_lead_to_one_zone() {
        for name in ["Pacific Standard Time", "pacific daylight time", "Pacific Time (US & Canada)", "Pacific Time"] {
            assert_eq!(find(name), Some("America/Los_Angeles"), "{name}");
        }
        assert_eq!(find("Pacific Standard Time (Mexico)"), Some("America/Tijuana"));
        assert_eq!(find("Russia Time Zone 10"), Some("Asia/Srednekolymsk"));
        assert_eq!(find("Mars Standard Time"), None);
        assert!(looks_like_one("Mars Standard Time"));
    }
}
