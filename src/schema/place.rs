//! Where in the text of a schema it is said what holds for a value of a document.

use super::Schema;
use crate::syntax::{Node, Tree};
use crate::text::TextRange;
use serde_json::Value;

impl Schema {
    /// The place in the schema's own text that describes the value at a node (for a key, the key's value): the name of
    /// the member there, or the beginning of the part. `text` is what the schema was made of.
    pub fn place_of(&self, node: Node<'_>, text: &str) -> Option<TextRange> {
        let part = self.at(node).into_parts().into_iter().next()?;
        let steps = steps_to(self.root(), part)?;
        let tree = Tree::parse(text);
        let place = steps.iter().try_fold(tree.root()?, |node, step| match step.parse() {
            Ok(index) if node.is_array() => node.item(index),
            _ => node.get(step),
        })?;
        let start = place.range().start;
        Some(place.key().map_or(TextRange { start, end: start + 1 }, Node::range))
    }
}

/// The way from a value to one inside of it, which is known by its address.
fn steps_to(root: &Value, part: &Value) -> Option<Vec<String>> {
    let mut todo: Vec<(&Value, Vec<String>)> = vec![(root, Vec::new())];
    while let Some((value, steps)) = todo.pop() {
        if std::ptr::eq(value, part) {
            return Some(steps);
        }
        let mut add = |child, step: String| {
            let mut steps = steps.clone();
            steps.push(step);
            todo.push((child, steps));
        };
        match value {
            Value::Object(members) => members.iter().for_each(|(name, child)| add(child, name.clone())),
            Value::Array(items) => items.iter().enumerate().for_each(|(at, child)| add(child, at.to_string())),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::DATA_VIEW_TEXT;

    #[test]
    fn a_value_leads_to_its_line_in_the_schema() {
        let tree = Tree::parse(r#"{"name": "Web", "sessionDefinition": [{"func": "X"}], "nobody": 1}"#);
        let root = tree.root().unwrap();
        let schema = Schema::data_view();
        let line = |node: Node<'_>| {
            let place = schema.place_of(node, DATA_VIEW_TEXT)?;
            Some(DATA_VIEW_TEXT[place.start as usize..].lines().next().unwrap())
        };
        assert_eq!(line(root.member("name").unwrap().key), Some("\"name\": {"));
        assert_eq!(line(root.get("name").unwrap()), Some("\"name\": {"));
        let item = root.get("sessionDefinition").unwrap().item(0).unwrap();
        assert_eq!(line(item.get("func").unwrap()), Some("\"func\": {"));
        assert_eq!(line(root.get("nobody").unwrap()), None);
    }
}
