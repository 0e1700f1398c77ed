//! What is wrong with a settings file: the schema says most, codes and patterns are looked at here.

mod profiles;

use super::globs;
use crate::diagnostic::{Diagnostic, Fix, Origin, Severity};
use crate::schema::{Schema, alike, nearest};
use crate::syntax::{Node, Tree, edit, quote};

/// The codes that only a settings file can give, each with what it means.
pub const CODES: &[(&str, Severity, &str)] = &[
    ("bad-pattern", Severity::Error, "A glob pattern in `cja.config.json` that cannot be read."),
    ("unchosen-profile", Severity::Information, "Several profiles in `cja.config.json`, and none is the default."),
    ("unknown-profile", Severity::Warning, "A name in `cja.config.json` that no profile has."),
    ("unknown-rule", Severity::Warning, "A code in `cja.config.json` that no rule has; it has no effect."),
];

/// Everything wrong with the text of a settings file, in the order of the text. `known` are the codes that rules have.
pub fn check(tree: &Tree, known: &[&str]) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = tree.errors().to_vec();
    found.extend(Schema::config().validate(tree));
    let mut ours = Vec::new();
    if let Some(root) = tree.root() {
        for member in root.get("rules").into_iter().flat_map(Node::members) {
            code(member.key, known, &mut ours);
        }
        patterns(root.get("patterns"), &mut ours);
        profiles::check(root, &mut ours);
        for exception in root.get("ignore").into_iter().flat_map(Node::items) {
            patterns(exception.get("files"), &mut ours);
            for rule in exception.get("rules").into_iter().flat_map(Node::items) {
                code(rule, known, &mut ours);
            }
        }
    }
    // A code that is not even spelled like one has been reported by the schema.
    ours.retain(|finding| !found.iter().any(|other| finding.range.contains(other.range)));
    found.append(&mut ours);
    found.sort_by_key(|finding| (finding.range, finding.severity));
    found
}

fn code(node: Node<'_>, known: &[&str], found: &mut Vec<Diagnostic>) {
    let Some(name) = node.as_str().filter(|_| !node.is_unclear()) else { return };
    if known.contains(&&*name) {
        return;
    }
    let message = format!("No rule has the code `{name}`, so this has no effect.");
    let finding = Diagnostic::new(Origin::Rule, "unknown-rule", Severity::Warning, node.range(), message);
    found.push(did_you_mean(finding, node, known, "`cja explain --list` shows every code."));
}

/// A finding about a name, with the nearest of those that are known; other words of help where none is near.
fn did_you_mean(finding: Diagnostic, node: Node<'_>, known: &[&str], help: &str) -> Diagnostic {
    let name = node.as_str().unwrap_or_default();
    match nearest(&name, known.iter().copied()) {
        Some(nearest) => finding.help(format!("Did you mean `{nearest}`?")).fix(
            Fix::preferred(format!("Change to `{nearest}`"), vec![edit::replace(node, quote(nearest))])
                .safe_if(alike(&name, nearest)),
        ),
        None => finding.help(help),
    }
}

fn patterns(list: Option<Node<'_>>, found: &mut Vec<Diagnostic>) {
    for node in list.into_iter().flat_map(Node::items) {
        let Some(fault) = node.as_str().and_then(|pattern| globs::fault(&pattern)) else { continue };
        let message = format!("This pattern cannot be read, so it matches no file: {fault}.");
        found.push(
            Diagnostic::new(Origin::Rule, "bad-pattern", Severity::Error, node.range(), message)
                .help("`*` stands for any characters of one name, `**` for folders, `{a,b}` for one of several."),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::draw;

    #[test]
    fn unknown_codes_and_bad_patterns_are_told() {
        let text = r#"{
  "rules": { "duplicate-kez": "off", "duplicate-key": "hint", "zzz": "off" },
  "patterns": ["a/[", "b/*.json"]
}"#;
        let found: Vec<_> = check(&Tree::parse(text), &["duplicate-key"])
            .into_iter()
            .filter(|finding| finding.origin == Origin::Rule)
            .collect();
        assert_eq!(
            draw(text, &found),
            r#"{
  "rules": { "duplicate-kez": "off", "duplicate-key": "hint", "zzz": "off" },
             ^^^^^^^^^^^^^^^ warning[unknown-rule]: No rule has the code `duplicate-kez`, so this has no effect.
                                                              ^^^^^ warning[unknown-rule]: No rule has the code `zzz`, so this has no effect.
  "patterns": ["a/[", "b/*.json"]
               ^^^^^ error[bad-pattern]: This pattern cannot be read, so it matches no file: unclosed character class; missing ']'.
}
"#
        );
        assert_eq!(found[0].fixes[0].edits[0].text, "\"duplicate-key\"");
    }
}
