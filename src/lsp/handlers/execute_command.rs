//! `workspace/executeCommand`, and the button that stops one.

use crate::lsp::commands;
use crate::lsp::session::Session;
use serde_json::Value;
use std::sync::Arc;
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::ls_types::{ExecuteCommandParams, WorkDoneProgressCancelParams};

pub(in crate::lsp) async fn execute(session: &Arc<Session>, params: ExecuteCommandParams) -> Result<Option<Value>> {
    if !commands::NAMES.contains(&params.command.as_str()) {
        return Err(Error::invalid_params(format!("there is no command {}", params.command)));
    }
    Ok(Some(commands::execute(session, params).await))
}

pub(in crate::lsp) fn cancel(session: &Session, params: &WorkDoneProgressCancelParams) {
    session.running.cancel(&params.token);
}
