//! One file for each data view. Of a list the first data view keeps the file, so that nothing is deleted; an answer page
//! is a copy of what the service has, and stays whole.

use super::{Asked, Assist, AssistKind, Change, NewFile, content, list};
use crate::model::{self, Form, View};
use crate::syntax::edit;

pub(super) const ASSIST: Assist = Assist { id: "split", kind: AssistKind::Extract, makes_files: true, offer, change };

/// The data views, when there are several and nothing else that would be lost.
fn parts<'a>(asked: &Asked<'a>) -> Option<Vec<View<'a>>> {
    let views = model::views(&asked.document.tree);
    let list = list(asked.document)?;
    let whole = model::form(&asked.document.tree) == Form::Page || views.len() == list.child_count();
    (asked.is_sound() && whole && views.len() > 1).then_some(views)
}

fn offer(asked: &Asked<'_>) -> Option<String> {
    parts(asked).map(|views| format!("Split into {} files, one for each data view", views.len()))
}

fn change(asked: &Asked<'_>) -> Option<Change> {
    let views = parts(asked)?;
    let is_list = model::form(&asked.document.tree) == Form::List;
    let first = views.first().filter(|_| is_list);
    let mut files: Vec<NewFile> = Vec::new();
    for view in views.iter().skip(usize::from(is_list)) {
        let (name, id) = (content(*view, "name").unwrap_or_default(), content(*view, "id"));
        files.push(asked.file(&name, id.as_deref(), view.node.text(), &files));
    }
    let root = asked.document.tree.root()?;
    let edits = first.map(|view| edit::replace(root, asked.laid_out(view.node.text(), false))).into_iter().collect();
    Some(Change { edits, files })
}
