//! The members of all objects in the documented order. Only members change places: each keeps its text, and what stands
//! between them stays where it is, so that the layout of the file remains. Members that are not documented go behind, in
//! their order.

use super::{Asked, Assist, AssistKind, Change};
use crate::schema::{Facts, Schema};
use crate::syntax::{Member, Node, Step};
use crate::text::{TextEdit, TextRange, apply};
use rustc_hash::FxHashMap;
use std::rc::Rc;

pub(super) const ASSIST: Assist = Assist {
    id: "sort",
    kind: AssistKind::Sort,
    makes_files: false,
    offer: |asked| {
        let any = !edits(asked, true).is_empty();
        any.then(|| "Put the members into the documented order".to_owned())
    },
    change: |asked| Some(Change { edits: edits(asked, false), files: Vec::new() }),
};

/// The walk recurses with the document; deeper ones are not validated either.
const DEEPEST: u32 = 256;

/// The edits; to know whether there are any, the first one is enough.
fn edits(asked: &Asked<'_>, first: bool) -> Vec<TextEdit> {
    let tree = &asked.document.tree;
    let mut out = Vec::new();
    if let Some(root) = tree.root().filter(|_| asked.is_sound() && tree.depth() <= DEEPEST) {
        let facts = asked.env.schema.at(root);
        let mut sorter = Sorter { schema: asked.env.schema, orders: FxHashMap::default(), first };
        sorter.sort(root, &facts, &mut out);
    }
    out
}

struct Sorter<'s> {
    schema: &'s Schema,
    /// The places of the members that some parts of the schema know; the parts are told apart by where they lie.
    orders: FxHashMap<Vec<*const serde_json::Value>, Rc<FxHashMap<&'s str, i64>>>,
    /// Whether one edit is enough.
    first: bool,
}

impl<'s> Sorter<'s> {
    fn order(&mut self, facts: &Facts<'s>) -> Rc<FxHashMap<&'s str, i64>> {
        let key = facts.parts().iter().map(|part| std::ptr::from_ref(*part)).collect();
        let known = || facts.properties().into_iter().filter_map(|property| Some((property.name, property.order?)));
        Rc::clone(self.orders.entry(key).or_insert_with(|| Rc::new(known().collect())))
    }

    fn sort(&mut self, node: Node<'_>, facts: &Facts<'s>, out: &mut Vec<TextEdit>) {
        // Where the schema says nothing there is no order further in.
        if facts.is_empty() || (self.first && !out.is_empty()) {
            return;
        }
        for (index, item) in node.items().enumerate().filter(|(_, item)| item.is_container()) {
            self.sort(item, &self.schema.inside(facts, &Step::Index(index), item), out);
            if self.first && !out.is_empty() {
                return;
            }
        }
        let slots: Vec<Member<'_>> = node.members().collect();
        if slots.is_empty() {
            return;
        }
        let known = self.order(facts);
        let order = |member: &Member<'_>| {
            let name = member.key.as_str().unwrap_or_default();
            known.get(&*name).copied().unwrap_or(i64::MAX)
        };
        let mut sorted: Vec<(i64, Member<'_>)> = slots.iter().map(|member| (order(member), *member)).collect();
        sorted.sort_by_key(|(order, _)| *order);
        if self.first && slots.iter().zip(&sorted).any(|(slot, (_, member))| slot.key != member.key) {
            out.push(TextEdit::delete(node.range()));
            return;
        }
        for (slot, (_, member)) in slots.iter().zip(sorted) {
            if slot.key == member.key {
                self.within(member, facts, out);
            } else {
                let mut inner = Vec::new();
                self.within(member, facts, &mut inner);
                out.push(TextEdit::replace(whole(*slot), moved(member, inner)));
            }
        }
    }

    fn within(&mut self, member: Member<'_>, facts: &Facts<'s>, out: &mut Vec<TextEdit>) {
        if member.value.is_container() {
            let name = member.key.as_str().unwrap_or_default();
            self.sort(member.value, &self.schema.inside(facts, &Step::Key(name), member.value), out);
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
