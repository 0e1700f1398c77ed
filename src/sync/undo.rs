//! Undoing an operation: what it wrote gets its old values back where they still are what it wrote. Shown first, done by
//! the one way to write, itself an operation.

mod files;

use super::definition::{Definition, Unit};
use super::execute::{Create, Update, WriteOutcome, moved, unverified, written_all_the_same};
use super::journal::{FileImage, Images, WriteKind};
use super::local_file::LocalFile;
use super::plan::fields;
use super::pull::Pulling;
use super::request_body;
use super::three_way::{RemoteRead, RemoteView};
use super::workspace::{Confirmation, Outcome, Workspace};
use crate::api::error::{plain, typed};
use crate::api::{ApiError, Kind};
use rustc_hash::FxHashSet;
use serde_json::Value;

/// What an undo would do.
#[derive(Clone, Debug)]
pub struct Undo {
    /// The operation to undo.
    pub op: String,
    /// The name of its data view, or what stands for it.
    pub name: String,
    /// What would be done.
    pub step: UndoStep,
    /// What was changed since and stays: fields, or files.
    pub changed_since: Vec<String>,
    /// Fields of files, as `path: field: now → then`.
    pub details: Vec<String>,
    /// Whether a data view of the same name is no obstacle where one is created again.
    pub same_name: bool,
}

/// The kinds of undo.
#[derive(Clone, Debug)]
pub enum UndoStep {
    /// Fields of a view get their old value back.
    Restore(Box<Restore>),
    /// A view that was created is deleted.
    Delete {
        /// The view.
        id: String,
        /// As it is now, which is as it was created.
        live: Box<RemoteView>,
    },
    /// A view that was deleted is created again, under a new id.
    Create(Box<Recreate>),
    /// Files get back what they held.
    Files(Vec<FileImage>),
    /// Everything is as it was before, or was changed since.
    Nothing,
}

/// See [`UndoStep::Restore`].
#[derive(Clone, Debug)]
pub struct Restore {
    /// The view.
    pub id: String,
    /// Field, value now, value then.
    pub fields: Vec<(Unit, Option<Value>, Option<Value>)>,
    path: Option<String>,
    pre: Value,
    live: RemoteView,
}

/// See [`UndoStep::Create`].
#[derive(Clone, Debug)]
pub struct Recreate {
    /// The file that gets the new id: the one that had the old, else a new one.
    pub file: LocalFile,
    old: String,
    is_new: bool,
}

impl Workspace {
    /// The last operation that can be undone and was not.
    #[must_use]
    pub fn last_operation(&self) -> Option<String> {
        let entries = self.journal.entries();
        let ended = |op: &str| {
            let end = entries.iter().rev().find(|entry| entry.event == "outcome" && entry.op == op);
            end.is_some_and(|end| matches!(end.outcome.as_deref(), Some("done" | "unverified")))
        };
        let undone: FxHashSet<&String> = entries
            .iter()
            .filter(|entry| entry.undoes.is_some() && ended(&entry.op))
            .filter_map(|entry| entry.undoes.as_ref())
            .collect();
        let done = entries
            .iter()
            .rev()
            .filter(|entry| entry.event == "outcome" && entry.org == self.org && entry.profile == self.profile.name);
        let mut done = done.filter(|entry| matches!(entry.outcome.as_deref(), Some("done" | "unverified")));
        let open = |op: &String| !undone.contains(op);
        done.find(|entry| entry.command != "undo" && open(&entry.op) && self.can_undo(&entry.op))
            .map(|entry| entry.op.clone())
    }

    fn can_undo(&self, op: &str) -> bool {
        self.journal.images(op).is_some() || !self.journal.files(op).is_empty()
    }

