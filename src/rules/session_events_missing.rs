//! A session rule by events that names no event.

use super::{Context, Findings, Rule, fixes};
use crate::diagnostic::Severity;
use crate::model::session::Func;
use fixes::Sure;

pub(super) const RULE: Rule = Rule {
    code: "session-events-missing",
    severity: Severity::Error,
    docs: "\
A `BEFORE_EVENTS` rule has no `events`.

The metrics under `events` are all that such a rule consists of: each event that counts in one of them opens a new \
session.

Source: virtual report suites endpoint of the Analytics 2.0 API, from which the object descends.

```json wrong
{ \"id\": \"dv_65f0a1b2c3d4e5f60718293a\", \"sessionDefinition\": [
  { \"func\": \"INACTIVITY\", \"numPeriods\": 30, \"granularity\": \"MINUTE\" },
  { \"func\": \"BEFORE_EVENTS\", \"events\": [] }] }
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
    for (rule, func) in context.session_rules_of(Func::BeforeEvents) {
        let (range, message) = match rule.node.get("events") {
            Some(events) if events.is_array() && events.child_count() == 0 && !events.is_hurt() => {
                (events.range(), "`BEFORE_EVENTS` needs at least one event: without, it opens no session.")
            }
            None if context.lacks(rule.node, "events") => {
                (func.range(), "`BEFORE_EVENTS` without `events` opens no session.")
            }
            _ => continue,
        };
        // The only rule of a list stays: without any the service creates nothing.
        let others = rule.node.parent().is_some_and(|list| list.child_count() > 1);
        let fix = others.then(|| fixes::remove_item(rule.node, "Remove the rule", Sure::No)).flatten();
        findings
            .add(range, message)
            .fix(fix)
            .help("Name the metrics that open a new session, such as `\"events\": [\"metrics/launches\"]`, or remove the rule.");
    }
}
