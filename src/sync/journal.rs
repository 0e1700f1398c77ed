//! The journal: what was meant to be written and what came of it, one JSON object a line, append-only; and the images of
//! each write, from which it can be undone. It holds definitions and ids, never a token.

use crate::files::Own;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What a write does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum WriteKind {
    /// A new view.
    Create,
    /// A changed view.
    Update,
    /// A view gone.
    Delete,
    /// Files changed here; nothing is sent.
    Files,
}

/// One line.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Entry {
    /// `intent` before the request, `outcome` after it.
    pub event: String,
    /// The operation, the same in both.
    pub op: String,
    /// In UTC.
    pub time: String,
    /// This program's.
    pub version: String,
    /// The target.
    pub profile: String,
    /// The target.
    pub org: String,
    /// `push`, `create`, `delete`, `undo`, `pull`, `resolve`.
    pub command: String,
    /// The operation that this one undoes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub undoes: Option<String>,
    /// What it does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deed: Option<WriteKind>,
    /// The view, as far as it has an id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub view: Option<String>,
    /// The file, relative to the workspace.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// The commit that the workspace was on, with `+` when it had changes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub git: Option<String>,
    /// The units that are written.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<String>,
    /// Hash of the view before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// Hash of the view after.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// What is sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<Value>,
    /// Views of the same name that were there before a create.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub known: Vec<String>,
    /// Units that differ and were not written, because nobody settled whose value is meant.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unsettled: Vec<String>,
    /// What Adobe's support asks for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// Milliseconds from before the view was read for the last time to the write.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gap_ms: Option<u64>,
    /// `done`, `failed`, `moved` (nothing was sent), `unknown`, `unverified`, `unclear`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<String>,
    /// More about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

/// Both images of a write.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Images {
    /// The operation.
    pub op: String,
    /// The organization; older ones do not say it.
    #[serde(default)]
    pub org: Option<String>,
    /// What it did.
    pub deed: WriteKind,
    /// The view.
    pub view: Option<String>,
    /// The file.
    pub path: Option<String>,
    /// The units written.
    pub fields: Vec<String>,
    /// The full view before.
    pub pre: Option<Value>,
    /// The full view after.
    pub post: Option<Value>,
}

/// A file as it was before an operation, and what it is recognised by afterwards.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FileImage {
    /// Relative to the workspace.
    pub path: String,
    /// Its view.
    pub view: String,
    /// Its text; nothing when there was no file.
    pub before: Option<String>,
    /// Hash of its text afterwards.
    pub after: String,
    /// The base snapshot before, as it was written; nothing when there was none.
    pub base: Option<String>,
}

/// See the module.
#[derive(Clone, Debug)]
pub struct Journal {
    own: Own,
}

impl Journal {
    /// That of a `.cja` folder.
    #[must_use]
    pub fn new(cja: &Own) -> Self {
        Self { own: cja.clone() }
    }

