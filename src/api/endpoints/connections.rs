//! Connections. <https://developer.adobe.com/cja-apis/docs/endpoints/connections/>
//!
//! Listing all of them needs a product administrator; [`search`] and [`get`] do not.

use crate::api::paging::ASKED;
use crate::api::request::{Request, segment};

/// What the lists, the catalogue and the hover show.
pub const EXPANSIONS: [&str; 8] =
    ["name", "description", "owner", "isDeleted", "isDisabled", "dataSets", "modified", "sandboxName"];

const PATH: &str = "/data/connections";

/// What a list may be narrowed to.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only these connections.
    pub ids: Vec<String>,
    /// Only those with one of these data sets.
    pub data_sets: Vec<String>,
    /// Only those of this Experience Platform sandbox.
    pub sandbox_name: Option<String>,
    /// Only those of this Experience Platform sandbox, by id.
    pub sandbox_id: Option<String>,
    /// `systemUserOwned`, `disabled`.
    pub include: Vec<String>,
    /// ISO 8601.
    pub modified_after: Option<String>,
    /// Past the service's cache.
    pub fresh: bool,
}

/// One page of connections.
#[must_use]
pub fn list<S: AsRef<str>>(filter: &Filter, expansions: &[S]) -> Request {
    Request::read(PATH, "list the connections")
        .with_list("expansion", expansions)
        .with_list("connectionIds", &filter.ids)
        .with_list("dataSetIds", &filter.data_sets)
        .with_some("sandboxName", filter.sandbox_name.as_deref())
        .with_some("sandboxId", filter.sandbox_id.as_deref())
        .with_list("includeType", &filter.include)
        .with_some("filterByModifiedAfter", filter.modified_after.as_deref())
        .with_some("cached", filter.fresh.then_some("false"))
        .with("limit", ASKED.to_string())
        .with("page", "0")
}

/// One page of the connections whose name or id matches. In the OpenAPI file only, without a guide.
#[must_use]
pub fn search<S: AsRef<str>>(text: &str, expansions: &[S]) -> Request {
    Request::read(format!("{PATH}/search"), "search the connections")
        .with("query", text)
        .with_list("expansion", expansions)
        .with("limit", ASKED.to_string())
        .with("page", "0")
}

/// One connection, by its id with or without `dg_`; the answer carries the id with it.
#[must_use]
pub fn get(id: &str) -> Request {
    Request::read(format!("{PATH}/{}", segment(id)), format!("read connection {id}"))
        .with_list("expansion", &EXPANSIONS)
        .about(if id.starts_with("dg_") { id.to_owned() } else { format!("dg_{id}") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_answer_is_about_the_id_with_its_prefix() {
        assert_eq!(get("dg_1").id, get("1").id);
        assert_eq!(get("1").path, "/data/connections/1");
    }

    #[test]
    fn a_search_is_a_query() {
        assert_eq!(search("web & store", &["name"]).get("query"), Some("web & store"));
    }
}
