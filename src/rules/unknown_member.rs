//! A member that nobody has heard of.

use super::{Context, Findings, Rule};
use crate::diagnostic::Severity;

pub(super) const RULE: Rule = Rule {
    code: "unknown-member",
    severity: Severity::Hint,
    docs: "\
A member has a name that is not known.

Adobe adds members without notice, so it may be newer than this program: it is kept, and no error. It may also be a \
leftover that the service ignores.

Source: every page of the API documentation (\"new optional members can appear at any time\").

```json wrong
{ \"id\": \"dv_65f0a1b2c3d4e5f60718293a\", \"name\": \"Web\", \"calendar\": \"gregorian\" }
```

```json right
{ \"id\": \"dv_65f0a1b2c3d4e5f60718293a\", \"name\": \"Web\" }
```
",
    check,
};

fn check(context: &Context<'_>, findings: &mut Findings) {
    for stranger in context.strangers().iter().filter(|stranger| stranger.meant.is_none()) {
        let (name, place) = (&stranger.name, stranger.place.word());
        findings
            .add(
                stranger.member.key.range(),
                format!("`{name}` is not known as a member of {place}; it is kept as it is."),
            )
            .help("It may be newer than this program.");
    }
}
