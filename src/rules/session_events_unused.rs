//! Events on a timeout.

use super::{Context, Findings, Rule, fixes, text_of};
use crate::diagnostic::Severity;
use crate::model::placeholder::is_placeholder;
use crate::model::session::Func;
use fixes::Sure;

pub(super) const RULE: Rule = Rule {
    code: "session-events-unused",
    severity: Severity::Hint,
    docs: "\
`events` on an `INACTIVITY` rule have no effect.

A timeout ends a session when no event arrives for a time. Metrics that open a new session belong into a rule of their \
own, with `BEFORE_EVENTS`.

Source: inferred from the virtual report suites endpoint of the Analytics 2.0 API.

```json wrong
{ \"id\": \"dv_65f0a1b2c3d4e5f60718293a\", \"sessionDefinition\": [
  { \"func\": \"INACTIVITY\", \"numPeriods\": 30, \"granularity\": \"MINUTE\", \"events\": [\"metrics/launches\"] }] }
```

```json right
{ \"id\": \"dv_65f0a1b2c3d4e5f60718293a\", \"sessionDefinition\": [
  { \"func\": \"INACTIVITY\", \"numPeriods\": 30, \"granularity\": \"MINUTE\" },
  { \"func\": \"BEFORE_EVENTS\", \"events\": [\"metrics/launches\"] }] }
```
",
    check,
};

fn check(context: &Context<'_>, findings: &mut Findings) {
    for (rule, _) in context.session_rules_of(Func::Inactivity) {
        let Some(events) = rule.node.member("events").filter(|events| events.value.is_array()) else { continue };
        // Placeholders have a rule of their own; an empty list says nothing.
        let mut items = events.value.items().peekable();
        let template = |item| text_of(item).is_some_and(|text| is_placeholder(&text));
        if items.peek().is_none() || items.all(template) {
            continue;
        }
        findings
            .add(events.key.range().cover(events.value.range()), "`events` have no effect on `INACTIVITY`.")
            .help("Metrics that open a new session belong into a rule of their own with `BEFORE_EVENTS`.")
            .faded()
            .fix(fixes::remove(events, Sure::No));
    }
}
