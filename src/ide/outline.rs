//! The outline: data views by name, their members, sessions in words.

use super::words;
use crate::model;
use crate::syntax::{Kind, Node, Tree};
use crate::text::TextRange;

/// What a symbol is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SymbolKind {
    /// A data view.
    View,
    /// A member that holds an object.
    Object,
    /// A member or item that holds a list.
    List,
    /// Text.
    Text,
    /// A number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// `null`, or nothing.
    Null,
}

/// An entry of the outline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Symbol {
    /// What it is called.
    pub name: String,
    /// More, shown dimmed.
    pub detail: String,
    /// What it is.
    pub kind: SymbolKind,
    /// From its key to the end of its value.
    pub range: TextRange,
    /// Its key, or the value where there is none.
    pub selection: TextRange,
    /// What is inside.
    pub children: Vec<Symbol>,
}

/// Entries below this level of nesting are left out.
const LEVELS: usize = 32;

/// The outline of a document.
pub fn outline(tree: &Tree) -> Vec<Symbol> {
    let Some(root) = tree.root() else { return Vec::new() };
    let views = model::views(tree);
    let single = model::form(tree) == model::Form::View;
    match single {
        true if views.len() == 1 => members(root, 0),
        _ if !views.is_empty() => views.iter().map(|view| view_symbol(view.node)).collect(),
        _ => children(root, 0),
    }
}

fn view_symbol(node: Node<'_>) -> Symbol {
    let text = |name: &str| node.get(name).and_then(Node::as_str).filter(|text| !text.trim().is_empty());
    let id = text("id").unwrap_or_default().into_owned();
    Symbol {
        name: text("name").map_or_else(|| "(data view without name)".into(), |name| name.into_owned()),
        detail: id,
        kind: SymbolKind::View,
        range: node.range(),
        selection: node.member("name").map_or(node.range(), |member| member.key.range()),
        children: members(node, 1),
    }
}

fn children(node: Node<'_>, level: usize) -> Vec<Symbol> {
    if level >= LEVELS {
        return Vec::new();
    }
    if node.is_object() {
        members(node, level)
    } else {
        node.items().enumerate().map(|(at, item)| item_symbol(at, item, level)).collect()
    }
}

fn members(node: Node<'_>, level: usize) -> Vec<Symbol> {
    let symbol = |member: crate::syntax::Member<'_>| {
        let name = member.key.as_str().unwrap_or_default().into_owned();
        Symbol {
            name: if name.is_empty() { "(no name)".into() } else { name },
            detail: detail(member.value),
            kind: kind(member.value),
            range: member.key.range().cover(member.value.range()),
            selection: member.key.range(),
            children: children(member.value, level + 1),
        }
    };
    node.members().map(symbol).collect()
}

fn item_symbol(at: usize, item: Node<'_>, level: usize) -> Symbol {
    let named = ["name", "id", "componentId"].iter().find_map(|name| item.get(name).and_then(Node::as_str));
    let session = item.get("func").and_then(|_| words::session(item));
    let text = item.as_str().filter(|text| !text.is_empty()).map(|text| text.into_owned());
    let name = session.or_else(|| named.filter(|name| !name.is_empty()).map(|name| name.into_owned())).or(text);
    Symbol {
        name: name.unwrap_or_else(|| format!("[{at}]")),
        detail: if item.is_container() { String::new() } else { detail(item) },
        kind: kind(item),
        range: item.range(),
        selection: item.range(),
        children: children(item, level + 1),
    }
}

fn kind(node: Node<'_>) -> SymbolKind {
    match node.kind() {
        Kind::Object => SymbolKind::Object,
        Kind::Array => SymbolKind::List,
        Kind::Number => SymbolKind::Number,
        Kind::True | Kind::False => SymbolKind::Boolean,
        Kind::String | Kind::Key | Kind::Bad => SymbolKind::Text,
        Kind::Null | Kind::Missing => SymbolKind::Null,
    }
}

fn detail(node: Node<'_>) -> String {
    match node.kind() {
        Kind::Array => format!("{} items", node.child_count()),
        Kind::Object => String::new(),
        _ => {
            let text = node.as_str().unwrap_or_else(|| node.text().into());
            let cut: String = text.chars().filter(|ch| !ch.is_control()).take(60).collect();
            if cut.len() < text.len() { format!("{cut}…") } else { cut }
        }
    }
}
