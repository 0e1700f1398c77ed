//! The life of one request: token, turn, send, and what to do with what came of it.

use super::{Client, Event, Shared};
use crate::api::answer::{self, Answer};
use crate::api::auth::secret::Secret;
use crate::api::error::{ApiError, Kind, advice, classify};
use crate::api::hosts;
use crate::api::request::{Method, Repeat, Request};
use crate::api::retry::{self, Trouble};
use crate::api::transport::{Lost, Received};
use std::time::{Duration, Instant};

pub(super) async fn send(client: &Client, request: &Request, before: Option<Instant>) -> Result<Answer, ApiError> {
    let shared = &client.shared;
    let (mut done, mut refreshed) = (0, false);
    let tell = |event: &Event| client.tell(event);
    let mut token = stoppable(client, request, shared.tokens.current(&tell)).await??;
    loop {
        turn(client, request).await?;
        if before.is_some_and(|moment| Instant::now() > moment) {
            let problem = "what it rests on was read too long ago";
            return Err(ApiError::new(Kind::Expired, &request.what, problem, "Nothing was sent."));
        }
        done += 1;
        if request.repeat == Repeat::Never {
            shared.writes.note();
        }
        let sent_at = Instant::now();
        let sent = once(client, request, &token).await?;
        if let Ok(received) = &sent
            && received.status == 401
            && !refreshed
        {
            // This is no try: everybody who had this token gets the same new one.
            refreshed = true;
            done -= 1;
            let replaced = stoppable(client, request, shared.tokens.replace(&token, &tell)).await;
            if request.repeat == Repeat::Safe {
                let refused = classify::answer(request, received.status, &received.text).err();
                token = replaced?.map_err(|error| told_as(request, error, refused))?;
                continue;
            }
            // A write is not sent again unseen. Who looks does so with the new token, and learns why there is none.
        }
        let trouble = match &sent {
            Ok(received) => received.trouble(),
            Err(lost) => Some(lost.trouble),
        };
        let wait =
            trouble.and_then(|trouble| retry::wait(&shared.patience, request.repeat, trouble, done, retry::jitter()));
        match (wait, sent) {
            (Some(wait), sent) => pause(client, request, trouble, &sent, wait).await?,
            (None, Ok(received)) => return finish(shared, request, received, &token, sent_at),
            (None, Err(lost)) => return Err(gone(shared, request, lost)),
        }
    }
}

/// Runs something that may be dropped when the caller wants to stop.
pub(super) async fn stoppable<T>(
    client: &Client,
    request: &Request,
    work: impl Future<Output = T>,
) -> Result<T, ApiError> {
    tokio::select! {
        biased;
        () = client.cancel.cancelled() => Err(ApiError::cancelled(&request.what)),
        result = work => Ok(result),
    }
}

async fn turn(client: &Client, request: &Request) -> Result<(), ApiError> {
    let waiting = |wait: Duration| client.tell(&Event::Waiting(wait));
    let turn = client.shared.pace.turn(client.priority, &client.cancel, &waiting).await;
    turn.map_err(|()| ApiError::cancelled(&request.what))
}

async fn once(client: &Client, request: &Request, token: &Secret) -> Result<Result<Received, Lost>, ApiError> {
    let shared = &client.shared;
    let built = build(shared, request, token)?;
    let started = Instant::now();
    let sending = shared.transport.send(built);
    // A write in flight is finished, because its outcome matters; a read is dropped.
    let sent = match request.repeat {
        Repeat::Safe => stoppable(client, request, sending).await?,
        Repeat::Never => sending.await,
    };
    let status = sent.as_ref().map_or(0, |received| received.status);
    tracing::debug!(
        method = request.method.name(),
        path = request.path,
        status,
        ms = started.elapsed().as_millis(),
        "sent"
    );
    Ok(sent)
}

