//! Members that the service sets.

use super::{Context, Findings, Rule, fixes};
use crate::diagnostic::Severity;
use crate::model::Form;
use crate::model::members::SERVER_OWNED;
use crate::syntax::Member;
use fixes::Sure;

pub(super) const RULE: Rule = Rule {
    code: "read-only-member",
    severity: Severity::Hint,
    docs: "\
The service sets this member; a push ignores it.

An answer of the service carries them, so a file that was pasted from one does too. They do no harm; without them the \
file says what is yours to set, and nothing else. `isDeleted: true` is reported by `is-deleted` instead.

Source: data views endpoint guide (the owner is replaced by the requesting account); inferred for the others.

```json wrong
{ \"id\": \"dv_65f0a1b2c3d4e5f60718293a\", \"name\": \"Web\", \"createdDate\": \"2026-02-01T10:00:00Z\" }
```

```json right
{ \"id\": \"dv_65f0a1b2c3d4e5f60718293a\", \"name\": \"Web\" }
```
",
    check,
};

fn check(context: &Context<'_>, findings: &mut Findings) {
    for view in &context.views {
        let members: Vec<Member<'_>> = view.node.members().filter(|member| is_reported(context, *member)).collect();
        // In a long list the fix for all would be made for each and taken for none.
        let several = members.len() > 1 && context.form == Form::View;
        for member in &members {
            let name = member.key.as_str().unwrap_or_default();
            let all = several.then(|| format!("Remove all {} read-only members", members.len()));
            findings
                .add(
                    member.key.range().cover(member.value.range()),
                    format!("`{name}` is read only: the service sets it, and a push ignores it."),
                )
                .faded()
                .fix(fixes::remove(*member, Sure::No))
                .fix(all.and_then(|title| fixes::remove_all(view.node, &members, &title)));
        }
    }
}

fn is_reported(context: &Context<'_>, member: Member<'_>) -> bool {
    let Some(name) = member.key.as_str().filter(|_| !member.key.is_unclear()) else { return false };
    if !SERVER_OWNED.contains(&&*name) {
        return false;
    }
    // The warning of `is-deleted` says it already, except in an answer page.
    name != "isDeleted" || member.value.as_bool() != Some(true) || context.form == Form::Page
}
