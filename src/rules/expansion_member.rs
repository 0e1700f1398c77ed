//! The name of an expansion in the place of the members that it brings.

use super::{Context, Findings, Rule, fixes};
use crate::diagnostic::Severity;
use fixes::Sure;

/// The one expansion whose name is no member.
pub(super) const NAME: &str = "modified";

pub(super) const RULE: Rule = Rule {
    code: "expansion-member",
    severity: Severity::Warning,
    docs: "\
`modified` is the name of an expansion, not of a member.

Asked for the expansion `modified` the service answers two members, `modifiedDate` and `modifiedBy`. It sets both \
itself.

Source: data views endpoint guide, table of expansions.

```json wrong
{ \"id\": \"dv_65f0a1b2c3d4e5f60718293a\", \"name\": \"Web\", \"modified\": \"2026-03-01T10:00:00Z\" }
```

```json right
{ \"id\": \"dv_65f0a1b2c3d4e5f60718293a\", \"name\": \"Web\" }
```
",
    check,
};

fn check(context: &Context<'_>, findings: &mut Findings) {
    for view in &context.views {
        for member in view.node.members().filter(|member| member.key.is_named(NAME)) {
            findings
                .add(member.key.range(), "`modified` is the name of an expansion, not a member of a data view.")
                .help("The service answers it with `modifiedDate` and `modifiedBy`, and sets both itself.")
                .fix(fixes::remove(member, Sure::Likely));
        }
    }
}
