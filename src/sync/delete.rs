//! Deleting a view, guarded: it is looked at first, its document is kept, and its name has to be given.

use super::definition::Definition;
use super::journal::{Deed, Images, operation};
use super::plan::Plan;
use super::push::moved;
use super::send::is_open;
use super::sight::Seen;
use super::state::State;
use super::workspace::{Consent, Outcome, Step, Workspace};
use crate::api::endpoints::data_views;
use crate::api::{ApiError, Kind, Sent};
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
        let sight = plan.sight.as_deref().ok_or_else(|| moved("the plan holds no view"))?;
        match (&sight.id, &sight.remote) {
            (Some(id), Seen::Live(live)) => Ok(Deletion {
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
            (_, Seen::Unknown(error)) => Err(error.clone()),
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
        consent: &Consent,
    ) -> Result<Outcome, ApiError> {
        let guard = |problem: String, advice: &str| {
            Err(ApiError::new(Kind::Guard, format!("delete {}", deletion.id), problem, advice))
        };
        if name != deletion.name && name != deletion.id {
            return guard("its name was not given".into(), "Type the view's name when asked, or give it with --name.");
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
        let document = match self.read(&deletion.id).await? {
            Seen::Live(live) if even_if_changed || live.definition == Definition::of(&deletion.document) => live.value,
            Seen::Live(_) => return Err(moved("the view changed on the service while it was shown")),
            Seen::Absent => return guard("it is gone already".into(), ""),
            Seen::Unknown(error) => return Err(error),
        };
        let op = operation();
        self.tell(Step::Journalling);
        self.keep(&Images {
            op: op.clone(),
            deed: Deed::Delete,
            view: Some(deletion.id.clone()),
            path: None,
            fields: Vec::new(),
            pre: Some(document),
            post: None,
        })?;
        let mut intent = self.entry("intent", &op, "delete");
        intent.deed = Some(Deed::Delete);
        intent.view = Some(deletion.id.clone());
        self.write_journal(&intent)?;
        self.tell(Step::Sending);
        let mut warnings = Vec::new();
        let look = || async {
            match self.read(&deletion.id).await? {
                Seen::Absent => Ok(Some(())),
                Seen::Live(_) => Ok(None),
                Seen::Unknown(error) => Err(error),
            }
        };
        let sent = self.client.send_looking(&data_views::delete(&deletion.id), look).await;
        if let Ok(Sent::Found(())) = &sent {
            warnings.push("the answer was lost; the view is gone".into());
        }
        if let Err(error) = sent {
            self.tell(Step::Looking);
            let gone = is_open(&error) && matches!(self.read(&deletion.id).await?, Seen::Absent);
            if !gone {
                let outcome = if is_open(&error) { "unknown" } else { "failed" };
                self.close(&op, "delete", outcome, Some(&deletion.id), Some(&error.message()))?;
                return Err(error);
            }
            warnings.push("the answer was lost; the view is gone".into());
        }
        self.close(&op, "delete", "done", Some(&deletion.id), None)?;
        let message = format!(
            "Deleted \"{}\" ({}) in {}. Its document is kept; `cja undo {op}` makes it anew under a new id.",
            crate::api::error::plain(&deletion.name),
            deletion.id,
            self.profile.name
        );
        Ok(Outcome { op: Some(op), view: Some(deletion.id.clone()), message, warnings, changed: true })
    }
}
