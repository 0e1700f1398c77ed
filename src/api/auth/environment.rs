//! Credentials from the environment: the `CJA_*` names, or one of the older sets of other tools if it is complete.

use crate::api::auth::credentials::{Credentials, Origin};
use crate::api::auth::fields::{Fields, Names, split_scopes};
use crate::api::auth::file;
use crate::api::auth::secret::Secret;
use crate::api::env::Env;
use crate::api::error::{ApiError, Kind};
use crate::api::hosts::Hosts;
use std::path::Path;

const NAMES: Names = Names {
    org: "CJA_ORG_ID",
    client_id: "CJA_CLIENT_ID",
    secret: "CJA_CLIENT_SECRET (or CJA_ACCESS_TOKEN)",
    account: "CJA_TECHNICAL_ACCOUNT_ID",
    key: "CJA_PRIVATE_KEY",
};

/// Names that, when one of them is set, mean that the environment holds the credentials. The addresses are not among
/// them: they may be set beside stored credentials.
const OURS: [&str; 7] = [
    "CJA_CLIENT_ID",
    "CJA_CLIENT_SECRET",
    "CJA_ACCESS_TOKEN",
    "CJA_ORG_ID",
    "CJA_PRIVATE_KEY",
    "CJA_TECHNICAL_ACCOUNT_ID",
    "CJA_SCOPES",
];

/// Looks for credentials. `None` when the environment names none.
///
/// # Errors
/// [`Kind::SignIn`] when it names some and not all.
pub fn read(env: &Env) -> Result<Option<Credentials>, ApiError> {
    let text = |name: &str| env.get(name).map(str::to_owned);
    let secret = |name: &str| text(name).map(Secret::new);
    let addresses = |fields: Fields| Fields { api: text("CJA_API_URL"), ims: text("CJA_IMS_URL"), ..fields };
    if let Some(path) = env.get("CJA_AUTH_FILE") {
        return file::load(Path::new(path)).map(Some);
    }
    if let Some(text) = env.get("CJA_AUTH_JSON") {
        return contents(text, env).map(Some);
    }
    if let Some(first) = OURS.into_iter().find(|name| env.get(name).is_some()) {
        let fields = addresses(Fields {
            org: text("CJA_ORG_ID"),
            client_id: text("CJA_CLIENT_ID"),
            secrets: secret("CJA_CLIENT_SECRET").into_iter().collect(),
            scopes: env.get("CJA_SCOPES").map(split_scopes),
            account: text("CJA_TECHNICAL_ACCOUNT_ID"),
            key: env.get("CJA_PRIVATE_KEY").map(private_key).transpose()?,
            token: secret("CJA_ACCESS_TOKEN"),
            ..Fields::default()
        });
        return fields.build(NAMES, Origin::Environment(first), "").map(Some);
    }
    // The older names are common words, so half a set of them means nothing.
    let all = |names: [&str; 3]| names.into_iter().all(|name| env.get(name).is_some());
    let fields = if all(["ORG_ID", "CLIENT_ID", "SECRET"]) && env.get("SCOPES").is_some() {
        Fields {
            org: text("ORG_ID"),
            client_id: text("CLIENT_ID"),
            secrets: secret("SECRET").into_iter().collect(),
            scopes: env.get("SCOPES").map(split_scopes),
            ..Fields::default()
        }
    } else if all(["IMS_ORG", "API_KEY", "ACCESS_TOKEN"]) {
        Fields { org: text("IMS_ORG"), client_id: text("API_KEY"), token: secret("ACCESS_TOKEN"), ..Fields::default() }
    } else {
        return Ok(None);
    };
    let first = if fields.token.is_some() { "IMS_ORG" } else { "ORG_ID" };
    addresses(fields).build(NAMES, Origin::Environment(first), "").map(Some)
}

/// `CJA_AUTH_JSON` holds what a downloaded file holds. Such a file names no address; the variables beside it may.
fn contents(text: &str, env: &Env) -> Result<Credentials, ApiError> {
    let mut found = file::parse(text, Path::new(""), Origin::Environment("CJA_AUTH_JSON"))?;
    if found.hosts == Hosts::read(None, None)? {
        found.hosts = Hosts::read(env.get("CJA_API_URL"), env.get("CJA_IMS_URL"))?;
    }
    Ok(found)
}

/// The variables without those that are credentials; the addresses stay.
#[must_use]
pub fn without_credentials(env: Env) -> Env {
    let older = ["ORG_ID", "CLIENT_ID", "SECRET", "SCOPES", "IMS_ORG", "API_KEY", "ACCESS_TOKEN"];
    let names = OURS.into_iter().chain(["CJA_AUTH_FILE", "CJA_AUTH_JSON"]).chain(older);
    names.fold(env, |env, name| env.without(name))
}

