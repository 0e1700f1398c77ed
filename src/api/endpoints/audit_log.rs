//! Who changed what. <https://developer.adobe.com/cja-apis/docs/endpoints/auditlogs/>

use crate::api::paging::ASKED;
use crate::api::request::Request;

/// One page of the log entries of a data view, optionally between two ISO 8601 times, of which the service takes both or
/// neither. The parameters for paging have names of their own here: `pageNumber` and `pageSize`.
#[must_use]
pub fn of_data_view(id: &str, between: Option<(&str, &str)>) -> Request {
    Request::read("/auditlogs/api/v1/auditlogs", format!("read the audit log of data view {id}"))
        .with("component", "DATA_VIEW")
        .with("componentId", id)
        .with_some("startDate", between.map(|(start, _)| start))
        .with_some("endDate", between.map(|(_, end)| end))
        .with("pageSize", ASKED.to_string())
        .with("pageNumber", "0")
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_log_is_narrowed_to_one_data_view() {
        let request = super::of_data_view("dv_1", Some(("2026-03-01T00:00:00Z", "2026-04-01T00:00:00Z")));
        assert_eq!((request.get("component"), request.get("componentId")), (Some("DATA_VIEW"), Some("dv_1")));
        assert_eq!(
            (request.get("startDate"), request.get("endDate")),
            (Some("2026-03-01T00:00:00Z"), Some("2026-04-01T00:00:00Z"))
        );
    }
}
