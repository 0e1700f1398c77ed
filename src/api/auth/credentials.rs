//! Credentials as a value: an organization, a client id, a way to a token, and the addresses they are bound to.

use crate::api::auth::secret::Secret;
use crate::api::hosts::Hosts;
use std::fmt;
use std::path::PathBuf;

/// Everything needed to call the API. Can be printed: what is secret in it prints as `[redacted]`.
#[derive(Clone, Debug)]
pub struct Credentials {
    /// `…@AdobeOrg`, sent as `x-gw-ims-org-id`.
    pub org: String,
    /// Sent as `x-api-key`.
    pub client_id: String,
    /// How a token is got.
    pub grant: Grant,
    /// Where they may go.
    pub hosts: Hosts,
    /// Where they were found.
    pub origin: Origin,
}

/// The way to an access token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Grant {
    /// OAuth Server-to-Server (client credentials), the one for tools.
    OAuth {
        /// The first that works; a credential may have two while one replaces the other.
        secrets: Vec<Secret>,
        /// As the credential's page in the Developer Console lists them.
        scopes: Vec<String>,
    },
    /// Service account (JWT). Retired by Adobe; kept for servers that still take it.
    Jwt {
        /// The client secret, which the exchange wants besides the signature.
        secret: Secret,
        /// `…@techacct.adobe.com`.
        account: String,
        /// PEM text, PKCS#1 or PKCS#8.
        key: Secret,
    },
    /// An access token that somebody else got. It cannot be renewed.
    Bearer {
        /// The token.
        token: Secret,
    },
}

impl Grant {
    /// For people.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::OAuth { .. } => "OAuth Server-to-Server",
            Self::Jwt { .. } => "service account (JWT)",
            Self::Bearer { .. } => "access token",
        }
    }
}

/// Where credentials were found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A file named on the command line or by `CJA_AUTH_FILE`.
    File(PathBuf),
    /// Environment variables, the first of which is named.
    Environment(&'static str),
    /// The user's store, under this profile.
    Store(String),
    /// The user's command for this profile.
    Command(String),
    /// Handed over by the caller, such as an editor's secret storage.
    Caller,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => write!(f, "the file {}", path.display()),
            Self::Environment(name) => write!(f, "the environment ({name}, …)"),
            Self::Store(profile) => write!(f, "your store, profile \"{profile}\""),
            Self::Command(profile) => write!(f, "your command for profile \"{profile}\""),
            Self::Caller => f.write_str("the editor"),
        }
    }
}

/// How the client secrets of the local sandbox begin. Its client ids look like Adobe's, since real clients use them.
pub const SANDBOX_SECRET: &str = "p8e-sandbox-only-";
/// How an access token may begin that was made up for a local server.
pub const SANDBOX_TOKEN: &str = "sandbox-only-";

impl Credentials {
    /// Whether these can only be meant for a server on this machine: every secret says so, or the token was signed with a
    /// shared key (HS256), as the sandbox does and Adobe does not.
    #[must_use]
    pub fn is_sandbox(&self) -> bool {
        match &self.grant {
            Grant::OAuth { secrets, .. } => secrets.iter().all(|secret| secret.expose().starts_with(SANDBOX_SECRET)),
            Grant::Jwt { secret, .. } => secret.expose().starts_with(SANDBOX_SECRET),
            Grant::Bearer { token } => {
                let signed = || {
                    jsonwebtoken::decode_header(token.expose())
                        .is_ok_and(|header| header.alg == jsonwebtoken::Algorithm::HS256)
                };
                token.expose().starts_with(SANDBOX_TOKEN) || signed()
            }
        }
    }

    /// Takes every secret of these credentials out of a text that came from outside.
    #[must_use]
    pub fn scrub(&self, text: &str) -> String {
        let secrets: Vec<&Secret> = match &self.grant {
            Grant::OAuth { secrets, .. } => secrets.iter().collect(),
            Grant::Jwt { secret, key, .. } => vec![secret, key],
            Grant::Bearer { token } => vec![token],
        };
        secrets.into_iter().fold(text.to_owned(), |text, secret| secret.scrub(&text))
    }

