//! Operations that a crash or a lost answer left open: what became of them is found by looking, then recorded.

use super::base::Origin;
use super::definition::{Definition, Unit};
use super::execute::{Found, agreed, as_sent, new_ones};
use super::journal::{Entry, WriteKind};
use super::step::Step;
use super::three_way::{RemoteRead, RemoteView};
use super::workspace::Workspace;
use crate::api::{ApiError, Kind};
use serde_json::Value;

impl Workspace {
    /// Settles what earlier commands left open for this organization; gives a sentence for each. Costs nothing when
    /// nothing is open. Writing commands begin with it.
    ///
    /// What cannot be found out stays open, and the same view or file is not written until it is.
    ///
    /// # Errors
    /// When the caller asked to stop, or another command writes for too long.
    pub async fn settle(&self) -> Result<Vec<String>, ApiError> {
        if self.open_entries().is_empty() {
            return Ok(Vec::new());
        }
        let _lock = self.lock().await?;
        let mut told = Vec::new();
        for intent in self.open_entries() {
            let found = match intent.deed {
                Some(WriteKind::Create) => self.settle_create(&intent).await,
                Some(WriteKind::Update) => self.settle_update(&intent).await,
                Some(WriteKind::Files) => self.settle_files(&intent),
                Some(WriteKind::Delete) | None => self.settle_delete(&intent).await,
            };
            told.push(match found {
                Ok(sentence) => sentence,
                Err(error) if error.kind() == Kind::Cancelled => return Err(error),
                Err(error) => {
                    format!(
                        "What became of an interrupted {} of {} is not known yet: {error}",
                        intent.command,
                        title(&intent)
                    )
                }
            });
        }
        Ok(told)
    }

    /// Nothing is written over a write of which it is not known what became of it. Asked with the lock held.
    pub(super) fn nothing_open(&self, view: Option<&str>, path: Option<&str>) -> Result<(), ApiError> {
        self.not_among(&self.open_entries(), view, path)
    }

    /// The same, with the open operations read before.
    pub(super) fn not_among(&self, entries: &[Entry], view: Option<&str>, path: Option<&str>) -> Result<(), ApiError> {
        let same = |ours: &Option<String>, theirs: Option<&str>| ours.is_some() && ours.as_deref() == theirs;
        let Some(open) = entries.iter().find(|open| same(&open.view, view) || same(&open.path, path)) else {
            return Ok(());
        };
        let problem = format!(
            "an earlier {} of {} was interrupted, and it is not known what became of it",
            open.command,
            title(open)
        );
        Err(ApiError::new(
            Kind::UnknownOutcome,
            "",
            problem,
            "Nothing was written. Run the command again: it looks first.",
        ))
    }

    pub(super) fn open_entries(&self) -> Vec<Entry> {
        self.journal.open().into_iter().filter(|intent| intent.org == self.org).collect()
    }

    async fn settle_update(&self, intent: &Entry) -> Result<String, ApiError> {
        let (id, title, command) = (intent.view.clone().unwrap_or_default(), title(intent), &intent.command);
        let units: Vec<Unit> = intent.fields.iter().cloned().map(Unit::from).collect();
        let intended = Definition::of(intent.body.as_ref().unwrap_or(&Value::Null));
        let images = self.journal.images(&intent.op);
        let pre = images.as_ref().and_then(|images| images.pre.clone());
        let before = pre.as_ref().map(Definition::of);
        self.tell(Step::Looking);
        let (outcome, sentence) = match self.found(&id, &units, &intended, before.as_ref()).await? {
            Found::Done(live) => {
                let pre = pre.map_or_else(|| (*live).clone(), |pre| RemoteView::new(String::new(), pre, live.at));
                let open: Vec<Unit> = intent.unsettled.iter().cloned().map(Unit::from).collect();
                let document = agreed(&units, &open, &pre, &live).document;
                self.record(&id, &document, Origin::Push, intent.path.as_deref())?;
                if let Some(images) = images {
                    self.keep(&super::journal::Images { post: Some(live.value.clone()), ..images })?;
                }
                ("done", format!("Finished an interrupted {command} of {title}: the service has it."))
            }
            Found::NotDone => ("failed", format!("An interrupted {command} of {title} had not reached the service.")),
            Found::Moved => (
                "unclear",
                format!("An interrupted {command} of {title}: the view has been changed since; see `cja diff`."),
            ),
            Found::Gone => {
                ("failed", format!("An interrupted {command} of {title}: the view is not on the service any more."))
            }
            Found::Unknown(error) => return Err(error),
        };
        self.close(&intent.op, &intent.command, outcome, Some(&id), Some(&sentence))?;
        Ok(sentence)
    }

