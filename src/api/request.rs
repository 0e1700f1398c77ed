//! A request as a value: what would be sent, without a network to send it.
//!
//! It knows no host, no token and no clock. [`crate::api::endpoints`] builds these, [`crate::api::client::Client`] sends
//! them.

/// How the request is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // The names say it.
pub enum Method {
    Get,
    Head,
    Post,
    Put,
    Patch,
    Delete,
}

impl Method {
    /// Reads a method name in any case.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Get, Self::Head, Self::Post, Self::Put, Self::Patch, Self::Delete]
            .into_iter()
            .find(|method| method.name().eq_ignore_ascii_case(name))
    }

    /// As it stands on the wire.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Head => "HEAD",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

/// What may be done when it is not known whether a request arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repeat {
    /// It changes nothing: send it again.
    Safe,
    /// It may have changed something: it is sent once. The unknown outcome goes back to the caller, who looks before doing
    /// anything; a 401 and a 429 are unknown outcomes too.
    Never,
}

/// What shape of answer the caller can use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expect {
    /// Anything at all, also nothing.
    Any,
    /// A JSON object or array.
    Json,
}

/// One request to the API, complete but for host and credentials.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// GET, POST, …
    pub method: Method,
    /// Below the host, percent-encoded, with a leading slash.
    pub path: String,
    /// Name and value, not yet encoded, in order.
    pub query: Vec<(String, String)>,
    /// JSON text, byte for byte as it shall arrive.
    pub body: Option<String>,
    /// What may be done after a lost answer.
    pub repeat: Repeat,
    /// The shape the answer must have.
    pub expect: Expect,
    /// The `id` the answer must carry, when the request is about one object.
    pub id: Option<String>,
    /// For messages, after "could not": `read data view dv_1`.
    pub what: String,
}

impl Request {
    /// A request that changes nothing.
    #[must_use]
    pub fn read(path: impl Into<String>, what: impl Into<String>) -> Self {
        Self::new(Method::Get, path, Repeat::Safe, what)
    }

    /// Any request.
    #[must_use]
    pub fn new(method: Method, path: impl Into<String>, repeat: Repeat, what: impl Into<String>) -> Self {
        Self {
            method,
            path: path.into(),
            query: Vec::new(),
            body: None,
            repeat,
            expect: Expect::Json,
            id: None,
            what: what.into(),
        }
    }

    /// Adds a query parameter.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.query.push((name.to_owned(), value.into()));
        self
    }

    /// Adds a query parameter if there is something to say.
    #[must_use]
    pub fn with_some(self, name: &str, value: Option<impl Into<String>>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    /// Adds a comma-joined parameter unless the list is empty: the form the OpenAPI file gives (`explode: false`).
    #[must_use]
    pub fn with_list<S: AsRef<str>>(self, name: &str, values: &[S]) -> Self {
        if values.is_empty() {
            return self;
        }
        let joined = values.iter().map(AsRef::as_ref).collect::<Vec<_>>().join(",");
        self.with(name, joined)
    }

    /// Replaces a parameter, keeping its place; adds it when it is not there.
    #[must_use]
    pub fn set(mut self, name: &str, value: impl Into<String>) -> Self {
        let value = value.into();
        match self.query.iter_mut().find(|(key, _)| key == name) {
            Some((_, old)) => *old = value,
            None => self.query.push((name.to_owned(), value)),
        }
        self
    }

    /// The value of a parameter.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Sets the body: the document's own text, so that members this program does not know arrive unharmed.
    #[must_use]
    pub fn with_body(mut self, json: impl Into<String>) -> Self {
        self.body = Some(json.into());
        self
    }

    /// Demands that the answer carries this id.
    #[must_use]
    pub fn about(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// Accepts any answer, also an empty one.
    #[must_use]
    pub fn expecting_anything(mut self) -> Self {
        self.expect = Expect::Any;
        self
    }
}

/// Makes one segment of a path out of an id: everything but letters, digits and `-._~@` is percent-encoded. The segments
/// `.` and `..` are encoded twice, because an address treats `%2E%2E` as a climb too.
#[must_use]
pub fn segment(id: &str) -> String {
    if id == "." || id == ".." {
        return id.replace('.', "%252E");
    }
    let mut out = String::with_capacity(id.len());
    for byte in id.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~@".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_one_comma_joined_value_and_an_empty_one_is_left_out() {
        let request = Request::read("/x", "read x").with_list("a", &["1", "2"]).with_list::<&str>("b", &[]);
        assert_eq!(request.query, [("a".to_owned(), "1,2".to_owned())]);
    }

    #[test]
    fn setting_a_parameter_keeps_its_place() {
        let request = Request::read("/x", "read x").with("page", "0").with("limit", "10").set("page", "1");
        assert_eq!(request.query[0], ("page".to_owned(), "1".to_owned()));
        assert_eq!(request.get("page"), Some("1"));
    }

    #[test]
    fn an_id_cannot_leave_its_path_segment() {
        assert_eq!(segment("dv_65f0"), "dv_65f0");
        assert_eq!(segment("../users?x=1#é"), "..%2Fusers%3Fx%3D1%23%C3%A9");
        assert_eq!(segment(".."), "%252E%252E");
    }
}
