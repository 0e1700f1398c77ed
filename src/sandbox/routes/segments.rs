//! Segments: list, get, create, update, delete, validate. The OpenAPI file is followed; the guide's page is an older product's.
//!
//! Everybody in the organisation sees every segment here; editing somebody else's needs product administrator rights.

mod body;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::{get, post};
use serde_json::{Map, Value, json};

use super::super::answer::{Answer, Fail, Reply};
use super::super::call::{Call, Query};
use super::super::expansion::SEGMENT;
use super::super::gateway::Caller;
use super::super::world::{Change, Kind, Org};
use super::super::{Shared, clock, paging};
use super::audit::{self, Action};
use super::{shares, tags};

pub(crate) fn router() -> Router<Shared> {
    Router::new()
        .route("/segments", get(list).post(create))
        .route("/segments/validate", post(body::validate))
        .route("/segments/{id}", get(one).put(update).delete(delete))
}

async fn list(State(app): State<Shared>, call: Call) -> Reply {
    let caller = call.caller()?;
    let query = &call.query;
    let since = match query.get("filterByModifiedAfter") {
        None => None,
        Some(text) => Some(clock::parse(text).ok_or_else(|| {
            Fail::invalid_parameters(format!("filterByModifiedAfter must be an ISO 8601 time, not {text}"))
        })?),
    };
    let sort = match query.get("sortProperty").unwrap_or("id") {
        "id" => "id",
        "name" => "name",
        "modified_date" => "modified",
        "performanceScore" => "performanceScore",
        other => return Err(Fail::invalid_parameters(format!("sortProperty cannot be {other}"))),
    };
    let cached = app.stale.shown(&caller.organization, Kind::Segments, query.flag("cached", true)?);
    let mut records = app.store.org(&caller.organization, |org| {
        let records = cached.unwrap_or_else(|| org.table(Kind::Segments).values().cloned().collect());
        let recent =
            |record: &Value| since.is_none_or(|t| clock::parse(text(record, "modified")).is_some_and(|at| at > t));
        let records = records.into_iter().filter(|record| wanted(record, query) && recent(record));
        Ok(records.map(|record| (record.clone(), shown(org, record, query))).collect::<Vec<_>>())
    })?;
    records.sort_by_cached_key(|(record, _)| (text(record, sort).to_owned(), text(record, "id").to_owned()));
    if query.descending()? {
        records.reverse();
    }
    let items: Vec<Value> = records.into_iter().map(|(_, shown)| shown).collect();
    match query.flag("pagination", true)? {
        true => Ok(Answer(paging::page(&app.options, query, 10, items)?)),
        false => Ok(Answer(Value::Array(items))),
    }
}

async fn one(State(app): State<Shared>, Path(id): Path<String>, call: Call) -> Reply {
    app.store.org(&call.caller()?.organization, |org| Ok(Answer(shown(org, find(org, &id)?.clone(), &call.query))))
}

async fn create(State(app): State<Shared>, call: Call) -> Reply {
    let caller = call.caller()?;
    let sent = call.object()?;
    body::check(&sent).and_then(|()| body::check_required(&sent)).map_err(Fail::invalid_data)?;
    app.write(&caller.organization, |org, mint| {
        let id = format!("s{}_{}", org.number, mint.hex24());
        let now = clock::now_text();
        let mut record = body::written(&sent);
        let owner = json!({"imsUserId": caller.user_id, "ownerId": caller.user_id, "name": null, "type": "imsUser"});
        let managed = [
            ("id", json!(id)),
            ("owner", owner),
            ("organization", json!(caller.organization)),
            ("createDate", json!(now)),
            ("createdBy", json!(caller.user_id)),
            ("isDeleted", json!(false)),
            ("internal", json!(false)),
            ("template", json!(false)),
            ("approved", json!(false)),
            ("favorite", json!(false)),
        ];
        record.extend(managed.map(|(member, value)| (member.to_owned(), value)));
        record.entry("description").or_insert(json!(""));
        touch(&mut record, caller, true);
        save(org, mint, caller, &call.query, Action::Create, record)
    })
}

async fn update(State(app): State<Shared>, Path(id): Path<String>, call: Call) -> Reply {
    let caller = call.caller()?;
    let sent = call.object()?;
    body::check(&sent).map_err(Fail::invalid_data)?;
    app.write(&caller.organization, |org, mint| {
        let mut record = editable(org, &id, caller)?;
        record.extend(body::written(&sent));
        touch(&mut record, caller, sent.contains_key("definition"));
        save(org, mint, caller, &call.query, Action::Edit, record)
    })
}

