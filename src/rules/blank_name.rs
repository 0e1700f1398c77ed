//! A data view without a name that anybody could read.

use super::{Context, Findings, Rule, text_of};
use crate::diagnostic::Severity;

pub(super) const RULE: Rule = Rule {
    code: "blank-name",
    severity: Severity::Error,
    docs: "\
The name of a data view is blank.

The product requires a name: people find a data view in Analysis Workspace by nothing else. (That `name` is missing \
altogether on a create is said by `missing-member`.)

Source: product documentation, Create a data view (\"Name: required\").

```json wrong
{ \"id\": \"dv_65f0a1b2c3d4e5f60718293a\", \"name\": \" \" }
```

```json right
{ \"id\": \"dv_65f0a1b2c3d4e5f60718293a\", \"name\": \"Web – EMEA\" }
```
",
    check,
};

fn check(context: &Context<'_>, findings: &mut Findings) {
    for name in context.values("name") {
        if text_of(name).is_some_and(|text| text.trim().is_empty()) {
            findings
                .add(name.range(), "The name is blank; a data view needs one that people can find.")
                .help("Write a name such as `Web – EMEA`.");
        }
    }
}
