//! The service as a session reaches it: which workspace a document belongs to, whose credentials count there, and one
//! client for each workspace.
//!
//! Credentials are found as the commands find them (environment, the user's store, the profile of `cja.config.json`),
//! and only when somebody first asks for a client. Begin with [`Session::client`].

use super::session::Session;
use crate::api::auth::environment;
use crate::api::connect::Connect;
use crate::api::profile::Profile;
use crate::api::{ApiError, Client, Kind};
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// How the service is reached, and the clients so far.
pub(super) struct Service {
    /// The variables and folders; why there are none otherwise.
    connect: Result<Connect, ApiError>,
    clients: Mutex<HashMap<PathBuf, (Client, Profile)>>,
    /// Variables that an editor handed over from its secret storage.
    signed_in: Mutex<BTreeMap<String, String>>,
}

impl Service {
    pub(super) fn new(connect: Result<Connect, ApiError>) -> Service {
        Service { connect, clients: Mutex::default(), signed_in: Mutex::default() }
    }

    /// Where calls from a workspace go and as whom. No network, no credentials.
    pub(super) fn connect(&self, workspace: &Path) -> Result<Connect, ApiError> {
        let mut connect = self.connect.clone()?;
        let signed_in = self.signed_in.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if !signed_in.is_empty() {
            // Two sets of credentials are not mixed.
            connect.env = environment::without_credentials(connect.env);
        }
        for (name, value) in &signed_in {
            connect.env = connect.env.with(name, value);
        }
        Ok(Connect { workspace: workspace.to_owned(), ..connect })
    }

    /// The client of a workspace. Reads files and may run the user's command for credentials: not for the threads
    /// that answer requests.
    fn client(&self, workspace: &Path) -> Result<(Client, Profile), ApiError> {
        let known = |service: &Service| service.clients().get(workspace).cloned();
        if let Some(known) = known(self) {
            return Ok(known);
        }
        let made = self.connect(workspace)?.client()?;
        // Two who ask at once shall share one token and one set of connections.
        Ok(self.clients().entry(workspace.to_owned()).or_insert(made).clone())
    }

    /// The client of a workspace, where there is one already.
    pub(super) fn known(&self, workspace: &Path) -> Option<(Client, Profile)> {
        self.clients().get(workspace).cloned()
    }

    /// The profile of a workspace.
    ///
    /// # Errors
    /// Where the configuration does not say which one, or makes no sense.
    pub(super) fn profile(&self, workspace: &Path) -> Result<Profile, ApiError> {
        match self.known(workspace) {
            Some((_, profile)) => Ok(profile),
            None => self.connect(workspace)?.profile(),
        }
    }

    /// Takes credentials as variables; they win over those of the process. None takes them away again.
    pub(super) fn sign_in(&self, variables: BTreeMap<String, String>) {
        *self.signed_in.lock().unwrap_or_else(PoisonError::into_inner) = variables;
        self.forget();
    }

    /// Finds profile and credentials anew when they are next needed: after a change of settings, a sign-in, a refusal.
    pub(super) fn forget(&self) {
        self.clients().clear();
    }

    fn clients(&self) -> std::sync::MutexGuard<'_, HashMap<PathBuf, (Client, Profile)>> {
        self.clients.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Session {
    /// The folder whose `.cja` and profile count for a file: that of its `cja.config.json`, else the editor's folder
    /// around it, else its own. Without a file it is the editor's first folder.
    pub fn workspace_of(&self, path: Option<&Path>) -> PathBuf {
        self.settings_for(path).base().to_owned()
    }

    /// A client and its profile for the workspace of a file. No network yet.
    ///
    /// # Errors
    /// As [`Connect::client`]; the message is meant for the person.
    pub async fn client(self: &Arc<Self>, path: Option<&Path>) -> Result<(Client, Profile), ApiError> {
        self.client_of(self.workspace_of(path)).await
    }

    /// The same for a workspace.
    pub(super) async fn client_of(self: &Arc<Self>, workspace: PathBuf) -> Result<(Client, Profile), ApiError> {
        let session = Arc::clone(self);
        let found = tokio::task::spawn_blocking(move || session.service.client(&workspace));
        found.await.unwrap_or_else(|error| Err(ApiError::new(Kind::Local, "sign in", error.to_string(), "")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::retry::Patience;
    use crate::api::{Env, Folders};

    fn service(folder: &Path, env: Env) -> Service {
        let folders = Folders { config: folder.join("config"), state: folder.join("state") };
        let (workspace, patience) = (folder.to_owned(), Patience::default());
        Service::new(Ok(Connect { env, folders, workspace, profile: None, auth_file: None, patience }))
    }

    #[test]
    fn each_workspace_has_one_client_and_its_own_profile() {
        let folder = tempfile::tempdir().unwrap();
        let (one, two) = (folder.path().join("one"), folder.path().join("two"));
        std::fs::create_dir_all(&one).unwrap();
        std::fs::create_dir_all(&two).unwrap();
        std::fs::write(two.join("cja.config.json"), r#"{"version": 1, "profiles": {"prod": {}}}"#).unwrap();
        let variables = [("CJA_ORG_ID", "A@AdobeOrg"), ("CJA_CLIENT_ID", "c"), ("CJA_CLIENT_SECRET", "s")];
        let service = service(folder.path(), variables.into_iter().collect());
        assert_eq!(service.client(&one).unwrap().1.name, "default");
        assert_eq!(service.client(&two).unwrap().1.name, "prod");
        std::fs::write(two.join("cja.config.json"), r#"{"version": 1, "profiles": {"stage": {}}}"#).unwrap();
        assert_eq!(service.client(&two).unwrap().1.name, "prod");
        service.forget();
        assert_eq!(service.client(&two).unwrap().1.name, "stage");
    }

    #[test]
    fn without_credentials_the_next_step_is_said() {
        let folder = tempfile::tempdir().unwrap();
        let error = service(folder.path(), Env::default()).client(folder.path()).unwrap_err();
        assert_eq!(error.kind(), Kind::SignIn);
        assert!(error.to_string().contains("cja auth login"), "{error}");
    }
}
