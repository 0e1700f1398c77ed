//! Reads an answer and tells whether it is an error, of which family, and what to say. Pure.
//!
//! Families: the service (`errorCode`, `errorDescription`, `errorId`), the gateway in front of it (`error_code`,
//! `message`), web pages and empty bodies of proxies, and a 200 that carries one of the first two.

use super::advice::{self, Advice};
use super::{ApiError, Kind, plain};
use crate::api::request::{Expect, Method, Repeat, Request};
use serde_json::Value;

/// The parts of an error body, whichever family it is of.
#[derive(Debug, Default, PartialEq, Eq)]
struct Body {
    code: Option<String>,
    text: Option<String>,
    error_id: Option<String>,
}

/// Looks at an answer. `Ok` is the JSON value (`null` for an empty body).
///
/// # Errors
/// The error that the answer is.
pub fn answer(request: &Request, status: u16, text: &str) -> Result<Value, ApiError> {
    let parsed: Option<Value> = serde_json::from_str(text).ok();
    let body = parsed.as_ref().and_then(error_body);
    if !(200..300).contains(&status) {
        return Err(failure(request, status, body, text));
    }
    if let Some(body) = body {
        return Err(carried(request, status, body));
    }
    match parsed {
        Some(value) => check(request, status, value),
        None if text.trim().is_empty() && request.expect == Expect::Any => Ok(Value::Null),
        None if request.expect == Expect::Any => Ok(Value::String(text.to_owned())),
        None => Err(unreadable(request, status, text)),
    }
}

fn check(request: &Request, status: u16, value: Value) -> Result<Value, ApiError> {
    if request.expect == Expect::Any {
        return Ok(value);
    }
    if !(value.is_object() || value.is_array()) {
        return Err(unreadable(request, status, "a JSON value that is neither an object nor an array"));
    }
    let Some(wanted) = &request.id else { return Ok(value) };
    match value.get("id").and_then(Value::as_str) {
        Some(id) if id == wanted => Ok(value),
        found => {
            let found = found.map_or_else(|| "without an id".to_owned(), |id| format!("about {}", plain(id)));
            let problem = format!("the service sent an answer {found} when {wanted} was asked for");
            let advice =
                "Nothing of it was used. If there is a proxy or a cache in between, look there; else try again.";
            Err(ApiError::new(Kind::WrongId, &request.what, problem, advice).map(|parts| parts.status = Some(status)))
        }
    }
}

