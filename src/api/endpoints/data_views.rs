//! Data views. <https://developer.adobe.com/cja-apis/docs/endpoints/dataviews/>

use crate::api::paging::ASKED;
use crate::api::request::{Method, Repeat, Request, segment};

/// The sixteen names that make a data view complete; without them an answer carries only `id`. `modified` brings two
/// members, `modifiedDate` and `modifiedBy`.
pub const EXPANSIONS: [&str; 16] = [
    "name",
    "description",
    "owner",
    "isDeleted",
    "parentDataGroupId",
    "segmentList",
    "currentTimezoneOffset",
    "timezoneDesignator",
    "modified",
    "createdDate",
    "organization",
    "curationEnabled",
    "recentRecordedAccess",
    "sessionDefinition",
    "externalData",
    "containerNames",
];

const PATH: &str = "/data/dataviews";

/// What a list may be narrowed to. The default lists everything that is not deleted.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only the views of this connection (`dg_…`).
    pub connection: Option<String>,
    /// Only these views.
    pub ids: Vec<String>,
    /// Only views with one of these `externalData.externalId`.
    pub external_ids: Vec<String>,
    /// Only views with one of these `externalData.externalParentId`.
    pub external_parent_ids: Vec<String>,
    /// Deleted views too.
    pub deleted: bool,
    /// `id` (the service's default) or `modifiedDate`.
    pub sort: Option<String>,
    /// Last first.
    pub descending: bool,
    /// Past the service's cache: after a write, a cached list is expected to be old.
    pub fresh: bool,
}

/// One page of data views, with the given expansions.
#[must_use]
pub fn list<S: AsRef<str>>(filter: &Filter, expansions: &[S]) -> Request {
    let request = Request::read(PATH, "list the data views")
        .with_list("expansion", expansions)
        .with_some("parentDataGroupId", filter.connection.as_deref())
        .with_list("dataViewIds", &filter.ids)
        .with_list("externalIds", &filter.external_ids)
        .with_list("externalParentIds", &filter.external_parent_ids)
        .with_some("includeType", filter.deleted.then_some("deleted"))
        .with_some("sortProperty", filter.sort.as_deref())
        .with_some("sortDirection", filter.descending.then_some("DESC"))
        .with_some("cached", filter.fresh.then_some("false"));
    request.with("limit", ASKED.to_string()).with("page", "0")
}

/// One data view, complete.
#[must_use]
pub fn get(id: &str) -> Request {
    Request::read(format!("{PATH}/{}", segment(id)), format!("read data view {id}"))
        .with_list("expansion", &EXPANSIONS)
        .about(id)
}

/// Creates a data view from the document's text. Never repeated: a lost answer may hide a new view.
#[must_use]
pub fn create(json: impl Into<String>) -> Request {
    Request::new(Method::Post, PATH, Repeat::Never, "create the data view")
        .with_list("expansion", &EXPANSIONS)
        .with_body(json)
}

/// Asks whether the service would take the document. The answer is a 200 in either case: `valid`, and a `message`.
#[must_use]
pub fn validate(json: impl Into<String>) -> Request {
    Request::new(Method::Post, format!("{PATH}/validate"), Repeat::Safe, "have the data view checked").with_body(json)
}

/// Copies a data view within its organization; the name gets ` (Copy)`, the owner becomes the caller. Never repeated.
#[must_use]
pub fn copy(id: &str) -> Request {
    Request::new(Method::Put, format!("{PATH}/copy/{}", segment(id)), Repeat::Never, format!("copy data view {id}"))
        .with_list("expansion", &EXPANSIONS)
}

/// Overwrites a data view. The documents disagree whether members that are not sent survive, so send the whole object.
/// Not repeated: after a lost answer somebody else may have written.
#[must_use]
pub fn update(id: &str, json: impl Into<String>) -> Request {
    Request::new(Method::Put, format!("{PATH}/{}", segment(id)), Repeat::Never, format!("update data view {id}"))
        .with_list("expansion", &EXPANSIONS)
        .with_body(json)
        .about(id)
}

/// Deletes a data view. There is no documented way back.
#[must_use]
pub fn delete(id: &str) -> Request {
    Request::new(Method::Delete, format!("{PATH}/{}", segment(id)), Repeat::Never, format!("delete data view {id}"))
        .expecting_anything()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_carries_every_filter_that_was_set() {
        let filter = Filter {
            connection: Some("dg_1".into()),
            ids: vec!["dv_1".into(), "dv_2".into()],
            external_ids: vec!["e".into()],
            external_parent_ids: vec!["p".into()],
            deleted: true,
            sort: Some("modifiedDate".into()),
            descending: true,
            fresh: true,
        };
        let query: Vec<String> = list(&filter, &["name"]).query.iter().map(|(k, v)| format!("{k}={v}")).collect();
        assert_eq!(
            query.join("&"),
            "expansion=name&parentDataGroupId=dg_1&dataViewIds=dv_1,dv_2&externalIds=e&externalParentIds=p\
             &includeType=deleted&sortProperty=modifiedDate&sortDirection=DESC&cached=false&limit=1000&page=0"
        );
    }

    #[test]
    fn a_plain_list_asks_for_no_more_than_its_page() {
        let request = list::<&str>(&Filter::default(), &[]);
        assert_eq!(request.query, [("limit".to_owned(), "1000".to_owned()), ("page".to_owned(), "0".to_owned())]);
    }

    #[test]
    fn only_reads_and_validate_may_be_repeated() {
        let safe = |request: Request| request.repeat == Repeat::Safe;
        assert!(safe(list(&Filter::default(), &EXPANSIONS)) && safe(get("dv_1")) && safe(validate("{}")));
        assert!(!safe(create("{}")) && !safe(copy("dv_1")) && !safe(update("dv_1", "{}")) && !safe(delete("dv_1")));
    }

    #[test]
    fn a_body_is_the_text_that_was_given() {
        let text = "{ \"name\":\"Web\",\r\n \"futureMember\": 1.0 }";
        assert_eq!(create(text).body.as_deref(), Some(text));
        assert_eq!(copy("dv_1").body, None);
    }
}
