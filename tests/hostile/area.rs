//! A place for one case: a repository, a home, what lies outside, and programs that would leave a mark.

use crate::editor;
use crate::outside::picture;
use cja_lsp::files::Own;
use cja_lsp::sandbox::{Options, Running, Sandbox};
use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// A view of the demo world.
pub(crate) const VIEW: &str = "dv_65f0a1b2c3d4e5f607182900";
/// The organization of the demo world.
pub(crate) const ORG: &str = "5A4D0B0C1D2E3F4051627384@AdobeOrg";
/// An operation as this program names them.
pub(crate) const OP: &str = "20261103T101112123-00ff";

/// No command needs so long, on the slowest of machines.
const PATIENCE: Duration = Duration::from_secs(60);

/// A repository: what it does, and how it is made.
pub(crate) struct Case(pub(crate) &'static str, pub(crate) fn(&Area));

pub(crate) struct Area {
    folder: tempfile::TempDir,
    sandbox: Running,
}

impl Area {
    fn new() -> Self {
        let area = Self { folder: crate::kept::folder(), sandbox: Sandbox::start(Options::default()).unwrap() };
        for folder in ["clone/views", "outside/folder", "home", "marks"] {
            fs::create_dir_all(area.at(folder)).unwrap();
        }
        fs::write(area.at("outside/profile"), "export MINE=1\n").unwrap();
        fs::write(area.at("outside/folder/view.dataview.json"), area.view("outside")).unwrap();
        area.write("views/web.dataview.json", area.view("Web – EMEA"));
        let program = format!("#!/bin/sh\necho \"$0 $*\" >> {}/mark\nexit 1\n", area.at("marks").display());
        fs::write(area.at("program"), program).unwrap();
        fs::set_permissions(area.at("program"), fs::Permissions::from_mode(0o755)).unwrap();
        area
    }

    /// A data view that a push would change: it has another description than the service.
    pub(crate) fn view(&self, name: &str) -> String {
        format!(
            "{{\n  \"id\": \"{VIEW}\",\n  \"name\": \"{name}\",\n  \"parentDataGroupId\": \"dg_0f0e0d0c-1111-2222-3333-444455556666\",\n  \
             \"description\": \"edited here\",\n  \"timezoneDesignator\": \"Europe/Berlin\",\n  \"sessionDefinition\": [\n    \
             {{ \"numPeriods\": 30, \"granularity\": \"MINUTE\", \"func\": \"INACTIVITY\" }}\n  ]\n}}\n"
        )
    }

    pub(crate) fn at(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    pub(crate) fn clone(&self) -> PathBuf {
        self.at("clone")
    }

    pub(crate) fn program(&self) -> String {
        self.at("program").to_str().unwrap().to_owned()
    }

    /// A file of the repository.
    pub(crate) fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.clone().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub(crate) fn settings(&self, members: &str) {
        self.write("cja.config.json", format!("{{\"version\": 1{members}}}\n"));
    }

    /// A link of the repository in the place of whatever was there.
    pub(crate) fn link(&self, target: impl AsRef<Path>, path: &str) {
        let path = self.clone().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        match fs::symlink_metadata(&path) {
            Ok(about) if about.is_dir() => fs::remove_dir_all(&path).unwrap(),
            Ok(_) => fs::remove_file(&path).unwrap(),
            Err(_) => {}
        }
        symlink(target, path).unwrap();
    }

    pub(crate) fn pipe(&self, path: &str) {
        let path = self.clone().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        let _ = fs::remove_file(&path);
        assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
    }

    /// Makes the folder of records as this program does, so that what is planted in it is behind the first door.
    pub(crate) fn own(&self) {
        Own::of_workspace(&self.clone(), Some(&self.at("home/state"))).make().unwrap();
    }

    pub(crate) fn git(&self, args: &[&str]) {
        let mut command = Command::new("git");
        command.arg("-C").arg(self.clone()).args(["-c", "user.name=a", "-c", "user.email=a@example.com"]).args(args);
        let output = command.stdin(Stdio::null()).output().unwrap();
        assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    }

    /// All there is becomes a commit.
    pub(crate) fn commit(&self) {
        self.git(&["init", "-q"]);
        self.git(&["add", "-A", "-f"]);
        self.git(&["commit", "-q", "-m", "first"]);
    }

    /// The program in the repository, with the surroundings of a person who has variables set.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cja"));
        command.args(args).current_dir(self.clone()).env_clear().envs(self.sandbox.environment());
        command
            .env("CJA_RATE_LIMIT", "10000")
            .env("PATH", std::env::var_os("PATH").unwrap())
            .env("HOME", self.at("home"));
        command.env("CJA_CONFIG_DIR", self.at("home/config")).env("CJA_STATE_DIR", self.at("home/state"));
        // What a hook of another repository leaves in the surroundings.
        command.env("GIT_DIR", self.at("marks/none")).env("GIT_EXTERNAL_DIFF", self.program());
        command
            .env("GIT_SSH_COMMAND", self.program())
            .env("GIT_ASKPASS", self.program())
            .env("GIT_PAGER", self.program());
        command
    }

    fn run(&self, args: &[&str]) -> String {
        let mut command = self.command(args);
        let (out, err) = (self.at("stdout"), self.at("stderr"));
        let file = |path: &Path| fs::File::create(path).unwrap();
        command.stdin(Stdio::null()).stdout(file(&out)).stderr(file(&err));
        let (mut child, begun) = (command.spawn().unwrap(), Instant::now());
        loop {
            match child.try_wait().unwrap() {
                Some(status) => {
                    let text = |path: &Path| String::from_utf8_lossy(&fs::read(path).unwrap()).into_owned();
                    let said = format!("{}{}", text(&out), text(&err));
                    assert!(status.code().is_some_and(|code| code != 101), "{args:?}: {status} {said}");
                    return said;
                }
                None if begun.elapsed() > PATIENCE => {
                    child.kill().unwrap();
                    panic!("{args:?} waits for ever");
                }
                // Nothing of the test depends on how long this is.
                None => std::thread::park_timeout(Duration::from_millis(5)),
            }
        }
    }
}

/// What people run in a clone, the writes agreed to beforehand.
const COMMANDS: &[&[&str]] = &[
    &["check"],
    &["check", "--fix"],
    &["fmt"],
    &["status"],
    &["status", "--base", "HEAD"],
    &["plan", "--output", "markdown"],
    &["pull", "--all"],
    &["push", "--yes", "--force-fields", "description"],
    &["undo", "--yes"],
    &["undo", "../../../outside/pwn", "--yes"],
    &["log"],
    &["doctor"],
];

/// Every case by itself, two at a time.
pub(crate) fn all(cases: &[Case]) {
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
                    one(case);
                }
            });
        }
    });
}

fn one(Case(name, build): &Case) {
    let area = Area::new();
    build(&area);
    let before = picture(&area.at("outside"));
    let unharmed = |after: &str| {
        assert_eq!(picture(&area.at("outside")), before, "{name}: {after}");
        let mark = fs::read_to_string(area.at("marks/mark")).unwrap_or_default();
        assert!(mark.is_empty(), "{name}: {after} ran {mark}");
    };
    for args in COMMANDS {
        let said = area.run(args);
        harmless(&said, &format!("{name}: {args:?}"));
        unharmed(&format!("{args:?}"));
    }
    editor::session(&area, name);
    unharmed("the editor's session");
}

/// That nothing printed steers a terminal or a build server.
fn harmless(said: &str, what: &str) {
    let steers = |ch: &char| matches!(ch, '\0'..='\u{8}' | '\u{b}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}');
    assert_eq!(said.chars().find(steers), None, "{what}: {said:?}");
    for line in said.lines() {
        let begins = line.trim_start().strip_prefix("::").is_some_and(|rest| rest.starts_with(char::is_alphabetic));
        assert!(!begins && !line.contains("##[") && !line.contains("##vso["), "{what}: {said:?}");
    }
}
