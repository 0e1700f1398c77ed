//! Session definitions: the two functions and the four granularities, in every spelling that the documents and the
//! service use ("The reference writes upper case, answers come in lower case, the sister object writes
//! `beforeEvents`": sections 1.3 and 1.8 of the API notes in `docs/`).

/// What ends a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Func {
    /// A time without events: `numPeriods` and `granularity`.
    Inactivity,
    /// Certain events, each of which begins a new session: `events`.
    BeforeEvents,
}

impl Func {
    /// Reads any spelling; letter case and underscores do not matter.
    pub fn read(text: &str) -> Option<Func> {
        match fold(text).as_str() {
            "INACTIVITY" => Some(Func::Inactivity),
            "BEFOREEVENTS" => Some(Func::BeforeEvents),
            _ => None,
        }
    }

    /// The spelling of a request.
    pub fn request_form(self) -> &'static str {
        match self {
            Func::Inactivity => "INACTIVITY",
            Func::BeforeEvents => "BEFORE_EVENTS",
        }
    }
}

/// The unit of a session's timeout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Granularity {
    /// Minutes.
    Minute,
    /// Hours.
    Hour,
    /// Days.
    Day,
    /// Weeks.
    Week,
}

impl Granularity {
    /// Reads any spelling; letter case does not matter.
    pub fn read(text: &str) -> Option<Granularity> {
        match fold(text).as_str() {
            "MINUTE" => Some(Granularity::Minute),
            "HOUR" => Some(Granularity::Hour),
            "DAY" => Some(Granularity::Day),
            "WEEK" => Some(Granularity::Week),
            _ => None,
        }
    }

    /// The spelling of a request.
    pub fn request_form(self) -> &'static str {
        match self {
            Granularity::Minute => "MINUTE",
            Granularity::Hour => "HOUR",
            Granularity::Day => "DAY",
            Granularity::Week => "WEEK",
        }
    }

    /// `1 minute`, `30 minutes`.
    pub fn in_words(self, count: &str) -> String {
        let unit = self.request_form().to_lowercase();
        if count == "1" { format!("1 {unit}") } else { format!("{count} {unit}s") }
    }
}

fn fold(text: &str) -> String {
    text.chars().filter(|&ch| ch != '_').map(|ch| ch.to_ascii_uppercase()).collect()
}
