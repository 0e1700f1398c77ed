//! Settings and folders that change while the server runs.

use super::lifecycle::options_of;
use crate::lsp::session::Session;
use crate::lsp::{convert, diagnostics, workspace};
use std::sync::{Arc, PoisonError};
use tower_lsp::ls_types::{ConfigurationItem, DidChangeConfigurationParams, DidChangeWorkspaceFoldersParams};

/// Asks the client for its settings, where it can be asked.
pub(in crate::lsp) async fn fetch(session: &Arc<Session>) {
    if !session.abilities().configuration {
        return;
    }
    let item = ConfigurationItem { scope_uri: None, section: Some("cja".into()) };
    match session.client.configuration(vec![item]).await {
        Ok(values) => {
            let value = values.into_iter().next().filter(|value| value.is_object());
            if value.is_some_and(|value| session.set_editor_options(options_of(&value))) {
                workspace::settings_changed(session).await;
            }
        }
        Err(error) => tracing::warn!("the client did not tell its settings: {error}"),
    }
}

pub(in crate::lsp) async fn changed(session: &Arc<Session>, params: DidChangeConfigurationParams) {
    if session.abilities().configuration {
        let session = Arc::clone(session);
        tokio::spawn(async move { fetch(&session).await });
    } else if params.settings.is_object() && session.set_editor_options(options_of(&params.settings)) {
        workspace::settings_changed(session).await;
    }
}

pub(in crate::lsp) async fn folders_changed(session: &Arc<Session>, params: DidChangeWorkspaceFoldersParams) {
    {
        let mut folders = session.folders.lock().unwrap_or_else(PoisonError::into_inner);
        let removed: Vec<_> = params.event.removed.iter().filter_map(|folder| convert::path(&folder.uri)).collect();
        folders.retain(|folder| !removed.iter().any(|gone| gone == folder));
        folders.extend(params.event.added.iter().filter_map(|folder| convert::path(&folder.uri)));
    }
    session.forget_settings();
    let session = Arc::clone(session);
    tokio::spawn(async move {
        diagnostics::all_again(&session).await;
        workspace::scan(&session).await;
    });
}