/// Recognises both families. `error` counts when there is nothing that an object or a page would have.
fn error_body(value: &Value) -> Option<Body> {
    let text = |name: &str| match value.get(name)? {
        Value::String(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    let payload = ["id", "content", "valid", "userId", "result"].iter().any(|name| value.get(name).is_some());
    let code = text("errorCode").or_else(|| text("error_code")).or_else(|| text("error").filter(|_| !payload))?;
    let description = text("errorDescription").or_else(|| text("message")).or_else(|| text("error_description"));
    Some(Body { code: Some(plain(&code)), text: description, error_id: text("errorId").map(|id| plain(&id)) })
}

/// A status outside 2xx.
fn failure(request: &Request, status: u16, body: Option<Body>, text: &str) -> ApiError {
    let by_status = advice::for_status(status);
    let Some(body) = body else {
        let problem = match seen(text) {
            Seen::Empty | Seen::Json => by_status.problem.unwrap_or_default().to_owned(),
            Seen::Page => format!("{}, in the form of a web page", by_status.problem.unwrap_or_default()),
            Seen::Text(text) => format!("{}: \"{text}\"", by_status.problem.unwrap_or_default()),
        };
        let error = ApiError::new(by_status.kind, &request.what, problem, by_status.advice);
        return lost_write(request, status, fitted(request, error.map(|parts| parts.status = Some(status))));
    };
    // A code we know says more than the status; an unknown one (or `invalid_data` on a 401) does not.
    let known = body.code.as_deref().and_then(advice::for_code).unwrap_or(by_status);
    lost_write(request, status, fitted(request, told(request, status, body, &known)))
}

/// A 200 with an error inside.
fn carried(request: &Request, status: u16, body: Body) -> ApiError {
    let fallback = Advice { kind: Kind::Server, problem: None, advice: "Try again later." };
    let known = body.code.as_deref().and_then(advice::for_code).unwrap_or(fallback);
    fitted(request, told(request, status, body, &known))
}

fn told(request: &Request, status: u16, body: Body, known: &Advice) -> ApiError {
    let problem = match (known.problem, body.text) {
        (Some(problem), _) => problem.to_owned(),
        (None, Some(text)) => format!("the service says \"{}\"", plain(&text)),
        (None, None) => advice::for_status(status).problem.unwrap_or("the service sent an error").to_owned(),
    };
    ApiError::new(known.kind, &request.what, problem, known.advice).map(|parts| {
        parts.status = Some(status);
        parts.code = body.code;
        parts.error_id = body.error_id;
    })
}

/// The advice that depends on what was asked. A 404 on create is about the connection; elsewhere it is about the object or
/// the organization.
fn fitted(request: &Request, error: ApiError) -> ApiError {
    error.map(|parts| {
        if parts.kind == Kind::Invalid && parts.advice.is_empty() {
            parts.advice = advice::for_content(request).to_owned();
        }
        if parts.kind != Kind::NotFound {
            return;
        }
        if request.method == Method::Post {
            parts.kind = Kind::Invalid;
            parts.advice =
                "This is about the connection: check `parentDataGroupId`; `cja list connections` shows what there is."
                    .to_owned();
        } else if parts.advice.is_empty() {
            parts.advice = "Check the id and the profile's organization; `cja list` shows what there is.".to_owned();
        }
    })
}

/// 408 and 5xx after a write leave open whether it happened. So do 401 and 429, although as a rule nothing was done: there
/// are gateways that hand a request on first and count or check afterwards.
fn lost_write(request: &Request, status: u16, error: ApiError) -> ApiError {
    match status {
        _ if request.repeat == Repeat::Safe => error,
        408 | 500.. => unknown_outcome(error),
        401 | 429 => turned_away(error),
        _ => error,
    }
}

fn turned_away(error: ApiError) -> ApiError {
    let cause = error.clone();
    error.map(|parts| {
        parts.kind = Kind::UnknownOutcome;
        parts.problem = format!("{}; most likely nothing was done", parts.problem);
        parts.advice =
            "It was not sent again, in case it was done all the same. Look first (`cja list`, `cja get`), then \
                        run the command again."
                .to_owned();
        parts.cause = Some(cause);
    })
}

/// Turns an error into the statement that nobody knows what happened.
#[must_use]
pub fn unknown_outcome(error: ApiError) -> ApiError {
    let cause = error.clone();
    error.map(|parts| {
        parts.kind = Kind::UnknownOutcome;
        parts.cause = Some(cause);
        parts.problem = format!("{}, so it is not known whether it was done", parts.problem);
        parts.advice =
            "It was not repeated. Look at the service's state before trying again: `cja list`, `cja get`.".to_owned();
    })
}

fn unreadable(request: &Request, status: u16, text: &str) -> ApiError {
    let problem = match seen(text) {
        Seen::Empty => "the service sent an empty answer".to_owned(),
        Seen::Page => "the answer is a web page".to_owned(),
        Seen::Json | Seen::Text(_) => "the answer is not the JSON it should be, or only a part of it".to_owned(),
    };
    let advice = "Is there a proxy or a sign-in page in between? Check the API address of the profile.";
    let error = ApiError::new(Kind::Shape, &request.what, problem, advice).map(|parts| parts.status = Some(status));
    if request.repeat == Repeat::Safe { error } else { unknown_outcome(error) }
}

/// A good answer with bytes that are not UTF-8. Kept, it would put other characters into a file and from there back to the
/// service.
#[must_use]
pub fn damaged(request: &Request, status: u16) -> ApiError {
    let problem = "the answer holds bytes that are not UTF-8, so it is damaged or not from the service";
    let advice = "Nothing of it was used. If there is a proxy in between, look there; else try again.";
    let error = ApiError::new(Kind::Shape, &request.what, problem, advice).map(|parts| parts.status = Some(status));
    if request.repeat == Repeat::Safe { error } else { unknown_outcome(error) }
}

enum Seen {
    Empty,
    Page,
    Json,
    Text(String),
}

fn seen(text: &str) -> Seen {
    let text = text.trim();
    match text.chars().next() {
        None => Seen::Empty,
        Some('<') => Seen::Page,
        Some('{' | '[') => Seen::Json,
        Some(_) => Seen::Text(plain(text)),
    }
}

#[cfg(test)]
mod tests;
