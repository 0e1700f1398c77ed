//! The one way to write: every change of the service goes through here, and nothing else sends one.
//!
//! Journal of the intent, image of the view as it was, the service's check of a create, **one more read as the last thing
//! before the write**, the write, a look at the answer, the base, the end of the journal entry. When the view is not any
//! more what was shown, nothing is sent and the caller gets what is there now. A lost answer is settled by looking, and a
//! create is never sent again without looking for what the first one made.

mod create;
mod delete;

use super::base::Origin;
use super::definition::{Definition, Unit, put, unsettled};
use super::git;
use super::journal::{Entry, Images, WriteKind, operation};
use super::plan::shown;
use super::step::Step;
use super::three_way::{RemoteRead, RemoteView};
use super::workspace::Workspace;
use crate::api::endpoints::data_views;
use crate::api::{ApiError, Kind, Sent};
use crate::files;
use serde_json::Value;
use std::time::{Duration, Instant};

/// How old a reading may be when the write that rests on it is sent, counted from its answer.
const FRESH: Duration = Duration::from_secs(1);

/// A service that answers too slowly for [`FRESH`] so often is not waited for any longer.
const READINGS: usize = 20;

/// A change of one view that was shown and agreed to.
#[derive(Debug)]
pub(super) struct Update {
    /// `push` or `undo`.
    pub(super) command: &'static str,
    /// The operation that it undoes.
    pub(super) undoes: Option<String>,
    pub(super) id: String,
    /// The file, relative to the workspace.
    pub(super) path: Option<String>,
    /// The fields that are written.
    pub(super) units: Vec<Unit>,
    /// Fields that differ and stay, because nobody settled them.
    pub(super) unsettled: Vec<Unit>,
    /// The view as it was shown.
    pub(super) before: RemoteView,
    /// The view as it will be.
    pub(super) intended: Definition,
    pub(super) body: String,
}

/// What came of it.
#[derive(Debug)]
pub(super) enum WriteOutcome {
    /// The service has it.
    Done(Box<Completed>),
    /// It is not any more what was shown: nothing was sent.
    Moved(RemoteRead),
}

/// A write that was done.
#[derive(Debug)]
pub(super) struct Completed {
    pub(super) op: String,
    pub(super) answer: RemoteView,
    pub(super) warnings: Vec<String>,
    /// Fields of which the service kept something else, as `field = value`.
    pub(super) kept: Vec<String>,
}

pub(super) use create::{Create, as_sent, new_ones};

/// What a look after a lost update tells.
pub(super) enum Found {
    Done(Box<RemoteView>),
    NotDone,
    Moved,
    Gone,
    Unknown(ApiError),
}

/// A last reading: what is there, and how long a write may rest on it.
#[derive(Clone)]
pub(super) struct Reading {
    pub(super) seen: RemoteRead,
    /// Before the request.
    pub(super) asked: Instant,
    /// When it is too old.
    pub(super) until: Instant,
}

/// Answers that leave open what a write did.
pub(super) fn is_open(error: &ApiError) -> bool {
    matches!(error.kind(), Kind::UnknownOutcome | Kind::Shape | Kind::WrongId)
}

impl Workspace {
    /// Changes one view, with the lock held.
    pub(super) async fn write_update(&self, update: &Update) -> Result<WriteOutcome, ApiError> {
        let op = self.intend_update(update)?;
        self.client.room_for(2).await?;
        let reading = self.last_reading(&update.id).await?;
        self.finish_update(update, &op, reading).await
    }

    /// Notes the intent and keeps the image; gives the operation.
    pub(super) fn intend_update(&self, update: &Update) -> Result<String, ApiError> {
        let op = operation();
        let fields: Vec<String> = update.units.iter().map(ToString::to_string).collect();
        self.tell(Step::Journalling);
        self.keep(&self.images(&op, update, None))?;
        let mut intent = self.entry("intent", &op, update.command);
        intent.deed = Some(WriteKind::Update);
        intent.undoes.clone_from(&update.undoes);
        intent.view = Some(update.id.clone());
        intent.path.clone_from(&update.path);
        intent.git = update.path.as_deref().and_then(|path| {
            let text = files::read(&self.root.join(path)).ok()?.text;
            git::commit(&self.root, path, &text)
        });
        intent.fields = fields;
        intent.before = Some(update.before.definition.hash());
        intent.after = Some(update.intended.hash());
        intent.body = serde_json::from_str(&update.body).ok();
        intent.unsettled = update.unsettled.iter().map(ToString::to_string).collect();
        self.write_journal(&intent)?;
        Ok(op)
    }

    fn images(&self, op: &str, update: &Update, post: Option<Value>) -> Images {
        Images {
            op: op.to_owned(),
            org: Some(self.org.clone()),
            deed: WriteKind::Update,
            view: Some(update.id.clone()),
            path: update.path.clone(),
            fields: update.units.iter().map(ToString::to_string).collect(),
            pre: Some(update.before.value.clone()),
            post,
        }
    }

