//! What a document means: which data views a file holds, and how ids, sessions and time zones are read.
//!
//! Reads the tree, keeps spans, decides nothing: whether something is wrong is for `rules` to say. Begin with
//! [`views`].

pub mod catalogue;
pub mod file_names;
pub mod ids;
pub mod members;
pub mod mentions;
pub mod placeholder;
pub mod references;
pub mod session;
pub mod zone_aliases;
pub mod zones;

use crate::syntax::{Node, Tree};

/// What pushing a data view would do, as its own members say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Intent {
    /// Without an `id` it is to be created.
    Create,
    /// With an `id` it changes the data view of that id.
    Update,
}

/// A data view in a file.
#[derive(Clone, Copy, Debug)]
pub struct View<'t> {
    /// The object.
    pub node: Node<'t>,
    /// What it is for.
    pub intent: Intent,
}

impl<'t> View<'t> {
    fn of(node: Node<'t>) -> Option<View<'t>> {
        let id = node.get("id");
        let component = id
            .and_then(Node::as_str)
            .is_some_and(|id| ["variables/", "metrics/", "dimensions/"].iter().any(|prefix| id.starts_with(prefix)));
        let intent = if id.is_some() { Intent::Update } else { Intent::Create };
        (node.is_object() && !component).then_some(View { node, intent })
    }

    /// The value of a member; none when the member or its value is absent.
    pub fn get(self, name: &str) -> Option<Node<'t>> {
        self.node.get(name)
    }

    /// The content of a member that is a string and says what it says.
    pub fn text(self, name: &str) -> Option<std::borrow::Cow<'t, str>> {
        self.get(name).filter(|node| !node.is_unclear()).and_then(Node::as_str)
    }
}

/// The form of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// One data view.
    View,
    /// An array of data views.
    List,
    /// An answer of a list call: `{"content": […]}`.
    Page,
    /// Nothing of that.
    Other,
}

/// The form of a document.
pub fn form(tree: &Tree) -> Form {
    match tree.root() {
        Some(root) if root.is_array() => Form::List,
        Some(root) if root.is_object() && root.get("content").is_some_and(Node::is_array) => Form::Page,
        Some(root) if root.is_object() => Form::View,
        _ => Form::Other,
    }
}

/// The data views that a document holds, in order. Items of a component list are none.
pub fn views(tree: &Tree) -> Vec<View<'_>> {
    let Some(root) = tree.root() else { return Vec::new() };
    match form(tree) {
        Form::View => View::of(root).into_iter().collect(),
        Form::List => root.items().filter_map(View::of).collect(),
        Form::Page => root.get("content").into_iter().flat_map(Node::items).filter_map(View::of).collect(),
        Form::Other => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_holds_one_view_or_a_list_or_a_page() {
        let count = |text: &str| {
            let tree = Tree::parse(text);
            (form(&tree), views(&tree).iter().map(|view| view.intent).collect::<Vec<_>>())
        };
        use Intent::{Create, Update};
        assert_eq!(count(r#"{"name": "Web"}"#), (Form::View, vec![Create]));
        assert_eq!(count(r#"[{"id": "dv_1"}, {}, 3]"#), (Form::List, vec![Update, Create]));
        assert_eq!(count(r#"{"content": [{"id": "dv_1"}, {"id": "metrics/a"}]}"#), (Form::Page, vec![Update]));
        assert_eq!(count("7"), (Form::Other, vec![]));
    }
}
