//! A time zone in other letter case than the tz database has.

use super::{Context, Findings, Rule, fixes, meant_text};
use crate::diagnostic::Severity;
use crate::model::zones::{self, Reading};
use fixes::Sure;

pub(super) const RULE: Rule = Rule {
    code: "time-zone-case",
    severity: Severity::Warning,
    docs: "\
A time zone is written in other letter case than in the tz database.

Some programs compare the names letter by letter, and then know no such zone.

Source: tz database, Theory and pragmatics (names are case-sensitive on many systems).

```json wrong
{ \"id\": \"dv_65f0a1b2c3d4e5f60718293a\", \"timezoneDesignator\": \"europe/berlin\" }
```

```json right
{ \"id\": \"dv_65f0a1b2c3d4e5f60718293a\", \"timezoneDesignator\": \"Europe/Berlin\" }
```
",
    check,
};

fn check(context: &Context<'_>, findings: &mut Findings) {
    for node in context.values("timezoneDesignator") {
        let Some(text) = meant_text(node) else { continue };
        if let Reading::OtherCase(name) = zones::read(&text) {
            findings
                .add(
                    node.range(),
                    format!("The tz database spells this zone `{name}`; some programs look at the letter case."),
                )
                .fix(fixes::replace(node, &name, Sure::Yes));
        }
    }
}
