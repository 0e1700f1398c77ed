//! One request as the handlers see it: who asks, the query, the body. Reading rules are in one place: comma lists that may be
//! repeated, Python booleans, page numbers.

use axum::body::Bytes;
use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;
use serde_json::{Map, Value};

use super::answer::Fail;
use super::gateway::Caller;

/// The request, put into the request's extensions by the door.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub(crate) caller: Option<Caller>,
    pub(crate) query: Query,
    pub(crate) body: Bytes,
    /// The body is a form. IMS takes its parameters from the body or the query.
    pub(crate) is_form: bool,
}

impl<S: Send + Sync> FromRequestParts<S> for Call {
    type Rejection = Fail;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Fail> {
        parts.extensions.remove::<Self>().ok_or_else(|| {
            Fail::service(StatusCode::INTERNAL_SERVER_ERROR, "unexpected_error", "the request came past the door")
        })
    }
}

impl Call {
    /// Who asks. Every route behind the gateway has a caller.
    pub(crate) fn caller(&self) -> Result<&Caller, Fail> {
        self.caller.as_ref().ok_or_else(|| Fail::gateway("401010", "Oauth token is missing"))
    }

    /// The body as JSON; an empty body is `None`.
    pub(crate) fn json(&self) -> Result<Option<Value>, Fail> {
        if self.body.iter().all(u8::is_ascii_whitespace) {
            return Ok(None);
        }
        serde_json::from_slice(&self.body).map(Some).map_err(|error| {
            Fail::invalid_json(format!("Invalid JSON. line {}, column {}", error.line(), error.column()))
        })
    }

    /// The body as a JSON object.
    pub(crate) fn object(&self) -> Result<Map<String, Value>, Fail> {
        match self.json()? {
            Some(Value::Object(map)) => Ok(map),
            Some(_) => Err(Fail::invalid_json("Invalid JSON. The body must be an object")),
            None => Err(Fail::invalid_json("Invalid JSON. The body is empty")),
        }
    }

    /// The body as a JSON array of objects.
    pub(crate) fn objects(&self) -> Result<Vec<Map<String, Value>>, Fail> {
        let items = match self.json()? {
            Some(Value::Array(items)) => items,
            _ => return Err(Fail::invalid_json("Invalid JSON. The body must be an array of objects")),
        };
        let objects = items.into_iter().map(|item| match item {
            Value::Object(map) => Ok(map),
            _ => Err(Fail::invalid_json("Invalid JSON. The body must be an array of objects")),
        });
        objects.collect()
    }
}

/// Decoded query or form parameters, in order.
#[derive(Debug, Clone, Default)]
pub(crate) struct Query(Vec<(String, String)>);

impl Query {
    /// Reads `a=1&b=2`.
    pub(crate) fn parse(text: &str) -> Self {
        let pairs = text.split('&').filter(|pair| !pair.is_empty()).map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(name, true), decode(value, true))
        });
        Self(pairs.collect())
    }

    /// All parameters.
    pub(crate) fn pairs(&self) -> &[(String, String)] {
        &self.0
    }

    /// The first non-empty value.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, value)| key == name && !value.is_empty()).map(|(_, value)| value.as_str())
    }

    /// Replaces a parameter.
    pub(crate) fn set(&mut self, name: &str, value: &str) {
        self.0.retain(|(key, _)| key != name);
        self.0.push((name.to_owned(), value.to_owned()));
    }

    /// A comma list, also when the parameter is repeated; blanks around items do not count. `None` when it was not given.
    pub(crate) fn list(&self, name: &str) -> Option<Vec<&str>> {
        let values = self.0.iter().filter(|(key, _)| key == name).map(|(_, value)| value.as_str());
        let items: Vec<&str> = values.flat_map(|v| v.split(',')).map(str::trim).filter(|v| !v.is_empty()).collect();
        (!items.is_empty()).then_some(items)
    }

    /// True when the comma list names the item.
    pub(crate) fn lists(&self, name: &str, item: &str) -> bool {
        self.list(name).is_some_and(|items| items.contains(&item))
    }

    /// A boolean; `True` and `False`, as Python clients write them, count.
    pub(crate) fn flag(&self, name: &str, default: bool) -> Result<bool, Fail> {
        match self.get(name) {
            None => Ok(default),
            Some(v) if v.eq_ignore_ascii_case("true") => Ok(true),
            Some(v) if v.eq_ignore_ascii_case("false") => Ok(false),
            Some(v) => Err(Fail::invalid_parameters(format!("{name} must be true or false, not {v}"))),
        }
    }

    /// A number from zero.
    pub(crate) fn number(&self, name: &str, default: usize) -> Result<usize, Fail> {
        match self.get(name) {
            None => Ok(default),
            Some(v) => v.parse::<u32>().map(|n| n as usize).map_err(|_| {
                Fail::invalid_parameters(format!("{name} must be a whole number from 0 to 4294967295, not {v}"))
            }),
        }
    }

    /// Descending order?
    pub(crate) fn descending(&self) -> Result<bool, Fail> {
        match self.get("sortDirection") {
            None => Ok(false),
            Some(v) if v.eq_ignore_ascii_case("asc") => Ok(false),
            Some(v) if v.eq_ignore_ascii_case("desc") => Ok(true),
            Some(v) => Err(Fail::invalid_parameters(format!("sortDirection must be ASC or DESC, not {v}"))),
        }
    }
}

/// Percent decoding; bytes that are no UTF-8 become U+FFFD. `plus` reads `+` as a blank (queries and forms).
pub(crate) fn decode(text: &str, plus: bool) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        rest = tail;
        let byte = match first {
            b'+' if plus => b' ',
            b'%' => match hex(tail) {
                Some(byte) => {
                    rest = tail.get(2..).unwrap_or_default();
                    byte
                }
                None => first,
            },
            other => other,
        };
        bytes.push(byte);
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn hex(tail: &[u8]) -> Option<u8> {
    let digits = tail.get(..2)?;
    let digits = digits.iter().all(u8::is_ascii_hexdigit).then(|| std::str::from_utf8(digits).ok())??;
    u8::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::{Query, decode};

    #[test]
    fn lists_may_be_repeated_and_booleans_may_be_pythons() {
        let query = Query::parse("expansion=name,%20owner&expansion=modified&cached=False&x=&y");
        assert_eq!(query.list("expansion"), Some(vec!["name", "owner", "modified"]));
        assert_eq!(query.flag("cached", true).ok(), Some(false));
        assert_eq!(query.get("x"), None);
    }

    #[test]
    fn broken_escapes_stay_as_they_are() {
        assert_eq!(decode("a%2", true), "a%2");
        assert_eq!(decode("%zz%41+", true), "%zzA ");
        assert_eq!(decode("%ff+", false), "\u{fffd}+");
    }
}
