//! Data views: list, get, create, update, validate, copy, delete.
//!
//! Statuses are the documented ones: 200 for create and delete, 404 on create when the connection is missing, 200 with
//! `valid: false` for a body that would be refused.

mod body;
mod list;

pub(crate) use body::fill as defaults;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::{get, post, put};
use serde_json::{Map, Value, json};

use super::super::answer::{Answer, Fail, Reply};
use super::super::call::Call;
use super::super::expansion::DATA_VIEW;
use super::super::gateway::Caller;
use super::super::world::{Change, Kind, Org};
use super::super::{PutMode, Shared, clock};
use super::audit::{self, Action};

pub(crate) fn router() -> Router<Shared> {
    Router::new()
        .route("/data/dataviews", get(list::list).post(create))
        .route("/data/dataviews/validate", post(validate))
        .route("/data/dataviews/copy/{id}", put(copy))
        .route("/data/dataviews/{id}", get(one).put(update).delete(delete))
}

/// The live data view, or the documented 404.
pub(crate) fn find<'a>(org: &'a Org, id: &str) -> Result<&'a Value, Fail> {
    let record = org.record(Kind::DataViews, id).filter(|record| !is_deleted(record));
    record.ok_or_else(|| Fail::not_found(format!("No data view {id} in this organization")))
}

fn is_deleted(record: &Value) -> bool {
    record.get("isDeleted") == Some(&Value::Bool(true))
}

/// The record with what is computed on every read.
fn with_offset(record: &Value) -> Value {
    let mut record = record.clone();
    let zone = record.get("timezoneDesignator").and_then(Value::as_str).and_then(clock::zone);
    if let (Some(zone), Some(map)) = (zone, record.as_object_mut()) {
        map.insert("currentTimezoneOffset".into(), json!(clock::offset_hours(&zone, jiff::Timestamp::now())));
    }
    record
}

fn shown(record: &Value, call: &Call, also: &[&str]) -> Answer {
    Answer(DATA_VIEW.project(&with_offset(record), &call.query, also))
}

async fn one(State(app): State<Shared>, Path(id): Path<String>, call: Call) -> Reply {
    app.store.org(&call.caller()?.organization, |org| Ok(shown(find(org, &id)?, &call, &[])))
}

async fn create(State(app): State<Shared>, call: Call) -> Reply {
    let caller = call.caller()?;
    let sent = call.object()?;
    body::check_types(&sent).map_err(Fail::invalid_json)?;
    body::check_required(&sent).and_then(|()| body::check_zone(&sent)).map_err(Fail::invalid_data)?;
    app.write(&caller.organization, |org, mint| {
        check_connection(org, &sent)?;
        let id = format!("dv_{}", mint.hex24());
        let mut record = body::settings(&sent);
        own(&mut record, caller, &id);
        let record = Value::Object(record);
        let log = audit::entry(mint, caller, Action::Create, "DATA_VIEW", &id, &record);
        Ok((vec![change(&id, &record), log], shown(&record, &call, &[])))
    })
}

async fn update(State(app): State<Shared>, Path(id): Path<String>, call: Call) -> Reply {
    let caller = call.caller()?;
    let sent = call.object()?;
    body::check_types(&sent).map_err(Fail::invalid_json)?;
    body::check_zone(&sent).map_err(Fail::invalid_data)?;
    app.write(&caller.organization, |org, mint| {
        let old = find(org, &id)?.as_object().cloned().unwrap_or_default();
        check_connection(org, &sent)?;
        let mut record = match app.options.put {
            PutMode::Merge => old,
            PutMode::Replace => old.into_iter().filter(|(member, _)| body::is_managed(member)).collect(),
        };
        record.extend(body::written(&sent));
        body::fill(&mut record);
        touch(&mut record, caller);
        let record = Value::Object(record);
        let log = audit::entry(mint, caller, Action::Edit, "DATA_VIEW", &id, &record);
        // The guide's answer shows the member that was changed although it was not asked for.
        let changed: Vec<&str> = match call.query.list("expansion") {
            Some(_) => sent.keys().map(String::as_str).filter(|member| !body::is_managed(member)).collect(),
            None => Vec::new(),
        };
        Ok((vec![change(&id, &record), log], shown(&record, &call, &changed)))
    })
}

async fn validate(call: Call) -> Reply {
    let sent = match call.json()? {
        None => Map::new(),
        Some(Value::Object(map)) => map,
        Some(_) => return Err(Fail::invalid_json("Invalid JSON. The body must be an object")),
    };
    let verdict =
        body::check_types(&sent).and_then(|()| body::check_required(&sent)).and_then(|()| body::check_zone(&sent));
    Ok(Answer(match verdict {
        Ok(()) => json!({"valid": true}),
        Err(message) => json!({"valid": false, "message": message}),
    }))
}

async fn copy(State(app): State<Shared>, Path(id): Path<String>, call: Call) -> Reply {
    let caller = call.caller()?;
    app.write(&caller.organization, |org, mint| {
        let mut record = find(org, &id)?.as_object().cloned().unwrap_or_default();
        let id = format!("dv_{}", mint.hex24());
        let name = record.get("name").and_then(Value::as_str).unwrap_or_default();
        record.insert("name".into(), json!(format!("{name} (Copy)")));
        record.insert("componentType".into(), json!("dataView"));
        record.remove("recentRecordedAccess");
        own(&mut record, caller, &id);
        let record = Value::Object(record);
        let log = audit::entry(mint, caller, Action::Create, "DATA_VIEW", &id, &record);
        Ok((vec![change(&id, &record), log], shown(&record, &call, &["componentType"])))
    })
}

async fn delete(State(app): State<Shared>, Path(id): Path<String>, call: Call) -> Reply {
    let caller = call.caller()?;
    app.write(&caller.organization, |org, mint| {
        let mut record = find(org, &id)?.as_object().cloned().unwrap_or_default();
        record.insert("isDeleted".into(), json!(true));
        touch(&mut record, caller);
        let record = Value::Object(record);
        let log = audit::entry(mint, caller, Action::Delete, "DATA_VIEW", &id, &record);
        Ok((vec![change(&id, &record), log], Answer(json!({"result": "success"}))))
    })
}

/// A connection that was named must exist.
fn check_connection(org: &Org, sent: &Map<String, Value>) -> Result<(), Fail> {
    let Some(id) = sent.get("parentDataGroupId").and_then(Value::as_str) else { return Ok(()) };
    match org.record(Kind::Connections, id).filter(|record| !is_deleted(record)) {
        Some(_) => Ok(()),
        None => {
            let text = format!("Unable to find parentDataGroup {id}");
            Err(Fail::service(StatusCode::NOT_FOUND, "resource_not_found", text))
        }
    }
}

/// A new record belongs to the caller.
fn own(record: &mut Map<String, Value>, caller: &Caller, id: &str) {
    let user = &caller.user_id;
    record.insert("id".into(), json!(id));
    record.insert("owner".into(), json!({"imsUserId": user, "ownerId": user, "name": "null null", "type": "imsUser"}));
    record.insert("organization".into(), json!(caller.organization));
    record.insert("isDeleted".into(), json!(false));
    record.insert("createdDate".into(), json!(clock::now_text()));
    touch(record, caller);
}

fn touch(record: &mut Map<String, Value>, caller: &Caller) {
    record.insert("modifiedDate".into(), json!(clock::now_text()));
    record.insert("modifiedBy".into(), json!(caller.user_id));
}

fn change(id: &str, record: &Value) -> Change {
    Change { kind: Kind::DataViews, id: id.to_owned(), record: Some(record.clone()) }
}
