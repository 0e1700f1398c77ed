//! Methods of our own, described in `docs/protocol.md`: `cja/focus`, `cja/signIn`, `cja/content`.

use crate::lsp::session::Session;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tower_lsp::jsonrpc::Result;

/// How often open data views are compared while somebody looks.
const EVERY: Duration = Duration::from_secs(60);

/// `cja/focus`.
#[derive(Debug, Deserialize)]
pub(crate) struct Focus {
    focused: bool,
}

/// `cja/signIn`.
#[derive(Deserialize)]
pub(crate) struct SignIn {
    /// Variables as in the environment, such as `CJA_CLIENT_ID`; none signs out.
    variables: BTreeMap<String, String>,
}

/// The person came back to the editor, or left it.
pub(in crate::lsp) async fn focus(session: &Arc<Session>, params: Focus) {
    session.focused.store(params.focused, Ordering::Release);
    if params.focused {
        let session = Arc::clone(session);
        tokio::spawn(async move { session.look_again().await });
    }
}

/// Credentials from the editor's secret storage. They live in memory alone.
pub(in crate::lsp) async fn sign_in(session: &Arc<Session>, params: SignIn) -> Result<Value> {
    session.service.sign_in(params.variables);
    let answer = match session.client(None).await {
        Ok((client, profile)) => json!({"profile": profile.name, "org": client.credentials().org}),
        Err(error) => json!({"error": error.to_string()}),
    };
    session.standing_changed().await;
    Ok(answer)
}

/// Compares open data views from time to time, while somebody looks.
pub(in crate::lsp) async fn watch(session: Arc<Session>) {
    let mut clock = tokio::time::interval(EVERY);
    clock.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    clock.tick().await;
    loop {
        clock.tick().await;
        if session.was_shut_down() {
            return;
        }
        if session.focused.load(Ordering::Acquire) {
            session.look_again().await;
        }
    }
}
