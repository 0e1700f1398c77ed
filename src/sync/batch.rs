//! Plans: of one file or view by one read, of many by few lists. Reading a hundred views costs one or two requests.

use super::base::Snapshot;
use super::definition::Definition;
use super::local_file::LocalFile;
use super::plan::{Direction, Plan, PlanOptions};
use super::step::Step;
use super::three_way::{RemoteRead, RemoteView};
use super::workspace::Workspace;
use crate::api::client::Pages;
use crate::api::endpoints::data_views::{self, EXPANSIONS, Filter};
use crate::api::{ApiError, Kind, Request};
use crate::syntax::{Kind as Shape, Tree};
use jiff::Timestamp;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::{BTreeMap, BTreeSet};

/// How many ids one list is asked for; more would not fit into an address.
const TOGETHER: usize = 50;

/// From so many views on the whole list is read, whose pages are larger.
const MANY: usize = 100;

/// What a plan is about.
#[derive(Clone, Debug)]
pub enum Subject {
    /// A file.
    File(Box<LocalFile>),
    /// A view by its id, whether it has a file or not.
    View(String),
}

/// A file, if there is one, and the view, if it has an id.
type Wanted = (Option<LocalFile>, Option<String>);

/// Which files mean which views.
pub(super) struct Targets<'a>(FxHashMap<String, Vec<&'a LocalFile>>);

impl<'a> Targets<'a> {
    pub(super) fn of(files: impl Iterator<Item = &'a LocalFile>) -> Self {
        let mut targets: FxHashMap<String, Vec<&LocalFile>> = FxHashMap::default();
        for file in files {
            if let Some(id) = file.target() {
                let known = targets.entry(id).or_default();
                // One place is all that a refusal names.
                if known.len() < 2 && known.iter().all(|other| !same_file(&other.full, &file.full)) {
                    known.push(file);
                }
            }
        }
        Self(targets)
    }

    fn unambiguous(&self, file: &LocalFile) -> Result<(), ApiError> {
        let id = file.target().unwrap_or_default();
        let others = self.0.get(&id).into_iter().flatten();
        others
            .into_iter()
            .find(|other| !same_file(&other.full, &file.full))
            .map_or(Ok(()), |other| Err(twice(file, &other.path, &id)))
    }
}

/// Whether two paths lead to one file, by links or letter case.
fn same_file(one: &std::path::Path, other: &std::path::Path) -> bool {
    let real = |path: &std::path::Path| std::fs::canonicalize(path).ok();
    one == other || real(one).is_some_and(|one| Some(one) == real(other))
}

fn twice(file: &LocalFile, other: &str, id: &str) -> ApiError {
    let problem = format!("{other} means the same data view ({})", crate::api::error::plain(id));
    ApiError::new(Kind::Guard, format!("use {}", file.path), problem, "Remove the `id` from one of the files.")
}

impl Workspace {
    /// What would happen to a file.
    ///
    /// # Errors
    /// When the caller asked to stop, or another file is known to mean the same view. What keeps the service from being read
    /// is part of the plan.
    pub async fn plan(
        &self,
        direction: Direction,
        file: LocalFile,
        wish: &PlanOptions,
    ) -> Result<Option<Plan>, ApiError> {
        self.alone(&file)?;
        let id = file.target();
        self.plan_with(direction, Some(file), id, None, wish).await
    }

    /// That the file which held the view last is this one, or means something else by now. One file is looked at, not all.
    fn alone(&self, file: &LocalFile) -> Result<(), ApiError> {
        let Some(id) = file.target() else { return Ok(()) };
        match self.known_file(&id) {
            Some(other) if !same_file(&other.full, &file.full) => Err(twice(file, &other.path, &id)),
            _ => Ok(()),
        }
    }

    /// The file that held a view last, if it still means it.
    fn known_file(&self, id: &str) -> Option<LocalFile> {
        let path = self.inside(&self.bases.read(id).0?.path?).ok()?;
        let file = LocalFile::read_unchecked(self, &path).ok()?;
        (file.target().as_deref() == Some(id)).then_some(file)
    }

    /// What would happen to a view, by its id, whether it has a file or not.
    ///
    /// # Errors
    /// As [`Workspace::plan`].
    pub async fn plan_view(
        &self,
        direction: Direction,
        id: &str,
        wish: &PlanOptions,
    ) -> Result<Option<Plan>, ApiError> {
        match self.file_of(id)? {
            Some(file) => self.plan(direction, self.file(&file.full)?, wish).await,
            None => self.plan_with(direction, None, Some(id.to_owned()), None, wish).await,
        }
    }

    /// The file of a view: the one that held it last, else whichever is found.
    fn file_of(&self, id: &str) -> Result<Option<LocalFile>, ApiError> {
        if let Some(known) = self.known_file(id) {
            return Ok(Some(known));
        }
        let mut files = self.files_of(id);
        match (files.pop(), files.pop()) {
            (Some(file), Some(other)) => Err(twice(&other, &file.path, id)),
            (file, _) => Ok(file),
        }
    }

