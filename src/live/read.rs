//! The questions and what their answers mean. Members that are missing or of another type are taken for unknown.

use super::steps::Step;
use crate::api::endpoints::components::{self, ComponentKind};
use crate::api::endpoints::{connections, data_views, segments};
use crate::api::{ApiError, Client, Kind};
use crate::model::catalogue::{Catalogue, Entry, Part, State};
use jiff::Timestamp;
use serde_json::Value;

/// Asks and gives the part as it is now.
pub(super) async fn ask(client: &Client, step: &Step, known: &Catalogue, now: Timestamp) -> Result<Part, ApiError> {
    match step {
        Step::Connections => all_connections(client, known, now).await,
        Step::Segments => {
            let filter = segments::Filter { include: vec!["shared".into()], ..segments::Filter::default() };
            let items = client.all(&segments::list(&filter, &segments::EXPANSIONS)).await?;
            Ok(listed(items.iter().filter_map(segment), &known.segments, now))
        }
        Step::Connection(id) => {
            let mut part = Part::clone(&known.connections);
            match client.value(&connections::get(id)).await {
                Ok(value) => add(&mut part, connection(&value).into_iter()),
                Err(error) if error.kind() == Kind::NotFound => drop(part.absent.insert(id.clone(), now)),
                Err(error) => return Err(error),
            }
            Ok(part)
        }
        Step::SegmentsById(ids) => {
            let include = ["shared", "templates", "deleted", "internal"].map(str::to_owned).to_vec();
            let filter = segments::Filter { ids: ids.clone(), include, fresh: true, ..segments::Filter::default() };
            let items = client.all(&segments::list(&filter, &segments::EXPANSIONS)).await?;
            let mut part = Part::clone(&known.segments);
            add(&mut part, items.iter().filter_map(segment));
            let missing = ids.iter().filter(|id| !part.entries.contains_key(*id));
            let missing: Vec<_> = missing.map(|id| (id.clone(), now)).collect();
            part.absent.extend(missing);
            Ok(part)
        }
        Step::Components(view) => {
            let mut part = Part { read: Some(now), complete: true, ..Part::default() };
            for kind in ComponentKind::ALL {
                let items = client.all(&components::list(view, kind, &COMPONENT, false)).await?;
                add(&mut part, items.iter().filter_map(component));
            }
            Ok(part)
        }
        Step::Hidden(view) => {
            let items = client.all(&components::list(view, ComponentKind::Metric, &COMPONENT, true)).await?;
            let mut part = known.components.get(view).map(|part| Part::clone(part)).unwrap_or_default();
            let hidden = items.iter().filter_map(component).filter(|entry| !part.entries.contains_key(&entry.id));
            let hidden: Vec<Entry> = hidden.map(|entry| Entry { state: State::Hidden, ..entry }).collect();
            add(&mut part, hidden.into_iter());
            part.hidden = Some(now);
            Ok(part)
        }
    }
}

const COMPONENT: [&str; 3] = ["description", "type", "hidden"];

/// A product administrator may list them. Everybody may search; where that brings nothing, data views at least say
/// which connections there are.
async fn all_connections(client: &Client, known: &Catalogue, now: Timestamp) -> Result<Part, ApiError> {
    let include = ["systemUserOwned", "disabled"].map(str::to_owned).to_vec();
    let filter = connections::Filter { include, ..connections::Filter::default() };
    match client.all(&connections::list(&filter, &connections::EXPANSIONS)).await {
        Ok(items) => return Ok(listed(items.iter().filter_map(connection), &known.connections, now)),
        Err(error) if error.kind() == Kind::Permission => {}
        Err(error) => return Err(error),
    }
    // The search looks into names and ids, and every id begins like this.
    let found = match client.all(&connections::search("dg_", &connections::EXPANSIONS)).await {
        Ok(found) => found,
        Err(error) if matches!(error.kind(), Kind::Permission | Kind::NotFound | Kind::Invalid) => Vec::new(),
        Err(error) => return Err(error),
    };
    let mut part = listed(found.iter().filter_map(connection), &known.connections, now);
    part.complete = false;
    // Names that an administrator's session left in the cache are better than none.
    let earlier: Vec<Entry> =
        known.connections.entries.values().filter(|entry| !entry.name.is_empty()).cloned().collect();
    add_new(&mut part, earlier);
    let filter = data_views::Filter { fresh: client.wrote_lately(), ..data_views::Filter::default() };
    let views = client.all(&data_views::list(&filter, &["name", "parentDataGroupId"])).await?;
    add_new(&mut part, views.iter().filter_map(connection_of_view));
    Ok(part)
}

fn add(part: &mut Part, entries: impl Iterator<Item = Entry>) {
    for entry in entries {
        part.absent.remove(&entry.id);
        part.entries.insert(entry.id.clone(), entry);
    }
}

fn add_new(part: &mut Part, entries: impl IntoIterator<Item = Entry>) {
    for entry in entries {
        part.entries.entry(entry.id.clone()).or_insert(entry);
    }
}

