//! A member under a name that is almost, or in other words, a known one.

use super::strangers::{Meant, Stranger};
use super::{Context, Findings, Rule, fixes};
use crate::diagnostic::Severity;
use fixes::Sure;

pub(super) const RULE: Rule = Rule {
    code: "misspelt-member",
    severity: Severity::Warning,
    docs: "\
A member has a name that is almost a known one, or the word for it in the product or in another tool.

The service ignores names that it does not know, so the value is lost without a word. Spelling and letter case are \
compared, and words such as `connectionId`, `timezone`, `segments`, `filters` or `person` are known.

Source: data views endpoint guide (the known names); product documentation and public clients (the other words).

```json wrong
{ \"id\": \"dv_65f0a1b2c3d4e5f60718293a\", \"timezone\": \"Europe/Madrid\" }
```

```json right
{ \"id\": \"dv_65f0a1b2c3d4e5f60718293a\", \"timezoneDesignator\": \"Europe/Madrid\" }
```
",
    check,
};

fn check(context: &Context<'_>, findings: &mut Findings) {
    for stranger in context.strangers().iter() {
        if let Some(meant) = stranger.meant {
            report(stranger, meant, findings);
        }
    }
}

fn report(stranger: &Stranger<'_>, meant: Meant<'_>, findings: &mut Findings) {
    let Stranger { place, member, name, .. } = stranger;
    let target = meant.name;
    let tail = match (meant.taken, member.key.parent().is_some_and(|object| object.member(target).is_some())) {
        (false, _) => format!(". Did you mean `{target}`?"),
        (true, true) => format!("; `{target}` is there already."),
        (true, false) => format!("; another member here stands for `{target}` already."),
    };
    let message = format!("`{name}` is no member of {}, and would be ignored{tail}", place.word());
    let finding = findings.add(member.key.range(), message);
    if meant.taken {
        finding.fix(fixes::remove(*member, Sure::No));
    } else if meant.fits {
        finding.fix(fixes::rename(*member, target, Sure::if_alike(name, target)));
    } else {
        let kind = match target {
            "sessionDefinition" | "segmentList" | "events" | "curatedComponents" => "a list",
            "containerNames" | "externalData" | "owner" => "an object",
            _ => "a single value",
        };
        finding.help(format!("`{target}` takes {kind}, so renaming alone does not help."));
    }
}
