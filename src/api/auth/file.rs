//! Credential files in every shape that people hold: downloads of the Developer Console, configurations of cjapy, cjar and
//! cja_auto_sdr, an exported Postman environment, and plain `NAME=value` lines.

use crate::api::auth::credentials::{Credentials, Origin};
use crate::api::auth::fields::{Fields, Names, split_scopes};
use crate::api::auth::secret::Secret;
use crate::api::error::{ApiError, Kind};
use crate::disk;
use serde_json::{Map, Value};
use std::path::Path;

/// Each part and the names it goes by. `SANDBOX` and other names that are no credential are simply not here.
const ORG: &[&str] = &["ORG_ID", "org_id", "CJA_ORG_ID", "IMS_ORG"];
const CLIENT_ID: &[&str] = &["CLIENT_ID", "client_id", "API_KEY", "api_key", "CJA_CLIENT_ID"];
const SECRET: &[&str] = &["CLIENT_SECRETS", "CLIENT_SECRET", "secret", "SECRET", "CJA_CLIENT_SECRET"];
const SCOPES: &[&str] = &["SCOPES", "scopes", "CJA_SCOPES"];
const ACCOUNT: &[&str] = &["TECHNICAL_ACCOUNT_ID", "tech_id", "CJA_TECHNICAL_ACCOUNT_ID"];
const KEY: &[&str] = &["pathToKey", "PRIVATE_KEY", "private_key", "CJA_PRIVATE_KEY"];
const TOKEN: &[&str] = &["ACCESS_TOKEN", "access_token", "CJA_ACCESS_TOKEN"];
const API: &[&str] = &["CJA_API_URL"];
const IMS: &[&str] = &["CJA_IMS_URL"];

/// Look-alikes seen in the wild, and the name they should have.
const LOOK_ALIKES: &[(&str, &[&str], &str)] = &[
    ("org_id", ORG, "orgid imsorgid organizationid organization org"),
    ("client_id", CLIENT_ID, "clientid apikey xapikey client"),
    ("secret", SECRET, "clientsecret clientsecrets apisecret"),
    ("scopes", SCOPES, "scope"),
    ("tech_id", ACCOUNT, "techid technicalaccountid techaccount"),
    ("pathToKey", KEY, "pathtokey privatekey keypath"),
];

const NAMES: Names = Names {
    org: "org_id",
    client_id: "client_id",
    secret: "secret",
    account: "tech_id",
    key: "pathToKey (the private key)",
};

/// Reads a credential file; a private key beside it is read too.
///
/// # Errors
/// [`Kind::SignIn`] naming what is missing, and the right name of each look-alike.
pub fn load(path: &Path) -> Result<Credentials, ApiError> {
    let what = format!("read the credential file {}", path.display());
    let text = disk::read_text(path).map_err(|error| {
        ApiError::new(Kind::SignIn, &what, error.to_string(), "Download it again from the Adobe Developer Console.")
    })?;
    let folder = path.parent().unwrap_or(Path::new("."));
    parse(&text, folder, Origin::File(path.to_owned()))
}

/// Makes credentials of a file's text. Paths of private keys in it are relative to `folder`.
///
/// # Errors
/// As [`load`].
pub fn parse(text: &str, folder: &Path, origin: Origin) -> Result<Credentials, ApiError> {
    let members = members(text).map_err(|problem| {
        let advice =
            "It should be the JSON file of an OAuth Server-to-Server credential, from the Adobe Developer Console.";
        ApiError::new(Kind::SignIn, format!("use the credentials from {origin}"), problem, advice)
    })?;
    let mut fields = read(&members);
    if fields.key.is_none() {
        fields.key = private_key(&members, folder, fields.scopes.is_none() && fields.account.is_some(), &origin)?;
    }
    let hint = look_alikes(&members);
    fields.build(NAMES, origin, &hint)
}

