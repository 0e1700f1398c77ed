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
    let mut hashes = Vec::new();
    for object in context.tree.iter().filter(|node| node.kind() == Kind::Object) {
        if may_repeat(object, &mut hashes) {
            closely(object, findings);
        }
    }
}

/// Whether two members may have one name: never wrong when it says no. Runs over every object at each keystroke, so
/// names are compared by a hash of their ends, and only where a mark in a small table is met twice.
fn may_repeat(object: Node<'_>, hashes: &mut Vec<u64>) -> bool {
    hashes.clear();
    let mut marks = 0u64;
    for member in object.members() {
        let raw = member.key.text().as_bytes();
        if !member.key.is_plain() {
            return true;
        }
        let hash = ends(raw);
        let mark = 1u64 << (hash >> 58);
        if marks & mark != 0 && (hashes.len() > 64 || hashes.contains(&hash)) {
            return true;
        }
        marks |= mark;
        hashes.push(hash);
    }
    false
}

/// A hash of the length, the first and the last eight bytes.
fn ends(raw: &[u8]) -> u64 {
    let (first, last) = match (raw.first_chunk::<8>(), raw.last_chunk::<8>()) {
        (Some(first), Some(last)) => (u64::from_le_bytes(*first), u64::from_le_bytes(*last)),
        _ => (raw.iter().fold(0, |word, &byte| word << 8 | u64::from(byte)), 0),
    };
    let mixed = (first ^ last.rotate_left(23) ^ raw.len() as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed ^ (mixed >> 29)
}

fn closely<'t>(object: Node<'t>, findings: &mut Findings) {
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
        .fix(later.and_then(|member| fixes::remove_this(member, sure)).map(|fix| entitled(fix, "second", &name)))
        .fix(earlier.and_then(|member| fixes::remove_this(member, Sure::No)).map(|fix| entitled(fix, "first", &name)));
}

fn entitled(fix: Fix, which: &str, name: &str) -> Fix {
    Fix { title: format!("Remove the {which} `{name}`"), ..fix }
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::rules_on;

    #[test]
    fn names_are_compared_by_what_they_say_and_in_large_objects_too() {
        let twice = |text: &str| rules_on(text).iter().filter(|one| one.code == "duplicate-key").count();
        assert_eq!(twice(r#"{"a": 1, "\u0061": 2, "b": {"a": 3}, "A": 4}"#), 1);
        let members: Vec<String> = (0..5_000).map(|number| format!("\"member{number}\": {number}")).collect();
        assert_eq!(twice(&format!("{{{}}}", members.join(","))), 0);
        assert_eq!(twice(&format!("{{{}, \"member7\": 7}}", members.join(","))), 1);
    }
}
