//! `GET /data/dataviews`: filters, order, pages.

use axum::extract::State;
use serde_json::Value;

use super::super::super::Shared;
use super::super::super::answer::{Answer, Fail, Reply};
use super::super::super::call::{Call, Query};
use super::super::super::expansion::DATA_VIEW;
use super::super::super::paging;
use super::super::super::world::Kind;
use super::{is_deleted, with_offset};

pub(super) async fn list(State(app): State<Shared>, call: Call) -> Reply {
    let caller = call.caller()?;
    let query = &call.query;
    let cached = query.flag("cached", true)?;
    let mut records: Vec<Value> = match app.stale.shown(&caller.organization, Kind::DataViews, cached) {
        Some(records) => records.into_iter().filter(|record| wanted(record, query)).collect(),
        None => app.store.org(&caller.organization, |org| {
            Ok(org.table(Kind::DataViews).values().filter(|record| wanted(record, query)).cloned().collect())
        })?,
    };
    sort(&mut records, query)?;
    let mut page = paging::page(&app.options, query, 10, records)?;
    for item in page.get_mut("content").and_then(Value::as_array_mut).into_iter().flatten() {
        *item = DATA_VIEW.project(&with_offset(item), query, &[]);
    }
    Ok(Answer(page))
}

fn wanted(record: &Value, query: &Query) -> bool {
    let text = |pointer: &str| record.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
    let listed = |name: &str, pointer: &str| query.list(name).is_none_or(|ids| ids.contains(&text(pointer)));
    let parent = query.get("parentDataGroupId").is_none_or(|id| id == text("/parentDataGroupId"));
    parent
        && (!is_deleted(record) || query.lists("includeType", "deleted"))
        && listed("dataViewIds", "/id")
        && listed("externalIds", "/externalData/externalId")
        && listed("externalParentIds", "/externalData/externalParentId")
}

fn sort(records: &mut [Value], query: &Query) -> Result<(), Fail> {
    let property = match query.get("sortProperty").unwrap_or("id") {
        "id" => "id",
        "modifiedDate" => "modifiedDate",
        other => {
            return Err(Fail::invalid_parameters(format!("sortProperty must be id or modifiedDate, not {other}")));
        }
    };
    let text = |record: &Value, member: &str| record.get(member).and_then(Value::as_str).unwrap_or_default().to_owned();
    records.sort_by_cached_key(|record| (text(record, property), text(record, "id")));
    if query.descending()? {
        records.reverse();
    }
    Ok(())
}
