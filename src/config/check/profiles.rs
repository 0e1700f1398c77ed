//! Names of profiles: the default one, and those of links.

use super::did_you_mean;
use crate::diagnostic::{Applicability, Diagnostic, Fix, Origin, Severity};
use crate::syntax::{Node, edit, quote};
use std::collections::HashSet;

/// For no more profiles a fix is offered: a menu is no list.
const OFFERED: usize = 8;

/// Adds what is wrong with them. What is no text and no object the schema reports.
pub(super) fn check(root: Node<'_>, found: &mut Vec<Diagnostic>) {
    // Where the list is broken, a name may stand in what is missing.
    let whole = |profiles: &Node<'_>| profiles.is_object() && edit::can_grow(*profiles);
    let Some(profiles) = root.get("profiles").filter(whole) else { return };
    let mut names: Vec<_> = profiles.members().filter_map(|member| member.key.as_str()).collect();
    let mut seen = HashSet::new();
    names.retain(|name| !name.is_empty() && seen.insert(name.clone()));
    let names: Vec<&str> = names.iter().map(|name| &**name).collect();
    // Without a list any name is taken, for those who have everything in variables.
    if names.is_empty() {
        return;
    }
    match root.member("defaultProfile") {
        Some(default) => known(default.value, &names, found),
        None if names.len() > 1 && edit::can_grow(root) => found.push(unchosen(root, &names)),
        None => {}
    }
    for link in root.get("links").into_iter().flat_map(Node::members) {
        link.value.members().for_each(|member| known(member.key, &names, found));
    }
}

fn unchosen(root: Node<'_>, names: &[&str]) -> Diagnostic {
    let key = root.member("profiles").map_or(root.range(), |member| member.key.range());
    let message =
        "None of these profiles is the default: editors offer no push and pull, and commands need `--profile`.";
    let finding = Diagnostic::new(Origin::Rule, "unchosen-profile", Severity::Information, key, message)
        .help("Set `defaultProfile` to the name of one; `--profile` and `CJA_PROFILE` choose another.");
    names.iter().take(OFFERED).fold(finding, |finding, name| {
        let insert = edit::insert_members(root, None, &[("defaultProfile", &quote(name))]);
        finding.fix(Fix::offered(format!("Set `defaultProfile` to `{name}`"), vec![insert]))
    })
}

fn known(node: Node<'_>, names: &[&str], found: &mut Vec<Diagnostic>) {
    let Some(name) = node.as_str().filter(|_| !node.is_unclear()) else { return };
    if name.is_empty() || names.contains(&&*name) {
        return;
    }
    let message = format!("No profile has the name `{name}`.");
    let finding = Diagnostic::new(Origin::Rule, "unknown-profile", Severity::Warning, node.range(), message);
    let listed: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    let mut finding = did_you_mean(finding, node, names, &format!("`profiles` lists {}.", listed.join(", ")));
    // Where a push goes is a person's choice.
    for fix in &mut finding.fixes {
        (fix.preferred, fix.applicability) = (false, Applicability::Unsafe);
    }
    found.push(finding);
}

#[cfg(test)]
mod tests {
    use super::super::check;
    use crate::diagnostic::{Diagnostic, Origin};
    use crate::syntax::Tree;
    use crate::testing::draw;

    fn found(text: &str) -> Vec<Diagnostic> {
        check(&Tree::parse(text), &[]).into_iter().filter(|finding| finding.origin == Origin::Rule).collect()
    }

    #[test]
    fn names_that_no_profile_has_are_told() {
        let text = r#"{
  "profiles": { "dev": {}, "prod": {} },
  "defaultProfile": "Prd",
  "links": { "a.json": { "dev": "dv_1", "staging": "dv_2" } }
}"#;
        assert_eq!(
            draw(text, &found(text)),
            r#"{
  "profiles": { "dev": {}, "prod": {} },
  "defaultProfile": "Prd",
                    ^^^^^ warning[unknown-profile]: No profile has the name `Prd`.
  "links": { "a.json": { "dev": "dv_1", "staging": "dv_2" } }
                                        ^^^^^^^^^ warning[unknown-profile]: No profile has the name `staging`.
}
"#
        );
        let fix = &found(text)[0].fixes[0];
        assert_eq!((fix.edits[0].text.as_str(), fix.preferred), ("\"prod\"", false));
        assert_eq!(found(text)[1].help.as_deref(), Some("`profiles` lists `dev`, `prod`."));
        assert_eq!(found(r#"{ "profiles": {}, "defaultProfile": "any" }"#), []);
    }

    #[test]
    fn several_profiles_without_a_default_are_told_and_each_can_be_taken() {
        let text = r#"{ "profiles": { "dev": {}, "prod": {} } }"#;
        let [unchosen] = &found(text)[..] else { panic!() };
        let titles: Vec<&str> = unchosen.fixes.iter().map(|fix| fix.title.as_str()).collect();
        assert_eq!(titles, ["Set `defaultProfile` to `dev`", "Set `defaultProfile` to `prod`"]);
        let edit = &unchosen.fixes[1].edits[0];
        let (before, after) = text.split_at(edit.range.start as usize);
        let mended = format!("{before}{}{after}", edit.text);
        assert_eq!(mended, r#"{ "profiles": { "dev": {}, "prod": {} }, "defaultProfile": "prod" }"#);
        assert_eq!(found(&mended), []);
        for fine in [r#"{ "profiles": { "dev": {} } }"#, r#"{ "profiles": { "dev": {}, "": {}, "dev": {} } }"#] {
            assert_eq!(found(fine), [], "{fine}");
        }
        for broken in
            [r#"{ "profiles": { "dev": {}, "prod": {} "#, r#"{ "defaultProfile": "prod", "profiles": { "dev": {}, pr"#]
        {
            assert_eq!(found(broken), [], "{broken}");
        }
    }
}
