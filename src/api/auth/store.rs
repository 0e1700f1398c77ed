//! The user's store: one private file with the credentials of each profile, bound to the addresses they were given for.

use crate::api::auth::credentials::{Credentials, Grant, Origin};
use crate::api::auth::secret::Secret;
use crate::api::error::{ApiError, Kind};
use crate::api::folders::Folders;
use crate::api::hosts::Hosts;
use crate::api::private_file::{self, Lock};
use serde_json::{Map, Value, json};
use std::path::PathBuf;

/// `credentials.json` in the user's configuration folder.
#[derive(Clone, Debug)]
pub struct Store {
    path: PathBuf,
}

const WHAT: &str = "your credential store";

impl Store {
    /// The store of these folders; the file need not exist.
    #[must_use]
    pub fn new(folders: &Folders) -> Self {
        Self { path: folders.config.join("credentials.json") }
    }

    /// Where it is, for messages.
    #[must_use]
    pub fn path(&self) -> &std::path::Path {
        &self.path
    }

    /// The names of the profiles it holds, sorted.
    ///
    /// # Errors
    /// [`Kind::Guard`] when others can read the file, [`Kind::Local`] when it cannot be read.
    pub fn profiles(&self) -> Result<Vec<String>, ApiError> {
        Ok(self.read()?.keys().cloned().collect())
    }

    /// The credentials of a profile.
    ///
    /// # Errors
    /// As [`Store::profiles`].
    pub fn get(&self, profile: &str) -> Result<Option<Credentials>, ApiError> {
        match self.read()?.get(profile) {
            Some(entry) => decode(profile, entry)
                .map(Some)
                .ok_or_else(|| self.broken(&format!("profile \"{profile}\" is incomplete"))),
            None => Ok(None),
        }
    }

    /// Keeps credentials under a profile's name, in place of what was there.
    ///
    /// # Errors
    /// As [`Store::profiles`], and when the file cannot be written.
    pub fn put(&self, profile: &str, credentials: &Credentials) -> Result<(), ApiError> {
        self.change(|profiles| {
            profiles.insert(profile.to_owned(), encode(credentials));
        })
    }

    /// Forgets a profile. Tells whether there was one.
    ///
    /// # Errors
    /// As [`Store::put`].
    pub fn remove(&self, profile: &str) -> Result<bool, ApiError> {
        let mut found = false;
        self.change(|profiles| found = profiles.remove(profile).is_some())?;
        Ok(found)
    }

    fn change(&self, change: impl FnOnce(&mut Map<String, Value>)) -> Result<(), ApiError> {
        let failed = |error: std::io::Error| ApiError::local(format!("write {WHAT} ({})", self.path.display()), &error);
        // Two logins at once must not lose each other's profile.
        let _lock = (0..200)
            .find_map(|_| match Lock::try_take(&self.path.with_extension("lock")) {
                Ok(Some(lock)) => Some(Ok(lock)),
                Ok(None) => {
                    std::thread::sleep(std::time::Duration::from_millis(10));
                    None
                }
                Err(error) => Some(Err(failed(error))),
            })
            .unwrap_or_else(|| Err(failed(std::io::Error::other("another cja process holds its lock"))))?;
        private_file::sweep_leftovers(&self.path);
        let mut profiles = self.read()?;
        change(&mut profiles);
        let text = serde_json::to_string_pretty(&json!({"version": 1, "profiles": profiles})).unwrap_or_default();
        private_file::write(&self.path, &text).map_err(failed)
    }

    fn read(&self) -> Result<Map<String, Value>, ApiError> {
        // A login that was killed left its secret in a file beside; whoever comes next takes it away.
        if private_file::has_leftovers(&self.path)
            && let Ok(Some(_lock)) = Lock::try_take(&self.path.with_extension("lock"))
        {
            private_file::sweep_leftovers(&self.path);
        }
        let Some(text) = private_file::read(&self.path, WHAT)? else { return Ok(Map::new()) };
        let value: Value = serde_json::from_str(&text).map_err(|error| {
            self.broken(&format!("it is not valid JSON (line {}, column {})", error.line(), error.column()))
        })?;
        match value.get("profiles") {
            Some(Value::Object(profiles)) => Ok(profiles.clone()),
            _ => Err(self.broken("it holds no profiles")),
        }
    }

    fn broken(&self, problem: &str) -> ApiError {
        let advice = "Remove the file and run `cja auth login` again.";
        ApiError::new(Kind::Local, format!("read {WHAT} ({})", self.path.display()), problem, advice)
    }
}

/// The one place where secrets become text on purpose.
fn encode(credentials: &Credentials) -> Value {
    let mut entry = Map::new();
    let mut keep = |name: &str, value: Value| entry.insert(name.to_owned(), value);
    keep("org", json!(credentials.org));
    keep("clientId", json!(credentials.client_id));
    keep("api", json!(credentials.hosts.api.as_str()));
    keep("ims", json!(credentials.hosts.ims.as_str()));
    match &credentials.grant {
        Grant::OAuth { secrets, scopes } => {
            keep("clientSecrets", secrets.iter().map(Secret::expose).collect());
            keep("scopes", json!(scopes));
        }
        Grant::Jwt { secret, account, key } => {
            keep("clientSecrets", json!([secret.expose()]));
            keep("technicalAccountId", json!(account));
            keep("privateKey", json!(key.expose()));
        }
        Grant::Bearer { token } => {
            keep("accessToken", json!(token.expose()));
        }
    }
    Value::Object(entry)
}

