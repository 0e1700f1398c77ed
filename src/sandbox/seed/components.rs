//! Dimensions and metrics for the demo's connections: the standard ones, and a grid of things and their attributes, so that a
//! data view has as many as real ones have and their names can still be read.

use serde_json::{Value, json};

use super::super::world::Components;

/// Standard dimensions: id without prefix, name.
const STANDARD_DIMENSIONS: [(&str, &str); 12] = [
    ("daterangeminute", "Minute"),
    ("daterangehour", "Hour"),
    ("daterangeday", "Day"),
    ("daterangeweek", "Week"),
    ("daterangemonth", "Month"),
    ("daterangequarter", "Quarter"),
    ("daterangeyear", "Year"),
    ("adobe_personid", "Person ID"),
    ("adobe_sessiontype", "Session Type"),
    ("adobe_sessiondepth", "Event Depth"),
    ("adobe_timespent", "Time Spent per Session - Bucketed"),
    ("adobe_batchid", "Batch ID"),
];

/// Standard metrics.
const STANDARD_METRICS: [(&str, &str); 12] = [
    ("visitors", "People"),
    ("visits", "Sessions"),
    ("occurrences", "Events"),
    ("adobe_firsttimesessions", "First-time Sessions"),
    ("adobe_returnsessions", "Return Sessions"),
    ("adobe_sessionstarts", "Session Starts"),
    ("adobe_sessionends", "Session Ends"),
    ("adobe_timespent", "Time Spent (seconds)"),
    ("adobe_batchcount", "Batches"),
    ("adobe_events_per_session", "Events per Session"),
    ("adobe_newpeople", "New People"),
    ("adobe_returnpeople", "Return People"),
];

/// Things that every theme has: schema path, label.
const THINGS: [(&str, &str); 20] = [
    ("page", "Page"),
    ("site", "Site"),
    ("campaign", "Campaign"),
    ("marketing", "Marketing Channel"),
    ("customer", "Customer"),
    ("loyalty", "Loyalty Account"),
    ("environment", "Device"),
    ("application", "Application"),
    ("network", "Network"),
    ("placeContext.geo", "Place"),
    ("product", "Product"),
    ("productCategory", "Product Category"),
    ("brand", "Brand"),
    ("order", "Order"),
    ("payment", "Payment"),
    ("shipping", "Shipping"),
    ("search", "Search"),
    ("form", "Form"),
    ("experiment", "Experiment"),
    ("error", "Error"),
];

const WEB: [(&str, &str); 12] = [
    ("video", "Video"),
    ("article", "Article"),
    ("author", "Author"),
    ("banner", "Banner"),
    ("navigation", "Navigation Element"),
    ("download", "Download"),
    ("referrer", "Referrer"),
    ("consent", "Confirmation"),
    ("chat", "Chat"),
    ("push", "Push Message"),
    ("recommendation", "Recommendation"),
    ("wishlist", "PlanOptions List"),
];

const STORE: [(&str, &str); 12] = [
    ("store", "Store"),
    ("till", "Till"),
    ("cashier", "Cashier"),
    ("receipt", "Receipt"),
    ("voucher", "Voucher"),
    ("promotion", "Promotion"),
    ("supplier", "Supplier"),
    ("warehouse", "Warehouse"),
    ("delivery", "Delivery"),
    ("return", "Return"),
    ("serviceCall", "Service Call"),
    ("agent", "Agent"),
];

const BUSINESS: [(&str, &str); 12] = [
    ("globalAccount", "Global Account"),
    ("account", "Account"),
    ("opportunity", "Opportunity"),
    ("buyingGroup", "Buying Group"),
    ("contact", "Contact"),
    ("lead", "Lead"),
    ("contract", "Contract"),
    ("licence", "Licence"),
    ("workspace", "Workspace"),
    ("feature", "Feature"),
    ("ticket", "Support Ticket"),
    ("webinar", "Webinar"),
];

/// What can be said of each thing: path, label, type.
const ATTRIBUTES: [(&str, &str, &str); 9] = [
    ("id", "ID", "string"),
    ("name", "Name", "string"),
    ("type", "Type", "string"),
    ("category", "Category", "string"),
    ("status", "Status", "string"),
    ("group", "Group", "string"),
    ("version", "Version", "string"),
    ("rank", "Rank", "int"),
    ("createdAt", "Creation Time", "time"),
];

/// What can be counted in every theme: id without prefix, label.
const EVENTS: [(&str, &str); 15] = [
    ("orders", "Orders"),
    ("revenue", "Revenue"),
    ("units", "Units"),
    ("cartAdditions", "Cart Additions"),
    ("cartRemovals", "Cart Removals"),
    ("checkouts", "Checkouts"),
    ("refunds", "Refunds"),
    ("signups", "Sign-ups"),
    ("logins", "Logins"),
    ("launches", "Launches"),
    ("searches", "Searches"),
    ("formStarts", "Form Starts"),
    ("formSubmits", "Form Submits"),
    ("errors", "Errors"),
    ("videoStarts", "Video Starts"),
];

