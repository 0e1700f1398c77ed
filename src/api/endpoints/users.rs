//! Users. The OpenAPI file calls the path `/configuration/users/me`, older pages `/aresconfig/users/me`.
//! <https://developer.adobe.com/cja-apis/docs/api/>

use crate::api::request::Request;

/// The caller. With a service credential this is the technical account itself; a cheap test of a connection.
#[must_use]
pub fn me() -> Request {
    Request::read("/configuration/users/me", "ask who is signed in")
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_path_of_the_specification_is_used() {
        assert_eq!(super::me().path, "/configuration/users/me");
    }
}
