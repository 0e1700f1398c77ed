//! Reads pages of every form the service is known or documented to send, and decides whether there is another one. Pure.
//!
//! The guide shows `firstPage`/`lastPage`, the OpenAPI file `first`/`last`; segments may be a bare array. A server that
//! never ends, or always sends the same page, is recognised.
//!
//! How long a page may be is documented nowhere, so it is asked: the first request wants [`ASKED`] items, and what comes
//! shows the length that the service gives. One that refuses the question is asked for [`MODEST`].

use crate::api::error::{ApiError, Kind};
use crate::api::request::Request;
use serde_json::Value;
use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

/// How many items a list is asked for at first: public clients send this to several lists.
pub const ASKED: u32 = 1_000;
/// How many after a refusal: public clients send this to the list of data views.
pub const MODEST: u32 = 100;
/// More pages than any organization can fill: 50,000 segments are 50 pages of 1,000.
pub const MOST_PAGES: u64 = 1_000;

/// Where a listing stands.
#[derive(Debug)]
pub struct Pager {
    request: Request,
    /// The names of page and length: `page` and `limit` everywhere but in the audit log.
    names: (&'static str, &'static str),
    limit: Option<u64>,
    /// Whether a whole page has shown how long the service makes them.
    measured: bool,
    /// Whether the next page is asked for on suspicion: the last one looked cut, and nothing said that there are more.
    suspicion: bool,
    next: u64,
    seen: HashSet<u64>,
    /// How many the service says there are in all.
    total: Option<u64>,
    taken: u64,
    finished: bool,
}

impl Pager {
    /// Begins with the page that the request names, else the first. A request that names neither page nor length is made to
    /// ask for [`ASKED`] items.
    #[must_use]
    pub fn new(mut request: Request) -> Self {
        let audit = request.get("pageNumber").is_some() || request.path.starts_with("/auditlogs/");
        let names = if audit { ("pageNumber", "pageSize") } else { ("page", "limit") };
        if request.get(names.0).is_none() && request.get(names.1).is_none() {
            request = request.with(names.1, ASKED.to_string());
        }
        let number = |name: &str| request.get(name).and_then(|value| value.parse().ok());
        let (limit, next) = (number(names.1), number(names.0).unwrap_or(0));
        Self {
            request,
            names,
            limit,
            measured: false,
            suspicion: false,
            next,
            seen: HashSet::new(),
            total: None,
            taken: 0,
            finished: false,
        }
    }

    /// The request for the next page, or nothing when all have been read.
    #[must_use]
    pub fn request(&self) -> Option<Request> {
        (!self.finished).then(|| self.request.clone().set(self.names.0, self.next.to_string()))
    }

    /// How many items there are in all, once a page has said so.
    #[must_use]
    pub fn total(&self) -> Option<u64> {
        self.total
    }

    /// After a refusal of [`Pager::request`]: makes it more modest. False when that has been done, or when the length was not
    /// our own idea.
    pub fn ask_less(&mut self) -> bool {
        if self.measured || self.taken > 0 || self.limit != Some(ASKED.into()) {
            return false;
        }
        self.resize(MODEST.into());
        true
    }

    fn resize(&mut self, limit: u64) {
        self.limit = Some(limit);
        self.request = self.request.clone().set(self.names.1, limit.to_string());
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
        let suspicion = std::mem::take(&mut self.suspicion);
        let ends = count == 0 || page.last.unwrap_or_else(|| self.ends_without_word(page.pages, page.size, count));
        let complete = self.total.is_some_and(|total| self.taken >= total);
        if ends || (items.is_empty() && (complete || suspicion)) {
            self.finished = true;
            return Ok(items);
        }
        if items.is_empty() {
            return Err(
                self.broken(&format!("page {} repeats what was sent before, and the list does not end", self.next))
            );
        }
        if !std::mem::replace(&mut self.measured, true)
            && let Some(length) = self.length(page.size, count)
        {
            // From here on the length is said, so that page numbers mean the same to both.
            self.resize(length);
        }
        self.next += 1;
        if self.next >= MOST_PAGES {
            return Err(self.broken(&format!("the list does not end after {MOST_PAGES} pages")));
        }
        Ok(items)
    }

    /// Neither `last` nor `lastPage`: the counts decide, else a page that is shorter than asked for is the last, unless it is
    /// the first and looks like one that was cut.
    fn ends_without_word(&mut self, pages: Option<u64>, size: Option<u64>, count: u64) -> bool {
        if let Some(pages) = pages {
            return self.next + 1 >= pages;
        }
        let Some(limit) = self.limit else { return true };
        if count >= limit {
            return false;
        }
        self.suspicion = !self.measured && self.length(size, count).is_some();
        !self.suspicion
    }

