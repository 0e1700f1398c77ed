use super::*;
use crate::api::auth::credentials::Grant;
use crate::api::user_settings::UserProfile;

const ID: &str = "0f0e0d0c0b0a09080706050403020100";
const REAL: &str = "ey.real";

struct Desk {
    _folder: tempfile::TempDir,
    folders: Folders,
    user: UserSettings,
    env: Env,
    profile: Profile,
}

fn desk() -> Desk {
    let folder = tempfile::tempdir().unwrap();
    let folders = Folders { config: folder.path().join("c"), state: folder.path().join("s") };
    let profile = Profile { name: "default".into(), ..Profile::default() };
    Desk { _folder: folder, folders, user: UserSettings::default(), env: Env::default(), profile }
}

impl Desk {
    fn find(&self, flag: Option<&Path>) -> Result<Credentials, ApiError> {
        find(&self.profile, flag, &self.env, &self.folders, &self.user)
    }

    fn with_env(mut self, pairs: &[(&str, &str)]) -> Self {
        self.env = pairs.iter().copied().collect();
        self
    }

    fn with_stored(self, token: &str, api: Option<&str>) -> Self {
        let credentials = Credentials {
            org: "A@AdobeOrg".into(),
            client_id: ID.into(),
            grant: Grant::Bearer { token: crate::api::Secret::new(token.into()) },
            hosts: Hosts::read(api, None).unwrap(),
            origin: Origin::Caller,
        };
        Store::new(&self.folders).put("default", &credentials).unwrap();
        self
    }

    fn with_file(&self) -> std::path::PathBuf {
        let path = self.folders.config.with_file_name("oauth.json");
        let text = format!(
            r#"{{"CLIENT_ID": "{ID}", "CLIENT_SECRETS": ["p8e"], "ORG_ID": "F@AdobeOrg", "SCOPES": ["openid"]}}"#
        );
        std::fs::write(&path, text).unwrap();
        path
    }
}

const ENV: [(&str, &str); 3] = [("CJA_ORG_ID", "E@AdobeOrg"), ("CJA_CLIENT_ID", ID), ("CJA_CLIENT_SECRET", "p8e")];

#[test]
fn flag_then_environment_then_store() {
    let desk = desk().with_stored(REAL, None);
    assert_eq!(desk.find(None).unwrap().org, "A@AdobeOrg");
    let desk = desk.with_env(&ENV);
    assert_eq!(desk.find(None).unwrap().org, "E@AdobeOrg");
    assert_eq!(desk.find(Some(&desk.with_file())).unwrap().org, "F@AdobeOrg");
}

#[test]
fn without_credentials_it_says_both_ways_to_give_them() {
    let error = desk().find(None).unwrap_err();
    assert_eq!(error.kind(), Kind::SignIn);
    assert!(error.to_string().contains("cja auth login") && error.to_string().contains("CJA_CLIENT_ID"), "{error}");
}

#[test]
fn another_organization_is_refused() {
    let mut desk = desk().with_env(&ENV);
    desk.profile.org = Some("B@AdobeOrg".into());
    let error = desk.find(None).unwrap_err();
    assert_eq!((error.kind(), error.exit_code()), (Kind::Guard, 9));
    assert!(error.to_string().contains("B@AdobeOrg") && error.to_string().contains("E@AdobeOrg"), "{error}");
}

#[test]
fn a_repository_cannot_lead_credentials_elsewhere() {
    for api in ["https://evil.example", "http://127.0.0.1:7070"] {
        let mut desk = desk().with_stored(REAL, None);
        desk.profile.api = Some(api.into());
        assert_eq!(desk.find(None).unwrap_err().kind(), Kind::Guard, "{api}");
        // Not even to a host that the user once allowed for other credentials.
        desk.user.allowed_hosts.push("evil.example".into());
        assert_eq!(desk.find(None).unwrap_err().kind(), Kind::Guard, "{api}");
    }
}

