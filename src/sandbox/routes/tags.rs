//! Tags. A tag is one record that lists the components it is on; tags inside a component's body are ignored elsewhere.

use axum::Router;
use axum::extract::{Path, State};
use axum::routing::{get, put};
use serde_json::{Map, Value, json};

use super::super::answer::{Answer, Fail, Reply};
use super::super::call::{Call, Query};
use super::super::world::{Change, Kind, Mint, Org, Table};
use super::super::{Shared, paging};

pub(crate) fn router() -> Router<Shared> {
    Router::new()
        .route("/componentmetadata/tags", get(list).post(create).delete(clear))
        .route("/componentmetadata/tags/search", get(of_component))
        .route("/componentmetadata/tags/tagnames", get(components_by_name))
        .route("/componentmetadata/tags/tagitems", put(replace))
        .route("/componentmetadata/tags/{id}", get(one).delete(remove))
}

const TYPES: [&str; 13] = [
    "segment",
    "dashboard",
    "bookmark",
    "calculatedMetric",
    "project",
    "dateRange",
    "metric",
    "dimension",
    "virtualReportSuite",
    "scheduledJob",
    "alert",
    "classificationSet",
    "dataView",
];

/// The tags of a component, as its own record shows them.
pub(super) fn of(org: &Org, kind: &str, id: &str) -> Value {
    let tags = org.table(Kind::Tags).values().filter(|tag| position(tag, kind, id).is_some());
    tags.map(|tag| json!({"id": tag.get("id"), "name": tag.get("name"), "description": tag.get("description")}))
        .collect()
}

async fn list(State(app): State<Shared>, call: Call) -> Reply {
    let tags =
        app.store.org(&call.caller()?.organization, |org| Ok(org.table(Kind::Tags).values().cloned().collect()))?;
    Ok(Answer(paging::page(&app.options, &call.query, 10, tags)?))
}

async fn one(State(app): State<Shared>, Path(id): Path<String>, call: Call) -> Reply {
    app.store.org(&call.caller()?.organization, |org| Ok(Answer(find(org, &id)?.1.clone())))
}

async fn remove(State(app): State<Shared>, Path(id): Path<String>, call: Call) -> Reply {
    app.write(&call.caller()?.organization, |org, _| {
        let key = find(org, &id)?.0.clone();
        Ok((vec![Change { kind: Kind::Tags, id: key, record: None }], Answer(json!([{"result": "success"}]))))
    })
}

async fn of_component(State(app): State<Shared>, call: Call) -> Reply {
    let (kind, id) = (kind(&call.query)?, required(&call.query, "componentId")?);
    app.store.org(&call.caller()?.organization, |org| Ok(Answer(of(org, kind, id))))
}

async fn components_by_name(State(app): State<Shared>, call: Call) -> Reply {
    let kind = kind(&call.query)?;
    required(&call.query, "tagNames")?;
    let names = call.query.list("tagNames").unwrap_or_default();
    app.store.org(&call.caller()?.organization, |org| {
        let tags = org.table(Kind::Tags).values().filter(|tag| names.contains(&text(tag, "name")));
        let components = tags.flat_map(components).filter(|component| text(component, "componentType") == kind);
        let mut ids: Vec<&str> = components.map(|component| text(component, "componentId")).collect();
        ids.sort_unstable();
        ids.dedup();
        Ok(Answer(json!(ids)))
    })
}

async fn create(State(app): State<Shared>, call: Call) -> Reply {
    let items = call.objects()?;
    app.write(&call.caller()?.organization, |org, mint| {
        let mut tags = Tags::new(org);
        let mut answer = Vec::new();
        for item in &items {
            let key = tags.named(item, mint)?;
            for component in item.get("components").and_then(Value::as_array).into_iter().flatten() {
                tags.put_on(&key, text(component, "componentType"), text(component, "componentId"))?;
            }
            let mut tag = tags.all.get(&key).cloned().unwrap_or_default();
            if let Some(members) = tag.as_object_mut() {
                members.insert("status".into(), json!({"success": true}));
            }
            answer.push(tag);
        }
        Ok((tags.changes(org), Answer(Value::Array(answer))))
    })
}

