//! A time zone that does not exist.

use super::{Context, Findings, Rule, fixes, meant_text};
use crate::diagnostic::Severity;
use crate::model::zones::{self, Reading};
use fixes::Sure;
use rustc_hash::FxHashMap;

pub(super) const RULE: Rule = Rule {
    code: "time-zone-unknown",
    severity: Severity::Warning,
    docs: "\
A time zone is not in the tz database.

`timezoneDesignator` takes a name of the tz database; older names such as `US/Mountain` are in it. A zone that is newer \
than this program is not known to it, so this is a warning.

Source: data views endpoint guide (by example) and cjapy (a list of names of the tz database).

```json wrong
{ \"id\": \"dv_65f0a1b2c3d4e5f60718293a\", \"timezoneDesignator\": \"Europe/Pariss\" }
```

```json right
{ \"id\": \"dv_65f0a1b2c3d4e5f60718293a\", \"timezoneDesignator\": \"Europe/Paris\" }
```
",
    check,
};

/// For how many different names the nearest zones are searched in one document; the search looks at every zone.
const MOST_SEARCHES: usize = 50;

fn check(context: &Context<'_>, findings: &mut Findings) {
    let mut searched: FxHashMap<String, (Vec<String>, bool)> = FxHashMap::default();
    for node in context.values("timezoneDesignator") {
        let Some(text) = meant_text(node).filter(|text| zones::read(text) == Reading::Unknown) else { continue };
        if text.trim().is_empty() {
            findings.add(node.range(), "The time zone is blank.").help("Write a name such as `Europe/Berlin`.");
            continue;
        }
        if searched.len() < MOST_SEARCHES && !searched.contains_key(&*text) {
            searched.insert(text.to_string(), zones::nearest(&text));
        }
        let (near, sure) = searched.get(&*text).cloned().unwrap_or_default();
        let sure = if sure { Sure::Likely } else { Sure::No };
        let message = match near.first() {
            Some(best) => format!("`{text}` is not in the tz database. Did you mean `{best}`?"),
            None => format!("`{text}` is not in the tz database, which names zones such as `Europe/Berlin`."),
        };
        let fixes = near
            .iter()
            .enumerate()
            .filter_map(|(number, name)| fixes::replace(node, name, if number == 0 { sure } else { Sure::No }));
        findings.add(node.range(), message).fix(fixes);
    }
}
