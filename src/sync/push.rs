//! Doing what a plan says: the effects in order, and the base afterwards.

use super::base::Origin;
use super::definition::{Definition, Unit, put, sha256};
use super::plan::{Action, Plan, fields, shown};
use super::send::Write;
use super::sight::{Live, LocalFile, Seen, Sight};
use super::workspace::{Consent, Outcome, Step, Workspace};
use crate::api::endpoints::data_views;
use crate::api::error::plain;
use crate::api::{ApiError, Kind};
use crate::files;
use serde_json::Value;
use std::time::{Duration, Instant};

/// A look at the service that is older than this is taken again before a write.
const FRESH: Duration = Duration::from_secs(5);

impl Workspace {
    /// Does what the plan says, if everything is still as it was when the plan was made.
    ///
    /// # Errors
    /// The plan's own refusal; [`Kind::Conflict`] when something moved since; [`Kind::Guard`] without consent;
    /// [`Kind::UnknownOutcome`] when nobody knows what a lost write did; [`Kind::Unverified`] when the service kept
    /// something else than was sent.
    pub async fn apply(&self, plan: &Plan, consent: &Consent) -> Result<Outcome, ApiError> {
        if let Some(error) = plan.error() {
            return Err(error);
        }
        if plan.action == Action::Nothing {
            return Ok(Outcome { message: plan.nothing(), view: plan.target.view.clone(), ..Outcome::default() });
        }
        if matches!(plan.action, Action::Create | Action::Update) {
            self.allowed(consent)?;
        }
        let _lock = self.lock().await?;
        let sight = plan
            .sight
            .as_deref()
            .ok_or_else(|| moved("the plan was read from a file; it is made anew before it is done"))?;
        self.unchanged(sight)?;
        if matches!(plan.action, Action::Create | Action::Update) {
            self.nothing_open(sight.id.as_deref(), plan.target.path.as_deref())?;
            self.not_moved(sight.id.as_deref(), sight.live(), sight.read_at).await?;
        }
        match plan.action {
            Action::Create => self.create(plan, sight).await,
            Action::Update => self.update(plan, sight).await,
            Action::Record => self.agree(plan, sight),
            _ => self.take_over(plan, sight).await,
        }
    }

    /// The file and the base must be what the plan saw.
    fn unchanged(&self, sight: &Sight) -> Result<(), ApiError> {
        if let Some(file) = &sight.file {
            let text = files::read(&file.full).map(|decoded| decoded.text).unwrap_or_default();
            if sha256(&text) != sha256(&file.text) {
                return Err(moved(&format!("{} changed while the plan was shown", file.path)));
            }
        }
        if self.base_ref.is_none()
            && let Some(id) = &sight.id
        {
            let now = self.bases.read(id).0.map(|base| Definition::of(&base.document).hash());
            let then =
                sight.base.as_ref().filter(|base| base.source == "the snapshot").map(|base| base.definition.hash());
            if now != then {
                return Err(moved("another command recorded a new base while the plan was shown"));
            }
        }
        Ok(())
    }

    /// After a while the service is looked at again before anything is sent.
    pub(super) async fn not_moved(
        &self,
        id: Option<&str>,
        before: Option<&Live>,
        read_at: Instant,
    ) -> Result<(), ApiError> {
        if read_at.elapsed() > FRESH
            && let (Some(id), Some(before)) = (id, before)
        {
            match self.read(id).await? {
                Seen::Live(live) if live.definition == before.definition => {}
                Seen::Unknown(error) => return Err(error),
                _ => return Err(moved("the view changed on the service while the plan was shown")),
            }
        }
        Ok(())
    }

    fn agree(&self, plan: &Plan, sight: &Sight) -> Result<Outcome, ApiError> {
        if let (Some(id), Some(live)) = (&sight.id, sight.live()) {
            self.record(id, &live.value, Origin::Pull)?;
        }
        Ok(Outcome { message: plan.nothing(), view: sight.id.clone(), ..Outcome::default() })
    }

