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

/// Checks credentials, wherever they come from, against a profile; binds them to its loopback port if it names one.
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
    // Variables of the environment belong to the user as the store does, yet they may be left over from something else.
    let from_environment = matches!(credentials.origin, Origin::Environment(_));
    let api = profile.api.as_deref().map(|api| (api, profile_source(profile)));
    let variable = env.get("CJA_API_URL").filter(|_| !from_environment).map(|api| (api, "CJA_API_URL".to_owned()));
    let mut bound = credentials;
    for (api, source) in api.into_iter().chain(variable) {
        bound.hosts = rebind(&bound, api, &source, env)?;
    }
    bound.hosts.check(bound.is_sandbox(), &user.allowed_hosts)?;
    Ok(bound)
}

fn profile_source(profile: &Profile) -> String {
    profile.file.as_ref().map_or_else(|| format!("profile \"{}\"", profile.name), |file| file.display().to_string())
}

/// The same address, or another port of this machine for the sandbox's credentials; nothing else.
fn rebind(credentials: &Credentials, api: &str, source: &str, env: &Env) -> Result<Hosts, ApiError> {
    let wanted = Hosts::read(Some(api), env.get("CJA_IMS_URL"))?;
    if wanted.api == credentials.hosts.api {
        return Ok(credentials.hosts.clone());
    }
    if hosts::is_loopback(&wanted.api) && hosts::is_loopback(&credentials.hosts.api) {
        return Ok(wanted);
    }
    let unset = matches!(credentials.origin, Origin::File(_))
        && credentials.hosts.api.as_str().trim_end_matches('/') == hosts::API;
    if unset && source == "CJA_API_URL" {
        // A downloaded file names no address; the variable beside it does. The host check follows.
        return Ok(wanted);
    }
    let (bound, wanted) = (hosts::host_and_port(&credentials.hosts.api), hosts::host_and_port(&wanted.api));
    let problem =
        format!("the credentials from {} are bound to {bound}, but {source} names {wanted}", credentials.origin);
    let advice = "If that is meant, set CJA_API_URL to it and run `cja auth login` again.";
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
