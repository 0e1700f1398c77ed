//! A new data view out of one that is there: everything that is the author's to set, or the selected members with those
//! that a create needs. It has no id, and the name that a copy made by the service would have.

use super::{Asked, Assist, AssistKind, Change, called, content};
use crate::model::View;
use crate::model::members::SERVER_OWNED;
use crate::syntax::{Member, Tree, quote};
use crate::text::TextRange;

pub(super) const ASSIST: Assist = Assist { id: "newView", kind: AssistKind::Extract, makes_files: true, offer, change };

fn offer(asked: &Asked<'_>) -> Option<String> {
    let view = asked.view().filter(|view| asked.is_sound() && view.node.child_count() > 0)?;
    Some(match selected(view, asked.range).len() {
        0 => format!("Extract to a new data view, with the settings of {}", called(view)),
        1 => "Extract the selected member to a new data view".to_owned(),
        count => format!("Extract the {count} selected members to a new data view"),
    })
}

fn change(asked: &Asked<'_>) -> Option<Change> {
    let view = asked.view().filter(|_| asked.is_sound())?;
    let selected = selected(view, asked.range);
    let empty = Tree::parse("{}");
    let root = empty.root()?;
    let needed = asked.env.schema.at(root).required();
    let name = format!("{} (Copy)", content(view, "name").unwrap_or_else(|| "Data view".to_owned()));
    let keep = |member: &Member<'_>| {
        let key = member.key.as_str().unwrap_or_default();
        let counts = view.node.member(&key).is_some_and(|last| last.key == member.key);
        let ours = key != "id" && !SERVER_OWNED.contains(&&*key);
        ours && counts
            && (selected.is_empty() || needed.contains(&&*key) || selected.contains(&member.key.range().start))
    };
    let mut members: Vec<(String, String)> = view
        .node
        .members()
        .filter(keep)
        .map(|member| (member.key.as_str().unwrap_or_default().into_owned(), member.value.text().to_owned()))
        .collect();
    for key in needed {
        if !members.iter().any(|(known, _)| known == key) {
            members.push((key.to_owned(), asked.env.schema.member_of(root, key).plain_skeleton()));
        }
    }
    for (key, value) in &mut members {
        if key == "name" {
            *value = quote(&name);
        }
    }
    let lines: Vec<String> = members.iter().map(|(key, value)| format!("{}: {value}", quote(key))).collect();
    let text = format!("{{\n{}\n}}", lines.join(",\n"));
    Some(Change { edits: Vec::new(), files: vec![asked.file(&name, None, &text, &[])] })
}

/// Where the members begin that a selection covers some of; none for a bare cursor and when it covers all.
fn selected(view: View<'_>, range: TextRange) -> Vec<u32> {
    if range.is_empty() {
        return Vec::new();
    }
    let whole = |member: Member<'_>| member.key.range().cover(member.value.range());
    let touched = view.node.members().filter(|member| {
        let (member, selection) = (whole(*member), range);
        member.start < selection.end && selection.start < member.end
    });
    let starts: Vec<u32> = touched.map(|member| member.key.range().start).collect();
    if starts.len() == view.node.child_count() { Vec::new() } else { starts }
}
