//! Under which name a data view is kept as a file.
//!
//! Knows names and ids, no folder: which names are taken is for the caller to say. Begin with [`file_name`].

/// The file name of a data view: by its name; when that is taken with the end of its id, else by the id alone, else
/// with a number. `taken` is asked for names in lower case.
pub fn file_name(name: &str, id: Option<&str>, taken: impl Fn(&str) -> bool) -> String {
    let slug = slug(name);
    let by_id = id.map(|id| {
        let tail: String = id.chars().rev().take(6).collect::<Vec<_>>().into_iter().rev().collect();
        [format!("{slug}~{}", self::slug(&tail)), self::slug(id)]
    });
    let numbered = (2..=u32::MAX).map(|number| format!("{slug}~{number}"));
    let names = std::iter::once(slug.clone()).chain(by_id.into_iter().flatten()).chain(numbered);
    let mut names = names.map(|name| format!("{name}.dataview.json"));
    names.find(|name| !taken(name)).unwrap_or_else(|| format!("{slug}.dataview.json"))
}

/// A file name from a view's name: lower case, everything but letters and digits a hyphen, at most 80 characters, and
/// nothing that a system keeps for its devices.
pub fn slug(name: &str) -> String {
    const RESERVED: [&str; 6] = ["con", "prn", "aux", "nul", "com", "lpt"];
    // A name may have 255 bytes, with the ending and what tells two views of a name apart.
    const LONGEST: usize = 200;
    let mut out = String::new();
    for ch in name.to_lowercase().chars() {
        if ch.is_alphanumeric() {
            out.push(ch);
        } else if is_accent(ch) {
            // A letter and its accent written apart stay one word.
        } else if !out.ends_with('-') && !out.is_empty() {
            out.push('-');
        }
    }
    let mut bytes = 0;
    let short = out.trim_matches('-').chars().take(80).take_while(|ch| {
        bytes += ch.len_utf8();
        bytes <= LONGEST
    });
    let short: String = short.collect();
    let short = short.trim_matches('-').to_owned();
    let stem = short.trim_end_matches(|ch: char| ch.is_ascii_digit());
    if short.is_empty() || RESERVED.contains(&stem) {
        format!("view-{short}").trim_end_matches('-').to_owned()
    } else {
        short
    }
}

fn is_accent(ch: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&ch)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_file_names() {
        assert_eq!(slug("Web – EMEA"), "web-emea");
        assert_eq!(slug("Order history \"raw\"/../x"), "order-history-raw-x");
        assert_eq!(slug("ウェブ全体 (Japan)"), "ウェブ全体-japan");
        assert_eq!(
            (slug("CON").as_str(), slug("com1").as_str(), slug("…").as_str()),
            ("view-con", "view-com1", "view")
        );
        assert_eq!(slug(&"ab ".repeat(60)).chars().count(), 80);
        assert_eq!(slug("u\u{308}ber"), "uber");
        assert!(slug(&"𠮷".repeat(200)).len() <= 200);
    }

    #[test]
    fn a_name_that_is_taken_gives_way_to_the_id_and_that_to_a_number() {
        let id = Some("dv_65f0a1b2c3d4e5f60718293a");
        let names = ["web.dataview.json", "web~18293a.dataview.json", "dv-65f0a1b2c3d4e5f60718293a.dataview.json"];
        for (count, expected) in names.iter().enumerate() {
            let taken = &names[..count];
            assert_eq!(file_name("Web", id, |name| taken.contains(&name)), *expected);
        }
        assert_eq!(file_name("Web", id, |name| names.contains(&name)), "web~2.dataview.json");
        assert_eq!(file_name("Web", None, |name| name == names[0]), "web~2.dataview.json");
    }
}
