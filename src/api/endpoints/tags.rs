//! Tags of components. <https://developer.adobe.com/cja-apis/docs/endpoints/componentmetadata/tags/>

use crate::api::paging::ASKED;
use crate::api::request::Request;

/// One page of all tags. The answer is an array in the OpenAPI file and a page in the guide.
#[must_use]
pub fn list() -> Request {
    Request::read("/componentmetadata/tags", "list the tags").with("limit", ASKED.to_string()).with("page", "0")
}

/// The tags of one component; `kind` is `dataView`, `segment`, ….
#[must_use]
pub fn of_component(id: &str, kind: &str) -> Request {
    Request::read("/componentmetadata/tags/search", format!("read the tags of {id}"))
        .with("componentId", id)
        .with("componentType", kind)
}

#[cfg(test)]
mod tests {
    #[test]
    fn tags_are_searched_by_component() {
        let request = super::of_component("dv_1", "dataView");
        assert_eq!((request.get("componentId"), request.get("componentType")), (Some("dv_1"), Some("dataView")));
    }
}
