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
        let inside =
            linked.map(|(path, _)| files::absolute(&self.root.join(path))).filter(|path| path.starts_with(&self.root));
        if let Some(path) = inside.filter(|path| !path.exists()) {
            return path;
        }
        let root = options.roots.as_ref().and_then(|roots| roots.first()).map_or("views", String::as_str);
        let folder = Some(files::absolute(&self.root.join(root))).filter(|path| path.starts_with(&self.root));
        let folder = folder.unwrap_or_else(|| self.root.clone());
        let taken: Vec<String> = std::fs::read_dir(&folder)
            .into_iter()
            .flatten()
            .flatten()
            .map(|entry| entry.file_name().to_string_lossy().to_lowercase())
            .collect();
        let tail: String = id.chars().rev().take(6).collect::<Vec<_>>().into_iter().rev().collect();
        let slug = slug(name);
        let whole = id.to_owned();
        let names = [slug.clone(), format!("{slug}~{}", self::slug(&tail)), self::slug(&whole)];
        let name = names.into_iter().map(|name| format!("{name}.dataview.json")).find(|name| !taken.contains(name));
        folder.join(name.unwrap_or_else(|| format!("{}.dataview.json", super::journal::operation())))
    }
}

/// A file name from a view's name: lower case, everything but letters and digits a hyphen, at most 80 characters, and
/// nothing that a system keeps for its devices.
#[must_use]
pub(super) fn slug(name: &str) -> String {
    const RESERVED: [&str; 6] = ["con", "prn", "aux", "nul", "com", "lpt"];
    // A name may have 255 bytes, with the ending and what tells two views of a name apart.
    const LONGEST: usize = 200;
    let mut out = String::new();
    for ch in name.to_lowercase().chars() {
        if ch.is_alphanumeric() {
            out.push(ch);
        } else if is_accent(ch) {
            // A letter and its accent written apart stay one word.
        } else if !out.ends_with('-') && !out.is_empty() {
            out.push('-');
        }
    }
    let mut bytes = 0;
    let short = out.trim_matches('-').chars().take(80).take_while(|ch| {
        bytes += ch.len_utf8();
        bytes <= LONGEST
    });
    let short: String = short.collect();
    let short = short.trim_matches('-').to_owned();
    let stem = short.trim_end_matches(|ch: char| ch.is_ascii_digit());
    if short.is_empty() || RESERVED.contains(&stem) {
        format!("view-{short}").trim_end_matches('-').to_owned()
    } else {
        short
    }
}

fn is_accent(ch: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&ch)
}

#[cfg(test)]
mod tests {
    use super::slug;

    #[test]
    fn names_become_file_names() {
        assert_eq!(slug("Web – EMEA"), "web-emea");
        assert_eq!(slug("Order history \"raw\"/../x"), "order-history-raw-x");
        assert_eq!(slug("ウェブ全体 (Japan)"), "ウェブ全体-japan");
        assert_eq!(
            (slug("CON").as_str(), slug("com1").as_str(), slug("…").as_str()),
            ("view-con", "view-com1", "view")
        );
        assert_eq!(slug(&"ab ".repeat(60)).chars().count(), 80);
        assert_eq!(slug("u\u{308}ber"), "uber");
        assert!(slug(&"𠮷".repeat(200)).len() <= 200);
    }
}
