//! Reads a world: checks its shape, and fills what was left out (ids, dates, owner, the members that follow from others).

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::super::routes::data_view_defaults;
use super::super::world::{Components, Credential, Kind, Mint, Org, Table, World};
use super::components;

#[derive(Deserialize)]
struct File {
    organizations: Vec<Organization>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Organization {
    id: String,
    #[serde(default = "first_number")]
    number: u64,
    credentials: Vec<Credential>,
    #[serde(default)]
    users: Vec<Value>,
    #[serde(default)]
    connections: Vec<Map<String, Value>>,
    #[serde(default)]
    data_views: Vec<Map<String, Value>>,
    #[serde(default)]
    segments: Vec<Map<String, Value>>,
    #[serde(default)]
    tags: Vec<Map<String, Value>>,
    #[serde(default)]
    shares: Vec<Map<String, Value>>,
    #[serde(default)]
    components: BTreeMap<String, Catalogue>,
}

/// The components of a connection: a theme's name, or a list of one's own.
#[derive(Deserialize)]
#[serde(untagged)]
enum Catalogue {
    Theme(String),
    Own(Components),
}

/// How secrets begin that are good for nothing elsewhere: no real one gets into a seed file, and clients know where these may
/// be sent.
const SECRET: &str = "p8e-sandbox-only-";

fn first_number() -> u64 {
    300_000_001
}

/// Reads the text of a world.
pub(super) fn world(text: &str) -> Result<World, String> {
    let file: File = serde_json::from_str(text).map_err(|e| e.to_string())?;
    if !file.organizations.iter().any(|org| !org.credentials.is_empty()) {
        return Err("it needs an organization with a credential, or nobody can sign in".into());
    }
    let mut mint = Mint(0);
    let organizations = file.organizations.into_iter().map(|org| organization(org, &mut mint));
    let organizations = organizations.collect::<Result<Vec<Org>, String>>()?;
    Ok(World { serial: mint.0, organizations })
}

fn organization(file: Organization, mint: &mut Mint) -> Result<Org, String> {
    let (id, number) = (file.id, file.number);
    let mut credentials = file.credentials;
    for credential in &mut credentials {
        if credential.secrets.iter().any(|secret| !secret.starts_with(SECRET)) {
            return Err(format!("the secrets of client {} must begin with {SECRET}", credential.client_id));
        }
        credential.organization.clone_from(&id);
    }
    let account = credentials.first().map(|c| c.technical_account_id.clone()).unwrap_or_default();
    let owner = json!({"imsUserId": account, "ownerId": account, "name": "null null", "type": "imsUser"});
    let mut components = BTreeMap::new();
    for (connection, catalogue) in file.components {
        let filled = match catalogue {
            Catalogue::Own(own) => own,
            Catalogue::Theme(theme) => {
                let data_sets = file.connections.iter().find(|c| c.get("id") == Some(&json!(connection)));
                let data_sets = data_sets.and_then(|c| c.get("dataSets")).cloned().unwrap_or_default();
                components::of_theme(&theme, &data_sets)
                    .ok_or_else(|| format!("there is no component theme {theme}"))?
            }
        };
        components.insert(connection, filled);
    }
    let common = |mut record: Map<String, Value>, made: &str, changed: &str| {
        record.entry("owner").or_insert(owner.clone());
        record.entry("organization").or_insert(json!(id));
        record.entry("isDeleted").or_insert(json!(false));
        record.entry(made).or_insert(json!("2026-02-01T10:00:00Z"));
        record.entry(changed).or_insert(json!("2026-02-01T10:00:00Z"));
        record
    };
    let mut tables = BTreeMap::new();
    tables.insert(
        Kind::Connections,
        table(file.connections, |record| {
            let mut record = common(record, "createdDate", "modifiedDate");
            let uuid = key(&record, "id").unwrap_or_default().trim_start_matches("dg_").to_owned();
            record.entry("idWithoutPrefix").or_insert(json!(uuid));
            record.entry("externalData").or_insert(json!({ "externalId": uuid }));
            record
        })?,
    );
    tables.insert(
        Kind::DataViews,
        table(file.data_views, |record| {
            let mut record = common(record, "createdDate", "modifiedDate");
            record.entry("id").or_insert_with(|| json!(format!("dv_{}", mint.hex24())));
            record.entry("modifiedBy").or_insert(json!(account));
            data_view_defaults(&mut record);
            record
        })?,
    );
    tables.insert(
        Kind::Segments,
        table(file.segments, |record| {
            let mut record = common(record, "createDate", "modified");
            record.entry("id").or_insert_with(|| json!(format!("s{number}_{}", mint.hex24())));
            for flag in ["internal", "template", "approved", "favorite"] {
                record.entry(flag).or_insert(json!(false));
            }
            record.entry("description").or_insert(json!(""));
            record
        })?,
    );
    tables.insert(Kind::Tags, numbered(file.tags, "id", 10, mint)?);
    tables.insert(Kind::Shares, numbered(file.shares, "shareId", 20, mint)?);
    Ok(Org { id, number, credentials, users: file.users, tables, components })
}

fn table(
    records: Vec<Map<String, Value>>,
    mut fill: impl FnMut(Map<String, Value>) -> Map<String, Value>,
) -> Result<Table, String> {
    let mut table = Table::new();
    for record in records {
        let record = fill(record);
        let id = key(&record, "id").ok_or("a record has no id")?.to_owned();
        if table.insert(id.clone(), Value::Object(record)).is_some() {
            return Err(format!("the id {id} appears twice"));
        }
    }
    Ok(table)
}

/// Records whose ids are numbers. New ids continue after the largest.
fn numbered(records: Vec<Map<String, Value>>, member: &str, width: usize, mint: &mut Mint) -> Result<Table, String> {
    let mut table = Table::new();
    for record in records {
        let number = record.get(member).and_then(Value::as_u64).ok_or_else(|| format!("a record has no {member}"))?;
        mint.0 = mint.0.max(number);
        table.insert(format!("{number:0width$}"), Value::Object(record));
    }
    Ok(table)
}

fn key<'a>(record: &'a Map<String, Value>, member: &str) -> Option<&'a str> {
    record.get(member).and_then(Value::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    const CREDENTIAL: &str =
        r#"{"clientId": "c", "secrets": ["p8e-sandbox-only-s"], "scopes": ["openid"], "technicalAccountId": "t"}"#;

    #[test]
    fn a_short_world_is_enough() {
        let text = format!(
            r#"{{"organizations": [{{"id": "o", "credentials": [{CREDENTIAL}],
                "connections": [{{"id": "dg_1", "name": "Web"}}],
                "dataViews": [{{"name": "V", "parentDataGroupId": "dg_1", "timezoneDesignator": "UTC"}}]}}]}}"#
        );
        let world = world(&text).unwrap();
        let org = &world.organizations[0];
        assert_eq!(org.table(Kind::Connections)["dg_1"]["idWithoutPrefix"], "1");
        let view = org.table(Kind::DataViews).values().next().unwrap();
        assert!(view["id"].as_str().unwrap().starts_with("dv_"));
        assert_eq!(view["externalData"], json!({"externalParentId": "1"}));
        assert_eq!(org.credentials[0].organization, "o");
    }

    #[test]
    fn mistakes_are_named() {
        let why = |text: &str| world(text).unwrap_err();
        assert!(why("{").contains("line 1"));
        assert!(why(r#"{"organizations": []}"#).contains("credential"));
        let twice = format!(
            r#"{{"organizations": [{{"id": "o", "credentials": [{CREDENTIAL}], "connections": [{{"id": "a"}}, {{"id": "a"}}]}}]}}"#
        );
        assert!(why(&twice).contains("appears twice"));
        let typo = format!(r#"{{"organizations": [{{"id": "o", "credentials": [{CREDENTIAL}], "dataviews": []}}]}}"#);
        assert!(why(&typo).contains("dataviews"));
        let real = format!(
            r#"{{"organizations": [{{"id": "o", "credentials": [{}]}}]}}"#,
            CREDENTIAL.replace("sandbox-only-", "")
        );
        assert!(why(&real).contains("must begin with p8e-sandbox-only-") && !why(&real).contains("p8e-s "));
    }
}
