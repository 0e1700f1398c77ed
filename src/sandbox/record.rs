//! What was received, for tests and for people who debug a client. Secrets and tokens are not kept.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use serde_json::{Map, Value, json};

use super::call::Query;
use super::clock::now_ms;

/// Older entries are forgotten.
const KEPT: usize = 20_000;
/// Longer bodies are recorded by their length alone.
const LONGEST: usize = 64 * 1024;
const REDACTED: &str = "[redacted]";

/// A request as it arrived.
#[derive(Debug)]
pub(crate) struct Received<'a> {
    pub(crate) method: &'a str,
    pub(crate) path: &'a str,
    pub(crate) query: &'a str,
    pub(crate) client_id: Option<&'a str>,
    pub(crate) body: &'a [u8],
    pub(crate) is_form: bool,
}

/// The list of requests, in order of arrival.
#[derive(Debug, Default)]
pub(crate) struct RequestLog(Mutex<Entries>);

#[derive(Debug, Default)]
struct Entries {
    next: u64,
    entries: VecDeque<Value>,
}

impl RequestLog {
    /// Writes the request down and returns its number.
    pub(crate) fn begin(&self, received: &Received<'_>) -> u64 {
        let time = now_ms();
        let query: Vec<String> = Query::parse(received.query)
            .pairs()
            .iter()
            .map(|(name, value)| format!("{name}={}", if is_secret(name) { REDACTED } else { value }))
            .collect();
        let mut log = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let number = log.next;
        log.next += 1;
        log.entries.push_back(json!({"number": number, "time": time, "method": received.method, "path": received.path,
            "query": query.join("&"), "clientId": received.client_id, "body": body(received), "status": null}));
        if log.entries.len() > KEPT {
            log.entries.pop_front();
        }
        number
    }

    /// Adds the status; `None` when nothing was sent.
    pub(crate) fn finish(&self, number: u64, status: Option<u16>) {
        let mut log = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let entry = log.entries.iter_mut().rev().find(|entry| entry.get("number") == Some(&json!(number)));
        if let Some(entry) = entry.and_then(Value::as_object_mut) {
            entry.insert("status".into(), json!(status));
        }
    }

    /// All entries.
    pub(crate) fn list(&self) -> Value {
        let log = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        json!({ "requests": log.entries })
    }

    /// Forgets all entries.
    pub(crate) fn clear(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).entries.clear();
    }
}

fn body(received: &Received<'_>) -> Value {
    let bytes = received.body;
    if bytes.is_empty() {
        return Value::Null;
    }
    if bytes.len() > LONGEST {
        return json!(format!("({} bytes)", bytes.len()));
    }
    let text = String::from_utf8_lossy(bytes);
    if received.is_form {
        let fields = Query::parse(&text).pairs().iter().map(|(k, v)| (k.clone(), json!(v))).collect();
        return without_secrets(Value::Object(fields));
    }
    match serde_json::from_slice(bytes) {
        Ok(value) => without_secrets(value),
        Err(_) => json!("(no JSON)"),
    }
}

fn without_secrets(value: Value) -> Value {
    match value {
        Value::Object(map) => Value::Object(
            map.into_iter()
                .map(|(k, v)| if is_secret(&k) { (k, json!(REDACTED)) } else { (k, without_secrets(v)) })
                .collect::<Map<_, _>>(),
        ),
        Value::Array(items) => Value::Array(items.into_iter().map(without_secrets).collect()),
        other => other,
    }
}

fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["secret", "token", "password", "authorization", "private"].iter().any(|word| name.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_not_kept() {
        let log = RequestLog::default();
        let form = b"client_id=me&client_secret=s3cret&jwt_token=t0ken&grant_type=client_credentials";
        let received = Received {
            method: "POST",
            path: "/ims/token/v3",
            query: "client_secret=s3cret&scope=a",
            client_id: None,
            body: form,
            is_form: true,
        };
        let number = log.begin(&received);
        log.finish(number, Some(200));
        let text = log.list().to_string();
        assert!(!text.contains("s3cret") && !text.contains("t0ken"), "{text}");
        assert!(text.contains(r#""client_id":"me""#) && text.contains(r#""status":200"#), "{text}");
    }
}
