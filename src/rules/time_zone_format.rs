//! Something other than a zone name where the zone should stand.

use super::{Context, Findings, Rule, fixes, meant_text};
use crate::diagnostic::{Fix, Severity};
use crate::model::zones::{self, Foreign, Reading};
use crate::syntax::Node;
use fixes::Sure;

pub(super) const RULE: Rule = Rule {
    code: "time-zone-format",
    severity: Severity::Error,
    docs: "\
A time zone is given as an offset, a Windows name, a number or an abbreviation.

`timezoneDesignator` takes a name of the tz database, such as `Europe/Berlin`. An offset knows no summer time, and an \
abbreviation is used for several zones. (Numbers belong to virtual report suites.)

Source: data views endpoint guide and cjapy (names of the tz database); Unicode CLDR (which zone a Windows name means).

```json wrong
{ \"id\": \"dv_65f0a1b2c3d4e5f60718293a\", \"timezoneDesignator\": \"GMT+1\" }
```

```json wrong
{ \"id\": \"dv_65f0a1b2c3d4e5f60718293a\", \"timezoneDesignator\": \"Mountain Standard Time\" }
```

```json right
{ \"id\": \"dv_65f0a1b2c3d4e5f60718293a\", \"timezoneDesignator\": \"America/Denver\" }
```
",
    check,
};

fn check(context: &Context<'_>, findings: &mut Findings) {
    for node in context.values("timezoneDesignator") {
        let Some(text) = meant_text(node) else { continue };
        let Reading::Foreign(foreign) = zones::read(&text) else { continue };
        let (what, names) = describe(foreign, &text, context);
        let finding = findings.add(node.range(), format!("`{text}` is {what}, not a time zone of the tz database."));
        let help = match names.as_slice() {
            [] => "Write a name such as `Europe/Berlin`.".to_owned(),
            [one] => format!("The zone for it is `{one}`."),
            several => format!("Zones for it are {}.", list(several)),
        };
        finding.help(help).fix(changes(node, foreign, &names));
    }
}

/// What it is, and the zones for it.
fn describe(foreign: Foreign, text: &str, context: &Context<'_>) -> (&'static str, Vec<String>) {
    match foreign {
        Foreign::Offset(minutes) => {
            let mut names = zones::zones_of_offset(text, minutes, context.now);
            names.extend(zones::fixed_zone(minutes));
            ("an offset", names)
        }
        Foreign::Windows(zone) => ("a Windows name", zone.map(str::to_owned).into_iter().collect()),
        Foreign::Number => ("a number, as virtual report suites have it", Vec::new()),
        Foreign::Abbreviation(names) => ("an abbreviation", names.iter().map(|name| (*name).to_owned()).collect()),
    }
}

fn list(names: &[String]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

fn changes(node: Node<'_>, foreign: Foreign, names: &[String]) -> Vec<Fix> {
    // A Windows name and an abbreviation with one meaning leave no choice; an offset always does.
    let sure = if names.len() == 1 && !matches!(foreign, Foreign::Offset(_)) { Sure::Likely } else { Sure::No };
    names.iter().filter_map(|name| fixes::replace(node, name, sure)).collect()
}
