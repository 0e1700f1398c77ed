//! Signs the assertion of a service account (RS256), for servers that still take one.

use crate::api::auth::secret::Secret;
use crate::api::error::{ApiError, Kind};
use crate::api::hosts::IMS;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Map, json};

/// The metascopes of the Customer Journey Analytics API and the Experience Platform API.
const METASCOPES: [&str; 2] = ["ent_cja_sdk", "ent_dataservices_sdk"];
/// How long the assertion is good for, in seconds: it is used at once.
const LIFE: i64 = 300;

/// Signs. `now` is in seconds since 1970. Audience and metascopes name Adobe's own host wherever the assertion is sent,
/// as other clients do.
///
/// # Errors
/// [`Kind::SignIn`] when the key is no RSA key in PEM.
pub fn sign(org: &str, client_id: &str, account: &str, key: &Secret, now: i64) -> Result<Secret, ApiError> {
    let mut claims = Map::new();
    claims.insert("exp".into(), json!(now + LIFE));
    claims.insert("iss".into(), json!(org));
    claims.insert("sub".into(), json!(account));
    claims.insert("aud".into(), json!(format!("{IMS}/c/{client_id}")));
    claims.extend(METASCOPES.map(|scope| (format!("{IMS}/s/{scope}"), json!(true))));
    let wrong = || {
        let problem = "the private key is not an RSA key in PEM form (-----BEGIN PRIVATE KEY----- or -----BEGIN RSA PRIVATE KEY-----)";
        ApiError::new(Kind::SignIn, "sign in", problem, "Use the private.key that was downloaded with the credential.")
    };
    let key = EncodingKey::from_rsa_pem(key.expose().trim().as_bytes()).map_err(|_| wrong())?;
    jsonwebtoken::encode(&Header::new(Algorithm::RS256), &claims, &key).map(Secret::new).map_err(|_| wrong())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jsonwebtoken::{DecodingKey, Validation};

    /// A key made for this test alone.
    const PKCS8: &str = include_str!("jwt/test-only.pkcs8.pem");
    const PKCS1: &str = include_str!("jwt/test-only.pkcs1.pem");
    const PUBLIC: &str = include_str!("jwt/test-only.public.pem");

    fn signed(key: &str) -> String {
        sign("A@AdobeOrg", "0f", "t@techacct.adobe.com", &Secret::new(key.into()), 4_000_000_000)
            .unwrap()
            .expose()
            .to_owned()
    }

    #[test]
    fn both_forms_of_key_make_a_valid_signature_over_the_documented_claims() {
        for key in [PKCS8, PKCS1] {
            let mut validation = Validation::new(Algorithm::RS256);
            validation.set_audience(&["https://ims-na1.adobelogin.com/c/0f"]);
            let public = DecodingKey::from_rsa_pem(PUBLIC.as_bytes()).unwrap();
            let claims = jsonwebtoken::decode::<serde_json::Value>(signed(key), &public, &validation).unwrap().claims;
            assert_eq!(
                (claims["iss"].as_str(), claims["sub"].as_str()),
                (Some("A@AdobeOrg"), Some("t@techacct.adobe.com"))
            );
            assert_eq!(claims["exp"], 4_000_000_300_i64);
            for scope in ["ent_cja_sdk", "ent_dataservices_sdk"] {
                assert_eq!(claims[format!("https://ims-na1.adobelogin.com/s/{scope}")], true);
            }
        }
    }

    #[test]
    fn a_key_that_is_none_is_refused_without_being_shown() {
        let key = Secret::new("-----BEGIN PRIVATE KEY-----\nplanted\n-----END PRIVATE KEY-----".into());
        let error = sign("A@AdobeOrg", "0f", "t", &key, 0).unwrap_err();
        assert_eq!(error.kind(), Kind::SignIn);
        assert!(!error.to_string().contains("planted"));
    }
}
