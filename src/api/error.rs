//! What went wrong, said for a person: what happened, where, and what to do next.
//!
//! One type for everything that can fail between this program and the service. It never holds a token or a secret: text
//! from outside passes [`plain`] and the client's scrubbing first. [`classify`] reads the service's own errors.

pub mod advice;
pub mod classify;

use crate::text::shown;
use std::fmt;
use std::time::Duration;

/// The kinds that callers tell apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// No credentials, or the service does not take them.
    SignIn,
    /// The credentials are good and not enough.
    Permission,
    /// No such object.
    NotFound,
    /// The service refuses the content.
    Invalid,
    /// The service says that something else already stands there.
    Conflict,
    /// Too many requests, also after waiting.
    RateLimit,
    /// No connection, or one that broke or took too long.
    Network,
    /// A fault on the other side.
    Server,
    /// A write whose answer was lost: it may or may not have happened. Look before doing anything.
    UnknownOutcome,
    /// An answer that is not what the documents promise.
    Shape,
    /// An answer about another object than the one asked for.
    WrongId,
    /// A write was held back, because what it rests on was read too long ago.
    Expired,
    /// Something differs, and the caller asked to be told by the exit code.
    Different,
    /// A write that was done, but not as it was sent.
    Unverified,
    /// Some of many were done and some were not.
    Partial,
    /// A rule of ours forbids it: a host without consent, the wrong organization.
    Guard,
    /// The command, a variable or a file of the user says something impossible.
    Usage,
    /// The disk or the machine.
    Local,
    /// The caller asked to stop.
    Cancelled,
}

impl Kind {
    /// The exit code of a command that ends with this kind.
    #[must_use]
    pub fn exit_code(self) -> u8 {
        match self {
            Self::NotFound | Self::Usage | Self::Local => 2,
            Self::Different => 3,
            Self::Invalid => 4,
            Self::Conflict | Self::Expired => 5,
            Self::SignIn | Self::Permission => 6,
            Self::RateLimit | Self::Network | Self::Server | Self::UnknownOutcome | Self::Shape => 7,
            Self::WrongId | Self::Unverified | Self::Partial => 8,
            Self::Guard => 9,
            Self::Cancelled => 130,
        }
    }
}

/// See the module. Small to pass around, because it is an answer like any other.
#[derive(Clone, Debug)]
pub struct ApiError(Box<Parts>);

/// The parts of an [`ApiError`]; sentences are built from them when it is shown.
#[derive(Clone, Debug)]
pub struct Parts {
    /// What callers decide on.
    pub kind: Kind,
    /// After "could not": `read data view dv_1`. Empty when `problem` says it all.
    pub what: String,
    /// What happened, without a full stop.
    pub problem: String,
    /// What to do next: whole sentences, or empty.
    pub advice: String,
    /// HTTP status.
    pub status: Option<u16>,
    /// `errorCode` of the service, `error_code` of the gateway, `error` of the sign-in service.
    pub code: Option<String>,
    /// What Adobe's support asks for.
    pub error_id: Option<String>,
    /// How long the service asked to wait, with a 429 or 503.
    pub retry_after: Option<Duration>,
    /// With [`Kind::UnknownOutcome`]: the error that it is once a look has shown that nothing was done.
    pub cause: Option<ApiError>,
}

impl ApiError {
    /// An error of our own making.
    #[must_use]
    pub fn new(kind: Kind, what: impl Into<String>, problem: impl Into<String>, advice: impl Into<String>) -> Self {
        Self(Box::new(Parts {
            kind,
            what: what.into(),
            problem: problem.into(),
            advice: advice.into(),
            status: None,
            code: None,
            error_id: None,
            retry_after: None,
            cause: None,
        }))
    }

    /// A file or folder that could not be used.
    #[must_use]
    pub fn local(what: impl Into<String>, error: &std::io::Error) -> Self {
        Self::new(Kind::Local, what, error.to_string(), "")
    }

    /// The caller asked to stop.
    #[must_use]
    pub fn cancelled(what: impl Into<String>) -> Self {
        Self::new(Kind::Cancelled, what, "cancelled", "")
    }

