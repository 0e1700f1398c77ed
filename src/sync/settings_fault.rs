//! A write with broken settings: what was meant to guard it may be what is broken.

use crate::api::{ApiError, Kind};
use crate::config::Layers;
use crate::diagnostic::Severity;
use crate::syntax::Tree;
use crate::text::shown::{short, word};
use crate::text::{Encoding, LineIndex};
use crate::{disk, files, ide};
use std::path::Path;

/// No sentence about a finding is longer.
const LONGEST: usize = 200;

/// The first error in the settings that govern a folder, as `check` finds it: `FILE:LINE: what is wrong`. None where there
/// are no settings, or none that are wrong.
#[must_use]
pub fn settings_fault(folder: &Path) -> Option<String> {
    fault(folder).map(|(text, _)| text)
}

/// That the settings which govern a folder hold no error, before anything is written to the service.
///
/// # Errors
/// [`Kind::Invalid`] with file, line and the command that shows the finding.
pub fn check_settings(folder: &Path, doing: &str) -> Result<(), ApiError> {
    match fault(folder) {
        None => Ok(()),
        Some((problem, advice)) => Err(ApiError::new(Kind::Invalid, doing, problem, advice)),
    }
}

fn fault(folder: &Path) -> Option<(String, String)> {
    let file = disk::find_project(folder)?;
    let shown = disk::absolute(folder);
    let name = file.strip_prefix(&shown).unwrap_or(&file).display().to_string();
    let advice = || {
        let command = format!("cja check {}", word(&name));
        format!("Nothing is written while a guard may be missing; `{command}` shows what is wrong.")
    };
    // One that leads out is refused with a sentence of its own where the profile is read.
    if !disk::is_own_settings(&file) {
        return None;
    }
    let decoded = match files::read(&file) {
        Ok(decoded) => decoded,
        Err(why) => return Some((format!("{}: {why}", short(&name, LONGEST)), advice())),
    };
    let settings = files::load(Some(&file), folder, Layers::default()).settings;
    let tree = Tree::parse(&decoded.text);
    let found = ide::diagnostics(&tree, &settings, Some(&file), jiff::Timestamp::now());
    let first = decoded.fault.into_iter().chain(found).find(|finding| finding.severity == Severity::Error)?;
    let line = LineIndex::new(tree.text()).position(tree.text(), first.range.start, Encoding::Utf8).line + 1;
    let message = short(first.message.trim_end_matches('.'), LONGEST);
    Some((format!("{}:{line}: {message}", short(&name, LONGEST)), advice()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config;

    fn fault_of(text: &str) -> Option<String> {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(config::FILE_NAME), text).unwrap();
        let fault = settings_fault(folder.path());
        assert_eq!(check_settings(folder.path(), "push").is_err(), fault.is_some(), "{text}");
        fault
    }

    #[test]
    fn every_error_stands_in_the_way_and_nothing_less_does() {
        for (text, line) in [
            ("{\"version\": 1,\n \"profiles\": {\"live\": {\n  \"protectd\": true}}}", 3),
            ("{\"version\": 1,\n \"profiles\": {\"live\": {\"Protected\": true}}}", 2),
            ("{\"version\": 1, \"profiles\": {\"live\": {\"protected\": \"yes\"}}}", 1),
            ("{\n\n\"version\": 3}", 3),
            ("{\"version\": 1, \"links\": {},\n \"links\": {}}", 1),
            ("{\"version\": 1\n \"roots\": [\"a\"]}", 1),
            ("\n<<<<<<< mine\n{}\n=======\n{}\n>>>>>>> theirs\n", 2),
            ("{\"version\": 1, \"patterns\": [\n\"b/{\"]}", 2),
        ] {
            let fault = fault_of(text).unwrap_or_else(|| panic!("no fault: {text}"));
            assert!(fault.starts_with("cja.config.json:"), "{fault}");
            let told: u32 = fault.split(':').nth(1).unwrap().parse().unwrap();
            assert!(told >= line && told <= line + 1, "{fault} of {text}");
        }
        for fine in [
            "{\"version\": 1}",
            "{\"version\": 1, \"rules\": {\"no-such-rule\": \"off\"}}",
            "{\"version\": 1, \"profiles\": {\"live\": {\"protected\": true}}}",
        ] {
            assert_eq!(fault_of(fine), None, "{fine}");
        }
        assert_eq!(settings_fault(tempfile::tempdir().unwrap().path()), None);
    }

    #[test]
    fn the_refusal_names_the_place_and_the_command() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(config::FILE_NAME), "{\n\"version\": 9}").unwrap();
        let error = check_settings(folder.path(), "push").unwrap_err();
        assert_eq!(error.exit_code(), 4);
        for part in ["cja.config.json:2", "`cja check cja.config.json`"] {
            assert!(error.to_string().contains(part), "{error}");
        }
    }
}
