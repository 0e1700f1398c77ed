//! Exceptions in the settings that hold at some places of a file, given as JSON pointers.
//!
//! A place is what the pointer leads to, with everything inside; `*` leads to every member or item. What is not JSON
//! cannot be silenced.

use crate::config::Settings;
use crate::diagnostic::{Diagnostic, Origin};
use crate::syntax::{Node, Tree};
use crate::text::TextRange;
use std::path::Path;

/// Takes out the findings that the settings silence where they stand.
pub fn silence(tree: &Tree, settings: &Settings, path: &Path, found: &mut Vec<Diagnostic>) {
    for exception in settings.ignored_places(path) {
        let pointers = exception.at.iter().flatten();
        let places: Vec<TextRange> = pointers.flat_map(|pointer| places(tree, pointer)).collect();
        found.retain(|one| {
            let silent = one.origin != Origin::Syntax && exception.names(one.code);
            !(silent && places.iter().any(|place| place.contains(one.range)))
        });
    }
}

/// What a pointer leads to: values with their keys.
fn places(tree: &Tree, pointer: &str) -> Vec<TextRange> {
    let mut nodes = Vec::from_iter(tree.root());
    // A pointer that begins without a slash is read as if it had one.
    let steps = pointer.strip_prefix('/').unwrap_or(pointer);
    for step in steps.split('/').filter(|_| !steps.is_empty()) {
        let name = step.replace("~1", "/").replace("~0", "~");
        nodes = nodes.into_iter().flat_map(|node| into(node, &name)).collect();
    }
    let whole = |node: Node<'_>| node.key().map_or(node.range(), |key| key.range().cover(node.range()));
    nodes.into_iter().map(whole).collect()
}

fn into<'t>(node: Node<'t>, step: &str) -> Vec<Node<'t>> {
    match step {
        "*" if node.is_object() => node.members().map(|member| member.value).collect(),
        "*" => node.items().collect(),
        // Of a name that stands twice both are meant.
        _ if node.is_object() => {
            node.members().filter(|member| member.key.is_named(step)).map(|member| member.value).collect()
        }
        _ => step.parse().ok().and_then(|index| node.item(index)).into_iter().collect(),
    }
}

#[cfg(test)]
mod tests {
    use crate::config::{Layers, Options, Settings};
    use crate::ide::diagnostics;
    use crate::syntax::Tree;
    use crate::testing::draw;
    use std::path::Path;

    const TEXT: &str = r#"{ "id": "x", "segmentList": ["a", "b"], "name": 7,
  "sessionDefinition": [{ "func": "INACTIVITY", "numPeriods": 1, "granularity": "DAY", "events": ["c"] }] }"#;

    fn drawn(ignore: &str) -> String {
        let (project, notes) = Options::parse(&format!("{{ \"ignore\": {ignore} }}"));
        assert!(notes.is_empty(), "{notes:?}");
        let settings = Settings::resolve(Path::new("/shop"), Layers { project, ..Layers::default() });
        let now = "2026-11-25T12:00:00Z".parse().unwrap();
        let found = diagnostics(&Tree::parse(TEXT), &settings, Some(Path::new("/shop/web.dataview.json")), now);
        draw(TEXT, &found)
    }

    #[test]
    fn a_rule_is_silent_at_some_places_of_some_files() {
        assert_eq!(
            drawn(
                r#"[{ "files": ["*"], "rules": ["segment-id-shape"], "at": ["/segmentList/1", "/name"] },
                      { "files": ["web*"], "at": ["/sessionDefinition/*/events", "id"] }]"#
            ),
            r#"{ "id": "x", "segmentList": ["a", "b"], "name": 7,
                             ^^^ hint[segment-id-shape]: `a` does not look like the id of a segment.
                                                ^ error[wrong-type]: `name` must be text in quotes, not the number `7`.
  "sessionDefinition": [{ "func": "INACTIVITY", "numPeriods": 1, "granularity": "DAY", "events": ["c"] }] }
"#
        );
        let none = drawn(r#"[{ "files": ["other*"], "at": [""] }]"#);
        assert!(none.contains("session-events-unused") && none.contains("id-shape"), "{none}");
        assert!(!drawn(r#"[{ "files": ["*"], "at": [""] }]"#).contains('^'));
    }
}