    async fn settle_create(&self, intent: &Entry) -> Result<String, ApiError> {
        let title = title(intent);
        let path = intent.path.as_ref().and_then(|path| self.inside(path).ok());
        let file = path.and_then(|path| self.file(&path).ok());
        let body = intent.body.clone().unwrap_or_default();
        self.tell(Step::Looking);
        let hits = new_ones(self.same_named(&body.to_string()).await?, &intent.known);
        let own = file.as_ref().and_then(|file| file.id.clone());
        // A person, or the interrupted command itself, has named the view already.
        let named = own.filter(|own| hits.iter().any(|(id, _)| id == own));
        let mut equal: Vec<&(String, RemoteView)> = match &named {
            Some(named) => hits.iter().filter(|(id, _)| id == named).collect(),
            None => {
                let ours: Vec<String> =
                    as_sent(hits.clone(), &body.to_string()).into_iter().map(|(id, _)| id).collect();
                hits.iter().filter(|(id, _)| ours.contains(id)).collect()
            }
        };
        let (outcome, view, sentence) = match (equal.pop(), equal.len(), hits.len()) {
            (Some((id, live)), 0, _) => {
                if self.bases.read(id).0.is_none() {
                    self.record(id, &live.value, Origin::Push, intent.path.as_deref())?;
                }
                match &file {
                    Some(file) if named.is_none() && file.blocked.is_none() => {
                        self.link(&intent.op, file, id).await?;
                        file.id.iter().for_each(|old| self.bases.forget(old));
                    }
                    _ => {}
                }
                ("done", Some(id.clone()), format!("Finished an interrupted create of {title}: it is {id}."))
            }
            (None, _, 0) => ("failed", None, format!("An interrupted create of {title} had not reached the service.")),
            // A further create stops at the view of the same name, so this needs nobody's answer now.
            _ => {
                let ids: Vec<&str> = hits.iter().map(|(id, _)| id.as_str()).collect();
                let sentence = format!(
                    "An interrupted create of {title} may have made {}. Look with `cja get`, and add the `id` of the right one to the file.",
                    ids.join(" or ")
                );
                ("unclear", None, sentence)
            }
        };
        self.close(&intent.op, &intent.command, outcome, view.as_deref(), Some(&sentence))?;
        Ok(sentence)
    }

    fn settle_files(&self, intent: &Entry) -> Result<String, ApiError> {
        let sentence = format!(
            "An interrupted {} left some files written; `cja undo {}` puts them back.",
            intent.command, intent.op
        );
        self.close(&intent.op, &intent.command, "done", None, Some(&sentence))?;
        Ok(sentence)
    }

    async fn settle_delete(&self, intent: &Entry) -> Result<String, ApiError> {
        let id = intent.view.clone().unwrap_or_default();
        let (outcome, sentence) = match self.read(&id).await? {
            RemoteRead::Absent => ("done", format!("Finished an interrupted delete of {id}.")),
            RemoteRead::Present(_) => ("failed", format!("An interrupted delete of {id} had not reached the service.")),
            RemoteRead::Unknown(error) => return Err(error),
        };
        self.close(&intent.op, &intent.command, outcome, Some(&id), Some(&sentence))?;
        Ok(sentence)
    }
}

fn title(intent: &Entry) -> String {
    intent.path.clone().or(intent.view.clone()).unwrap_or_default()
}
