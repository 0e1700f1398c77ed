//! Signing in, being told as whom, and signing out; the service account too.

use crate::desk::{Desk, desk, desk_with};
use cja_lsp::api::auth::credentials::Origin;
use cja_lsp::api::auth::file;
use cja_lsp::api::client::{Client, ClientOptions};
use cja_lsp::api::connect::Connect;
use cja_lsp::api::endpoints::users;
use cja_lsp::api::{ApiError, Env};
use cja_lsp::cli::auth;
use cja_lsp::cli::remote::Output;
use cja_lsp::sandbox::{Options, Seed};
use clap::Parser;
use std::path::Path;

#[derive(Parser)]
enum Line {
    Auth(auth::Args),
}

/// Runs `cja auth …` without credentials in the environment; gives both outputs as one text.
async fn run(desk: &Desk, output: Output, words: &[&str]) -> Result<String, ApiError> {
    let (mut console, screen) = desk.console(output);
    let Line::Auth(args) = Line::parse_from(["cja", "auth"].into_iter().chain(words.iter().copied()));
    let profile = words.iter().position(|word| *word == "--profile").map(|at| words[at + 1].to_owned());
    console.connect = Connect { env: Env::default(), profile, ..desk.connect() };
    auth::execute(&args, &console).await?;
    Ok(screen.out.text() + &screen.err.text())
}

/// The file that the Developer Console would offer, plus the sandbox's address.
fn download(desk: &Desk) -> String {
    let credential = &desk.sandbox.credentials[0];
    let text = serde_json::json!({
        "CLIENT_ID": credential.client_id, "CLIENT_SECRETS": credential.secrets, "ORG_ID": credential.organization,
        "SCOPES": credential.scopes, "TECHNICAL_ACCOUNT_ID": credential.technical_account_id,
        "CJA_API_URL": desk.sandbox.base_url,
    });
    let path = desk.folder.path().join("login-download.json");
    std::fs::write(&path, text.to_string()).unwrap();
    path.display().to_string()
}

#[tokio::test]
async fn login_status_list_logout() {
    let desk = desk();
    let file = download(&desk);
    let said = run(&desk, Output::Text, &["login", "--from", &file, "--profile", "dev"]).await.unwrap();
    assert!(said.contains("Signed in to") && said.contains("profile dev"), "{said}");

    let status = run(&desk, Output::Text, &["status", "--profile", "dev"]).await.unwrap();
    for part in ["OAuth Server-to-Server", "your store, profile \"dev\"", "openid", "Token until", "techacct"] {
        assert!(status.contains(part), "{part} is missing in {status}");
    }
    let json = run(&desk, Output::Json, &["status", "--profile", "dev"]).await.unwrap();
    assert!(serde_json::from_str::<serde_json::Value>(&json).unwrap()["tokenExpires"].is_string(), "{json}");

    let list = run(&desk, Output::Text, &["list"]).await.unwrap();
    assert!(list.contains("dev") && list.contains("@AdobeOrg"), "{list}");

    let gone = run(&desk, Output::Text, &["logout", "--profile", "dev"]).await.unwrap();
    assert!(gone.contains("Signed out"), "{gone}");
    let error = run(&desk, Output::Text, &["status", "--profile", "dev"]).await.unwrap_err();
    assert!(error.to_string().contains("cja auth login --profile dev"), "{error}");
    let token_files = crate::desk::files(&desk.folder.path().join("state/tokens"));
    assert!(token_files.iter().all(|(path, _)| !path.ends_with(".json")), "{token_files:?}");
}

#[tokio::test]
async fn credentials_that_the_service_refuses_are_not_kept() {
    let desk = desk();
    let file = download(&desk);
    let wrong = std::fs::read_to_string(&file).unwrap().replace("p8e-sandbox-only-main", "p8e-sandbox-only-other");
    std::fs::write(&file, wrong).unwrap();
    let error = run(&desk, Output::Text, &["login", "--from", &file]).await.unwrap_err();
    assert_eq!(error.exit_code(), 6);
    assert!(!desk.folder.path().join("config/credentials.json").exists());
}

#[tokio::test]
async fn a_host_that_is_not_adobes_needs_consent() {
    let desk = desk();
    let file = desk.folder.path().join("login-real.json");
    let text = r#"{"CLIENT_ID": "0f", "CLIENT_SECRETS": ["p8e-real"], "ORG_ID": "A@AdobeOrg", "SCOPES": ["openid"],
        "CJA_API_URL": "https://gateway.invalid", "CJA_IMS_URL": "https://gateway.invalid"}"#;
    std::fs::write(&file, text).unwrap();
    let error = run(&desk, Output::Text, &["login", "--from", file.to_str().unwrap()]).await.unwrap_err();
    assert_eq!(error.exit_code(), 9);
    assert!(error.to_string().contains("--allow-host gateway.invalid"), "{error}");
}

#[tokio::test]
async fn without_a_terminal_login_says_how_else() {
    let desk = desk();
    let error = run(&desk, Output::Text, &["login"]).await.unwrap_err();
    assert_eq!(error.exit_code(), 2);
    assert!(error.to_string().contains("--from FILE"), "{error}");
}

/// A sandbox whose service account has the public half of this test's key.
fn desk_with_service_account() -> Desk {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |path: &str| std::fs::read_to_string(root.join(path)).unwrap();
    let mut seed: serde_json::Value = serde_json::from_str(&read("src/sandbox/seed/demo.json")).unwrap();
    for credential in seed["organizations"][0]["credentials"].as_array_mut().unwrap() {
        if credential.get("publicKey").is_some() {
            credential["publicKey"] = read("src/api/auth/jwt/test-only.public.pem").into();
        }
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("seed.json");
    std::fs::write(&path, seed.to_string()).unwrap();
    desk_with(Options { seed: Seed::File(path), ..Options::default() })
}

#[tokio::test]
async fn a_service_account_signs_in_with_either_form_of_key() {
    let desk = desk_with_service_account();
    let account = desk.sandbox.credentials.iter().find(|credential| credential.public_key.is_some()).unwrap();
    let keys = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/api/auth/jwt");
    for key in ["test-only.pkcs8.pem", "test-only.pkcs1.pem"] {
        let text = serde_json::json!({
            "org_id": account.organization, "client_id": account.client_id, "secret": account.secrets[0],
            "tech_id": account.technical_account_id, "pathToKey": key, "CJA_API_URL": desk.sandbox.base_url,
        });
        let credentials = file::parse(&text.to_string(), &keys, Origin::Caller).unwrap();
        let client = Client::new(credentials, ClientOptions::default()).unwrap();
        client.send(&users::me()).await.unwrap();
        let life = client.token().await.unwrap().expires_at / 1000 - jiff::Timestamp::now().as_second();
        assert!((86_000..87_000).contains(&life), "a day in seconds, not {life}");
    }
    assert_eq!(desk.count("POST /ims/exchange/jwt").await, 2);
}
