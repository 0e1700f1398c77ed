//! Segments, called filters in older pages. <https://developer.adobe.com/cja-apis/docs/endpoints/segments/>
//!
//! The guide still describes parts of another product (`rsids`, a bare array); the OpenAPI file is followed, and paging
//! accepts both forms of answer.

use crate::api::paging::ASKED;
use crate::api::request::{Method, Repeat, Request, segment};

/// What the lists and the hover show.
pub const EXPANSIONS: [&str; 5] = ["owner", "ownerFullName", "modified", "isDeleted", "dataId"];

const PATH: &str = "/segments";

/// What a list may be narrowed to.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only these segments.
    pub ids: Vec<String>,
    /// Only segments of these data views.
    pub data_views: Vec<String>,
    /// Only segments whose name contains this.
    pub name: Option<String>,
    /// Only segments of this owner.
    pub owner: Option<String>,
    /// `shared`, `templates`, `deleted`, `internal`.
    pub include: Vec<String>,
    /// Past the service's cache.
    pub fresh: bool,
}

/// One page of segments.
#[must_use]
pub fn list<S: AsRef<str>>(filter: &Filter, expansions: &[S]) -> Request {
    Request::read(PATH, "list the segments")
        .with_list("expansion", expansions)
        .with_list("filterByIds", &filter.ids)
        .with_list("dataIds", &filter.data_views)
        .with_some("name", filter.name.as_deref())
        .with_some("ownerId", filter.owner.as_deref())
        .with_list("includeType", &filter.include)
        .with_some("cached", filter.fresh.then_some("false"))
        .with("limit", ASKED.to_string())
        .with("page", "0")
}

/// One segment with its definition.
#[must_use]
pub fn get(id: &str) -> Request {
    Request::read(format!("{PATH}/{}", segment(id)), format!("read segment {id}"))
        .with("expansion", format!("{},definition", EXPANSIONS.join(",")))
        .about(id)
}

/// Asks whether the service would take a segment. <https://developer.adobe.com/cja-apis/docs/endpoints/segments/validate/>
#[must_use]
pub fn validate(json: impl Into<String>) -> Request {
    Request::new(Method::Post, format!("{PATH}/validate"), Repeat::Safe, "have the segment checked").with_body(json)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_segment_brings_its_definition() {
        assert_eq!(get("s1_a").get("expansion"), Some("owner,ownerFullName,modified,isDeleted,dataId,definition"));
    }

    #[test]
    fn ids_are_asked_for_in_one_value() {
        let filter = Filter { ids: vec!["s1".into(), "s2".into()], ..Filter::default() };
        assert_eq!(list(&filter, &["dataId"]).get("filterByIds"), Some("s1,s2"));
    }
}
