//! The service's no, placed in a file. Pure.
//!
//! The service answers one sentence, without a list or a place: `The following fields are required: [timezoneDesignator] `.
//! Where it names a member of the file, that is the place; else the beginning.

use crate::diagnostic::{Diagnostic, Origin, Severity};
use crate::syntax::Tree;
use crate::text::TextRange;

/// What the service said of a text, as a finding in it.
#[must_use]
pub fn place(tree: &Tree, said: &str) -> Diagnostic {
    let names = |member: &crate::syntax::Member<'_>| {
        let name = member.key.as_str().unwrap_or_default();
        !name.is_empty() && said.split(|ch: char| !ch.is_alphanumeric()).any(|word| word == name)
    };
    let named = tree.root().and_then(|root| root.members().find(names));
    let range = named.map_or_else(|| key(tree, "", None), |member| member.key.range());
    Diagnostic::new(Origin::Service, "server-verdict", Severity::Error, range, capital(said.trim()))
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// Where a member is named; the beginning of the document where it is not.
#[must_use]
pub fn key(tree: &Tree, member: &str, inner: Option<&str>) -> TextRange {
    let outer = tree.root().and_then(|root| root.member(member));
    let inside = outer.zip(inner).and_then(|(outer, inner)| outer.value.member(inner));
    match inside.or(outer) {
        Some(member) => member.key.range(),
        None => tree.root().map_or(TextRange { start: 0, end: 0 }, |root| {
            let start = root.range().start;
            TextRange { start, end: start + 1 }
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_named_member_is_the_place_and_else_the_beginning() {
        let tree = Tree::parse(r#"{"name": "x", "timezoneDesignator": "y"}"#);
        let place = |said: &str| {
            let range = place(&tree, said).range;
            tree.text().get(range.start as usize..range.end as usize).unwrap().to_owned()
        };
        assert_eq!(place("Invalid timezoneDesignator: y"), "\"timezoneDesignator\"");
        assert_eq!(place("The following fields are required: [parentDataGroupId] "), "{");
        assert_eq!(place("no username"), "{");
    }
}
