//! The front of the service: three headers, and whether they belong together. Bodies are the gateway's own.
//!
//! Codes 401013, 403003 and 403025 were observed; 401010 and 403000 for what is missing are inferred.

use axum::http::HeaderMap;

use super::Shared;
use super::answer::Fail;
use super::world::Credential;

/// Who asks: the account behind the token.
#[derive(Debug, Clone)]
pub(crate) struct Caller {
    pub(crate) organization: String,
    pub(crate) client_id: String,
    /// The technical account, an IMS user id.
    pub(crate) user_id: String,
    pub(crate) email: String,
    pub(crate) product_admin: bool,
    /// The token's number, by which it can be taken back.
    pub(crate) token: u64,
}

/// Checks the headers of a call to the service.
pub(crate) fn check(app: &Shared, headers: &HeaderMap) -> Result<Caller, Fail> {
    let text =
        |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim).filter(|v| !v.is_empty());
    let api_key = text("x-api-key").ok_or_else(|| Fail::gateway("403000", "Api Key is required"))?;
    let bearer = text("authorization").ok_or_else(|| Fail::gateway("401010", "Oauth token is missing"))?;
    let invalid = || Fail::gateway("401013", "Oauth token is not valid");
    let (scheme, token) = bearer.split_once(' ').ok_or_else(invalid)?;
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(invalid());
    }
    let grant = app.tokens.check(token.trim()).ok_or_else(invalid)?;
    let credential = app.store.read(|world| world.credentials().find(|c| c.client_id == grant.client_id).cloned());
    let credential: Credential = credential.ok_or_else(invalid)?;
    if api_key != credential.client_id {
        return Err(Fail::gateway("403003", "Api Key is invalid"));
    }
    let organization =
        text("x-gw-ims-org-id").ok_or_else(|| Fail::gateway("403000", "x-gw-ims-org-id header is required"))?;
    if organization != credential.organization || !credential.product_profile {
        return Err(Fail::gateway("403025", "Profile is not valid"));
    }
    Ok(Caller {
        organization: credential.organization,
        client_id: credential.client_id,
        user_id: credential.technical_account_id,
        email: credential.technical_account_email,
        product_admin: credential.product_admin,
        token: grant.number,
    })
}
