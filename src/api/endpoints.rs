//! Every question this program asks of the API: one file per resource, one function per operation, each returning a
//! [`Request`](crate::api::Request) and naming the page that documents it.
//!
//! Nothing here sends anything. A new endpoint is a function in one of these files.

pub mod audit_log;
pub mod components;
pub mod connections;
pub mod data_views;
pub mod segments;
pub mod shares;
pub mod tags;
pub mod users;

use crate::api::request::Method;

/// The POSTs that are documented to store nothing, with the older names of their resources.
const CHECKS: [&str; 4] =
    ["/data/dataviews/validate", "/datagroups/dataviews/validate", "/segments/validate", "/filters/validate"];

/// Whether a call leaves the service as it is: every GET and HEAD, and the two POSTs that only check a document. Whatever is
/// not known to be harmless counts as a write, also where its path merely ends like one of these.
#[must_use]
pub fn changes_nothing(method: Method, path: &str) -> bool {
    match method {
        Method::Get | Method::Head => true,
        Method::Post => CHECKS.contains(&path.strip_suffix('/').unwrap_or(path)),
        Method::Put | Method::Patch | Method::Delete => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_reads_and_the_two_checks_change_nothing() {
        let posts = |path: &str| changes_nothing(Method::Post, path);
        assert!(posts("/data/dataviews/validate") && posts("/filters/validate/"));
        for path in
            ["/data/dataviews", "/x/validate", "/data/dataviews/validate/../dv_4", "/data/dataviews/validate%2f", ""]
        {
            assert!(!posts(path), "{path}");
        }
        assert!(changes_nothing(Method::Head, "/x") && changes_nothing(Method::Get, "/segments"));
        for method in [Method::Put, Method::Patch, Method::Delete] {
            assert!(!changes_nothing(method, "/segments/validate"), "{}", method.name());
        }
    }
}
