//! Pages in both documented forms. They count from 0; the default size is 10.

use serde_json::{Value, json};

use super::answer::Fail;
use super::call::Query;
use super::{Options, OverLimit, PagingForm};

/// Cuts the page that the query asks for out of all items. `default` is the size without `limit`; 0 means everything.
pub(crate) fn page(options: &Options, query: &Query, default: usize, items: Vec<Value>) -> Result<Value, Fail> {
    let fallback = if default == 0 { items.len().max(1) } else { default };
    let size = match query.number("limit", 0)? {
        0 if query.get("limit").is_some() => return Err(Fail::invalid_parameters("limit must be at least 1")),
        0 => fallback,
        size => within(options, size, "limit")?,
    };
    Ok(cut(options.paging, size, query.number("page", 0)?, items))
}

/// A size that was asked for, made to fit into a page or refused.
pub(crate) fn within(options: &Options, size: usize, name: &str) -> Result<usize, Fail> {
    let most = options.page_limit.max(1);
    match options.over_limit {
        OverLimit::Refuse if size > most => Err(Fail::invalid_parameters(format!("{name} must be at most {most}"))),
        _ => Ok(size.min(most)),
    }
}

/// The page `number` of the given size.
pub(crate) fn cut(form: PagingForm, size: usize, number: usize, items: Vec<Value>) -> Value {
    let total = items.len();
    let pages = total.div_ceil(size);
    let content: Vec<Value> = items.into_iter().skip(number.saturating_mul(size)).take(size).collect();
    let (first, last) = (number == 0, number.saturating_add(1) >= pages);
    let count = content.len();
    let mut page = json!({"content": content, "number": number, "size": size, "numberOfElements": count,
        "totalElements": total, "totalPages": pages});
    let members = match form {
        PagingForm::Guide => json!({"firstPage": first, "lastPage": last, "sort": null}),
        PagingForm::Both => {
            json!({"firstPage": first, "lastPage": last, "first": first, "last": last, "sort": null})
        }
        PagingForm::Spec => {
            let sort = json!({"sorted": false, "unsorted": true, "empty": true});
            json!({"first": first, "last": last, "empty": count == 0, "sort": sort,
                "pageable": {"sort": sort, "paged": true, "unpaged": false, "pageNumber": number, "pageSize": size,
                    "offset": number.saturating_mul(size)}})
        }
    };
    if let (Value::Object(page), Value::Object(members)) = (&mut page, members) {
        page.extend(members);
    }
    page
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn items(count: usize) -> Vec<Value> {
        (0..count).map(|n| json!({ "id": n })).collect()
    }

    fn form(paging: PagingForm) -> Options {
        Options { paging, ..Options::default() }
    }

    #[test]
    fn more_than_a_page_holds_is_cut_or_refused() {
        let options = |over_limit| Options { page_limit: 3, over_limit, ..Options::default() };
        let asked = |over_limit, limit: &str| page(&options(over_limit), &Query::parse(limit), 10, items(10));
        let cut = asked(OverLimit::Clamp, "limit=1000").unwrap();
        assert_eq!((cut["size"].clone(), cut["totalPages"].clone()), (json!(3), json!(4)));
        assert!(asked(OverLimit::Refuse, "limit=4").is_err() && asked(OverLimit::Refuse, "limit=3").is_ok());
    }

    #[test]
    fn an_empty_list_is_one_empty_last_page() {
        let expected = json!({"content": [], "number": 0, "size": 10, "numberOfElements": 0, "totalElements": 0,
            "totalPages": 0, "firstPage": true, "lastPage": true, "sort": null});
        assert_eq!(page(&form(PagingForm::Guide), &Query::default(), 10, items(0)).unwrap(), expected);
    }

    #[test]
    fn the_last_page_holds_the_rest() {
        let last = page(&form(PagingForm::Both), &Query::parse("limit=4&page=2"), 10, items(10)).unwrap();
        assert_eq!((last["numberOfElements"].clone(), last["last"].clone()), (json!(2), json!(true)));
        let middle = page(&form(PagingForm::Spec), &Query::parse("limit=4&page=1"), 10, items(10)).unwrap();
        assert_eq!((middle["last"].clone(), middle["pageable"]["offset"].clone()), (json!(false), json!(4)));
        assert_eq!(middle.get("lastPage"), None);
    }

    #[test]
    fn absurd_pages_are_empty_or_refused() {
        let far = page(&form(PagingForm::Both), &Query::parse("page=4294967295&limit=1000"), 10, items(3)).unwrap();
        assert_eq!((far["content"].clone(), far["lastPage"].clone()), (json!([]), json!(true)));
        assert!(page(&form(PagingForm::Both), &Query::parse("limit=0"), 10, items(3)).is_err());
        assert!(page(&form(PagingForm::Both), &Query::parse("page=-1"), 10, items(3)).is_err());
    }
}
