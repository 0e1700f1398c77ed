//! The signed assertion of a service account. Its signature is verified against the key registered for the credential; its
//! audience and metascopes name Adobe's host even when the client talks to a sandbox.

use axum::http::StatusCode;
use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode};
use serde_json::{Map, Value};

use super::super::super::answer::Fail;
use super::super::super::clock::now_ms;
use super::super::super::world::Credential;

const HOST: &str = "https://ims-na1.adobelogin.com";

/// Checks everything that IMS checks.
pub(super) fn check(credential: &Credential, token: &str) -> Result<(), Fail> {
    let bad = |error: &str, text: &str| Fail::ims(StatusCode::BAD_REQUEST, error, text);
    let Some(pem) = &credential.public_key else {
        let text = "the client is missing the exchange_jwt scope";
        return Err(Fail::ims(StatusCode::UNAUTHORIZED, "invalid_client", text));
    };
    if token.is_empty() {
        return Err(bad("invalid_token", "jwt_token parameter is missing"));
    }
    let unusable = |_| bad("invalid_token", "The registered public key cannot be used");
    let key = DecodingKey::from_rsa_pem(pem.as_bytes()).map_err(unusable)?;
    let mut rules = Validation::new(Algorithm::RS256);
    rules.required_spec_claims.clear();
    rules.validate_exp = false;
    rules.validate_aud = false;
    let claims = decode::<Map<String, Value>>(token, &key, &rules).map_err(|error| match error.kind() {
        ErrorKind::InvalidSignature => bad("invalid_token", "Could not match JWT signature to any of the bindings"),
        _ => bad("invalid_token", "Could not decode the JWT token"),
    })?;
    check_claims(credential, &claims.claims).map_err(|(error, text)| bad(error, text))
}

fn check_claims(credential: &Credential, claims: &Map<String, Value>) -> Result<(), (&'static str, &'static str)> {
    let text = |name: &str| claims.get(name).and_then(Value::as_str);
    let expiry = claims.get("exp").and_then(Value::as_u64).ok_or(("bad_request", "exp must be a whole number"))?;
    if expiry <= now_ms() / 1000 {
        return Err(("invalid_token", "JWT token has expired"));
    }
    let audience = format!("{HOST}/c/{}", credential.client_id);
    let named = match claims.get("aud") {
        Some(Value::Array(items)) => items.iter().any(|item| item.as_str() == Some(&audience)),
        other => other.and_then(Value::as_str) == Some(&audience),
    };
    if !named {
        return Err(("invalid_client", "The aud claim does not match the client_id"));
    }
    if text("iss") != Some(&credential.organization) {
        return Err(("bad_request", "The iss claim must be the organization of the credential"));
    }
    if text("sub") != Some(&credential.technical_account_id) {
        return Err(("bad_request", "The sub claim must be the technical account of the credential"));
    }
    let prefix = format!("{HOST}/s/");
    let asked = claims.iter().filter(|(_, value)| **value == Value::Bool(true));
    let mut asked = asked.filter_map(|(name, _)| name.strip_prefix(&prefix)).peekable();
    let none = asked.peek().is_none();
    if none || !asked.all(|scope| credential.metascopes.iter().any(|bound| bound == scope)) {
        return Err(("invalid_scope", "The metascopes in the JWT are not a subset of the metascopes in the binding."));
    }
    Ok(())
}
