//! Undoing a write: the units that it wrote get their old values back where the service still has what it wrote.

use super::base::Origin;
use super::body;
use super::definition::{Definition, Unit};
use super::journal::{Deed, Images};
use super::plan::fields;
use super::push::agreed;
use super::send::Write;
use super::sight::{Live, Seen};
use super::workspace::{Consent, Outcome, Workspace};
use crate::api::{ApiError, Kind};
use serde_json::Value;
use std::time::Instant;

/// What an undo would do.
#[derive(Clone, Debug)]
pub struct Undo {
    /// The operation to undo.
    pub op: String,
    /// Its view.
    pub id: String,
    /// The view's name.
    pub name: String,
    /// Units that get their old value back.
    pub units: Vec<Unit>,
    /// Units that somebody changed since, which stay.
    pub changed_since: Vec<Unit>,
    images: Images,
    live: Box<Live>,
    read_at: Instant,
}

impl Workspace {
    /// The last operation that can be undone.
    #[must_use]
    pub fn last_operation(&self) -> Option<String> {
        let entries = self.journal.entries();
        let done = entries.iter().rev().filter(|entry| entry.event == "outcome" && entry.org == self.org);
        let mut done = done.filter(|entry| entry.outcome.as_deref() == Some("done") && entry.command != "undo");
        done.find(|entry| self.journal.images(&entry.op).is_some()).map(|entry| entry.op.clone())
    }

    /// Looks what undoing an update would do.
    ///
    /// # Errors
    /// [`Kind::Usage`] when there is no such operation or it was no update; whatever keeps the view from being read.
    pub async fn plan_undo(&self, op: &str) -> Result<Undo, ApiError> {
        let usage = |problem: &str, advice: &str| ApiError::new(Kind::Usage, format!("undo {op}"), problem, advice);
        let images =
            self.journal.images(op).ok_or_else(|| usage("there is no such operation", "`cja log` shows them."))?;
        match images.deed {
            Deed::Update => {}
            Deed::Create => {
                return Err(usage("it created a view", "Undoing that is a delete: `cja delete` asks first."));
            }
            Deed::Delete => {
                return Err(usage(
                    "it deleted a view",
                    "`cja undo` of a delete writes the document to a file that `cja create` takes.",
                ));
            }
        }
        let (Some(id), Some(pre), Some(post)) = (images.view.clone(), images.pre.clone(), images.post.clone()) else {
            return Err(usage("its images are not complete", "Compare with `cja diff` and push what is meant."));
        };
        let read_at = Instant::now();
        let live = match self.read(&id).await? {
            Seen::Live(live) => live,
            Seen::Absent => {
                return Err(ApiError::new(Kind::Conflict, format!("undo {op}"), "the view is not there any more", ""));
            }
            Seen::Unknown(error) => return Err(error),
        };
        let (pre, post) = (Definition::of(&pre), Definition::of(&post));
        let all =
            images.fields.iter().cloned().map(Unit::from).filter(|unit| pre.get(unit) != live.definition.get(unit));
        let (units, changed_since) = all.partition(|unit| post.get(unit) == live.definition.get(unit));
        let name = live.value.get("name").and_then(Value::as_str).unwrap_or_default().to_owned();
        Ok(Undo { op: op.to_owned(), id, name, units, changed_since, images, live, read_at })
    }

    /// The text of a file that creates again what an operation deleted.
    #[must_use]
    pub fn deleted_document(&self, op: &str) -> Option<(String, String)> {
        let images = self.journal.images(op).filter(|images| images.deed == Deed::Delete)?;
        let mut pre = images.pre?;
        let name = pre.get("name").and_then(Value::as_str).unwrap_or_default().to_owned();
        pre.as_object_mut()?.remove("id");
        Some((name, super::splice::file(&pre.to_string())?))
    }

    /// Undoes; itself an operation.
    ///
    /// # Errors
    /// As [`Workspace::apply`].
    pub async fn undo(&self, undo: &Undo, consent: &Consent) -> Result<Outcome, ApiError> {
        let since = (!undo.changed_since.is_empty()).then(|| {
            let names: Vec<String> = undo.changed_since.iter().map(ToString::to_string).collect();
            format!("changed since and left alone: {}", names.join(", "))
        });
        if undo.units.is_empty() {
            let message = "Nothing to undo.".to_owned();
            return Ok(Outcome { message, warnings: since.into_iter().collect(), ..Outcome::default() });
        }
        self.allowed(consent)?;
        let pre = undo.images.pre.clone().unwrap_or_default();
        let body = body::update(&undo.live.text, &pre.to_string(), &undo.units);
        let mut intended = undo.live.definition.clone();
        let old = Definition::of(&pre);
        for unit in &undo.units {
            intended.set(unit, old.get(unit).cloned());
        }
        let _lock = self.lock().await?;
        self.nothing_open(Some(&undo.id), undo.images.path.as_deref())?;
        self.not_moved(Some(&undo.id), Some(&undo.live), undo.read_at).await?;
        self.validate(&format!("\"{}\"", undo.name), &body).await?;
        let write = Write {
            command: "undo",
            id: &undo.id,
            path: undo.images.path.as_deref(),
            units: &undo.units,
            before: &undo.live,
            intended,
            body: &body,
            read_at: undo.read_at,
            partial: false,
        };
        let sent = self.send_update(&write).await?;
        self.record(&undo.id, &agreed(&undo.units, &undo.live, &sent.answer).document, Origin::Push)?;
        self.close(&sent.op, "undo", "done", Some(&undo.id), None)?;
        let message = format!(
            "Undid {} of \"{}\" in {}. The file still has the other values; `cja pull --theirs` takes these.",
            fields(undo.units.len()),
            crate::api::error::plain(&undo.name),
            self.profile.name
        );
        Ok(Outcome {
            op: Some(sent.op),
            view: Some(undo.id.clone()),
            message,
            warnings: sent.warnings.into_iter().chain(since).collect(),
            changed: true,
        })
    }
}