/// `CJA_PRIVATE_KEY` holds the key or names its file.
fn private_key(value: &str) -> Result<Secret, ApiError> {
    if value.contains("-----BEGIN") {
        // Some CI systems keep line breaks as two characters.
        return Ok(Secret::new(value.replace("\\n", "\n")));
    }
    crate::disk::read_text(Path::new(value)).map(Secret::new).map_err(|error| {
        // The value is not shown: it may be a key without its first line.
        let problem =
            format!("CJA_PRIVATE_KEY is neither a key (-----BEGIN …) nor a file that can be read: {}", error.kind());
        ApiError::new(Kind::SignIn, "use the credentials from the environment", problem, "")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::auth::credentials::Grant;

    fn env(pairs: &[(&str, &str)]) -> Env {
        pairs.iter().copied().collect()
    }

    #[test]
    fn our_names_make_oauth_credentials_bound_to_their_addresses() {
        let found = read(&env(&[
            ("CJA_ORG_ID", "A@AdobeOrg"),
            ("CJA_CLIENT_ID", "sandbox-1"),
            ("CJA_CLIENT_SECRET", "p8e"),
            ("CJA_SCOPES", "openid AdobeID"),
            ("CJA_API_URL", "http://127.0.0.1:7070"),
        ]))
        .unwrap()
        .unwrap();
        assert_eq!(found.hosts.ims.as_str(), "http://127.0.0.1:7070/");
        assert!(matches!(found.grant, Grant::OAuth { scopes, .. } if scopes == ["openid", "AdobeID"]));
    }

    #[test]
    fn an_incomplete_set_of_our_names_is_an_error_that_names_the_rest() {
        let error = read(&env(&[("CJA_CLIENT_ID", "0f")])).unwrap_err();
        assert_eq!(error.kind(), Kind::SignIn);
        assert!(error.to_string().contains("CJA_ORG_ID, CJA_CLIENT_SECRET"), "{error}");
    }

    #[test]
    fn older_names_count_only_as_a_complete_set() {
        let set = [("ORG_ID", "A@AdobeOrg"), ("CLIENT_ID", "0f"), ("SECRET", "p8e"), ("SCOPES", "openid")];
        assert!(read(&env(&set)).unwrap().is_some());
        assert!(read(&env(&set[..3])).unwrap().is_none());
        let postman = [("IMS_ORG", "A@AdobeOrg"), ("API_KEY", "0f"), ("ACCESS_TOKEN", "ey.x")];
        assert!(matches!(read(&env(&postman)).unwrap().unwrap().grant, Grant::Bearer { .. }));
        assert!(read(&env(&postman[1..])).unwrap().is_none());
    }

    #[test]
    fn the_text_of_a_downloaded_file_may_stand_in_one_variable() {
        let text = r#"{"CLIENT_ID": "0f", "CLIENT_SECRETS": ["p8e"], "ORG_ID": "A@AdobeOrg", "SCOPES": ["openid"]}"#;
        let found = read(&env(&[("CJA_AUTH_JSON", text)])).unwrap().unwrap();
        assert_eq!(found.hosts, Hosts::read(None, None).unwrap());
        let beside = [("CJA_AUTH_JSON", text), ("CJA_API_URL", "http://127.0.0.1:7070")];
        assert_eq!(read(&env(&beside)).unwrap().unwrap().hosts.api.as_str(), "http://127.0.0.1:7070/");
        let error = read(&env(&[("CJA_AUTH_JSON", "{\"secret\": \"planted\", }")])).unwrap_err().to_string();
        assert!(error.contains("CJA_AUTH_JSON") && !error.contains("planted"), "{error}");
    }

    #[test]
    fn what_is_no_credential_stays_when_credentials_are_taken_out() {
        let kept = without_credentials(env(&[("CJA_AUTH_FILE", "x"), ("SECRET", "s"), ("CJA_API_URL", "http://h")]));
        assert!(read(&kept).unwrap().is_none());
        assert_eq!(kept.get("CJA_API_URL"), Some("http://h"));
    }

    #[test]
    fn addresses_alone_are_no_credentials() {
        assert!(
            read(&env(&[("CJA_API_URL", "http://127.0.0.1:1"), ("CJA_IMS_URL", "http://127.0.0.1:1")]))
                .unwrap()
                .is_none()
        );
    }

    #[test]
    fn a_key_that_is_neither_text_nor_file_is_not_shown() {
        let error = read(&env(&[("CJA_PRIVATE_KEY", "MIIplanted")])).unwrap_err().to_string();
        assert!(error.contains("CJA_PRIVATE_KEY") && !error.contains("planted"), "{error}");
    }
}
