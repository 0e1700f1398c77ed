//! The service's side brought into files: a new file, or the smallest edit of the one that is there.

use super::base::Origin;
use super::definition::Definition;
use super::plan::{Action, Plan, fields};
use super::sight::Sight;
use super::splice;
use super::workspace::{Outcome, Step, Workspace};
use super::writer::Written;
use crate::api::{ApiError, Kind};
use crate::files;
use crate::model::file_names::file_name;
use serde_json::Value;
use std::path::PathBuf;

impl Workspace {
    /// The text that a plan's file would have after a pull, for an editor that applies it itself.
    #[must_use]
    pub fn pulled_text(&self, plan: &Plan) -> Option<String> {
        let sight = plan.sight.as_deref()?;
        let live = sight.live()?;
        match (&sight.file, plan.action) {
            (Some(file), Action::EditFile) => {
                let text = splice::take(&file.text, &live.text, &plan.units)?;
                let after = Definition::of(&serde_json::from_str::<Value>(text.trim_start_matches('\u{feff}')).ok()?);
                after.agrees(&live.definition, &after.units()).then_some(text)
            }
            (None, Action::WriteFile) => splice::file(&live.text),
            _ => None,
        }
    }

    pub(super) async fn take_over(&self, plan: &Plan, sight: &Sight) -> Result<Outcome, ApiError> {
        let (Some(id), Some(live)) = (&sight.id, sight.live()) else {
            return Err(super::push::moved("there is nothing to take"));
        };
        let failed = |problem: &str| ApiError::new(Kind::Local, format!("pull {id}"), problem, "Nothing was written.");
        let text = self
            .pulled_text(plan)
            .ok_or_else(|| failed("the file cannot be edited so that it equals the service's version"))?;
        let path = match &sight.file {
            Some(file) => file.full.clone(),
            None => self.place(id, &plan.target.name),
        };
        self.tell(Step::WritingFile);
        let old = sight.file.as_ref().map(|file| file.text.as_str());
        let written = self.writer.write(&path, old, &text).await;
        match written.map_err(|error| ApiError::local(format!("write {}", path.display()), &error))? {
            Written::Saved => self.record(id, &live.value, Origin::Pull)?,
            // It becomes the base once the saved file has it.
            Written::Staged => {
                self.bases.stage(id, &live.value).map_err(|error| ApiError::local("note the pull in .cja", &error))?
            }
        }
        let shown = path.strip_prefix(&self.root).unwrap_or(&path).display().to_string();
        let message = match plan.action {
            Action::WriteFile => format!("Pulled {} from {} into {shown}.", plan.title(), plan.target.profile),
            _ => format!(
                "Pulled {} of {} from {} into {shown}.",
                fields(plan.units.len()),
                plan.title(),
                plan.target.profile
            ),
        };
        Ok(Outcome { view: Some(id.clone()), message, changed: true, ..Outcome::default() })
    }

    /// Where the file of a view goes: where the configuration links it, else by its name in the first root.
    fn place(&self, id: &str, name: &str) -> PathBuf {
        let options = self.settings.options();
        let linked = options
            .links
            .iter()
            .flatten()
            .find(|(_, by_profile)| by_profile.get(&self.profile.name).and_then(Value::as_str) == Some(id));
        // A link is a text of the repository; it must not lead out of it.
        let inside = linked.and_then(|(path, _)| files::inside(&self.root, path).ok());
        if let Some(path) = inside.filter(|path| !path.exists()) {
            return path;
        }
        let root = options.roots.as_ref().and_then(|roots| roots.first()).map_or("views", String::as_str);
        let folder = files::inside(&self.root, root).ok();
        let folder = folder.unwrap_or_else(|| self.root.clone());
        let taken: Vec<String> = std::fs::read_dir(&folder)
            .into_iter()
            .flatten()
            .flatten()
            .map(|entry| entry.file_name().to_string_lossy().to_lowercase())
            .collect();
        folder.join(file_name(name, Some(id), |name| taken.iter().any(|other| other == name)))
    }
}
