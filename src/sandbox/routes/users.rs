//! Who am I, and who else is here. Two documents show two shapes of `users/me`; the answer is their union.

use axum::Router;
use axum::extract::State;
use axum::routing::get;
use serde_json::{Value, json};

use super::super::answer::{Answer, Reply};
use super::super::call::Call;
use super::super::{Shared, paging};

pub(crate) fn router() -> Router<Shared> {
    Router::new().route("/configuration/users/me", get(me)).route("/configuration/orgs/users", get(list))
}

async fn me(call: Call) -> Reply {
    let caller = call.caller()?;
    call.query.flag("useCache", true)?;
    let mut me = json!({
        "id": caller.user_id, "email": caller.email, "fullName": "",
        "userId": caller.user_id, "name": "", "first_name": "", "last_name": "", "displayName": "",
        "organization": caller.organization, "countryCode": "US", "phoneNumber": "", "utcOffset": "",
        "emailVerified": false, "mrktPerm": "", "mrktPermEmail": false,
    });
    if call.query.lists("expansion", "admin")
        && let Some(members) = me.as_object_mut()
    {
        let role = if caller.product_admin { "PRODUCT_ADMIN" } else { "PRODUCT_USER" };
        let role = json!({"principal": caller.user_id, "organization": caller.organization, "named_role": role,
            "target": "customer-journey-analytics"});
        members.insert("roles".into(), json!([role]));
    }
    Ok(Answer(me))
}

async fn list(State(app): State<Shared>, call: Call) -> Reply {
    call.query.flag("useCache", true)?;
    let images = call.query.lists("expansion", "images");
    let mut users = app.store.org(&call.caller()?.organization, |org| Ok(org.users.clone()))?;
    for user in users.iter_mut().filter_map(Value::as_object_mut).filter(|_| !images) {
        user.remove("images");
    }
    Ok(Answer(paging::page(&app.options, &call.query, 10, users)?))
}
