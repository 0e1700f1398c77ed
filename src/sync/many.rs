//! Plans: of one file or view by one read, of many by few lists. Reading a hundred views costs one or two requests.

use super::plan::{Direction, Plan, Wish};
use super::sight::{Live, LocalFile, Seen};
use super::workspace::{Step, Workspace};
use crate::api::endpoints::data_views::{self, EXPANSIONS, Filter};
use crate::api::{ApiError, Kind, Request};
use crate::syntax::{Kind as Shape, Tree};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

/// How many ids one list is asked for; more would not fit into an address.
const TOGETHER: usize = 50;

/// What a plan is about.
#[derive(Clone, Debug)]
pub enum Subject {
    /// A file.
    File(Box<LocalFile>),
    /// A view by its id, whether it has a file or not.
    View(String),
}

impl Workspace {
    /// What would happen to a file.
    ///
    /// # Errors
    /// When the caller asked to stop, or two files mean the same view. What keeps the service from being read is part of
    /// the plan.
    pub async fn plan(&self, direction: Direction, file: LocalFile, wish: &Wish) -> Result<Option<Plan>, ApiError> {
        let files = file.target().map_or_else(Vec::new, |id| self.files_of(&id));
        unambiguous(&file, &files)?;
        let id = file.target();
        self.plan_with(direction, Some(file), id, None, wish).await
    }

    /// What would happen to a view, by its id, whether it has a file or not.
    ///
    /// # Errors
    /// As [`Workspace::plan`].
    pub async fn plan_view(&self, direction: Direction, id: &str, wish: &Wish) -> Result<Option<Plan>, ApiError> {
        match self.files_of(id).first() {
            Some(file) => self.plan(direction, self.file(&file.full)?, wish).await,
            None => self.plan_with(direction, None, Some(id.to_owned()), None, wish).await,
        }
    }

    /// What would happen to each of many; `None` where there is nothing to speak of, in the order given.
    ///
    /// # Errors
    /// When the caller asked to stop. What is wrong with one of them is its own result.
    pub async fn plan_many(
        &self,
        direction: Direction,
        subjects: Vec<Subject>,
        wish: &Wish,
    ) -> Result<Vec<Result<Option<Plan>, ApiError>>, ApiError> {
        let files = self.files();
        let wanted: Vec<(Option<LocalFile>, Option<String>)> = subjects
            .into_iter()
            .map(|subject| match subject {
                Subject::File(file) => (Some((*file).clone()), file.target()),
                Subject::View(id) => (files.iter().find(|file| file.target().as_ref() == Some(&id)).cloned(), Some(id)),
            })
            .collect();
        let ids: BTreeSet<String> = wanted.iter().filter_map(|(_, id)| id.clone()).collect();
        let known = self.read_many(&ids.into_iter().collect::<Vec<_>>()).await?;
        let mut plans = Vec::new();
        for (file, id) in wanted {
            if let Some(Err(error)) = file.as_ref().map(|file| unambiguous(file, &files)) {
                plans.push(Err(error));
                continue;
            }
            let remote = id.as_ref().and_then(|id| known.get(id).cloned());
            plans.push(Ok(self.plan_with(direction, file, id, remote, wish).await?));
        }
        Ok(plans)
    }

    /// What a pull of all would do: every view of the service, and every file that means one.
    ///
    /// # Errors
    /// Those of the client.
    pub async fn plan_all(&self, wish: &Wish) -> Result<Vec<Plan>, ApiError> {
        self.tell(Step::Reading);
        let filter = Filter { fresh: true, ..Filter::default() };
        let mut known = self.list(&data_views::list(&filter, &EXPANSIONS)).await?;
        let (mut plans, mut seen) = (Vec::new(), BTreeSet::new());
        let files = self.files();
        for file in &files {
            let Some(id) = file.target().filter(|id| seen.insert(id.clone())) else { continue };
            unambiguous(file, &files)?;
            let remote = known.remove(&id);
            plans.extend(self.plan_with(Direction::Pull, Some(file.clone()), Some(id), remote, wish).await?);
        }
        for (id, remote) in known {
            plans.extend(self.plan_with(Direction::Pull, None, Some(id), Some(remote), wish).await?);
        }
        Ok(plans)
    }

