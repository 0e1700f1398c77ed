//! From a profile and an environment to a client: the one road that commands, sync and the language server take.

use crate::api::auth::credentials::Credentials;
use crate::api::auth::sources;
use crate::api::client::{Client, ClientOptions};
use crate::api::env::Env;
use crate::api::error::{ApiError, Kind};
use crate::api::folders::Folders;
use crate::api::pace::window::Limit;
use crate::api::profile::{self, Profile};
use crate::api::retry::Patience;
use crate::api::user_settings::UserSettings;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Everything that decides where calls go and as whom.
#[derive(Clone, Debug)]
pub struct Connect {
    /// The variables.
    pub env: Env,
    /// The user's folders.
    pub folders: Folders,
    /// Where `cja.config.json` is looked for, upwards.
    pub workspace: PathBuf,
    /// The profile asked for.
    pub profile: Option<String>,
    /// The credential file asked for.
    pub auth_file: Option<PathBuf>,
    /// How patient clients are, before `CJA_TIMEOUT` is looked at.
    pub patience: Patience,
}

/// A profile with credentials that belong to it. What a writing command names before it writes.
#[derive(Clone, Debug)]
pub struct Target {
    /// The profile.
    pub profile: Profile,
    /// Checked against it.
    pub credentials: Credentials,
}

impl Connect {
    /// As this process was started.
    ///
    /// # Errors
    /// When the user's folders cannot be found.
    pub fn of_process(workspace: &Path) -> Result<Self, ApiError> {
        let env = Env::of_process();
        let folders = Folders::find(&env)?;
        Ok(Self {
            env,
            folders,
            workspace: workspace.to_owned(),
            profile: None,
            auth_file: None,
            patience: Patience::default(),
        })
    }

    /// The user's own settings.
    ///
    /// # Errors
    /// When the file is broken.
    pub fn user(&self) -> Result<UserSettings, ApiError> {
        UserSettings::read(&self.folders, &self.env)
    }

    /// The profile, without looking for credentials.
    ///
    /// # Errors
    /// When there is none of that name.
    pub fn profile(&self) -> Result<Profile, ApiError> {
        profile::choose(&self.workspace, self.profile.as_deref(), &self.env, &self.user()?)
    }

    /// The profile and its credentials. No network.
    ///
    /// # Errors
    /// See [`sources::find`].
    pub fn target(&self) -> Result<Target, ApiError> {
        let (user, profile) = (self.user()?, self.profile()?);
        let credentials = sources::find(&profile, self.auth_file.as_deref(), &self.env, &self.folders, &user)?;
        Ok(Target { profile, credentials })
    }

    /// A client for the profile. No network yet.
    ///
    /// # Errors
    /// See [`sources::find`].
    pub fn client(&self) -> Result<(Client, Profile), ApiError> {
        let Target { profile, credentials } = self.target()?;
        Ok((Client::new(credentials, self.options()?)?, profile))
    }

    /// A client for credentials that the caller holds, such as an editor's secret storage. They are checked like any.
    ///
    /// # Errors
    /// See [`sources::admit`].
    pub fn client_with(&self, credentials: Credentials) -> Result<(Client, Profile), ApiError> {
        let profile = self.profile()?;
        let credentials = sources::admit(credentials, &profile, &self.env, &self.user()?)?;
        Ok((Client::new(credentials, self.options()?)?, profile))
    }

    /// How clients behave here: `CJA_TIMEOUT` (seconds for one answer), `CJA_RATE_LIMIT` (sends in 6 seconds, or `N/S` for
    /// N in S seconds; what is faster than the service allows counts for loopback only), `CJA_CA_BUNDLE`.
    ///
    /// # Errors
    /// [`Kind::Usage`] when one of them is not what it should be.
    pub fn options(&self) -> Result<ClientOptions, ApiError> {
        let number = |name: &str| match self.env.get(name).map(str::parse::<u32>) {
            None => Ok(None),
            Some(Ok(number)) if number > 0 => Ok(Some(number)),
            Some(_) => Err(ApiError::new(
                Kind::Usage,
                format!("use {name}"),
                "it is not a whole number above 0",
                "Unset it or correct it.",
            )),
        };
        let mut patience = self.patience.clone();
        if let Some(seconds) = number("CJA_TIMEOUT")? {
            patience.answer = Duration::from_secs(u64::from(seconds));
        }
        let limit = match self.env.get("CJA_RATE_LIMIT") {
            None => Limit::default(),
            Some(text) => Limit::parse(text).ok_or_else(|| {
                let problem = "it is neither a whole number above 0 nor two of them, such as 12/6";
                ApiError::new(Kind::Usage, "use CJA_RATE_LIMIT", problem, "Unset it or correct it.")
            })?,
        };
        Ok(ClientOptions {
            patience,
            limit,
            state: Some(self.folders.state.clone()),
            ca_bundle: self.user()?.ca_bundle,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn connect(env: Env) -> (tempfile::TempDir, Connect) {
        let folder = tempfile::tempdir().unwrap();
        let folders = Folders { config: folder.path().join("c"), state: folder.path().join("s") };
        let workspace = folder.path().to_owned();
        (folder, Connect { env, folders, workspace, profile: None, auth_file: None, patience: Patience::default() })
    }

    #[test]
    fn numbers_in_variables_are_checked() {
        let (_folder, good) = connect(Env::default().with("CJA_TIMEOUT", "5").with("CJA_RATE_LIMIT", "100"));
        let options = good.options().unwrap();
        assert_eq!((options.patience.answer, options.limit.sends), (Duration::from_secs(5), 100));
        for (name, value) in [("CJA_TIMEOUT", "soon"), ("CJA_RATE_LIMIT", "fast"), ("CJA_RATE_LIMIT", "3/0")] {
            let (_folder, bad) = connect(Env::default().with(name, value));
            assert_eq!(bad.options().unwrap_err().kind(), Kind::Usage, "{name}={value}");
        }
    }

    #[test]
    fn an_empty_desk_has_the_default_profile_and_no_credentials() {
        let (_folder, connect) = connect(Env::default());
        assert_eq!(connect.profile().unwrap().name, "default");
        assert_eq!(connect.target().unwrap_err().kind(), Kind::SignIn);
    }
}