    /// What would happen to each of many; `None` where there is nothing to speak of, in the order given. A push does not ask
    /// the service about files that are as both sides last agreed.
    ///
    /// # Errors
    /// When the caller asked to stop. What is wrong with one of them is its own result.
    pub async fn plan_many(
        &self,
        direction: Direction,
        subjects: Vec<Subject>,
        wish: &PlanOptions,
    ) -> Result<Vec<Result<Option<Plan>, ApiError>>, ApiError> {
        let many = subjects.len() > 1;
        let mut wanted: Vec<Result<Wanted, ApiError>> = Vec::new();
        for subject in subjects {
            wanted.push(match subject {
                Subject::File(file) => Ok((Some((*file).clone()), file.target())),
                Subject::View(id) => self
                    .file_of(&id)
                    .and_then(|file| file.map(|file| self.file(&file.full)).transpose())
                    .map(|file| (file, Some(id))),
            });
        }
        let targets = Targets::of(wanted.iter().flatten().filter_map(|(file, _)| file.as_ref()));
        let checked: Vec<Result<(), ApiError>> = wanted
            .iter()
            .map(|one| match one {
                Ok((Some(file), _)) => {
                    targets.unambiguous(file).and_then(|()| if many { Ok(()) } else { self.alone(file) })
                }
                _ => Ok(()),
            })
            .collect();
        let agreed: Vec<Option<RemoteRead>> = wanted
            .iter()
            .map(|one| match one {
                Ok((Some(file), Some(id))) if many && direction == Direction::Push && !wish.ask_all => {
                    self.as_agreed(file, id)
                }
                _ => None,
            })
            .collect();
        let asked = wanted.iter().zip(&agreed).filter(|(_, agreed)| agreed.is_none());
        let ids: BTreeSet<String> = asked.filter_map(|(one, _)| one.as_ref().ok()?.1.clone()).collect();
        let known = self.read_many(&ids.into_iter().collect::<Vec<_>>()).await?;
        let mut plans = Vec::new();
        for ((one, checked), agreed) in wanted.into_iter().zip(checked).zip(agreed) {
            let (file, id) = match (one, checked) {
                (Ok(one), Ok(())) => one,
                (Err(error), _) | (_, Err(error)) => {
                    plans.push(Err(error));
                    continue;
                }
            };
            let asked = agreed.is_none();
            let remote = agreed.or_else(|| id.as_ref().and_then(|id| known.get(id).cloned()));
            let plan = self.plan_with(direction, file, id, remote, wish).await?;
            plans.push(Ok(plan.map(|plan| Plan { asked, ..plan })));
        }
        Ok(plans)
    }

    /// What was last agreed about a file that still says so.
    fn as_agreed(&self, file: &LocalFile, id: &str) -> Option<RemoteRead> {
        if self.base_ref.is_some() || file.blocked.is_some() || file.organization.is_some() {
            return None;
        }
        let Snapshot { document, read_at, .. } = self.bases.read(id).0?;
        let agreed = file.definition.agrees(&Definition::of(&document), &file.definition.units());
        let at = read_at.parse().unwrap_or(Timestamp::UNIX_EPOCH);
        agreed.then(|| RemoteRead::Present(Box::new(RemoteView::new(document.to_string(), document, at))))
    }

