//! `examples/seed-page.md`: every command on it is run, in order, and must print what stands under it. And with the header
//! of the page that it retells, and nothing else, the answers are those of that page.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, missing_docs)]

#[path = "support/kept.rs"]
mod kept;

use cja_lsp::sandbox::{Options, PagingForm, Running, Sandbox, Seed};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

const PAGE: &str = include_str!("../examples/seed-page.md");
const WORLD: &str = "examples/seed-page.world.json";

/// A fenced block: what stands behind the fence, and the lines between.
struct Block<'a> {
    info: &'a str,
    lines: Vec<&'a str>,
}

fn blocks(page: &str) -> Vec<Block<'_>> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut open = false;
    for line in page.lines() {
        match line.strip_prefix("```") {
            Some(_) if open => open = false,
            Some(info) => {
                blocks.push(Block { info, lines: Vec::new() });
                open = true;
            }
            None if open => blocks.last_mut().unwrap().lines.push(line),
            None => {}
        }
    }
    assert!(!open, "the last block is not closed");
    blocks
}

/// A person's terminal: a folder, variables, and the sandbox that runs in another one.
struct Terminal {
    folder: tempfile::TempDir,
    env: BTreeMap<String, String>,
    sandbox: Option<Child>,
}

impl Terminal {
    fn new() -> Self {
        let folder = crate::kept::folder();
        std::fs::create_dir(folder.path().join("examples")).unwrap();
        std::fs::copy(Path::new(env!("CARGO_MANIFEST_DIR")).join(WORLD), folder.path().join(WORLD)).unwrap();
        // A person reads between two commands; a test would have to wait for the pace.
        let env = BTreeMap::from([("CJA_RATE_LIMIT".into(), "1000".into())]);
        Self { folder, env, sandbox: None }
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cja"));
        command.args(words).current_dir(self.folder.path()).env_clear().envs(&self.env).stdin(Stdio::null());
        command.env("CJA_CONFIG_DIR", self.folder.path().join("config"));
        command.env("CJA_STATE_DIR", self.folder.path().join("state"));
        command
    }

    /// What a command prints: the data, then what is said beside it.
    fn run(&mut self, line: &str) -> String {
        let words: Vec<&str> = line.split_whitespace().collect();
        let (program, words) = words.split_first().unwrap();
        assert_eq!(*program, "cja", "only commands of cja can be run: {line}");
        if words.first() == Some(&"sandbox") {
            return self.start_sandbox(words);
        }
        let output = self.command(words).output().unwrap();
        String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap()
    }

    /// Starts it on a free port, and sets what it says is to be set.
    fn start_sandbox(&mut self, words: &[&str]) -> String {
        let mut child = self.command(words).args(["--port", "0"]).stdout(Stdio::piped()).spawn().unwrap();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        self.sandbox = Some(child);
        let mut printed = String::new();
        for line in stdout.lines().take(7).map(Result::unwrap) {
            writeln!(printed, "{line}").unwrap();
            self.env.extend(line.split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned())));
        }
        printed
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        if let Some(sandbox) = &mut self.sandbox {
            let _ = sandbox.kill();
            let _ = sandbox.wait();
        }
    }
}

/// The text without what differs from run to run: ports, minted ids, error ids and dates. All but ports keep their length,
/// as tables depend on it.
fn steady(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        let starts = out.chars().next_back().is_none_or(|before| !before.is_ascii_alphanumeric());
        let shape =
            ["dv_xxxxxxxxxxxxxxxxxxxxxxxx", "error id xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx", "9999-99-99T99:99:99Z"]
                .into_iter()
                .find(|shape| starts && has_shape(rest, shape));
        if let Some(port) = rest.strip_prefix("127.0.0.1:") {
            out.push_str("127.0.0.1:PORT");
            rest = port.trim_start_matches(|digit: char| digit.is_ascii_digit());
        } else if let Some(shape) = shape {
            out.push_str(shape);
            rest = &rest[shape.len()..];
        } else {
            out.push(letter);
            rest = &rest[letter.len_utf8()..];
        }
    }
    out
}

/// `x` stands for a hexadecimal digit, `9` for a decimal one, everything else for itself.
fn has_shape(text: &str, shape: &str) -> bool {
    text.len() >= shape.len()
        && text.bytes().zip(shape.bytes()).all(|(letter, wanted)| match wanted {
            b'x' => letter.is_ascii_hexdigit(),
            b'9' => letter.is_ascii_digit(),
            other => letter == other,
        })
}

