//! Finds the credentials of a profile: the flag's file, then the environment, then the user's store. Whatever is found
//! must belong to the profile's organization and may go only where it is bound to.

use crate::api::auth::credentials::{Credentials, Origin};
use crate::api::auth::store::Store;
use crate::api::auth::{environment, file};
use crate::api::env::Env;
use crate::api::error::{ApiError, Kind};
use crate::api::folders::Folders;
use crate::api::hosts::{self, Hosts};
use crate::api::profile::Profile;
use crate::api::user_settings::UserSettings;
use reqwest::Url;
use std::path::Path;

/// Finds and checks the credentials for a profile. `flag` is the file named on the command line.
///
/// # Errors
/// [`Kind::SignIn`] when there are none, or they are incomplete; [`Kind::Guard`] when they are another organization's, or
/// may not go to the profile's address.
pub fn find(
    profile: &Profile,
    flag: Option<&Path>,
    env: &Env,
    folders: &Folders,
    user: &UserSettings,
) -> Result<Credentials, ApiError> {
    let found = match flag {
        Some(path) => Some(file::load(path)?),
        None => environment::read(env)?,
    };
    let found = match found {
        Some(found) => Some(found),
        None => stored(profile, folders, user)?,
    };
    let Some(credentials) = found else {
        let named = if profile.name == "default" { String::new() } else { format!(" --profile {}", profile.name) };
        let advice = format!("Run `cja auth login{named}`, or set CJA_ORG_ID, CJA_CLIENT_ID and CJA_CLIENT_SECRET.");
        let problem = format!("there are no credentials for profile \"{}\"", profile.name);
        return Err(ApiError::new(Kind::SignIn, "sign in", problem, advice));
    };
    admit(credentials, profile, env, user)
}

/// Checks credentials, wherever they come from, against a profile. Its file never moves them to another address.
///
/// # Errors
/// [`Kind::Guard`], as [`find`].
pub fn admit(
    credentials: Credentials,
    profile: &Profile,
    env: &Env,
    user: &UserSettings,
) -> Result<Credentials, ApiError> {
    if let Some(org) = profile.org.as_deref().filter(|org| *org != credentials.org) {
        let problem = format!(
            "profile \"{}\" is organization {org}, but the credentials from {} belong to {}",
            profile.name, credentials.origin, credentials.org
        );
        let advice = format!("Run `cja auth login --profile {}`, or choose another profile.", profile.name);
        return Err(ApiError::new(Kind::Guard, "", problem, advice));
    }
    // A variable is the user's own word, so it goes before the file of a repository. Credentials of the environment have
    // it already.
    let mut bound = credentials;
    match (env.get("CJA_API_URL"), &profile.api) {
        (Some(_), _) if matches!(bound.origin, Origin::Environment(_)) => {}
        (Some(api), _) => bound.hosts = with_variable(&bound, api, env)?,
        (None, Some(api)) => same(&bound, &hosts::base(api)?, &profile_source(profile))?,
        (None, None) => {}
    }
    bound.hosts.check(bound.is_sandbox(), &user.allowed_hosts)?;
    Ok(bound)
}

fn profile_source(profile: &Profile) -> String {
    profile.file.as_ref().map_or_else(|| format!("profile \"{}\"", profile.name), |file| file.display().to_string())
}

/// The addresses of credentials beside `CJA_API_URL`: their own, or the variable's where a downloaded file names none.
fn with_variable(credentials: &Credentials, api: &str, env: &Env) -> Result<Hosts, ApiError> {
    let wanted = Hosts::read(Some(api), env.get("CJA_IMS_URL"))?;
    let unset = matches!(credentials.origin, Origin::File(_))
        && credentials.hosts.api.as_str().trim_end_matches('/') == hosts::API;
    if unset {
        return Ok(wanted);
    }
    same(credentials, &wanted.api, "CJA_API_URL")?;
    Ok(credentials.hosts.clone())
}

/// That an address is the one that credentials are bound to, port for port; this machine is no exception.
fn same(credentials: &Credentials, wanted: &Url, source: &str) -> Result<(), ApiError> {
    if *wanted == credentials.hosts.api {
        return Ok(());
    }
    let bound = hosts::host_and_port(&credentials.hosts.api);
    let problem = format!(
        "the credentials from {} are bound to {bound}, but {source} names {}",
        credentials.origin,
        hosts::host_and_port(wanted)
    );
    let again = match credentials.origin {
        Origin::Environment(_) => "",
        _ => " and run `cja auth login` again",
    };
    let advice = format!("If that is meant, set CJA_API_URL to {wanted}{again}.");
    Err(ApiError::new(Kind::Guard, "", problem, advice))
}

fn stored(profile: &Profile, folders: &Folders, user: &UserSettings) -> Result<Option<Credentials>, ApiError> {
    match user.profiles.get(&profile.name).map(|entry| entry.credential_command.as_slice()) {
        Some([program, arguments @ ..]) => run(program, arguments, profile).map(Some),
        _ => Store::new(folders).get(&profile.name),
    }
}

/// Runs the user's command; its output is a credential file. What it says on stderr goes to the terminal.
fn run(program: &str, arguments: &[String], profile: &Profile) -> Result<Credentials, ApiError> {
    let what = format!("run your credentialCommand for profile \"{}\" ({program})", profile.name);
    let failed = |problem: String| {
        ApiError::new(Kind::SignIn, &what, problem, "Look at config.json in your configuration folder.")
    };
    let output = std::process::Command::new(program)
        .args(arguments)
        .stdin(std::process::Stdio::null())
        .stderr(std::process::Stdio::inherit())
        .output()
        .map_err(|error| failed(error.to_string()))?;
    if !output.status.success() {
        return Err(failed(format!("it ended with {}", output.status)));
    }
    let text = String::from_utf8(output.stdout).map_err(|_| failed("its output is not text".into()))?;
    file::parse(&text, Path::new("."), Origin::Command(profile.name.clone()))
}

#[cfg(test)]
mod tests;
