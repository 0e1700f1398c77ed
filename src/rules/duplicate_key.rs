//! Two members of one object with the same name.

use super::{Context, Findings, Rule, fixes};
use crate::diagnostic::{Fix, Severity};
use crate::syntax::{Kind, Member, Node};
use fixes::Sure;
use rustc_hash::FxHashMap;
use std::borrow::Cow;

pub(super) const RULE: Rule = Rule {
    code: "duplicate-key",
    severity: Severity::Error,
    docs: "\
A name stands twice in one object.

Programs disagree on which of the two counts: most keep the last one, some the first, some refuse the file. What is \
pushed would depend on the program that reads it.

Source: RFC 8259, section 4.

```json wrong
{ \"name\": \"Web\", \"name\": \"App\", \"id\": \"dv_1\" }
```

```json right
{ \"name\": \"Web\", \"id\": \"dv_1\" }
```
",
    check,
};

fn check(context: &Context<'_>, findings: &mut Findings) {
    // Objects are small: comparing spans of text is cheaper than hashing until there are many members.
    let mut small: Vec<(Cow<'_, str>, Node<'_>)> = Vec::new();
    for object in context.tree.iter().filter(|node| node.kind() == Kind::Object) {
        if object.child_count() > 32 {
            many(object, findings);
            continue;
        }
        small.clear();
        for member in object.members() {
            let Some(name) = member.key.as_str().filter(|_| !member.key.is_unclear()) else { continue };
            match small.iter().find(|(seen, _)| *seen == name) {
                Some(&(_, first)) => report(first, member.key, findings),
                None => small.push((name, member.key)),
            }
        }
    }
}

fn many<'t>(object: Node<'t>, findings: &mut Findings) {
    let mut seen: FxHashMap<Cow<'t, str>, Node<'t>> = FxHashMap::default();
    for member in object.members() {
        let Some(name) = member.key.as_str().filter(|_| !member.key.is_unclear()) else { continue };
        match seen.get(&name) {
            Some(&first) => report(first, member.key, findings),
            None => {
                seen.insert(name, member.key);
            }
        }
    }
}

fn report(first: Node<'_>, second: Node<'_>, findings: &mut Findings) {
    let name = second.as_str().unwrap_or_default();
    let members = [second, first].map(|key| key.value().map(|value| Member { key, value }));
    let [later, earlier] = members;
    // Removing a repetition loses nothing; of two different values a person must choose.
    let same = later.zip(earlier).is_some_and(|(later, earlier)| later.value.text() == earlier.value.text());
    let sure = if same { Sure::Yes } else { Sure::No };
    findings
        .add(second.range(), format!("`{name}` stands twice in this object; programs disagree on which one counts."))
        .help("Keep one of the two.")
        .related(first.range(), "first here")
        .fix(later.and_then(|member| fixes::remove(member, sure)).map(|fix| entitled(fix, "second", &name)))
        .fix(earlier.and_then(|member| fixes::remove(member, Sure::No)).map(|fix| entitled(fix, "first", &name)));
}

fn entitled(fix: Fix, which: &str, name: &str) -> Fix {
    Fix { title: format!("Remove the {which} `{name}`"), ..fix }
}
