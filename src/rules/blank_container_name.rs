//! A container without a name.

use super::{Context, Findings, Rule, fixes, text_of};
use crate::diagnostic::Severity;
use fixes::Sure;

pub(super) const RULE: Rule = Rule {
    code: "blank-container-name",
    severity: Severity::Warning,
    docs: "\
A container has a blank name.

Reports and segments show the names of the containers; a blank one leaves a gap there. Without the member the service \
uses its own name: Event, Session or Person.

Source: inferred; the defaults are in the product documentation (Create a data view, Containers).

```json wrong
{ \"id\": \"dv_65f0a1b2c3d4e5f60718293a\", \"containerNames\": { \"event\": \"Hit\", \"people\": \"\" } }
```

```json right
{ \"id\": \"dv_65f0a1b2c3d4e5f60718293a\", \"containerNames\": { \"event\": \"Hit\", \"people\": \"Visitor\" } }
```
",
    check,
};

/// The three containers with the names that the product gives them.
const DEFAULTS: &[(&str, &str)] = &[("event", "Event"), ("session", "Session"), ("people", "Person")];

fn check(context: &Context<'_>, findings: &mut Findings) {
    for names in context.values("containerNames") {
        for member in names.members() {
            if !text_of(member.value).is_some_and(|text| text.trim().is_empty()) {
                continue;
            }
            let key = member.key.as_str().unwrap_or_default();
            let default = DEFAULTS.iter().find(|(name, _)| *name == key).map(|(_, default)| *default);
            findings
                .add(member.value.range(), format!("The container `{key}` has a blank name; reports would show a gap."))
                .help("Write the word that your organisation uses, or leave the member out.")
                .fix(default.and_then(|default| fixes::replace(member.value, default, Sure::No)))
                .fix(fixes::remove(member, Sure::No));
        }
    }
}
