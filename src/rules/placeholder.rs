//! Template values of the documentation that were left in.

use super::{Context, Findings, Rule, fixes, text_of};
use crate::diagnostic::Severity;
use crate::model::View;
use crate::model::placeholder::is_placeholder;
use crate::model::session::{self, Func, SessionRule};
use crate::syntax::{Member, Node};
use fixes::Sure;

pub(super) const RULE: Rule = Rule {
    code: "placeholder",
    severity: Severity::Warning,
    docs: "\
A value is a placeholder of the documentation, such as `string`, `{IMS_ORG_ID}` or `dg_xxxxxxxx-…`.

Samples are copied and their placeholders pushed: real data views carry `\"events\": [\"string\"]` because a public \
client creates them so. Under members that the service sets, placeholders do no harm and are not reported.

Source: data views endpoint guide and \"Use CJA API with Python\" (the samples); observed in cjapy.

```json wrong
{ \"id\": \"dv_65f0a1b2c3d4e5f60718293a\",
  \"sessionDefinition\": [{ \"func\": \"INACTIVITY\", \"numPeriods\": 30, \"granularity\": \"MINUTE\", \"events\": [\"string\"] }] }
```

```json right
{ \"id\": \"dv_65f0a1b2c3d4e5f60718293a\",
  \"sessionDefinition\": [{ \"func\": \"INACTIVITY\", \"numPeriods\": 30, \"granularity\": \"MINUTE\" }] }
```
",
    check,
};

fn check(context: &Context<'_>, findings: &mut Findings) {
    for view in &context.views {
        for name in ["name", "description", "parentDataGroupId", "timezoneDesignator", "id"] {
            if let Some(member) = view.node.member(name) {
                value(member, findings);
            }
        }
        for object in ["externalData", "containerNames"].iter().filter_map(|name| view.get(name)) {
            object.members().for_each(|member| value(member, findings));
        }
        if let Some(list) = view.get("segmentList") {
            list.items().for_each(|item| single(item, findings));
        }
        session_rules(view, findings);
    }
}

/// The text when it is a placeholder.
fn template(node: Node<'_>) -> Option<String> {
    text_of(node).filter(|text| is_placeholder(text)).map(|text| text.into_owned())
}

fn report<'f>(node: Node<'_>, text: &str, findings: &'f mut Findings) -> super::Finding<'f> {
    let message = format!("`{text}` is a placeholder of the documentation, and would be pushed as it is.");
    findings.add(node.range(), message)
}

fn value(member: Member<'_>, findings: &mut Findings) {
    let Some(text) = template(member.value) else { return };
    // What a data view cannot do without is for a person to write.
    let needed = ["name", "parentDataGroupId", "timezoneDesignator"].iter().any(|name| member.key.is_named(name));
    let fix = if needed { None } else { fixes::remove(member, Sure::No) };
    report(member.value, &text, findings).help("Write the real value, or leave the member out.").fix(fix);
}

fn single(item: Node<'_>, findings: &mut Findings) {
    let Some(text) = template(item) else { return };
    let fix = fixes::remove_item(item, &format!("Remove `{text}`"), Sure::No);
    report(item, &text, findings).fix(fix);
}

fn session_rules(view: &View<'_>, findings: &mut Findings) {
    for rule in session::rules(view) {
        let Some(events) = rule.node.member("events") else { continue };
        let mut items = events.value.items();
        let only = items.next().filter(|_| items.next().is_none());
        match only.and_then(template) {
            Some(text) => list_of_one(&rule, events, &text, findings),
            None => events.value.items().for_each(|item| single(item, findings)),
        }
    }
}

/// `["string"]`: the list as a whole is the placeholder.
fn list_of_one(rule: &SessionRule<'_>, events: Member<'_>, text: &str, findings: &mut Findings) {
    let idle = rule.func_if(Func::Inactivity).is_some();
    let message = format!("`[\"{text}\"]` is a placeholder of the documentation, and would be pushed as it is.");
    let finding = findings.add(events.value.range(), message);
    if idle {
        finding.help("Events have no effect on a timeout: leave them out.").fix(fixes::remove(events, Sure::Likely));
    } else {
        finding.help("Write the metrics that open a new session, such as `metrics/launches`.");
    }
}