    /// Looks what undoing an operation would do. Nothing is written.
    ///
    /// # Errors
    /// [`Kind::Usage`] when there is no such operation; whatever keeps the view from being read.
    pub async fn plan_undo(&self, op: &str) -> Result<Undo, ApiError> {
        let entries = self.journal.entries();
        let intent = entries.iter().find(|entry| entry.op == op && entry.event == "intent");
        if let Some(other) = intent.map(|entry| &entry.profile).filter(|name| **name != self.profile.name) {
            let problem = format!("it was made in profile {}", plain(other));
            let advice = format!("`cja undo {op} --profile {}` undoes it there.", crate::text::shown::word(other));
            return Err(ApiError::new(Kind::Guard, format!("undo {op}"), problem, advice));
        }
        let images = self.journal.images(op).filter(|images| images.org.as_ref().is_none_or(|org| *org == self.org));
        let Some(images) = images else {
            let files = self.journal.files(op);
            if files.is_empty() {
                let problem = "there is no such operation in this workspace and organization";
                return Err(ApiError::new(
                    Kind::Usage,
                    format!("undo {}", plain(op)),
                    problem,
                    "`cja log` shows them.",
                ));
            }
            return Ok(self.plan_files(op, files));
        };
        match images.deed {
            WriteKind::Update => self.plan_restore(op, images).await,
            WriteKind::Create => self.plan_uncreate(op, images).await,
            WriteKind::Delete => self.plan_recreate(op, images),
            WriteKind::Files => Ok(self.plan_files(op, self.journal.files(op))),
        }
    }

    async fn plan_restore(&self, op: &str, images: Images) -> Result<Undo, ApiError> {
        let (Some(id), Some(pre), Some(post)) = (images.view, images.pre, images.post) else {
            return Err(incomplete(op));
        };
        let live = self.present(op, &id).await?;
        let (old, wrote) = (Definition::of(&pre), Definition::of(&post));
        let units = images.fields.into_iter().map(Unit::from).filter(|unit| old.get(unit) != live.definition.get(unit));
        let (units, since): (Vec<Unit>, Vec<Unit>) =
            units.partition(|unit| wrote.get(unit) == live.definition.get(unit));
        let field = |unit: Unit| (unit.clone(), live.definition.get(&unit).cloned(), old.get(&unit).cloned());
        let fields: Vec<_> = units.into_iter().map(field).collect();
        let name = name_of(&live.value);
        let step = match fields.is_empty() {
            true => UndoStep::Nothing,
            false => UndoStep::Restore(Box::new(Restore { id, fields, path: images.path, pre, live })),
        };
        Ok(Undo {
            op: op.to_owned(),
            name,
            step,
            changed_since: since.iter().map(ToString::to_string).collect(),
            details: Vec::new(),
            same_name: false,
        })
    }

    async fn plan_uncreate(&self, op: &str, images: Images) -> Result<Undo, ApiError> {
        let (Some(id), Some(post)) = (images.view, images.post) else { return Err(incomplete(op)) };
        let live = self.present(op, &id).await?;
        let name = name_of(&live.value);
        let since = match live.definition == Definition::of(&post) {
            true => Vec::new(),
            false => vec![format!("the data view {id}, which was changed after it was created")],
        };
        let step = match since.is_empty() {
            true => UndoStep::Delete { id, live: Box::new(live) },
            false => UndoStep::Nothing,
        };
        Ok(Undo { op: op.to_owned(), name, step, changed_since: since, details: Vec::new(), same_name: false })
    }

