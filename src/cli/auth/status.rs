//! `cja auth status`: which credentials are in use, from where, how long their token lives, and whether the service takes
//! them. What is known without the network is printed before it is asked.

use crate::api::auth::credentials::{Credentials, Grant};
use crate::api::endpoints::users;
use crate::api::profile::Profile;
use crate::api::{ApiError, Kind, hosts};
use crate::cli::remote::{Console, Output};
use crate::cli::whoami;
use serde_json::{Value, json};

pub(super) async fn execute(console: &Console) -> Result<(), ApiError> {
    let (client, profile) = console.client("checking")?;
    let credentials = client.credentials();
    let text = console.output == Output::Text;
    if matches!(console.output, Output::Csv | Output::Markdown) {
        return Err(ApiError::new(Kind::Usage, "", "this is not a table", "Use --output json or jsonl."));
    }
    let mut status = known(&profile, credentials);
    if text {
        console.print(&lines(&status))?;
    }
    let token = client.token().await?;
    let user = client.value(&users::me()).await?;
    let expires = jiff::Timestamp::from_millisecond(token.expires_at).ok().filter(|_| token.expires_at != i64::MAX);
    let expires = expires.map(|time| time.round(jiff::Unit::Second).unwrap_or(time).to_string());
    let checked = json!({"tokenExpires": expires, "user": whoami::name(&user)});
    if text {
        return console.print(&lines(&checked));
    }
    if let (Some(status), Value::Object(checked)) = (status.as_object_mut(), checked) {
        status.extend(checked);
    }
    let rendered = if console.output == Output::Jsonl {
        status.to_string()
    } else {
        serde_json::to_string_pretty(&status).unwrap_or_default()
    };
    console.print(&format!("{rendered}\n"))
}

fn known(profile: &Profile, credentials: &Credentials) -> Value {
    let scopes = match &credentials.grant {
        Grant::OAuth { scopes, .. } => json!(scopes.join(",")),
        _ => Value::Null,
    };
    json!({
        "profile": profile.name,
        "protected": profile.protected,
        "organization": credentials.org,
        "clientId": credentials.client_id,
        "kind": credentials.grant.name(),
        "from": credentials.origin.to_string(),
        "scopes": scopes,
        "api": hosts::host_and_port(&credentials.hosts.api),
        "signIn": hosts::host_and_port(&credentials.hosts.ims),
    })
}

const TITLES: [(&str, &str); 11] = [
    ("profile", "Profile"),
    ("organization", "Organization"),
    ("clientId", "Client id"),
    ("kind", "Kind"),
    ("from", "From"),
    ("scopes", "Scopes"),
    ("api", "API"),
    ("signIn", "Sign-in"),
    ("protected", "Protected"),
    ("user", "User"),
    ("tokenExpires", "Token until"),
];

fn lines(status: &Value) -> String {
    TITLES
        .iter()
        .filter_map(|(name, title)| match status.get(name)? {
            Value::String(text) => Some(format!("{title:<13} {text}\n")),
            Value::Bool(true) => Some(format!("{title:<13} yes\n")),
            _ => None,
        })
        .collect()
}
