//! One write, from the journal's intent to an answer that is known; a lost answer is settled by looking, and a create is
//! never sent twice.

use super::definition::{Definition, Unit};
use super::journal::{Deed, Images, operation};
use super::sight::{Live, LocalFile, Seen};
use super::workspace::{Step, Workspace};
use super::{git, push};
use crate::api::endpoints::data_views::{self, EXPANSIONS, Filter};
use crate::api::{ApiError, Kind};
use crate::files;
use serde_json::Value;
use std::time::Instant;

/// An update that is about to be sent.
pub(super) struct Write<'a> {
    pub(super) command: &'static str,
    pub(super) id: &'a str,
    pub(super) path: Option<&'a str>,
    pub(super) units: &'a [Unit],
    pub(super) before: &'a Live,
    pub(super) intended: Definition,
    pub(super) body: &'a str,
    pub(super) read_at: Instant,
    /// Whether fields stay that differ and have no common base.
    pub(super) partial: bool,
}

/// An update that was done.
pub(super) struct Sent {
    pub(super) op: String,
    pub(super) answer: Live,
    pub(super) warnings: Vec<String>,
}

/// What a look after a lost update tells.
pub(super) enum Found {
    Done(Box<Live>),
    NotDone,
    Moved,
    Gone,
    Unknown(ApiError),
}

/// Answers that leave open what a write did.
pub(super) fn is_open(error: &ApiError) -> bool {
    matches!(error.kind(), Kind::UnknownOutcome | Kind::Shape | Kind::WrongId)
}

impl Workspace {
    /// The commit that a file of the workspace is at.
    fn commit_of(&self, path: &str) -> Option<String> {
        let text = files::read(&files::inside(&self.root, path).ok()?).map(|read| read.text).unwrap_or_default();
        git::commit(&self.root, path, &text)
    }

    pub(super) async fn send_update(&self, write: &Write<'_>) -> Result<Sent, ApiError> {
        let op = operation();
        let fields: Vec<String> = write.units.iter().map(ToString::to_string).collect();
        self.tell(Step::Journalling);
        let mut images = Images {
            op: op.clone(),
            deed: Deed::Update,
            view: Some(write.id.to_owned()),
            path: write.path.map(str::to_owned),
            fields: fields.clone(),
            pre: Some(write.before.value.clone()),
            post: None,
        };
        self.keep(&images)?;
        let mut intent = self.entry("intent", &op, write.command);
        intent.deed = Some(Deed::Update);
        intent.view = Some(write.id.to_owned());
        intent.path = write.path.map(str::to_owned);
        intent.git = write.path.and_then(|path| self.commit_of(path));
        intent.fields = fields;
        intent.before = Some(write.before.definition.hash());
        intent.after = Some(write.intended.hash());
        intent.body = serde_json::from_str(write.body).ok();
        intent.partial = write.partial;
        intent.gap_ms = u64::try_from(write.read_at.elapsed().as_millis()).ok();
        self.write_journal(&intent)?;
        let (answer, warnings) = self.put(write, &op).await?;
        images.post = Some(answer.value.clone());
        self.keep(&images).map_err(|error| push::written_all_the_same(error, &op))?;
        Ok(Sent { op, answer, warnings })
    }

    async fn put(&self, write: &Write<'_>, op: &str) -> Result<(Live, Vec<String>), ApiError> {
        let request = data_views::update(write.id, write.body);
        let mut tries = 0;
        loop {
            tries += 1;
            self.tell(Step::Sending);
            let error = match self.client.send(&request).await {
                Ok(answer) => {
                    self.tell(Step::Verifying);
                    return Ok((Live::new(answer.text, answer.value), Vec::new()));
                }
                Err(error) => error,
            };
            if !is_open(&error) {
                self.close(op, write.command, "failed", Some(write.id), Some(&error.message()))?;
                return Err(error);
            }
            self.tell(Step::Looking);
            match self.found(write.id, write.units, &write.intended, Some(&write.before.definition)).await? {
                Found::Done(live) => return Ok((*live, vec!["the answer was lost; the service has it".into()])),
                // Nothing at all changed, so sending it again can overwrite nobody.
                Found::NotDone if tries < 2 => {}
                Found::NotDone => {
                    self.close(op, write.command, "unknown", Some(write.id), Some(&error.message()))?;
                    return Err(error);
                }
                Found::Moved | Found::Gone => {
                    self.close(op, write.command, "unclear", Some(write.id), Some(&error.message()))?;
                    return Err(push::moved(
                        "the answer was lost, and the view on the service is now neither what it was nor what was sent",
                    ));
                }
                Found::Unknown(_) => {
                    self.close(op, write.command, "unknown", Some(write.id), Some(&error.message()))?;
                    return Err(error);
                }
            }
        }
    }

    /// Looks what a lost update did.
    pub(super) async fn found(
        &self,
        id: &str,
        units: &[Unit],
        intended: &Definition,
        before: Option<&Definition>,
    ) -> Result<Found, ApiError> {
        Ok(match self.read(id).await? {
            Seen::Live(live) if live.definition.agrees(intended, units) => Found::Done(live),
            Seen::Live(live) if before == Some(&live.definition) => Found::NotDone,
            Seen::Live(_) => Found::Moved,
            Seen::Absent => Found::Gone,
            Seen::Unknown(error) => Found::Unknown(error),
        })
    }

