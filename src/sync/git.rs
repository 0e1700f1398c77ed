//! What git knows of the files of a workspace: texts as they were committed, never as a filter would show them. Paths are
//! relative to the folder, with `/`. Everything here may be absent: no repository, no git, no such commit.

use crate::disk::git::{Trouble, ask};
use std::path::Path;

/// A name of a commit that cannot be an option, a range or a path.
fn plain(reference: &str) -> Result<&str, Trouble> {
    let odd = reference.is_empty() || reference.starts_with('-') || reference.contains([':', '\n', '\0', ' ']);
    if odd { Err(Trouble::Refused) } else { Ok(reference) }
}

/// That the reference names a commit; gives its id.
///
/// # Errors
/// Why it does not: [`Trouble::Refused`] when git knows no such commit, else what keeps git from knowing.
pub(super) fn is_commit(folder: &Path, reference: &str) -> Result<String, Trouble> {
    let wanted = format!("{}^{{commit}}", plain(reference)?);
    let id = ask(folder, &["rev-parse", "--verify", "--quiet", "--end-of-options", &wanted], b"")?;
    Ok(String::from_utf8_lossy(&id).trim().to_owned())
}

/// A file as it was at a commit.
pub(super) fn file_at(folder: &Path, reference: &str, path: &str) -> Option<String> {
    let bytes = ask(folder, &["cat-file", "blob", &format!("{}:./{path}", plain(reference).ok()?)], b"").ok()?;
    String::from_utf8(bytes).ok()
}

/// The files whose names end in `.json` at a commit, below the folder. Links among them are left out.
///
/// # Errors
/// As [`is_commit`].
pub(super) fn files_at(folder: &Path, reference: &str) -> Result<Vec<String>, Trouble> {
    let listed = ask(folder, &["ls-tree", "-r", "-z", plain(reference)?], b"")?;
    // `100644 blob <id>\t<path>`
    let file = |entry: &[u8]| {
        let (about, path) = std::str::from_utf8(entry).ok()?.split_once('\t')?;
        (about.starts_with("100") && path.ends_with(".json")).then(|| path.to_owned())
    };
    Ok(listed.split(|byte| *byte == 0).filter_map(file).collect())
}

/// The commit, with `+` when the text of the file is not the one in it. Line ends count for nothing: a checkout may have
/// changed them.
pub(super) fn commit(folder: &Path, path: &str, text: &str) -> Option<String> {
    let id = is_commit(folder, "HEAD").ok()?;
    let same = file_at(folder, &id, path).is_some_and(|old| old == text || lines(&old).eq(lines(text)));
    Some(format!("{}{}", id.get(..12)?, if same { "" } else { "+" }))
}

fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line))
}

/// The texts that a file had after each of the last commits that changed it, at most so many, newest first. A commit
/// that removed it has none.
pub(super) fn history(folder: &Path, path: &str, most: usize) -> Vec<String> {
    if path.contains('\n') {
        return Vec::new();
    }
    let count = most.to_string();
    let args = ["--literal-pathspecs", "rev-list", "-n", &count, "HEAD", "--", path];
    let Ok(commits) = ask(folder, &args, b"") else { return Vec::new() };
    let wanted: String = String::from_utf8_lossy(&commits).lines().map(|id| format!("{id}:./{path}\n")).collect();
    let answer = ask(folder, &["cat-file", "--batch"], wanted.as_bytes()).unwrap_or_default();
    blobs(&answer).into_iter().flatten().collect()
}

/// The texts of [`files_at`] with their paths, by one process for all. What is no UTF-8 is left out.
///
/// # Errors
/// As [`is_commit`].
pub(super) fn texts_at(folder: &Path, reference: &str) -> Result<Vec<(String, String)>, Trouble> {
    let commit = is_commit(folder, reference)?;
    let paths: Vec<String> = files_at(folder, &commit)?.into_iter().filter(|path| !path.contains('\n')).collect();
    let wanted: String = paths.iter().map(|path| format!("{commit}:./{path}\n")).collect();
    let answer = ask(folder, &["cat-file", "--batch"], wanted.as_bytes())?;
    Ok(paths.into_iter().zip(blobs(&answer)).filter_map(|(path, text)| Some((path, text?))).collect())
}

/// The answers of `cat-file --batch`, one for each line asked: `<id> blob <length>`, the bytes and a line end; or
/// `<name> missing`.
fn blobs(mut answer: &[u8]) -> Vec<Option<String>> {
    let mut found = Vec::new();
    while let Some(end) = memchr::memchr(b'\n', answer) {
        let (head, rest) = answer.split_at(end);
        answer = rest.get(1..).unwrap_or_default();
        let head = String::from_utf8_lossy(head);
        let mut words = head.rsplit(' ');
        let Some(length) = words.next().and_then(|length| length.parse::<usize>().ok()) else {
            found.push(None);
            continue;
        };
        let Some((bytes, rest)) = answer.split_at_checked(length) else { break };
        let text = std::str::from_utf8(bytes).ok().filter(|_| words.next() == Some("blob"));
        found.push(text.map(str::to_owned));
        answer = rest.get(1..).unwrap_or_default();
    }
    found
}

#[cfg(test)]
mod tests;
