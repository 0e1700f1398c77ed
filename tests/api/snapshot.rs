//! Text that a person has read and found good, kept in a file beside the tests.

use std::path::Path;

/// Compares the text with the file; `UPDATE=1` writes it anew.
pub(crate) fn check(file: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, text).unwrap();
        return;
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    let differs: Vec<String> = kept
        .lines()
        .zip(text.lines())
        .filter(|(kept, now)| kept != now)
        .take(5)
        .map(|(kept, now)| format!("- {kept}\n+ {now}\n"))
        .collect();
    assert!(kept == text, "{file} is not what happens (UPDATE=1 writes it anew):\n{}", differs.concat());
}

/// The rows of a CSV text (RFC 4180).
pub(crate) fn csv(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    for letter in text.chars() {
        match letter {
            // A doubled quote leaves and comes back: what is in between is not looked at here.
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut cell)),
            '\n' if !quoted => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            letter => cell.push(letter),
        }
    }
    assert!(!quoted && row.is_empty() && cell.is_empty(), "the text ends in the middle of a row: {text}");
    rows
}

/// The text with what stands between `start` and one of `ends` replaced.
pub(crate) fn between(text: &str, start: &str, ends: &[char], by: &str) -> String {
    let Some(from) = text.find(start).map(|at| at + start.len()) else { return text.to_owned() };
    let to = text[from..].find(ends).map_or(text.len(), |length| from + length);
    format!("{}{by}{}", &text[..from], &text[to..])
}