/// A whole list; what was found to be missing or deleted before stays known, since lists leave such things out.
fn listed(entries: impl Iterator<Item = Entry>, known: &Part, now: Timestamp) -> Part {
    let mut part = Part { read: Some(now), complete: true, absent: known.absent.clone(), ..Part::default() };
    add(&mut part, entries);
    add_new(&mut part, known.entries.values().filter(|entry| entry.state == State::Deleted).cloned());
    part
}

fn text<'v>(value: &'v Value, member: &str) -> Option<&'v str> {
    value.get(member).and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty())
}

fn owned(value: &Value, member: &str) -> Option<String> {
    text(value, member).map(str::to_owned)
}

fn flag(value: &Value, member: &str) -> bool {
    value.get(member) == Some(&Value::Bool(true))
}

/// A technical account has no first and last name, which the service writes as `null null`.
fn owner(value: &Value) -> Option<String> {
    let named = owned(value, "ownerFullName").or_else(|| owned(value.get("owner")?, "name"));
    named.filter(|name| name != "null null")
}

fn entry(value: &Value) -> Option<Entry> {
    Some(Entry {
        id: owned(value, "id")?,
        name: owned(value, "name").unwrap_or_default(),
        description: owned(value, "description").unwrap_or_default(),
        owner: owner(value),
        state: if flag(value, "isDeleted") { State::Deleted } else { State::Usable },
        ..Entry::default()
    })
}

fn connection(value: &Value) -> Option<Entry> {
    let entry = entry(value)?;
    let sets = value.get("dataSets").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let disabled = entry.state == State::Usable && flag(value, "isDisabled");
    Some(Entry {
        data_sets: sets.iter().filter_map(|set| owned(set, "name").or_else(|| owned(set, "dataSetId"))).collect(),
        sandbox: owned(value, "sandboxName"),
        state: if disabled { State::Disabled } else { entry.state },
        ..entry
    })
}

fn connection_of_view(view: &Value) -> Option<Entry> {
    Some(Entry { id: owned(view, "parentDataGroupId")?, data_view: owned(view, "name"), ..Entry::default() })
}

fn segment(value: &Value) -> Option<Entry> {
    Some(Entry { data_view: owned(value, "dataId"), ..entry(value)? })
}

fn component(value: &Value) -> Option<Entry> {
    let entry = entry(value)?;
    let hidden = entry.state == State::Usable && flag(value, "hidden");
    Some(Entry {
        holds: text(value, "type").map(str::to_lowercase),
        state: if hidden { State::Hidden } else { entry.state },
        ..entry
    })
}

/// How many data views a connection has, for [`room`](crate::model::catalogue::room) before a create. One request, past
/// the service's cache.
///
/// # Errors
/// As [`Client::send`].
pub async fn views_of(client: &Client, connection: &str) -> Result<u64, ApiError> {
    let filter =
        data_views::Filter { connection: Some(connection.to_owned()), fresh: true, ..data_views::Filter::default() };
    let request = data_views::list::<&str>(&filter, &[]);
    let page = client.value(&request.clone().set("limit", "1")).await?;
    match page.get("totalElements").and_then(Value::as_u64) {
        Some(total) => Ok(total),
        // A page that does not count itself is read to its end.
        None => Ok(client.all(&request).await?.len() as u64),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn nulls_and_the_names_of_technical_accounts_are_no_names() {
        let read = |value: Value| connection(&value);
        assert_eq!(read(json!({"name": "Web"})), None);
        let bare = read(json!({"id": "dg_1", "name": null, "owner": {"name": "null null"}, "dataSets": null})).unwrap();
        assert_eq!(bare, Entry { id: "dg_1".into(), ..Entry::default() });
        let full = json!({"id": "dg_1", "name": " Web ", "owner": {"name": "Ana"}, "isDisabled": true, "sandboxName": "prod",
            "dataSets": [{"dataSetId": "a", "name": "Clicks"}, {"dataSetId": "b"}, 7]});
        let full = read(full).unwrap();
        assert_eq!((full.name.as_str(), full.owner.as_deref()), ("Web", Some("Ana")));
        assert_eq!((full.data_sets, full.state), (vec!["Clicks".to_owned(), "b".to_owned()], State::Disabled));
    }

    #[test]
    fn what_is_deleted_stays_known_when_the_list_leaves_it_out() {
        let now = "2026-03-01T10:00:00Z".parse().unwrap();
        let deleted = Entry { id: "s1".into(), state: State::Deleted, ..Entry::default() };
        let gone = Entry { id: "s2".into(), ..Entry::default() };
        let mut known = Part::default();
        add(&mut known, [deleted.clone(), gone].into_iter());
        let part = listed(std::iter::empty(), &known, now);
        assert_eq!(part.entries.into_values().collect::<Vec<_>>(), [deleted]);
    }
}