async fn delete(State(app): State<Shared>, Path(id): Path<String>, call: Call) -> Reply {
    let caller = call.caller()?;
    app.write(&caller.organization, |org, mint| {
        let mut record = editable(org, &id, caller)?;
        record.insert("isDeleted".into(), json!(true));
        touch(&mut record, caller, false);
        let (changes, _) = save(org, mint, caller, &call.query, Action::Delete, record)?;
        Ok((changes, Answer(json!({"result": "success"}))))
    })
}

type Saved = Result<(Vec<Change>, Answer), Fail>;

fn save(
    org: &Org,
    mint: &mut super::super::world::Mint,
    caller: &Caller,
    query: &Query,
    action: Action,
    record: Map<String, Value>,
) -> Saved {
    let record = Value::Object(record);
    let id = text(&record, "id").to_owned();
    let log = audit::entry(mint, caller, action, "FILTER", &id, &record);
    let answer = Answer(shown(org, record.clone(), query));
    Ok((vec![Change { kind: Kind::Segments, id, record: Some(record) }, log], answer))
}

fn find<'a>(org: &'a Org, id: &str) -> Result<&'a Value, Fail> {
    let record = org.record(Kind::Segments, id).filter(|record| record.get("isDeleted") != Some(&json!(true)));
    record.ok_or_else(|| Fail::not_found(format!("No segment {id} in this organization")))
}

/// The record, when the caller may change it. The refusal's words were seen in the sister API.
fn editable(org: &Org, id: &str, caller: &Caller) -> Result<Map<String, Value>, Fail> {
    let record = find(org, id)?;
    let owner = record.pointer("/owner/imsUserId").and_then(Value::as_str).unwrap_or_default();
    if owner != caller.user_id && !caller.product_admin {
        let text =
            format!("No editing access to this item granted. Userid={} does not match ownerid={owner}", caller.user_id);
        return Err(Fail::service(StatusCode::FORBIDDEN, "insufficient_access", text));
    }
    Ok(record.as_object().cloned().unwrap_or_default())
}

fn touch(record: &mut Map<String, Value>, caller: &Caller, definition: bool) {
    record.insert("modified".into(), json!(clock::now_text()));
    record.insert("modifiedById".into(), json!(caller.user_id));
    if definition {
        record.insert("definitionLastModified".into(), json!(clock::now_text()));
    }
}

fn wanted(record: &Value, query: &Query) -> bool {
    let is = |member: &str| record.get(member) == Some(&Value::Bool(true));
    let asked = |kind: &str| query.lists("includeType", kind);
    let owner = record.pointer("/owner/imsUserId").and_then(Value::as_str).unwrap_or_default();
    let name = query.get("name").is_none_or(|part| text(record, "name").to_lowercase().contains(&part.to_lowercase()));
    name && (!is("isDeleted") || asked("deleted"))
        && (!is("template") || asked("templates"))
        && (!is("internal") || asked("internal"))
        && query.list("dataIds").is_none_or(|ids| ids.contains(&text(record, "dataId")))
        && query.list("filterByIds").is_none_or(|ids| ids.contains(&text(record, "id")))
        && query.get("ownerId").is_none_or(|id| id == owner)
}

/// The record with what lies elsewhere: the data view's name, tags and shares.
fn shown(org: &Org, mut record: Value, query: &Query) -> Value {
    let id = text(&record, "id").to_owned();
    let view = org.record(Kind::DataViews, text(&record, "dataId"));
    let view = view.and_then(|view| view.get("name")).cloned().unwrap_or_default();
    if let Some(members) = record.as_object_mut() {
        members.entry("dataId").or_insert(Value::Null);
        members.insert("dataName".into(), view);
        members.insert("tags".into(), tags::of(org, "segment", &id));
        members.insert("shares".into(), shares::of(org, "segment", &id));
        if !query.lists("expansion", "usageSummaryWithRelevancyScore")
            && let Some(summary) = members.get_mut("usageSummary").and_then(Value::as_object_mut)
        {
            summary.remove("relevancyScore");
        }
    }
    SEGMENT.project(&record, query, &[])
}

fn text<'a>(record: &'a Value, member: &str) -> &'a str {
    record.get(member).and_then(Value::as_str).unwrap_or_default()
}
