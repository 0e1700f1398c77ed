//! The sandbox's own routes, `/__sandbox/…`. They need no token, but pass the same guard as everything else.

use axum::Router;
use axum::extract::State;
use axum::routing::get;
use serde_json::json;

use super::Shared;
use super::answer::{Answer, Reply};
use super::call::Call;

/// `faults` (POST, GET, DELETE) and `requests` (GET, DELETE).
pub(crate) fn router() -> Router<Shared> {
    Router::new()
        .route("/__sandbox/faults", get(list_faults).post(add_fault).delete(clear_faults))
        .route("/__sandbox/requests", get(list_requests).delete(clear_requests))
}

async fn add_fault(State(app): State<Shared>, call: Call) -> Reply {
    app.faults.add(&call.object()?)?;
    Ok(Answer(app.faults.list()))
}

async fn list_faults(State(app): State<Shared>) -> Answer {
    Answer(app.faults.list())
}

async fn clear_faults(State(app): State<Shared>) -> Answer {
    app.faults.clear();
    Answer(json!({"result": "success"}))
}

async fn list_requests(State(app): State<Shared>) -> Answer {
    Answer(app.log.list())
}

async fn clear_requests(State(app): State<Shared>) -> Answer {
    app.log.clear();
    Answer(json!({"result": "success"}))
}
