//! Words as a shell reads them back, for commands and variables that are meant to be pasted.

/// The word as it is, or in quotes where a POSIX shell would take it apart. Line breaks and other control characters are
/// written as escapes, so that the text stays on one line and cannot write on the terminal.
pub(crate) fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_.,:/@+=%".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    if !word.chars().any(char::is_control) {
        return format!("'{}'", word.replace('\'', r"'\''"));
    }
    let escaped = |c: char| match c {
        '\\' | '\'' => format!("\\{c}"),
        c if c.is_control() => {
            let mut buffer = [0; 4];
            c.encode_utf8(&mut buffer).bytes().map(|byte| format!("\\x{byte:02x}")).collect()
        }
        c => c.to_string(),
    };
    format!("$'{}'", word.chars().map(escaped).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn plain_words_stay_and_others_are_quoted() {
        assert_eq!(quoted("openid,a.b@C"), "openid,a.b@C");
        assert_eq!(quoted("it's $x"), r"'it'\''s $x'");
        assert_eq!(quoted(""), "''");
    }

    #[test]
    fn a_word_cannot_write_on_the_terminal() {
        assert_eq!(quoted("a\u{1b}[2J\nb'\\"), r"$'a\x1b[2J\x0ab\'\\'");
    }
}
