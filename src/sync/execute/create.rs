//! A create: the one write that must never happen twice, since nothing tells two equal data views apart afterwards.

use super::{RemoteRead, RemoteView, is_open, written_all_the_same};
use crate::api::endpoints::data_views::{self, EXPANSIONS, Filter};
use crate::api::{ApiError, Kind, Sent};
use crate::sync::definition::Definition;
use crate::sync::git;
use crate::sync::journal::{Entry, Images, WriteKind, operation};
use crate::sync::local_file::LocalFile;
use crate::sync::step::Step;
use crate::sync::workspace::Workspace;
use serde_json::Value;

/// What is to be created.
pub(in crate::sync) struct Create<'a> {
    pub(in crate::sync) command: &'static str,
    pub(in crate::sync) undoes: Option<String>,
    pub(in crate::sync) title: String,
    pub(in crate::sync) file: &'a LocalFile,
    pub(in crate::sync) body: &'a str,
    /// Whether a data view of the same name on the same connection is no obstacle.
    pub(in crate::sync) same_name: bool,
}

/// A view that was created.
pub(in crate::sync) struct Created {
    pub(in crate::sync) op: String,
    pub(in crate::sync) live: RemoteView,
    /// Whether it had to be looked for.
    pub(in crate::sync) lost: bool,
}

impl Workspace {
    /// Creates, with the lock held: the service's check, then a look for views of the same name as the last thing before the
    /// write.
    pub(in crate::sync) async fn write_create(&self, create: &Create<'_>) -> Result<Created, ApiError> {
        self.validate(&create.title, create.body).await?;
        self.client.room_for(3).await?;
        let known = self.no_namesake(create).await?;
        let op = operation();
        self.tell(Step::Journalling);
        let mut intent = self.entry("intent", &op, create.command);
        intent.deed = Some(WriteKind::Create);
        intent.undoes.clone_from(&create.undoes);
        intent.path = Some(create.file.path.clone());
        intent.git = git::commit(&self.root, &create.file.path, &create.file.text);
        intent.fields = create.file.definition.units().iter().map(ToString::to_string).collect();
        intent.after = Some(create.file.definition.hash());
        intent.body = serde_json::from_str(create.body).ok();
        intent.known = known;
        self.write_journal(&intent)?;
        let (live, lost) = self.post(&intent, create.body).await?;
        let images = Images {
            op: op.clone(),
            org: Some(self.org.clone()),
            deed: WriteKind::Create,
            view: live.value.get("id").and_then(Value::as_str).map(str::to_owned),
            path: Some(create.file.path.clone()),
            fields: intent.fields,
            pre: None,
            post: Some(live.value.clone()),
        };
        self.keep(&images).map_err(|error| written_all_the_same(error, &op))?;
        Ok(Created { op, live, lost })
    }

    /// The ids of views with the same name on the same connection; an error where one is in the way.
    ///
    /// # Errors
    /// [`Kind::Guard`] with their ids.
    pub(in crate::sync) async fn no_namesake(&self, create: &Create<'_>) -> Result<Vec<String>, ApiError> {
        let known: Vec<String> = self.same_named(create.body).await?.into_iter().map(|(id, _)| id).collect();
        let Some(first) = known.first().filter(|_| !create.same_name) else { return Ok(known) };
        let problem =
            format!("a data view called {} is on this connection already ({})", create.title, known.join(", "));
        let advice = format!(
            "If the file means it, add \"id\": \"{first}\" to the file. Else choose another name, or pass --same-name to create another."
        );
        Err(ApiError::new(Kind::Guard, format!("create {}", create.file.path), problem, advice))
    }

    async fn post(&self, intent: &Entry, body: &str) -> Result<(RemoteView, bool), ApiError> {
        self.tell(Step::Sending);
        let at = jiff::Timestamp::now();
        // Turned away: what is new under this name and connection, and as it was sent, is the one; two of them are for a person
        // to tell apart.
        let look = || async {
            let mut hits = as_sent(new_ones(self.same_named(body).await?, &intent.known), body);
            match hits.len() {
                0 | 1 => Ok(hits.pop().map(|(_, live)| live)),
                _ => Err(several(hits)),
            }
        };
        let answer = match self.client.send_looking(&data_views::create(body), None, look).await {
            Ok(Sent::Found(live)) => return Ok((live, true)),
            Ok(Sent::Answered(answer)) => answer,
            Err(error) if is_open(&error) => {
                return Ok((self.look_for_created(intent, body, Some(error)).await?, true));
            }
            Err(error) => {
                self.close(&intent.op, &intent.command, "failed", None, Some(&error.message()))?;
                return Err(error);
            }
        };
        let Some(id) = answer.value.get("id").and_then(Value::as_str) else {
            return Ok((self.look_for_created(intent, body, None).await?, true));
        };
        self.tell(Step::Verifying);
        // The answer may be about another view, and a base is a whole read.
        Ok(match self.read(id).await {
            Ok(RemoteRead::Present(live)) => (*live, false),
            Ok(RemoteRead::Absent) => (self.look_for_created(intent, body, None).await?, true),
            Ok(RemoteRead::Unknown(_)) | Err(_) => {
                (RemoteView::new(answer.text.clone(), answer.value.clone(), at), false)
            }
        })
    }

