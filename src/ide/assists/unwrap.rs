//! The only data view of a list or answer page, without what is around it: a file that can be pushed.

use super::{Asked, Assist, AssistKind, Change, list};
use crate::model;
use crate::syntax::{Node, edit};

pub(super) const ASSIST: Assist = Assist {
    id: "unwrap",
    kind: AssistKind::Rewrite,
    makes_files: false,
    offer: |asked| {
        let what = if only(asked)?.parent()?.parent().is_some() { "answer page" } else { "list" };
        Some(format!("Keep the data view alone, without the {what} around it"))
    },
    change: |asked| {
        let view = only(asked)?;
        let edits = vec![edit::replace(asked.document.tree.root()?, asked.laid_out(view.text(), false))];
        Some(Change { edits, files: Vec::new() })
    },
};

/// The one item of the list, when it is a data view.
fn only<'a>(asked: &Asked<'a>) -> Option<Node<'a>> {
    let items = list(asked.document).filter(|list| list.child_count() == 1 && asked.is_sound())?;
    let [view] = model::views(&asked.document.tree).try_into().ok()?;
    (view.node.parent() == Some(items)).then_some(view.node)
}
