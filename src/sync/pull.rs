//! The service's side brought into files: a new file, or the smallest edit of the one that is there. The file's own changes
//! stay; how each file was is kept, so that a pull can be undone.

use super::definition::{Definition, Unit, put, sha256};
use super::journal::{FileImage, WriteKind, operation};
use super::merge;
use super::plan::{Action, Plan, fields};
use super::state::Side;
use super::step::Step;
use super::text_merge;
use super::three_way::ThreeWay;
use super::workspace::{Outcome, Workspace};
use super::writer::Written;
use crate::api::{ApiError, Kind};
use crate::files;
use crate::model::file_names::file_name;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::PathBuf;

/// A pull under way: one operation, however many files it writes.
#[derive(Debug)]
pub struct Pulling {
    op: String,
    command: &'static str,
    undoes: Option<String>,
    noted: bool,
    /// Where new files go, and the names that are taken there, in lower case.
    taken: Option<(PathBuf, BTreeSet<String>)>,
}

impl Default for Pulling {
    fn default() -> Self {
        Self::of("pull")
    }
}

impl Pulling {
    pub(super) fn of(command: &'static str) -> Self {
        Self { op: operation(), command, undoes: None, noted: false, taken: None }
    }

    pub(super) fn op(&self) -> &str {
        &self.op
    }

    pub(super) fn undoing(op: &str) -> Self {
        Self { undoes: Some(op.to_owned()), ..Self::of("undo") }
    }
}

/// One file that is about to be written.
pub(super) struct FileWrite {
    pub(super) id: String,
    pub(super) path: PathBuf,
    pub(super) shown: String,
    pub(super) old: Option<String>,
    pub(super) new: String,
    /// What both sides agree on afterwards.
    pub(super) base: Value,
}

impl Workspace {
    /// The text that a plan's file would have after a pull, for an editor that applies it itself.
    #[must_use]
    pub fn pulled_text(&self, plan: &Plan) -> Option<String> {
        let three_way = plan.three_way.as_deref()?;
        let live = three_way.live()?;
        match (&three_way.file, plan.action) {
            (Some(file), Action::EditFile) => {
                let apart = |unit: &&Unit| plan.changes.iter().any(|c| c.unit == **unit && c.side == Side::Apart);
                let whole = plan.wish.theirs;
                let (merged, taken): (Vec<&Unit>, Vec<&Unit>) =
                    plan.units.iter().partition(|unit| !whole && apart(unit));
                let taken: Vec<Unit> = taken.into_iter().cloned().collect();
                let mut text = text_merge::take(&file.text, &live.text, &taken)?;
                let mut wanted = live.definition.clone();
                for unit in merged {
                    let change = plan.changes.iter().find(|change| change.unit == *unit)?;
                    let value = merge::merged(change);
                    let list = json!({unit.to_string(): value.clone().unwrap_or_else(|| json!([]))});
                    text = text_merge::take(&text, &list.to_string(), std::slice::from_ref(unit))?;
                    wanted.set(unit, Definition::of(&list).get(unit).cloned());
                }
                let after = Definition::of(&serde_json::from_str::<Value>(text.trim_start_matches('\u{feff}')).ok()?);
                after.agrees(&wanted, &plan.units).then_some(text)
            }
            (None, Action::WriteFile) => text_merge::file(&live.text),
            _ => None,
        }
    }

    /// Does the plan of a pull of one file. Fields that are left to be settled ([`Plan::unsettled`]) are no error here: the
    /// caller tells of them.
    ///
    /// # Errors
    /// As [`Workspace::apply`].
    pub async fn pull(&self, plan: &Plan) -> Result<Outcome, ApiError> {
        if plan.error().is_some() || !matches!(plan.action, Action::EditFile | Action::WriteFile) {
            return self.apply(plan, &super::Confirmation::default()).await;
        }
        let _lock = self.lock().await?;
        let three_way = plan.three_way()?;
        self.unchanged(three_way)?;
        self.bring(plan, three_way).await
    }

    pub(super) async fn take_over(&self, plan: &Plan, three_way: &ThreeWay) -> Result<Outcome, ApiError> {
        let outcome = self.bring(plan, three_way).await?;
        nothing_left(plan, &outcome.message)?;
        Ok(outcome)
    }

