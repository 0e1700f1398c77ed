//! `cja auth list`: the profiles in the user's store.

use crate::api::auth::store::Store;
use crate::api::{ApiError, hosts};
use crate::cli::remote::{Console, Output};
use crate::cli::table::{self, Column};
use serde_json::json;

const COLUMNS: [Column; 5] = [
    Column("PROFILE", "profile"),
    Column("ORGANIZATION", "organization"),
    Column("KIND", "kind"),
    Column("CLIENT ID", "clientId"),
    Column("API", "api"),
];

pub(super) fn execute(console: &Console) -> Result<(), ApiError> {
    let store = Store::new(&console.connect.folders);
    let mut rows = Vec::new();
    for profile in store.profiles()? {
        if let Some(credentials) = store.get(&profile)? {
            rows.push(json!({
                "profile": profile,
                "organization": credentials.org,
                "kind": credentials.grant.name(),
                "clientId": credentials.client_id,
                "api": hosts::host_and_port(&credentials.hosts.api),
            }));
        }
    }
    if rows.is_empty() && console.output == Output::Text {
        console.say("No profile has credentials in your store. Run `cja auth login`.");
        return Ok(());
    }
    console.print(&table::render(console.output, &COLUMNS, &rows))
}
