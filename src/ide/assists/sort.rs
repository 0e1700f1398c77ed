//! The members of all objects in the documented order. Only members change places: each keeps its text, and what stands
//! between them stays where it is, so that the layout of the file remains. Members that are not documented go behind, in
//! their order.

use super::{Asked, Assist, AssistKind, Change};
use crate::schema::{Facts, Schema};
use crate::syntax::{Member, Node, Step};
use crate::text::{TextEdit, TextRange, apply};

pub(super) const ASSIST: Assist = Assist {
    id: "sort",
    kind: AssistKind::Sort,
    makes_files: false,
    offer: |asked| (!edits(asked).is_empty()).then(|| "Put the members into the documented order".to_owned()),
    change: |asked| Some(Change { edits: edits(asked), files: Vec::new() }),
};

/// The walk recurses with the document; deeper ones are not validated either.
const DEEPEST: u32 = 256;

fn edits(asked: &Asked<'_>) -> Vec<TextEdit> {
    let tree = &asked.document.tree;
    let mut out = Vec::new();
    if let Some(root) = tree.root().filter(|_| asked.is_sound() && tree.depth() <= DEEPEST) {
        sort(root, &asked.env.schema.at(root), asked.env.schema, &mut out);
    }
    out
}

fn sort(node: Node<'_>, facts: &Facts<'_>, schema: &Schema, out: &mut Vec<TextEdit>) {
    // Where the schema says nothing there is no order further in.
    if facts.is_empty() {
        return;
    }
    for (index, item) in node.items().enumerate().filter(|(_, item)| item.is_container()) {
        sort(item, &schema.inside(facts, &Step::Index(index), item), schema, out);
    }
    let slots: Vec<Member<'_>> = node.members().collect();
    if slots.is_empty() {
        return;
    }
    let properties = facts.properties();
    let order = |member: &Member<'_>| {
        let known = properties.iter().find(|property| member.key.is_named(property.name));
        known.and_then(|property| property.order).unwrap_or(i64::MAX)
    };
    let mut sorted: Vec<(i64, Member<'_>)> = slots.iter().map(|member| (order(member), *member)).collect();
    sorted.sort_by_key(|(order, _)| *order);
    for (slot, (_, member)) in slots.iter().zip(sorted) {
        let within = |out: &mut Vec<TextEdit>| {
            if member.value.is_container() {
                let name = member.key.as_str().unwrap_or_default();
                sort(member.value, &schema.inside(facts, &Step::Key(name), member.value), schema, out);
            }
        };
        if slot.key == member.key {
            within(out);
        } else {
            let mut inner = Vec::new();
            within(&mut inner);
            out.push(TextEdit::replace(whole(*slot), moved(member, inner)));
        }
    }
}

fn whole(member: Member<'_>) -> TextRange {
    member.key.range().cover(member.value.range())
}

/// The text of a member after the edits within it.
fn moved(member: Member<'_>, mut edits: Vec<TextEdit>) -> String {
    let range = whole(member);
    for edit in &mut edits {
        edit.range = TextRange { start: edit.range.start - range.start, end: edit.range.end - range.start };
    }
    apply(range.slice(member.key.tree().text()), &edits)
}
