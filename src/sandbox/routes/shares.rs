//! Shares: who else sees a component. PUT replaces the shares of each component that is named.

use axum::Router;
use axum::extract::{Path, State};
use axum::routing::get;
use serde_json::{Value, json};

use super::super::answer::{Answer, Fail, Reply};
use super::super::call::Call;
use super::super::world::{Change, Kind, Org};
use super::super::{Shared, paging};

pub(crate) fn router() -> Router<Shared> {
    Router::new()
        .route("/componentmetadata/shares", get(list).put(replace))
        .route("/componentmetadata/shares/{id}", get(one).delete(remove))
}

/// The shares of a component, as its own record shows them.
pub(super) fn of(org: &Org, kind: &str, id: &str) -> Value {
    org.table(Kind::Shares).values().filter(|share| is_of(share, kind, id)).cloned().collect()
}

async fn list(State(app): State<Shared>, call: Call) -> Reply {
    let user = call.query.get("userid");
    let shares = app.store.org(&call.caller()?.organization, |org| {
        let shares = org.table(Kind::Shares).values();
        Ok(shares.filter(|share| user.is_none_or(|user| text(share, "shareToImsId") == user)).cloned().collect())
    })?;
    Ok(Answer(paging::page(&app.options, &call.query, 10, shares)?))
}

async fn one(State(app): State<Shared>, Path(id): Path<String>, call: Call) -> Reply {
    app.store.org(&call.caller()?.organization, |org| Ok(Answer(find(org, &id)?.1.clone())))
}

async fn remove(State(app): State<Shared>, Path(id): Path<String>, call: Call) -> Reply {
    app.write(&call.caller()?.organization, |org, _| {
        let key = find(org, &id)?.0.clone();
        Ok((vec![Change { kind: Kind::Shares, id: key, record: None }], Answer(json!({"result": "success"}))))
    })
}

async fn replace(State(app): State<Shared>, call: Call) -> Reply {
    let items = call.objects()?;
    app.write(&call.caller()?.organization, |org, mint| {
        let mut changes = Vec::new();
        let mut answer = Vec::new();
        let mut kinds: Vec<&str> = items.iter().filter_map(|item| item.get("componentType")?.as_str()).collect();
        kinds.dedup();
        if kinds.len() > 1 {
            let text = "Invalid component type, or mixed component types on request (only one type per request)";
            return Err(Fail::invalid_parameters(text));
        }
        for item in &items {
            let member = |name: &str| item.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
            let (Some(kind), Some(id)) = (member("componentType"), member("componentId")) else {
                return Err(Fail::invalid_data("componentType and componentId are required"));
            };
            let old = org.table(Kind::Shares).iter().filter(|(_, share)| is_of(share, kind, id));
            changes.extend(old.map(|(key, _)| Change { kind: Kind::Shares, id: key.clone(), record: None }));
            let mut shares = Vec::new();
            for share in item.get("shares").and_then(Value::as_array).into_iter().flatten() {
                let to = text(share, "shareToType");
                if !["user", "group", "all"].contains(&to) {
                    return Err(Fail::invalid_data("shareToType must be user, group or all"));
                }
                let number = mint.number();
                let share = json!({"shareId": number, "shareToId": share.get("shareToId").cloned().unwrap_or(json!(0)),
                    "shareToImsId": share.get("shareToImsId").cloned().unwrap_or_default(), "shareToType": to,
                    "componentType": kind, "componentId": id, "shareToDisplayName": null,
                    "accessLevel": share.get("accessLevel").cloned().unwrap_or(json!("view"))});
                changes.push(Change { kind: Kind::Shares, id: format!("{number:020}"), record: Some(share.clone()) });
                shares.push(share);
            }
            answer.push(json!({"componentType": kind, "componentId": id, "shares": shares}));
        }
        Ok((changes, Answer(Value::Array(answer))))
    })
}

fn find<'a>(org: &'a Org, id: &str) -> Result<(&'a String, &'a Value), Fail> {
    let number: Option<u64> = id.parse().ok();
    let found =
        org.table(Kind::Shares).iter().find(|(_, share)| share.get("shareId").and_then(Value::as_u64) == number);
    found.filter(|_| number.is_some()).ok_or_else(|| Fail::not_found(format!("No share {id}")))
}

fn is_of(share: &Value, kind: &str, id: &str) -> bool {
    text(share, "componentType") == kind && text(share, "componentId") == id
}

fn text<'a>(value: &'a Value, member: &str) -> &'a str {
    value.get(member).and_then(Value::as_str).unwrap_or_default()
}
