//! Two data views of one file with the same name on the same connection.

use super::{Context, Findings, Rule, meant_text};
use crate::diagnostic::Severity;
use crate::syntax::Node;
use rustc_hash::FxHashMap;
use std::borrow::Cow;

pub(super) const RULE: Rule = Rule {
    code: "duplicate-name",
    severity: Severity::Hint,
    docs: "\
Two data views in a file have the same name and the same connection.

The service allows it: names need not be unique. People who choose a data view by its name, and programs that look one \
up by its name, cannot tell the two apart.

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
    check,
};

fn check(context: &Context<'_>, findings: &mut Findings) {
    if context.views.len() < 2 {
        return;
    }
    let mut seen: FxHashMap<(Cow<'_, str>, Cow<'_, str>), Node<'_>> = FxHashMap::default();
    for view in &context.views {
        let (Some(name), Some(connection)) = (view.get("name"), view.get("parentDataGroupId")) else { continue };
        let (Some(text), Some(id)) = (meant_text(name), meant_text(connection)) else { continue };
        if text.trim().is_empty() {
            continue;
        }
        let key = (text, id);
        let Some(first) = seen.get(&key) else {
            seen.insert(key, name);
            continue;
        };
        findings
            .add(name.range(), format!("Another data view of this connection is called `{}` too.", key.0))
            .help("Names need not be unique, but whoever looks one up by its name finds both.")
            .related(first.range(), "the other one");
    }
}
