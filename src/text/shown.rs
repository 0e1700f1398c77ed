//! Text from outside on its way to somebody: one function for each kind of output, and none beside them.
//!
//! What a file, a service or a name holds may try to steer a terminal, to begin a line that a build server takes for a
//! command, or to place an image or a link where a person expects words of this program. [`terminal`] is for a value in a
//! line, [`terminal_lines`] for the whole that is printed, [`markdown`] for text in Markdown, [`code`] for a value in it,
//! [`cell`] and [`json`] for data, [`command`] and [`property`] for GitHub's commands, [`message`] for SARIF and the messages of an editor.

/// One value for a line of a terminal or a log: what would steer it is shown as a picture, a line break too.
#[must_use]
pub fn terminal(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for ch in text.chars() {
        match ch {
            '\t' => out.push_str("    "),
            '\n' => out.push('␊'),
            ch => match steers(ch) {
                Some(picture) => out.push(picture),
                // `##[command]` and `##vso[command]` count anywhere in a line.
                None if ch == '[' && (out.ends_with("##") || out.ends_with("##vso")) => out.push_str(" ["),
                None => out.push(ch),
            },
        }
    }
    out
}

/// Everything that is printed for a person, at the moment of printing: line breaks and this program's own colours stay, each
/// line is as [`terminal`] makes it, and none begins as a command of a build server does.
#[must_use]
pub fn terminal_lines(text: &str) -> String {
    let lines = text.split('\n').map(|line| {
        let mut out = String::with_capacity(line.len());
        let mut rest = line;
        while let Some(at) = rest.find('\u{1b}') {
            let (before, painted) = rest.split_at(at);
            out.push_str(&terminal(before));
            let length = colour(painted);
            let (code, after) = painted.split_at(length.max(1));
            if length == 0 {
                out.push_str(&terminal(code))
            } else {
                out.push_str(code)
            }
            rest = after;
        }
        out.push_str(&terminal(rest));
        apart(out)
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// A cell of a table for programs: line breaks, tabs and what orders text in other directions stay; control characters are
/// as in [`terminal`], and no line after the first begins as a command of a build server does.
#[must_use]
pub fn cell(text: &str) -> String {
    let lines = text.split('\n').enumerate().map(|(number, line)| {
        let mut out = String::with_capacity(line.len());
        let (line, end) = line.strip_suffix('\r').map_or((line, ""), |line| (line, "\r"));
        for ch in line.chars() {
            match ch {
                '\t' => out.push(ch),
                ch if ch.is_control() => out.extend(steers(ch)),
                '[' if out.ends_with("##") || out.ends_with("##vso") => out.push_str(" ["),
                ch => out.push(ch),
            }
        }
        let out = if number > 0 { apart(out) } else { out };
        out + end
    });
    let text = lines.collect::<Vec<_>>().join("\n");
    match text.strip_suffix('\r') {
        Some(text) => format!("{text}␍"),
        None => text,
    }
}

/// A line that does not begin as a command of GitHub Actions.
fn apart(line: String) -> String {
    let words = line.trim_start();
    match words.strip_prefix("::") {
        Some(words) if words.starts_with(|first: char| first.is_ascii_alphabetic()) => {
            format!("{}: :{words}", line.get(..line.len() - words.len() - 2).unwrap_or_default())
        }
        _ => line,
    }
}

/// JSON text with everything in its strings escaped that a terminal or an editor takes for more than a character. It means
/// the same.
#[must_use]
pub fn json(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for ch in text.chars() {
        match ch {
            '\n' | '\r' | '\t' => out.push(ch),
            ch if steers(ch).is_some() => out.push_str(&format!("\\u{:04x}", ch as u32)),
            ch => out.push(ch),
        }
    }
    out
}

/// The length of a change of colour at the beginning of a text, which steers nothing else; 0 when it is none.
fn colour(text: &str) -> usize {
    let Some(rest) = text.strip_prefix("\u{1b}[") else { return 0 };
    let digits = rest.bytes().take_while(|byte| byte.is_ascii_digit() || *byte == b';').count();
    if digits < 8 && rest.as_bytes().get(digits) == Some(&b'm') { digits + 3 } else { 0 }
}

/// What is shown for a character that steers a terminal or the order of what follows, or breaks a line.
fn steers(ch: char) -> Option<char> {
    match ch {
        '\0'..='\u{1f}' => Some(char::from_u32(0x2400 + ch as u32).unwrap_or('\u{fffd}')),
        '\u{7f}' => Some('␡'),
        '\u{80}'..='\u{9f}' => Some('\u{fffd}'),
        '\u{2028}' | '\u{2029}' => Some('␊'),
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' => Some('\u{fffd}'),
        _ => None,
    }
}

/// One line of at most so many characters, for names and for what a service says: blanks and breaks are one blank each, and
/// what would steer is as in [`terminal`].
#[must_use]
pub fn short(text: &str, longest: usize) -> String {
    let breaks = |ch: char| ch.is_whitespace() || ch.is_control() || matches!(ch, '\u{2028}' | '\u{2029}');
    let words: Vec<&str> = text.split(breaks).filter(|word| !word.is_empty()).collect();
    let line = terminal(&words.join(" "));
    match line.char_indices().nth(longest) {
        Some((cut, _)) => format!("{}…", line.get(..cut).unwrap_or_default()),
        None => line,
    }
}

/// Text in Markdown, also in a cell of a table: words between backticks stay code, everything else is words and nothing
/// more. No image, link, HTML, heading or list comes of it, and nobody is notified.
#[must_use]
pub fn markdown(text: &str) -> String {
    let flat = terminal(&text.replace("\r\n", " ").replace(['\n', '\r', '\u{2028}', '\u{2029}'], " "));
    let parts: Vec<&str> = flat.split('`').collect();
    let last = parts.len().saturating_sub(1);
    let mut out = String::with_capacity(flat.len() + 8);
    for (number, part) in parts.into_iter().enumerate() {
        // An odd part is code where a backtick closes it.
        if number % 2 == 1 && number < last && !part.trim().is_empty() {
            // Two spans side by side would be one.
            if out.ends_with('`') {
                out.push('\u{200b}');
            }
            out.push_str(&code(part));
            continue;
        }
        if number % 2 == 1 {
            out.push_str("\\`");
        }
        words(part, &mut out);
        if number % 2 == 1 && number < last {
            out.push_str("\\`");
        }
    }
    out
}

fn words(text: &str, out: &mut String) {
    let mut rest = text.chars();
    while let Some(ch) = rest.next() {
        let after = rest.as_str();
        let apart = |ch: Option<char>| ch.is_none_or(|ch| !ch.is_alphanumeric());
        let first = out.trim_start().chars().all(|ch| ch.is_ascii_digit());
        let escaped = match ch {
            '\\' | '*' | '[' | ']' | '|' | '~' | '$' => true,
            '_' => apart(out.chars().next_back()) || apart(after.chars().next()),
            // What makes an address a link by itself.
            ':' => after.starts_with("//"),
            '.' if out.to_ascii_lowercase().ends_with("www") => true,
            // What begins a list, a quotation or a heading.
            '-' | '+' | '=' | '>' => out.trim_start().is_empty(),
            '.' | ')' => first && after.starts_with([' ', '\t']),
            _ => false,
        };
        match ch {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            // A backslash would not keep a name from being notified, nor a number from being linked.
            '@' | '#' => out.extend([ch, '\u{200b}']),
            ch if escaped => out.extend(['\\', ch]),
            ch => out.push(ch),
        }
    }
}

/// A value as code in Markdown, whatever is in it; also in a cell of a table.
#[must_use]
pub fn code(text: &str) -> String {
    format!("`{}`", terminal(text).replace('`', "'").replace('|', "\\|"))
}

/// The message of a command of GitHub Actions.
#[must_use]
pub fn command(text: &str) -> String {
    let lines: Vec<String> = text.replace("\r\n", "\n").split(['\n', '\r']).map(terminal).collect();
    lines.join("\n").replace('%', "%25").replace('\n', "%0A")
}

/// A property of a command of GitHub Actions, such as the file.
#[must_use]
pub fn property(text: &str) -> String {
    command(text).replace(':', "%3A").replace(',', "%2C")
}

/// A message in SARIF or in an editor, where `[words](place)` would be a link. Its line breaks stay.
#[must_use]
pub fn message(text: &str) -> String {
    let lines: Vec<String> = text.split('\n').map(terminal).collect();
    lines.join("\n").replace("](", "] (")
}

/// The word as it is, or in quotes where a POSIX shell would take it apart. Line breaks and other control characters are
/// written as escapes, so that the text stays on one line and cannot write on the terminal.
#[must_use]
pub fn word(word: &str) -> String {
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
    use super::*;

    #[test]
    fn nothing_steers_a_terminal() {
        assert_eq!(
            terminal("a\u{1b}[31m\tb\u{9b}2J\u{202e}\u{2066}c\r\n\u{7f}"),
            "a␛[31m    b\u{fffd}2J\u{fffd}\u{fffd}c␍␊␡"
        );
        assert_eq!(terminal("x\u{2028}y\u{feff}"), "x␊y\u{fffd}");
        assert_eq!(terminal("ウェブ Über 👩‍💻 العربية"), "ウェブ Über 👩‍💻 العربية");
        let once = terminal("##[error]x ##vso[task.setvariable]y\n::z");
        assert_eq!((once.as_str(), terminal(&once)), ("## [error]x ##vso [task.setvariable]y␊::z", once.clone()));
    }

    #[test]
    fn no_line_begins_a_command_and_colours_stay() {
        assert_eq!(terminal_lines("ok\n  ::add-mask::x\n::error::y\n"), "ok\n  : :add-mask::x\n: :error::y\n");
        assert_eq!(terminal_lines("\u{1b}[1;31mred\u{1b}[0m\u{1b}[2Jx\u{1b}"), "\u{1b}[1;31mred\u{1b}[0m␛[2Jx␛");
        assert_eq!(terminal_lines("a::b\n ::: c"), "a::b\n ::: c");
    }

    #[test]
    fn data_steers_nothing_and_means_the_same() {
        let text = "שלום\u{202b} a\u{9b}2J\u{7f}\u{2028}\u{feff}\tb";
        assert_eq!(cell(text), "שלום\u{202b} a\u{fffd}2J␡\u{2028}\u{feff}\tb");
        assert_eq!(cell("a\r\n::x\n::y::\r"), "a\r\n: :x\n: :y::␍");
        assert_eq!(cell("##[error] ##vso[x]"), "## [error] ##vso [x]");
        let value = serde_json::json!({"name": text, "more": [1.0, "\u{202e}", "\u{1b}"]});
        let shown = json(&serde_json::to_string_pretty(&value).unwrap());
        assert!(shown.contains("\\u202b a\\u009b2J\\u007f\\u2028\\ufeff\\tb") && shown.contains("\\u202e"), "{shown}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&shown).unwrap(), value);
    }

    #[test]
    fn a_name_is_one_line() {
        assert_eq!(short("\u{1b}[31mred\r\n  text ", 300), "[31mred text");
        assert_eq!(short(&"ä".repeat(400), 300).chars().count(), 301);
    }

    #[test]
    fn words_in_markdown_are_words() {
        for (text, shown) in [
            ("a|b\n<img> @ana `<x>`", "a\\|b &lt;img> @\u{200b}ana `<x>`"),
            ("![x](https://e.example/a.png)", "!\\[x\\](https\\://e.example/a.png)"),
            ("www.e.example", "www\\.e.example"),
            ("# head", "#\u{200b} head"),
            ("- item", "\\- item"),
            ("a`b", "a\\`b"),
            ("`a``![x](y)`", "`a`\u{200b}`![x](y)`"),
            ("`a\n\nb|c`", "`a  b\\|c`"),
            ("**bold** _it_ ~~no~~", "\\*\\*bold\\*\\* \\_it\\_ \\~\\~no\\~\\~"),
            ("1. one", "1\\. one"),
            ("30 minutes (a session): dv_1.", "30 minutes (a session): dv_1."),
        ] {
            assert_eq!(markdown(text), shown);
        }
        assert_eq!(code("a`b|c\nd"), "`a'b\\|c␊d`");
    }

    #[test]
    fn a_command_is_one_line_and_a_message_has_no_link() {
        assert_eq!(command("50 %\r\nof it\u{1b}"), "50 %25%0Aof it␛");
        assert_eq!(property("a,b:c\n"), "a%2Cb%3Ac%0A");
        assert_eq!(message("see [this](https://e.example)\nand"), "see [this] (https://e.example)\nand");
    }

    #[test]
    fn plain_words_stay_and_others_are_word() {
        assert_eq!(word("openid,a.b@C"), "openid,a.b@C");
        assert_eq!(word("it's $x"), r"'it'\''s $x'");
        assert_eq!(word(""), "''");
    }

    #[test]
    fn a_word_cannot_write_on_the_terminal() {
        assert_eq!(word("a\u{1b}[2J\nb'\\"), r"$'a\x1b[2J\x0ab\'\\'");
    }
}
