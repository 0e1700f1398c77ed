//! Both token endpoints, and what IMS says when something is wrong.

use std::time::Duration;

use cja_lsp::sandbox::Options;
use serde_json::json;

use super::support::*;

async fn sign_in(user: &User, change: impl FnOnce(&mut Vec<(&'static str, String)>)) -> Got {
    let mut form = oauth(&user.credential);
    change(&mut form);
    got(user.http.post(format!("{}/ims/token/v3", user.running.base_url)).form(&form)).await
}

async fn exchange(user: &User, assertion: String) -> Got {
    let credential = &user.running.credentials[SERVICE_ACCOUNT];
    let form = [
        ("client_id", credential.client_id.clone()),
        ("client_secret", credential.secrets[0].clone()),
        ("jwt_token", assertion),
    ];
    got(user.http.post(format!("{}/ims/exchange/jwt", user.running.base_url)).form(&form)).await
}

#[tokio::test]
async fn client_credentials_give_a_token_in_seconds() {
    let user = demo().await;
    let got = sign_in(&user, |_| ()).await;
    assert_eq!((&got.json["token_type"], &got.json["expires_in"]), (&json!("bearer"), &json!(86_399)));
    assert_eq!(
        sign_in(&user, |form| form[2].1 = user.credential.secrets[1].clone()).await.status,
        200,
        "either secret"
    );
    let query: Vec<String> = oauth(&user.credential).iter().map(|(name, value)| format!("{name}={value}")).collect();
    let request = user.http.post(format!("{}/ims/token/v3?{}", user.running.base_url, query.join("&")));
    assert_eq!(super::support::got(request).await.status, 200, "parameters may stand in the query");
}

#[tokio::test]
async fn wrong_credentials_get_the_documented_errors() {
    let user = demo().await;
    let cases: [(&str, &str, u16, &str); 6] = [
        ("client_id", "00000000000000000000000000000000", 400, "invalid_client"),
        ("client_id", "", 400, "invalid_client"),
        ("client_secret", "wrong", 401, "invalid_client"),
        ("scope", "openid,unheard_of", 400, "invalid_scope"),
        ("scope", "", 400, "invalid_scope"),
        ("grant_type", "password", 400, "unauthorized_client"),
    ];
    for (name, value, status, error) in cases {
        let got = sign_in(&user, |form| form.iter_mut().find(|(n, _)| *n == name).unwrap().1 = value.into()).await;
        assert_eq!((got.status, &got.json["error"]), (status, &json!(error)), "{name}={value}");
        assert!(got.json["error_description"].is_string());
        assert!(!got.json.to_string().contains("wrong"), "secrets are not repeated");
    }
}

#[tokio::test]
async fn a_signed_assertion_gives_a_token_in_milliseconds() {
    let user = demo().await.becomes(SERVICE_ACCOUNT).await;
    assert_eq!(user.get("/configuration/users/me").await.json["id"], user.credential.technical_account_id);
    let got = exchange(&user, assertion(&user.credential, |_| ())).await;
    assert_eq!((&got.json["token_type"], &got.json["expires_in"]), (&json!("bearer"), &json!(86_399_000)));
}

#[tokio::test]
async fn spoiled_assertions_are_refused() {
    let user = demo().await;
    let credential = user.running.credentials[SERVICE_ACCOUNT].clone();
    let spoiled = [
        ("aud", json!("https://ims-na1.adobelogin.com/c/other"), "invalid_client"),
        ("aud", json!(format!("{}/c/{}", user.running.base_url, credential.client_id)), "invalid_client"),
        ("exp", json!(1_500_000_000), "invalid_token"),
        ("exp", json!("tomorrow"), "bad_request"),
        ("iss", json!("other@AdobeOrg"), "bad_request"),
        ("sub", json!("other@techacct.adobe.com"), "bad_request"),
        ("https://ims-na1.adobelogin.com/s/ent_analytics_bulk_ingest_sdk", json!(true), "invalid_scope"),
    ];
    for (claim, value, error) in spoiled {
        let got = exchange(&user, assertion(&credential, |claims| claims[claim] = value)).await;
        assert_eq!((got.status, &got.json["error"]), (400, &json!(error)), "{claim}");
    }
    let none = assertion(&credential, |claims| claims.as_object_mut().unwrap().retain(|name, _| !name.contains("/s/")));
    assert_eq!(exchange(&user, none).await.json["error"], "invalid_scope");
}

#[tokio::test]
async fn the_signature_is_really_verified() {
    let user = demo().await;
    let good = assertion(&user.running.credentials[SERVICE_ACCOUNT], |_| ());
    let (head, signature) = good.rsplit_once('.').unwrap();
    let mut other: Vec<char> = signature.chars().collect();
    other[10] = if other[10] == 'A' { 'B' } else { 'A' };
    let forged = format!("{head}.{}", other.into_iter().collect::<String>());
    let got = exchange(&user, forged).await;
    let expected =
        json!({"error": "invalid_token", "error_description": "Could not match JWT signature to any of the bindings"});
    assert_eq!((got.status, got.json), (400, expected));
    for broken in ["", "a.b.c", "nonsense"] {
        assert_eq!(exchange(&user, broken.into()).await.json["error"], "invalid_token", "{broken}");
    }
}

#[tokio::test]
async fn each_credential_has_one_way_in() {
    let user = demo().await;
    let form = [
        ("client_id", user.credential.client_id.clone()),
        ("client_secret", user.credential.secrets[0].clone()),
        ("jwt_token", "a.b.c".into()),
    ];
    let got = got(user.http.post(format!("{}/ims/exchange/jwt", user.running.base_url)).form(&form)).await;
    assert_eq!((got.status, &got.json["error"]), (401, &json!("invalid_client")));
    let service = user.becomes(SERVICE_ACCOUNT).await;
    let got = sign_in(&service, |form| form[3].1 = "openid".into()).await;
    assert_eq!((got.status, &got.json["error"]), (400, &json!("unauthorized_client")));
}

#[tokio::test]
async fn tokens_end() {
    let user = start(Options { token_lifetime: Duration::ZERO, ..Options::default() }).await;
    let got = user.get("/data/dataviews").await;
    assert_eq!((got.status, got.json), (401, json!({"error_code": "401013", "message": "Oauth token is not valid"})));
}
