//! The way of every request: guard, body, log, gateway, pace, fault, route, and back.
//!
//! Paths are brought to one form here (`/datagroups/…`, `/filters`, trailing slashes), so routes and faults know one name each.

use std::time::{Duration, Instant};

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{ConnectInfo, Request, State};
use axum::http::request::Parts;
use axum::http::{StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::Shared;
use super::answer::Fail;
use super::call::{Call, Query};
use super::socket::Scissors;
use super::{faults, gateway, guard, record};

/// The largest body. The service has `payload_too_large` but documents no number.
const MAX_BODY: usize = 2 * 1024 * 1024;
/// Bodies up to here are read to the end before they are refused, so that the client sees the answer.
const MAX_READ: usize = 16 * 1024 * 1024;
/// The gateway gives up after a minute.
const BODY_TIME: Duration = Duration::from_secs(60);

/// The middleware around all routes.
pub(crate) async fn door(
    State(app): State<Shared>,
    ConnectInfo(scissors): ConnectInfo<Scissors>,
    request: Request,
    next: Next,
) -> Response {
    if let Err(refusal) = guard::check(&request) {
        return refusal.into_response();
    }
    let (parts, body) = request.into_parts();
    let is_form = parts.headers.get(header::CONTENT_TYPE).is_some_and(|value| {
        value.to_str().is_ok_and(|v| v.to_ascii_lowercase().starts_with("application/x-www-form-urlencoded"))
    });
    let path = canonical(parts.uri.path());
    let body = read(body).await;
    if path.starts_with("/__sandbox/") {
        let call = Call { caller: None, query: query(&parts), body: body.unwrap_or_default(), is_form };
        return next.run(rebuild(parts, &path, call)).await;
    }
    let entry = app.log.begin(&record::Received {
        method: parts.method.as_str(),
        path: parts.uri.path(),
        query: parts.uri.query().unwrap_or(""),
        client_id: parts.headers.get("x-api-key").and_then(|v| v.to_str().ok()),
        body: body.as_deref().unwrap_or_default(),
        is_form,
    });
    let response = match body {
        Err(refusal) => refusal.into_response(),
        Ok(body) => {
            let call = Call { caller: None, query: query(&parts), body, is_form };
            serve(&app, &scissors, parts, &path, call, next).await.unwrap_or_else(IntoResponse::into_response)
        }
    };
    let sent = response.extensions().get::<faults::Unsent>().is_none();
    app.log.finish(entry, sent.then_some(response.status().as_u16()));
    response
}

/// Gateway, pace, fault and route.
async fn serve(
    app: &Shared,
    scissors: &Scissors,
    parts: Parts,
    path: &str,
    mut call: Call,
    next: Next,
) -> Result<Response, Fail> {
    if !path.starts_with("/ims/") {
        let caller = gateway::check(app, &parts.headers)?;
        if app.options.rate_limit && !app.limiter.admit(&caller.client_id, app.options.pace, Instant::now()) {
            return Err(Fail::gateway("429050", "Too many requests"));
        }
        call.caller = Some(caller);
    }
    match app.faults.take(parts.method.as_str(), path) {
        None => Ok(next.run(rebuild(parts, path, call)).await),
        Some(fault) => {
            faults::act(app, scissors, &fault, call, |call| async move { next.run(rebuild(parts, path, call)).await })
                .await
        }
    }
}

/// One name for each resource: aliases of older documents and clients, and trailing slashes, are undone.
pub(crate) fn canonical(path: &str) -> String {
    let path = if path.len() > 1 { path.trim_end_matches('/') } else { path };
    const ALIASES: [(&str, &str); 5] = [
        ("/datagroups/dataviews", "/data/dataviews"),
        ("/datagroups/connections", "/data/connections"),
        ("/filters", "/segments"),
        ("/aresconfig/users/me", "/configuration/users/me"),
        ("/configuration/org/users", "/configuration/orgs/users"),
    ];
    for (alias, name) in ALIASES {
        if let Some(rest) = path.strip_prefix(alias).filter(|rest| rest.is_empty() || rest.starts_with('/')) {
            return format!("{name}{rest}");
        }
    }
    path.to_owned()
}

fn query(parts: &Parts) -> Query {
    Query::parse(parts.uri.query().unwrap_or(""))
}

/// The request as the routes get it. A path that cannot be a URI leads to the 404.
fn rebuild(mut parts: Parts, path: &str, call: Call) -> Request {
    let valid = path.starts_with('/') && std::str::from_utf8(&percent_bytes(path)).is_ok();
    parts.uri = valid.then(|| path.parse::<Uri>().ok()).flatten().unwrap_or_else(|| Uri::from_static("/"));
    parts.extensions.insert(call);
    Request::from_parts(parts, Body::empty())
}

/// The path's bytes without their escapes; routes can only take text.
fn percent_bytes(path: &str) -> Vec<u8> {
    let decoded = super::call::decode(path, false);
    if decoded.contains('\u{fffd}') { vec![0xff] } else { decoded.into_bytes() }
}

async fn read(body: Body) -> Result<Bytes, Fail> {
    let too_large = || {
        Fail::service(
            StatusCode::PAYLOAD_TOO_LARGE,
            "payload_too_large",
            format!("The body is larger than {MAX_BODY} bytes"),
        )
    };
    match tokio::time::timeout(BODY_TIME, to_bytes(body, MAX_READ)).await {
        Ok(Ok(bytes)) if bytes.len() <= MAX_BODY => Ok(bytes),
        Ok(_) => Err(too_large()),
        Err(_) => {
            Err(Fail::service(StatusCode::REQUEST_TIMEOUT, "invalid_request", "The body did not arrive within 60 s"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::canonical;

    #[test]
    fn aliases_and_slashes_lead_to_one_name() {
        assert_eq!(canonical("/datagroups/dataviews/"), "/data/dataviews");
        assert_eq!(canonical("/datagroups/dataviewsx"), "/datagroups/dataviewsx");
        assert_eq!(canonical("/filters/s1_2"), "/segments/s1_2");
        assert_eq!(canonical("/configuration/org/users"), "/configuration/orgs/users");
        assert_eq!(canonical("/"), "/");
        assert_eq!(canonical("//"), "");
    }
}
