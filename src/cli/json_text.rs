//! Indents JSON text without reading it into values, so that member order and number forms stay as the service sent them.

/// The text with two blanks for each level. Text that is no JSON comes back changed in its blanks at most.
#[must_use]
pub fn indent(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    let (mut level, mut in_string, mut escaped) = (0_usize, false, false);
    let mut letters = text.trim().chars().peekable();
    let line = |out: &mut String, level: usize| {
        out.push('\n');
        out.extend(std::iter::repeat_n("  ", level));
    };
    while let Some(letter) = letters.next() {
        if in_string {
            out.push(letter);
            in_string = escaped || letter != '"';
            escaped = !escaped && letter == '\\';
            continue;
        }
        match letter {
            ' ' | '\t' | '\r' | '\n' => {}
            '{' | '[' => {
                out.push(letter);
                while letters.next_if(|next| next.is_ascii_whitespace()).is_some() {}
                if let Some(end) = letters.next_if(|next| *next == '}' || *next == ']') {
                    out.push(end);
                } else {
                    level += 1;
                    line(&mut out, level);
                }
            }
            '}' | ']' => {
                level = level.saturating_sub(1);
                line(&mut out, level);
                out.push(letter);
            }
            ',' => {
                out.push(letter);
                line(&mut out, level);
            }
            ':' => out.push_str(": "),
            '"' => {
                in_string = true;
                out.push(letter);
            }
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::indent;

    #[test]
    fn order_numbers_and_strings_stay() {
        let text = r#"{"b":1.0,"a":[ ],"c":{"x":"{,\"}"},"d":[1,2e5]}"#;
        assert_eq!(
            indent(text),
            "{\n  \"b\": 1.0,\n  \"a\": [],\n  \"c\": {\n    \"x\": \"{,\\\"}\"\n  },\n  \"d\": [\n    1,\n    2e5\n  ]\n}"
        );
        assert_eq!(indent(&indent(text)), indent(text));
    }

    #[test]
    fn text_that_is_no_json_is_survived() {
        assert_eq!(indent("}}]\"\\"), "\n}\n}\n]\"\\");
    }
}
