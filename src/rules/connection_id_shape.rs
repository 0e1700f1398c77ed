//! A connection id that does not look like one.

use super::{Context, Findings, Rule, fixes, meant_text};
use crate::diagnostic::Severity;
use crate::model::ids;
use fixes::Sure;

pub(super) const RULE: Rule = Rule {
    code: "connection-id-shape",
    severity: Severity::Warning,
    docs: "\
A `parentDataGroupId` is not `dg_` followed by a UUID.

Connections have ids of this form; the service looks the id up and answers 404 when there is no such connection. The \
bare UUID, as `externalParentId` has it, is not enough here.

Source: connections endpoint guide.

```json wrong
{ \"id\": \"dv_65f0a1b2c3d4e5f60718293a\", \"parentDataGroupId\": \"0f0e0d0c-1111-2222-3333-444455556666\" }
```

```json right
{ \"id\": \"dv_65f0a1b2c3d4e5f60718293a\", \"parentDataGroupId\": \"dg_0f0e0d0c-1111-2222-3333-444455556666\" }
```
",
    check,
};

fn check(context: &Context<'_>, findings: &mut Findings) {
    for node in context.values("parentDataGroupId") {
        let Some(id) = meant_text(node).filter(|id| !ids::is_connection(id)) else { continue };
        let trimmed = id.trim();
        let prefixed = trimmed.get(..3).is_some_and(|prefix| prefix.eq_ignore_ascii_case("dg_"));
        let bare = trimmed.get(if prefixed { 3 } else { 0 }..).unwrap_or(trimmed);
        let right = ids::is_uuid(bare).then(|| format!("dg_{bare}"));
        let fix = right.and_then(|right| fixes::replace(node, &right, Sure::if_alike(&id, &right)));
        let message = if id.trim().is_empty() {
            "The connection id is blank; the service looks it up and answers 404.".to_owned()
        } else if ids::is_uuid(&id) {
            "A connection id begins with `dg_`; the service would not find this one.".to_owned()
        } else {
            format!("`{id}` does not look like a connection id; the service would probably not find it.")
        };
        findings
            .add(node.range(), message)
            .help("Connection ids are `dg_` and a UUID, such as `dg_0f0e0d0c-1111-2222-3333-444455556666`.")
            .fix(fix);
    }
}
