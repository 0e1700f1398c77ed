//! Template values that documentation puts where a real value belongs, and that get pushed by mistake.

/// Whether a text is one: `string` (the examples of the API reference), `{IMS_ORG_ID}` (its guides), an id masked with
/// x (`dg_xxxxxxxx-xxxx-…`), a date with letters for the year (`YYYY-08-24`).
pub fn is_placeholder(text: &str) -> bool {
    text == "string" || is_variable(text) || is_masked(text) || is_date_pattern(text)
}

/// `{IMS_ORG_ID}`, also doubled or with a dollar: nothing but capitals, digits and underscores in braces.
fn is_variable(text: &str) -> bool {
    let text = text.strip_prefix('$').unwrap_or(text);
    let inner = text.strip_prefix('{').and_then(|text| text.strip_suffix('}'));
    let inner = inner.map(|text| text.strip_prefix('{').and_then(|text| text.strip_suffix('}')).unwrap_or(text));
    inner.map(str::trim).is_some_and(|name| {
        let plain = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_';
        name.bytes().next().is_some_and(|byte| byte.is_ascii_uppercase()) && name.bytes().all(plain)
    })
}

/// An id whose every part behind a known prefix is made of x, dashes and dots.
fn is_masked(text: &str) -> bool {
    let masked = |text: &str| {
        let xs = text.chars().filter(|ch| matches!(ch, 'x' | 'X')).count();
        xs >= 3 && text.chars().all(|ch| matches!(ch, 'x' | 'X' | '-' | '.' | '…'))
    };
    if let Some(rest) = text.strip_prefix("dg_").or_else(|| text.strip_prefix("dv_")) {
        return masked(rest);
    }
    let segment = text.strip_prefix('s').and_then(|rest| rest.split_once('_'));
    let digits = |text: &str| text.chars().all(|ch| ch.is_ascii_digit() || matches!(ch, 'x' | 'X'));
    masked(text) || segment.is_some_and(|(number, rest)| digits(number) && masked(rest))
}

/// `YYYY-08-24T14:15:22Z`, `YYYY-MM-DD`.
fn is_date_pattern(text: &str) -> bool {
    text.strip_prefix("YYYY-")
        .is_some_and(|rest| rest.starts_with("MM") || rest.starts_with(|ch: char| ch.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::is_placeholder;

    #[test]
    fn template_values_are_told_from_real_ones() {
        for text in [
            "string",
            "{IMS_ORG_ID}",
            "{{ORG}}",
            "${DATA_VIEW_ID}",
            "dg_xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx",
            "dg_xxx…",
            "dv_xxxxxxxx",
            "s300000001_xxxxxxxxxxxx",
            "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx",
            "YYYY-08-24T14:15:22Z",
            "YYYY-MM-DD",
        ] {
            assert!(is_placeholder(text), "{text}");
        }
        for text in ["String", "a string", "{}", "{name}", "dg_0f0e…", "XX", "dv_exampleid1", "YYYY", "", "sxxx"] {
            assert!(!is_placeholder(text), "{text}");
        }
    }
}
