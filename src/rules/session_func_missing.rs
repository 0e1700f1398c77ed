//! A session rule that does not say what it does.

use super::{Context, Findings, Rule, fixes};
use crate::diagnostic::Severity;
use crate::model::session::FuncMember;
use crate::text::TextRange;
use fixes::Sure;

pub(super) const RULE: Rule = Rule {
    code: "session-func-missing",
    severity: Severity::Warning,
    docs: "\
A session rule has no `func`.

`func` says whether the rule is a timeout (`INACTIVITY`) or a list of metrics that open a new session (`BEFORE_EVENTS`). \
Without it the service has to guess.

Source: data views endpoint guide; every example but one (an empty object in \"Use CJA API with Python\") has it.

```json wrong
{ \"id\": \"dv_65f0a1b2c3d4e5f60718293a\", \"sessionDefinition\": [{ \"numPeriods\": 30, \"granularity\": \"MINUTE\" }] }
```

```json right
{ \"id\": \"dv_65f0a1b2c3d4e5f60718293a\",
  \"sessionDefinition\": [{ \"numPeriods\": 30, \"granularity\": \"MINUTE\", \"func\": \"INACTIVITY\" }] }
```
",
    check,
};

const TIMEOUT: (&str, &str) = ("func", "\"INACTIVITY\"");
const EVENTS: (&str, &str) = ("func", "\"BEFORE_EVENTS\"");

fn check(context: &Context<'_>, findings: &mut Findings) {
    for rule in context.session_rules() {
        let node = rule.node;
        if !matches!(rule.func, FuncMember::Absent) || !context.lacks(node, "func") {
            continue;
        }
        let has = |name: &str| node.get(name).is_some();
        let timeout = has("numPeriods") || has("granularity");
        let fix = match (timeout, has("events")) {
            (true, false) => vec![fixes::insert(node, &[TIMEOUT], Sure::Likely)],
            (false, true) => vec![fixes::insert(node, &[EVENTS], Sure::Likely)],
            (true, true) => vec![fixes::insert(node, &[TIMEOUT], Sure::No), fixes::insert(node, &[EVENTS], Sure::No)],
            (false, false) => {
                let whole = [("numPeriods", "30"), ("granularity", "\"MINUTE\""), TIMEOUT];
                vec![fixes::insert(node, &whole, Sure::No)]
            }
        };
        let start = node.range().start;
        findings
            .add(TextRange { start, end: start + 1 }, "`func` is missing: nothing says what this session rule does.")
            .help("`INACTIVITY` is a timeout; `BEFORE_EVENTS` opens a session with certain metrics.")
            .fix(fix.into_iter().flatten());
    }
}
