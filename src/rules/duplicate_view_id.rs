//! Two data views with the same id, in one file or in two.

use super::claims::{self, Unique};
use super::{Rule, meant_text};
use crate::diagnostic::Severity;
use crate::model::View;
use crate::syntax::Node;

pub(super) const RULE: Rule = Rule {
    code: UNIQUE.code,
    severity: UNIQUE.severity,
    docs: "\
Two data views have the same `id`.

A file with an `id` means that one data view of the service. Of two with the same `id` the one that is pushed last counts, \
and the other shows a state that is not there. Most often a file was copied and kept its `id`. Editors compare all files \
of the workspace.

Source: inferred: an update names its data view by id alone.

```json wrong
[{ \"id\": \"dv_65f0a1b2c3d4e5f60718293a\", \"name\": \"Web\" },
 { \"id\": \"dv_65f0a1b2c3d4e5f60718293a\", \"name\": \"App\" }]
```

```json right
[{ \"id\": \"dv_65f0a1b2c3d4e5f60718293a\", \"name\": \"Web\" },
 { \"id\": \"dv_65f0a1b2c3d4e5f60718293c\", \"name\": \"App\" }]
```
",
    check: |context, findings| claims::within_file(&UNIQUE, context, findings),
};

pub(super) const UNIQUE: Unique = Unique {
    code: "duplicate-view-id",
    severity: Severity::Warning,
    key,
    message: |id, file| {
        format!("Another data view in {file} has the id `{id}` too; the one that is pushed last counts.")
    },
    help: "Give each its own id; without an `id` a data view is created anew.",
};

fn key<'t>(view: &View<'t>) -> Option<(String, Node<'t>)> {
    let node = view.get("id")?;
    let id = meant_text(node).filter(|id| !id.trim().is_empty())?;
    Some((id.into_owned(), node))
}