/// The file as names and values, whichever form it has.
fn members(text: &str) -> Result<Map<String, Value>, String> {
    let text = text.trim_start_matches('\u{feff}').trim();
    if !text.starts_with(['{', '[']) {
        return Ok(lines(text));
    }
    // The position is safe to show; the text around it is not.
    let value: Value = serde_json::from_str(text)
        .map_err(|error| format!("it is not valid JSON (line {}, column {})", error.line(), error.column()))?;
    let Value::Object(object) = value else { return Err("it holds a JSON array, not an object".to_owned()) };
    match object.get("values").and_then(Value::as_array) {
        // A Postman environment.
        Some(values) => Ok(values
            .iter()
            .filter_map(|entry| Some((entry.get("key")?.as_str()?.to_owned(), entry.get("value")?.clone())))
            .collect()),
        None => Ok(object),
    }
}

/// `NAME=value` lines, with or without `export` and quotes.
fn lines(text: &str) -> Map<String, Value> {
    text.lines()
        .map(|line| line.trim().trim_start_matches("export "))
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('='))
        .map(|(name, value)| (name.trim().to_owned(), Value::String(value.trim().trim_matches(['"', '\'']).to_owned())))
        .collect()
}

fn read(members: &Map<String, Value>) -> Fields {
    let text = |names: &[&str]| names.iter().find_map(|name| scalar(members.get(*name)?));
    let list = |names: &[&str]| names.iter().find_map(|name| list(members.get(*name)?));
    let key = text(KEY).filter(|key| key.contains("-----BEGIN"));
    Fields {
        org: text(ORG),
        client_id: text(CLIENT_ID),
        secrets: list(SECRET).unwrap_or_default().into_iter().map(Secret::new).collect(),
        scopes: list(SCOPES).map(|scopes| scopes.iter().flat_map(|scope| split_scopes(scope)).collect()),
        account: text(ACCOUNT),
        key: key.map(Secret::new),
        token: text(TOKEN).map(Secret::new),
        api: text(API),
        ims: text(IMS),
    }
}

fn scalar(value: &Value) -> Option<String> {
    value.as_str().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
}

fn list(value: &Value) -> Option<Vec<String>> {
    let found: Vec<String> = match value {
        Value::Array(items) => items.iter().filter_map(scalar).collect(),
        other => scalar(other).into_iter().collect(),
    };
    (!found.is_empty()).then_some(found)
}

/// The key named in the file, else `private.key` beside it, as the Developer Console packed the two.
fn private_key(
    members: &Map<String, Value>,
    folder: &Path,
    wanted: bool,
    origin: &Origin,
) -> Result<Option<Secret>, ApiError> {
    let named = KEY.iter().find_map(|name| scalar(members.get(*name)?)).map(|name| folder.join(name));
    let beside = || Some(folder.join("private.key")).filter(|path| wanted && path.is_file());
    let Some(path) = named.or_else(beside) else { return Ok(None) };
    let text = disk::read_text(&path).map_err(|error| {
        let what = format!("use the credentials from {origin}");
        ApiError::new(Kind::SignIn, what, format!("the private key {} cannot be read: {error}", path.display()), "")
    })?;
    Ok(Some(Secret::new(text)))
}

/// Names each member that is nearly a known one while the known one is missing.
fn look_alikes(members: &Map<String, Value>) -> String {
    let tame = |name: &str| name.to_ascii_lowercase().replace(['_', '-', ' '], "");
    let known = |name: &str| {
        [ORG, CLIENT_ID, SECRET, SCOPES, ACCOUNT, KEY, TOKEN, API, IMS].iter().any(|names| names.contains(&name))
    };
    let mut found = Vec::new();
    for (right, names, alikes) in LOOK_ALIKES {
        if names.iter().any(|name| members.contains_key(*name)) {
            continue;
        }
        let near = |name: &&String| {
            let tamed = tame(name);
            !known(name)
                && (alikes.split(' ').any(|alike| alike == tamed) || strsim::levenshtein(&tamed, &tame(right)) == 1)
        };
        found.extend(
            members
                .keys()
                .find(near)
                .map(|name| format!("\"{}\" should be \"{right}\"", super::super::error::plain(name))),
        );
    }
    found.join(", ")
}

#[cfg(test)]
mod tests;
