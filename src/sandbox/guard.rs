//! Keeps web pages out. A browser can be lured into calling 127.0.0.1 (DNS rebinding); its request then names a foreign host
//! or carries a foreign origin, and is refused before anything else is looked at.

use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode, header};

use super::answer::Fail;

/// Refuses requests that were not meant for a loopback address or come from another web page.
pub(crate) fn check(request: &Request) -> Result<(), Fail> {
    let headers = request.headers();
    let named = match request.uri().authority() {
        Some(authority) => Some(authority.as_str()),
        None => single(headers, header::HOST),
    };
    let Some(host) = named.filter(|host| is_loopback(host)) else {
        return Err(refuse("it answers to 127.0.0.1 and localhost only; the Host header names something else"));
    };
    if headers.contains_key(header::ORIGIN) {
        let own = single(headers, header::ORIGIN).and_then(|origin| origin.strip_prefix("http://"));
        if !own.is_some_and(|origin| origin.eq_ignore_ascii_case(host)) {
            return Err(refuse("it takes no requests from web pages of another origin"));
        }
    }
    Ok(())
}

fn refuse(why: &str) -> Fail {
    Fail::service(StatusCode::FORBIDDEN, "invalid_access", format!("This is a sandbox on your own machine: {why}."))
}

/// The header's value when it is there exactly once.
fn single(headers: &HeaderMap, name: header::HeaderName) -> Option<&str> {
    let mut values = headers.get_all(name).iter();
    let value = values.next()?.to_str().ok()?;
    values.next().is_none().then_some(value)
}

/// True for `localhost`, `127.0.0.1` and `[::1]`, with any port: a proxy may stand in between.
fn is_loopback(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => host,
    };
    ["localhost", "127.0.0.1", "[::1]"].iter().any(|own| own.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    fn allowed(headers: &[(&str, &str)]) -> bool {
        let mut request = Request::builder().uri("/data/dataviews");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        check(&request.body(Body::empty()).unwrap()).is_ok()
    }

    #[test]
    fn only_loopback_names_are_answered() {
        assert!(
            allowed(&[("host", "127.0.0.1:7070")])
                && allowed(&[("host", "LOCALHOST")])
                && allowed(&[("host", "[::1]:1")])
        );
        for host in ["evil.example", "127.0.0.1.evil.example:7070", "localhost.evil.example", "10.0.0.1", "", "::1"] {
            assert!(!allowed(&[("host", host)]), "{host}");
        }
        assert!(!allowed(&[]));
        assert!(!allowed(&[("host", "localhost"), ("host", "evil.example")]));
    }

    #[test]
    fn another_origin_is_refused() {
        let host = ("host", "localhost:7070");
        assert!(allowed(&[host, ("origin", "http://localhost:7070")]));
        for origin in ["http://evil.example", "null", "http://localhost:3000", "https://localhost:7070", ""] {
            assert!(!allowed(&[host, ("origin", origin)]), "{origin}");
        }
    }
}
