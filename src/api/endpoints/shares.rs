//! With whom components are shared. <https://developer.adobe.com/cja-apis/docs/endpoints/componentmetadata/shares/>

use crate::api::paging::ASKED;
use crate::api::request::Request;

/// One page of the shares the caller may see; `shared_to` adds what is shared with the caller.
#[must_use]
pub fn list(shared_to: bool) -> Request {
    Request::read("/componentmetadata/shares", "list the shares")
        .with_some("includeType", shared_to.then_some("sharedTo"))
        .with("limit", ASKED.to_string())
        .with("page", "0")
}

#[cfg(test)]
mod tests {
    #[test]
    fn shared_to_is_asked_for_by_its_word() {
        assert_eq!(super::list(true).get("includeType"), Some("sharedTo"));
    }
}
