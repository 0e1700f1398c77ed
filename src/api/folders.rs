//! Where this program keeps what belongs to the user and not to a project.

use crate::api::env::Env;
use crate::api::error::{ApiError, Kind};
use etcetera::BaseStrategy as _;
use std::path::PathBuf;

/// Two folders of the user: what they decided, and what can be thrown away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folders {
    /// Credentials and consent: `$CJA_CONFIG_DIR`, else `cja` in the user's configuration folder (`~/.config/cja`).
    pub config: PathBuf,
    /// Tokens and the pace: `$CJA_STATE_DIR`, else `state` in `$CJA_CONFIG_DIR`, else `cja` in the user's state folder.
    pub state: PathBuf,
}

impl Folders {
    /// Finds both; creates neither.
    ///
    /// # Errors
    /// [`Kind::Local`] when the user has no home folder and no variable names another.
    pub fn find(env: &Env) -> Result<Self, ApiError> {
        let config = env.get("CJA_CONFIG_DIR").map(PathBuf::from);
        let state =
            env.get("CJA_STATE_DIR").map(PathBuf::from).or_else(|| config.as_ref().map(|dir| dir.join("state")));
        if let (Some(config), Some(state)) = (&config, &state) {
            return Ok(Self { config: config.clone(), state: state.clone() });
        }
        let base = etcetera::choose_base_strategy().map_err(|error| {
            let advice = "Set CJA_CONFIG_DIR to a folder that only you can read.";
            ApiError::new(Kind::Local, "find your configuration folder", error.to_string(), advice)
        })?;
        let base_state = base.state_dir().unwrap_or_else(|| base.cache_dir());
        Ok(Self {
            config: config.unwrap_or_else(|| base.config_dir().join("cja")),
            state: state.unwrap_or_else(|| base_state.join("cja")),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_variable_moves_both() {
        let folders = Folders::find(&Env::default().with("CJA_CONFIG_DIR", "/a")).unwrap();
        assert_eq!((folders.config, folders.state), (PathBuf::from("/a"), PathBuf::from("/a/state")));
    }
}
