//! Doing what a plan says: what it saw must still be so, the write goes through [`super::execute`], and where the view moved
//! meanwhile the caller gets the plan of now.

use super::base::Origin;
use super::definition::{Definition, sha256};
use super::execute::{Completed, Create, Update, WriteOutcome, moved, unverified, written_all_the_same};
use super::journal::FileImage;
use super::local_file::LocalFile;
use super::lock::Lock;
use super::plan::{Action, Direction, Plan, fields};
use super::step::Step;
use super::three_way::{RemoteRead, ThreeWay};
use super::workspace::{Confirmation, Outcome, Workspace};
use crate::api::endpoints::data_views;
use crate::api::error::plain;
use crate::api::{ApiError, Kind};
use crate::files;
use serde_json::Value;

/// How often a plan is made again by itself because something moved that it does not touch.
const AGAIN: usize = 5;

/// What came of doing a plan.
#[derive(Debug)]
pub enum Applied {
    /// It is done, or there was nothing to do.
    Done(Outcome),
    /// Nothing was written: the view moved since it was shown. This is what a push would do now.
    Moved(Box<Plan>),
}

impl Workspace {
    /// Does what the plan says, if everything is still as it was when the plan was made.
    ///
    /// # Errors
    /// The plan's own refusal; [`Kind::Conflict`] when something moved since; [`Kind::Guard`] without consent;
    /// [`Kind::UnknownOutcome`] when nobody knows what a lost write did; [`Kind::Unverified`] when the service kept
    /// something else than was sent.
    pub async fn apply(&self, plan: &Plan, consent: &Confirmation) -> Result<Outcome, ApiError> {
        match self.attempt(plan, consent).await? {
            Applied::Done(outcome) => Ok(outcome),
            Applied::Moved(now) => Err(now.moved_error()),
        }
    }

    /// The same, for a caller that can show what is there now and ask once more.
    ///
    /// # Errors
    /// As [`Workspace::apply`], but for a view that moved.
    pub async fn attempt(&self, plan: &Plan, consent: &Confirmation) -> Result<Applied, ApiError> {
        if let Some(error) = plan.error() {
            return Err(error);
        }
        if plan.action == Action::Nothing {
            return Ok(Applied::Done(nothing(plan)));
        }
        if plan.sends() {
            self.allowed(consent)?;
        }
        let lock = self.lock().await?;
        self.attempt_locked(plan, &lock).await
    }

    /// The same with the lock held and leave given.
    pub(super) async fn attempt_locked(&self, plan: &Plan, _: &Lock) -> Result<Applied, ApiError> {
        let three_way = plan.three_way()?;
        if plan.action != Action::Nothing {
            self.unchanged(three_way)?;
        }
        if plan.sends() {
            self.nothing_open(three_way.id.as_deref(), plan.target.path.as_deref())?;
        }
        match plan.action {
            Action::Nothing => Ok(Applied::Done(nothing(plan))),
            Action::Create => self.create(plan, three_way).await.map(Applied::Done),
            Action::Update => self.update(plan).await,
            Action::Record => self.agree(plan, three_way).map(Applied::Done),
            _ => self.take_over(plan, three_way).await.map(Applied::Done),
        }
    }

    /// The file and the base must be what the plan saw.
    pub(super) fn unchanged(&self, three_way: &ThreeWay) -> Result<(), ApiError> {
        if let Some(file) = three_way.file.as_ref().filter(|file| file.saved) {
            let text = files::read(&file.full).map(|decoded| decoded.text).unwrap_or_default();
            if sha256(&text) != sha256(&file.text) {
                return Err(moved(&format!("`{}` changed while the plan was shown", file.path)));
            }
        }
        let of_snapshot = three_way.base.as_ref().is_none_or(|base| base.source == "the snapshot");
        if let (Some(id), None, true) = (&three_way.id, &self.base_ref, of_snapshot) {
            let now = self.bases.read(id).0.map(|base| Definition::of(&base.document).hash());
            if now != three_way.base.as_ref().map(|base| base.definition.hash()) {
                return Err(moved("another command recorded a new base while the plan was shown"));
            }
        }
        Ok(())
    }

    fn agree(&self, plan: &Plan, three_way: &ThreeWay) -> Result<Outcome, ApiError> {
        if let (Some(id), Some(live)) = (&three_way.id, three_way.live()) {
            self.record(id, &live.value, Origin::Pull, plan.target.path.as_deref())?;
        }
        let seen = Some(three_way.remote.clone());
        Ok(Outcome { message: plan.nothing(), view: three_way.id.clone(), seen, ..Outcome::default() })
    }

    pub(super) fn record(
        &self,
        id: &str,
        document: &Value,
        origin: Origin,
        path: Option<&str>,
    ) -> Result<(), ApiError> {
        self.tell(Step::Recording);
        self.bases.record_in(id, document, origin, path).map_err(|error| {
            ApiError::local(format!("record the base of {id} in .cja"), &error)
                .map(|parts| parts.advice = "Make room or repair the folder, then run `cja pull`.".into())
        })
    }