    fn plan_recreate(&self, op: &str, images: Images) -> Result<Undo, ApiError> {
        let (Some(old), Some(pre)) = (images.view, images.pre) else { return Err(incomplete(op)) };
        let name = name_of(&pre);
        let known = images.path.as_deref().and_then(|path| self.inside(path).ok());
        let known = known.and_then(|path| self.file(&path).ok());
        let mut held: Vec<LocalFile> =
            known.into_iter().filter(|file| file.target().as_deref() == Some(&old)).collect();
        if held.is_empty() {
            held = self.files_of(&old);
        }
        let (file, is_new) = match held.into_iter().next() {
            Some(file) => (file, false),
            None => {
                let mut pre = pre.clone();
                pre.as_object_mut().map(|members| members.remove("id"));
                let text = super::text_merge::file(&pre.to_string()).ok_or_else(|| incomplete(op))?;
                let (path, _) = self.place(&old, &name, &mut Pulling::default());
                (self.buffer(&path, text), true)
            }
        };
        let step = UndoStep::Create(Box::new(Recreate { file, old, is_new }));
        Ok(Undo { op: op.to_owned(), name, step, changed_since: Vec::new(), details: Vec::new(), same_name: false })
    }

    async fn present(&self, op: &str, id: &str) -> Result<RemoteView, ApiError> {
        match self.read(id).await? {
            RemoteRead::Present(live) => Ok(*live),
            RemoteRead::Absent => {
                let problem = "the data view does not exist any more";
                Err(ApiError::new(Kind::Conflict, format!("undo {op}"), problem, "Nothing was written."))
            }
            RemoteRead::Unknown(error) => Err(error),
        }
    }

    /// Undoes. `name` is what was typed where a view is to be deleted.
    ///
    /// # Errors
    /// As [`Workspace::apply`]; [`Kind::Guard`] where a view would be deleted and its name was not given.
    pub async fn undo(&self, undo: &Undo, name: Option<&str>, consent: &Confirmation) -> Result<Outcome, ApiError> {
        let mut outcome = match &undo.step {
            UndoStep::Nothing => Outcome {
                message: "Nothing is left to undo of it. `cja log` shows earlier operations; `cja undo OPERATION` undoes one.".into(),
                ..Outcome::default()
            },
            UndoStep::Files(images) => self.undo_files(undo, images).await?,
            UndoStep::Restore(restore) => {
                self.allowed(consent)?;
                self.undo_update(undo, restore).await?
            }
            UndoStep::Delete { id, live } => {
                if name != Some(undo.name.as_str()) && name != Some(id) {
                    let problem = format!("it deletes the data view \"{}\" and was not confirmed", plain(&undo.name));
                    let advice = format!("`cja undo {} --name {}` confirms it.", undo.op, typed(&undo.name));
                    return Err(ApiError::new(Kind::Guard, format!("undo {}", undo.op), problem, advice));
                }
                self.allowed(consent)?;
                self.undo_create(undo, id, live).await?
            }
            UndoStep::Create(recreate) => {
                self.allowed(consent)?;
                self.undo_delete(undo, recreate).await?
            }
        };
        if !undo.changed_since.is_empty() {
            outcome.warnings.push(format!("changed since and left alone: {}", undo.changed_since.join(", ")));
        }
        Ok(outcome)
    }

    async fn undo_update(&self, undo: &Undo, restore: &Restore) -> Result<Outcome, ApiError> {
        let units: Vec<Unit> = restore.fields.iter().map(|(unit, ..)| unit.clone()).collect();
        let mut intended = restore.live.definition.clone();
        restore.fields.iter().for_each(|(unit, _, old)| intended.set(unit, old.clone()));
        let update = Update {
            command: "undo",
            undoes: Some(undo.op.clone()),
            id: restore.id.clone(),
            path: restore.path.clone().filter(|path| self.inside(path).is_ok()),
            body: request_body::update(&restore.live.text, &restore.pre.to_string(), &units),
            units,
            unsettled: Vec::new(),
            before: restore.live.clone(),
            intended,
        };
        let _lock = self.lock().await?;
        self.nothing_open(Some(&restore.id), update.path.as_deref())?;
        let WriteOutcome::Done(wrote) = self.write_update(&update).await? else {
            return Err(moved("the data view changed on the service while the undo was shown"));
        };
        let (title, what) = (format!("\"{}\"", plain(&undo.name)), self.typed(update.path.as_deref(), &restore.id));
        if !wrote.kept.is_empty() {
            return Err(unverified(&title, &what, &wrote.kept));
        }
        let mut message = format!("Undid {} of {title} in {}.", fields(update.units.len()), self.profile.name);
        let file =
            update.path.as_deref().and_then(|path| self.inside(path).ok()).and_then(|path| self.file(&path).ok());
        if file.is_some_and(|file| !file.definition.agrees(&wrote.answer.definition, &update.units)) {
            message.push_str(&format!(
                " The file keeps its values; `cja resolve {what} --theirs` takes those of {} into it.",
                self.profile.name
            ));
        }
        let seen = Some(RemoteRead::Present(Box::new(wrote.answer)));
        Ok(Outcome {
            op: Some(wrote.op),
            view: Some(update.id),
            message,
            warnings: wrote.warnings,
            changed: true,
            seen,
        })
    }

