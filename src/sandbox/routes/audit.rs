//! The audit log: who created, edited or deleted what. The newest entry comes first, pages are in the OpenAPI file's form
//! (the guide shows the same here).

use axum::Router;
use axum::extract::State;
use axum::routing::get;
use serde_json::{Value, json};

use super::super::answer::{Answer, Fail, Reply};
use super::super::call::{Call, Query};
use super::super::gateway::Caller;
use super::super::world::{Change, Kind, Mint};
use super::super::{PagingForm, Shared, clock, paging};

pub(crate) fn router() -> Router<Shared> {
    Router::new().route("/auditlogs/api/v1/auditlogs", get(list))
}

/// What was done.
#[derive(Debug, Clone, Copy)]
pub(super) enum Action {
    Create,
    Edit,
    Delete,
}

/// The log entry that goes with a write.
pub(super) fn entry(mint: &mut Mint, caller: &Caller, action: Action, kind: &str, id: &str, record: &Value) -> Change {
    let (action, doing) = match action {
        Action::Create => ("CREATE", "Creating"),
        Action::Edit => ("EDIT", "Updating"),
        Action::Delete => ("DELETE", "Deleting"),
    };
    let number = mint.number();
    let what = kind.to_lowercase().replace('_', " ");
    let log = json!({
        "id": super::super::world::hex24(number),
        "dateCreated": jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%S.%3f+00:00").to_string(),
        "action": action,
        "description": format!("{doing} {what}: {id}"),
        "imsOrgId": caller.organization,
        "user": {"id": caller.user_id, "idType": "IMS", "name": null, "email": caller.email},
        "component": {"id": id, "idType": kind, "name": record.get("name")},
    });
    Change { kind: Kind::Audit, id: format!("{number:020}"), record: Some(log) }
}

async fn list(State(app): State<Shared>, call: Call) -> Reply {
    let query = &call.query;
    let range = match (query.get("startDate"), query.get("endDate")) {
        (None, None) => None,
        (Some(start), Some(end)) => match (clock::parse(&whole_offset(start)), clock::parse(&whole_offset(end))) {
            (Some(start), Some(end)) => Some(start..=end),
            _ => return Err(Fail::invalid_parameters("startDate and endDate must be ISO 8601 times")),
        },
        _ => return Err(Fail::invalid_parameters("startDate and endDate must be given together")),
    };
    let size = match query.number("pageSize", 100)? {
        0 => return Err(Fail::invalid_parameters("pageSize must be at least 1")),
        size => paging::within(&app.options, size, "pageSize")?,
    };
    let number = query.number("pageNumber", 0)?;
    let found = app.store.org(&call.caller()?.organization, |org| {
        let entries = org.table(Kind::Audit).values().rev();
        let in_range = |entry: &Value| match &range {
            None => true,
            Some(range) => clock::parse(text(entry, "/dateCreated")).is_some_and(|at| range.contains(&at)),
        };
        Ok(entries.filter(|entry| wanted(entry, query) && in_range(entry)).cloned().collect())
    })?;
    Ok(Answer(paging::cut(PagingForm::Spec, size, number, found)))
}

/// The guide writes offsets without minutes, `…-07`.
fn whole_offset(time: &str) -> String {
    let sign = time.len().checked_sub(3).and_then(|at| time.get(at..=at));
    let short = time.contains('T') && matches!(sign, Some("+" | "-" | " "));
    if short { format!("{}:00", time.replace(' ', "+")) } else { time.replace(' ', "+") }
}

fn wanted(entry: &Value, query: &Query) -> bool {
    let listed =
        |name: &str, pointer: &str| query.list(name).is_none_or(|values| values.contains(&text(entry, pointer)));
    let said = |name: &str, pointer: &str| {
        query.get(name).is_none_or(|part| text(entry, pointer).to_lowercase().contains(&part.to_lowercase()))
    };
    listed("action", "/action")
        && listed("component", "/component/idType")
        && listed("componentId", "/component/id")
        && listed("userType", "/user/idType")
        && listed("userId", "/user/id")
        && said("userEmail", "/user/email")
        && said("description", "/description")
}

fn text<'a>(entry: &'a Value, pointer: &str) -> &'a str {
    entry.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    #[test]
    fn offsets_without_minutes_are_understood() {
        assert_eq!(super::whole_offset("2021-08-01T00:00:00-07"), "2021-08-01T00:00:00-07:00");
        assert_eq!(super::whole_offset("2021-08-01T00:00:00Z"), "2021-08-01T00:00:00Z");
        assert_eq!(super::whole_offset("2021-08-01"), "2021-08-01");
    }
}