    /// A name for these credentials in file names: the same client of the same organization at the same addresses shares
    /// its token and its pace. Holds no secret.
    #[must_use]
    pub fn key(&self) -> String {
        let scopes = match &self.grant {
            Grant::OAuth { scopes, .. } => scopes.join(","),
            Grant::Jwt { account, .. } => account.clone(),
            Grant::Bearer { .. } => String::new(),
        };
        let parts =
            [&self.org, &self.client_id, self.grant.name(), &scopes, self.hosts.api.as_str(), self.hosts.ims.as_str()];
        format!("{}-{:016x}", tame(&self.client_id), fnv(&parts.join("\n")))
    }

    /// A name for the limit these credentials share: the API counts per client, however the token was got.
    #[must_use]
    pub fn pace_key(&self) -> String {
        format!("{}-{:016x}", tame(&self.client_id), fnv(&format!("{}\n{}", self.client_id, self.hosts.api)))
    }

    /// A name for the organization at its address, whoever calls.
    #[must_use]
    pub fn org_key(&self) -> String {
        format!("{}-{:016x}", tame(&self.org), fnv(&format!("{}\n{}", self.org, self.hosts.api)))
    }
}

/// The letters of an id that are safe in a file name.
fn tame(id: &str) -> String {
    id.chars().filter(|c| c.is_ascii_alphanumeric() || "-_".contains(*c)).take(40).collect()
}

/// FNV-1a: the same in every build, unlike the standard library's hasher, so that two versions of this program share.
fn fnv(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// OAuth credentials of the sandbox at an address.
    pub(crate) fn oauth(api: &str) -> Credentials {
        Credentials {
            org: "A@AdobeOrg".into(),
            client_id: "0f0e0d0c0b0a09080706050403020100".into(),
            grant: Grant::OAuth {
                secrets: vec![Secret::new("p8e-sandbox-only-planted".into())],
                scopes: vec!["openid".into()],
            },
            hosts: Hosts::read(Some(api), None).unwrap(),
            origin: Origin::Caller,
        }
    }

    #[test]
    fn printing_credentials_shows_no_secret() {
        let credentials = oauth("http://127.0.0.1:1");
        assert!(!format!("{credentials:?}").contains("planted"));
        assert_eq!(credentials.scrub("what is p8e-sandbox-only-planted?"), "what is [redacted]?");
    }

    #[test]
    fn the_sandboxs_credentials_are_told_from_real_ones() {
        let with = |grant| Credentials { grant, ..oauth("http://127.0.0.1:1") }.is_sandbox();
        let secret = |text: &str| Secret::new(text.to_owned());
        assert!(oauth("http://127.0.0.1:1").is_sandbox());
        assert!(!with(Grant::OAuth {
            secrets: vec![secret("p8e-sandbox-only-a"), secret("p8e-real")],
            scopes: Vec::new()
        }));
        assert!(!with(Grant::Jwt { secret: secret("p8e-real"), account: String::new(), key: secret("k") }));
        assert!(with(Grant::Bearer { token: secret("sandbox-only-token") }));
        // {"typ":"JWT","alg":"HS256"} and {"alg":"RS256"}.
        assert!(with(Grant::Bearer { token: secret("eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.e30.c2ln") }));
        assert!(!with(Grant::Bearer { token: secret("eyJhbGciOiJSUzI1NiJ9.e30.c2ln") }));
    }

    #[test]
    fn the_key_tells_clients_apart_and_not_secrets() {
        let one = oauth("http://127.0.0.1:1");
        let rotated = Credentials {
            grant: Grant::OAuth {
                secrets: vec![Secret::new("p8e-sandbox-only-new".into())],
                scopes: vec!["openid".into()],
            },
            ..one.clone()
        };
        assert_eq!(one.key(), rotated.key());
        assert_ne!(one.key(), oauth("http://127.0.0.1:2").key());
        assert_eq!(one.org_key(), rotated.org_key());
        assert_ne!(one.org_key(), oauth("http://127.0.0.1:2").org_key());
        assert!(one.key().starts_with("0f0e0d0c0b0a09080706050403020100-"));
    }
}
