//! The parts of credentials under whatever name they came, and how they become [`Credentials`]. Pure.
//!
//! Files and the environment both fill a [`Fields`]; what is missing is then said once, in the names of the source.

use crate::api::auth::credentials::{Credentials, Grant, Origin};
use crate::api::auth::secret::Secret;
use crate::api::error::{ApiError, Kind};
use crate::api::hosts::Hosts;

/// The scopes of Adobe's own example, for sources that name none; all four parameters of the token call are mandatory.
pub const DEFAULT_SCOPES: &str = "openid,AdobeID,read_organizations,additional_info.projectedProductContext";

/// What Adobe's page on the end of JWT says, in two sentences.
pub const JWT_RETIRED: &str = "Adobe retired service account (JWT) credentials on 30 June 2025 and converted the last ones on \
                               1 March 2026. Create an OAuth Server-to-Server credential in the Adobe Developer Console, \
                               download it, and run `cja auth login --from FILE`.";

/// Parts of credentials, none of which need be there.
#[derive(Clone, Debug, Default)]
pub struct Fields {
    /// `…@AdobeOrg`
    pub org: Option<String>,
    /// The client id, also called API key.
    pub client_id: Option<String>,
    /// One or two client secrets.
    pub secrets: Vec<Secret>,
    /// `None` when the source names none.
    pub scopes: Option<Vec<String>>,
    /// The technical account, `…@techacct.adobe.com`.
    pub account: Option<String>,
    /// PEM text of a private key.
    pub key: Option<Secret>,
    /// An access token.
    pub token: Option<Secret>,
    /// The API address.
    pub api: Option<String>,
    /// The sign-in address.
    pub ims: Option<String>,
}

/// The names a source has for the parts, for its messages.
#[derive(Clone, Copy, Debug)]
pub struct Names {
    /// Organization id.
    pub org: &'static str,
    /// Client id.
    pub client_id: &'static str,
    /// Client secret.
    pub secret: &'static str,
    /// Technical account.
    pub account: &'static str,
    /// Private key.
    pub key: &'static str,
}

impl Fields {
    /// Makes credentials of the parts. A token goes before a private key, a private key before a bare secret.
    ///
    /// # Errors
    /// [`Kind::SignIn`] naming every part that is missing or wrong; `hint` follows, such as look-alike names.
    pub fn build(self, names: Names, origin: Origin, hint: &str) -> Result<Credentials, ApiError> {
        let jwt = self.key.is_some() || (self.account.is_some() && self.scopes.is_none());
        let mut missing = Vec::new();
        let mut need = |there: bool, name: &str| {
            if !there {
                missing.push(name.to_owned());
            }
        };
        need(self.org.is_some(), names.org);
        need(self.client_id.is_some(), names.client_id);
        if self.token.is_none() {
            need(!self.secrets.is_empty(), names.secret);
            if jwt {
                need(self.account.is_some(), names.account);
                need(self.key.is_some(), names.key);
            }
        }
        if !missing.is_empty() {
            let mut problem =
                format!("{} {} missing", missing.join(", "), if missing.len() == 1 { "is" } else { "are" });
            if !hint.is_empty() {
                problem = format!("{problem}; {hint}");
            }
            let advice = if jwt && self.key.is_none() { JWT_RETIRED } else { "" };
            return Err(ApiError::new(Kind::SignIn, format!("use the credentials from {origin}"), problem, advice));
        }
        let (org, client_id) = (self.org.unwrap_or_default(), self.client_id.unwrap_or_default());
        let mut secrets = self.secrets;
        let grant = match (self.token, self.account, self.key) {
            (Some(token), _, _) => Grant::Bearer { token },
            (None, Some(account), Some(key)) if jwt && !secrets.is_empty() => {
                Grant::Jwt { secret: secrets.swap_remove(0), account, key }
            }
            _ => Grant::OAuth { secrets, scopes: self.scopes.unwrap_or_else(|| split_scopes(DEFAULT_SCOPES)) },
        };
        sendable(&origin, &org, &client_id, &grant)?;
        let hosts = Hosts::read(self.api.as_deref(), self.ims.as_deref())?;
        Ok(Credentials { org, client_id, grant, hosts, origin })
    }
}

