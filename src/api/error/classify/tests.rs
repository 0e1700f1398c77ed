use super::answer;
use crate::api::endpoints::data_views;
use crate::api::error::Kind;
use crate::api::request::Request;

fn said(request: &Request, status: u16, body: &str) -> (Kind, String) {
    let error = answer(request, status, body).unwrap_err();
    (error.kind(), error.to_string())
}

#[test]
fn the_services_error_is_quoted_with_its_code_and_id() {
    let body = r#"{"errorCode":"resource_not_found","errorDescription":"No data view dv_1 in this organization",
        "errorId":"7c1c2f3e","errorDetails":{},"rootCauseService":""}"#;
    assert_eq!(
        said(&data_views::get("dv_1"), 404, body),
        (
            Kind::NotFound,
            "Could not read data view dv_1: the service says \"No data view dv_1 in this organization\" \
             (404 resource_not_found, error id 7c1c2f3e). Check the id and the profile's organization; `cja list` shows \
             what there is."
                .into()
        )
    );
}

#[test]
fn the_gateways_codes_are_explained() {
    for (status, code, kind, word) in [
        (401, "401013", Kind::SignIn, "access token is not valid"),
        (403, "403003", Kind::SignIn, "client id"),
        (403, "403025", Kind::Permission, "product profile"),
        (429, "429050", Kind::RateLimit, "12 requests in 6 seconds"),
        (500, "500701", Kind::Server, "GRM internal server error"),
    ] {
        let body = format!(r#"{{"error_code":"{code}","message":"GRM internal server error"}}"#);
        let (found, sentence) = said(&data_views::get("dv_1"), status, &body);
        assert_eq!(found, kind);
        assert!(sentence.contains(word) && sentence.contains(code), "{sentence}");
    }
}

#[test]
fn a_404_on_create_is_about_the_connection() {
    let body = r#"{"errorCode":"resource_not_found","errorDescription":"Unable to find parentDataGroup dg_1"}"#;
    let (kind, sentence) = said(&data_views::create("{}"), 404, body);
    assert_eq!(kind, Kind::Invalid);
    assert!(sentence.contains("parentDataGroupId"), "{sentence}");
}

#[test]
fn a_200_that_carries_an_error_is_an_error() {
    let body = r#"{"errorCode":"unexpected_error","errorDescription":"boom"}"#;
    assert_eq!(said(&data_views::get("dv_1"), 200, body).0, Kind::Server);
    assert_eq!(said(&data_views::get("dv_1"), 200, r#"{"error":"no such"}"#).0, Kind::Server);
}

#[test]
fn an_unknown_member_called_error_does_not_make_an_object_an_error() {
    assert!(answer(&data_views::get("dv_1"), 200, r#"{"id":"dv_1","error":"none"}"#).is_ok());
    assert!(answer(&data_views::validate("{}"), 200, r#"{"valid":false,"message":"x"}"#).is_ok());
}

#[test]
fn web_pages_and_empty_bodies_are_named_as_such() {
    let page = "<html><body>Bad gateway</body></html>";
    assert!(said(&data_views::get("dv_1"), 502, page).1.contains("web page"));
    assert_eq!(said(&data_views::get("dv_1"), 200, page).0, Kind::Shape);
    assert!(said(&data_views::get("dv_1"), 200, "").1.contains("empty answer"));
    assert_eq!(said(&data_views::get("dv_1"), 403, "").0, Kind::Permission);
}

#[test]
fn a_write_that_ends_in_a_fault_has_an_unknown_outcome() {
    for request in [data_views::create("{}"), data_views::copy("dv_1"), data_views::update("dv_1", "{}")] {
        for (status, body) in [(500, ""), (504, "<html>"), (408, ""), (200, "<html>"), (200, "{\"id\":")] {
            assert_eq!(said(&request, status, body).0, Kind::UnknownOutcome, "{} {status}", request.what);
        }
    }
    assert_eq!(said(&data_views::validate("{}"), 500, "").0, Kind::Server);
}

#[test]
fn an_answer_about_another_object_is_not_used() {
    assert_eq!(said(&data_views::get("dv_1"), 200, r#"{"id":"dv_2"}"#).0, Kind::WrongId);
    assert!(said(&data_views::get("dv_1"), 200, r#"{"name":"x"}"#).1.contains("without an id"));
}

#[test]
fn a_redirect_is_explained_and_not_followed() {
    let (kind, sentence) = said(&data_views::get("dv_1"), 302, "");
    assert_eq!(kind, Kind::Shape);
    assert!(sentence.contains("never sent on"), "{sentence}");
}

#[test]
fn deleting_accepts_an_empty_answer() {
    assert!(answer(&data_views::delete("dv_1"), 200, "").is_ok());
    assert!(answer(&data_views::delete("dv_1"), 200, r#"{"result":"success"}"#).is_ok());
}