    /// Creates; gives the operation, the new view, and whether it had to be looked for.
    pub(super) async fn send_create(
        &self,
        file: &LocalFile,
        body: &str,
        known: Vec<String>,
    ) -> Result<(String, Live, bool), ApiError> {
        let op = operation();
        self.tell(Step::Journalling);
        let mut images = Images {
            op: op.clone(),
            deed: Deed::Create,
            view: None,
            path: Some(file.path.clone()),
            fields: file.definition.units().iter().map(ToString::to_string).collect(),
            pre: None,
            post: None,
        };
        let mut intent = self.entry("intent", &op, "create");
        intent.deed = Some(Deed::Create);
        intent.path = Some(file.path.clone());
        intent.git = git::commit(&self.root, &file.path, &file.text);
        intent.fields.clone_from(&images.fields);
        intent.after = Some(file.definition.hash());
        intent.body = serde_json::from_str(body).ok();
        intent.known = known.clone();
        self.write_journal(&intent)?;
        self.tell(Step::Sending);
        let (live, lost) = match self.client.send(&data_views::create(body)).await {
            Ok(answer) if answer.value.get("id").is_some_and(Value::is_string) => {
                self.tell(Step::Verifying);
                let id = answer.value.get("id").and_then(Value::as_str).unwrap_or_default();
                // The answer may be about another view, and a base is a whole read.
                match self.read(id).await {
                    Ok(Seen::Live(live)) => (*live, false),
                    Ok(Seen::Absent) => (self.look_for_created(&op, body, &known, None).await?, true),
                    Ok(Seen::Unknown(_)) | Err(_) => (Live::new(answer.text, answer.value), false),
                }
            }
            Ok(_) => (self.look_for_created(&op, body, &known, None).await?, true),
            Err(error) if is_open(&error) => (self.look_for_created(&op, body, &known, Some(error)).await?, true),
            Err(error) => {
                self.close(&op, "create", "failed", None, Some(&error.message()))?;
                return Err(error);
            }
        };
        images.view = live.value.get("id").and_then(Value::as_str).map(str::to_owned);
        images.post = Some(live.value.clone());
        self.keep(&images).map_err(|error| push::written_all_the_same(error, &op))?;
        Ok((op, live, lost))
    }

    async fn look_for_created(
        &self,
        op: &str,
        body: &str,
        known: &[String],
        error: Option<ApiError>,
    ) -> Result<Live, ApiError> {
        self.tell(Step::Looking);
        let hits = self.same_named(body).await.map(|hits| new_ones(hits, known));
        let problem = match hits {
            Ok(mut hits) if hits.len() == 1 => return Ok(hits.swap_remove(0).1),
            Ok(hits) if hits.is_empty() => "the answer was lost, and no such view is there by now".to_owned(),
            Ok(hits) => {
                let ids: Vec<String> = hits.into_iter().map(|(id, _)| id).collect();
                format!("the answer was lost, and there are several new views of this name: {}", ids.join(", "))
            }
            Err(looking) => format!("the answer was lost, and looking failed: {}", looking.message()),
        };
        let message = error.as_ref().map(ApiError::message);
        self.close(op, "create", "unknown", None, message.as_deref())?;
        let advice = "Nothing was sent again. The next `cja push` looks once more before it creates.";
        Err(ApiError::new(Kind::UnknownOutcome, "create the data view", problem, advice))
    }

    /// The views with the name and the connection of a body, past every cache.
    pub(super) async fn same_named(&self, body: &str) -> Result<Vec<(String, Live)>, ApiError> {
        self.tell(Step::Reading);
        let body: Value = serde_json::from_str(body).unwrap_or_default();
        let connection = body.get("parentDataGroupId").and_then(Value::as_str).map(str::to_owned);
        let filter = Filter { connection, fresh: true, ..Filter::default() };
        let items = self.client.all(&data_views::list(&filter, &EXPANSIONS)).await?;
        let same = items.into_iter().filter(|item| item.get("name") == body.get("name"));
        Ok(same
            .filter_map(|item| Some((item.get("id")?.as_str()?.to_owned(), Live::new(item.to_string(), item))))
            .collect())
    }

    pub(super) fn keep(&self, images: &Images) -> Result<(), ApiError> {
        self.journal.keep(images).map_err(|error| ApiError::local("keep the image of the view in .cja", &error))
    }

    /// Notes what came of an operation.
    pub(super) fn close(
        &self,
        op: &str,
        command: &str,
        outcome: &str,
        view: Option<&str>,
        message: Option<&str>,
    ) -> Result<(), ApiError> {
        self.tell(Step::Closing);
        let mut entry = self.entry("outcome", op, command);
        entry.outcome = Some(outcome.to_owned());
        entry.view = view.map(str::to_owned);
        entry.message = message.map(str::to_owned);
        self.write_journal(&entry).map_err(|error| {
            // The disk did not take it, so at least the person gets it.
            error.map(|parts| {
                parts.advice = format!("Operation {op} ended as {outcome}. The next command repairs the rest.")
            })
        })
    }
}

/// Those that were not there before.
pub(super) fn new_ones(hits: Vec<(String, Live)>, known: &[String]) -> Vec<(String, Live)> {
    hits.into_iter().filter(|(id, _)| !known.contains(id)).collect()
}
