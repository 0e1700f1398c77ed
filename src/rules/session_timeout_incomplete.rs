//! A timeout that does not say how long it is.

use super::{Context, Findings, Rule, fixes};
use crate::diagnostic::Severity;
use crate::model::session::Func;
use fixes::Sure;

pub(super) const RULE: Rule = Rule {
    code: "session-timeout-incomplete",
    severity: Severity::Error,
    docs: "\
An `INACTIVITY` rule lacks `numPeriods` or `granularity`.

The two together are the length of the timeout: `30` and `MINUTE` end a session after half an hour without an event.

Source: virtual report suites endpoint of the Analytics 2.0 API, from which the object descends.

```json wrong
{ \"id\": \"dv_65f0a1b2c3d4e5f60718293a\", \"sessionDefinition\": [{ \"func\": \"INACTIVITY\", \"numPeriods\": 30 }] }
```

```json right
{ \"id\": \"dv_65f0a1b2c3d4e5f60718293a\",
  \"sessionDefinition\": [{ \"func\": \"INACTIVITY\", \"numPeriods\": 30, \"granularity\": \"MINUTE\" }] }
```
",
    check,
};

/// What is added: the timeout that the product proposes.
const PARTS: &[(&str, &str)] = &[("numPeriods", "30"), ("granularity", "\"MINUTE\"")];

fn check(context: &Context<'_>, findings: &mut Findings) {
    for (rule, func) in context.session_rules_of(Func::Inactivity) {
        let missing: Vec<(&str, &str)> =
            PARTS.iter().copied().filter(|(name, _)| context.lacks(rule.node, name)).collect();
        if missing.is_empty() {
            continue;
        }
        let names: Vec<String> = missing.iter().map(|(name, _)| format!("`{name}`")).collect();
        findings
            .add(func.range(), format!("A timeout needs {}: nothing says how long it is.", names.join(" and ")))
            .fix(fixes::insert(rule.node, &missing, Sure::No));
    }
}