    async fn look_for_created(
        &self,
        intent: &Entry,
        body: &str,
        error: Option<ApiError>,
    ) -> Result<RemoteView, ApiError> {
        self.tell(Step::Looking);
        let hits = self.same_named(body).await.map(|hits| new_ones(hits, &intent.known));
        let problem = match hits {
            Ok(hits) if as_sent(hits.clone(), body).len() == 1 => {
                return as_sent(hits, body).pop().map(|(_, live)| live).ok_or_else(|| several(Vec::new()));
            }
            Ok(hits) if hits.len() == 1 => format!("there was no answer, and {}", other(&hits)),
            Ok(hits) if hits.is_empty() => "there was no answer, and no such data view is there by now".to_owned(),
            Ok(hits) => format!("there was no answer, and {}", several(hits).problem()),
            Err(looking) => format!("there was no answer, and looking failed: {}", looking.message()),
        };
        let message = error.as_ref().map(ApiError::message);
        self.close(&intent.op, &intent.command, "unknown", None, message.as_deref())?;
        let advice = "Nothing was sent again. The next `cja push` looks once more before it creates.";
        Err(ApiError::new(Kind::UnknownOutcome, "create the data view", problem, advice))
    }

    /// The views with the name and the connection of a body, past every cache.
    pub(in crate::sync) async fn same_named(&self, body: &str) -> Result<Vec<(String, RemoteView)>, ApiError> {
        self.tell(Step::Reading);
        let body: Value = serde_json::from_str(body).unwrap_or_default();
        let connection = body.get("parentDataGroupId").and_then(Value::as_str).map(str::to_owned);
        let filter = Filter { connection, fresh: true, ..Filter::default() };
        let at = jiff::Timestamp::now();
        let items = self.client.all(&data_views::list(&filter, &EXPANSIONS)).await?;
        let same = items.into_iter().filter(|item| item.get("name") == body.get("name"));
        let live =
            |item: Value| Some((item.get("id")?.as_str()?.to_owned(), RemoteView::new(item.to_string(), item, at)));
        Ok(same.filter_map(live).collect())
    }
}

fn several(hits: Vec<(String, RemoteView)>) -> ApiError {
    let ids: Vec<String> = hits.into_iter().map(|(id, _)| id).collect();
    let problem = format!("there are several new data views of this name: {}", ids.join(", "));
    ApiError::new(Kind::Conflict, "", problem, "")
}

fn other(hits: &[(String, RemoteView)]) -> String {
    let ids: Vec<&str> = hits.iter().map(|(id, _)| id.as_str()).collect();
    format!("a new data view of this name ({}) is not as it was sent, so it is somebody else's", ids.join(", "))
}

/// Those that are what a body says. What a create leaves to the service may have any value but for those that only a person
/// gives: a description and segments.
pub(in crate::sync) fn as_sent(hits: Vec<(String, RemoteView)>, body: &str) -> Vec<(String, RemoteView)> {
    const OF_PEOPLE: [&str; 2] = ["description", "segmentList"];
    let sent = Definition::of(&serde_json::from_str(body).unwrap_or_default());
    let units = sent.units();
    let ours = |live: &RemoteView| {
        let mut extra = live.definition.units().into_iter().filter(|unit| !units.contains(unit));
        live.definition.agrees(&sent, &units)
            && !extra.any(|unit| {
                let value = live.definition.get(&unit);
                OF_PEOPLE.contains(&unit.member.as_str()) && value.is_some_and(|value| value != "")
            })
    };
    hits.into_iter().filter(|(_, live)| ours(live)).collect()
}

/// Those that were not there before.
pub(in crate::sync) fn new_ones(hits: Vec<(String, RemoteView)>, known: &[String]) -> Vec<(String, RemoteView)> {
    hits.into_iter().filter(|(id, _)| !known.contains(id)).collect()
}