/// Replaces the tags of each component that is named.
async fn replace(State(app): State<Shared>, call: Call) -> Reply {
    let items = call.objects()?;
    app.write(&call.caller()?.organization, |org, mint| {
        let mut tags = Tags::new(org);
        let mut answer = Vec::new();
        for item in &items {
            let member = |name: &str| item.get(name).and_then(Value::as_str).unwrap_or_default();
            let (kind, id) = (member("componentType"), member("componentId"));
            check_component(kind, id)?;
            tags.take_off(kind, id);
            for tag in item.get("tags").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_object) {
                let key = tags.named(tag, mint)?;
                tags.put_on(&key, kind, id)?;
            }
            let on = tags.all.values().filter(|tag| position(tag, kind, id).is_some());
            let on: Vec<Value> = on
                .map(|t| json!({"id": t.get("id"), "name": t.get("name"), "description": t.get("description")}))
                .collect();
            answer.push(json!({"componentType": kind, "componentId": id, "tags": on}));
        }
        Ok((tags.changes(org), Answer(Value::Array(answer))))
    })
}

/// Takes all tags off the named components.
async fn clear(State(app): State<Shared>, call: Call) -> Reply {
    let kind = kind(&call.query)?;
    required(&call.query, "componentIds")?;
    let ids = call.query.list("componentIds").unwrap_or_default();
    app.write(&call.caller()?.organization, |org, _| {
        let mut tags = Tags::new(org);
        ids.iter().for_each(|id| tags.take_off(kind, id));
        Ok((tags.changes(org), Answer(json!([{"result": "success"}]))))
    })
}

/// All tags while they are being changed.
struct Tags {
    all: Table,
}

impl Tags {
    fn new(org: &Org) -> Self {
        Self { all: org.table(Kind::Tags).clone() }
    }

    /// The key of the tag with this name; made when it is new.
    fn named(&mut self, item: &Map<String, Value>, mint: &mut Mint) -> Result<String, Fail> {
        let name = item.get("name").and_then(Value::as_str).map(str::trim).filter(|name| !name.is_empty());
        let name = name.ok_or_else(|| Fail::invalid_data("A tag needs a name"))?;
        if let Some((key, _)) = self.all.iter().find(|(_, tag)| text(tag, "name") == name) {
            return Ok(key.clone());
        }
        // Tag ids are 32-bit numbers.
        let number = mint.number() & 0x7fff_ffff;
        let description = item.get("description").and_then(Value::as_str).unwrap_or_default();
        let key = format!("{number:010}");
        self.all.insert(key.clone(), json!({"id": number, "name": name, "description": description, "components": []}));
        Ok(key)
    }

    fn put_on(&mut self, key: &str, kind: &str, id: &str) -> Result<(), Fail> {
        check_component(kind, id)?;
        if let Some(tag) = self.all.get_mut(key).filter(|tag| position(tag, kind, id).is_none())
            && let Some(components) = tag.get_mut("components").and_then(Value::as_array_mut)
        {
            components.push(json!({"componentType": kind, "componentId": id}));
        }
        Ok(())
    }

    fn take_off(&mut self, kind: &str, id: &str) {
        for tag in self.all.values_mut() {
            if let Some(at) = position(tag, kind, id)
                && let Some(components) = tag.get_mut("components").and_then(Value::as_array_mut)
            {
                components.remove(at);
            }
        }
    }

    fn changes(self, org: &Org) -> Vec<Change> {
        let old = org.table(Kind::Tags);
        let changed = self.all.into_iter().filter(|(key, tag)| old.get(key) != Some(tag));
        changed.map(|(id, record)| Change { kind: Kind::Tags, id, record: Some(record) }).collect()
    }
}

fn find<'a>(org: &'a Org, id: &str) -> Result<(&'a String, &'a Value), Fail> {
    let number: Option<u64> = id.parse().ok();
    let found = org.table(Kind::Tags).iter().find(|(_, tag)| tag.get("id").and_then(Value::as_u64) == number);
    found.filter(|_| number.is_some()).ok_or_else(|| Fail::not_found(format!("No tag {id}")))
}

fn components(tag: &Value) -> impl Iterator<Item = &Value> {
    tag.get("components").and_then(Value::as_array).into_iter().flatten()
}

fn position(tag: &Value, kind: &str, id: &str) -> Option<usize> {
    components(tag).position(|c| text(c, "componentType") == kind && text(c, "componentId") == id)
}

fn check_component(kind: &str, id: &str) -> Result<(), Fail> {
    match TYPES.contains(&kind) && !id.is_empty() {
        true => Ok(()),
        false => Err(Fail::invalid_parameters("Invalid component type")),
    }
}

fn kind(query: &Query) -> Result<&str, Fail> {
    let kind = required(query, "componentType")?;
    check_component(kind, "any").map(|()| kind)
}

fn required<'a>(query: &'a Query, name: &str) -> Result<&'a str, Fail> {
    query.get(name).ok_or_else(|| Fail::invalid_parameters(format!("{name} is required")))
}

fn text<'a>(value: &'a Value, member: &str) -> &'a str {
    value.get(member).and_then(Value::as_str).unwrap_or_default()
}