    async fn undo_create(&self, undo: &Undo, id: &str, live: &RemoteView) -> Result<Outcome, ApiError> {
        let lock = self.lock().await?;
        self.nothing_open(Some(id), None)?;
        let done = self.write_delete(id, &live.definition, false, Some(undo.op.clone())).await?;
        let WriteOutcome::Done(wrote) = done else {
            return Err(moved("the data view changed on the service while the undo was shown"));
        };
        self.bases.forget(id);
        drop(lock);
        let back = self.plan_files(&undo.op, self.journal.files(&undo.op));
        let (mut warnings, mut note) = (wrote.warnings, "");
        if let UndoStep::Files(images) = &back.step {
            match self.undo_files(&back, images).await {
                Ok(_) => note = " Its file is as it was before.",
                Err(error) => warnings.push(error.message()),
            }
        }
        let message = format!("Deleted \"{}\" ({id}) in {}.{note}", plain(&undo.name), self.profile.name);
        let seen = Some(RemoteRead::Absent);
        Ok(Outcome { op: Some(wrote.op), view: Some(id.to_owned()), message, warnings, changed: true, seen })
    }

    async fn undo_delete(&self, undo: &Undo, recreate: &Recreate) -> Result<Outcome, ApiError> {
        let file = &recreate.file;
        let body = request_body::create(&file.text);
        let create = Create {
            command: "undo",
            undoes: Some(undo.op.clone()),
            title: format!("\"{}\"", plain(&undo.name)),
            file,
            body: &body,
            same_name: undo.same_name,
        };
        let _lock = self.lock().await?;
        self.nothing_open(Some(&recreate.old), Some(&file.path))?;
        let created = self.write_create(&create).await?;
        let id = created.live.value.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
        let recorded = self.record(&id, &created.live.value, super::base::Origin::Push, Some(&file.path));
        recorded.map_err(|error| written_all_the_same(error, &created.op))?;
        if recreate.is_new {
            let failed = |error| ApiError::local(format!("write {}", file.path), &error);
            self.writer.write(&file.full, None, &file.text).await.map_err(failed)?;
        }
        self.link(&created.op, file, &id).await?;
        self.bases.forget(&recreate.old);
        self.close(&created.op, "undo", "done", Some(&id), None)?;
        let message = format!(
            "Created \"{}\" again in {} as {id} (it was {}). The id is in {}; projects keep the old one.",
            plain(&undo.name),
            self.profile.name,
            recreate.old,
            file.path
        );
        let seen = Some(RemoteRead::Present(Box::new(created.live)));
        Ok(Outcome { op: Some(created.op), view: Some(id), message, changed: true, seen, warnings: Vec::new() })
    }
}

fn incomplete(op: &str) -> ApiError {
    let problem = "what is kept of it is not complete";
    ApiError::new(Kind::Usage, format!("undo {op}"), problem, "Compare with `cja diff` and push what is meant.")
}

fn name_of(view: &Value) -> String {
    view.get("name").and_then(Value::as_str).unwrap_or_default().to_owned()
}
