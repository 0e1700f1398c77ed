//! Two members that should name one connection and name two.

use super::{Context, Findings, Rule, fixes, meant_text};
use crate::diagnostic::Severity;
use crate::model::ids;
use fixes::Sure;

pub(super) const RULE: Rule = Rule {
    code: "external-parent-mismatch",
    severity: Severity::Warning,
    docs: "\
`externalData.externalParentId` names another connection than `parentDataGroupId`.

In the documented examples the first is the second without its `dg_`. A difference is most often what a copy from \
another data view has left behind.

Source: both examples of the data views endpoint guide that show the two members.

```json wrong
{ \"id\": \"dv_65f0a1b2c3d4e5f60718293a\", \"parentDataGroupId\": \"dg_0f0e0d0c-1111-2222-3333-444455556666\",
  \"externalData\": { \"externalParentId\": \"3c9d6f2e-8a41-4b7d-9e05-61f2c7a8b930\" } }
```

```json right
{ \"id\": \"dv_65f0a1b2c3d4e5f60718293a\", \"parentDataGroupId\": \"dg_0f0e0d0c-1111-2222-3333-444455556666\",
  \"externalData\": { \"externalParentId\": \"0f0e0d0c-1111-2222-3333-444455556666\" } }
```
",
    check,
};

fn check(context: &Context<'_>, findings: &mut Findings) {
    for view in &context.views {
        let external = view.get("externalData").and_then(|data| data.get("externalParentId"));
        let (Some(parent), Some(external)) = (view.get("parentDataGroupId"), external) else { continue };
        let (Some(parent_id), Some(external_id)) = (meant_text(parent), meant_text(external)) else { continue };
        let external_id = external_id.strip_prefix("dg_").unwrap_or(&external_id);
        let Some(uuid) = parent_id.strip_prefix("dg_").filter(|uuid| ids::is_uuid(uuid)) else { continue };
        if !ids::is_uuid(external_id) || uuid.eq_ignore_ascii_case(external_id) {
            continue;
        }
        findings
            .add(external.range(), "This is another connection than the one in `parentDataGroupId`.")
            .help("In Adobe's examples it is the same id without `dg_`.")
            .related(parent.range(), "the connection of the data view")
            .fix(fixes::replace(external, uuid, Sure::No))
            .fix(fixes::replace(parent, &format!("dg_{external_id}"), Sure::No));
    }
}