    /// Appends a line and waits until the disk has it. A line that was cut by a crash stays alone.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn append(&self, entry: &Entry) -> std::io::Result<()> {
        let month = entry.time.get(..7).unwrap_or("unknown");
        let line = serde_json::to_string(entry)?;
        self.own.append(&format!("journal/{month}.jsonl"), format!("{line}\n").as_bytes())
    }

    /// All entries that can be read, oldest first.
    #[must_use]
    pub fn entries(&self) -> Vec<Entry> {
        let names = self.own.list("journal").unwrap_or_default();
        // A byte that is no text costs its own line alone.
        let texts = names.iter().filter_map(|name| self.own.read(&format!("journal/{name}")).ok());
        texts
            .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
            .flat_map(|text| text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect::<Vec<_>>())
            .collect()
    }

    /// Intents of which it is not known what became of them.
    #[must_use]
    pub fn open(&self) -> Vec<Entry> {
        let mut order: Vec<String> = Vec::new();
        let mut open: FxHashMap<String, Entry> = FxHashMap::default();
        for entry in self.entries() {
            if entry.event == "intent" {
                // A second intent of an operation says more than the first.
                if open.insert(entry.op.clone(), entry.clone()).is_none() {
                    order.push(entry.op);
                }
            } else if entry.event == "outcome" && entry.outcome.as_deref() != Some("unknown") {
                open.remove(&entry.op);
            }
        }
        order.iter().filter_map(|op| open.remove(op)).collect()
    }

    /// Keeps the images of a write.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn keep(&self, images: &Images) -> std::io::Result<()> {
        self.own.write(&place(&images.op), serde_json::to_string(images)?.as_bytes())
    }

    /// The images of a write.
    #[must_use]
    pub fn images(&self, op: &str) -> Option<Images> {
        let images: Images =
            serde_json::from_slice(&is_operation(op).then(|| self.own.read(&place(op)).ok()).flatten()?).ok()?;
        (images.op == op).then_some(images)
    }

    /// Keeps files as they are before an operation changes them.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn keep_files(&self, op: &str, files: &[FileImage]) -> std::io::Result<()> {
        let lines: Vec<String> = files.iter().map(serde_json::to_string).collect::<Result<_, _>>()?;
        self.own.append(&format!("undo/{op}.files.jsonl"), format!("{}\n", lines.join("\n")).as_bytes())
    }

    /// The files that an operation changed, as they were; a line that a crash cut is left out.
    #[must_use]
    pub fn files(&self, op: &str) -> Vec<FileImage> {
        let name = format!("undo/{op}.files.jsonl");
        let text = is_operation(op).then(|| self.own.read(&name)).and_then(Result::ok);
        let text = String::from_utf8_lossy(&text.unwrap_or_default()).into_owned();
        text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()
    }
}

/// Whether a text has the form of an operation's id, which is a part of file names.
#[must_use]
pub fn is_operation(text: &str) -> bool {
    let (Some((date, rest)), true) = (text.split_once('T'), text.is_ascii()) else { return false };
    let Some((time, salt)) = rest.split_once('-') else { return false };
    let all = |part: &str, length: usize, of: fn(&char) -> bool| part.len() == length && part.chars().all(|ch| of(&ch));
    all(date, 8, char::is_ascii_digit) && all(time, 9, char::is_ascii_digit) && all(salt, 4, char::is_ascii_hexdigit)
}

fn place(op: &str) -> String {
    format!("undo/{}.json", crate::api::request::segment(op))
}

/// A new operation id: the moment, and four digits that tell processes apart.
pub(super) fn operation() -> String {
    use std::hash::{BuildHasher as _, RandomState};
    let salt = RandomState::new().hash_one(std::process::id()) & 0xffff;
    format!("{}-{salt:04x}", jiff::Timestamp::now().strftime("%Y%m%dT%H%M%S%3f"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_torn_line_costs_itself_alone_and_an_intent_without_outcome_is_open() {
        let folder = tempfile::tempdir().unwrap();
        let journal = Journal::new(&Own::new(folder.path()));
        let entry = |event: &str, op: &str, outcome: Option<&str>| Entry {
            event: event.into(),
            op: op.into(),
            time: "2026-11-03T10:00:00Z".into(),
            outcome: outcome.map(str::to_owned),
            ..Entry::default()
        };
        journal.append(&entry("intent", "1", None)).unwrap();
        let path = folder.path().join("journal/2026-11.jsonl");
        let text = std::fs::read_to_string(&path).unwrap();
        std::fs::write(&path, format!("{text}{{\"event\": \"int")).unwrap();
        journal.append(&entry("intent", "2", None)).unwrap();
        journal.append(&entry("outcome", "2", Some("unknown"))).unwrap();
        assert_eq!(journal.open().len(), 2);
        journal.append(&entry("outcome", "2", Some("done"))).unwrap();
        assert_eq!(journal.open().into_iter().map(|entry| entry.op).collect::<Vec<_>>(), ["1"]);
        assert_eq!(journal.entries().len(), 4);
    }
}
