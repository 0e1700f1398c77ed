//! Two timeouts.

use super::{Context, Findings, Rule, fixes};
use crate::diagnostic::Severity;
use crate::model::session::{self, Func};
use fixes::Sure;

pub(super) const RULE: Rule = Rule {
    code: "session-timeout-duplicate",
    severity: Severity::Warning,
    docs: "\
A session definition has two timeouts.

The product knows one timeout for each data view. Which of two `INACTIVITY` rules counts is documented nowhere.

Source: inferred from the product documentation, Session settings.

```json wrong
{ \"id\": \"dv_65f0a1b2c3d4e5f60718293a\", \"sessionDefinition\": [
  { \"func\": \"INACTIVITY\", \"numPeriods\": 30, \"granularity\": \"MINUTE\" },
  { \"func\": \"INACTIVITY\", \"numPeriods\": 1, \"granularity\": \"DAY\" }] }
```

```json right
{ \"id\": \"dv_65f0a1b2c3d4e5f60718293a\", \"sessionDefinition\": [
  { \"func\": \"INACTIVITY\", \"numPeriods\": 30, \"granularity\": \"MINUTE\" }] }
```
",
    check,
};

fn check(context: &Context<'_>, findings: &mut Findings) {
    for view in &context.views {
        let mut timeouts = session::rules(view).filter_map(|rule| Some((rule.node, rule.func_if(Func::Inactivity)?)));
        let Some((first, _)) = timeouts.next() else { continue };
        for (second, func) in timeouts {
            let sure = if first.text() == second.text() { Sure::Yes } else { Sure::No };
            findings
                .add(func.range(), "A data view has one timeout; nothing says which of two counts.")
                .related(first.range(), "the first one")
                .fix(fixes::remove_item(second, "Remove this timeout", sure));
        }
    }
}
