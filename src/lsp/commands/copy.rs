//! `cja.copyAsCurl` and `cja.copyAsPython`: the call that a push would send, for a terminal or a script. The token stays
//! a variable.

use super::super::extras;
use super::{Answer, Call};
use crate::api::recipe::{self, Recipe};
use crate::api::{ApiError, Kind};

pub(super) async fn curl(call: &Call) -> Result<Answer, ApiError> {
    show(call, "shellscript", "sh", recipe::curl).await
}

pub(super) async fn python(call: &Call) -> Result<Answer, ApiError> {
    show(call, "python", "py", recipe::python).await
}

async fn show(call: &Call, language: &str, ending: &str, write: fn(&Recipe<'_>) -> String) -> Result<Answer, ApiError> {
    let path = call.path()?;
    let file = call.workspace.buffer(&path, call.document()?.current().text());
    if let Some(blocked) = &file.blocked {
        return Err(ApiError::new(Kind::Invalid, format!("copy {}", file.path), &blocked.problem, &blocked.advice));
    }
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let name = name.trim_end_matches(".json").trim_end_matches(".dataview").to_owned();
    let request = call.workspace.request_for(&file);
    let text = write(&call.workspace.recipe(&request));
    if call.session.abilities().extras.open {
        let document = extras::Text { language: language.to_owned(), content: text.clone() };
        call.session.outbox.tell::<extras::Open>(document).await;
        return Ok(Answer::new("done", "").told().with("text", text));
    }
    let path = super::compare::preview(call, &format!("{name}.{ending}"), &text).await?;
    Ok(Answer::new("done", format!("Written to {}.", path.display())).with("text", text))
}