    async fn bring(&self, plan: &Plan, three_way: &ThreeWay) -> Result<Outcome, ApiError> {
        let mut pulling = Pulling::default();
        let file = self.file_write(plan, three_way, &mut pulling)?;
        let result = self.write_files(&mut pulling, vec![file]).await;
        self.close_pull(&pulling)?;
        result?;
        Ok(self.pulled(plan, &pulling))
    }

    /// Does many plans of a pull as parts of one operation, each with its own result.
    ///
    /// # Errors
    /// What keeps the files from being written at all.
    pub async fn pull_many(
        &self,
        plans: &[Plan],
        pulling: &mut Pulling,
    ) -> Result<Vec<Result<Outcome, ApiError>>, ApiError> {
        let lock = self.lock().await?;
        let mut results: Vec<Option<Result<Outcome, ApiError>>> = Vec::new();
        let mut files = Vec::new();
        for plan in plans {
            results.push(match (plan.error(), plan.action) {
                (Some(error), _) => Some(Err(error)),
                (None, Action::EditFile | Action::WriteFile) => {
                    let write = plan.three_way().and_then(|three_way| {
                        self.unchanged(three_way)?;
                        self.file_write(plan, three_way, pulling)
                    });
                    match write {
                        Ok(write) => {
                            files.push(write);
                            None
                        }
                        Err(error) => Some(Err(error)),
                    }
                }
                (None, _) => Some(self.attempt_locked(plan, &lock).await.and_then(|applied| match applied {
                    super::Applied::Done(outcome) => Ok(outcome),
                    super::Applied::Moved(now) => Err(now.moved_error()),
                })),
            });
        }
        let written = self.write_files(pulling, files).await;
        let results = plans.iter().zip(results).map(|(plan, result)| match (result, &written) {
            (Some(result), _) => result,
            (None, Ok(())) => {
                let outcome = self.pulled(plan, pulling);
                nothing_left(plan, &outcome.message).map(|()| outcome)
            }
            (None, Err(error)) => Err(error.clone()),
        });
        Ok(results.collect())
    }

    /// Notes the end of a pull.
    ///
    /// # Errors
    /// When the journal cannot be written.
    pub fn close_pull(&self, pulling: &Pulling) -> Result<(), ApiError> {
        if pulling.noted { self.close(&pulling.op, pulling.command, "done", None, None) } else { Ok(()) }
    }

    fn file_write(&self, plan: &Plan, three_way: &ThreeWay, pulling: &mut Pulling) -> Result<FileWrite, ApiError> {
        let (Some(id), Some(live)) = (&three_way.id, three_way.live()) else {
            return Err(super::execute::moved("there is nothing to take"));
        };
        let failed = |problem: &str| ApiError::new(Kind::Local, format!("pull {id}"), problem, "Nothing was written.");
        let new = self
            .pulled_text(plan)
            .ok_or_else(|| failed("the file cannot be edited so that it equals the service's version"))?;
        let (path, shown) = match &three_way.file {
            Some(file) => (file.full.clone(), file.path.clone()),
            None => self.place(id, &plan.target.name, pulling),
        };
        let mut base = live.value.clone();
        for unit in &plan.unsettled {
            put(&mut base, unit, three_way.base.as_ref().and_then(|base| base.definition.get(unit)).cloned());
        }
        let old = three_way.file.as_ref().map(|file| file.text.clone());
        Ok(FileWrite { id: id.clone(), path, shown, old, new, base })
    }

