//! Two data views with the same name on the same connection, in one file or in two.

use super::claims::{self, Unique};
use super::{Rule, meant_text};
use crate::diagnostic::Severity;
use crate::model::View;
use crate::syntax::Node;

pub(super) const RULE: Rule = Rule {
    code: UNIQUE.code,
    severity: UNIQUE.severity,
    docs: "\
Two data views have the same name and the same connection.

The service allows it: names need not be unique. People who choose a data view by its name, and programs that look one \
up by its name, cannot tell the two apart. Editors compare all files of the workspace.

Source: observed in public clients, which find several data views for one name.

```json wrong
[{ \"id\": \"dv_65f0a1b2c3d4e5f60718293a\", \"name\": \"Web\", \"parentDataGroupId\": \"dg_0f0e0d0c-1111-2222-3333-444455556666\" },
 { \"id\": \"dv_65f0a1b2c3d4e5f60718293c\", \"name\": \"Web\", \"parentDataGroupId\": \"dg_0f0e0d0c-1111-2222-3333-444455556666\" }]
```

```json right
[{ \"id\": \"dv_65f0a1b2c3d4e5f60718293a\", \"name\": \"Web\", \"parentDataGroupId\": \"dg_0f0e0d0c-1111-2222-3333-444455556666\" },
 { \"id\": \"dv_65f0a1b2c3d4e5f60718293c\", \"name\": \"App\", \"parentDataGroupId\": \"dg_0f0e0d0c-1111-2222-3333-444455556666\" }]
```
",
    check: |context, findings| claims::within_file(&UNIQUE, context, findings),
};

pub(super) const UNIQUE: Unique = Unique {
    code: "duplicate-name",
    severity: Severity::Hint,
    key,
    message: |name, file| format!("Another data view of this connection, in {file}, is called `{name}` too."),
    help: "Names need not be unique, but whoever looks one up by its name finds both.",
};

fn key<'t>(view: &View<'t>) -> Option<(String, Node<'t>)> {
    let (name, connection) = (view.get("name")?, view.get("parentDataGroupId")?);
    let (text, id) = (meant_text(name)?, meant_text(connection)?);
    // No id holds a line break, so that two pairs cannot read the same.
    (!text.trim().is_empty()).then(|| (format!("{id}\n{text}"), name))
}
