//! Two containers with one name.

use super::{Context, Findings, Rule, meant_text};
use crate::diagnostic::Severity;
use crate::syntax::Node;

pub(super) const RULE: Rule = Rule {
    code: "equal-container-names",
    severity: Severity::Warning,
    docs: "\
Two containers have the same name.

Whoever builds a segment chooses a container by its name, and could not tell the two apart.

Source: inferred.

```json wrong
{ \"id\": \"dv_65f0a1b2c3d4e5f60718293a\",
  \"containerNames\": { \"event\": \"Visit\", \"session\": \"Visit\", \"people\": \"Visitor\" } }
```

```json right
{ \"id\": \"dv_65f0a1b2c3d4e5f60718293a\",
  \"containerNames\": { \"event\": \"Hit\", \"session\": \"Visit\", \"people\": \"Visitor\" } }
```
",
    check,
};

fn check(context: &Context<'_>, findings: &mut Findings) {
    for names in context.values("containerNames") {
        let mut seen: Vec<(String, Node<'_>)> = Vec::new();
        for member in names.members() {
            let Some(text) = meant_text(member.value) else { continue };
            let folded = text.trim().to_lowercase();
            // Keys that stand twice are another rule's; blank names too.
            if folded.is_empty() || seen.iter().any(|(_, key)| key.as_str() == member.key.as_str()) {
                continue;
            }
            if let Some((_, first)) = seen.iter().find(|(other, _)| *other == folded) {
                let other = first.as_str().unwrap_or_default();
                let message = format!("This container has the same name as `{other}`; nobody could tell them apart.");
                findings.add(member.value.range(), message).related(first.range(), "the other one");
            }
            seen.push((folded, member.key));
        }
    }
}