    /// The length that the service gives its pages, where a page that is not the last is shorter than asked for. `size` is the
    /// length of a page in some answers and the number of items in others; and a service may leave out of a full page what
    /// the caller may not see. So a mere number of items counts only when it is a number that people choose.
    fn length(&self, size: Option<u64>, count: u64) -> Option<u64> {
        let limit = self.limit.filter(|limit| count < *limit)?;
        let chosen = count >= 10 && (count.is_multiple_of(10) || count.is_multiple_of(25) || count.is_power_of_two());
        match size {
            Some(size) if count < size && size < limit => Some(size),
            _ => chosen.then_some(count),
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
    size: Option<u64>,
    pages: Option<u64>,
    total: Option<u64>,
}

impl Page {
    fn single() -> Self {
        Self { items: Vec::new(), last: Some(true), size: None, pages: None, total: None }
    }

    fn read(mut value: Value) -> Option<Self> {
        let number = |name: &str| value.get(name).and_then(Value::as_u64);
        let flag = |name: &str| value.get(name).and_then(Value::as_bool);
        let last = match (flag("lastPage"), flag("last")) {
            (None, None) => None,
            (a, b) => Some(a == Some(true) || b == Some(true)),
        };
        let (size, pages, total) = (number("size"), number("totalPages"), number("totalElements"));
        match value.get_mut("content").map(Value::take) {
            Some(Value::Array(items)) => Some(Self { items, last, size, pages, total }),
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

    /// A service of `total` items that gives at most `most` of them a page, whatever it is asked for, and says of a page what
    /// `word` adds. Gives how many items were read by how many requests, and the lengths that were asked for.
    fn clamped(total: u64, most: u64, word: impl Fn(u64, u64, u64) -> Value) -> (usize, Vec<String>) {
        let mut pager = Pager::new(Request::read("/x", "list x"));
        let (mut all, mut asked) = (Vec::new(), Vec::new());
        while let Some(request) = pager.request() {
            let number = |name: &str| request.get(name).unwrap().parse::<u64>().unwrap();
            let (page, size) = (number("page"), number("limit").min(most));
            let items: Vec<Value> = (page * size..((page + 1) * size).min(total)).map(|n| json!({"id": n})).collect();
            let mut answer = word(page, size, total);
            answer["content"] = Value::Array(items);
            asked.push(request.get("limit").unwrap().to_owned());
            all.extend(pager.take(answer).unwrap());
        }
        (all.len(), asked)
    }

    /// What a page says of itself, from its number, its length and the total.
    type Word = dyn Fn(u64, u64, u64) -> Value;

    #[test]
    fn the_length_of_a_page_is_taken_from_what_comes() {
        let words: [(&str, &Word); 5] = [
            ("last", &|page, size, total| json!({"last": (page + 1) * size >= total})),
            ("size", &|page, size, total| json!({"lastPage": (page + 1) * size >= total, "size": size})),
            ("echo", &|page, size, total| json!({"last": (page + 1) * size >= total, "size": 1_000})),
            ("pages", &|_, size, total| json!({"totalPages": total.div_ceil(size)})),
            ("nothing", &|_, _, _| json!({})),
        ];
        for (name, word) in words {
            assert_eq!(clamped(1_234, 5_000, word), (1_234, vec!["1000".into(); 2]), "{name}");
            let (count, asked) = clamped(1_234, 250, word);
            assert_eq!((count, asked.first().unwrap().as_str()), (1_234, "1000"), "{name}");
            assert!(asked.len() == 5 && asked.iter().skip(1).all(|limit| limit == "250"), "{name} {asked:?}");
        }
    }

    #[test]
    fn a_page_whose_items_the_caller_may_not_all_see_is_no_shorter_page() {
        // Three of a thousand are shown: asking for three a page would take hundreds of requests.
        let mut pager = Pager::new(Request::read("/x", "list x"));
        pager.take(json!({"content": [{"id": 1}, {"id": 2}, {"id": 3}], "last": false, "size": 3})).unwrap();
        assert_eq!(pager.request().unwrap().get("limit"), Some("1000"));
    }

    #[test]
    fn a_short_first_page_that_says_nothing_is_the_end_unless_it_looks_cut() {
        let calls = |count: u64| clamped(count, 1_000, |_, _, _| json!({})).1.len();
        assert_eq!((calls(7), calls(33), calls(999)), (1, 1, 1));
        assert_eq!((calls(100), calls(50)), (2, 2));
        // And a service that knows no pages is read once, although it answers with the same again.
        let mut pager = Pager::new(Request::read("/x", "list x"));
        let all = json!({"content": (0..20).map(|n| json!({"id": n})).collect::<Vec<_>>()});
        assert_eq!(pager.take(all.clone()).unwrap().len(), 20);
        assert_eq!((pager.take(all).unwrap().len(), pager.request()), (0, None));
    }

    #[test]
    fn a_refused_length_is_asked_for_once_more_modestly() {
        let limit = |pager: &Pager| pager.request().unwrap().get("limit").map(str::to_owned);
        let mut pager = Pager::new(Request::read("/x", "list x").with("limit", "1000").with("page", "0"));
        assert!(pager.ask_less());
        assert_eq!(limit(&pager).as_deref(), Some("100"));
        assert!(!pager.ask_less());
        let mut theirs = Pager::new(Request::read("/x", "list x").with("limit", "5000"));
        assert!(!theirs.ask_less());
        let mut begun = Pager::new(Request::read("/x", "list x"));
        begun.take(json!({"content": [{"id": 1}], "last": false})).unwrap();
        assert!(!begun.ask_less());
    }

    #[test]
    fn a_list_is_asked_for_long_pages_unless_the_caller_says_otherwise() {
        let query = |path: &str, given: &[(&str, &str)]| {
            let request =
                given.iter().fold(Request::read(path, "list"), |request, (name, value)| request.with(name, *value));
            let request = Pager::new(request).request().unwrap();
            request.query.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
        };
        assert_eq!(query("/segments", &[]), "limit=1000&page=0");
        assert_eq!(query("/segments", &[("limit", "7")]), "limit=7&page=0");
        assert_eq!(query("/segments", &[("page", "3")]), "page=3");
        assert_eq!(query("/auditlogs/api/v1/auditlogs", &[]), "pageSize=1000&pageNumber=0");
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
