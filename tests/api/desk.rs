//! A desk to work at: a sandbox, folders of its own, and clients, consoles and processes that use both.

use cja_lsp::api::connect::Connect;
use cja_lsp::api::retry::Patience;
use cja_lsp::api::{ApiError, Client, Env, Folders};
use cja_lsp::cli::remote::{Console, Output};
use cja_lsp::sandbox::{Options, Running, Sandbox};
use serde_json::{Value, json};
use std::io::Write;
use std::path::Path;
use std::sync::{Arc, LazyLock, Mutex};
use std::time::Duration;

pub(crate) struct Desk {
    pub(crate) sandbox: Running,
    pub(crate) folder: tempfile::TempDir,
    pub(crate) env: Env,
}

/// Waits short enough for a test, long enough for a busy machine.
pub(crate) fn patience() -> Patience {
    Patience {
        rate: Duration::from_millis(20),
        fault: Duration::from_millis(5),
        answer: Duration::from_secs(20),
        ..Patience::default()
    }
}

pub(crate) fn desk() -> Desk {
    desk_with(Options::default())
}

pub(crate) fn desk_with(options: Options) -> Desk {
    let sandbox = Sandbox::start(options).unwrap();
    let env = sandbox.environment().into_iter().collect::<Env>().with("CJA_RATE_LIMIT", "10000");
    Desk { sandbox, folder: crate::kept::folder(), env }
}

impl Desk {
    pub(crate) fn connect(&self) -> Connect {
        Connect {
            env: self.env.clone(),
            folders: Folders { config: self.folder.path().join("config"), state: self.folder.path().join("state") },
            workspace: self.folder.path().to_owned(),
            profile: None,
            auth_file: None,
            patience: patience(),
        }
    }

    pub(crate) fn client(&self) -> Client {
        self.connect().client().unwrap().0
    }

    pub(crate) fn impatient(&self, answer: Duration) -> Client {
        Connect { patience: Patience { answer, ..patience() }, ..self.connect() }.client().unwrap().0
    }

    /// A console and what is written to it.
    pub(crate) fn console(&self, output: Output) -> (Console, Screen) {
        let screen = Screen::default();
        let console = Console::new(Box::new(screen.out.clone()), Box::new(screen.err.clone()), output, self.connect());
        (console, screen)
    }

    /// The real program, with this desk's environment and nothing else of it.
    pub(crate) fn cja(&self, args: &[&str]) -> std::process::Command {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_cja"));
        command.args(args).current_dir(self.folder.path()).env_clear();
        command.envs(self.sandbox.environment()).env("CJA_CONFIG_DIR", self.folder.path().join("config"));
        command.env("TZ", "UTC").env("CJA_STATE_DIR", self.folder.path().join("state"));
        command
    }

    pub(crate) async fn fault(&self, route: &str, kind: &str, count: u32) {
        self.fault_with(json!({"route": route, "kind": kind, "count": count})).await;
    }

    pub(crate) async fn fault_with(&self, wish: Value) {
        let url = format!("{}/__sandbox/faults", self.sandbox.base_url);
        let response = http().post(url).json(&wish).send().await.unwrap();
        assert_eq!(response.status(), 200, "{}", response.text().await.unwrap());
    }

    pub(crate) async fn forget(&self, what: &str) {
        http().delete(format!("{}/__sandbox/{what}", self.sandbox.base_url)).send().await.unwrap();
    }

    /// What the sandbox received, as `METHOD /path`, status and time in milliseconds.
    pub(crate) async fn received(&self) -> Vec<Received> {
        let url = format!("{}/__sandbox/requests", self.sandbox.base_url);
        let value: Value = http().get(url).send().await.unwrap().json().await.unwrap();
        let text = |entry: &Value, name: &str| entry[name].as_str().unwrap_or_default().to_owned();
        value["requests"]
            .as_array()
            .unwrap()
            .iter()
            .map(|entry| Received {
                line: format!("{} {}", text(entry, "method"), text(entry, "path").trim_end_matches('/')),
                query: text(entry, "query"),
                status: entry["status"].as_u64(),
                time: entry["time"].as_u64().unwrap(),
            })
            .filter(|received| !received.line.contains("/__sandbox/"))
            .collect()
    }

    /// How often a request like this arrived.
    pub(crate) async fn count(&self, line: &str) -> usize {
        self.received().await.iter().filter(|received| received.line == line).count()
    }

    /// Some data view of the demo world.
    pub(crate) async fn some_view(&self) -> String {
        use cja_lsp::api::endpoints::data_views::{Filter, list};
        let all = self.client().all(&list(&Filter::default(), &["name"])).await.unwrap();
        all[0]["id"].as_str().unwrap().to_owned()
    }

    pub(crate) async fn some_connection(&self) -> String {
        use cja_lsp::api::endpoints::connections::{Filter, list};
        let all = self.client().all(&list(&Filter::default(), &["name"])).await.unwrap();
        all[0]["id"].as_str().unwrap().to_owned()
    }
}

#[derive(Debug)]
pub(crate) struct Received {
    pub(crate) line: String,
    pub(crate) query: String,
    pub(crate) status: Option<u64>,
    pub(crate) time: u64,
}

/// The smallest document that a create accepts.
pub(crate) fn smallest(connection: &str) -> String {
    json!({
        "name": "Made by a test",
        "parentDataGroupId": connection,
        "timezoneDesignator": "Europe/Berlin",
        "sessionDefinition": [{"numPeriods": 30, "granularity": "MINUTE", "func": "INACTIVITY"}],
    })
    .to_string()
}

/// The control routes are no part of the API, so they get a plain client: one for all tests, as making one reads the
/// system's certificates, and without idle connections, as those belong to the runtime of one test.
pub(crate) fn http() -> &'static reqwest::Client {
    static CLIENT: LazyLock<reqwest::Client> =
        LazyLock::new(|| reqwest::Client::builder().no_proxy().pool_max_idle_per_host(0).build().unwrap());
    &CLIENT
}

#[derive(Clone, Default)]
pub(crate) struct Sink(Arc<Mutex<Vec<u8>>>);

#[derive(Clone, Default)]
pub(crate) struct Screen {
    pub(crate) out: Sink,
    pub(crate) err: Sink,
}

impl Sink {
    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Every file below a folder, as text.
pub(crate) fn files(folder: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push((
                path.display().to_string(),
                String::from_utf8_lossy(&std::fs::read(&path).unwrap()).into_owned(),
            ));
        }
    }
    found
}

/// The kind of an error, or `None` for success.
pub(crate) fn kind<T>(result: Result<T, ApiError>) -> Option<cja_lsp::api::Kind> {
    result.err().map(|error| error.kind())
}
