//! The next step for each code that Adobe's two error families are known to use.
//!
//! Sources: the enum `errorCode` of the OpenAPI file, the gateway's six digits seen in public issues, and the sign-in
//! service's `error` words. A code that is not here gets the advice of its kind.

use super::Kind;
use crate::api::request::Request;

/// What a code says: kind, problem in our words (`None`: the service's own), what to do.
pub struct Advice {
    /// The kind that callers see.
    pub kind: Kind,
    /// Replaces the service's description where that is no help.
    pub problem: Option<&'static str>,
    /// Whole sentences.
    pub advice: &'static str,
}

const PROFILE: &str = "Add a product profile for the Customer Journey Analytics API, and one for the Experience Platform API, \
                       to the credential in the Adobe Developer Console.";
const SIGN_IN: &str = "Run `cja auth status` to see the credentials in use, and `cja auth login` to replace them.";
const PERMISSION: &str = "Ask a product administrator for this permission, or use another profile.";
const LATER: &str = "Try again later.";
/// What Adobe's support can look up; for advice of which the error id is known.
pub const WITH_ID: &str = "If it stays, give the error id to Adobe's support.";
const SLOWER: &str =
    "The service takes 12 requests in 6 seconds, for all tools on the credential together. Try again in a minute.";

/// What is known about a code of the service or the gateway.
#[must_use]
pub fn for_code(code: &str) -> Option<Advice> {
    use Kind::{Conflict, Invalid, NotFound, Permission, RateLimit, Server, SignIn};
    let (kind, problem, advice) = match code {
        // The gateway: six digits, the first three are the status.
        "401010" => (SignIn, Some("the request carried no access token"), SIGN_IN),
        "401013" => (SignIn, Some("the access token is not valid, or no longer"), SIGN_IN),
        "403000" => (SignIn, Some("the request carried no client id (x-api-key)"), SIGN_IN),
        "403003" => (
            SignIn,
            Some("the client id (x-api-key) is not valid"),
            "Copy the client id of the credential from the Adobe Developer Console, and add the Customer Journey Analytics \
             API to its project.",
        ),
        "403025" => (Permission, Some("the credential has no product profile"), PROFILE),
        "429050" | "too_many_requests" => (RateLimit, Some("too many requests"), SLOWER),
        "500701" => (Server, None, LATER),
        // The service.
        "resource_not_found" => (NotFound, None, ""),
        "resource_conflict" | "resource_already_exists" | "invalid_state" => {
            (Conflict, None, "Pull the current version, look at it, and try again.")
        }
        "invalid_json_input"
        | "invalid_parameters"
        | "invalid_data"
        | "invalid_request"
        | "unsupported_data_type"
        | "payload_too_large"
        | "unsupported_resource" => (Invalid, None, ""),
        "insufficient_access"
        | "invalid_access"
        | "authorization_error"
        | "invalid_metric_access"
        | "invalid_dimension_access" => (Permission, None, PERMISSION),
        "insufficient_scope" => (
            Permission,
            None,
            "Add the missing scope to the credential in the Adobe Developer Console, then `cja auth login`.",
        ),
        "invalid_token" | "unauthorized" | "invalid_client_id" | "bluecoat_unauthorized" => (SignIn, None, SIGN_IN),
        "resource_temporarily_unavailable"
        | "external_api_failure"
        | "external_api_error"
        | "aam_failure"
        | "health_check_error"
        | "unexpected_error"
        | "io_error" => (Server, None, LATER),
        _ => return None,
    };
    Some(Advice { kind, problem, advice })
}

/// What to look at when the service refuses the content of a request.
#[must_use]
pub fn for_content(request: &Request) -> &'static str {
    match &request.body {
        None => "Check the id, the path and the parameters.",
        Some(_) if request.path.contains("/dataviews") => "Run `cja check` on the file.",
        Some(_) => "Correct the body that was sent.",
    }
}

/// What a status alone says.
#[must_use]
pub fn for_status(status: u16) -> Advice {
    use Kind::{Conflict, Invalid, Network, NotFound, Permission, RateLimit, Server, Shape, SignIn};
    let (kind, problem, advice) = match status {
        401 => (SignIn, Some("the access token was not accepted"), SIGN_IN),
        403 => (Permission, Some("the credential may not do this"), PERMISSION),
        404 => (NotFound, Some("there is no such object"), ""),
        408 | 504 => (Network, Some("the service took too long"), LATER),
        409 | 412 => (Conflict, Some("something else already stands there"), "Pull the current version and try again."),
        429 => (RateLimit, Some("too many requests"), SLOWER),
        300..=399 => (
            Shape,
            Some("the service answered with a redirect"),
            "Credentials are never sent on to another address. Check the API address of the profile, and the proxy.",
        ),
        400..=499 => (Invalid, Some("the service refuses the request"), ""),
        500..=599 => (Server, Some("the service has a fault"), LATER),
        _ => (Shape, Some("the service answered with an unexpected status"), LATER),
    };
    Advice { kind, problem, advice }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_product_profile_says_where_to_add_one() {
        let advice = for_code("403025").unwrap();
        assert_eq!(advice.kind, Kind::Permission);
        assert!(advice.advice.contains("product profile") && advice.advice.contains("Developer Console"));
    }

    #[test]
    fn both_families_of_too_many_requests_are_one_kind() {
        assert_eq!(for_code("429050").unwrap().kind, Kind::RateLimit);
        assert_eq!(for_code("too_many_requests").unwrap().kind, Kind::RateLimit);
    }

    #[test]
    fn every_status_has_a_kind_and_a_problem() {
        assert!((100..600).all(|status| for_status(status).problem.is_some()));
    }
}