fn build(shared: &Shared, request: &Request, token: &Secret) -> Result<reqwest::Request, ApiError> {
    let method = match request.method {
        Method::Get => reqwest::Method::GET,
        Method::Head => reqwest::Method::HEAD,
        Method::Post => reqwest::Method::POST,
        Method::Put => reqwest::Method::PUT,
        Method::Patch => reqwest::Method::PATCH,
        Method::Delete => reqwest::Method::DELETE,
    };
    let credentials = &shared.credentials;
    let address = format!("{}{}", credentials.hosts.api.as_str().trim_end_matches('/'), request.path);
    let mut builder = shared
        .transport
        .builder()
        .request(method, address)
        .bearer_auth(token.expose())
        .header("x-api-key", &credentials.client_id)
        .header("x-gw-ims-org-id", &credentials.org)
        .header(reqwest::header::ACCEPT, "application/json");
    if !request.query.is_empty() {
        builder = builder.query(&request.query);
    }
    if let Some(body) = &request.body {
        builder = builder.header(reqwest::header::CONTENT_TYPE, "application/json").body(body.clone());
    }
    let unusable = |problem: &str| {
        ApiError::new(Kind::Usage, &request.what, problem, "A path begins with a slash, such as /data/dataviews.")
    };
    let built = builder.build().map_err(|_| unusable("the path is not usable"))?;
    // A path such as `//evil.example` or `@evil.example` must not become another host.
    if built.url().origin() != credentials.hosts.api.origin() {
        return Err(unusable("the path leads to another host"));
    }
    Ok(built)
}

/// Waits before another try, unless the caller wants to stop.
async fn pause(
    client: &Client,
    request: &Request,
    trouble: Option<Trouble>,
    sent: &Result<Received, Lost>,
    wait: Duration,
) -> Result<(), ApiError> {
    client.tell(&Event::before_another(trouble, sent, wait));
    stoppable(client, request, tokio::time::sleep(wait)).await
}

fn finish(
    shared: &Shared,
    request: &Request,
    received: Received,
    token: &Secret,
    sent_at: Instant,
) -> Result<Answer, ApiError> {
    let date = received.header("date").and_then(answer::date);
    let request_id = received.header("x-request-id").map(crate::api::error::plain);
    match classify::answer(request, received.status, &received.text) {
        Ok(_) if received.damaged => Err(classify::damaged(request, received.status)),
        Ok(value) => Ok(Answer { status: received.status, text: received.text, value, date, request_id, sent_at }),
        Err(error) => {
            let retry_after = match received.trouble() {
                Some(Trouble::TooMany(asked) | Trouble::Unavailable(asked)) => asked,
                _ => None,
            };
            // The service might echo what was sent.
            let scrub = |text: &str| token.scrub(&shared.credentials.scrub(text));
            Err(fit_to_show(error, &scrub, request_id.as_ref(), retry_after))
        }
    }
}

/// Without secrets, with what the head of the answer said; what it is the cause of likewise.
fn fit_to_show(
    error: ApiError,
    scrub: &dyn Fn(&str) -> String,
    request_id: Option<&String>,
    retry_after: Option<Duration>,
) -> ApiError {
    error.map(|parts| {
        parts.problem = scrub(&parts.problem);
        parts.error_id = parts.error_id.take().or_else(|| request_id.cloned());
        parts.retry_after = retry_after;
        if parts.kind == Kind::Server && parts.error_id.is_some() {
            parts.advice = format!("{} {}", parts.advice, advice::WITH_ID);
        }
        parts.cause = parts.cause.take().map(|cause| fit_to_show(cause, scrub, request_id, retry_after));
    })
}

fn gone(shared: &Shared, request: &Request, lost: Lost) -> ApiError {
    let advice = lost.advice(&hosts::host_and_port(&shared.credentials.hosts.api));
    let error = ApiError::new(Kind::Network, &request.what, lost.problem, advice);
    if request.repeat == Repeat::Never && !matches!(lost.trouble, Trouble::NotSent | Trouble::NotTrusted) {
        classify::unknown_outcome(error)
    } else {
        error
    }
}

/// When the token that was refused cannot be replaced, the sentence is about the request and says why not.
fn told_as(request: &Request, error: ApiError, refused: Option<ApiError>) -> ApiError {
    error.map(|parts| {
        parts.what = request.what.clone();
        if let Some(refused) = refused {
            parts.status = parts.status.or(refused.parts().status);
            parts.code = parts.code.take().or_else(|| refused.parts().code.clone());
            parts.error_id = parts.error_id.take().or_else(|| refused.parts().error_id.clone());
        }
    })
}
