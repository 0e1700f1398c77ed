//! Glob patterns as the settings mean them.

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

/// One pattern: `*` stays within a folder, `**` crosses them, and a pattern without `/` matches in every folder, as
/// in `.gitignore`. The error says what is wrong with it.
fn glob(pattern: &str) -> Result<globset::Glob, String> {
    let pattern = pattern.strip_prefix("./").unwrap_or(pattern);
    let anywhere = if pattern.contains('/') { pattern.to_owned() } else { format!("**/{pattern}") };
    GlobBuilder::new(&anywhere).literal_separator(true).build().map_err(|error| error.kind().to_string())
}

/// What is wrong with a pattern, if anything.
pub(super) fn fault(pattern: &str) -> Option<String> {
    glob(pattern).err()
}

/// All patterns that can be used.
pub(super) fn set(patterns: &[String]) -> GlobSet {
    let mut builder = GlobSetBuilder::new();
    for pattern in patterns.iter().filter_map(|pattern| glob(pattern).ok()) {
        builder.add(pattern);
    }
    builder.build().unwrap_or_else(|_| GlobSet::empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_read_as_in_gitignore() {
        let matches = |pattern: &str, path: &str| set(&[pattern.to_owned()]).is_match(path);
        assert!(matches("*.json", "a/b/c.json") && matches("a/*.json", "a/b.json") && matches("./a/**", "a/b/c.json"));
        assert!(!matches("a/*.json", "a/b/c.json") && !matches("a/**", "b/c.json"));
        assert!(fault("a/[").is_some() && fault("a/{b,c}.json").is_none());
    }
}
