//! The prefix of a connection id where the documentation leaves it out.

use super::{Context, Findings, Rule, fixes, meant_text};
use crate::diagnostic::Severity;
use fixes::Sure;

pub(super) const RULE: Rule = Rule {
    code: "external-parent-prefix",
    severity: Severity::Hint,
    docs: "\
`externalData.externalParentId` begins with `dg_`.

All documented examples write it without the prefix. Programs that create data views from a shorthand put the whole \
connection id there.

Source: data views endpoint guide; observed in cjapy.

```json wrong
{ \"id\": \"dv_65f0a1b2c3d4e5f60718293a\",
  \"externalData\": { \"externalParentId\": \"dg_0f0e0d0c-1111-2222-3333-444455556666\" } }
```

```json right
{ \"id\": \"dv_65f0a1b2c3d4e5f60718293a\",
  \"externalData\": { \"externalParentId\": \"0f0e0d0c-1111-2222-3333-444455556666\" } }
```
",
    check,
};

fn check(context: &Context<'_>, findings: &mut Findings) {
    let all = context.views.iter().filter_map(|view| view.get("externalData")?.get("externalParentId"));
    for node in all {
        let Some(id) = meant_text(node) else { continue };
        let Some(bare) = id.strip_prefix("dg_") else { continue };
        findings.add(node.range(), "Adobe's examples write this id without `dg_`.").fix(fixes::replace(
            node,
            bare,
            Sure::Likely,
        ));
    }
}
