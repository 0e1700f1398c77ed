//! Members that the service sets and a push ignores, removed from all data views of the file.

use super::{Asked, Assist, AssistKind, Change};
use crate::model::members::SERVER_OWNED;
use crate::model::{self, View};
use crate::syntax::{Member, edit};

pub(super) const ASSIST: Assist =
    Assist { id: "removeIgnored", kind: AssistKind::Tidy, makes_files: false, offer, change };

fn offer(asked: &Asked<'_>) -> Option<String> {
    let count: usize = views(asked).map(|view| ignored(view).len()).sum();
    match count {
        0 => None,
        1 => Some("Remove the member that a push ignores".to_owned()),
        count => Some(format!("Remove the {count} members that a push ignores")),
    }
}

fn change(asked: &Asked<'_>) -> Option<Change> {
    let edits = views(asked).flat_map(|view| edit::remove_members(view.node, &ignored(view))).collect();
    Some(Change { edits, files: Vec::new() })
}

fn views<'a>(asked: &Asked<'a>) -> impl Iterator<Item = View<'a>> {
    let sound = asked.is_sound();
    model::views(&asked.document.tree).into_iter().filter(move |_| sound)
}

/// A data view that says it is deleted keeps saying so: that is for a person to decide on.
fn ignored(view: View<'_>) -> Vec<Member<'_>> {
    let deleted = |member: &Member<'_>| member.key.is_named("isDeleted") && member.value.as_bool() == Some(true);
    let owned = |member: &Member<'_>| SERVER_OWNED.iter().any(|name| member.key.is_named(name));
    view.node.members().filter(|member| owned(member) && !deleted(member)).collect()
}