    /// Asks the service whether it would take a body.
    ///
    /// # Errors
    /// [`Kind::Invalid`] with the service's words when it would not.
    pub async fn validate(&self, what: &str, body: &str) -> Result<(), ApiError> {
        self.tell(Step::Checking);
        let answer = self.client.value(&data_views::validate(body)).await?;
        if answer.get("valid") != Some(&Value::Bool(false)) {
            return Ok(());
        }
        let message = answer.get("message").and_then(Value::as_str).map_or_else(String::new, plain);
        let problem = format!("the service rejects it: \"{message}\"");
        Err(ApiError::new(Kind::Invalid, format!("write {what}"), problem, "Nothing was written."))
    }

    /// The service's verdict on a file as it would be pushed; nothing is written.
    ///
    /// # Errors
    /// [`Kind::Invalid`] when it would not be taken, and whatever keeps it from being asked.
    pub async fn check_server(&self, file: LocalFile) -> Result<(), ApiError> {
        if let Some(blocked) = &file.blocked {
            return Err(ApiError::new(
                Kind::Invalid,
                format!("check {}", file.path),
                &blocked.problem,
                &blocked.advice,
            ));
        }
        let named = |error: ApiError| error.map(|parts| parts.what = format!("have {} checked", file.path));
        let body = match file.target() {
            None => super::request_body::create(&file.text),
            Some(id) => match self.read(&id).await? {
                RemoteRead::Present(live) => {
                    super::request_body::update(&live.text, &file.text, &file.definition.units())
                }
                RemoteRead::Absent => super::request_body::create(&file.text),
                RemoteRead::Unknown(error) => return Err(named(error)),
            },
        };
        self.validate(&file.path, &body).await.map_err(named)
    }

    pub(super) async fn update(&self, plan: &Plan) -> Result<Applied, ApiError> {
        let mut now = plan.clone();
        for _ in 0..AGAIN {
            match self.write_update(&now.to_update()?).await? {
                WriteOutcome::Done(wrote) => return self.pushed(&now, *wrote).map(Applied::Done),
                WriteOutcome::Moved(seen) => match self.moved_plan(&now, seen) {
                    // What moved is nothing that was shown: the same fields get the same values.
                    Some(next) if next.action == Action::Update && next.shows_the_same(plan) => now = next,
                    Some(next) => return Ok(Applied::Moved(Box::new(next))),
                    None => break,
                },
            }
        }
        Err(moved("the data view keeps changing on the service"))
    }

    /// The plan of now, from what was read last.
    pub(super) fn moved_plan(&self, plan: &Plan, seen: RemoteRead) -> Option<Plan> {
        let three_way = plan.three_way().ok()?;
        let three_way = self.three_way(three_way.file.clone(), three_way.id.clone(), seen);
        let target = self.target(&three_way);
        Plan::make(Direction::Push, three_way, &plan.wish, target)
    }

    pub(super) fn pushed(&self, plan: &Plan, wrote: Completed) -> Result<Outcome, ApiError> {
        let Completed { op, answer, mut warnings, kept } = wrote;
        if !kept.is_empty() {
            return Err(unverified(&plan.title(), &plan.target.typed(), &kept));
        }
        if !plan.unsettled.is_empty() {
            let left: Vec<String> = plan.unsettled.iter().map(ToString::to_string).collect();
            warnings.push(format!("still to be settled (`cja resolve {}`): {}", plan.target.typed(), left.join(", ")));
        }
        let message = format!("Pushed {} of {} to {}.", fields(plan.units.len()), plan.title(), plan.target.profile);
        let seen = Some(RemoteRead::Present(Box::new(answer)));
        Ok(Outcome { op: Some(op), view: plan.target.view.clone(), message, warnings, changed: true, seen })
    }

    async fn create(&self, plan: &Plan, three_way: &ThreeWay) -> Result<Outcome, ApiError> {
        let (Some(file), Some(body)) = (&three_way.file, &plan.body) else {
            return Err(moved("there is nothing to send"));
        };
        let create = self.creation(plan, file, body)?;
        let created = self.write_create(&create).await?;
        let (op, live, lost) = (created.op, created.live, created.lost);
        let id = live.value.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
        let recorded = self.record(&id, &live.value, Origin::Push, Some(&file.path));
        recorded.map_err(|error| written_all_the_same(error, &op))?;
        self.link(&op, file, &id).await?;
        if let Some(old) = three_way.id.as_ref().filter(|old| **old != id) {
            self.bases.forget(old);
        }
        let differing = plan.units.iter().filter(|unit| file.definition.get(unit) != live.definition.get(unit));
        let shown = |unit| super::plan::shown(live.definition.get(unit));
        let kept: Vec<String> = differing.map(|unit| format!("{unit} = {}", shown(unit))).collect();
        let outcome = if kept.is_empty() { "done" } else { "unverified" };
        self.close(&op, "create", outcome, Some(&id), kept.first().map(String::as_str))?;
        if !kept.is_empty() {
            return Err(unverified(&plan.title(), &plan.target.typed(), &kept));
        }
        let note = if lost { " There was no answer; the data view was found." } else { "" };
        let message = format!(
            "Created {} in {} as {id}.{note} Its `id` is in {} now: commit that change, or the next run elsewhere finds a file without it.",
            plan.title(),
            plan.target.profile,
            file.path
        );
        let seen = Some(RemoteRead::Present(Box::new(live)));
        Ok(Outcome { op: Some(op), view: Some(id), message, changed: true, seen, warnings: Vec::new() })
    }

