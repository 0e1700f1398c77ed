//! What git knows of a file. Everything here may be absent: no repository, no git, no such commit.

use std::path::Path;
use std::process::{Command, Stdio};

fn git(folder: &Path, args: &[&str]) -> Option<String> {
    // A repository must not start programs of its own choice here.
    let mut command = Command::new("git");
    command.arg("-C").arg(folder).args(["-c", "core.fsmonitor=false"]).args(args);
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8(output.stdout).ok()).flatten()
}

/// A file as it was at a commit; the path is relative to the folder.
pub(super) fn file_at(folder: &Path, reference: &str, path: &str) -> Option<String> {
    if reference.starts_with('-') {
        return None;
    }
    git(folder, &["show", &format!("{reference}:./{path}")])
}

/// Whether the reference names a commit.
pub(super) fn is_commit(folder: &Path, reference: &str) -> bool {
    !reference.starts_with('-')
        && git(folder, &["rev-parse", "--verify", "--quiet", &format!("{reference}^{{commit}}")]).is_some()
}

/// The commit, with `+` when the file differs from it.
pub(super) fn commit(folder: &Path, path: &str) -> Option<String> {
    let commit = git(folder, &["rev-parse", "--short=12", "HEAD"])?;
    let dirty = git(folder, &["diff", "--no-ext-diff", "--quiet", "HEAD", "--", path]).is_none();
    Some(format!("{}{}", commit.trim(), if dirty { "+" } else { "" }))
}
