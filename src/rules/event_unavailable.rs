//! An event of a session rule that is no metric of the data view.

use super::{Context, Findings, Rule, unavailable};
use crate::diagnostic::Severity;
use crate::model::references::Target;

pub(super) const RULE: Rule = Rule {
    code: "event-unavailable",
    severity: Severity::Warning,
    docs: "\
The data view has no such metric to open a session.

Dimensions and metrics belong to one data view. One that is still to be created has none of its own, so nothing is \
said about its events. Hidden metrics count: they are asked for before anything is said.

Known only after the service was asked, which an editor does in the background after the first command in a \
workspace, and said only for an hour after its answer.

Source: metrics endpoint (`includeType=hidden`); product documentation, Session settings (\"a metric\").

```json wrong
{ \"id\": \"dv_65f0a1b2c3d4e5f60718aaaa\", \"sessionDefinition\": [
  { \"func\": \"INACTIVITY\", \"numPeriods\": 30, \"granularity\": \"MINUTE\" },
  { \"func\": \"BEFORE_EVENTS\", \"events\": [\"metrics/lunches\"] }] }
```

```json right
{ \"id\": \"dv_65f0a1b2c3d4e5f60718aaaa\", \"sessionDefinition\": [
  { \"func\": \"INACTIVITY\", \"numPeriods\": 30, \"granularity\": \"MINUTE\" },
  { \"func\": \"BEFORE_EVENTS\", \"events\": [\"metrics/launches\"] }] }
```
",
    check,
};

fn check(context: &Context<'_>, findings: &mut Findings) {
    unavailable::check(context, findings, Target::Event);
}