fn decode(profile: &str, entry: &Value) -> Option<Credentials> {
    let text = |name: &str| entry.get(name).and_then(Value::as_str);
    let list = |name: &str| -> Option<Vec<String>> {
        entry
            .get(name)?
            .as_array()
            .map(|items| items.iter().filter_map(|item| item.as_str().map(str::to_owned)).collect())
    };
    let secret = |text: &str| Secret::new(text.to_owned());
    let mut secrets = list("clientSecrets").unwrap_or_default().into_iter().map(Secret::new);
    let grant = if let Some(token) = text("accessToken") {
        Grant::Bearer { token: secret(token) }
    } else if let Some(key) = text("privateKey") {
        Grant::Jwt { secret: secrets.next()?, account: text("technicalAccountId")?.to_owned(), key: secret(key) }
    } else {
        Grant::OAuth { secrets: secrets.collect(), scopes: list("scopes")? }
    };
    Some(Credentials {
        org: text("org")?.to_owned(),
        client_id: text("clientId")?.to_owned(),
        grant,
        hosts: Hosts::read(text("api"), text("ims")).ok()?,
        origin: Origin::Store(profile.to_owned()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::auth::credentials::tests::oauth;

    fn store() -> (tempfile::TempDir, Store) {
        let folder = tempfile::tempdir().unwrap();
        let folders = Folders { config: folder.path().join("cja"), state: folder.path().join("state") };
        let store = Store::new(&folders);
        (folder, store)
    }

    #[test]
    fn every_kind_of_credentials_comes_back_as_it_went_in() {
        let (_folder, store) = store();
        let base = oauth("http://127.0.0.1:1");
        let secret = || Secret::new("s3cret".into());
        let grants = [
            base.grant.clone(),
            Grant::Jwt { secret: secret(), account: "t@techacct.adobe.com".into(), key: secret() },
            Grant::Bearer { token: secret() },
        ];
        for grant in grants {
            store.put("dev", &Credentials { grant: grant.clone(), ..base.clone() }).unwrap();
            let back = store.get("dev").unwrap().unwrap();
            assert_eq!((back.grant, back.hosts, back.origin), (grant, base.hosts.clone(), Origin::Store("dev".into())));
        }
    }

    #[test]
    fn profiles_are_listed_and_forgotten() {
        let (_folder, store) = store();
        assert!(store.profiles().unwrap().is_empty());
        store.put("prod", &oauth("http://127.0.0.1:1")).unwrap();
        store.put("dev", &oauth("http://127.0.0.1:1")).unwrap();
        assert_eq!(store.profiles().unwrap(), ["dev", "prod"]);
        assert!(store.remove("dev").unwrap() && !store.remove("dev").unwrap());
        assert_eq!(store.profiles().unwrap(), ["prod"]);
    }

    #[test]
    fn a_broken_store_is_named_and_not_overwritten() {
        let (_folder, store) = store();
        private_file::write(store.path(), "{\"profiles\": planted").unwrap();
        let error = store.put("dev", &oauth("http://127.0.0.1:1")).unwrap_err().to_string();
        assert!(error.contains("credentials.json") && !error.contains("planted"), "{error}");
        assert_eq!(std::fs::read_to_string(store.path()).unwrap(), "{\"profiles\": planted");
    }

    #[test]
    fn what_a_killed_login_left_is_gone_with_the_next_command() {
        let (_folder, store) = store();
        store.put("dev", &oauth("http://127.0.0.1:1")).unwrap();
        let folder = store.path().parent().unwrap().to_owned();
        let plant = || {
            for name in [".cja-tmp-credentials.json-aB3xYz", ".tmpQ1w2E3"] {
                std::fs::write(folder.join(name), "{\"clientSecrets\": [\"planted\"]}").unwrap();
            }
        };
        let others = |name: &&str| !["credentials.json", "credentials.lock"].contains(name);
        let left = || {
            let names =
                std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
            names.filter(|name| others(&name.as_str())).collect::<Vec<_>>()
        };
        plant();
        store.get("dev").unwrap().unwrap();
        assert!(left().is_empty(), "{:?}", left());
        plant();
        assert!(store.remove("dev").unwrap());
        assert!(left().is_empty(), "{:?}", left());
        plant();
        assert!(!store.remove("dev").unwrap());
        assert!(left().is_empty(), "{:?}", left());
    }

    #[cfg(unix)]
    #[test]
    fn the_file_is_private() {
        use std::os::unix::fs::PermissionsExt as _;
        let (_folder, store) = store();
        store.put("dev", &oauth("http://127.0.0.1:1")).unwrap();
        assert_eq!(std::fs::metadata(store.path()).unwrap().permissions().mode() & 0o777, 0o600);
    }
}
