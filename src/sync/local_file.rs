//! A file with one data view, as it was read or as a buffer has it.

use super::definition::Definition;
use super::workspace::Workspace;
use crate::api::{ApiError, Kind};
use crate::diagnostic::Severity;
use crate::model::{self, Form};
use crate::syntax::Tree;
use crate::{files, ide};
use serde_json::Value;
use std::path::{Path, PathBuf};

/// Deeper documents are no data views, and reading them into values would cost a stack.
const DEEPEST: u32 = 100;

/// Why a file cannot be pushed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blocked {
    /// Whether it cannot even be read, so that a pull must not touch it.
    pub unreadable: bool,
    /// What is wrong.
    pub problem: String,
    /// What to do.
    pub advice: String,
}

/// A file with one data view.
#[derive(Clone, Debug)]
pub struct LocalFile {
    /// Relative to the workspace, with `/`.
    pub path: String,
    /// Absolute.
    pub full: PathBuf,
    /// Its text.
    pub text: String,
    /// What it says.
    pub definition: Definition,
    /// The name in it.
    pub name: Option<String>,
    /// The id in it.
    pub id: Option<String>,
    /// The id that the configuration links it to in this profile.
    pub link: Option<String>,
    /// The organization in it.
    pub organization: Option<String>,
    /// The service's date in it, when it is a dump.
    pub modified: Option<String>,
    /// Why it cannot be pushed.
    pub blocked: Option<Blocked>,
    /// Whether it holds several data views.
    pub is_list: bool,
    /// Whether the text is the disk's; else it is a buffer's.
    pub saved: bool,
    /// Whether the buffer holds a pull that is not saved yet, which counts as agreed for it.
    pub pulled: bool,
}

/// A path as it is named to people and in the configuration: from the workspace, with `/`.
pub(super) fn relative(root: &Path, full: &Path) -> String {
    let parts = full.strip_prefix(root).unwrap_or(full).components();
    parts.map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

impl LocalFile {
    pub(super) fn read(workspace: &Workspace, path: &Path) -> Result<Self, ApiError> {
        let mut file = Self::read_unchecked(workspace, path)?;
        if file.blocked.is_none() {
            file.blocked = file.errors(workspace);
        }
        Ok(file)
    }

    pub(super) fn read_unchecked(workspace: &Workspace, path: &Path) -> Result<Self, ApiError> {
        let full = files::absolute(path);
        let path = relative(&workspace.root, &full);
        if let Ok(below) = full.strip_prefix(&workspace.root) {
            if below.to_str().is_none() {
                let advice = "Rename it. `cja check` takes it as it is.";
                return Err(ApiError::new(Kind::Usage, format!("read {path}"), "its name is not UTF-8", advice));
            }
            files::inside(&workspace.root, below)
                .map_err(|why| ApiError::new(Kind::Guard, format!("read {path}"), format!("it {why}"), ""))?;
        }
        let decoded = files::read(&full)
            .map_err(|error| ApiError::new(Kind::Usage, format!("read {path}"), error.to_string(), ""))?;
        let mut file = Self::of(path, full, decoded.text);
        if let Some(fault) = decoded.fault {
            file.blocked =
                Some(Blocked { unreadable: true, problem: fault.message, advice: "Save the file as UTF-8.".into() });
        }
        file.link = workspace.link_of(&file.path);
        Ok(file)
    }

    pub(super) fn of(path: String, full: PathBuf, text: String) -> Self {
        let tree = Tree::parse(text.as_str());
        let form = model::form(&tree);
        let (value, blocked) = match (tree.errors().first(), form) {
            (Some(error), _) => {
                let line = text.get(..error.range.start as usize).unwrap_or_default().matches('\n').count() + 1;
                let problem = format!("it is not JSON (line {line}: {})", error.message.trim_end_matches('.'));
                (Value::Null, Some((problem, "`cja check` shows where, and how to fix it.")))
            }
            _ if tree.depth() > DEEPEST => (Value::Null, Some(("it is nested too deeply".to_owned(), ""))),
            (None, Form::View) => (tree.root().and_then(crate::syntax::Node::to_value).unwrap_or_default(), None),
            (None, Form::List | Form::Page) => (
                Value::Null,
                Some((
                    "it holds a list of data views".to_owned(),
                    "Lists are checked, not pushed: split it into one file for each data view.",
                )),
            ),
            (None, Form::Other) => {
                (Value::Null, Some(("it holds no data view".to_owned(), "A data view is a JSON object.")))
            }
        };
        let member =
            |name: &str| value.get(name).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned);
        Self {
            definition: Definition::of(&value),
            name: member("name"),
            id: member("id"),
            organization: member("organization"),
            modified: member("modifiedDate"),
            link: None,
            blocked: blocked.map(|(problem, advice)| Blocked { unreadable: true, problem, advice: advice.into() }),
            is_list: matches!(form, Form::List | Form::Page),
            saved: true,
            pulled: false,
            path,
            full,
            text,
        }
    }

    fn errors(&self, workspace: &Workspace) -> Option<Blocked> {
        let tree = Tree::parse(self.text.as_str());
        let found = ide::diagnostics(&tree, &workspace.settings, Some(&self.full), jiff::Timestamp::now());
        let errors: Vec<_> = found.iter().filter(|finding| finding.severity == Severity::Error).collect();
        let first = errors.first()?;
        let line = self.text.get(..first.range.start as usize).unwrap_or_default().matches('\n').count() + 1;
        let more = if errors.len() > 1 { format!(" and {} more", errors.len() - 1) } else { String::new() };
        let problem = format!("it has errors (line {line}: {}{more})", first.message.trim_end_matches('.'));
        Some(Blocked { unreadable: false, problem, advice: "`cja check` shows them all.".into() })
    }

    /// The view it means in this profile: the link, else its own id.
    #[must_use]
    pub fn target(&self) -> Option<String> {
        self.link.clone().or_else(|| self.id.clone())
    }
}
