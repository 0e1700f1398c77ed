//! Reads lists page by page, telling the watcher how far it is.

use super::{Client, Event};
use crate::api::error::ApiError;
use crate::api::paging::Pager;
use crate::api::request::Request;
use serde_json::Value;

pub(super) async fn all(client: &Client, request: &Request) -> Result<Vec<Value>, ApiError> {
    let mut items = Vec::new();
    each_page(client, request, |_, page| items.extend(page)).await?;
    Ok(items)
}

pub(super) async fn texts(client: &Client, request: &Request) -> Result<Vec<String>, ApiError> {
    let mut texts = Vec::new();
    each_page(client, request, |text, _| texts.push(text)).await?;
    Ok(texts)
}

async fn each_page(
    client: &Client,
    request: &Request,
    mut take: impl FnMut(String, Vec<Value>),
) -> Result<(), ApiError> {
    let mut pager = Pager::new(request.clone());
    let mut read = 0;
    while let Some(request) = pager.request() {
        let answer = client.send(&request).await?;
        let items = pager.take(answer.value)?;
        read += items.len() as u64;
        take(answer.text, items);
        client.tell(&Event::Read { items: read, of: pager.total() });
    }
    Ok(())
}
