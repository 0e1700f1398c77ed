//! A sandbox and somebody who talks to it.

use cja_lsp::sandbox::{Credential, Options, Running, Sandbox};
use reqwest::{Client, Method, RequestBuilder};
use serde_json::{Value, json};

/// Demo ids that tests name.
pub(crate) const WEB: &str = "dg_0f0e0d0c-1111-2222-3333-444455556666";
pub(crate) const VIEW: &str = "dv_65f0a1b2c3d4e5f607182900";
pub(crate) const DELETED: &str = "dv_65f0a1b2c3d4e5f607182919";
pub(crate) const SEGMENT: &str = "s300000001_65f0a1b2c3d4e5f607183000";

/// Positions in `Running::credentials`.
pub(crate) const MAIN: usize = 0;
pub(crate) const ANALYST: usize = 1;
pub(crate) const SERVICE_ACCOUNT: usize = 2;
pub(crate) const NO_PROFILE: usize = 3;
pub(crate) const SECOND_ORG: usize = 4;

/// All sixteen expansions.
pub(crate) const ALL: &str = "name,description,owner,isDeleted,parentDataGroupId,segmentList,currentTimezoneOffset,\
    timezoneDesignator,modified,createdDate,organization,curationEnabled,recentRecordedAccess,sessionDefinition,\
    externalData,containerNames";

/// An answer.
#[derive(Debug)]
pub(crate) struct Got {
    pub(crate) status: u16,
    pub(crate) json: Value,
}

/// Somebody signed in.
pub(crate) struct User {
    pub(crate) running: Running,
    pub(crate) http: Client,
    pub(crate) credential: Credential,
    pub(crate) token: String,
}

pub(crate) fn http() -> Client {
    // One client per test: each has a runtime of its own, and connections do not outlive it.
    Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().unwrap()
}

/// A fresh demo world, seen by its first credential.
pub(crate) async fn demo() -> User {
    start(Options::default()).await
}

pub(crate) async fn start(options: Options) -> User {
    User::sign_in(Sandbox::start(options).unwrap(), MAIN).await
}

impl User {
    pub(crate) async fn sign_in(running: Running, index: usize) -> Self {
        let (http, credential) = (http(), running.credentials[index].clone());
        let token = token(&http, &running.base_url, &credential).await;
        Self { running, http, credential, token }
    }

    /// The same sandbox, another credential.
    pub(crate) async fn becomes(self, index: usize) -> Self {
        Self::sign_in(self.running, index).await
    }

    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http
            .request(method, format!("{}{path}", self.running.base_url))
            .header("authorization", format!("Bearer {}", self.token))
            .header("x-api-key", &self.credential.client_id)
            .header("x-gw-ims-org-id", &self.credential.organization)
    }

    pub(crate) async fn get(&self, path: &str) -> Got {
        got(self.request(Method::GET, path)).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Got {
        got(self.request(Method::POST, path).json(&body)).await
    }

    pub(crate) async fn put(&self, path: &str, body: Value) -> Got {
        got(self.request(Method::PUT, path).json(&body)).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Got {
        got(self.request(Method::DELETE, path)).await
    }

    /// How many a list has in all.
    pub(crate) async fn total(&self, path: &str) -> u64 {
        self.get(path).await.json["totalElements"].as_u64().unwrap()
    }

    pub(crate) async fn fault(&self, fault: Value) {
        let answer = self.post("/__sandbox/faults", fault).await;
        assert_eq!(answer.status, 200, "{answer:?}");
    }

    /// What was received.
    pub(crate) async fn requests(&self) -> Vec<Value> {
        self.get("/__sandbox/requests").await.json["requests"].as_array().unwrap().clone()
    }
}

/// Sends and reads; an empty or foreign body is `null`.
pub(crate) async fn got(request: RequestBuilder) -> Got {
    let response = request.send().await.unwrap();
    let status = response.status().as_u16();
    let text = response.text().await.unwrap();
    Got { status, json: serde_json::from_str(&text).unwrap_or(Value::Null) }
}

pub(crate) async fn token(http: &Client, base: &str, credential: &Credential) -> String {
    let answer = if credential.scopes.is_empty() {
        let form = [
            ("client_id", credential.client_id.clone()),
            ("client_secret", credential.secrets[0].clone()),
            ("jwt_token", assertion(credential, |_| ())),
        ];
        got(http.post(format!("{base}/ims/exchange/jwt")).form(&form)).await
    } else {
        got(http.post(format!("{base}/ims/token/v3")).form(&oauth(credential))).await
    };
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json["access_token"].as_str().unwrap().to_owned()
}

/// The form of the client credentials grant.
pub(crate) fn oauth(credential: &Credential) -> Vec<(&'static str, String)> {
    vec![
        ("grant_type", "client_credentials".into()),
        ("client_id", credential.client_id.clone()),
        ("client_secret", credential.secrets[0].clone()),
        ("scope", credential.scopes.join(",")),
    ]
}

/// A signed assertion as existing clients make it; `change` spoils its claims.
pub(crate) fn assertion(credential: &Credential, change: impl FnOnce(&mut Value)) -> String {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    let mut claims = json!({
        "exp": now + 86_400, "iss": credential.organization, "sub": credential.technical_account_id,
        "https://ims-na1.adobelogin.com/s/ent_cja_sdk": true,
        "https://ims-na1.adobelogin.com/s/ent_dataservices_sdk": true,
        "aud": format!("https://ims-na1.adobelogin.com/c/{}", credential.client_id),
    });
    change(&mut claims);
    sign(&claims, include_bytes!("keys/sandbox-only.private.pem"))
}

pub(crate) fn sign(claims: &Value, key: &[u8]) -> String {
    use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
    encode(&Header::new(Algorithm::RS256), claims, &EncodingKey::from_rsa_pem(key).unwrap()).unwrap()
}

/// The smallest body that creates a data view.
pub(crate) fn smallest(name: &str) -> Value {
    json!({"name": name, "parentDataGroupId": WEB, "timezoneDesignator": "Europe/Berlin",
        "sessionDefinition": [{"numPeriods": 30, "granularity": "MINUTE", "func": "INACTIVITY"}]})
}