    /// Keeps the files as they are, writes them, and records the bases.
    pub(super) async fn write_files(&self, pulling: &mut Pulling, files: Vec<FileWrite>) -> Result<(), ApiError> {
        if files.is_empty() {
            return Ok(());
        }
        self.tell(Step::Journalling);
        let image = |file: &FileWrite| FileImage {
            path: file.shown.clone(),
            view: file.id.clone(),
            before: file.old.clone(),
            after: sha256(&file.new),
            base: self.bases.raw(&file.id),
        };
        let images: Vec<FileImage> = files.iter().map(image).collect();
        if !pulling.noted {
            let mut intent = self.entry("intent", &pulling.op, pulling.command);
            intent.deed = Some(WriteKind::Files);
            intent.undoes.clone_from(&pulling.undoes);
            if let [file] = &files[..] {
                intent.path = Some(file.shown.clone());
                intent.view = Some(file.id.clone());
            }
            self.write_journal(&intent)?;
            pulling.noted = true;
        }
        let kept = self.journal.keep_files(&pulling.op, &images);
        kept.map_err(|error| ApiError::local("keep the files as they were in .cja", &error))?;
        self.tell(Step::WritingFile);
        if self.writer.is_disk() && files.len() > 1 {
            let texts: Vec<(PathBuf, Option<&str>, &str)> =
                files.iter().map(|file| (file.path.clone(), file.old.as_deref(), file.new.as_str())).collect();
            super::writer::to_disk_many(&texts).map_err(|error| ApiError::local("write the files", &error))?;
            let views = files.iter().map(|file| (file.id.as_str(), &file.base, file.shown.as_str()));
            return self.bases.record_all(views).map_err(|error| ApiError::local("record the pull in .cja", &error));
        }
        for file in &files {
            let written = self.writer.write(&file.path, file.old.as_deref(), &file.new).await;
            match written.map_err(|error| ApiError::local(format!("write {}", file.shown), &error))? {
                Written::Saved => self.record(&file.id, &file.base, super::base::Origin::Pull, Some(&file.shown))?,
                // It becomes the base once the file is saved with it.
                Written::Staged => {
                    let staged = self.bases.stage(&file.id, &file.base);
                    staged.map_err(|error| ApiError::local("note the pull in .cja", &error))?;
                }
            }
        }
        Ok(())
    }

    fn pulled(&self, plan: &Plan, pulling: &Pulling) -> Outcome {
        let id = plan.target.view.as_deref().unwrap_or_default();
        let written = || self.bases.read(id).0.and_then(|base| base.path);
        let shown = plan.target.path.clone().or_else(written).unwrap_or_else(|| "a new file".to_owned());
        let message = match plan.action {
            Action::WriteFile => format!("Pulled {} from {} into {shown}.", plan.title(), plan.target.profile),
            _ => {
                format!(
                    "Pulled {} of {} from {} into {shown}.",
                    fields(plan.units.len()),
                    plan.title(),
                    plan.target.profile
                )
            }
        };
        let op = pulling.noted.then(|| pulling.op.clone());
        let (view, seen) = (plan.target.view.clone(), plan.seen().cloned());
        Outcome { op, view, message, changed: true, seen, warnings: Vec::new() }
    }

    /// Where the file of a view goes: where the configuration links it, else by its name in the first root.
    pub(super) fn place(&self, id: &str, name: &str, pulling: &mut Pulling) -> (PathBuf, String) {
        let options = self.settings.options();
        let linked = options
            .links
            .iter()
            .flatten()
            .find(|(_, by_profile)| by_profile.get(&self.profile.name).and_then(Value::as_str) == Some(id));
        // A link is a text of the repository; it must not lead out of it.
        let inside = linked.and_then(|(path, _)| files::inside(&self.root, path).ok());
        // A file that is missing goes where it was.
        let was = || self.bases.read(id).0.and_then(|base| files::inside(&self.root, base.path?).ok());
        if let Some(path) = inside.or_else(was).filter(|path| !path.exists()) {
            let shown = super::local_file::relative(&self.root, &path);
            return (path, shown);
        }
        let (folder, taken) = pulling.taken.get_or_insert_with(|| {
            let root = options.roots.as_ref().and_then(|roots| roots.first()).map_or("views", String::as_str);
            let folder = files::inside(&self.root, root).unwrap_or_else(|_| self.root.clone());
            let entries = std::fs::read_dir(&folder).into_iter().flatten().flatten();
            let taken = entries.map(|entry| entry.file_name().to_string_lossy().to_lowercase()).collect();
            (folder, taken)
        });
        let name = file_name(name, Some(id), |name| taken.contains(name));
        taken.insert(name.to_lowercase());
        let path = folder.join(name);
        let shown = super::local_file::relative(&self.root, &path);
        (path, shown)
    }
}

/// What is left to settle, as an error after what was done.
fn nothing_left(plan: &Plan, done: &str) -> Result<(), ApiError> {
    match plan.unsettled_error() {
        Some(left) => Err(left.map(|parts| parts.problem = format!("{done} But {}", parts.problem))),
        None => Ok(()),
    }
}
