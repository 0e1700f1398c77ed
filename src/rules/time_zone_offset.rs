//! An offset that the data view's time zone never has.

use super::{Context, Findings, Rule, meant_text};
use crate::diagnostic::Severity;
use crate::model::zones;

pub(super) const RULE: Rule = Rule {
    code: "time-zone-offset",
    severity: Severity::Hint,
    docs: "\
`currentTimezoneOffset` is none of the offsets that the time zone has in a year.

The service works it out from `timezoneDesignator` and ignores what is sent. An offset that does not belong to the zone \
shows that one of the two was changed alone, or comes from another data view. The difference of summer time is no \
disagreement.

Source: inferred; data views endpoint guide.

```json wrong
{ \"id\": \"dv_65f0a1b2c3d4e5f60718293a\", \"timezoneDesignator\": \"Asia/Tokyo\", \"currentTimezoneOffset\": -6.0 }
```

```json right
{ \"id\": \"dv_65f0a1b2c3d4e5f60718293a\", \"timezoneDesignator\": \"US/Mountain\", \"currentTimezoneOffset\": -6.0 }
```
",
    check,
};

fn check(context: &Context<'_>, findings: &mut Findings) {
    for view in &context.views {
        let (Some(offset), Some(node)) = (view.get("currentTimezoneOffset"), view.get("timezoneDesignator")) else {
            continue;
        };
        let (Some(hours), Some(text)) = (offset.as_f64(), meant_text(node)) else { continue };
        let Some((name, zone)) = zones::find(&text) else { continue };
        if zones::offsets_around(&zone, context.now).iter().any(|known| (known - hours).abs() < 0.01) {
            continue;
        }
        let words = zones::offset_in_words(&zone, context.now);
        findings
            .add(offset.range(), format!("`{name}` is at {words} now, and never at this offset."))
            .help("The service works the offset out from the time zone.")
            .related(node.range(), "the time zone");
    }
}