#[test]
fn every_command_prints_what_stands_under_it() {
    let mut terminal = Terminal::new();
    let mut commands = 0;
    for block in blocks(PAGE) {
        if let Some(name) = block.info.strip_prefix("json ") {
            std::fs::write(terminal.folder.path().join(name), block.lines.join("\n") + "\n").unwrap();
        }
        if block.info != "console" {
            continue;
        }
        let mut printed = String::new();
        for line in block.lines.iter().filter_map(|line| line.strip_prefix("$ ")) {
            commands += 1;
            writeln!(printed, "$ {line}").unwrap();
            printed.push_str(&terminal.run(line));
        }
        assert_eq!(steady(printed.trim_end()), steady(&block.lines.join("\n")));
    }
    assert!(commands >= 12, "only {commands} commands were found");
}

#[test]
fn with_the_pages_header_alone_the_answers_are_the_pages() {
    let (sandbox, token) = sandbox_and_token();
    let mut terminal = Terminal::new();
    for (name, value) in [
        ("CJA_API_URL", sandbox.base_url.as_str()),
        ("CJA_ORG_ID", "EXAMPLE@AdobeOrg"),
        ("CJA_CLIENT_ID", "example-client-id"),
        ("CJA_ACCESS_TOKEN", &token),
    ] {
        terminal.env.insert(name.into(), value.into());
    }
    let mut get =
        |path: &str| -> Value { serde_json::from_str(&terminal.run(&format!("cja api GET {path}"))).unwrap() };

    let me = get("/aresconfig/users/me");
    let page = json!({"id": "EXAMPLE@techacct.adobe.com", "email": "example@techacct.adobe.com", "fullName": ""});
    for (name, value) in page.as_object().unwrap() {
        assert_eq!(&me[name], value, "{name}");
    }

    let list = |content: Value| {
        json!({"content": content, "totalPages": 1, "totalElements": 3, "numberOfElements": 3, "number": 0,
            "firstPage": true, "lastPage": true, "sort": null, "size": 10})
    };
    let ids = json!([{"id": "dv_exampleid1"}, {"id": "dv_exampleid2"}, {"id": "dv_exampleid3"}]);
    assert_eq!(get("/datagroups/dataviews"), list(ids));
    let owner = |number: u32| json!({"imsUserId": format!("EXAMPLE{number}@AdobeID"), "name": null});
    let named = json!([
        {"name": "Web Call Example Data View", "owner": owner(1), "id": "dv_exampleid1"},
        {"name": "All Datasets Example", "owner": owner(2), "id": "dv_exampleid2"},
        {"name": "Example (default)", "owner": owner(3), "id": "dv_exampleid3"},
    ]);
    assert_eq!(get("/datagroups/dataviews --field expansion=name,owner"), list(named));
}

/// The page's world, and a token for it from the sign-in service.
fn sandbox_and_token() -> (Running, String) {
    let seed = Seed::File(Path::new(env!("CARGO_MANIFEST_DIR")).join(WORLD));
    let sandbox = Sandbox::start(Options { seed, paging: PagingForm::Guide, ..Options::default() }).unwrap();
    let env: BTreeMap<&str, String> = sandbox.environment().into_iter().collect();
    let form = [
        ("grant_type", "client_credentials"),
        ("client_id", &env["CJA_CLIENT_ID"]),
        ("client_secret", &env["CJA_CLIENT_SECRET"]),
        ("scope", &env["CJA_SCOPES"]),
    ];
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let call = http.post(format!("{}/ims/token/v3", sandbox.base_url)).form(&form);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let answer: Value =
        runtime.block_on(async { call.send().await.unwrap().error_for_status().unwrap().json().await.unwrap() });
    (sandbox, answer["access_token"].as_str().unwrap().to_owned())
}

#[test]
fn what_differs_from_run_to_run_is_told_from_what_does_not() {
    assert_eq!(steady("http://127.0.0.1:7070/x 2026-02-01T10:00:00Z"), "http://127.0.0.1:PORT/x 9999-99-99T99:99:99Z");
    assert_eq!(
        steady("\"dv_65f00001e220a8397b1dcdaf\" dv_exampleid1"),
        "\"dv_xxxxxxxxxxxxxxxxxxxxxxxx\" dv_exampleid1"
    );
    assert_eq!(
        steady("error id 865c7c94-fca5-430e-8000-000000000001)"),
        "error id xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx)"
    );
}
