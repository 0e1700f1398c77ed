//! Deleting a view, guarded: it is looked at first, its document is kept, and its name has to be given.

use super::definition::Definition;
use super::execute::{WriteOutcome, moved};
use super::plan::Plan;
use super::state::State;
use super::three_way::RemoteRead;
use super::workspace::{Confirmation, Outcome, Workspace};
use crate::api::{ApiError, Kind};
use serde_json::Value;

/// What a person should know before they agree.
#[derive(Clone, Debug)]
pub struct Deletion {
    /// The view.
    pub id: String,
    /// Its name, which has to be typed.
    pub name: String,
    /// When it was last used, as far as the service says it.
    pub last_access: Option<String>,
    /// Whether it changed on the service since this workspace knew it.
    pub changed: bool,
    document: Value,
}

impl Workspace {
    /// Looks at a view that is to be deleted, given by the plan of its file or its id.
    ///
    /// # Errors
    /// When it is not there or cannot be read.
    pub fn deletion(&self, plan: &Plan) -> Result<Deletion, ApiError> {
        let three_way = plan.three_way.as_deref().ok_or_else(|| moved("the plan holds no view"))?;
        match (&three_way.id, &three_way.remote) {
            (Some(id), RemoteRead::Present(live)) => Ok(Deletion {
                id: id.clone(),
                name: live.value.get("name").and_then(Value::as_str).unwrap_or_default().to_owned(),
                last_access: live
                    .value
                    .get("recentRecordedAccess")
                    .and_then(Value::as_str)
                    .map(crate::api::error::plain),
                changed: matches!(
                    plan.state,
                    State::Behind | State::Stale | State::Diverged | State::Conflict | State::FileMissingChanged
                ),
                document: live.value.clone(),
            }),
            (_, RemoteRead::Unknown(error)) => Err(error.clone()),
            _ => Err(ApiError::new(
                Kind::NotFound,
                "delete",
                "there is no such data view",
                "`cja list` shows what there is.",
            )),
        }
    }

    /// Deletes it. `name` is what was typed.
    ///
    /// # Errors
    /// [`Kind::Guard`] when the name is another or the view changed and that was not accepted.
    pub async fn delete(
        &self,
        deletion: &Deletion,
        name: &str,
        even_if_changed: bool,
        consent: &Confirmation,
    ) -> Result<Outcome, ApiError> {
        let guard = |problem: String, advice: &str| {
            Err(ApiError::new(Kind::Guard, format!("delete {}", deletion.id), problem, advice))
        };
        if name != deletion.name && name != deletion.id {
            return guard(
                "deletion not confirmed".into(),
                "Type the data view's name when asked, or pass it with --name.",
            );
        }
        if deletion.changed && !even_if_changed {
            return guard(
                "it changed on the service since this workspace knew it".into(),
                "Look at the changes with `cja diff`; --even-if-changed deletes it all the same.",
            );
        }
        self.allowed(consent)?;
        let _lock = self.lock().await?;
        self.nothing_open(Some(&deletion.id), None)?;
        let shown = Definition::of(&deletion.document);
        let wrote = match self.write_delete(&deletion.id, &shown, even_if_changed, None).await? {
            WriteOutcome::Done(wrote) => wrote,
            WriteOutcome::Moved(RemoteRead::Absent) => return guard("it does not exist any more".into(), ""),
            WriteOutcome::Moved(_) => return Err(moved("the data view changed on the service while it was shown")),
        };
        let (op, warnings) = (wrote.op, wrote.warnings);
        let message = format!(
            "Deleted \"{}\" ({}) in {}. `cja undo {op}{}` creates it again under a new id.",
            crate::api::error::plain(&deletion.name),
            deletion.id,
            self.profile.name,
            self.profile_option()
        );
        let seen = Some(RemoteRead::Absent);
        Ok(Outcome { op: Some(op), view: Some(deletion.id.clone()), message, warnings, changed: true, seen })
    }
}
