//! Reads lists page by page, telling the watcher how far it is.
//!
//! [`Pages`] hands each page out as it comes, so that a caller can keep it before the next one is there, and holds one page
//! at a time.

use super::{Client, Event};
use crate::api::error::ApiError;
use crate::api::paging::Pager;
use crate::api::request::Request;
use serde_json::Value;
use std::sync::PoisonError;
use std::time::Instant;

/// One page of a list.
#[derive(Clone, Debug)]
pub struct Page {
    /// As the service wrote it.
    pub text: String,
    /// Its items, without those of earlier pages.
    pub items: Vec<Value>,
    /// How many have been read with this page.
    pub read: u64,
    /// Of how many, when the service has said so.
    pub of: Option<u64>,
    /// When it was asked for, after its wait for a turn: nothing in it is newer.
    pub sent_at: Instant,
}

/// A list that is being read. See [`Client::listing`].
#[derive(Debug)]
pub struct Pages<'a> {
    client: &'a Client,
    pager: Pager,
    read: u64,
}

impl<'a> Pages<'a> {
    pub(super) fn new(client: &'a Client, request: &Request) -> Self {
        let mut pager = Pager::new(request.clone());
        if client.shared.modest.lock().unwrap_or_else(PoisonError::into_inner).contains(kind(request)) {
            pager.ask_less();
        }
        Self { client, pager, read: 0 }
    }

    /// The next page, or nothing when all have been read.
    ///
    /// # Errors
    /// As [`Client::send`], and when the list does not end.
    pub async fn next(&mut self) -> Result<Option<Page>, ApiError> {
        let Some(request) = self.pager.request() else { return Ok(None) };
        let answer = match self.client.send(&request).await {
            Err(error) if error.parts().status == Some(400) && self.pager.ask_less() => {
                let Some(request) = self.pager.request() else { return Err(error) };
                let answer = self.client.send(&request).await?;
                // It was the length, so the next list of this kind begins with less.
                let mut modest = self.client.shared.modest.lock().unwrap_or_else(PoisonError::into_inner);
                modest.insert(kind(&request).to_owned());
                answer
            }
            sent => sent?,
        };
        let items = self.pager.take(answer.value)?;
        self.read += items.len() as u64;
        let (read, of) = (self.read, self.pager.total());
        self.client.tell(&Event::Read { items: read, of });
        Ok(Some(Page { text: answer.text, items, read, of, sent_at: answer.sent_at }))
    }
}

/// Lists of one kind give pages of one length: data views, connections, the dimensions of whatever data view.
fn kind(request: &Request) -> &str {
    request.path.trim_end_matches('/').rsplit('/').next().unwrap_or_default()
}

pub(super) async fn all(client: &Client, request: &Request) -> Result<Vec<Value>, ApiError> {
    let (mut pages, mut items) = (Pages::new(client, request), Vec::new());
    while let Some(page) = pages.next().await? {
        items.extend(page.items);
    }
    Ok(items)
}

pub(super) async fn texts(client: &Client, request: &Request) -> Result<Vec<String>, ApiError> {
    let (mut pages, mut texts) = (Pages::new(client, request), Vec::new());
    while let Some(page) = pages.next().await? {
        texts.push(page.text);
    }
    Ok(texts)
}

/// What has come is taken to its end, also when the page after it fails.
pub(super) async fn with<F>(client: &Client, request: &Request, mut take: impl FnMut(Page) -> F) -> Result<(), ApiError>
where
    F: Future<Output = Result<(), ApiError>>,
{
    let mut pages = Pages::new(client, request);
    let mut next = pages.next().await?;
    while let Some(page) = next {
        let (taken, following) = tokio::join!(take(page), pages.next());
        taken?;
        next = following?;
    }
    Ok(())
}
