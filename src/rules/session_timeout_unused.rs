//! The length of a timeout on a rule that is none.

use super::{Context, Findings, Rule, fixes};
use crate::diagnostic::Severity;
use crate::model::session::Func;
use crate::syntax::Kind;
use fixes::Sure;

pub(super) const RULE: Rule = Rule {
    code: "session-timeout-unused",
    severity: Severity::Hint,
    docs: "\
`numPeriods` and `granularity` have no effect on a `BEFORE_EVENTS` rule.

Such a rule opens a session with certain metrics, at any time. A timeout is a rule of its own, with `INACTIVITY`.

Source: inferred from the virtual report suites endpoint of the Analytics 2.0 API.

```json wrong
{ \"id\": \"dv_65f0a1b2c3d4e5f60718293a\", \"sessionDefinition\": [
  { \"func\": \"INACTIVITY\", \"numPeriods\": 30, \"granularity\": \"MINUTE\" },
  { \"func\": \"BEFORE_EVENTS\", \"events\": [\"metrics/launches\"], \"numPeriods\": 30 }] }
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
    for (rule, _) in context.session_rules_of(Func::BeforeEvents) {
        for name in ["numPeriods", "granularity"] {
            let Some(member) = rule.node.member(name) else { continue };
            // Of a value of the wrong type the schema says something worse.
            if member.value.is_unclear() || !matches!(member.value.kind(), Kind::Number | Kind::String) {
                continue;
            }
            let range = member.key.range().cover(member.value.range());
            findings
                .add(range, format!("`{name}` has no effect on `BEFORE_EVENTS`."))
                .faded()
                .fix(fixes::remove(member, Sure::No));
        }
    }
}