    /// The last look before a write.
    pub(super) async fn last_reading(&self, id: &str) -> Result<Reading, ApiError> {
        let asked = Instant::now();
        let seen = self.read(id).await?;
        Ok(Reading { seen, asked, until: Instant::now() + FRESH })
    }

    /// Sends an update whose intent is noted, if the view is still what was shown; then verifies, records and closes.
    pub(super) async fn finish_update(
        &self,
        update: &Update,
        op: &str,
        mut reading: Reading,
    ) -> Result<WriteOutcome, ApiError> {
        let (command, id) = (update.command, Some(update.id.as_str()));
        for _ in 0..READINGS {
            match &reading.seen {
                RemoteRead::Present(live) if live.definition == update.before.definition => {}
                RemoteRead::Unknown(error) => {
                    self.close(op, command, "failed", id, Some(&error.message()))?;
                    return Err(error.clone());
                }
                _ => {
                    self.close(op, command, "moved", id, Some("changed on the service before it was sent"))?;
                    return Ok(WriteOutcome::Moved(reading.seen));
                }
            }
            let gap = reading.asked.elapsed();
            match self.put(update, op, &reading).await {
                Err(error) if error.kind() == Kind::Expired => {
                    self.client.room_for(2).await?;
                    reading = self.last_reading(&update.id).await?;
                }
                Err(error) => return Err(error),
                Ok((answer, mut warnings)) => {
                    let outcome = self.keep(&self.images(op, update, Some(answer.value.clone())));
                    outcome.map_err(|error| written_all_the_same(error, op))?;
                    let agreed = agreed(&update.units, &update.unsettled, &update.before, &answer);
                    let recorded = self.record(&update.id, &agreed.document, Origin::Push, update.path.as_deref());
                    recorded.map_err(|error| written_all_the_same(error, op))?;
                    if !agreed.moved.is_empty() {
                        let moved = agreed.moved.join(", ");
                        warnings.push(format!("another change was written at the same moment: {moved}"));
                    }
                    let kept = kept(&update.units, &update.intended, &answer);
                    let outcome = if kept.is_empty() { "done" } else { "unverified" };
                    self.close_after(op, command, outcome, id, kept.first().map(String::as_str), Some(gap))?;
                    return Ok(WriteOutcome::Done(Box::new(Completed { op: op.to_owned(), answer, warnings, kept })));
                }
            }
        }
        let problem = "the service answers too slowly to be read and written in one go";
        self.close(op, command, "failed", id, Some(problem))?;
        Err(ApiError::new(Kind::Network, &update.id, problem, "Nothing was written. Try again later."))
    }

