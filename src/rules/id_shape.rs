//! A data view id that does not look like one.

use super::{Context, Findings, Rule, fixes, meant_text};
use crate::diagnostic::Severity;
use crate::model::ids;
use fixes::Sure;

pub(super) const RULE: Rule = Rule {
    code: "id-shape",
    severity: Severity::Hint,
    docs: "\
The `id` of a data view is not `dv_` followed by 24 hexadecimal digits.

The service gives ids of this form. An id that was typed, shortened or taken from another object will not be found.

Source: observed; the documentation itself shortens ids.

```json wrong
{ \"id\": \"dv_64c7cf\", \"name\": \"Web\" }
```

```json right
{ \"id\": \"dv_65f0a1b2c3d4e5f60718293a\", \"name\": \"Web\" }
```
",
    check,
};

fn check(context: &Context<'_>, findings: &mut Findings) {
    for node in context.values("id") {
        let Some(id) = meant_text(node).filter(|id| !ids::is_data_view(id)) else { continue };
        let message = match id.trim() {
            "" => "The id is blank; leave it out for a data view that is to be created.".to_owned(),
            _ => format!("`{id}` does not look like the id of a data view."),
        };
        // The digits alone are an id without its prefix; anything else may be meant for any view.
        let whole = format!("dv_{}", id.trim().trim_start_matches("DV_"));
        let fix = ids::is_data_view(&whole).then(|| fixes::replace(node, &whole, Sure::No)).flatten();
        findings.add(node.range(), message).help("The service gives ids of `dv_` and 24 hexadecimal digits.").fix(fix);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::rules_on;
    use crate::text::apply;

    #[test]
    fn a_missing_prefix_is_offered_and_no_guess_made_of_anything_else() {
        let mended = |text: &str| {
            let found = rules_on(text);
            found[0].fixes.iter().map(|fix| apply(text, &fix.edits)).collect::<Vec<_>>()
        };
        let text = r#"{"id": "65f0a1b2c3d4e5f60718293a"}"#;
        assert_eq!(mended(text), [r#"{"id": "dv_65f0a1b2c3d4e5f60718293a"}"#]);
        assert_eq!(mended(r#"{"id": "dv_64c7cf"}"#), [""; 0]);
    }
}
