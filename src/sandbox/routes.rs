//! One file per resource. What they share: 404 and 405 in the service's form, and writes that leave stale lists behind.

mod audit;
mod components;
mod connections;
mod data_views;
mod ims;
mod segments;
mod shares;
mod tags;
mod users;

pub(crate) use data_views::defaults as data_view_defaults;

use axum::Router;
use axum::http::StatusCode;

use super::answer::Fail;
use super::world::{Change, Kind, Mint, Org};
use super::{App, Shared, control};

/// Every route.
pub(crate) fn router(app: Shared) -> Router {
    Router::new()
        .merge(control::router())
        .merge(ims::router())
        .merge(data_views::router())
        .merge(components::router())
        .merge(connections::router())
        .merge(segments::router())
        .merge(users::router())
        .merge(tags::router())
        .merge(shares::router())
        .merge(audit::router())
        .fallback(unknown)
        .method_not_allowed_fallback(wrong_method)
        .with_state(app)
}

async fn unknown() -> Fail {
    Fail::not_found("There is no such resource")
}

async fn wrong_method() -> Fail {
    Fail::service(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", "The method is not supported for this resource")
}

impl App {
    /// Changes one organisation; its cached lists show the old records for a while.
    fn write<T>(
        &self,
        org: &str,
        decide: impl FnOnce(&Org, &mut Mint) -> Result<(Vec<Change>, T), Fail>,
    ) -> Result<T, Fail> {
        self.store.write(org, |world, mint| {
            let (changes, answer) = decide(world, mint)?;
            let listed = |change: &&Change| matches!(change.kind, Kind::DataViews | Kind::Segments);
            for change in changes.iter().filter(listed) {
                let records = || world.table(change.kind).values().cloned().collect();
                self.stale.keep(org, change.kind, self.options.stale, records);
            }
            Ok((changes, answer))
        })
    }
}