    /// One PUT. A lost answer is looked for, and it is sent again only where nothing at all changed.
    async fn put(&self, update: &Update, op: &str, reading: &Reading) -> Result<(RemoteView, Vec<String>), ApiError> {
        let request = data_views::update(&update.id, &update.body);
        let close =
            |outcome: &str, message: &str| self.close(op, update.command, outcome, Some(&update.id), Some(message));
        let mut until = reading.until;
        for last in [false, true] {
            self.tell(Step::Sending);
            let at = jiff::Timestamp::now();
            // Turned away, and yet neither as it was nor as it was sent: that is nothing to send over.
            let look = || async {
                match self.found(&update.id, &update.units, &update.intended, Some(&update.before.definition)).await? {
                    Found::NotDone => Ok(None),
                    Found::Unknown(error) => Err(error),
                    found => Ok(Some(found)),
                }
            };
            let error = match self.client.send_looking(&request, Some(until), look).await {
                Ok(Sent::Answered(answer)) => {
                    self.tell(Step::Verifying);
                    return Ok((RemoteView::new(answer.text, answer.value, at), Vec::new()));
                }
                Ok(Sent::Found(Found::Done(live))) => {
                    return Ok((*live, vec!["no answer to the write; the service has it".into()]));
                }
                Ok(Sent::Found(_)) => {
                    close("unclear", "turned away, and changed meanwhile")?;
                    let problem =
                        "the write was turned away, and the data view is now neither what it was nor what was sent";
                    return Err(unclear(problem));
                }
                Err(error) => error,
            };
            if error.kind() == Kind::Expired {
                return Err(error);
            }
            if !is_open(&error) {
                close("failed", &error.message())?;
                // It was there a moment ago: what does not exist is something that the body names.
                if error.kind() != Kind::NotFound {
                    return Err(error);
                }
                return Err(match self.read(&update.id).await {
                    Ok(RemoteRead::Absent) => moved("the data view was deleted on the service at the same moment"),
                    _ => error.map(|parts| parts.kind = Kind::Invalid),
                });
            }
            self.tell(Step::Looking);
            self.client.room_for(2).await?;
            match self.found(&update.id, &update.units, &update.intended, Some(&update.before.definition)).await? {
                Found::Done(live) => return Ok((*live, vec!["no answer to the write; the service has it".into()])),
                Found::NotDone if !last => until = Instant::now() + FRESH,
                Found::NotDone | Found::Unknown(_) => {
                    close("unknown", &error.message())?;
                    return Err(error);
                }
                Found::Moved | Found::Gone => {
                    close("unclear", &error.message())?;
                    let problem = "there was no answer to the write, and the data view is now neither what it was nor what was sent";
                    return Err(unclear(problem));
                }
            }
        }
        Err(ApiError::new(Kind::UnknownOutcome, &update.id, "the outcome of the write is not known", ""))
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
            RemoteRead::Present(live) if live.definition.agrees(intended, units) => Found::Done(live),
            RemoteRead::Present(live) if before == Some(&live.definition) => Found::NotDone,
            RemoteRead::Present(_) => Found::Moved,
            RemoteRead::Absent => Found::Gone,
            RemoteRead::Unknown(error) => Found::Unknown(error),
        })
    }

    pub(super) fn keep(&self, images: &Images) -> Result<(), ApiError> {
        self.journal.keep(images).map_err(|error| ApiError::local("keep the image of the data view in .cja", &error))
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
        self.close_after(op, command, outcome, view, message, None)
    }

    /// The same, with the time from before the last reading to the write.
    pub(super) fn close_after(
        &self,
        op: &str,
        command: &str,
        outcome: &str,
        view: Option<&str>,
        message: Option<&str>,
        gap: Option<Duration>,
    ) -> Result<(), ApiError> {
        self.tell(Step::Closing);
        let mut entry = self.entry("outcome", op, command);
        entry.outcome = Some(outcome.to_owned());
        entry.view = view.map(str::to_owned);
        entry.message = message.map(str::to_owned);
        entry.gap_ms = gap.and_then(|gap| u64::try_from(gap.as_millis()).ok());
        self.write_journal(&entry).map_err(|error| {
            // The disk did not take it, so at least the person gets it.
            error.map(|parts| {
                parts.advice = format!("Operation {op} ended as {outcome}. The next command repairs the rest.")
            })
        })
    }

    /// A journal entry about this workspace's target.
    pub(super) fn entry(&self, event: &str, op: &str, command: &str) -> Entry {
        Entry {
            event: event.into(),
            op: op.into(),
            time: jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string(),
            version: env!("CARGO_PKG_VERSION").into(),
            profile: self.profile.name.clone(),
            org: self.org.clone(),
            command: command.into(),
            ..Entry::default()
        }
    }

    pub(super) fn write_journal(&self, entry: &Entry) -> Result<(), ApiError> {
        self.journal.append(entry).map_err(|error| {
            ApiError::local("write the journal in .cja", &error)
                .map(|parts| parts.advice = "Nothing was sent for it.".into())
        })
    }
}

/// Something is not as the plan saw it.
pub(super) fn moved(problem: &str) -> ApiError {
    ApiError::new(Kind::Conflict, "", problem, "Nothing was written. Run the command again to see the new plan.")
}

/// Nobody can say whether it was written.
fn unclear(problem: &str) -> ApiError {
    let advice = "Whether it was written is not known; `cja diff` shows what is there, `cja log` what was sent.";
    ApiError::new(Kind::Conflict, "", problem, advice)
}

/// The service has it, but this machine could not note it.
pub(super) fn written_all_the_same(error: ApiError, op: &str) -> ApiError {
    error.map(|parts| {
        parts.advice =
            format!("The service has the change (operation {op}); the next command that writes repairs the rest.");
    })
}

/// What both sides agree on after a write.
pub(super) struct Agreed {
    /// The answer; where another write came in between, with its units as they were before, so that they show as a change of
    /// the service; and without an agreed value where nobody settled one.
    pub(super) document: Value,
    /// The units of that other write.
    pub(super) moved: Vec<String>,
}

pub(super) fn agreed(sent: &[Unit], open: &[Unit], before: &RemoteView, after: &RemoteView) -> Agreed {
    let mut units = before.definition.units();
    units.extend(after.definition.units());
    units.sort();
    units.dedup();
    let (mut document, mut moved) = (after.value.clone(), Vec::new());
    for unit in units.iter().filter(|unit| !sent.iter().any(|sent| sent.touches(unit))) {
        let (old, new) = (before.definition.get(unit), after.definition.get(unit));
        if old != new {
            put(&mut document, unit, old.cloned());
            moved.push(unit.to_string());
        }
    }
    open.iter().for_each(|unit| put(&mut document, unit, Some(unsettled())));
    Agreed { document, moved }
}

fn kept(units: &[Unit], intended: &Definition, after: &RemoteView) -> Vec<String> {
    let differing = units.iter().filter(|unit| intended.get(unit) != after.definition.get(unit));
    differing.map(|unit| format!("{unit} = {}", shown(after.definition.get(unit)))).collect()
}

/// A write that the service did not take as it was sent.
pub(super) fn unverified(title: &str, what: &str, kept: &[String]) -> ApiError {
    let problem = format!("{title} was written, but the server kept {}", kept.join("; "));
    let advice = format!(
        "`cja diff {what}` compares. If the service changes the value by itself, `cja resolve {what} --theirs` takes its value into the file."
    );
    ApiError::new(Kind::Unverified, "", problem, advice)
}
