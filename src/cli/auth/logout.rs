//! `cja auth logout`: forgets a profile's credentials and its token.

use crate::api::ApiError;
use crate::api::auth::store::Store;
use crate::api::auth::token_cache::TokenCache;
use crate::cli::remote::Console;

pub(super) fn execute(console: &Console) -> Result<(), ApiError> {
    let connect = &console.connect;
    // The profile need not be listed in cja.config.json any more for its secrets to be removed.
    let name = match &connect.profile {
        Some(name) => name.clone(),
        None => connect.profile()?.name,
    };
    let store = Store::new(&connect.folders);
    if let Some(credentials) = store.get(&name)? {
        TokenCache::new(&connect.folders.state, &credentials.key()).clear();
    }
    if store.remove(&name)? {
        console
            .say(&format!("Signed out of profile {name}: its credentials and its token are gone from this machine."));
    } else {
        console.say(&format!("Profile {name} has no credentials in {}.", store.path().display()));
    }
    if connect.env.get("CJA_CLIENT_ID").is_some() {
        console.say("The environment still names credentials (CJA_CLIENT_ID, …).");
    }
    Ok(())
}
