//! A data view id that does not look like one.

use super::{Context, Findings, Rule, meant_text};
use crate::diagnostic::Severity;
use crate::model::ids;

pub(super) const RULE: Rule = Rule {
    code: "id-shape",
    severity: Severity::Hint,
    docs: "\
The `id` of a data view is not `dv_` followed by 24 hexadecimal digits.

The service gives ids of this form. An id that was typed, shortened or taken from another object will not be found.

Source: observed; the documentation itself shortens ids.

```json wrong
{ \"id\": \"dv_64c7cf\", \"name\": \"Web\" }
```

```json right
{ \"id\": \"dv_65f0a1b2c3d4e5f60718293a\", \"name\": \"Web\" }
```
",
    check,
};

fn check(context: &Context<'_>, findings: &mut Findings) {
    for node in context.values("id") {
        let Some(id) = meant_text(node).filter(|id| !ids::is_data_view(id)) else { continue };
        let message = match id.trim() {
            "" => "The id is blank; leave it out for a data view that is to be created.".to_owned(),
            _ => format!("`{id}` does not look like the id of a data view."),
        };
        findings.add(node.range(), message).help("The service gives ids of `dv_` and 24 hexadecimal digits.");
    }
}
