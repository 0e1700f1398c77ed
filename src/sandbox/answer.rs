//! Answers and refusals, in the three error families that a client meets: service, gateway and IMS.
//!
//! Member names and codes are those of the OpenAPI file's `ErrorStatus`, of the gateway's observed bodies and of IMS.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::ordered;

/// A 200 with a JSON body.
#[derive(Debug)]
pub(crate) struct Answer(pub(crate) Value);

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        body(StatusCode::OK, &self.0)
    }
}

/// A refusal: status and body.
#[derive(Debug, Clone)]
pub(crate) struct Fail {
    pub(crate) status: StatusCode,
    pub(crate) body: Value,
}

impl IntoResponse for Fail {
    fn into_response(self) -> Response {
        body(self.status, &self.body)
    }
}

/// What a handler returns.
pub(crate) type Reply = Result<Answer, Fail>;

impl Fail {
    /// The service's own form: `errorCode`, `errorDescription`, `errorId`.
    pub(crate) fn service(status: StatusCode, code: &str, description: impl Into<String>) -> Self {
        let description: String = description.into();
        let id = error_id(&description);
        Self { status, body: json!({"errorCode": code, "errorDescription": description, "errorId": id}) }
    }

    /// The gateway's form; the first three digits of the code are the status.
    pub(crate) fn gateway(code: &str, message: &str) -> Self {
        let status = code.get(..3).and_then(|s| s.parse().ok()).and_then(|n: u16| StatusCode::from_u16(n).ok());
        Self {
            status: status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
            body: json!({"error_code": code, "message": message}),
        }
    }

    /// The form of Adobe's identity service.
    pub(crate) fn ims(status: StatusCode, error: &str, description: &str) -> Self {
        Self { status, body: json!({"error": error, "error_description": description}) }
    }

    /// 404 `resource_not_found`.
    pub(crate) fn not_found(description: impl Into<String>) -> Self {
        Self::service(StatusCode::NOT_FOUND, "resource_not_found", description)
    }

    /// 400 `invalid_data`: the body is JSON, but says something that cannot be.
    pub(crate) fn invalid_data(description: impl Into<String>) -> Self {
        Self::service(StatusCode::BAD_REQUEST, "invalid_data", description)
    }

    /// 400 `invalid_json_input`: the body is not JSON, or a member has the wrong type.
    pub(crate) fn invalid_json(description: impl Into<String>) -> Self {
        Self::service(StatusCode::BAD_REQUEST, "invalid_json_input", description)
    }

    /// 400 `invalid_parameters`: a query parameter has the wrong type.
    pub(crate) fn invalid_parameters(description: impl Into<String>) -> Self {
        Self::service(StatusCode::BAD_REQUEST, "invalid_parameters", description)
    }
}

/// A JSON response with the members in the service's order.
pub(crate) fn body(status: StatusCode, value: &Value) -> Response {
    let mut response = (status, ordered::to_string(value)).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json;charset=utf-8"));
    response
}

/// An id that looks like the service's. Derived from the text and a counter: nobody needs to guess it, people quote it.
fn error_id(text: &str) -> String {
    use std::hash::{DefaultHasher, Hash, Hasher};
    use std::sync::atomic::{AtomicU64, Ordering};
    static COUNT: AtomicU64 = AtomicU64::new(1);
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    let (hash, count) = (hasher.finish(), COUNT.fetch_add(1, Ordering::Relaxed));
    format!("{:08x}-{:04x}-4{:03x}-8000-{count:012x}", hash >> 32, (hash >> 16) & 0xffff, hash & 0xfff)
}
