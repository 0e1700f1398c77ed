//! Reads pages of every form the service is known or documented to send, and decides whether there is another one. Pure.
//!
//! The guide shows `firstPage`/`lastPage`, the OpenAPI file `first`/`last`; segments may be a bare array. A server that
//! never ends, or always sends the same page, is recognised.

use crate::api::error::{ApiError, Kind};
use crate::api::request::Request;
use serde_json::Value;
use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

/// More pages than any organization can fill: 50,000 segments are 50 pages of 1,000.
pub const MOST_PAGES: u64 = 1_000;

/// Where a listing stands.
#[derive(Debug)]
pub struct Pager {
    request: Request,
    /// `page` everywhere but in the audit log, where it is `pageNumber`.
    parameter: &'static str,
    limit: Option<u64>,
    next: u64,
    seen: HashSet<u64>,
    /// How many the service says there are in all.
    total: Option<u64>,
    taken: u64,
    finished: bool,
}

impl Pager {
    /// Begins with the page that the request names, else the first.
    #[must_use]
    pub fn new(request: Request) -> Self {
        let parameter = if request.get("pageNumber").is_some() { "pageNumber" } else { "page" };
        let number = |name: &str| request.get(name).and_then(|value| value.parse().ok());
        let limit = number("limit").or_else(|| number("pageSize"));
        let next = number(parameter).unwrap_or(0);
        Self { request, parameter, limit, next, seen: HashSet::new(), total: None, taken: 0, finished: false }
    }

    /// The request for the next page, or nothing when all have been read.
    #[must_use]
    pub fn request(&self) -> Option<Request> {
        (!self.finished).then(|| self.request.clone().set(self.parameter, self.next.to_string()))
    }

    /// How many items there are in all, once a page has said so.
    #[must_use]
    pub fn total(&self) -> Option<u64> {
        self.total
    }

    /// Takes the answer to [`Pager::request`] and gives its new items; an item seen on an earlier page (lists move while
    /// they are read) is left out.
    ///
    /// # Errors
    /// [`Kind::Shape`] when it is no page, or when the list does not end.
    pub fn take(&mut self, answer: Value) -> Result<Vec<Value>, ApiError> {
        let page = match answer {
            Value::Array(items) => Page { items, ..Page::single() },
            other => Page::read(other).ok_or_else(|| self.broken("the answer has no `content` list"))?,
        };
        self.total = page.total.or(self.total);
        let count = page.items.len() as u64;
        // Within one page nothing is left out, whatever ids it carries: it is what the service says.
        let (keys, items): (Vec<u64>, Vec<Value>) =
            page.items.into_iter().map(|item| (key(&item), item)).filter(|(key, _)| !self.seen.contains(key)).unzip();
        self.seen.extend(keys);
        self.taken += items.len() as u64;
        let ends = count == 0 || page.last.unwrap_or_else(|| self.ends_without_word(page.pages, count));
        if ends || self.total.is_some_and(|total| items.is_empty() && self.taken >= total) {
            self.finished = true;
            return Ok(items);
        }
        if items.is_empty() {
            return Err(
                self.broken(&format!("page {} repeats what was sent before, and the list does not end", self.next))
            );
        }
        self.next += 1;
        if self.next >= MOST_PAGES {
            return Err(self.broken(&format!("the list does not end after {MOST_PAGES} pages")));
        }
        Ok(items)
    }

    /// Neither `last` nor `lastPage`: the page count decides, else a page that is shorter than asked for is the last.
    fn ends_without_word(&self, pages: Option<u64>, count: u64) -> bool {
        match pages {
            Some(pages) => self.next + 1 >= pages,
            None => self.limit.is_none_or(|limit| count < limit),
        }
    }

    fn broken(&self, problem: &str) -> ApiError {
        let advice = "Nothing of it was used. If there is a proxy in between, look there; else tell Adobe's support.";
        ApiError::new(Kind::Shape, &self.request.what, problem, advice)
    }
}

struct Page {
    items: Vec<Value>,
    last: Option<bool>,
    pages: Option<u64>,
    total: Option<u64>,
}

impl Page {
    fn single() -> Self {
        Self { items: Vec::new(), last: Some(true), pages: None, total: None }
    }

    fn read(mut value: Value) -> Option<Self> {
        let number = |name: &str| value.get(name).and_then(Value::as_u64);
        let flag = |name: &str| value.get(name).and_then(Value::as_bool);
        let last = match (flag("lastPage"), flag("last")) {
            (None, None) => None,
            (a, b) => Some(a == Some(true) || b == Some(true)),
        };
        let (pages, total) = (number("totalPages"), number("totalElements"));
        match value.get_mut("content").map(Value::take) {
            Some(Value::Array(items)) => Some(Self { items, last, pages, total }),
            _ => None,
        }
    }
}