    /// The state of every file and of every recorded view whose file is missing.
    ///
    /// # Errors
    /// When the caller asked to stop.
    pub async fn status(&self) -> Result<Vec<Plan>, ApiError> {
        let (files, wish) = (self.files(), Wish::default());
        let named: BTreeSet<String> = files.iter().filter_map(LocalFile::target).collect();
        let missing: Vec<String> = self.bases.ids().into_iter().filter(|id| !named.contains(id)).collect();
        let all: Vec<String> = named.iter().chain(&missing).cloned().collect();
        let known = self.read_many(&all).await?;
        let mut plans = Vec::new();
        let wanted = files.into_iter().map(|file| (file.target(), Some(file)));
        for (id, file) in wanted.chain(missing.into_iter().map(|id| (Some(id), None))) {
            let remote = id.as_ref().and_then(|id| known.get(id).cloned());
            plans.extend(self.plan_with(Direction::Push, file, id, remote, &wish).await?);
        }
        Ok(plans)
    }

    /// The ids and names of every view on the service.
    ///
    /// # Errors
    /// Those of the client.
    pub async fn remote_ids(&self) -> Result<Vec<(String, String)>, ApiError> {
        self.tell(Step::Reading);
        let filter = Filter { fresh: true, ..Filter::default() };
        let items = self.client.all(&data_views::list(&filter, &["name"])).await?;
        let text = |item: &serde_json::Value, name: &str| item.get(name)?.as_str().map(str::to_owned);
        Ok(items.iter().filter_map(|item| Some((text(item, "id")?, text(item, "name").unwrap_or_default()))).collect())
    }

    /// What would happen to a file, with the service's side as it was read at an earlier moment. Sends nothing.
    #[must_use]
    pub fn plan_seen(&self, direction: Direction, file: LocalFile, remote: Seen, read_at: Instant) -> Option<Plan> {
        let id = file.target();
        let sight = self.sight(Some(file), id, remote, read_at);
        let target = self.target(&sight);
        Plan::make(direction, sight, &Wish::default(), target)
    }

    /// Reads the views of these ids by as few requests as can be.
    ///
    /// # Errors
    /// When the caller asked to stop.
    pub async fn peek(&self, ids: &[String]) -> Result<BTreeMap<String, Seen>, ApiError> {
        let mut known = self.read_many(ids).await?;
        for id in ids {
            if !known.contains_key(id) {
                known.insert(id.clone(), self.read(id).await?);
            }
        }
        Ok(known)
    }

    async fn plan_with(
        &self,
        direction: Direction,
        file: Option<LocalFile>,
        id: Option<String>,
        remote: Option<Seen>,
        wish: &Wish,
    ) -> Result<Option<Plan>, ApiError> {
        let sight = self.look(file, id, remote).await?;
        let target = self.target(&sight);
        Ok(Plan::make(direction, sight, wish, target))
    }

    /// Reads many views by few lists. A view that is in no list is left out, to be asked for singly.
    async fn read_many(&self, ids: &[String]) -> Result<BTreeMap<String, Seen>, ApiError> {
        let mut known = BTreeMap::new();
        if ids.len() < 2 {
            return Ok(known);
        }
        for some in ids.chunks(TOGETHER) {
            self.tell(Step::Reading);
            let filter = Filter { ids: some.to_vec(), fresh: true, ..Filter::default() };
            match self.list(&data_views::list(&filter, &EXPANSIONS)).await {
                Ok(views) => known.extend(views),
                Err(error) if error.kind() == Kind::Cancelled => return Err(error),
                Err(error) => known.extend(some.iter().map(|id| (id.clone(), Seen::Unknown(error.clone())))),
            }
        }
        Ok(known)
    }

    /// Every view of a list, with the text as the service wrote it.
    async fn list(&self, request: &Request) -> Result<BTreeMap<String, Seen>, ApiError> {
        let mut views = BTreeMap::new();
        for page in self.client.pages(request).await? {
            let tree = Tree::parse(page);
            let Some(root) = tree.root() else { continue };
            let list = if root.kind() == Shape::Array { Some(root) } else { root.get("content") };
            for item in list.into_iter().flat_map(|list| list.items()) {
                let id = item.get("id").and_then(|id| id.as_str().map(std::borrow::Cow::into_owned));
                if let (Some(id), Some(value)) = (id, item.to_value()) {
                    views.entry(id).or_insert_with(|| Seen::Live(Box::new(Live::new(item.text().to_owned(), value))));
                }
            }
        }
        Ok(views)
    }
}

fn unambiguous(file: &LocalFile, files: &[LocalFile]) -> Result<(), ApiError> {
    let Some(id) = file.target() else { return Ok(()) };
    let Some(other) = files.iter().find(|other| other.full != file.full && other.target().as_deref() == Some(&id))
    else {
        return Ok(());
    };
    let problem = format!("{} means the same view ({id})", other.path);
    Err(ApiError::new(Kind::Guard, format!("use {}", file.path), problem, "Remove the `id` from one of the files."))
}
