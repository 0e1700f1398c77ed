//! An event of a session rule that is no metric.

use super::{Context, Findings, Rule, fixes, meant_text};
use crate::diagnostic::Severity;
use crate::model::{ids, session};
use fixes::Sure;

pub(super) const RULE: Rule = Rule {
    code: "event-id-shape",
    severity: Severity::Warning,
    docs: "\
An event that opens a session is not the id of a metric.

The `events` of a `BEFORE_EVENTS` rule are metrics of the data view, by their ids: `metrics/` and a name.

Source: virtual report suites endpoint of the Analytics 2.0 API, from which the object descends; product documentation, \
Session settings (\"a metric\").

```json wrong
{ \"id\": \"dv_65f0a1b2c3d4e5f60718293a\", \"sessionDefinition\": [
  { \"func\": \"INACTIVITY\", \"numPeriods\": 30, \"granularity\": \"MINUTE\" },
  { \"func\": \"BEFORE_EVENTS\", \"events\": [\"launches\"] }] }
```

```json right
{ \"id\": \"dv_65f0a1b2c3d4e5f60718293a\", \"sessionDefinition\": [
  { \"func\": \"INACTIVITY\", \"numPeriods\": 30, \"granularity\": \"MINUTE\" },
  { \"func\": \"BEFORE_EVENTS\", \"events\": [\"metrics/launches\"] }] }
```
",
    check,
};

fn check(context: &Context<'_>, findings: &mut Findings) {
    for rule in context.session_rules() {
        // On INACTIVITY they have no effect, and that is said by another rule.
        if rule.func_if(session::Func::Inactivity).is_some() {
            continue;
        }
        for item in rule.node.get("events").into_iter().flat_map(|events| events.items()) {
            let Some(id) = meant_text(item).filter(|id| !ids::is_metric(id)) else { continue };
            let fix = bare_name(&id).map(|name| format!("metrics/{name}"));
            let fix = fix.and_then(|right| fixes::replace(item, &right, Sure::if_alike(&id, &right)));
            findings
                .add(item.range(), format!("`{id}` does not look like a metric; events are given as `metrics/<id>`."))
                .fix(fix);
        }
    }
}

/// The name behind a missing, misspelt or differently cased prefix; nothing for a dimension or a phrase.
fn bare_name(id: &str) -> Option<&str> {
    let id = id.trim();
    let name = match id.split_once('/') {
        None => id,
        Some((prefix, name)) if strsim::osa_distance(&prefix.to_lowercase(), "metrics") <= 2 => name,
        Some(_) => return None,
    };
    let plain = |ch: char| ch.is_alphanumeric() || matches!(ch, '_' | '-' | '.' | ':');
    (!name.is_empty() && name.chars().all(plain)).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::bare_name;

    #[test]
    fn a_plausible_name_gets_its_prefix() {
        assert_eq!(bare_name("launches"), Some("launches"));
        assert_eq!(bare_name("metric/orders"), Some("orders"));
        assert_eq!(bare_name("Metrics/orders"), Some("orders"));
        assert_eq!(bare_name("variables/page"), None);
        assert_eq!(bare_name("Page views"), None);
        assert_eq!(bare_name("metrics/"), None);
    }
}
