//! `config.json` in the user's own folder: consent that a file of a repository must not give.
//!
//! Further hosts that may get credentials, a bundle of certificate authorities, commands that print credentials, and
//! profiles that the user wants protected whatever the repository says.

use crate::api::env::Env;
use crate::api::error::{ApiError, Kind};
use crate::api::folders::Folders;
use crate::api::private_file;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// What the file says. Members of a newer version survive being rewritten.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct UserSettings {
    /// `host` or `host:port` that may receive tokens besides Adobe's own.
    pub allowed_hosts: Vec<String>,
    /// A PEM file of certificate authorities to trust besides the system's, for proxies that look into TLS.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ca_bundle: Option<PathBuf>,
    /// How the language server learns the names of connections, segments and components.
    #[serde(skip_serializing_if = "Names::is_default")]
    pub names: Names,
    /// By profile name.
    pub profiles: BTreeMap<String, UserProfile>,
    /// Whatever else the file holds.
    #[serde(flatten)]
    pub rest: BTreeMap<String, serde_json::Value>,
}

/// When the language server may read names from the service. Here and nowhere else: a file of a repository cannot send
/// it on the network.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Names {
    /// As soon as a data view is open, and not only after the first command in its workspace.
    pub at_start: bool,
    /// How old names may grow before they are read again: 1 to 60 minutes.
    pub refresh_minutes: u32,
}

impl Default for Names {
    fn default() -> Self {
        Self { at_start: false, refresh_minutes: 10 }
    }
}

impl Names {
    fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// What the user says about one profile.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct UserProfile {
    /// Writes ask for the profile's name.
    pub protected: bool,
    /// A program and its arguments that print a credential file, for password managers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub credential_command: Vec<String>,
    /// Whatever else the file holds.
    #[serde(flatten)]
    pub rest: BTreeMap<String, serde_json::Value>,
}

impl UserSettings {
    fn path(folders: &Folders) -> PathBuf {
        folders.config.join("config.json")
    }

    /// Reads the file; defaults when there is none. `CJA_CA_BUNDLE` goes before `caBundle`.
    ///
    /// # Errors
    /// [`Kind::Usage`] with the place when it is not what it should be.
    pub fn read(folders: &Folders, env: &Env) -> Result<Self, ApiError> {
        let path = Self::path(folders);
        let mut settings: Self = match crate::disk::read_text(&path) {
            Ok(text) => serde_json::from_str(&text).map_err(|error| {
                ApiError::new(
                    Kind::Usage,
                    format!("read your settings ({})", path.display()),
                    error.to_string(),
                    "Mend the file.",
                )
            })?,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Self::default(),
            Err(error) => return Err(ApiError::local(format!("read your settings ({})", path.display()), &error)),
        };
        if let Some(bundle) = env.get("CJA_CA_BUNDLE") {
            settings.ca_bundle = Some(PathBuf::from(bundle));
        }
        Ok(settings)
    }

    /// Lets a host receive tokens from now on.
    ///
    /// # Errors
    /// When the file cannot be read or written.
    pub fn allow_host(folders: &Folders, host: &str) -> Result<(), ApiError> {
        let mut settings = Self::read(folders, &Env::default())?;
        let host = host.to_ascii_lowercase();
        if !settings.allowed_hosts.contains(&host) {
            settings.allowed_hosts.push(host);
        }
        let path = Self::path(folders);
        let text = serde_json::to_string_pretty(&settings).unwrap_or_default();
        private_file::write(&path, &text)
            .map_err(|error| ApiError::local(format!("write your settings ({})", path.display()), &error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn allowing_a_host_keeps_what_else_the_file_holds() {
        let folder = tempfile::tempdir().unwrap();
        let folders = Folders { config: folder.path().into(), state: folder.path().into() };
        std::fs::write(
            folder.path().join("config.json"),
            r#"{"future": 1, "profiles": {"prod": {"protected": true}}}"#,
        )
        .unwrap();
        UserSettings::allow_host(&folders, "Gateway.example:8443").unwrap();
        UserSettings::allow_host(&folders, "gateway.example:8443").unwrap();
        let settings = UserSettings::read(&folders, &Env::default()).unwrap();
        assert_eq!(settings.allowed_hosts, ["gateway.example:8443"]);
        assert!(settings.profiles["prod"].protected);
        assert_eq!(settings.rest["future"], 1);
    }
}
