//! `cja.pullView`: a view of the service that has no file yet becomes one.

use super::super::extras::Choice;
use super::{Answer, Call};
use crate::api::{ApiError, Kind};
use crate::sync::{Confirmation, Direction, PlanOptions};
use serde_json::json;
use tower_lsp::ls_types::{ShowDocumentParams, Uri};

pub(super) async fn run(call: &Call) -> Result<Answer, ApiError> {
    let id = match call.args.id.clone() {
        Some(id) => id,
        None => match choose(call).await? {
            Ok(id) => id,
            Err(answer) => return Ok(answer),
        },
    };
    let missing = || ApiError::new(Kind::NotFound, format!("pull {id}"), "there is no such data view", "");
    let plan = call
        .workspace
        .plan_view(Direction::Pull, &id, &PlanOptions { restore: true, ..PlanOptions::default() })
        .await?;
    let plan = plan.ok_or_else(missing)?;
    call.note(&plan);
    let outcome = call.workspace.apply(&plan, &Confirmation::default()).await?;
    let path = call.workspace.files().into_iter().find(|file| file.target().as_ref() == Some(&id));
    let uri = path.and_then(|file| Uri::from_file_path(&file.full));
    let mut answer = Answer::new(if outcome.changed { "done" } else { "nothing" }, outcome.message).with("id", id);
    if let Some(uri) = uri {
        answer = answer.with("uri", uri.as_str());
        if call.session.abilities().shows_documents {
            let params = ShowDocumentParams { uri, external: None, take_focus: Some(true), selection: None };
            let _ = call.session.client.show_document(params).await;
        }
    }
    Ok(answer)
}

/// The view that the person chooses; else what to answer.
async fn choose(call: &Call) -> Result<Result<String, Answer>, ApiError> {
    let here: Vec<String> = call.workspace.files().iter().filter_map(crate::sync::LocalFile::target).collect();
    let views = call.workspace.remote_ids().await?;
    let choice = |(id, name): (String, String)| {
        let description = if here.contains(&id) { "in the workspace".to_owned() } else { id.clone() };
        Choice { label: crate::api::error::plain(&name), description, id }
    };
    // Those that are not here yet come first.
    let (missing, known): (Vec<_>, Vec<_>) = views.into_iter().partition(|(id, _)| !here.contains(id));
    let items: Vec<Choice> = missing.into_iter().chain(known).map(choice).collect();
    if items.is_empty() {
        return Ok(Err(Answer::new("nothing", "The organization has no data views yet.")));
    }
    if !call.session.can_pick() {
        let text = "Choose a data view: run the command cja.pullView with its {\"id\": …}.";
        return Ok(Err(Answer::new("asked", text).with("items", json!(items))));
    }
    let chosen = call.session.pick("Which data view shall be pulled?", items).await;
    Ok(chosen.ok_or_else(|| Answer::new("dismissed", "Nothing was pulled.").told()))
}
