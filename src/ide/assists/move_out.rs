//! The data view at the cursor, out of a list and into a file of its own. An answer page is a copy of what the service
//! has, and stays whole.

use super::{Asked, Assist, AssistKind, Change, called, content};
use crate::model::{self, Form, View};
use crate::syntax::edit;

pub(super) const ASSIST: Assist = Assist { id: "moveOut", kind: AssistKind::Extract, makes_files: true, offer, change };

/// The data view at the cursor, when it has others beside it.
fn movable<'a>(asked: &Asked<'a>) -> Option<View<'a>> {
    let several = asked.is_sound() && model::views(&asked.document.tree).len() > 1;
    asked.view().filter(|_| several)
}

fn offer(asked: &Asked<'_>) -> Option<String> {
    let verb = if model::form(&asked.document.tree) == Form::List { "Move" } else { "Copy" };
    movable(asked).map(|view| format!("{verb} {} into a file of its own", called(view)))
}

fn change(asked: &Asked<'_>) -> Option<Change> {
    let view = movable(asked)?;
    let (name, id) = (content(view, "name").unwrap_or_default(), content(view, "id"));
    let file = asked.file(&name, id.as_deref(), view.node.text(), &[]);
    let moved = model::form(&asked.document.tree) == Form::List;
    let edits = moved.then(|| edit::remove_item(view.node)).into_iter().collect();
    Some(Change { edits, files: vec![file] })
}
