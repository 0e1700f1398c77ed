//! What came back: the text as it arrived and the value read from it.

use serde_json::Value;
use std::time::Instant;

/// A good answer; bad ones are [`ApiError`](crate::api::ApiError)s.
#[derive(Clone, Debug)]
pub struct Answer {
    /// 200 in nearly all cases; a create answers 200 too.
    pub status: u16,
    /// The body, byte for byte: member order and number forms as the service wrote them.
    pub text: String,
    /// The body as a value, unknown members included; `null` when it was empty.
    pub value: Value,
    /// The service's own clock, of the `Date` header, in seconds.
    pub date: Option<jiff::Timestamp>,
    /// What Adobe's support asks for, if the gateway sent one.
    pub request_id: Option<String>,
    /// When the request was sent, after its wait for a turn: what the answer says was true no earlier.
    pub sent_at: Instant,
}

/// Reads the `Date` header (`Sun, 06 Nov 1994 08:49:37 GMT`).
pub(crate) fn date(header: &str) -> Option<jiff::Timestamp> {
    jiff::fmt::rfc2822::parse(header).ok().map(|zoned| zoned.timestamp())
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_date_header_is_read() {
        let date = super::date("Sun, 06 Nov 1994 08:49:37 GMT").unwrap();
        assert_eq!(date.to_string(), "1994-11-06T08:49:37Z");
        assert_eq!(super::date("yesterday"), None);
    }
}
