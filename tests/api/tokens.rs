//! One token for everybody.

use crate::desk::{desk, desk_with};
use cja_lsp::api::auth::credentials::{Credentials, Grant, Origin};
use cja_lsp::api::auth::file;
use cja_lsp::api::client::{Client, ClientOptions};
use cja_lsp::api::endpoints::{data_views, users};
use cja_lsp::api::hosts::Hosts;
use cja_lsp::api::{Kind, Secret};
use cja_lsp::sandbox::Options;
use std::path::Path;
use std::time::Duration;

const MINT: &str = "POST /ims/token/v3";

#[tokio::test]
async fn a_hundred_clients_mint_one_token() {
    let desk = desk();
    for _ in 0..100 {
        desk.client().send(&users::me()).await.unwrap();
    }
    assert_eq!(desk.count(MINT).await, 1);
}

#[tokio::test]
async fn callers_that_start_together_mint_one_token() {
    let desk = desk();
    let (one, other) = (desk.client(), desk.client());
    let calls: Vec<_> = (0..20)
        .map(|n| {
            let client = if n % 2 == 0 { one.clone() } else { other.clone() };
            tokio::spawn(async move { client.send(&users::me()).await })
        })
        .collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    assert_eq!(desk.count(MINT).await, 1);
}

#[tokio::test]
async fn a_refused_token_is_replaced_once_for_all_who_had_it() {
    let desk = desk();
    let client = desk.client();
    client.send(&users::me()).await.unwrap();
    desk.fault("GET /configuration/users/me", "expired-token", 1).await;
    let calls: Vec<_> = (0..20)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.send(&users::me()).await })
        })
        .collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    assert_eq!(desk.count(MINT).await, 2);
}

#[tokio::test]
async fn a_token_that_is_over_is_replaced_before_it_is_used() {
    let desk = desk_with(Options { token_lifetime: Duration::ZERO, ..Options::default() });
    let client = desk.client();
    // It is over as soon as it is minted, so each call wants another, and the service takes none.
    assert_eq!(client.send(&users::me()).await.unwrap_err().kind(), Kind::SignIn);
    assert!(desk.count(MINT).await >= 2);
}

#[tokio::test]
async fn the_second_client_secret_is_tried_when_the_first_is_refused() {
    let desk = desk();
    let Credentials { org, client_id, grant, hosts, .. } = desk.connect().target().unwrap().credentials;
    let Grant::OAuth { mut secrets, scopes } = grant else { panic!("the sandbox's first credential is OAuth") };
    secrets.insert(0, Secret::new("p8e-sandbox-only-rotated-away".into()));
    let rotated =
        Credentials { org, client_id, grant: Grant::OAuth { secrets, scopes }, hosts, origin: Origin::Caller };
    Client::new(rotated, ClientOptions::default()).unwrap().send(&users::me()).await.unwrap();
    assert_eq!(desk.count(MINT).await, 2);
}

#[tokio::test]
async fn a_person_who_waits_for_the_sign_in_is_told() {
    let desk = desk();
    desk.fault_with(serde_json::json!({"route": MINT, "kind": "500-before", "count": 1})).await;
    desk.fault_with(serde_json::json!({"route": MINT, "kind": "429", "count": 1})).await;
    let told = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let sink = told.clone();
    let client = desk.client().with_watcher(move |event| sink.lock().unwrap().push(event.to_string()));
    client.send(&users::me()).await.unwrap();
    let told = told.lock().unwrap();
    assert_eq!(*told, ["the service has a fault (500); trying again in 1 s", "waiting for the API (1 s)"]);
}

#[tokio::test]
async fn a_wrong_secret_is_answered_in_the_services_words() {
    let desk = desk();
    let env = desk.env.clone().with("CJA_CLIENT_SECRET", "p8e-sandbox-only-wrong");
    let client = cja_lsp::api::connect::Connect { env, ..desk.connect() }.client().unwrap().0;
    let error = client.send(&users::me()).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.exit_code(), error.parts().code.as_deref()),
        (Kind::SignIn, 6, Some("invalid_client"))
    );
    assert!(error.to_string().contains("Developer Console") && !error.to_string().contains("wrong"), "{error}");
}

#[tokio::test]
async fn a_plain_access_token_is_used_and_its_end_explained() {
    let desk = desk();
    let minted = desk.client().token().await.unwrap().value.expose().to_owned();
    let credentials = desk.connect().target().unwrap().credentials;
    let text = format!(
        "CJA_ORG_ID={}\nCJA_CLIENT_ID={}\nCJA_ACCESS_TOKEN={minted}\nCJA_API_URL={}",
        credentials.org, credentials.client_id, desk.sandbox.base_url
    );
    let bearer = file::parse(&text, Path::new("."), Origin::Caller).unwrap();
    assert!(bearer.is_sandbox());
    let client = Client::new(bearer, ClientOptions::default()).unwrap();
    client.send(&users::me()).await.unwrap();
    desk.fault("GET /configuration/users/me", "expired-token", 1).await;
    let error = client.send(&users::me()).await.unwrap_err();
    assert_eq!(error.kind(), Kind::SignIn);
    assert!(error.to_string().contains("cannot be renewed"), "{error}");
    assert_eq!(desk.count(MINT).await, 1);
}

#[tokio::test]
async fn the_second_organization_sees_its_own_views_only() {
    let desk = desk();
    let first = &desk.sandbox.credentials[0].organization;
    let other = desk.sandbox.credentials.iter().find(|credential| credential.organization != *first).unwrap();
    let credentials = Credentials {
        org: other.organization.clone(),
        client_id: other.client_id.clone(),
        grant: Grant::OAuth {
            secrets: other.secrets.iter().cloned().map(Secret::new).collect(),
            scopes: other.scopes.clone(),
        },
        hosts: Hosts::read(Some(&desk.sandbox.base_url), None).unwrap(),
        origin: Origin::Caller,
    };
    let client = Client::new(credentials, ClientOptions::default()).unwrap();
    let view = desk.some_view().await;
    assert_eq!(client.send(&data_views::get(&view)).await.unwrap_err().kind(), Kind::NotFound);
}