#[test]
fn stored_credentials_stay_on_their_port_of_this_machine() {
    let elsewhere =
        ["127.0.0.1:7443", "127.0.0.9:7442", "localhost:7442", "127.1:7441", "2130706433:7440", "[::1]:7442"];
    for address in elsewhere.map(|address| format!("http://{address}")) {
        let stored = || desk().with_stored("sandbox-only-token", Some("http://127.0.0.1:7442"));
        let mut repository = stored();
        repository.profile.api = Some(address.clone());
        let error = repository.find(None).unwrap_err();
        assert_eq!((error.kind(), error.exit_code()), (Kind::Guard, 9), "{address}");
        assert!(error.to_string().contains("bound to 127.0.0.1:7442"), "{error}");
        let variable = stored().with_env(&[("CJA_API_URL", &address)]);
        assert_eq!(variable.find(None).unwrap_err().kind(), Kind::Guard, "{address}");
    }
    // Other spellings of the same address are the same address.
    for address in ["http://127.0.0.1:7442/", "http://127.1:7442", "http://2130706433:7442"] {
        let mut desk = desk().with_stored("sandbox-only-token", Some("http://127.0.0.1:7442"));
        desk.profile.api = Some(address.into());
        assert_eq!(desk.find(None).unwrap().hosts.api.as_str(), "http://127.0.0.1:7442/", "{address}");
    }
}

const SANDBOX: [(&str, &str); 3] =
    [("CJA_ORG_ID", "E@AdobeOrg"), ("CJA_CLIENT_ID", ID), ("CJA_CLIENT_SECRET", "p8e-sandbox-only-x")];

#[test]
fn variables_go_before_the_address_of_the_repository() {
    let pairs: Vec<_> = SANDBOX.into_iter().chain([("CJA_API_URL", "http://127.0.0.1:7445")]).collect();
    for api in ["http://127.0.0.2:7445", "http://localhost:9", "https://cja.adobe.io", "https://evil.example"] {
        let mut desk = desk().with_env(&pairs);
        desk.profile.api = Some(api.into());
        let hosts = desk.find(None).unwrap().hosts;
        assert_eq!((hosts.api.as_str(), hosts.ims.as_str()), ("http://127.0.0.1:7445/", "http://127.0.0.1:7445/"));
    }
    let mut desk = desk().with_env(&[("CJA_API_URL", "http://127.0.0.1:7445")]);
    desk = desk.with_stored("sandbox-only-token", Some("http://127.0.0.1:7445"));
    desk.profile.api = Some("http://127.0.0.1:7446".into());
    assert_eq!(desk.find(None).unwrap().hosts.api.port(), Some(7445));
}

#[test]
fn credentials_of_variables_never_go_where_only_the_repository_says() {
    for more in [None, Some(("CJA_IMS_URL", "http://127.0.0.1:7447"))] {
        for api in ["http://127.0.0.1:7447", "http://127.1:7447", "http://localhost:7447", "https://gateway.example"] {
            for set in [SANDBOX, ENV] {
                let mut desk = desk().with_env(&set.into_iter().chain(more).collect::<Vec<_>>());
                desk.user.allowed_hosts.push("gateway.example".into());
                desk.profile.api = Some(api.into());
                let error = desk.find(None).unwrap_err();
                assert_eq!(error.exit_code(), 9, "{api}");
                assert!(error.to_string().contains("set CJA_API_URL to http"), "{error}");
            }
        }
    }
    let mut desk = desk().with_env(&ENV);
    desk.profile.api = Some("https://cja.adobe.io".into());
    assert_eq!(desk.find(None).unwrap().hosts, Hosts::read(None, None).unwrap());
}

#[test]
fn a_leftover_variable_does_not_move_stored_credentials() {
    let desk = desk().with_stored(REAL, None).with_env(&[("CJA_API_URL", "http://127.0.0.1:7070")]);
    let error = desk.find(None).unwrap_err();
    assert_eq!(error.kind(), Kind::Guard);
    assert!(error.to_string().contains("CJA_API_URL"), "{error}");
}

#[test]
fn real_credentials_of_the_environment_never_go_to_loopback() {
    let pairs: Vec<_> =
        ENV.into_iter().chain([("CJA_API_URL", "http://127.0.0.1:1"), ("CJA_IMS_URL", "http://127.0.0.1:1")]).collect();
    assert_eq!(desk().with_env(&pairs).find(None).unwrap_err().kind(), Kind::Guard);
}

#[cfg(unix)]
#[test]
fn the_users_command_goes_before_the_store() {
    let mut desk = desk().with_stored(REAL, None);
    let file = desk.with_file();
    let command = vec!["cat".to_owned(), file.display().to_string()];
    desk.user.profiles.insert("default".into(), UserProfile { credential_command: command, ..UserProfile::default() });
    let found = desk.find(None).unwrap();
    assert_eq!((found.org.as_str(), found.origin), ("F@AdobeOrg", Origin::Command("default".into())));
    desk.user
        .profiles
        .insert("default".into(), UserProfile { credential_command: vec!["false".into()], ..UserProfile::default() });
    assert_eq!(desk.find(None).unwrap_err().kind(), Kind::SignIn);
}
