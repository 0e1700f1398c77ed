//! An id that stands twice in a list of ids.

use super::{Context, Findings, Rule, fixes, meant_text};
use crate::diagnostic::Severity;
use crate::model::session;
use crate::syntax::Node;
use fixes::Sure;
use rustc_hash::FxHashMap;
use std::borrow::Cow;

pub(super) const RULE: Rule = Rule {
    code: "duplicate-id",
    severity: Severity::Warning,
    docs: "\
An id stands twice in `segmentList` or in the `events` of a session rule.

The second one has no effect. Most often another id was meant, or a line was copied.

Source: inferred: both lists are sets.

```json wrong
{ \"id\": \"dv_65f0a1b2c3d4e5f60718293a\",
  \"segmentList\": [\"s300000001_65f0a1b2c3d4e5f60718293b\", \"s300000001_65f0a1b2c3d4e5f60718293b\"] }
```

```json right
{ \"id\": \"dv_65f0a1b2c3d4e5f60718293a\", \"segmentList\": [\"s300000001_65f0a1b2c3d4e5f60718293b\"] }
```
",
    check,
};

fn check(context: &Context<'_>, findings: &mut Findings) {
    for view in &context.views {
        if let Some(list) = view.get("segmentList") {
            look(list, findings);
        }
        for events in session::rules(view).filter_map(|rule| rule.node.get("events")) {
            look(events, findings);
        }
    }
}

fn look(list: Node<'_>, findings: &mut Findings) {
    let mut seen: FxHashMap<Cow<'_, str>, Node<'_>> = FxHashMap::default();
    for item in list.items() {
        let Some(id) = meant_text(item) else { continue };
        let Some(first) = seen.get(&id) else {
            seen.insert(id, item);
            continue;
        };
        findings
            .add(item.range(), format!("`{id}` stands twice in this list; the second one has no effect."))
            .related(first.range(), "first here")
            .fix(fixes::remove_item(item, "Remove the second one", Sure::Likely));
    }
}
