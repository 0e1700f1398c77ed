//! Forgetting: records of views that exist nowhere any more, and the id of a file whose view was deleted.

use super::local_file::LocalFile;
use super::plan::Plan;
use super::pull::{FileWrite, Pulling};
use super::state::State;
use super::workspace::Workspace;
use crate::api::{ApiError, Kind};
use crate::config::FILE_NAME;
use crate::files;
use crate::syntax::{Tree, edit};
use crate::text::apply;
use serde_json::Value;

impl Workspace {
    /// Forgets the views of plans that exist neither here nor on the service: their records, and links that lead to nothing.
    /// Gives what was forgotten, one sentence each.
    ///
    /// # Errors
    /// When `cja.config.json` cannot be written.
    pub async fn prune(&self, plans: &[Plan]) -> Result<Vec<String>, ApiError> {
        let _lock = self.lock().await?;
        let mut told = Vec::new();
        for plan in plans.iter().filter(|plan| matches!(plan.state, State::Gone | State::DeadLink)) {
            let Some(id) = &plan.target.view else { continue };
            self.bases.forget(id);
            told.push(format!("Forgot {} ({}).", plan.title(), crate::api::error::plain(id)));
        }
        let gone: Vec<&str> = plans.iter().filter_map(|plan| plan.target.view.as_deref()).collect();
        let dead: Vec<(String, String)> = self
            .links()
            .filter(|(path, id)| gone.contains(&id.as_str()) && self.inside(path).is_ok_and(|path| !path.exists()))
            .collect();
        for (path, id) in dead {
            self.write_as("prune", self.without_link(&path, &id).into_iter().collect()).await?;
            self.bases.forget(&id);
            told.push(format!("Removed the link of {path} in {FILE_NAME}."));
        }
        Ok(told)
    }

    /// Forgets which view a file means: its `id`, its link in this profile, and what was recorded of it. Gives a sentence.
    ///
    /// # Errors
    /// [`Kind::Usage`] when it means none; what keeps the files from being written.
    pub async fn unlink(&self, file: &LocalFile) -> Result<String, ApiError> {
        let usage = |problem: &str| ApiError::new(Kind::Usage, format!("unlink {}", file.path), problem, "");
        let id = file.target().ok_or_else(|| usage("it has neither an `id` nor a link"))?;
        let _lock = self.lock().await?;
        let mut writes = Vec::new();
        if file.link.is_some() {
            writes.extend(self.without_link(&file.path, &id));
        }
        if file.id.is_some() {
            let tree = Tree::parse(file.text.as_str());
            let member = tree.root().filter(|_| tree.errors().is_empty()).and_then(|root| root.member("id"));
            let member = member.ok_or_else(|| usage("it is not JSON"))?;
            writes.push(FileWrite {
                id: id.clone(),
                path: file.full.clone(),
                shown: file.path.clone(),
                old: Some(file.text.clone()),
                new: apply(&file.text, &[edit::remove_member(member)]),
                base: Value::Null,
            });
        }
        self.write_as("unlink", writes).await?;
        self.bases.forget(&id);
        Ok(format!(
            "{} does not mean {} any more: it would be a new data view.",
            file.path,
            crate::api::error::plain(&id)
        ))
    }

    /// Files and the views that the settings link them to in this profile.
    fn links(&self) -> impl Iterator<Item = (String, String)> {
        let links = self.settings.options().links.iter().flatten();
        links.filter_map(|(path, by_profile)| {
            Some((path.clone(), by_profile.get(&self.profile.name)?.as_str()?.to_owned()))
        })
    }

    /// The settings file without the link of a path in this profile.
    fn without_link(&self, path: &str, id: &str) -> Option<FileWrite> {
        let config = self.root.join(FILE_NAME);
        let text = files::read(&config).ok()?.text;
        let tree = Tree::parse(text.as_str());
        let entry =
            tree.root().filter(|_| tree.errors().is_empty()).and_then(|root| root.get("links")?.member(path))?;
        let own = entry.value.member(&self.profile.name);
        let change = match own.filter(|_| entry.value.child_count() > 1) {
            Some(own) => edit::remove_member(own),
            None => edit::remove_member(entry),
        };
        Some(FileWrite {
            id: id.to_owned(),
            path: config,
            shown: FILE_NAME.to_owned(),
            new: apply(&text, &[change]),
            old: Some(text),
            base: Value::Null,
        })
    }

    /// Writes files as one operation, which can be undone.
    async fn write_as(&self, command: &'static str, writes: Vec<FileWrite>) -> Result<(), ApiError> {
        let mut pulling = Pulling::of(command);
        let result = self.write_files(&mut pulling, writes).await;
        self.close_pull(&pulling)?;
        result
    }
}
