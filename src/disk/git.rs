//! How `git` is asked: only for what it has stored, and so that neither the folder's own settings nor the surroundings make
//! it start another program, reach for the network, or wait for ever. A repository is data, and so is its `.git/config`.

use std::collections::HashMap;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{LazyLock, Mutex, PoisonError, mpsc};
use std::time::{Duration, Instant};

/// How long one question may take.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long git is left alone after it gave no answer.
const REST: Duration = Duration::from_secs(60);
/// How many bytes of an answer are read.
const MOST: u64 = 256 * 1024 * 1024;

#[cfg(windows)]
const NOTHING: &str = "NUL";
#[cfg(not(windows))]
const NOTHING: &str = "/dev/null";

/// Why git did not answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// The program is not there.
    #[error("git is not installed")]
    NoGit,
    /// The folder is in no repository.
    #[error("the folder is in no git repository")]
    NoRepository,
    /// The repository belongs to another user, and git does not read it for this one.
    #[error("the git repository belongs to another user, so git does not read it")]
    Ownership,
    /// It took too long and was ended.
    #[error("git gave no answer within {} seconds", PATIENCE.as_secs())]
    Slow,
    /// It refused; mostly there is no such thing.
    #[error("git refused")]
    Refused,
}

impl Trouble {
    /// What to do about it; empty where there is nothing to say.
    #[must_use]
    pub fn advice(&self) -> &'static str {
        match self {
            Self::NoGit => "Install git, or leave out what asks it.",
            Self::NoRepository => "Run the command in a clone.",
            Self::Ownership => {
                "If you trust it, run `git config --global --add safe.directory FOLDER` with its root folder."
            }
            Self::Slow => "Look whether `git status` answers in this folder.",
            Self::Refused => "",
        }
    }
}

/// Asks git in a folder. Use plumbing that applies no filters: `cat-file`, `rev-parse`, `rev-list`, `ls-tree`, `ls-files`.
///
/// # Errors
/// Why there is no answer.
pub fn ask(folder: &Path, args: &[&str], input: &[u8]) -> Result<Vec<u8>, Trouble> {
    if is_known_slow(folder, None) {
        return Err(Trouble::Slow);
    }
    let answer = ask_with("git".as_ref(), folder, args, input, PATIENCE);
    if answer == Err(Trouble::Slow) {
        is_known_slow(folder, Some(Instant::now()));
    }
    answer
}

/// Whether git gave no answer for a folder a moment ago: a hundred files must not wait a hundred times.
fn is_known_slow(folder: &Path, now: Option<Instant>) -> bool {
    static SLOW: LazyLock<Mutex<HashMap<PathBuf, Instant>>> = LazyLock::new(Mutex::default);
    let mut slow = SLOW.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(now) = now {
        slow.insert(folder.to_owned(), now);
    }
    slow.get(folder).is_some_and(|at| at.elapsed() < REST)
}

fn ask_with(
    program: &Path,
    folder: &Path,
    args: &[&str],
    input: &[u8],
    patience: Duration,
) -> Result<Vec<u8>, Trouble> {
    let mut command = Command::new(program);
    // A hook's or an outer command's repository is not the one that is meant.
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("GIT_")) {
        command.env_remove(name);
    }
    command.args(["--no-pager", "--no-replace-objects"]);
    let hooks = format!("core.hooksPath={NOTHING}");
    let attributes = format!("core.attributesFile={NOTHING}");
    for setting in [
        "core.fsmonitor=",
        &hooks,
        "core.sshCommand=false",
        "core.pager=cat",
        &attributes,
        "credential.helper=",
        "protocol.allow=never",
        "safe.bareRepository=explicit",
    ] {
        command.args(["-c", setting]);
    }
    for (name, value) in
        [("GIT_NO_LAZY_FETCH", "1"), ("GIT_TERMINAL_PROMPT", "0"), ("GIT_OPTIONAL_LOCKS", "0"), ("LC_ALL", "C")]
    {
        command.env(name, value);
    }
    command.arg("-C").arg(folder).args(args);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let child = command.spawn().map_err(|_| Trouble::NoGit)?;
    answer(child, input.to_vec(), patience)
}

/// Waits for the end of a process, which is forced when it does not come.
fn answer(mut child: Child, input: Vec<u8>, patience: Duration) -> Result<Vec<u8>, Trouble> {
    let end = Instant::now() + patience;
    let (Some(mut stdin), Some(stdout), Some(stderr)) = (child.stdin.take(), child.stdout.take(), child.stderr.take())
    else {
        return Err(Trouble::Refused);
    };
    // Threads, because a program that does not read must not stop who writes. They end with the process.
    std::thread::spawn(move || stdin.write_all(&input));
    let (out, err) = (reader(stdout, MOST), reader(stderr, 64 * 1024));
    let left = || end.saturating_duration_since(Instant::now());
    let bytes = out.recv_timeout(left());
    let said = err.recv_timeout(left());
    let status = loop {
        match child.try_wait() {
            Ok(Some(status)) => break Some(status),
            Ok(None) if left().is_zero() => break None,
            Ok(None) => std::thread::sleep(Duration::from_millis(1)),
            Err(_) => break None,
        }
    };
    let (Some(status), Ok(bytes), Ok(said)) = (status, bytes, said) else {
        let _ = child.kill();
        let _ = child.wait();
        return Err(Trouble::Slow);
    };
    let said = String::from_utf8_lossy(&said);
    match status.success() {
        true => Ok(bytes),
        false if said.contains("dubious ownership") => Err(Trouble::Ownership),
        false if said.contains("not a git repository") => Err(Trouble::NoRepository),
        false => Err(Trouble::Refused),
    }
}

fn reader(pipe: impl std::io::Read + Send + 'static, most: u64) -> mpsc::Receiver<Vec<u8>> {
    let (send, receive) = mpsc::channel();
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        if pipe.take(most).read_to_end(&mut bytes).is_ok() {
            let _ = send.send(bytes);
        }
    });
    receive
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt as _;

    #[test]
    fn a_program_that_does_not_answer_is_ended() {
        let folder = tempfile::tempdir().unwrap();
        let program = folder.path().join("slow");
        std::fs::write(&program, "#!/bin/sh\nexec sleep 600\n").unwrap();
        std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
        let begun = Instant::now();
        let found = ask_with(&program, folder.path(), &["rev-parse"], b"", Duration::from_millis(200));
        assert_eq!(found, Err(Trouble::Slow));
        assert!(begun.elapsed() < Duration::from_secs(60));
    }

    #[test]
    fn a_missing_program_and_a_missing_repository_are_told_apart() {
        let folder = tempfile::tempdir().unwrap();
        let missing = ask_with(&folder.path().join("none"), folder.path(), &[], b"", PATIENCE);
        assert_eq!(missing, Err(Trouble::NoGit));
        assert_eq!(ask(folder.path(), &["rev-parse", "--show-prefix"], b""), Err(Trouble::NoRepository));
    }
}
