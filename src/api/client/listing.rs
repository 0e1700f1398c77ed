//! Reads lists page by page, telling the watcher how far it is.

use super::{Client, Event};
use crate::api::error::ApiError;
use crate::api::paging::Pager;
use crate::api::request::Request;
use serde_json::Value;

pub(super) async fn all(client: &Client, request: &Request) -> Result<Vec<Value>, ApiError> {
    let mut pager = Pager::new(request.clone());
    let mut items = Vec::new();
    while let Some(request) = pager.request() {
        items.extend(pager.take(client.value(&request).await?)?);
        client.tell(&Event::Read { items: items.len() as u64, of: pager.total() });
    }
    Ok(items)
}
