//! A data view that says of itself that it is deleted.

use super::{Context, Findings, Rule, fixes};
use crate::diagnostic::Severity;
use crate::model::Form;
use fixes::Sure;

pub(super) const RULE: Rule = Rule {
    code: "is-deleted",
    severity: Severity::Warning,
    docs: "\
`isDeleted` is `true` in a data view that is to be pushed.

The service sets the member; a push ignores it and deletes nothing. It was copied from a sample (the one in Adobe's \
Python page has it) or from a data view that is deleted. In an answer page of the service nothing is said.

Source: inferred; \"Use CJA API with Python\" sends `true`.

```json wrong
{ \"id\": \"dv_65f0a1b2c3d4e5f60718293a\", \"name\": \"Web\", \"isDeleted\": true }
```

```json right
{ \"id\": \"dv_65f0a1b2c3d4e5f60718293a\", \"name\": \"Web\" }
```
",
    check,
};

fn check(context: &Context<'_>, findings: &mut Findings) {
    if context.form == Form::Page {
        return;
    }
    for view in &context.views {
        let Some(member) = view.node.member("isDeleted") else { continue };
        if member.value.is_unclear() || member.value.as_bool() != Some(true) {
            continue;
        }
        findings
            .add(
                member.key.range().cover(member.value.range()),
                "This says that the data view is deleted; a push ignores it and deletes nothing.",
            )
            .help("Remove it. If the data view is deleted in the service, this file has nothing left to change.")
            .fix(fixes::remove(member, Sure::Likely));
    }
}
