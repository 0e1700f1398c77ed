//! A value that may be sent but never shown.
//!
//! It has no `Serialize`, and both `Debug` and `Display` say `[redacted]`, so that the compiler guards every log line and
//! every error. The memory is wiped when it is dropped.

use secrecy::{ExposeSecret, SecretString};
use std::fmt;

/// A client secret, a private key or an access token.
#[derive(Clone)]
pub struct Secret(SecretString);

impl Secret {
    /// Takes the value in; the caller's copy is moved, not cloned.
    #[must_use]
    pub fn new(value: String) -> Self {
        Self(SecretString::from(value))
    }

    /// The value itself. Each use of this name in the code is a place to look at: a request being built, or the store.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    /// Replaces every occurrence of the value in `text`, which came from outside and might echo it.
    #[must_use]
    pub fn scrub(&self, text: &str) -> String {
        let value = self.expose();
        // A very short value would tear ordinary words apart, and is no secret worth the name.
        if value.len() < 6 {
            return text.to_owned();
        }
        text.replace(value, REDACTED)
    }
}

const REDACTED: &str = "[redacted]";

impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        self.expose() == other.expose()
    }
}

impl Eq for Secret {}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(REDACTED)
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(REDACTED)
    }
}

#[cfg(test)]
mod tests {
    use super::Secret;

    #[test]
    fn no_way_of_printing_shows_the_value() {
        let secret = Secret::new("p8e-abcdef".into());
        assert_eq!(format!("{secret} {secret:?} {secret:#?}"), "[redacted] [redacted] [redacted]");
    }

    #[test]
    fn scrubbing_takes_the_value_out_of_foreign_text() {
        let secret = Secret::new("p8e-abcdef".into());
        assert_eq!(secret.scrub("bad token p8e-abcdef, p8e-abcdef!"), "bad token [redacted], [redacted]!");
    }
}
