//! A session definition without a timeout.

use super::{Context, Findings, Rule, fixes};
use crate::diagnostic::Severity;
use crate::model::Intent;
use crate::model::session::{self, Func, FuncMember};

pub(super) const RULE: Rule = Rule {
    code: "session-timeout-missing",
    severity: Severity::Warning,
    docs: "\
A session definition has no timeout.

The product always has one; metrics that open a new session come in addition. Without an `INACTIVITY` rule nothing says \
when a session ends at the latest.

Source: inferred from the product documentation, Session settings.

```json wrong
{ \"id\": \"dv_65f0a1b2c3d4e5f60718293a\", \"sessionDefinition\": [
  { \"func\": \"BEFORE_EVENTS\", \"events\": [\"metrics/launches\"] }] }
```

```json right
{ \"id\": \"dv_65f0a1b2c3d4e5f60718293a\", \"sessionDefinition\": [
  { \"func\": \"INACTIVITY\", \"numPeriods\": 30, \"granularity\": \"MINUTE\" },
  { \"func\": \"BEFORE_EVENTS\", \"events\": [\"metrics/launches\"] }] }
```
",
    check,
};

const TIMEOUT: &str = "{ \"numPeriods\": 30, \"granularity\": \"MINUTE\", \"func\": \"INACTIVITY\" }";

fn check(context: &Context<'_>, findings: &mut Findings) {
    for view in &context.views {
        let Some(member) = view.node.member("sessionDefinition") else { continue };
        let list = member.value;
        // An empty list on a create is the schema's.
        let empty = list.child_count() == 0;
        if !list.is_array() || list.is_hurt() || (empty && view.intent == Intent::Create) {
            continue;
        }
        // A rule of which it is not clear what it does may be the timeout.
        let only_events =
            |rule: session::SessionRule<'_>| matches!(rule.func, FuncMember::Known(Func::BeforeEvents, _));
        if !list.items().all(|item| item.is_object()) || !session::rules(view).all(only_events) {
            continue;
        }
        findings
            .add(member.key.range(), "There is no timeout here: nothing says when a session ends at the latest.")
            .help("A timeout is a rule with `INACTIVITY`, `numPeriods` and `granularity`.")
            .fix(fixes::append(list, TIMEOUT, "Add a timeout of 30 minutes"));
    }
}
