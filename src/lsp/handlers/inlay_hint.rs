//! `textDocument/inlayHint` and `inlayHint/resolve`.

use crate::ide::{self, Inlay};
use crate::lsp::convert;
use crate::lsp::session::{Session, View};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::*;

/// Where a hint was given; its tooltip is the hover of the text before it.
#[derive(Serialize, Deserialize)]
struct Given {
    uri: Uri,
    version: i32,
    at: u32,
}

pub(in crate::lsp) async fn hints(session: &Arc<Session>, params: InlayHintParams) -> Result<Option<Vec<InlayHint>>> {
    let asked = params.range;
    let answer = session.with_view(&params.text_document.uri, move |view, session| {
        if view.settings.options().inlay_hints == Some(false) {
            return Vec::new();
        }
        let (schema, seen, catalogue) = (view.schema(), session.seen(), session.catalogue(&view.settings));
        let range = convert::text_range(&view.document, asked, session.abilities());
        let found = ide::inlays(&view.document, Session::env(&schema, &seen, &catalogue), range);
        found.into_iter().map(|inlay| to_hint(inlay, view, session)).collect()
    });
    answer.await
}

fn to_hint(inlay: Inlay, view: &View, session: &Session) -> InlayHint {
    let position = view.document.position(inlay.at, session.abilities().encoding);
    let given = Given { uri: view.open.uri.clone(), version: view.version.number, at: inlay.at };
    InlayHint {
        position: Position::new(position.line, position.character),
        label: inlay.label.into(),
        kind: None,
        text_edits: None,
        tooltip: None,
        padding_left: Some(true),
        padding_right: None,
        data: serde_json::to_value(given).ok().filter(|_| session.abilities().resolves_inlays),
    }
}

pub(in crate::lsp) async fn resolve(session: &Arc<Session>, mut hint: InlayHint) -> Result<InlayHint> {
    let given = hint.data.clone().and_then(|data| serde_json::from_value::<Given>(data).ok());
    let Some(Given { uri, version, at }) = given else { return Ok(hint) };
    let answer = session.with_view(&uri, move |view, session| {
        if view.version.number != version {
            return None;
        }
        let (schema, seen, catalogue) = (view.schema(), session.seen(), session.catalogue(&view.settings));
        let env = Session::env(&schema, &seen, &catalogue);
        let text = ide::hover(&view.document, env, at.saturating_sub(1))?.markdown;
        let markup = |kind, value| InlayHintTooltip::MarkupContent(MarkupContent { kind, value });
        Some(match session.abilities().hover_markdown {
            Some(true) => markup(MarkupKind::Markdown, text),
            _ => ide::plain_text(&text).into(),
        })
    });
    hint.tooltip = answer.await?.flatten();
    Ok(hint)
}

/// Has the client ask again, where it can.
pub(in crate::lsp) async fn all_again(session: &Session) {
    if session.abilities().refreshes_inlays
        && let Err(error) = session.client.inlay_hint_refresh().await
    {
        tracing::warn!("the client did not refresh its inlay hints: {error}");
    }
}
