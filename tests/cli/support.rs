//! A folder of its own for each test, and the program run in it.

use serde_json::Value;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

/// A data view with nothing wrong in it.
pub(crate) const GOOD: &str = include_str!("../../examples/views/web-emea.dataview.json");
/// A data view that is not JSON.
pub(crate) const BROKEN: &str = include_str!("../../examples/broken/syntax.dataview.json");

pub(crate) struct Folder(tempfile::TempDir);

/// What a run left.
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Run {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}\n{}\n{}", self.out, self.err))
    }

    /// The codes of a JSON answer with their files.
    pub(crate) fn codes(&self) -> Vec<(String, String)> {
        let text = |item: &Value, name: &str| item[name].as_str().unwrap().to_owned();
        self.json().as_array().unwrap().iter().map(|item| (text(item, "file"), text(item, "code"))).collect()
    }
}

/// A folder with these files.
pub(crate) fn folder(files: &[(&str, &str)]) -> Folder {
    let folder = Folder(crate::kept::folder());
    files.iter().for_each(|(path, text)| folder.write(path, text));
    folder
}

/// The program, deaf to the settings of whoever runs the tests.
pub(crate) fn cja() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cja"));
    for name in ["CJA_CONFIG", "CJA_SCHEMA", "CJA_PROFILE", "CJA_LOG", "RUST_LOG", "NO_COLOR", "COLUMNS"] {
        command.env_remove(name);
    }
    command
}

impl Folder {
    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    pub(crate) fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.path().join(path)).unwrap()
    }

    pub(crate) fn run(&self, args: &[&str]) -> Run {
        self.run_with(args, "")
    }

    pub(crate) fn run_with(&self, args: &[&str], stdin: &str) -> Run {
        let mut child = cja()
            .args(args)
            .current_dir(self.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // A command that reads nothing may have ended already.
        let _ = child.stdin.take().unwrap().write_all(stdin.as_bytes());
        let output = child.wait_with_output().unwrap();
        Run {
            code: output.status.code().unwrap(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}
