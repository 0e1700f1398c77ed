//! Faults on request: `POST /__sandbox/faults {"route": "POST /data/dataviews", "kind": "500-after-commit", "count": 1}`.
//!
//! A fault waits for a request of its route that got past the gateway, strikes `count` times and is gone.

mod act;
mod shape;

use std::sync::{Mutex, PoisonError};

use serde_json::{Map, Value, json};

pub(crate) use act::{Unsent, act};

use super::answer::Fail;
use super::door::canonical;

/// What can go wrong. The names are those of the control route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Late by `ms` (2000): what is asked is done late, or with `after` done at once and answered late.
    Delay,
    /// 429 of the gateway; `retryAfter` seconds when given.
    TooMany,
    /// 500, and nothing was done.
    Before,
    /// 500, although it was done.
    AfterCommit,
    /// 401013, although it was done; the token stays bad.
    ExpiredAfterCommit,
    /// 429 of the gateway, although it was done; `retryAfter` seconds when given.
    TooManyAfterCommit,
    /// The connection closes without an answer; done all the same unless `commit` is false.
    Cut,
    /// The connection closes in the middle of the answer.
    HalfBody,
    /// A page of HTML with `status` (502), and nothing was done.
    Html,
    /// 401013, and the token stays bad.
    ExpiredToken,
    /// Members that nobody has heard of.
    UnknownMembers,
    /// The answer is about another object.
    WrongId,
    /// A list that never says it is over.
    EndlessPaging,
    /// 403025.
    ForbiddenProfile,
}

const KINDS: [(&str, Kind); 14] = [
    ("delay", Kind::Delay),
    ("429", Kind::TooMany),
    ("500-before", Kind::Before),
    ("500-after-commit", Kind::AfterCommit),
    ("401-after-commit", Kind::ExpiredAfterCommit),
    ("429-after-commit", Kind::TooManyAfterCommit),
    ("cut", Kind::Cut),
    ("half-body", Kind::HalfBody),
    ("html", Kind::Html),
    ("expired-token", Kind::ExpiredToken),
    ("unknown-members", Kind::UnknownMembers),
    ("wrong-id", Kind::WrongId),
    ("endless-paging", Kind::EndlessPaging),
    ("forbidden-profile", Kind::ForbiddenProfile),
];

/// A fault that waits.
#[derive(Debug, Clone)]
pub(crate) struct Fault {
    method: String,
    /// With `{…}` or `*` for one segment and a final `**` for any rest.
    path: String,
    pub(crate) kind: Kind,
    count: u64,
    /// So many matching requests go by untouched first.
    skip: u64,
    pub(crate) ms: u64,
    pub(crate) retry_after: Option<u64>,
    pub(crate) status: u16,
    pub(crate) commit: bool,
    pub(crate) after: bool,
}

/// The faults that wait, oldest first.
#[derive(Debug, Default)]
pub(crate) struct Faults(Mutex<Vec<Fault>>);

impl Faults {
    /// Adds one.
    pub(crate) fn add(&self, wish: &Map<String, Value>) -> Result<(), Fail> {
        let fault = parse(wish)?;
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(fault);
        Ok(())
    }

    /// The fault that strikes this request, if any.
    pub(crate) fn take(&self, method: &str, path: &str) -> Option<Fault> {
        let mut faults = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut struck = None;
        for fault in faults.iter_mut().filter(|fault| fault.matches(method, path)) {
            if fault.skip > 0 {
                fault.skip -= 1;
            } else {
                fault.count -= 1;
                struck = Some(fault.clone());
                break;
            }
        }
        faults.retain(|fault| fault.count > 0);
        struck
    }

    /// What still waits.
    pub(crate) fn list(&self) -> Value {
        let faults = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let name = |kind| KINDS.iter().find(|(_, k)| *k == kind).map_or("", |(name, _)| name);
        let items = faults.iter().map(|f| {
            json!({"route": format!("{} {}", f.method, f.path), "kind": name(f.kind), "count": f.count, "skip": f.skip})
        });
        json!({ "faults": items.collect::<Vec<_>>() })
    }

