//! Progress of a command, and the wish to stop it.

use super::session::Session;
use crate::api::Cancel;
use dashmap::DashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::sync::mpsc;
use tower_lsp::ls_types::ProgressToken;

/// What runs, by its token, so that it can be stopped.
#[derive(Default)]
pub(super) struct Running {
    last: AtomicU64,
    by_token: DashMap<ProgressToken, Cancel>,
}

impl Running {
    /// Stops what runs under a token: no further request is begun.
    pub(super) fn cancel(&self, token: &ProgressToken) {
        if let Some(cancel) = self.by_token.get(token) {
            cancel.cancel();
        }
    }
}

/// Shown until it is dropped.
pub(super) struct Shown {
    session: Arc<Session>,
    token: Option<ProgressToken>,
    steps: Option<mpsc::UnboundedSender<String>>,
}

impl Shown {
    /// A function that shows a step.
    pub(super) fn teller(&self) -> impl Fn(String) + Send + Sync + 'static {
        let steps = self.steps.clone();
        move |text| {
            if let Some(steps) = &steps {
                let _ = steps.send(text);
            }
        }
    }
}

impl Drop for Shown {
    fn drop(&mut self) {
        if let Some(token) = &self.token {
            self.session.running.by_token.remove(token);
        }
    }
}

impl Session {
    /// Begins to show progress, where the client shows any; `cancel` is what its button does.
    pub(super) async fn progress(
        self: &Arc<Self>,
        given: Option<ProgressToken>,
        title: &str,
        cancel: &Cancel,
    ) -> Shown {
        let mut token = given;
        if token.is_none() && self.abilities().progress {
            let number = self.running.last.fetch_add(1, Ordering::Relaxed);
            let own = ProgressToken::String(format!("cja-{number}"));
            token = self.client.create_work_done_progress(own.clone()).await.is_ok().then_some(own);
        }
        let Some(token) = token else {
            return Shown { session: Arc::clone(self), token: None, steps: None };
        };
        self.running.by_token.insert(token.clone(), cancel.clone());
        let (steps, mut told) = mpsc::unbounded_channel::<String>();
        let progress = self.client.progress(token.clone(), title).with_cancel_button();
        tokio::spawn(async move {
            let progress = progress.begin().await;
            while let Some(text) = told.recv().await {
                progress.report_with_message(text, None).await;
            }
            progress.finish().await;
        });
        Shown { session: Arc::clone(self), token: Some(token), steps: Some(steps) }
    }
}
