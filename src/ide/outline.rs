//! The outline: data views by name, their members, sessions in words.

use super::words;
use crate::model;
use crate::syntax::{Kind, Member, Node, Tree};
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

/// How many entries an outline has at most, as in VS Code's own. An editor that is sent a hundred thousand shows none of
/// them in time.
const MOST: usize = 5_000;
/// Entries below this level of nesting are left out.
const LEVELS: usize = 32;

/// The outline of a document. Of a large one the upper levels are listed; where something is left out an entry or the
/// detail of one says how much.
pub fn outline(tree: &Tree) -> Vec<Symbol> {
    outline_of(tree, MOST)
}

fn outline_of(tree: &Tree, most: usize) -> Vec<Symbol> {
    let Some(root) = tree.root() else { return Vec::new() };
    let views = model::views(tree);
    let mut room = Room::of(tree, most);
    if model::form(tree) == model::Form::View && views.len() == 1 {
        return room.members(root, 0);
    }
    if views.is_empty() {
        return room.children(root, 0);
    }
    let listed = room.share(0, views.len());
    let mut symbols: Vec<Symbol> = views.iter().take(listed).map(|view| room.view(view.node)).collect();
    if let (Some(first), Some(last)) = (views.get(listed), views.last()) {
        symbols.push(more(views.len() - listed, first.node.range().cover(last.node.range())));
    }
    symbols
}

/// How much may be listed: some levels whole, and of the next one as many entries as are left.
struct Room {
    levels: usize,
    left: usize,
}

impl Room {
    fn of(tree: &Tree, most: usize) -> Room {
        if tree.len() <= most {
            return Room { levels: LEVELS, left: 0 };
        }
        let mut counts = [0usize; LEVELS];
        let mut depths: Vec<u32> = Vec::with_capacity(tree.len());
        for node in tree.iter() {
            let above = node.parent().and_then(|parent| depths.get(parent.id().index() as usize));
            let depth = above.map_or(0, |depth| depth + 1);
            depths.push(depth);
            if node.kind() != Kind::Key
                && let Some(count) = depth.checked_sub(1).and_then(|level| counts.get_mut(level as usize))
            {
                *count += 1;
            }
        }
        let (mut levels, mut left) = (0, most);
        for count in counts {
            if count > left {
                break;
            }
            left -= count;
            levels += 1;
        }
        Room { levels, left }
    }

    /// How many of the entries of a container at a level are listed.
    fn share(&mut self, level: usize, count: usize) -> usize {
        if level < self.levels {
            return count;
        }
        if level > self.levels || level >= LEVELS {
            return 0;
        }
        let listed = count.min(self.left);
        self.left -= listed;
        listed
    }

    fn view(&mut self, node: Node<'_>) -> Symbol {
        let text = |name: &str| node.get(name).and_then(Node::as_str).filter(|text| !text.trim().is_empty());
        let children = self.members(node, 1);
        let detail = text("id").map_or_else(String::new, |id| cut(&id));
        Symbol {
            name: text("name").map_or_else(|| "(data view without name)".into(), |name| cut(&name)),
            detail: if children.is_empty() { with_unlisted(detail, node) } else { detail },
            kind: SymbolKind::View,
            range: node.range(),
            selection: node.member("name").map_or(node.range(), |member| member.key.range()),
            children,
        }
    }

    fn children(&mut self, node: Node<'_>, level: usize) -> Vec<Symbol> {
        if node.is_object() { self.members(node, level) } else { self.items(node, level) }
    }

    fn members(&mut self, node: Node<'_>, level: usize) -> Vec<Symbol> {
        let listed = self.share(level, node.child_count());
        let mut members = node.members();
        let mut symbols: Vec<Symbol> = members.by_ref().take(listed).map(|member| self.member(member, level)).collect();
        if let Some(first) = members.next().filter(|_| listed > 0) {
            let last = members.last().map_or(first.value, |member| member.value);
            symbols.push(more(node.child_count() - listed, first.key.range().cover(last.range())));
        }
        symbols
    }

    fn member(&mut self, member: Member<'_>, level: usize) -> Symbol {
        let name = member.key.as_str().unwrap_or_default();
        let children = self.children(member.value, level + 1);
        let detail = detail(member.value);
        Symbol {
            name: if name.is_empty() { "(no name)".into() } else { cut(&name) },
            detail: if children.is_empty() { with_unlisted(detail, member.value) } else { detail },
            kind: kind(member.value),
            range: member.key.range().cover(member.value.range()),
            selection: member.key.range(),
            children,
        }
    }

