//! What each fault does to a request and its answer.

use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::super::Shared;
use super::super::answer::Fail;
use super::super::call::Call;
use super::super::socket::Scissors;
use super::{Fault, Kind, shape};

/// Marks an answer of which not one byte will be sent.
#[derive(Debug, Clone)]
pub(crate) struct Unsent;

const HTML: &str = "<!DOCTYPE html>\n<html><head><title>Bad Gateway</title></head>\
    <body><h1>Bad Gateway</h1><p>The upstream server is not available.</p></body></html>\n";

/// Lets the fault strike. `run` carries the request out.
pub(crate) async fn act<F: Future<Output = Response>>(
    app: &Shared,
    scissors: &Scissors,
    fault: &Fault,
    mut call: Call,
    run: impl FnOnce(Call) -> F,
) -> Result<Response, Fail> {
    match fault.kind {
        Kind::Delay => {
            let late = tokio::time::sleep(Duration::from_millis(fault.ms));
            if fault.after {
                let response = run(call).await;
                late.await;
                return Ok(response);
            }
            late.await;
            Ok(run(call).await)
        }
        Kind::TooMany => Ok(too_many(fault)),
        Kind::TooManyAfterCommit => {
            run(call).await;
            Ok(too_many(fault))
        }
        Kind::Before => Err(unexpected()),
        Kind::AfterCommit => {
            run(call).await;
            Err(unexpected())
        }
        Kind::Cut => {
            let mut response = if fault.commit { run(call).await } else { StatusCode::OK.into_response() };
            scissors.cut_now();
            response.extensions_mut().insert(Unsent);
            Ok(response)
        }
        Kind::HalfBody => {
            let (parts, bytes) = whole(run(call).await).await;
            scissors.cut_after_body(bytes.len() / 2);
            Ok(Response::from_parts(parts, Body::from(bytes)))
        }
        Kind::Html => {
            let status = StatusCode::from_u16(fault.status).unwrap_or(StatusCode::BAD_GATEWAY);
            Ok((status, [(header::CONTENT_TYPE, "text/html")], HTML).into_response())
        }
        Kind::ExpiredToken => Err(expired(app, &call)),
        Kind::ExpiredAfterCommit => {
            let refusal = expired(app, &call);
            run(call).await;
            Err(refusal)
        }
        Kind::ForbiddenProfile => Err(Fail::gateway("403025", "Profile is not valid")),
        Kind::UnknownMembers => Ok(reshape(run(call).await, shape::add_unknown_members).await),
        Kind::WrongId => Ok(reshape(run(call).await, shape::change_id).await),
        Kind::EndlessPaging => {
            let number = call.query.number("page", 0)?;
            call.query.set("page", "0");
            Ok(reshape(run(call).await, |value| shape::never_end(value, number)).await)
        }
    }
}

fn too_many(fault: &Fault) -> Response {
    let mut response = Fail::gateway("429050", "Too many requests").into_response();
    if let Some(seconds) = fault.retry_after {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

/// Takes the caller's token back; the request goes on under it, as the gateway let it in.
fn expired(app: &Shared, call: &Call) -> Fail {
    if let Some(caller) = &call.caller {
        app.tokens.take_back(caller.token);
    }
    Fail::gateway("401013", "Oauth token is not valid")
}

fn unexpected() -> Fail {
    Fail::service(StatusCode::INTERNAL_SERVER_ERROR, "unexpected_error", "Internal error")
}

async fn whole(response: Response) -> (axum::http::response::Parts, Vec<u8>) {
    let (mut parts, body) = response.into_parts();
    // Our own bodies are in memory already: reading them cannot fail.
    let bytes = to_bytes(body, usize::MAX).await.unwrap_or_default().to_vec();
    parts.headers.remove(header::CONTENT_LENGTH);
    (parts, bytes)
}

/// Changes a successful JSON answer; errors stay as they are.
async fn reshape(response: Response, change: impl FnOnce(&mut serde_json::Value)) -> Response {
    let (parts, bytes) = whole(response).await;
    let mut value = serde_json::from_slice(&bytes);
    match &mut value {
        Ok(value) if parts.status.is_success() => {
            change(value);
            Response::from_parts(parts, Body::from(super::super::ordered::to_string(value)))
        }
        _ => Response::from_parts(parts, Body::from(bytes)),
    }
}
