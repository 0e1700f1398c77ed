//! Dimensions and metrics of a data view. The API reads them only.
//!
//! No `limit` or `page` is documented here although clients send both: without `limit` everything stands on one page.

use axum::Router;
use axum::extract::{Path, State};
use axum::routing::get;
use serde_json::Value;

use super::super::answer::{Answer, Fail, Reply};
use super::super::call::Call;
use super::super::expansion::{DIMENSION, Expansions, METRIC};
use super::super::world::{Components, Org};
use super::super::{Shared, paging, seed};
use super::{data_views, tags};

pub(crate) fn router() -> Router<Shared> {
    Router::new()
        .route("/data/dataviews/{view}/dimensions", get(dimensions))
        .route("/data/dataviews/{view}/dimensions/{id}", get(dimension))
        .route("/data/dataviews/{view}/metrics", get(metrics))
        .route("/data/dataviews/{view}/metrics/{id}", get(metric))
}

/// What differs between the two kinds.
struct Sort {
    prefix: &'static str,
    tagged_as: &'static str,
    expansions: &'static Expansions,
    of: fn(&Components) -> &Vec<Value>,
}

const DIMENSIONS: Sort =
    Sort { prefix: "variables/", tagged_as: "dimension", expansions: &DIMENSION, of: |all| &all.dimensions };
const METRICS: Sort = Sort { prefix: "metrics/", tagged_as: "metric", expansions: &METRIC, of: |all| &all.metrics };

async fn dimensions(State(app): State<Shared>, Path(view): Path<String>, call: Call) -> Reply {
    list(&app, &view, &call, &DIMENSIONS)
}

async fn metrics(State(app): State<Shared>, Path(view): Path<String>, call: Call) -> Reply {
    list(&app, &view, &call, &METRICS)
}

async fn dimension(State(app): State<Shared>, Path((view, id)): Path<(String, String)>, call: Call) -> Reply {
    one(&app, &view, &id, &call, &DIMENSIONS)
}

async fn metric(State(app): State<Shared>, Path((view, id)): Path<(String, String)>, call: Call) -> Reply {
    one(&app, &view, &id, &call, &METRICS)
}

fn list(app: &Shared, view: &str, call: &Call, sort: &Sort) -> Reply {
    let hidden_too = call.query.lists("includeType", "hidden");
    let items = app.store.org(&call.caller()?.organization, |org| {
        let shown = all(org, view, sort)?.into_iter().filter(|c| hidden_too || !is_hidden(c));
        Ok(shown.map(|component| project(org, component, call, sort)).collect())
    })?;
    Ok(Answer(paging::page(&app.options, &call.query, 0, items)?))
}

fn one(app: &Shared, view: &str, id: &str, call: &Call, sort: &Sort) -> Reply {
    app.store.org(&call.caller()?.organization, |org| {
        // The path takes the id without its prefix.
        let full = format!("{}{id}", sort.prefix);
        let found = all(org, view, sort)?.into_iter().find(|c| c.get("id").and_then(Value::as_str) == Some(&full));
        let component =
            found.ok_or_else(|| Fail::not_found(format!("No {} {id} in data view {view}", sort.tagged_as)))?;
        Ok(Answer(project(org, component, call, sort)))
    })
}

/// The components of the view's connection; a connection without any of its own has the standard ones.
fn all(org: &Org, view: &str, sort: &Sort) -> Result<Vec<Value>, Fail> {
    let connection = data_views::find(org, view)?.get("parentDataGroupId").and_then(Value::as_str).unwrap_or_default();
    Ok(match org.components.get(connection) {
        Some(components) => (sort.of)(components).clone(),
        None => (sort.of)(seed::standard_components()).clone(),
    })
}

fn is_hidden(component: &Value) -> bool {
    component.get("hidden") == Some(&Value::Bool(true))
}

fn project(org: &Org, mut component: Value, call: &Call, sort: &Sort) -> Value {
    if let Some(members) = component.as_object_mut() {
        let id = members.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
        members.insert("tags".into(), tags::of(org, sort.tagged_as, &id));
        if !call.query.lists("expansion", "usageSummaryWithRelevancyScore")
            && let Some(summary) = members.get_mut("usageSummary").and_then(Value::as_object_mut)
        {
            summary.remove("relevancyScore");
        }
    }
    sort.expansions.project(&component, &call.query, &[])
}
