use super::*;
use crate::api::auth::credentials::Grant;

fn parse_text(text: &str) -> Result<Credentials, ApiError> {
    parse(text, Path::new("/nowhere"), Origin::Caller)
}

/// Grant, organization, client id, secrets and scopes, in words.
fn shape(text: &str) -> String {
    let credentials = parse_text(text).unwrap();
    let rest = match &credentials.grant {
        Grant::OAuth { secrets, scopes } => format!("{} secrets, {}", secrets.len(), scopes.join(" ")),
        Grant::Jwt { account, .. } => account.clone(),
        Grant::Bearer { .. } => String::new(),
    };
    format!("{}: {} {} {rest}", credentials.grant.name(), credentials.org, credentials.client_id)
}

#[test]
fn the_oauth_download_of_the_console() {
    let text = r#"{"CLIENT_ID": "0f", "CLIENT_SECRETS": ["p8e-one", "p8e-two"], "ORG_ID": "A@AdobeOrg",
        "SCOPES": ["openid", "AdobeID"], "TECHNICAL_ACCOUNT_ID": "t@techacct.adobe.com",
        "TECHNICAL_ACCOUNT_EMAIL": "t@techacct.adobe.com"}"#;
    assert_eq!(shape(text), "OAuth Server-to-Server: A@AdobeOrg 0f 2 secrets, openid AdobeID");
}

#[test]
fn the_configurations_of_other_clients() {
    for text in [
        r#"{"org_id": "A@AdobeOrg", "client_id": "0f", "secret": "p8e-one", "scopes": "openid, AdobeID"}"#,
        r#"{"org_id": "A@AdobeOrg", "api_key": "0f", "secret": "p8e-one", "scopes": ["openid", "AdobeID"], "sandbox": "prod"}"#,
        "# cja_auto_sdr\nORG_ID=A@AdobeOrg\nCLIENT_ID=0f\nSECRET='p8e-one'\nexport SCOPES=\"openid,AdobeID\"\nSANDBOX=prod\n",
    ] {
        assert_eq!(shape(text), "OAuth Server-to-Server: A@AdobeOrg 0f 1 secrets, openid AdobeID");
    }
}

#[test]
fn a_jwt_configuration_with_its_key() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("private.key"), "-----BEGIN RSA PRIVATE KEY-----").unwrap();
    for text in [
        r#"{"org_id": "A@AdobeOrg", "client_id": "0f", "secret": "p8e", "tech_id": "t@techacct.adobe.com", "pathToKey": "private.key"}"#,
        r#"{"API_KEY": "0f", "CLIENT_SECRET": "p8e", "ORG_ID": "A@AdobeOrg", "TECHNICAL_ACCOUNT_ID": "t@techacct.adobe.com"}"#,
    ] {
        let credentials = parse(text, folder.path(), Origin::Caller).unwrap();
        assert!(matches!(credentials.grant, Grant::Jwt { .. }), "{text}");
    }
}

#[test]
fn a_postman_environment_and_its_token() {
    let text = r#"{"name": "CJA", "values": [{"key": "ACCESS_TOKEN", "value": "ey.token"}, {"key": "API_KEY", "value": "0f"},
        {"key": "IMS_ORG", "value": "A@AdobeOrg"}, {"key": "BASE_URL", "value": "https://evil.example"}]}"#;
    assert_eq!(shape(text).trim(), "access token: A@AdobeOrg 0f");
    assert_eq!(parse_text(text).unwrap().hosts.api.host_str(), Some("cja.adobe.io"));
}

#[test]
fn what_the_sandbox_prints() {
    let text = "CJA_API_URL=http://127.0.0.1:7070\nCJA_IMS_URL=http://127.0.0.1:7070\nCJA_ORG_ID=A@AdobeOrg\n\
                CJA_CLIENT_ID=sandbox-1\nCJA_CLIENT_SECRET=p8e\nCJA_SCOPES=openid\n";
    assert_eq!(parse_text(text).unwrap().hosts.api.port(), Some(7070));
}

#[test]
fn look_alikes_are_named_with_the_right_key() {
    let text = r#"{"orgid": "A@AdobeOrg", "clientid": "0f", "client_secret": "p8e-planted", "scope": "openid"}"#;
    let error = parse_text(text).unwrap_err().to_string();
    for right in [
        "\"orgid\" should be \"org_id\"",
        "\"clientid\" should be \"client_id\"",
        "\"client_secret\" should be \"secret\"",
        "\"scope\" should be \"scopes\"",
    ] {
        assert!(error.contains(right), "{error}");
    }
    assert!(!error.contains("planted"), "{error}");
}

#[test]
fn a_broken_file_is_placed_and_not_quoted() {
    let error = parse_text("{\"secret\": \"p8e-planted\",\n oops}").unwrap_err().to_string();
    assert!(error.contains("line 2") && !error.contains("planted"), "{error}");
    assert!(parse_text("[1]").is_err() && parse_text("").is_err());
}