    /// What a pull of all would do, page by page as they arrive: every view of the service, then every file that means a view
    /// that no page had.
    ///
    /// # Errors
    /// Those of the client.
    pub async fn plan_all(&self, wish: &PlanOptions, files: &[LocalFile]) -> Result<AllPlans<'_>, ApiError> {
        let targets = Targets::of(files.iter());
        let mut by_id: FxHashMap<String, LocalFile> = FxHashMap::default();
        for file in files {
            targets.unambiguous(file)?;
            if let Some(id) = file.target() {
                by_id.insert(id, file.clone());
            }
        }
        let filter = Filter { fresh: true, ..Filter::default() };
        let pages = Some(self.client.listing(&data_views::list(&filter, &EXPANSIONS)));
        Ok(AllPlans { workspace: self, pages, by_id, seen: FxHashSet::default(), wish: wish.clone() })
    }

    /// The state of every file and of every recorded view whose file is missing.
    ///
    /// # Errors
    /// When the caller asked to stop.
    pub async fn status(&self) -> Result<Vec<Plan>, ApiError> {
        let (files, wish) = (self.files(), PlanOptions::default());
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

    /// Files that mean the same data view as another one, each with the reason why it is not pushed.
    #[must_use]
    pub fn ambiguous(&self) -> Vec<ApiError> {
        let files = self.files();
        let targets = Targets::of(files.iter());
        files.iter().filter_map(|file| targets.unambiguous(file).err()).collect()
    }

    /// The ids of recorded views whose file is missing.
    #[must_use]
    pub fn missing_files(&self) -> Vec<String> {
        let named: BTreeSet<String> = self.files().iter().filter_map(LocalFile::target).collect();
        self.bases.ids().into_iter().filter(|id| !named.contains(id)).collect()
    }

    /// The view whose file lay at a path last, which is not there any more.
    #[must_use]
    pub fn recorded_at(&self, path: &std::path::Path) -> Option<String> {
        let path = super::local_file::relative(&self.root, &crate::files::absolute(path));
        self.bases.ids().into_iter().find(|id| self.bases.read(id).0.and_then(|base| base.path).as_ref() == Some(&path))
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
    pub fn plan_seen(&self, direction: Direction, file: LocalFile, remote: RemoteRead) -> Option<Plan> {
        let id = file.target();
        let three_way = self.three_way(Some(file), id, remote);
        let target = self.target(&three_way);
        Plan::make(direction, three_way, &PlanOptions::default(), target)
    }

    /// Reads the views of these ids by as few requests as can be.
    ///
    /// # Errors
    /// When the caller asked to stop.
    pub async fn peek(&self, ids: &[String]) -> Result<BTreeMap<String, RemoteRead>, ApiError> {
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
        remote: Option<RemoteRead>,
        wish: &PlanOptions,
    ) -> Result<Option<Plan>, ApiError> {
        let three_way = self.look(file, id, remote).await?;
        let target = self.target(&three_way);
        Ok(Plan::make(direction, three_way, wish, target))
    }

    /// Reads many views by few lists. A view that is in no list is left out, to be asked for singly.
    async fn read_many(&self, ids: &[String]) -> Result<BTreeMap<String, RemoteRead>, ApiError> {
        let mut known = BTreeMap::new();
        if ids.len() < 2 {
            return Ok(known);
        }
        let of = |some: &[String]| Filter { ids: some.to_vec(), fresh: true, ..Filter::default() };
        let filters: Vec<Filter> =
            if ids.len() > MANY { vec![of(&[])] } else { ids.chunks(TOGETHER).map(of).collect() };
        for filter in filters {
            self.tell(Step::Reading);
            match self.list(&data_views::list(&filter, &EXPANSIONS)).await {
                Ok(views) => known.extend(views),
                Err(error) if error.kind() == Kind::Cancelled => return Err(error),
                Err(error) => {
                    let asked = if filter.ids.is_empty() { ids } else { &filter.ids };
                    known.extend(asked.iter().map(|id| (id.clone(), RemoteRead::Unknown(error.clone()))));
                }
            }
        }
        Ok(known)
    }

    /// Every view of a list, with the text as the service wrote it.
    pub(super) async fn list(&self, request: &Request) -> Result<BTreeMap<String, RemoteRead>, ApiError> {
        let mut views = BTreeMap::new();
        let at = Timestamp::now();
        for page in self.client.pages(request).await? {
            for (id, seen) in views_of(&page, at) {
                views.entry(id).or_insert(seen);
            }
        }
        Ok(views)
    }
}

/// The views of a page, each with its text as the service wrote it.
fn views_of(page: &str, at: Timestamp) -> Vec<(String, RemoteRead)> {
    let tree = Tree::parse(page);
    let Some(root) = tree.root() else { return Vec::new() };
    let list = if root.kind() == Shape::Array { Some(root) } else { root.get("content") };
    let items = list.into_iter().flat_map(|list| list.items());
    let view = |item: crate::syntax::Node<'_>| {
        let id = item.get("id").and_then(|id| id.as_str().map(std::borrow::Cow::into_owned))?;
        let value = item.to_value()?;
        Some((id, RemoteRead::Present(Box::new(RemoteView::new(item.text().to_owned(), value, at)))))
    };
    items.filter_map(view).collect()
}

/// See [`Workspace::plan_all`].
#[derive(Debug)]
pub struct AllPlans<'a> {
    workspace: &'a Workspace,
    pages: Option<Pages<'a>>,
    by_id: FxHashMap<String, LocalFile>,
    seen: FxHashSet<String>,
    wish: PlanOptions,
}

impl AllPlans<'_> {
    /// The plans of the next page; nothing after the last.
    ///
    /// # Errors
    /// Those of the client.
    pub async fn next(&mut self) -> Result<Option<Vec<Plan>>, ApiError> {
        let Some(pages) = &mut self.pages else { return Ok(None) };
        self.workspace.tell(Step::Reading);
        let at = Timestamp::now();
        let mut plans = Vec::new();
        if let Some(page) = pages.next().await? {
            for (id, remote) in views_of(&page.text, at) {
                if self.seen.insert(id.clone()) {
                    let file = self.by_id.remove(&id);
                    let plan = self.workspace.plan_with(Direction::Pull, file, Some(id), Some(remote), &self.wish);
                    plans.extend(plan.await?);
                }
            }
            return Ok(Some(plans));
        }
        self.pages = None;
        for (id, file) in std::mem::take(&mut self.by_id) {
            plans.extend(self.workspace.plan_with(Direction::Pull, Some(file), Some(id), None, &self.wish).await?);
        }
        Ok(Some(plans))
    }
}
