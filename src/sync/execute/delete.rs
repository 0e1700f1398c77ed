//! A deletion: its document is kept first, and afterwards it is looked whether the data view is gone.

use super::{Completed, READINGS, WriteOutcome, is_open};
use crate::api::endpoints::data_views;
use crate::api::{ApiError, Kind, Sent};
use crate::sync::definition::Definition;
use crate::sync::journal::{Images, WriteKind, operation};
use crate::sync::step::Step;
use crate::sync::three_way::{RemoteRead, RemoteView};
use crate::sync::workspace::Workspace;

impl Workspace {
    /// Deletes one view, with the lock held, if it is still what was shown.
    pub(in crate::sync) async fn write_delete(
        &self,
        id: &str,
        shown: &Definition,
        even_if_changed: bool,
        undoes: Option<String>,
    ) -> Result<WriteOutcome, ApiError> {
        self.client.room_for(2).await?;
        let mut reading = self.last_reading(id).await?;
        let op = operation();
        let command = if undoes.is_some() { "undo" } else { "delete" };
        for _ in 0..READINGS {
            let live = match reading.seen {
                RemoteRead::Present(live) if even_if_changed || live.definition == *shown => live,
                RemoteRead::Unknown(error) => return Err(error),
                seen => return Ok(WriteOutcome::Moved(seen)),
            };
            self.intend_delete(&op, command, id, &live, undoes.clone())?;
            self.tell(Step::Sending);
            let gap = reading.asked.elapsed();
            let look = || async {
                match self.read(id).await? {
                    RemoteRead::Absent => Ok(Some(())),
                    RemoteRead::Present(_) => Ok(None),
                    RemoteRead::Unknown(error) => Err(error),
                }
            };
            let sent = self.client.send_looking(&data_views::delete(id), Some(reading.until), look).await;
            let mut warnings = Vec::new();
            match sent {
                Ok(Sent::Found(())) => warnings.push("no answer to the deletion; the data view is gone".into()),
                Err(error) if error.kind() == Kind::Expired => {
                    self.client.room_for(2).await?;
                    reading = self.last_reading(id).await?;
                    continue;
                }
                Err(error) if !is_open(&error) => {
                    self.close(&op, command, "failed", Some(id), Some(&error.message()))?;
                    return Err(error);
                }
                Err(error) => {
                    self.tell(Step::Looking);
                    if !matches!(self.read(id).await?, RemoteRead::Absent) {
                        self.close(&op, command, "unknown", Some(id), Some(&error.message()))?;
                        return Err(error);
                    }
                    warnings.push("no answer to the deletion; the data view is gone".into());
                }
                Ok(Sent::Answered(_)) => {
                    self.tell(Step::Verifying);
                    if let RemoteRead::Present(_) = self.read(id).await? {
                        self.close(&op, command, "unverified", Some(id), Some("it is still there"))?;
                        let problem = "the service said that it deleted the data view, and it is still there";
                        return Err(ApiError::new(
                            Kind::Unverified,
                            format!("delete {id}"),
                            problem,
                            "Look with `cja get`.",
                        ));
                    }
                }
            }
            self.close_after(&op, command, "done", Some(id), None, Some(gap))?;
            return Ok(WriteOutcome::Done(Box::new(Completed { op, answer: *live, warnings, kept: Vec::new() })));
        }
        let problem = "the service answers too slowly to be read and written in one go";
        Err(ApiError::new(Kind::Network, format!("delete {id}"), problem, "Nothing was written. Try again later."))
    }

    fn intend_delete(
        &self,
        op: &str,
        command: &str,
        id: &str,
        live: &RemoteView,
        undoes: Option<String>,
    ) -> Result<(), ApiError> {
        self.tell(Step::Journalling);
        self.keep(&Images {
            op: op.to_owned(),
            org: Some(self.org.clone()),
            deed: WriteKind::Delete,
            view: Some(id.to_owned()),
            path: self.bases.read(id).0.and_then(|base| base.path),
            fields: Vec::new(),
            pre: Some(live.value.clone()),
            post: None,
        })?;
        let mut intent = self.entry("intent", op, command);
        intent.deed = Some(WriteKind::Delete);
        intent.undoes = undoes;
        intent.view = Some(id.to_owned());
        self.write_journal(&intent)
    }
}