/// What makes an item the same as another: its id, else all of it.
fn key(item: &Value) -> u64 {
    let mut hasher = DefaultHasher::new();
    match item.get("id").or_else(|| item.get("shareId")) {
        Some(id) => id.to_string().hash(&mut hasher),
        None => item.to_string().hash(&mut hasher),
    }
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// Reads a listing of five items, two a page, from a server that adds `extra` to each page.
    fn read(extra: impl Fn(u64) -> Value) -> Result<(Vec<Value>, u64), ApiError> {
        let mut pager = Pager::new(Request::read("/x", "list x").with("limit", "2").with("page", "0"));
        let (mut all, mut calls) = (Vec::new(), 0);
        while let Some(request) = pager.request() {
            let page: u64 = request.get("page").unwrap().parse().unwrap();
            let items: Vec<Value> = (page * 2..(page * 2 + 2).min(5)).map(|n| json!({"id": n})).collect();
            let mut answer = extra(page);
            if answer.get("content").is_none() {
                answer["content"] = Value::Array(items);
            }
            all.extend(pager.take(answer)?);
            calls += 1;
        }
        Ok((all, calls))
    }

    #[test]
    fn every_form_of_the_end_is_understood() {
        let forms: [&dyn Fn(u64) -> Value; 6] = [
            &|page| json!({"lastPage": page == 2}),
            &|page| json!({"last": page == 2}),
            &|page| json!({"last": page == 2, "lastPage": page == 2}),
            &|page| json!({"lastPage": false, "last": page == 2}),
            &|_| json!({"totalPages": 3}),
            &|_| json!({}),
        ];
        for (number, form) in forms.iter().enumerate() {
            let (all, calls) = read(form).unwrap();
            assert_eq!((all.len(), calls), (5, 3), "form {number}");
        }
    }

    #[test]
    fn an_empty_page_is_the_end_whatever_it_says() {
        let (all, calls) =
            read(|page| if page == 3 { json!({"content": [], "last": false}) } else { json!({"last": false}) })
                .unwrap();
        assert_eq!((all.len(), calls), (5, 4));
    }

    #[test]
    fn a_bare_array_is_one_page() {
        let mut pager = Pager::new(Request::read("/segments", "list the segments"));
        assert_eq!(pager.take(json!([{"id": "s1"}])).unwrap().len(), 1);
        assert_eq!(pager.request(), None);
    }

    #[test]
    fn a_server_that_repeats_itself_is_an_error() {
        let error = read(|_| json!({"content": [{"id": 1}, {"id": 2}], "last": false})).unwrap_err();
        assert_eq!(error.kind(), Kind::Shape);
        assert!(error.to_string().contains("does not end"), "{error}");
    }

    #[test]
    fn a_server_that_ignores_the_page_is_read_once_when_its_count_is_reached() {
        let (all, calls) =
            read(|_| json!({"content": [{"id": 1}, {"id": 2}], "last": false, "totalElements": 2})).unwrap();
        assert_eq!((all.len(), calls), (2, 2));
    }

    #[test]
    fn a_server_that_never_ends_is_stopped() {
        let error = read(|page| json!({"content": [{"id": page}], "last": false})).unwrap_err();
        assert!(error.to_string().contains("1000 pages"), "{error}");
    }

    #[test]
    fn an_item_that_moved_to_the_next_page_is_taken_once() {
        let (all, _) = read(|page| match page {
            0 => json!({"content": [{"id": 1}, {"id": 2}], "last": false}),
            _ => json!({"content": [{"id": 2}, {"id": 3}], "last": true}),
        })
        .unwrap();
        assert_eq!(all, [json!({"id": 1}), json!({"id": 2}), json!({"id": 3})]);
    }

    #[test]
    fn items_of_one_page_with_one_id_are_all_kept() {
        let mut pager = Pager::new(Request::read("/x", "list x"));
        let page = json!({"content": [{"id": 1, "name": "a"}, {"id": 1, "name": "b"}], "last": true});
        assert_eq!(pager.take(page).unwrap().len(), 2);
    }

    #[test]
    fn the_audit_log_counts_pages_under_another_name() {
        let mut pager = Pager::new(Request::read("/a", "read").with("pageSize", "1").with("pageNumber", "0"));
        pager.take(json!({"content": [{"id": 1}], "last": false})).unwrap();
        assert_eq!(pager.request().unwrap().get("pageNumber"), Some("1"));
    }

    #[test]
    fn an_answer_without_a_list_is_no_page() {
        let mut pager = Pager::new(Request::read("/x", "list x"));
        assert_eq!(pager.take(json!({"id": "dv_1"})).unwrap_err().kind(), Kind::Shape);
    }
}