    pub(super) fn record(&self, id: &str, document: &Value, origin: Origin) -> Result<(), ApiError> {
        self.tell(Step::Recording);
        self.bases.record(id, document, origin).map_err(|error| {
            ApiError::local(format!("record the base of {id} in .cja"), &error)
                .map(|parts| parts.advice = "The next command repairs it.".into())
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
        let problem = format!("the service would not take it: \"{message}\"");
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
            None => super::body::create(&file.text),
            Some(id) => match self.read(&id).await? {
                Seen::Live(live) => super::body::update(&live.text, &file.text, &file.definition.units()),
                Seen::Absent => super::body::create(&file.text),
                Seen::Unknown(error) => return Err(named(error)),
            },
        };
        self.validate(&file.path, &body).await.map_err(named)
    }

    async fn update(&self, plan: &Plan, sight: &Sight) -> Result<Outcome, ApiError> {
        let (Some(id), Some(before), Some(body)) = (&sight.id, sight.live(), &plan.body) else {
            return Err(moved("there is nothing to send"));
        };
        let file = sight.file.as_ref();
        let whole = file.map(|file| super::body::update(&before.text, &file.text, &plan.units));
        self.validate(&plan.title(), whole.as_deref().unwrap_or(body)).await?;
        let write = Write {
            command: "push",
            id,
            path: file.map(|file| file.path.as_str()),
            units: &plan.units,
            before,
            intended: plan.intended(),
            body,
            read_at: sight.read_at,
            partial: plan.is_partial(),
        };
        let sent = self.send_update(&write).await?;
        let agreed = agreed(&plan.units, before, &sent.answer);
        if !write.partial {
            let recorded = self.record(id, &agreed.document, Origin::Push);
            recorded.map_err(|error| written_all_the_same(error, &sent.op))?;
        }
        let mut warnings = sent.warnings;
        if !agreed.moved.is_empty() {
            warnings.push(format!("somebody wrote at the same moment: {}", agreed.moved.join(", ")));
        }
        let kept = kept(&plan.units, &write.intended, &sent.answer);
        self.close(
            &sent.op,
            "push",
            if kept.is_empty() { "done" } else { "unverified" },
            Some(id),
            kept.first().map(String::as_str),
        )?;
        if !kept.is_empty() {
            return Err(unverified(&plan.title(), &kept));
        }
        let message = format!("Pushed {} of {} to {}.", fields(plan.units.len()), plan.title(), plan.target.profile);
        Ok(Outcome { op: Some(sent.op), view: Some(id.clone()), message, warnings, changed: true })
    }

    async fn create(&self, plan: &Plan, sight: &Sight) -> Result<Outcome, ApiError> {
        let (Some(file), Some(body)) = (&sight.file, &plan.body) else { return Err(moved("there is nothing to send")) };
        if file.link.is_some() {
            let problem =
                format!("cja.config.json links {} to {}", file.path, plan.target.view.as_deref().unwrap_or_default());
            return Err(ApiError::new(Kind::Guard, "create the data view", problem, "Remove that link first."));
        }
        let known = self.same_named(body).await?;
        let known: Vec<String> = known.into_iter().map(|(id, _)| id).collect();
        if !known.is_empty() && !plan.wish.same_name {
            let problem =
                format!("a data view called {} is on this connection already ({})", plan.title(), known.join(", "));
            let advice =
                "Add its `id` to the file to change it, choose another name, or pass --same-name to create another.";
            return Err(ApiError::new(Kind::Guard, format!("create {}", file.path), problem, advice));
        }
        self.validate(&plan.title(), body).await?;
        let (op, live, lost) = self.send_create(file, body, known).await?;
        let id = live.value.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
        let recorded = self.record(&id, &live.value, Origin::Push);
        recorded.map_err(|error| written_all_the_same(error, &op))?;
        self.link(&file.full, &id).await?;
        if let Some(old) = sight.id.as_ref().filter(|old| **old != id) {
            self.bases.forget(old);
        }
        let kept = kept(&plan.units, &file.definition, &live);
        self.close(
            &op,
            "create",
            if kept.is_empty() { "done" } else { "unverified" },
            Some(&id),
            kept.first().map(String::as_str),
        )?;
        if !kept.is_empty() {
            return Err(unverified(&plan.title(), &kept));
        }
        let note = if lost { " The answer was lost; the view was found." } else { "" };
        let message = format!("Created {} in {} as {id}.{note}", plan.title(), plan.target.profile);
        Ok(Outcome { op: Some(op), view: Some(id), message, changed: true, ..Outcome::default() })
    }

    /// Adds the id to a file, as it is by now.
    pub(super) async fn link(&self, path: &std::path::Path, id: &str) -> Result<(), ApiError> {
        self.tell(Step::WritingFile);
        let what = || format!("add the id to {}", path.display());
        let advice = format!("The view was created as {id}. Add \"id\": \"{id}\" to the file.");
        let old = files::read(path).map(|decoded| decoded.text).unwrap_or_default();
        let Some(text) = super::splice::with_id(&old, id) else {
            return Err(ApiError::new(Kind::Local, what(), "it is not JSON any more", advice));
        };
        let written = self.writer.write(path, Some(&old), &text).await;
        written.map(|_| ()).map_err(|error| ApiError::local(what(), &error).map(|parts| parts.advice = advice))
    }
}

/// Something is not as the plan saw it.
pub(super) fn moved(problem: &str) -> ApiError {
    ApiError::new(Kind::Conflict, "", problem, "Nothing was written. Run the command again to see the new plan.")
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
    /// The answer; where somebody else's write came in between, with their units as they were before, so that theirs shows
    /// as a change of the service.
    pub(super) document: Value,
    /// The units of that other write.
    pub(super) moved: Vec<String>,
}

pub(super) fn agreed(sent: &[Unit], before: &Live, after: &Live) -> Agreed {
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
    Agreed { document, moved }
}

fn kept(units: &[Unit], intended: &Definition, after: &Live) -> Vec<String> {
    let differing = units.iter().filter(|unit| intended.get(unit) != after.definition.get(unit));
    differing.map(|unit| format!("{unit} = {}", shown(after.definition.get(unit)))).collect()
}

fn unverified(title: &str, kept: &[String]) -> ApiError {
    let problem = format!("{title} was written, but the server kept {}", kept.join("; "));
    ApiError::new(Kind::Unverified, "", problem, "`cja diff` shows what the file says; `cja log` what was sent.")
}