    /// What callers decide on.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.0.kind
    }

    /// All parts.
    #[must_use]
    pub fn parts(&self) -> &Parts {
        &self.0
    }

    /// Changes a part, for those who know more than the one who made the error.
    #[must_use]
    pub fn map(mut self, change: impl FnOnce(&mut Parts)) -> Self {
        change(&mut self.0);
        self
    }

    /// Whether a write was answered with 401 or 429. As a rule a gateway says that before anything is done, so after a look
    /// that finds nothing the write may be sent again. [`Client::send_looking`](crate::api::Client::send_looking) does so.
    #[must_use]
    pub fn is_turned_away(&self) -> bool {
        self.0.kind == Kind::UnknownOutcome && matches!(self.0.status, Some(401 | 429))
    }

    /// The error after a look that has shown that nothing was done: the refusal itself where the write was turned away.
    /// Every other error stays, because what is late may still be done.
    #[must_use]
    pub fn not_done(mut self) -> Self {
        match self.is_turned_away().then(|| self.0.cause.take()).flatten() {
            Some(cause) => cause,
            None => self,
        }
    }

    /// The exit code of a command that ends with this error.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        self.0.kind.exit_code()
    }

    /// What happened and where, without what to do: lower case, no full stop, so that it can follow another text.
    #[must_use]
    pub fn message(&self) -> String {
        let Parts { what, problem, status, code, error_id, .. } = &*self.0;
        let named = match (status, code) {
            (Some(status), Some(code)) => Some(format!("{status} {code}")),
            (Some(status), None) => Some(status.to_string()),
            (None, code) => code.clone(),
        };
        let notes: Vec<String> =
            named.into_iter().chain(error_id.as_ref().map(|id| format!("error id {id}"))).collect();
        let deed = if what.is_empty() { String::new() } else { format!("could not {what}: ") };
        let notes = if notes.is_empty() { String::new() } else { format!(" ({})", notes.join(", ")) };
        // Paths, names and ids in it come from anywhere.
        shown::terminal(&format!("{deed}{problem}{notes}"))
    }

    /// What happened.
    #[must_use]
    pub fn problem(&self) -> &str {
        &self.0.problem
    }

    /// What to do next: whole sentences, or nothing.
    #[must_use]
    pub fn advice(&self) -> Option<&str> {
        Some(self.0.advice.as_str()).filter(|advice| !advice.is_empty())
    }
}

/// The whole: a sentence, and what to do.
impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let message = self.message();
        write!(f, "{}{}", capital(&message), if message.ends_with(['.', '!', '?']) { "" } else { "." })?;
        match self.0.advice.as_str() {
            "" => Ok(()),
            advice => write!(f, " {}", shown::terminal(advice)),
        }
    }
}

impl std::error::Error for ApiError {}

fn capital(text: &str) -> String {
    // What begins with the name of a file or an id keeps it.
    let first = text.split(' ').next().unwrap_or_default().trim_end_matches([':', ',', ';']);
    if !first.chars().all(|letter| letter.is_alphabetic() || matches!(letter, '-' | '\'' | '’')) {
        return text.to_owned();
    }
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// A file or an id as a person types it in a command: in quotes where a shell would take it apart.
#[must_use]
pub fn typed(word: &str) -> String {
    if word.starts_with('-') { shown::word(&format!("./{word}")) } else { shown::word(word) }
}

/// Text from outside made fit for one line of a terminal: no control characters, single spaces, at most 300 characters,
/// no full stop or blank at the end.
#[must_use]
pub fn plain(text: &str) -> String {
    shown::short(text, 300).trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_has_what_where_and_what_to_do() {
        let error =
            ApiError::new(Kind::NotFound, "read data view dv_1", "no such data view", "Check the id.").map(|parts| {
                parts.status = Some(404);
                parts.code = Some("resource_not_found".into());
                parts.error_id = Some("7c1c".into());
            });
        assert_eq!(error.advice(), Some("Check the id."));
        assert_eq!(
            error.to_string(),
            "Could not read data view dv_1: no such data view (404 resource_not_found, error id 7c1c). Check the id."
        );
    }

    #[test]
    fn an_error_without_a_deed_begins_with_a_capital() {
        let error = ApiError::new(Kind::Usage, "", "no profile is called \"x\"", "");
        assert_eq!(error.to_string(), "No profile is called \"x\".");
        let error = ApiError::new(Kind::Conflict, "", "web.dataview.json changed meanwhile", "");
        assert_eq!(error.to_string(), "web.dataview.json changed meanwhile.");
    }

    #[test]
    fn a_word_of_a_command_can_be_pasted() {
        for (word, shown) in [
            ("views/web.dataview.json", "views/web.dataview.json"),
            ("views/Web EMEA.json", "'views/Web EMEA.json'"),
            ("it's $HOME", "'it'\\''s $HOME'"),
            ("-rf", "./-rf"),
            ("", "''"),
        ] {
            assert_eq!(typed(word), shown);
        }
    }

    #[test]
    fn foreign_text_cannot_write_on_the_terminal() {
        assert_eq!(plain("\u{1b}[31mred\r\n  text. "), "[31mred text");
        assert_eq!(plain(&"ä".repeat(400)).chars().count(), 301);
    }
}