    /// What would be created; an error where a link stands in the way.
    fn creation<'a>(&self, plan: &'a Plan, file: &'a LocalFile, body: &'a str) -> Result<Create<'a>, ApiError> {
        if file.link.is_some() {
            let view = plan.target.view.as_deref().unwrap_or_default();
            let problem = format!("cja.config.json links {} to {view}", file.path);
            let advice = format!("`cja unlink {}` removes the link.", plan.target.typed());
            return Err(ApiError::new(Kind::Guard, "create the data view", problem, advice));
        }
        Ok(Create { command: "create", undoes: None, title: plan.title(), file, body, same_name: plan.wish.same_name })
    }

    /// What stands in the way of a create, before anybody is asked; of other plans nothing.
    ///
    /// # Errors
    /// [`Kind::Guard`] for a view of the same name or a link; what keeps the service from being read.
    pub async fn may_create(&self, plan: &Plan) -> Result<(), ApiError> {
        match (plan.action, &plan.three_way()?.file, &plan.body) {
            (Action::Create, Some(file), Some(body)) => {
                self.no_namesake(&self.creation(plan, file, body)?).await.map(drop)
            }
            _ => Ok(()),
        }
    }

    /// Adds the id to a file, as it is by now; how it was is kept with the operation.
    pub(super) async fn link(&self, op: &str, file: &LocalFile, id: &str) -> Result<(), ApiError> {
        self.tell(Step::WritingFile);
        let what = || format!("add the id to {}", file.path);
        let advice = format!("The data view was created as {id}. Add \"id\": \"{id}\" to the file.");
        let old = files::read(&file.full).map(|decoded| decoded.text).unwrap_or_default();
        let Some(text) = super::text_merge::with_id(&old, id) else {
            return Err(ApiError::new(Kind::Local, what(), "it is not JSON any more", advice));
        };
        let failed = |error: std::io::Error| ApiError::local(what(), &error).map(|parts| parts.advice = advice.clone());
        let image = FileImage {
            path: file.path.clone(),
            view: id.to_owned(),
            before: Some(old.clone()),
            after: sha256(&text),
            base: None,
        };
        self.journal.keep_files(op, &[image]).map_err(failed)?;
        self.writer.write(&file.full, Some(&old), &text).await.map(drop).map_err(failed)
    }
}

fn nothing(plan: &Plan) -> Outcome {
    Outcome {
        message: plan.nothing(),
        view: plan.target.view.clone(),
        seen: plan.seen().filter(|_| plan.asked).cloned(),
        ..Outcome::default()
    }
}

impl Plan {
    /// Whether doing it writes to the service.
    #[must_use]
    pub fn sends(&self) -> bool {
        matches!(self.action, Action::Create | Action::Update)
    }

    pub(super) fn three_way(&self) -> Result<&ThreeWay, ApiError> {
        self.three_way
            .as_deref()
            .ok_or_else(|| moved("the plan was read from a file; it is made again before it is done"))
    }

    /// The update that the plan says.
    pub(super) fn to_update(&self) -> Result<Update, ApiError> {
        let three_way = self.three_way()?;
        let (Some(id), Some(before), Some(body)) = (&three_way.id, three_way.live(), &self.body) else {
            return Err(moved("there is nothing to send"));
        };
        Ok(Update {
            command: "push",
            undoes: None,
            id: id.clone(),
            path: three_way.file.as_ref().map(|file| file.path.clone()),
            units: self.units.clone(),
            unsettled: self.unsettled.clone(),
            before: before.clone(),
            intended: self.intended(),
            body: body.clone(),
        })
    }

    /// Whether a person who saw the other plan saw this one: the same fields, the same values before and after.
    pub(super) fn shows_the_same(&self, shown: &Plan) -> bool {
        let of = |plan: &Plan| -> Vec<_> {
            let written = plan.changes.iter().filter(|change| plan.units.contains(&change.unit));
            written.map(|change| (change.unit.clone(), change.local.clone(), change.remote.clone())).collect()
        };
        self.units == shown.units && of(self) == of(shown)
    }

    /// Why nothing was written although this is what a push would do now.
    pub(super) fn moved_error(&self) -> ApiError {
        self.error().unwrap_or_else(|| moved(&format!("{} changed on the service since it was shown", self.title())))
    }
}
