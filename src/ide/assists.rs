//! Changes that a person may want although nothing is wrong: sorting, splitting, writing otherwise.
//!
//! One file each: data plus two functions, [`Assist::offer`] cheap and asked at each move of the cursor, [`Assist::change`]
//! asked when it is taken. None touches text that is not JSON. Begin with [`ASSISTS`].

mod all_fixes;
mod move_out;
mod new_view;
mod remove_ignored;
mod request_form;
mod sort;
mod split;
mod unwrap;

use super::{Document, Env, FormatOptions, format};
use crate::diagnostic::Diagnostic;
use crate::model::file_names::file_name;
use crate::model::{self, View};
use crate::syntax::Node;
use crate::text::{TextEdit, TextRange, apply};

/// What kind of change it is; menus and settings of editors go by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AssistKind {
    /// The same said otherwise.
    Rewrite,
    /// A part goes elsewhere.
    Extract,
    /// Everything that can be fixed without guessing is fixed.
    FixAll,
    /// Members in the documented order.
    Sort,
    /// What has no effect goes.
    Tidy,
}

/// Every kind.
pub const ASSIST_KINDS: [AssistKind; 5] =
    [AssistKind::Rewrite, AssistKind::Extract, AssistKind::FixAll, AssistKind::Sort, AssistKind::Tidy];

/// One of the changes.
pub struct Assist {
    /// Its name: the same for as long as the program runs.
    pub id: &'static str,
    /// What kind of change it is.
    pub kind: AssistKind,
    /// Whether it makes files.
    pub makes_files: bool,
    offer: fn(&Asked<'_>) -> Option<String>,
    change: fn(&Asked<'_>) -> Option<Change>,
}

/// All of them, as they are listed in a menu.
pub const ASSISTS: &[&Assist] = &[
    &request_form::ASSIST,
    &request_form::EVERYWHERE,
    &unwrap::ASSIST,
    &new_view::ASSIST,
    &move_out::ASSIST,
    &split::ASSIST,
    &all_fixes::ASSIST,
    &sort::ASSIST,
    &remove_ignored::ASSIST,
];

/// What is asked about.
pub struct Asked<'a> {
    /// The document.
    pub document: &'a Document,
    /// What is known besides.
    pub env: Env<'a>,
    /// The cursor or selection.
    pub range: TextRange,
    /// What is wrong with the document.
    pub found: &'a [Diagnostic],
    /// Finds that for another text.
    pub diagnose: &'a dyn Fn(&Document) -> Vec<Diagnostic>,
    /// Whether a file of this name, in lower case, is beside the document already.
    pub taken: &'a dyn Fn(&str) -> bool,
}

/// A file that is to be made beside the document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewFile {
    /// Its name.
    pub name: String,
    /// Its text.
    pub text: String,
}

/// What happens when it is taken.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// Edits of the document, not overlapping.
    pub edits: Vec<TextEdit>,
    /// New files.
    pub files: Vec<NewFile>,
}

impl Assist {
    /// Its entry in a menu; none when there is nothing to change.
    pub fn offer(&self, asked: &Asked<'_>) -> Option<String> {
        (self.offer)(asked)
    }

    /// The change; none when there is nothing to change.
    pub fn change(&self, asked: &Asked<'_>) -> Option<Change> {
        (self.change)(asked).filter(|change| !change.edits.is_empty() || !change.files.is_empty())
    }
}

/// The change of a name.
pub fn find_assist(id: &str) -> Option<&'static Assist> {
    ASSISTS.iter().copied().find(|assist| assist.id == id)
}

impl<'a> Asked<'a> {
    /// Whether all of the text is JSON: from anything else nothing is taken apart.
    fn is_sound(&self) -> bool {
        self.document.tree.errors().is_empty()
    }

    /// The data view that the cursor or selection is in.
    fn view(&self) -> Option<View<'a>> {
        model::views(&self.document.tree).into_iter().find(|view| view.node.range().contains(self.range))
    }

    /// A file for a data view given as text, named by its name and id; `others` are files that are made with it.
    fn file(&self, name: &str, id: Option<&str>, text: &str, others: &[NewFile]) -> NewFile {
        let taken = |name: &str| (self.taken)(name) || others.iter().any(|other| other.name == name);
        NewFile { name: file_name(name, id, taken), text: self.laid_out(text, true) }
    }

    /// JSON text as this document is laid out, from the left margin.
    fn laid_out(&self, text: &str, final_newline: bool) -> String {
        let layout = self.document.tree.layout();
        let options = FormatOptions {
            tab_size: u32::try_from(layout.unit.len()).unwrap_or(2),
            insert_spaces: layout.unit != "\t",
            final_newline: Some(final_newline),
            ..FormatOptions::default()
        };
        let tree = crate::syntax::Tree::parse(text);
        let edits = format(&tree, &options).unwrap_or_default();
        let out = apply(text, &edits);
        if layout.line_break == "\r\n" { out.replace("\r\n", "\n").replace('\n', "\r\n") } else { out }
    }
}

/// The content of a member that is a text with something in it.
fn content(view: View<'_>, name: &str) -> Option<String> {
    view.text(name).filter(|text| !text.trim().is_empty()).map(|text| text.into_owned())
}

/// What a data view is called in a menu.
fn called(view: View<'_>) -> String {
    let name = content(view, "name").or_else(|| content(view, "id"));
    name.map_or_else(|| "this data view".to_owned(), |name| format!("\u{201c}{}\u{201d}", shortened(&name)))
}

fn shortened(name: &str) -> String {
    crate::text::shown::short(name, 40)
}

/// The items of the list or page that a document is, when it is one.
fn list<'t>(document: &'t Document) -> Option<Node<'t>> {
    let root = document.tree.root()?;
    match model::form(&document.tree) {
        model::Form::List => Some(root),
        model::Form::Page => root.get("content"),
        model::Form::View | model::Form::Other => None,
    }
}

#[cfg(test)]
mod tests;
