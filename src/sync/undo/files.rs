//! Files of an undone operation: each gets its old text back, or goes where there was none, together with what was agreed
//! about its view then.

use super::{Undo, UndoStep};
use crate::api::ApiError;
use crate::files;
use crate::sync::definition::{Definition, sha256};
use crate::sync::journal::{FileImage, WriteKind};
use crate::sync::plan::shown;
use crate::sync::pull::Pulling;
use crate::sync::step::Step;
use crate::sync::workspace::{Outcome, Workspace};

impl Workspace {
    /// Which files of an operation still are as it left them.
    pub(super) fn plan_files(&self, op: &str, images: Vec<FileImage>) -> Undo {
        let (mut back, mut since, mut details) = (Vec::new(), Vec::new(), Vec::new());
        for image in images {
            let path = self.inside(&image.path).ok();
            let now = path.and_then(|path| files::read(&path).ok()).map(|decoded| decoded.text);
            match now {
                Some(text) if sha256(&text) == image.after => {
                    details.extend(fields(&image, &text));
                    back.push(image);
                }
                // An undo that removed a file left nothing.
                None if image.after.is_empty() => back.push(image),
                now if now == image.before => {}
                _ => since.push(image.path),
            }
        }
        let name = match &back[..] {
            [one] => one.path.clone(),
            several => format!("{} files", several.len()),
        };
        let step = if back.is_empty() { UndoStep::Nothing } else { UndoStep::Files(back) };
        Undo { op: op.to_owned(), name, step, changed_since: since, details, same_name: false }
    }

    pub(super) async fn undo_files(&self, undo: &Undo, images: &[FileImage]) -> Result<Outcome, ApiError> {
        let _lock = self.lock().await?;
        let pulling = Pulling::undoing(&undo.op);
        let mut intent = self.entry("intent", pulling.op(), "undo");
        intent.deed = Some(WriteKind::Files);
        intent.undoes = Some(undo.op.clone());
        if let [image] = images {
            intent.path = Some(image.path.clone());
        }
        self.write_journal(&intent)?;
        let result = self.put_back(pulling.op(), images).await;
        self.close(pulling.op(), "undo", "done", None, None)?;
        let written = result?;
        let files = if written == 1 { "1 file is".to_owned() } else { format!("{written} files are") };
        let message = format!("{files} as before operation {}.", undo.op);
        let op = Some(pulling.op().to_owned());
        Ok(Outcome { op, message, changed: written > 0, ..Outcome::default() })
    }

    async fn put_back(&self, op: &str, images: &[FileImage]) -> Result<usize, ApiError> {
        self.tell(Step::WritingFile);
        for image in images {
            let path = self.inside(&image.path)?;
            let failed = |error: std::io::Error| ApiError::local(format!("write {}", image.path), &error);
            let now = files::read(&path).ok().map(|decoded| decoded.text);
            let own = FileImage {
                path: image.path.clone(),
                view: image.view.clone(),
                before: now.clone(),
                after: image.before.as_deref().map(sha256).unwrap_or_default(),
                base: self.bases.raw(&image.view),
            };
            self.journal.keep_files(op, &[own]).map_err(failed)?;
            match &image.before {
                Some(text) => drop(self.writer.write(&path, now.as_deref(), text).await.map_err(failed)?),
                None => std::fs::remove_file(&path).map_err(failed)?,
            }
            if !image.view.is_empty() {
                self.bases.put_back(&image.view, image.base.as_deref()).map_err(failed)?;
            }
        }
        Ok(images.len())
    }
}

/// What changes in a file that stays one, field by field.
fn fields(image: &FileImage, now: &str) -> Vec<String> {
    let definition =
        |text: &str| serde_json::from_str(text.trim_start_matches('\u{feff}')).map(|value| Definition::of(&value));
    let Some(Ok(then)) = image.before.as_deref().map(definition) else { return Vec::new() };
    let Ok(now) = definition(now) else { return Vec::new() };
    let mut units = now.units();
    units.extend(then.units());
    units.sort();
    units.dedup();
    let differing = units.into_iter().filter(|unit| now.get(unit) != then.get(unit));
    differing
        .map(|unit| format!("{}: {unit}: {} → {}", image.path, shown(now.get(&unit)), shown(then.get(&unit))))
        .collect()
}