    fn items(&mut self, node: Node<'_>, level: usize) -> Vec<Symbol> {
        let count = node.child_count();
        let listed = self.share(level, count);
        let mut items = node.items();
        let mut symbols: Vec<Symbol> =
            items.by_ref().take(listed).enumerate().map(|(at, item)| self.item(at, item, level)).collect();
        if let Some(first) = items.next().filter(|_| listed > 0) {
            let last = items.last().unwrap_or(first);
            symbols.push(more(count - listed, first.range().cover(last.range())));
        }
        symbols
    }

    fn item(&mut self, at: usize, item: Node<'_>, level: usize) -> Symbol {
        let named = ["name", "id", "componentId"].iter().find_map(|name| item.get(name).and_then(Node::as_str));
        let session = item.get("func").and_then(|_| words::session(item));
        let text = item.as_str().filter(|text| !text.is_empty());
        let name = session.map(std::borrow::Cow::Owned).or(named.filter(|name| !name.is_empty())).or(text);
        let children = self.children(item, level + 1);
        let name = name.map_or_else(|| format!("[{at}]"), |name| cut(&name));
        let detail = Some(detail(item)).filter(|detail| !item.is_container() && *detail != name).unwrap_or_default();
        Symbol {
            name,
            detail: if children.is_empty() { with_unlisted(detail, item) } else { detail },
            kind: kind(item),
            range: item.range(),
            selection: item.range(),
            children,
        }
    }
}

/// The entry that stands for what is not listed.
fn more(count: usize, range: TextRange) -> Symbol {
    let name = format!("… {count} more, not listed");
    Symbol { name, detail: String::new(), kind: SymbolKind::List, range, selection: range, children: Vec::new() }
}

/// The detail of a container none of whose children is listed.
fn with_unlisted(detail: String, node: Node<'_>) -> String {
    match inside(node) {
        _ if node.child_count() == 0 => detail,
        inside if detail.is_empty() || detail == inside => format!("{inside}, not listed"),
        inside => format!("{detail}, {inside}, not listed"),
    }
}

/// `3 items`, `1 member`.
fn inside(node: Node<'_>) -> String {
    let count = node.child_count();
    let what = if node.is_object() { "member" } else { "item" };
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// A text as far as a line of the outline goes.
fn cut(text: &str) -> String {
    match crate::text::shown::short(text, 60) {
        // Blanks alone; protocols want a name.
        short if short.is_empty() && !text.is_empty() => "…".to_owned(),
        short => short,
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
        Kind::Array => inside(node),
        Kind::Object => String::new(),
        _ => {
            let text = node.as_str().unwrap_or_else(|| node.text().into());
            cut(&text)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(symbols: &[Symbol], level: usize) -> String {
        let line = |symbol: &Symbol| {
            let detail = if symbol.detail.is_empty() { String::new() } else { format!(" ({})", symbol.detail) };
            format!("{}{}{detail}\n{}", "  ".repeat(level), symbol.name, lines(&symbol.children, level + 1))
        };
        symbols.iter().map(line).collect()
    }

    #[test]
    fn a_large_document_lists_its_upper_levels_and_says_what_it_does_not() {
        let text = r#"{"a": [{"x": 1, "y": 2}, {"z": {}}, [7]], "b": {"c": 1}, "d": []}"#;
        let listed = |most| lines(&outline_of(&Tree::parse(text), most), 0);
        assert_eq!(
            listed(5),
            "a (3 items)\n  [0] (2 members, not listed)\n  [1] (1 member, not listed)\n  … 1 more, not listed\nb (1 member, not listed)\nd (0 items)\n"
        );
        assert_eq!(listed(2), "a (3 items, not listed)\nb (1 member, not listed)\n… 1 more, not listed\n");
        assert_eq!(listed(100).lines().count(), 11);
        let views = outline_of(&Tree::parse(r#"[{"name": "A"}, {"name": "B"}, {"id": "dv_1"}]"#), 2);
        assert_eq!(lines(&views, 0), "A (1 member, not listed)\nB (1 member, not listed)\n… 1 more, not listed\n");
    }

    #[test]
    fn depth_is_told_too() {
        let deep = "[".repeat(20_000) + &"]".repeat(20_000);
        let drawn = lines(&outline(&Tree::parse(deep)), 0);
        assert_eq!(drawn.lines().last().unwrap().trim(), "[0] (1 item, not listed)");
    }
}
