//! The fixes that rules offer. None is made where the text around is broken: it would be made blindly.

use crate::diagnostic::{Applicability, Fix};
use crate::schema::alike;
use crate::syntax::{Member, Node, edit, quote};
use crate::text::TextEdit;

/// How sure a fix is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Sure {
    /// Nothing but the mistake differs afterwards, so that nobody need ask for it.
    Yes,
    /// It is what most people would do, but it rests on a reading of what was meant.
    Likely,
    /// It is one of several ways, or loses something.
    No,
}

impl Sure {
    /// Sure when the texts are spelt alike but for letter case and joints, likely else.
    pub(super) fn if_alike(one: &str, other: &str) -> Sure {
        if alike(one, other) { Sure::Yes } else { Sure::Likely }
    }
}

fn fix(title: String, edits: Vec<TextEdit>, sure: Sure) -> Fix {
    as_sure(Fix::offered(title, edits), sure)
}

fn as_sure(fix: Fix, sure: Sure) -> Fix {
    let applicability = if sure == Sure::Yes { Applicability::Safe } else { Applicability::Unsafe };
    Fix { preferred: sure != Sure::No, applicability, ..fix }
}

/// Puts another text in the place of one.
pub(super) fn replace(node: Node<'_>, text: &str, sure: Sure) -> Option<Fix> {
    let change = || fix(format!("Change to `{text}`"), vec![edit::replace(node, quote(text))], sure);
    edit::is_sound(node).then(change)
}

/// Gives a member another name.
pub(super) fn rename(member: Member<'_>, name: &str, sure: Sure) -> Option<Fix> {
    (edit::is_sound(member.value) && !member.key.is_odd())
        .then(|| fix(format!("Rename to `{name}`"), vec![edit::rename(member.key, name)], sure))
}

/// Removes a member, as often as it stands in the object.
pub(super) fn remove(member: Member<'_>, sure: Sure) -> Option<Fix> {
    let object = member.key.parent()?;
    let name = member.key.as_str().unwrap_or_default();
    let same: Vec<Member<'_>> = object.members().filter(|other| other.key.is_named(&name)).collect();
    if same.len() < 2 {
        return remove_this(member, sure);
    }
    let fix = remove_all(object, &same, &format!("Remove `{name}`"))?;
    Some(as_sure(fix, sure))
}

/// Removes a member, and no other of its name.
pub(super) fn remove_this(member: Member<'_>, sure: Sure) -> Option<Fix> {
    let whole = member.key.parent().is_some_and(edit::is_whole);
    let name = member.key.as_str().unwrap_or_default();
    (whole && edit::is_sound(member.value))
        .then(|| fix(format!("Remove `{name}`"), vec![edit::remove_member(member)], sure))
}

/// Removes several members of one object.
pub(super) fn remove_all(object: Node<'_>, members: &[Member<'_>], title: &str) -> Option<Fix> {
    let sound = edit::is_whole(object) && members.iter().all(|member| edit::is_sound(member.value));
    sound.then(|| fix(title.to_owned(), edit::remove_members(object, members), Sure::No))
}

/// Removes an item of an array.
pub(super) fn remove_item(item: Node<'_>, title: &str, sure: Sure) -> Option<Fix> {
    let whole = item.parent().is_some_and(|array| !array.is_hurt()) && edit::is_whole(item);
    (whole && edit::is_sound(item)).then(|| fix(title.to_owned(), vec![edit::remove_item(item)], sure))
}

/// Adds members, given as name and JSON text.
pub(super) fn insert(object: Node<'_>, members: &[(&str, &str)], sure: Sure) -> Option<Fix> {
    let list: Vec<String> = members.iter().map(|(name, json)| format!("`\"{name}\": {json}`")).collect();
    let add = || fix(format!("Add {}", list.join(" and ")), vec![edit::insert_members(object, None, members)], sure);
    edit::can_grow(object).then(add)
}

/// Adds an item, given as JSON text, to an array.
pub(super) fn append(array: Node<'_>, json: &str, title: &str) -> Option<Fix> {
    edit::can_grow(array).then(|| fix(title.to_owned(), vec![edit::append_item(array, json)], Sure::No))
}
