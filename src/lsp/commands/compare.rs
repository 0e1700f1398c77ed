//! `cja.compare`: the service's version beside the file.

use super::super::extras;
use super::{Answer, Call};
use crate::api::{ApiError, Kind};
use crate::sync::plan::shown;
use crate::sync::{Direction, Plan, PlanOptions};
use tower_lsp::ls_types::{ShowDocumentParams, Uri};

pub(super) async fn run(call: &Call) -> Result<Answer, ApiError> {
    let path = call.path()?;
    let file = call.session.buffer(&call.workspace, &path, call.document()?.current().text());
    if file.target().is_none() {
        return Ok(Answer::new(
            "nothing",
            "The file has no id yet: there is nothing on the service to compare it with.",
        ));
    }
    let Some(plan) = call.workspace.plan(Direction::Push, file, &PlanOptions::default()).await? else {
        return Ok(Answer::new("nothing", "There is nothing to compare."));
    };
    call.note(&plan);
    if let Some(crate::sync::RemoteRead::Unknown(error)) = plan.seen() {
        return Err(error.clone());
    }
    if plan.live_text().is_none() {
        return Err(plan
            .error()
            .unwrap_or_else(|| ApiError::new(Kind::NotFound, "compare", "the service has no such data view", "")));
    }
    let summary = summary(&plan);
    if plan.changes.is_empty() {
        return Ok(Answer::new("nothing", format!("{} equals {}.", plan.title(), plan.target.profile)));
    }
    show(call, &plan).await?;
    Ok(Answer::new("done", summary).told())
}

/// Shows both versions: side by side where the client can, else the service's version as a file beside.
pub(super) async fn show(call: &Call, plan: &Plan) -> Result<(), ApiError> {
    let Some(left) = plan.live_text() else { return Ok(()) };
    let open = call.document()?;
    let title = format!("{}: {} ↔ file", plan.target.name, plan.target.profile);
    if call.session.abilities().extras.compare {
        let id = plan.target.view.clone().unwrap_or_default();
        let name = format!("{}/{id}.json", plan.target.profile);
        let comparison =
            extras::Comparison { title, name, left: plan.live_in_file().unwrap_or(left), right: open.uri.clone() };
        call.session.outbox.tell::<extras::Compare>(comparison).await;
        return Ok(());
    }
    let name = format!("{}.{}.json", plan.target.view.as_deref().unwrap_or("view"), plan.target.profile);
    preview(call, &name, &left).await?;
    call.session.say(tower_lsp::ls_types::MessageType::INFO, summary(plan)).await;
    Ok(())
}

/// Writes a text into `.cja/preview` and shows it; gives its path.
pub(super) async fn preview(call: &Call, name: &str, text: &str) -> Result<std::path::PathBuf, ApiError> {
    let path = call.workspace.preview(name, text)?;
    if let Some(uri) = Uri::from_file_path(&path).filter(|_| call.session.abilities().shows_documents) {
        let params = ShowDocumentParams { uri, external: None, take_focus: Some(false), selection: None };
        let _ = call.session.client.show_document(params).await;
    }
    Ok(path)
}

fn summary(plan: &Plan) -> String {
    let mut text = format!("{} · {} · {}", plan.title(), plan.target.profile, plan.words());
    for change in &plan.changes {
        let (file, server) = (shown(change.local.as_ref()), shown(change.remote.as_ref()));
        text.push_str(&format!("\n{}: file {file}, server {server}", change.unit));
    }
    text + &super::push::last_change(plan)
}
