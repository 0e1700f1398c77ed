//! A segment id that does not look like one.

use super::{Context, Findings, Rule, meant_text};
use crate::diagnostic::Severity;
use crate::model::ids;

pub(super) const RULE: Rule = Rule {
    code: "segment-id-shape",
    severity: Severity::Hint,
    docs: "\
An item of `segmentList` does not look like the id of a segment.

Segments are named by id, not by their title: `s`, digits, and either `_` with 24 hexadecimal digits or `@` with the \
organisation and a hexadecimal number.

Source: observed in the examples of the segments and data views endpoint guides.

```json wrong
{ \"id\": \"dv_65f0a1b2c3d4e5f60718293a\", \"segmentList\": [\"Internal traffic\"] }
```

```json right
{ \"id\": \"dv_65f0a1b2c3d4e5f60718293a\", \"segmentList\": [\"s300000001_65f0a1b2c3d4e5f60718293b\"] }
```
",
    check,
};

fn check(context: &Context<'_>, findings: &mut Findings) {
    let lists = context.values("segmentList");
    for item in lists.flat_map(|list| list.items()) {
        let Some(id) = meant_text(item).filter(|id| !ids::is_segment(id)) else { continue };
        findings
            .add(item.range(), format!("`{id}` does not look like the id of a segment."))
            .help("Segments are given by id, such as `s300000001_65f0a1b2c3d4e5f60718293b`.");
    }
}
