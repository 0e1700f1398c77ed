//! A segment that the service does not have, or that is deleted.

use super::{Context, Findings, Rule, unavailable};
use crate::diagnostic::Severity;
use crate::model::references::Target;

pub(super) const RULE: Rule = Rule {
    code: "segment-unavailable",
    severity: Severity::Warning,
    docs: "\
The segment does not exist or is deleted.

The data view would be filtered by something that is no longer there. Segments that are not shared with you may \
exist all the same, so this is never an error.

Known only after the service was asked, which an editor does in the background after the first command in a \
workspace, and said only for an hour after its answer.

Source: segments endpoint (`filterByIds`, `isDeleted`); inferred that a data view needs them.

```json wrong
{ \"id\": \"dv_65f0a1b2c3d4e5f60718293a\", \"segmentList\": [\"s300000001_dead00000000000000000000\"] }
```

```json right
{ \"id\": \"dv_65f0a1b2c3d4e5f60718293a\", \"segmentList\": [\"s300000001_65f0a1b2c3d4e5f60718293b\"] }
```
",
    check,
};

fn check(context: &Context<'_>, findings: &mut Findings) {
    unavailable::check(context, findings, Target::Segment);
}
