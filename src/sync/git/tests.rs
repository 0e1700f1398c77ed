use super::*;
use std::path::PathBuf;
use std::process::{Command, Stdio};

struct Repository {
    folder: tempfile::TempDir,
}

impl Repository {
    fn new() -> Self {
        let repository = Self { folder: tempfile::tempdir().unwrap() };
        std::fs::create_dir_all(repository.at("work/views")).unwrap();
        repository.git(&["init", "-q"]);
        repository
    }

    fn at(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn work(&self) -> PathBuf {
        self.at("work")
    }

    fn git(&self, args: &[&str]) {
        let mut command = Command::new("git");
        command.arg("-C").arg(self.work()).args(["-c", "user.name=a", "-c", "user.email=a@example.com"]).args(args);
        let output = command.stdin(Stdio::null()).output().unwrap();
        assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    }

    fn write(&self, path: &str, text: &str) {
        std::fs::write(self.work().join(path), text).unwrap();
    }

    fn commit(&self, path: &str, text: &str) {
        self.write(path, text);
        self.git(&["add", "-A"]);
        self.git(&["commit", "-q", "-m", text]);
    }
}

#[test]
fn texts_come_as_they_were_committed() {
    let repository = Repository::new();
    repository.commit("views/a.json", "one");
    repository.commit("views/a.json", "two\n");
    repository.commit("views/ß b.json", "other");
    repository.git(&["mv", "views/a.json", "views/c.json"]);
    repository.commit("views/notes.txt", "no");
    let folder = repository.work().join("views");
    assert_eq!(file_at(&folder, "HEAD~3", "a.json").as_deref(), Some("one"));
    assert_eq!(file_at(&folder, "HEAD", "a.json"), None);
    assert_eq!(files_at(&folder, "HEAD").unwrap(), ["c.json", "ß b.json"]);
    assert_eq!(files_at(&repository.work(), "HEAD~2").unwrap(), ["views/a.json"]);
    assert_eq!(history(&folder, "a.json", 9), ["two\n", "one"]);
    assert_eq!(history(&repository.work(), "views/a.json", 2), ["two\n"]);
    assert_eq!(history(&folder, "ß b.json", 9), ["other"]);
    assert!(history(&folder, "none.json", 9).is_empty());
}

#[test]
fn a_change_is_seen_and_line_ends_are_none() {
    let repository = Repository::new();
    repository.commit("a.json", "{\n}\n");
    let id = is_commit(&repository.work(), "HEAD").unwrap();
    let seen = |text| commit(&repository.work(), "a.json", text).unwrap();
    assert_eq!((seen("{\n}\n"), seen("{\r\n}\r\n")), (id[..12].to_owned(), id[..12].to_owned()));
    assert_eq!(seen("{}\n"), format!("{}+", &id[..12]));
    assert_eq!(commit(&repository.work(), "new.json", "{}").unwrap(), format!("{}+", &id[..12]));
    assert_eq!(commit(repository.folder.path(), "a.json", ""), None);
}

#[test]
fn what_is_no_commit_is_told_with_the_reason() {
    let repository = Repository::new();
    let why = |reference: &str| is_commit(&repository.work(), reference).unwrap_err();
    assert_eq!(why("HEAD"), Trouble::Refused);
    repository.commit("a.json", "{}");
    for reference in ["nope", "--help", "-h", "", "HEAD:a.json", "HEAD..HEAD", "HEAD nope"] {
        assert_eq!(why(reference), Trouble::Refused, "{reference:?}");
    }
    assert_eq!(is_commit(repository.folder.path(), "HEAD"), Err(Trouble::NoRepository));
    assert_eq!(files_at(&repository.work(), "nope"), Err(Trouble::Refused));
}

/// Only root can give a file away.
#[cfg(unix)]
#[test]
fn a_repository_of_another_user_is_told_apart() {
    let repository = Repository::new();
    repository.commit("a.json", "{}");
    let give = |path: &Path| std::os::unix::fs::chown(path, Some(4_321), Some(4_321));
    if give(&repository.work()).and_then(|()| give(&repository.work().join(".git"))).is_ok() {
        assert_eq!(is_commit(&repository.work(), "HEAD"), Err(Trouble::Ownership));
        assert_eq!(file_at(&repository.work(), "HEAD", "a.json"), None);
    }
}

/// Every program that settings of a repository can name, each of which would leave a mark.
#[cfg(unix)]
#[test]
fn nothing_that_a_repository_names_is_run() {
    use std::os::unix::fs::PermissionsExt as _;
    let repository = Repository::new();
    repository.commit("a.json", "{}");
    let (mark, program) = (repository.at("mark"), repository.at("program"));
    std::fs::write(&program, format!("#!/bin/sh\necho $0 $@ >> {}\ncat\n", mark.display())).unwrap();
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
    let name = program.to_str().unwrap();
    for setting in [
        "core.fsmonitor",
        "core.sshCommand",
        "core.pager",
        "core.editor",
        "core.askPass",
        "core.gitProxy",
        "diff.external",
        "diff.x.textconv",
        "diff.x.command",
        "filter.x.clean",
        "filter.x.smudge",
        "filter.x.process",
        "credential.helper",
        "gpg.program",
        "interactive.diffFilter",
        "pager.cat-file",
        "pager.rev-list",
        "core.alternateRefsCommand",
    ] {
        repository.git(&["config", setting, name]);
    }
    repository.git(&["config", "filter.x.required", "true"]);
    let hooks = repository.work().join(".git/hooks");
    for hook in ["post-index-change", "reference-transaction", "post-checkout", "pre-auto-gc", "fsmonitor-watchman"] {
        std::fs::copy(&program, hooks.join(hook)).unwrap();
    }
    repository.write(".gitattributes", "* filter=x diff=x\n");
    std::fs::create_dir_all(repository.work().join(".git/info")).unwrap();
    repository.write(".git/info/attributes", "* filter=x diff=x\n");
    // A partial clone that lacks the text and would ask for it.
    let ssh = format!("ext::{name}");
    for (setting, value) in [
        ("core.repositoryFormatVersion", "1"),
        ("extensions.partialClone", "origin"),
        ("remote.origin.url", ssh.as_str()),
        ("remote.origin.promisor", "true"),
        ("protocol.ext.allow", "always"),
        ("remote.origin.uploadpack", name),
    ] {
        repository.git(&["config", setting, value]);
    }
    repository.write("a.json", "changed");
    let _ = std::fs::remove_file(&mark);
    let ask_all = |folder: &Path| {
        let _ = (is_commit(folder, "HEAD"), file_at(folder, "HEAD", "a.json"), files_at(folder, "HEAD"));
        let _ = (commit(folder, "a.json", "changed"), history(folder, "a.json", 9));
        let _ = crate::files::Own::of_workspace(folder, None);
    };
    ask_all(&repository.work());
    let blob = String::from_utf8(ask(&repository.work(), &["rev-parse", "HEAD:a.json"], b"").unwrap()).unwrap();
    let blob = blob.trim();
    std::fs::remove_file(repository.work().join(".git/objects").join(&blob[..2]).join(&blob[2..])).unwrap();
    ask_all(&repository.work());
    assert_eq!(file_at(&repository.work(), "HEAD", "a.json"), None);
    repository.git(&["config", "remote.origin.url", "user@127.0.0.1:nowhere"]);
    ask_all(&repository.work());
    assert!(!mark.exists(), "{}", std::fs::read_to_string(mark).unwrap());
}
