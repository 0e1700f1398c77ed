//! Adobe's sign-in service (IMS): which request asks for a token, and what its answer means. Pure.

use crate::api::auth::credentials::{Credentials, Grant};
use crate::api::auth::fields::JWT_RETIRED;
use crate::api::auth::jwt;
use crate::api::auth::secret::Secret;
use crate::api::error::{ApiError, Kind, plain};
use serde_json::Value;

/// An access token and the end of its life, in milliseconds since 1970.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// What goes into `Authorization: Bearer`.
    pub value: Secret,
    /// When the service stops taking it.
    pub expires_at: i64,
    /// From when on a new one should be asked for.
    pub renew_at: i64,
}

impl Token {
    /// `life` is in milliseconds. A token counts as gone a minute early, or a tenth of a short life.
    #[must_use]
    pub fn new(value: Secret, now: i64, life: i64) -> Self {
        let expires_at = now.saturating_add(life.max(0));
        Self { value, expires_at, renew_at: expires_at - (life / 10).clamp(0, 60_000) }
    }
}

/// What to send: a path below the sign-in host and a form. The secrets of a credential that has two are tried in turn.
#[derive(Debug)]
pub struct TokenRequest {
    /// Below the sign-in host.
    pub path: &'static str,
    /// The form.
    pub form: Vec<(&'static str, Secret)>,
    /// The unit of `expires_in`, in milliseconds.
    unit: i64,
}

/// The requests that may bring a token, in order. `now` is in milliseconds since 1970. Empty for a plain access token.
///
/// # Errors
/// [`Kind::SignIn`] when the private key is unusable.
pub fn requests(credentials: &Credentials, now: i64) -> Result<Vec<TokenRequest>, ApiError> {
    let text = |value: &str| Secret::new(value.to_owned());
    match &credentials.grant {
        Grant::OAuth { secrets, scopes } => Ok(secrets
            .iter()
            .map(|secret| TokenRequest {
                path: "/ims/token/v3",
                form: vec![
                    ("grant_type", text("client_credentials")),
                    ("client_id", text(&credentials.client_id)),
                    ("client_secret", secret.clone()),
                    ("scope", text(&scopes.join(","))),
                ],
                unit: 1000,
            })
            .collect()),
        Grant::Jwt { secret, account, key } => {
            let assertion = jwt::sign(&credentials.org, &credentials.client_id, account, key, now / 1000)?;
            let form = vec![
                ("client_id", text(&credentials.client_id)),
                ("client_secret", secret.clone()),
                ("jwt_token", assertion),
            ];
            // This endpoint counts in milliseconds, as the clients that used it show.
            Ok(vec![TokenRequest { path: "/ims/exchange/jwt", form, unit: 1 }])
        }
        Grant::Bearer { .. } => Ok(Vec::new()),
    }
}

impl TokenRequest {
    /// Reads the answer. `now` is in milliseconds since 1970.
    ///
    /// # Errors
    /// [`Kind::SignIn`] with the service's own words and what to do.
    pub fn answer(&self, credentials: &Credentials, status: u16, text: &str, now: i64) -> Result<Token, ApiError> {
        let value: Value = serde_json::from_str(text).unwrap_or(Value::Null);
        let token = value.get("access_token").and_then(Value::as_str).filter(|_| status == 200);
        if let Some(token) = token {
            // Five minutes when the answer does not say: short enough to be safe, long enough to be used.
            let life = value.get("expires_in").and_then(Value::as_f64).map_or(300_000, |life| whole(life) * self.unit);
            return Ok(Token::new(Secret::new(token.to_owned()), now, life));
        }
        let member = |name: &str| value.get(name).and_then(Value::as_str).map(|text| plain(&credentials.scrub(text)));
        // A gateway in between has its own word for it.
        let (code, description) = (
            member("error").or_else(|| member("error_code")),
            member("error_description").or_else(|| member("message")),
        );
        let (kind, problem, advice) = match (&code, description, status) {
            // These say nothing about the credentials, whatever else the answer says.
            (_, _, 429) => (Kind::RateLimit, "the sign-in service is asked too often".to_owned(), LATER.to_owned()),
            (_, _, 408 | 500..) => (Kind::Server, "the sign-in service has a fault".to_owned(), LATER.to_owned()),
            (Some(code), Some(text), _) => {
                (Kind::SignIn, format!("the sign-in service says \"{text}\""), advice(code, credentials))
            }
            (Some(code), None, _) => {
                (Kind::SignIn, "the sign-in service refuses".to_owned(), advice(code, credentials))
            }
            _ => {
                let advice = "Is there a proxy or a sign-in page in between? Check CJA_IMS_URL.".to_owned();
                (Kind::Shape, "the sign-in service sent something that is no token".to_owned(), advice)
            }
        };
        Err(ApiError::new(kind, format!("sign in as {}", plain(&credentials.client_id)), problem, advice).map(
            |parts| {
                parts.status = Some(status);
                parts.code = code;
            },
        ))
    }
}

const LATER: &str = "Try again in a minute.";

#[allow(clippy::cast_possible_truncation)] // A life beyond i64 is cut to it, which is as good.
fn whole(life: f64) -> i64 {
    life.clamp(0.0, 1e12) as i64
}

fn advice(code: &str, credentials: &Credentials) -> String {
    let jwt = matches!(credentials.grant, Grant::Jwt { .. });
    let first = match code {
        "invalid_client" => {
            "Copy client id and client secret again from the credential's page in the Adobe Developer Console."
        }
        "invalid_scope" if jwt => {
            "Add the Customer Journey Analytics API and the Experience Platform API to the project."
        }
        "invalid_scope" => "Copy the scopes again from the credential's page in the Adobe Developer Console.",
        "unauthorized_client" => {
            "Is it an OAuth Server-to-Server credential? No other kind can sign in without a person."
        }
        "invalid_token" | "invalid_signature" if jwt => {
            "The private key does not fit the certificate of the credential."
        }
        "bad_request" if jwt => "Check the organization id and the technical account id.",
        _ => "Compare the credentials with their page in the Adobe Developer Console.",
    };
    if jwt { format!("{first} {JWT_RETIRED}") } else { first.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::auth::credentials::tests::oauth;

    fn said(text: &str, status: u16) -> ApiError {
        let credentials = oauth("http://127.0.0.1:1");
        requests(&credentials, 0).unwrap()[0].answer(&credentials, status, text, 0).unwrap_err()
    }

    #[test]
    fn the_form_is_the_documented_one() {
        let requests = requests(&oauth("http://127.0.0.1:1"), 0).unwrap();
        let form: Vec<String> =
            requests[0].form.iter().map(|(name, value)| format!("{name}={}", value.expose())).collect();
        assert_eq!(requests[0].path, "/ims/token/v3");
        assert_eq!(
            form.join("&"),
            "grant_type=client_credentials&client_id=0f0e0d0c0b0a09080706050403020100\
             &client_secret=p8e-sandbox-only-planted&scope=openid"
        );
    }

    #[test]
    fn a_token_lives_seconds_here_and_milliseconds_there() {
        let credentials = oauth("http://127.0.0.1:1");
        let answer = |unit, text: &str| {
            let request = TokenRequest { path: "", form: Vec::new(), unit };
            request.answer(&credentials, 200, text, 1_000).unwrap()
        };
        let oauth = answer(1000, r#"{"access_token": "ey.a", "expires_in": 86399}"#);
        assert_eq!((oauth.expires_at, oauth.renew_at), (86_400_000, 86_340_000));
        assert_eq!(answer(1, r#"{"access_token": "ey.a", "expires_in": 86399000}"#), oauth);
        let short = answer(1000, r#"{"access_token": "ey.a", "expires_in": 10}"#);
        assert_eq!((short.expires_at, short.renew_at), (11_000, 10_000));
    }

    #[test]
    fn the_services_words_are_shown_with_what_to_do_and_without_the_secret() {
        let error =
            said(r#"{"error": "invalid_client", "error_description": "bad secret p8e-sandbox-only-planted"}"#, 401);
        assert_eq!(error.kind(), Kind::SignIn);
        assert_eq!(
            error.to_string(),
            "Could not sign in as 0f0e0d0c0b0a09080706050403020100: the sign-in service says \"bad secret [redacted]\" (401 invalid_client). \
             Copy client id and client secret again from the credential's page in the Adobe Developer Console."
        );
    }

    #[test]
    fn faults_and_web_pages_are_not_taken_for_wrong_credentials() {
        assert_eq!(said("<html>", 502).kind(), Kind::Server);
        assert_eq!(said("", 429).kind(), Kind::RateLimit);
        assert_eq!(said(r#"{"error_code": "429050", "message": "Too many requests"}"#, 429).kind(), Kind::RateLimit);
        assert_eq!(said(r#"{"errorCode": "unexpected_error", "error": "x"}"#, 500).kind(), Kind::Server);
        assert_eq!(said("<html>", 200).kind(), Kind::Shape);
    }

    #[test]
    fn a_refused_service_account_is_told_that_its_kind_is_retired() {
        let credentials = Credentials {
            grant: Grant::Jwt { secret: Secret::new("p8e".into()), account: "t".into(), key: Secret::new("k".into()) },
            ..oauth("http://127.0.0.1:1")
        };
        let request = TokenRequest { path: "", form: Vec::new(), unit: 1 };
        let text = r#"{"error": "invalid_token", "error_description": "Could not match JWT signature to any of the bindings"}"#;
        let error = request.answer(&credentials, 400, text, 0).unwrap_err().to_string();
        assert!(error.contains("30 June 2025") && error.contains("OAuth Server-to-Server"), "{error}");
    }
}