/// Organization, client id and token become header lines, so they cannot hold what a header cannot.
fn sendable(origin: &Origin, org: &str, client_id: &str, grant: &Grant) -> Result<(), ApiError> {
    let wrong =
        |problem: &str| Err(ApiError::new(Kind::SignIn, format!("use the credentials from {origin}"), problem, ""));
    let clean = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic());
    if !org.ends_with("@AdobeOrg") || !clean(org) {
        return wrong(
            "the organization id is not of the form …@AdobeOrg; it stands on the credential's page in the Developer Console",
        );
    }
    if !clean(client_id) {
        return wrong("the client id holds a blank or another character that cannot be sent");
    }
    match grant {
        Grant::Bearer { token } if !clean(token.expose()) => {
            wrong("the access token holds a blank or a line break; copy it again, without the word Bearer")
        }
        _ => Ok(()),
    }
}

/// Splits at commas and blanks, as both are found.
#[must_use]
pub fn split_scopes(text: &str) -> Vec<String> {
    text.split([',', ' ', '\t', '\n']).filter(|scope| !scope.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: Names = Names { org: "ORG", client_id: "ID", secret: "SECRET", account: "ACCOUNT", key: "KEY" };

    fn fields() -> Fields {
        Fields {
            org: Some("A@AdobeOrg".into()),
            client_id: Some("0f".into()),
            secrets: vec![Secret::new("p8e-secret".into())],
            ..Fields::default()
        }
    }

    #[test]
    fn everything_missing_is_named_at_once() {
        let error = Fields::default().build(NAMES, Origin::Caller, "").unwrap_err().to_string();
        assert!(error.contains("ORG, ID, SECRET are missing"), "{error}");
    }

    #[test]
    fn a_bare_secret_is_oauth_with_the_documented_scopes() {
        let credentials = fields().build(NAMES, Origin::Caller, "").unwrap();
        assert!(matches!(credentials.grant, Grant::OAuth { scopes, .. } if scopes.len() == 4));
    }

    #[test]
    fn a_key_makes_it_a_service_account_and_a_token_goes_before_all() {
        let jwt =
            Fields { key: Some(Secret::new("PEM".into())), account: Some("t@techacct.adobe.com".into()), ..fields() };
        assert!(matches!(jwt.clone().build(NAMES, Origin::Caller, "").unwrap().grant, Grant::Jwt { .. }));
        let bearer = Fields { token: Some(Secret::new("ey.token".into())), ..jwt };
        assert!(matches!(bearer.build(NAMES, Origin::Caller, "").unwrap().grant, Grant::Bearer { .. }));
    }

    #[test]
    fn a_service_account_without_its_key_is_told_what_to_create_instead() {
        let error = Fields { account: Some("t@techacct.adobe.com".into()), ..fields() };
        let error = error.build(NAMES, Origin::Caller, "").unwrap_err().to_string();
        assert!(error.contains("KEY is missing") && error.contains("OAuth Server-to-Server"), "{error}");
    }

    #[test]
    fn what_cannot_be_sent_is_refused_without_being_shown() {
        let broken = Fields { token: Some(Secret::new("Bearer ey.planted".into())), ..fields() };
        let error = broken.build(NAMES, Origin::Caller, "").unwrap_err().to_string();
        assert!(error.contains("without the word Bearer") && !error.contains("planted"), "{error}");
        let org = Fields { org: Some("A".into()), ..fields() };
        assert!(org.build(NAMES, Origin::Caller, "").unwrap_err().to_string().contains("@AdobeOrg"));
    }
}
