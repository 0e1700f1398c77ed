//! New values: what stands in a member that is added by machine, and the snippet that a person completes.

use super::Facts;
use serde_json::Value;

impl Facts<'_> {
    /// Snippet text of a value that is right to begin with, with places `$1`, `${2:default}`, `${3|a,b|}`.
    pub fn snippet(&self) -> String {
        if let Some(skeleton) = self.skeleton() {
            return skeleton.to_owned();
        }
        if let Some(default) = self.default() {
            return escape(&default.to_string());
        }
        let choices: Vec<String> =
            self.values().iter().filter_map(|(value, _)| value.as_str()).map(|text| text.replace(',', "\\,")).collect();
        if !choices.is_empty() {
            return format!("\"${{1|{}|}}\"", choices.join(","));
        }
        match self.types().first() {
            Some(&"object") => "{$1}".into(),
            Some(&"array") => "[$1]".into(),
            Some(&"string") => "\"$1\"".into(),
            Some(&"boolean") => "${1|true,false|}".into(),
            Some(&("integer" | "number")) => "${1:0}".into(),
            Some(&"null") => "null".into(),
            _ => "${1:null}".into(),
        }
    }

    /// The snippet with its places filled by their defaults: JSON text, with `\n` and `\t`.
    pub fn plain_skeleton(&self) -> String {
        let plain = plain(&self.snippet());
        if serde_json::from_str::<Value>(&plain).is_ok() { plain } else { "null".into() }
    }
}

/// Escapes text for a snippet.
pub fn escape(text: &str) -> String {
    text.replace('\\', "\\\\").replace('$', "\\$").replace('}', "\\}")
}

/// Whether a snippet has places to go to; without any it is only escaped text.
pub fn has_places(snippet: &str) -> bool {
    escape(&plain(snippet)) != snippet
}

/// A snippet without its places: defaults and first choices stay, bare places vanish.
pub fn plain(snippet: &str) -> String {
    let mut out = String::with_capacity(snippet.len());
    let mut chars = snippet.chars().peekable();
    while let Some(ch) = chars.next() {
        match ch {
            '\\' if matches!(chars.peek(), Some('$' | '}' | '\\')) => out.extend(chars.next()),
            '$' if chars.peek() == Some(&'{') => {
                chars.next();
                while chars.next_if(char::is_ascii_digit).is_some() {}
                let choice = chars.next_if_eq(&'|').is_some();
                chars.next_if_eq(&':');
                let mut first = true;
                while let Some(ch) = chars.next().filter(|&ch| ch != '}') {
                    match ch {
                        '|' => {}
                        ',' if choice => first = false,
                        '\\' => out.extend(chars.next().filter(|_| first)),
                        ch if first => out.push(ch),
                        _ => {}
                    }
                }
            }
            '$' if chars.peek().is_some_and(char::is_ascii_digit) => {
                while chars.next_if(char::is_ascii_digit).is_some() {}
            }
            ch => out.push(ch),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::Schema;

    #[test]
    fn places_vanish_and_defaults_stay() {
        assert_eq!(
            plain("{ \"a\": ${1:30}, \"b\": \"${2|X,Y|}\", \"c\": $3 \\$ }$0"),
            "{ \"a\": 30, \"b\": \"X\", \"c\":  $ }"
        );
    }

    #[test]
    fn every_member_of_a_data_view_has_a_skeleton_that_is_json() {
        let schema = Schema::data_view();
        let tree = crate::syntax::Tree::parse("{}");
        let root = tree.root().unwrap();
        for property in schema.at(root).properties() {
            let skeleton = schema.member_of(root, property.name).plain_skeleton();
            assert!(serde_json::from_str::<Value>(&skeleton).is_ok(), "{}: {skeleton}", property.name);
        }
    }
}
