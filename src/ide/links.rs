//! What can be opened with a click: the schema that a file names, and the files that the settings name.
//!
//! Ids are no links: no address of a page of the service for an id is documented.

use super::{Document, DocumentKind};
use crate::schema::DATA_VIEW_ID;
use crate::syntax::{Kind, Node};
use crate::text::TextRange;

/// What a link leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkTarget {
    /// The built-in schema of data views.
    BuiltInSchema,
    /// An address.
    Address(String),
    /// A path, relative to the document.
    Path(String),
}

/// A link in a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Where it stands, without quotes.
    pub range: TextRange,
    /// Where it leads.
    pub target: LinkTarget,
}

/// The links of a document.
pub fn links(document: &Document) -> Vec<Link> {
    let Some(root) = document.tree.root() else { return Vec::new() };
    let mut found = Vec::new();
    let mut add = |node: Node<'_>, read: fn(String) -> LinkTarget| {
        let text = node.as_str().filter(|text| !node.is_unclear() && !text.trim().is_empty());
        found.extend(text.map(|text| Link { range: node.inner_range(), target: read(text.into_owned()) }));
    };
    if let Some(schema) = root.get("$schema").filter(|node| node.kind() == Kind::String) {
        add(schema, target);
    }
    if document.kind == DocumentKind::Config {
        if let Some(schema) = root.get("schema").filter(|node| node.kind() == Kind::String) {
            add(schema, target);
        }
        let files = root.get("links").into_iter().flat_map(Node::members);
        let overridden = root.get("overrides").into_iter().flat_map(Node::members);
        let files = files.chain(overridden.flat_map(|profile| profile.value.members()));
        files.for_each(|file| add(file.key, LinkTarget::Path));
    }
    found
}

fn target(text: String) -> LinkTarget {
    if text == DATA_VIEW_ID {
        return LinkTarget::BuiltInSchema;
    }
    let scheme = text.split_once("://").is_some_and(|(scheme, _)| matches!(scheme, "http" | "https" | "file"));
    if scheme { LinkTarget::Address(text) } else { LinkTarget::Path(text) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::draw_notes;

    fn drawn(text: &str, kind: DocumentKind) -> String {
        let notes: Vec<_> = links(&Document::new(text, kind))
            .into_iter()
            .map(|link| (link.range, format!("{:?}", link.target)))
            .collect();
        draw_notes(text, &notes)
    }

    #[test]
    fn schemas_and_files_are_links_and_ids_are_none() {
        assert_eq!(
            drawn(r#"{ "$schema": "../a.schema.json", "id": "dv_1" }"#, DocumentKind::DataView),
            r#"{ "$schema": "../a.schema.json", "id": "dv_1" }
              ^^^^^^^^^^^^^^^^ Path("../a.schema.json")
"#
        );
        assert_eq!(
            drawn(
                r#"{ "$schema": "https://x.example/s", "links": { "web.json": { "dev": "dv_1" } } }"#,
                DocumentKind::Config
            ),
            r#"{ "$schema": "https://x.example/s", "links": { "web.json": { "dev": "dv_1" } } }
              ^^^^^^^^^^^^^^^^^^^ Address("https://x.example/s")
                                                ^^^^^^^^ Path("web.json")
"#
        );
        let own = format!("{{ \"$schema\": \"{DATA_VIEW_ID}\" }}");
        assert!(drawn(&own, DocumentKind::DataView).contains("BuiltInSchema"));
    }
}
