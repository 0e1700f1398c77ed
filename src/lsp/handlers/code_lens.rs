//! `textDocument/codeLens`: where a data view stands, and what can be done. Nothing is sent for it.

use crate::lsp::commands;
use crate::lsp::session::{Session, View};
use crate::lsp::standing::Standing;
use crate::lsp::{convert, remote};
use crate::text::TextRange;
use std::sync::Arc;
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::ls_types::*;

pub(in crate::lsp) async fn lenses(session: &Arc<Session>, params: CodeLensParams) -> Result<Option<Vec<CodeLens>>> {
    let Some(open) = session.open(&params.text_document.uri) else { return Ok(None) };
    let (session, version) = (Arc::clone(session), open.current());
    // The base and the profile are read from files.
    let work = tokio::task::spawn_blocking(move || session.view(open, version).map(|view| of(&session, &view)));
    work.await.map_err(|_| Error::internal_error())
}

fn of(session: &Session, view: &View) -> Vec<CodeLens> {
    let Some(offer) = remote::offer(session, view) else { return Vec::new() };
    let start = view.document.tree.root().map_or(0, |root| root.range().start);
    let range = convert::range(&view.document, TextRange { start, end: start }, session.abilities());
    let with = |title: String, command: &str, argument: serde_json::Value| CodeLens {
        range,
        command: Some(Command { title, command: command.into(), arguments: Some(vec![argument]) }),
        data: None,
    };
    let lens = |title: String, command: &str| with(title, command, commands::arguments(view));
    let offer = match offer {
        Ok(offer) => offer,
        // Words alone: no command would do any good.
        Err(obstacle) => return vec![lens(obstacle, "")],
    };
    let state = offer.standing.as_ref().map(|Standing { plan, at }| {
        let time = at.to_zoned_datetime(jiff::tz::TimeZone::system()).strftime("%H:%M").to_string();
        lens(format!("{} · {} · checked {time}", capital(&plan.words()), offer.profile), "cja.refresh")
    });
    let arguments = |action: &remote::Action| action.arguments(&view.open.uri, view.version.number);
    let shown = offer.actions.iter().filter(|action| action.lens);
    let actions = shown.map(|action| with(action.title.clone(), action.command, arguments(action)));
    state.into_iter().chain(actions).collect()
}

fn capital(words: &str) -> String {
    let mut chars = words.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
