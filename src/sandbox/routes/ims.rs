//! Signing in: client credentials and the older signed assertion (JWT). Parameters come in a form body or in the query.
//!
//! Errors have IMS's own form and words; nothing here is ever compared with the sandbox's own address.

mod assertion;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::post;
use serde_json::json;

use super::super::Shared;
use super::super::answer::{Answer, Fail, Reply};
use super::super::call::{Call, Query};
use super::super::world::Credential;

pub(crate) fn router() -> Router<Shared> {
    Router::new()
        .route("/ims/token/v3", post(token).fallback(post_only))
        .route("/ims/exchange/jwt", post(exchange).fallback(post_only))
}

async fn post_only() -> Fail {
    Fail::ims(StatusCode::METHOD_NOT_ALLOWED, "bad_request", "Only POST is supported")
}

/// The parameters: those of a form body win over the query's.
struct Parameters {
    form: Query,
    query: Query,
}

impl Parameters {
    fn of(call: &Call) -> Self {
        let form = if call.is_form { Query::parse(&String::from_utf8_lossy(&call.body)) } else { Query::default() };
        Self { form, query: call.query.clone() }
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.form.get(name).or_else(|| self.query.get(name))
    }
}

/// The credential that the client id and secret belong to.
fn authenticate(app: &Shared, parameters: &Parameters) -> Result<Credential, Fail> {
    let bad = |text: &str| Fail::ims(StatusCode::BAD_REQUEST, "invalid_client", text);
    let client_id = parameters.get("client_id").ok_or_else(|| bad("client_id parameter is missing"))?;
    let credential = app.store.read(|world| world.credentials().find(|c| c.client_id == client_id).cloned());
    let credential = credential.ok_or_else(|| bad("invalid client_id parameter"))?;
    let secret = parameters.get("client_secret").unwrap_or_default();
    if !credential.secrets.iter().any(|known| known == secret) {
        return Err(Fail::ims(StatusCode::UNAUTHORIZED, "invalid_client", "invalid client_secret parameter"));
    }
    Ok(credential)
}

fn issue(app: &Shared, credential: &Credential) -> Result<String, Fail> {
    let failed = || Fail::ims(StatusCode::INTERNAL_SERVER_ERROR, "server_error", "The token could not be signed");
    app.tokens.issue(&credential.client_id).ok_or_else(failed)
}

/// `POST /ims/token/v3`. The lifetime is in seconds.
async fn token(State(app): State<Shared>, call: Call) -> Reply {
    let parameters = Parameters::of(&call);
    let bad = |error: &str, text: &str| Fail::ims(StatusCode::BAD_REQUEST, error, text);
    match parameters.get("grant_type") {
        Some("client_credentials") => {}
        Some(_) => return Err(bad("unauthorized_client", "the grant_type is not allowed for this client")),
        None => return Err(bad("bad_request", "grant_type parameter is missing")),
    }
    let credential = authenticate(&app, &parameters)?;
    if credential.scopes.is_empty() {
        return Err(bad("unauthorized_client", "the client is not allowed to use the client_credentials grant"));
    }
    let scopes = parameters.get("scope").ok_or_else(|| bad("invalid_scope", "scope parameter is missing"))?;
    let unknown = scopes.split(',').map(str::trim).find(|scope| !credential.scopes.iter().any(|bound| bound == scope));
    if let Some(scope) = unknown {
        return Err(bad("invalid_scope", &format!("The scope '{scope}' is not bound to this client")));
    }
    let expires_in = app.tokens.lifetime().as_secs();
    Ok(Answer(json!({"access_token": issue(&app, &credential)?, "token_type": "bearer", "expires_in": expires_in})))
}

/// `POST /ims/exchange/jwt`. The lifetime is in milliseconds.
async fn exchange(State(app): State<Shared>, call: Call) -> Reply {
    let parameters = Parameters::of(&call);
    let credential = authenticate(&app, &parameters)?;
    assertion::check(&credential, parameters.get("jwt_token").unwrap_or_default())?;
    let expires_in = u64::try_from(app.tokens.lifetime().as_millis()).unwrap_or(u64::MAX);
    Ok(Answer(json!({"token_type": "bearer", "access_token": issue(&app, &credential)?, "expires_in": expires_in})))
}
