//! Profiles: a name for one organization and its API host.
//!
//! `cja.config.json` of the repository lists them; without it there is one implicit profile, `default`. The file may name
//! an organization and an API host that the credentials are bound to anyway; it can neither widen where a token goes nor
//! name a command to run.

use crate::api::env::Env;
use crate::api::error::{ApiError, Kind};
use crate::api::user_settings::UserSettings;
use crate::disk;
use crate::text::shown;
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::{Path, PathBuf};

/// The file of the repository.
pub const FILE: &str = disk::SETTINGS_FILE;

/// No settings are longer than this many bytes.
const LONGEST: u64 = 64 * 1024 * 1024;

/// One target.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Profile {
    /// `default`, `dev`, `prod`, ….
    pub name: String,
    /// The organization that credentials must belong to.
    pub org: Option<String>,
    /// The API address that credentials must be bound to. It never moves them; `CJA_API_URL` goes before it.
    pub api: Option<String>,
    /// Writes ask for the profile's name.
    pub protected: bool,
    /// The file that lists it.
    pub file: Option<PathBuf>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct ConfigFile {
    default_profile: Option<String>,
    profiles: BTreeMap<String, Entry>,
    #[serde(flatten)]
    rest: BTreeMap<String, Value>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Entry {
    org: Option<String>,
    api: Option<String>,
    protected: bool,
    #[serde(flatten)]
    rest: BTreeMap<String, Value>,
}

/// Members that would give a repository power over the user's credentials.
const POWERFUL: [&str; 6] = ["credentialCommand", "ims", "allowedHosts", "caBundle", "clientSecret", "accessToken"];

/// Finds the profile: `wanted` (the flag), then `CJA_PROFILE`, then the file's `defaultProfile`, then its only profile,
/// then `default`. The file is the one that governs `folder`, as for everything else ([`disk::find_project`]).
///
/// # Errors
/// [`Kind::Usage`] when there is none of that name, [`Kind::Guard`] when the file asks for power it cannot have.
pub fn choose(folder: &Path, wanted: Option<&str>, env: &Env, user: &UserSettings) -> Result<Profile, ApiError> {
    let mut profile = match disk::find_project(folder) {
        Some(path) => from_file(&path, wanted.or(env.get("CJA_PROFILE")))?,
        None => {
            Profile { name: wanted.or(env.get("CJA_PROFILE")).unwrap_or("default").to_owned(), ..Profile::default() }
        }
    };
    profile.protected |= user.profiles.get(&profile.name).is_some_and(|entry| entry.protected);
    Ok(profile)
}

fn from_file(path: &Path, wanted: Option<&str>) -> Result<Profile, ApiError> {
    let what = || format!("read {}", path.display());
    if !disk::is_own_settings(path) {
        let problem = "it is a symbolic link that leads out of its folder";
        return Err(ApiError::new(Kind::Guard, what(), problem, "Put a file in its place."));
    }
    let mut text = String::new();
    disk::open(path)
        .and_then(|file| file.take(LONGEST).read_to_string(&mut text))
        .map_err(|error| ApiError::local(what(), &error))?;
    let config: ConfigFile = serde_json::from_str(&text).map_err(|error| {
        ApiError::new(
            Kind::Usage,
            what(),
            error.to_string(),
            "Correct the file; `cja check cja.config.json` shows where.",
        )
    })?;
    if let Some(member) = POWERFUL.iter().find(|member| config.rest.contains_key(**member)) {
        return Err(power(path, member));
    }
    if let Some(name) = config.profiles.keys().find(|name| shown::terminal(name) != **name) {
        let problem = format!("the name of the profile \"{name}\" holds what cannot be shown");
        return Err(ApiError::new(Kind::Usage, what(), problem, "Give it a name of ordinary characters."));
    }
    let only = || (config.profiles.len() == 1).then(|| config.profiles.keys().next().cloned()).flatten();
    let name = wanted.map(str::to_owned).or_else(|| config.default_profile.clone()).or_else(only);
    let Some(name) = name else {
        if config.profiles.is_empty() {
            return Ok(Profile { name: "default".into(), file: Some(path.to_owned()), ..Profile::default() });
        }
        let names = names(&config);
        let advice = format!("Set \"defaultProfile\" in it, or choose with --profile or CJA_PROFILE: {names}.");
        return Err(ApiError::new(Kind::Usage, "", "several profiles and no default in cja.config.json", advice));
    };
    let Some(entry) = config.profiles.get(&name) else {
        if config.profiles.is_empty() && wanted.is_some() {
            return Ok(Profile { name, file: Some(path.to_owned()), ..Profile::default() });
        }
        let problem = format!("{} lists no profile \"{name}\"", path.display());
        return Err(ApiError::new(Kind::Usage, "", problem, format!("It lists {}.", names(&config))));
    };
    if let Some(member) = POWERFUL.iter().find(|member| entry.rest.contains_key(**member)) {
        return Err(power(path, member));
    }
    Ok(Profile {
        name,
        org: entry.org.clone(),
        api: entry.api.clone(),
        protected: entry.protected,
        file: Some(path.to_owned()),
    })
}

fn power(path: &Path, member: &str) -> ApiError {
    let problem = format!("{} sets \"{member}\", which a file of a repository may not", path.display());
    let advice =
        "Remove it. Such things belong into config.json in your own folder; `cja auth login` puts secrets there.";
    ApiError::new(Kind::Guard, "", problem, advice)
}

fn names(config: &ConfigFile) -> String {
    config.profiles.keys().map(String::as_str).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const TWO: &str = r#"{"version": 1, "defaultProfile": "dev", "links": {}, "profiles": {
        "dev": {"org": "A@AdobeOrg", "api": "https://cja.adobe.io"},
        "prod": {"org": "B@AdobeOrg", "protected": true, "overrides": {}}}}"#;

    fn choose_in(text: Option<&str>, wanted: Option<&str>, env: &Env) -> Result<Profile, ApiError> {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("views")).unwrap();
        if let Some(text) = text {
            std::fs::write(folder.path().join(FILE), text).unwrap();
        }
        choose(&folder.path().join("views"), wanted, env, &UserSettings::default())
    }

    #[test]
    fn flag_then_variable_then_default() {
        let env = Env::default().with("CJA_PROFILE", "prod");
        assert_eq!(choose_in(Some(TWO), Some("dev"), &env).unwrap().name, "dev");
        assert_eq!(choose_in(Some(TWO), None, &env).unwrap().name, "prod");
        assert_eq!(choose_in(Some(TWO), None, &Env::default()).unwrap().name, "dev");
    }

    #[test]
    fn a_file_above_the_repository_chooses_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let inner = folder.path().join("clone/views");
        std::fs::create_dir_all(&inner).unwrap();
        std::fs::write(folder.path().join(FILE), r#"{"profiles": {"else": {"protected": true}}}"#).unwrap();
        let name = || choose(&inner, None, &Env::default(), &UserSettings::default()).unwrap().name;
        assert_eq!(name(), "else");
        std::fs::create_dir(folder.path().join("clone/.git")).unwrap();
        assert_eq!(name(), "default");
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(folder.path().join(FILE), inner.join(FILE)).unwrap();
            let error = choose(&inner, None, &Env::default(), &UserSettings::default()).unwrap_err();
            assert_eq!(error.kind(), Kind::Guard);
        }
    }

    #[test]
    fn without_a_file_there_is_one_implicit_profile() {
        assert_eq!(
            choose_in(None, None, &Env::default()).unwrap(),
            Profile { name: "default".into(), ..Profile::default() }
        );
    }

    #[test]
    fn an_unknown_name_is_answered_with_the_known_ones() {
        let error = choose_in(Some(TWO), Some("stage"), &Env::default()).unwrap_err();
        assert_eq!(error.kind(), Kind::Usage);
        assert!(error.to_string().contains("dev, prod"), "{error}");
    }

    #[test]
    fn a_name_that_would_steer_who_shows_it_is_refused() {
        for name in ["a\\nok", "b\\u001b[2J", "c\\u202e"] {
            let error =
                choose_in(Some(&format!(r#"{{"profiles": {{"{name}": {{}}}}}}"#)), None, &Env::default()).unwrap_err();
            assert_eq!(error.kind(), Kind::Usage);
            assert!(!error.to_string().contains(['\n', '\u{1b}', '\u{202e}']), "{error}");
        }
    }

    #[test]
    fn a_repository_cannot_name_a_command_or_a_sign_in_host() {
        for member in ["credentialCommand", "ims"] {
            for text in [
                format!(r#"{{"profiles": {{"dev": {{"{member}": "x"}}}}}}"#),
                format!(r#"{{"{member}": "x", "profiles": {{}}}}"#),
            ] {
                let error = choose_in(Some(&text), None, &Env::default()).unwrap_err();
                assert_eq!(error.kind(), Kind::Guard);
                assert!(error.to_string().contains(member), "{error}");
            }
        }
    }

    #[test]
    fn protection_comes_from_the_repository_or_from_the_user() {
        assert!(choose_in(Some(TWO), Some("prod"), &Env::default()).unwrap().protected);
        let mut user = UserSettings::default();
        user.profiles.entry("default".into()).or_default().protected = true;
        let folder = tempfile::tempdir().unwrap();
        assert!(choose(folder.path(), None, &Env::default(), &user).unwrap().protected);
    }
}
