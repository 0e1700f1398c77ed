//! Tokens on disk, so that a hundred commands ask for one. Private like the store; a broken file counts as none.

use crate::api::auth::ims::Token;
use crate::api::auth::secret::Secret;
use crate::api::private_file::{self, Lock};
use serde_json::{Value, json};
use std::io;
use std::path::PathBuf;
use std::time::Duration;

/// The file of one set of credentials.
#[derive(Clone, Debug)]
pub struct TokenCache {
    path: PathBuf,
}

impl TokenCache {
    /// `folder` is the user's state folder, `key` that of the credentials.
    #[must_use]
    pub fn new(folder: &std::path::Path, key: &str) -> Self {
        Self { path: folder.join("tokens").join(format!("{key}.json")) }
    }

    /// The token, if there is one and nobody else can read it.
    #[must_use]
    pub fn read(&self) -> Option<Token> {
        let text = private_file::read(&self.path, "the cached token").ok()??;
        let value: Value = serde_json::from_str(&text).ok()?;
        let number = |name: &str| value.get(name).and_then(Value::as_i64);
        let token = value.get("token")?.as_str()?.to_owned();
        Some(Token { value: Secret::new(token), expires_at: number("expiresAt")?, renew_at: number("renewAt")? })
    }

    /// Keeps a token. A disk that refuses is no reason to fail: the next process asks for its own.
    pub fn write(&self, token: &Token) {
        let text = json!({"token": token.value.expose(), "expiresAt": token.expires_at, "renewAt": token.renew_at})
            .to_string();
        if let Err(error) = private_file::write(&self.path, &text) {
            tracing::debug!(%error, "the token could not be cached");
        }
    }

    /// Forgets the token.
    pub fn clear(&self) {
        let _ = std::fs::remove_file(&self.path);
        // A write on its way then fails, and whoever needs the token asks for another.
        private_file::sweep_leftovers(&self.path);
    }

    /// Removes what no process has used for two days, which is longer than any token lives: the tokens and the pace of
    /// credentials and sandboxes that are gone. Whoever comes back begins with new files.
    pub fn sweep(&self) {
        let Some(state) = self.path.parent().and_then(std::path::Path::parent) else { return };
        for folder in ["tokens", "pace"] {
            private_file::sweep(&state.join(folder), Duration::from_secs(2 * 24 * 60 * 60));
        }
    }

    /// Makes other processes that need the same token wait, so that one asks and all use it.
    ///
    /// # Errors
    /// Those of the file system.
    pub async fn lock(&self, patience: Duration) -> io::Result<Lock> {
        Lock::take(&self.path.with_extension("lock"), patience).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_used_for_days_is_swept_and_the_rest_stays() {
        let folder = tempfile::tempdir().unwrap();
        let cache = TokenCache::new(folder.path(), "key");
        cache.write(&Token::new(Secret::new("ey.a".into()), 0, 1000));
        let long_ago = std::time::SystemTime::now() - Duration::from_secs(3 * 24 * 60 * 60);
        for gone in ["tokens/old.json", "tokens/old.lock", "pace/old", "other/old"] {
            let path = folder.path().join(gone);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, "").unwrap();
            std::fs::File::options().write(true).open(&path).unwrap().set_modified(long_ago).unwrap();
        }
        std::fs::write(folder.path().join("pace/new"), "").unwrap();
        cache.sweep();
        let there = |name: &str| folder.path().join(name).exists();
        assert!(!there("tokens/old.json") && !there("tokens/old.lock") && !there("pace/old"));
        assert!(there("tokens/key.json") && there("pace/new") && there("other/old"));
    }

    #[test]
    fn a_token_comes_back_and_a_broken_file_is_none() {
        let folder = tempfile::tempdir().unwrap();
        let cache = TokenCache::new(folder.path(), "key");
        assert_eq!(cache.read(), None);
        let token = Token::new(Secret::new("ey.a".into()), 0, 1000);
        cache.write(&token);
        assert_eq!(cache.read(), Some(token));
        std::fs::write(folder.path().join("tokens/key.json"), "{\"token\": 1").unwrap();
        assert_eq!(cache.read(), None);
        cache.clear();
        assert!(!folder.path().join("tokens/key.json").exists());
    }
}