/// How events are measured: id suffix, label, type.
const MEASURES: [(&str, &str, &str); 4] = [
    ("", "", "int"),
    (".unique", " (unique)", "int"),
    (".value", " – Value", "currency"),
    (".rate", " – Rate", "percent"),
];

/// The standard components alone.
pub(super) fn standard() -> Components {
    let dimensions = STANDARD_DIMENSIONS.iter().map(|(id, name)| standard_component("variables/", id, name));
    let metrics = STANDARD_METRICS.iter().map(|(id, name)| standard_component("metrics/", id, name));
    Components { dimensions: dimensions.collect(), metrics: metrics.collect() }
}

/// 300 dimensions and 120 metrics of a theme, and some hidden ones.
pub(super) fn of_theme(theme: &str, data_sets: &Value) -> Option<Components> {
    let own = match theme {
        "web" => &WEB,
        "store" => &STORE,
        "business" => &BUSINESS,
        _ => return None,
    };
    let event = |set: &&Value| set.get("type").and_then(Value::as_str) == Some("event");
    let sets: Vec<&str> = data_sets
        .as_array()
        .into_iter()
        .flatten()
        .filter(event)
        .filter_map(|set| set.get("dataSetId")?.as_str())
        .collect();
    let mut all = standard();
    for (path, label) in THINGS.iter().chain(own) {
        for (attribute, attribute_label, kind) in ATTRIBUTES {
            let index = all.dimensions.len();
            let (path, name) = (format!("{path}.{attribute}"), format!("{label} {attribute_label}"));
            all.dimensions.push(dimension(index, &path, &name, kind, &sets));
        }
    }
    for (id, label) in EVENTS.into_iter().chain(own.map(|(path, label)| (path, label))) {
        for (suffix, measure, kind) in MEASURES {
            let index = all.metrics.len();
            all.metrics.push(metric(index, &format!("{id}{suffix}"), &format!("{label}{measure}"), kind, &sets));
        }
    }
    for n in 1..=6 {
        all.dimensions.push(hidden(dimension(
            n,
            &format!("legacy.prop{n}"),
            &format!("Legacy prop {n}"),
            "string",
            &sets,
        )));
    }
    for n in 1..=4 {
        all.metrics.push(hidden(metric(n, &format!("legacy.event{n}"), &format!("Legacy event {n}"), "int", &sets)));
    }
    Some(all)
}

/// Standard components come from no field: members about a source are absent.
fn standard_component(prefix: &str, id: &str, name: &str) -> Value {
    json!({"id": format!("{prefix}{id}"), "name": name, "description": "", "hidden": false, "hideFromReporting": false,
        "required": true, "segmentable": true, "hasData": true, "approved": false, "favorite": false, "type": "string"})
}

fn hidden(mut component: Value) -> Value {
    if let Some(members) = component.as_object_mut() {
        members.insert("hidden".into(), json!(true));
    }
    component
}

/// What dimensions and metrics have in common.
fn component(index: usize, prefix: &str, path: &str, name: &str, kind: &str, sets: &[&str]) -> Value {
    json!({"id": format!("{prefix}{path}"), "name": name,
        "description": if index.is_multiple_of(4) { format!("{name}, as collected") } else { String::new() },
        "sourceFieldId": path, "sourceFieldName": name, "storageId": index.to_string(), "dataSetIds": sets,
        "dataSetType": "event", "type": kind, "schemaType": kind, "sourceFieldType": kind, "tableName": "event",
        "schemaPath": path, "required": false, "hideFromReporting": false, "hidden": false,
        "hasData": !index.is_multiple_of(11), "segmentable": true, "favorite": index.is_multiple_of(50),
        "approved": index.is_multiple_of(7), "fromGlobalLookup": false, "multiValued": false,
        "includeExcludeSetting": {"enabled": false},
        "fieldDefinition": [{"func": "RAW_FIELD", "id": "0", "field": path, "label": name}],
        "usageSummary": {"itemAccess": {"mostRecentTimestamp": "2026-02-20T00:00:00Z"}, "relevancyScore": index * 31 % 100}})
}

fn dimension(index: usize, path: &str, name: &str, kind: &str, sets: &[&str]) -> Value {
    let mut dimension = component(index, "variables/", path, name, kind, sets);
    let own = json!({"bucketingSetting": {"enabled": false},
        "noValueOptionsSetting": {"option": "show", "value": "No value"}, "defaultDimensionSort": false,
        "persistenceSetting": {"enabled": false}});
    extend(&mut dimension, own);
    dimension
}

fn metric(index: usize, id: &str, name: &str, kind: &str, sets: &[&str]) -> Value {
    let mut metric = component(index, "metrics/", id, name, kind, sets);
    let decimal = kind != "int";
    let own = json!({"derivedFieldCompatible": true, "precision": if decimal { 2 } else { 0 },
        "countType": if decimal { "values" } else { "instances" },
        "formatSetting": {"polarity": "positive", "formatType": if decimal { kind } else { "decimal" },
            "decimalPlaces": if decimal { 2 } else { 0 }},
        "attributionSetting": {"enabled": false}});
    extend(&mut metric, own);
    metric
}

fn extend(value: &mut Value, own: Value) {
    if let (Value::Object(members), Value::Object(own)) = (value, own) {
        members.extend(own);
    }
}