    /// Takes all back.
    pub(crate) fn clear(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

impl Fault {
    fn matches(&self, method: &str, path: &str) -> bool {
        if self.method != "*" && !self.method.eq_ignore_ascii_case(method) {
            return false;
        }
        let (mut pattern, mut segments) = (self.path.split('/'), path.split('/'));
        loop {
            match (pattern.next(), segments.next()) {
                (None, None) | (Some("**"), _) => return true,
                (Some("*"), Some(_)) => {}
                (Some(wanted), Some(_)) if wanted.starts_with('{') && wanted.ends_with('}') => {}
                (Some(wanted), Some(segment)) if wanted == segment => {}
                _ => return false,
            }
        }
    }
}

fn parse(wish: &Map<String, Value>) -> Result<Fault, Fail> {
    let text = |name: &str| wish.get(name).and_then(Value::as_str);
    let route = text("route").and_then(|route| route.trim().split_once(' '));
    let Some((method, path)) = route.filter(|(_, path)| path.starts_with('/')) else {
        return Err(Fail::invalid_data("route must look like \"POST /data/dataviews\" or \"* /**\""));
    };
    let kind = text("kind").and_then(|kind| KINDS.iter().find(|(name, _)| *name == kind));
    let Some((_, kind)) = kind else {
        let names: Vec<_> = KINDS.iter().map(|(name, _)| *name).collect();
        return Err(Fail::invalid_data(format!("kind must be one of {}", names.join(", "))));
    };
    let number = |name: &str, default: u64, most: u64| match wish.get(name) {
        None => Ok(default),
        Some(value) => value
            .as_u64()
            .filter(|n| *n <= most)
            .ok_or_else(|| Fail::invalid_data(format!("{name} must be a whole number from 0 to {most}"))),
    };
    let fault = Fault {
        method: method.to_owned(),
        path: canonical(path.trim()),
        kind: *kind,
        count: number("count", 1, 1_000_000)?,
        skip: number("skip", 0, 1_000_000)?,
        ms: number("ms", 2000, 120_000)?,
        retry_after: wish.contains_key("retryAfter").then(|| number("retryAfter", 0, 3600)).transpose()?,
        status: u16::try_from(number("status", 502, 599)?).ok().filter(|s| *s >= 200).unwrap_or(502),
        commit: wish.get("commit").and_then(Value::as_bool).unwrap_or(true),
        after: wish.get("after").and_then(Value::as_bool).unwrap_or(false),
    };
    match fault.count {
        0 => Err(Fail::invalid_data("count must be at least 1")),
        _ => Ok(fault),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(wish: Value) -> Faults {
        let faults = Faults::default();
        faults.add(wish.as_object().unwrap()).unwrap();
        faults
    }

    #[test]
    fn a_fault_strikes_its_route_as_often_as_asked() {
        let faults = faults(json!({"route": "GET /datagroups/dataviews/{id}", "kind": "429", "count": 2, "skip": 1}));
        assert!(faults.take("GET", "/data/dataviews").is_none());
        assert!(faults.take("PUT", "/data/dataviews/dv_1").is_none());
        let struck: Vec<bool> = (0..4).map(|_| faults.take("GET", "/data/dataviews/dv_1").is_some()).collect();
        assert_eq!(struck, [false, true, true, false]);
        assert_eq!(faults.list(), json!({ "faults": [] }));
    }

    #[test]
    fn two_stars_match_everything() {
        let faults = faults(json!({"route": "* /**", "kind": "html"}));
        assert!(faults.take("DELETE", "/data/dataviews/dv_1").is_some());
    }

    #[test]
    fn a_wrong_wish_is_explained() {
        for wish in [json!({}), json!({"route": "x", "kind": "cut"}), json!({"route": "GET /", "kind": "boom"})] {
            assert!(Faults::default().add(wish.as_object().unwrap()).is_err(), "{wish}");
        }
    }
}
