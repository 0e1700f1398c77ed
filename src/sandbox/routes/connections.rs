//! Connections: list (product administrators), search, get.

use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::get;
use serde_json::Value;

use super::super::answer::{Answer, Fail, Reply};
use super::super::call::{Call, Query};
use super::super::expansion::CONNECTION;
use super::super::world::Kind;
use super::super::{Shared, clock, paging};

pub(crate) fn router() -> Router<Shared> {
    Router::new()
        .route("/data/connections", get(list))
        .route("/data/connections/search", get(search))
        .route("/data/connections/{id}", get(one))
}

async fn list(State(app): State<Shared>, call: Call) -> Reply {
    let caller = call.caller()?;
    if !caller.product_admin {
        let text = "Listing all connections needs product administrator rights";
        return Err(Fail::service(StatusCode::FORBIDDEN, "insufficient_access", text));
    }
    call.query.flag("cached", true)?;
    let since = match call.query.get("filterByModifiedAfter") {
        None => None,
        Some(text) => Some(clock::parse(text).ok_or_else(|| {
            Fail::invalid_parameters(format!("filterByModifiedAfter must be an ISO 8601 time, not {text}"))
        })?),
    };
    let by_date = match call.query.get("sortProperty").unwrap_or("id") {
        "id" => false,
        "modifiedDate" => true,
        other => return Err(Fail::invalid_parameters(format!("sortProperty must be id or modifiedDate, not {other}"))),
    };
    let descending = call.query.descending()?;
    let mut found = records(&app, &call, |record| {
        let recent = since.is_none_or(|since| clock::parse(text(record, "modifiedDate")).is_some_and(|at| at > since));
        recent && wanted(record, &call.query)
    })?;
    if by_date {
        found.sort_by(|a, b| text(a, "modifiedDate").cmp(text(b, "modifiedDate")));
    }
    if descending {
        found.reverse();
    }
    answer(&app, &call, found)
}

async fn search(State(app): State<Shared>, call: Call) -> Reply {
    let wanted = call.query.get("query").unwrap_or("").to_lowercase();
    let found = records(&app, &call, |record| {
        !flag(record, "isDeleted")
            && ["name", "id"].iter().any(|member| text(record, member).to_lowercase().contains(&wanted))
    })?;
    answer(&app, &call, found)
}

async fn one(State(app): State<Shared>, Path(id): Path<String>, call: Call) -> Reply {
    // Both forms of the id are in use.
    let full = if id.starts_with("dg_") { id.clone() } else { format!("dg_{id}") };
    app.store.org(&call.caller()?.organization, |org| {
        let record = org.record(Kind::Connections, &full).filter(|record| !flag(record, "isDeleted"));
        let record = record.ok_or_else(|| Fail::not_found(format!("No connection {id} in this organization")))?;
        Ok(Answer(CONNECTION.project(&prepared(record.clone(), &call.query), &call.query, &[])))
    })
}

fn records(app: &Shared, call: &Call, keep: impl Fn(&Value) -> bool) -> Result<Vec<Value>, Fail> {
    app.store.org(&call.caller()?.organization, |org| {
        Ok(org.table(Kind::Connections).values().filter(|record| keep(record)).cloned().collect())
    })
}

fn answer(app: &Shared, call: &Call, found: Vec<Value>) -> Reply {
    call.query.flag("includeHiddenDataSets", false)?;
    let items = found.into_iter().map(|record| CONNECTION.project(&prepared(record, &call.query), &call.query, &[]));
    Ok(Answer(paging::page(&app.options, &call.query, 10, items.collect())?))
}

fn wanted(record: &Value, query: &Query) -> bool {
    let listed = |name: &str, member: &str| query.list(name).is_none_or(|ids| ids.contains(&text(record, member)));
    let data_sets = record.get("dataSets").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let has = |ids: Vec<&str>| data_sets.iter().any(|set| ids.contains(&text(set, "dataSetId")));
    let system = text(record.get("owner").unwrap_or(&Value::Null), "type") == "systemUser";
    !flag(record, "isDeleted")
        && (!flag(record, "isDisabled") || query.lists("includeType", "disabled"))
        && (!system || query.lists("includeType", "systemUserOwned"))
        && listed("connectionIds", "id")
        && listed("sandboxId", "sandboxId")
        && listed("sandboxName", "sandboxName")
        && query.list("dataSetIds").is_none_or(has)
}

/// Data sets show their schema only when `schemaInfo` is asked for, and the hidden ones only on request.
fn prepared(mut record: Value, query: &Query) -> Value {
    let schema = query.lists("expansion", "schemaInfo");
    let hidden_too = query.flag("includeHiddenDataSets", false).unwrap_or(false);
    if let Some(data_sets) = record.get_mut("dataSets").and_then(Value::as_array_mut) {
        data_sets.retain(|set| hidden_too || !flag(set, "hidden"));
        for set in data_sets.iter_mut().filter_map(Value::as_object_mut) {
            set.remove("hidden");
            if !schema {
                set.remove("schemaInfo");
            }
        }
    }
    record
}

fn text<'a>(record: &'a Value, member: &str) -> &'a str {
    record.get(member).and_then(Value::as_str).unwrap_or_default()
}

fn flag(record: &Value, member: &str) -> bool {
    record.get(member) == Some(&Value::Bool(true))
}
