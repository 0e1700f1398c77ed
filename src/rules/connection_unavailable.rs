//! A connection that the service does not have, or that is deleted or disabled.

use super::{Context, Findings, Rule, unavailable};
use crate::diagnostic::Severity;
use crate::model::references::Target;

pub(super) const RULE: Rule = Rule {
    code: "connection-unavailable",
    severity: Severity::Warning,
    docs: "\
The connection does not exist, is deleted or is disabled.

A create on a connection that does not exist is answered with 404, and a view on a connection that is gone has no \
data. Somebody who is no product administrator may see fewer connections than there are, so this is never an error.

Known only after the service was asked, which an editor does in the background after the first command in a \
workspace, and said only for an hour after its answer.

Source: data views endpoint (\"Unable to find the parent data group\", 404), connections endpoint (`isDeleted`, \
`isDisabled`).

```json wrong
{ \"id\": \"dv_65f0a1b2c3d4e5f60718293a\", \"parentDataGroupId\": \"dg_dead0000-1111-2222-3333-444455556666\" }
```

```json right
{ \"id\": \"dv_65f0a1b2c3d4e5f60718293a\", \"parentDataGroupId\": \"dg_0f0e0d0c-1111-2222-3333-444455556666\" }
```
",
    check,
};

fn check(context: &Context<'_>, findings: &mut Findings) {
    unavailable::check(context, findings, Target::Connection);
}
