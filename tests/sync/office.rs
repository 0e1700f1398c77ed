//! A workspace at a desk: files, the engine in this process, the program in others, and somebody else at the same view.

use crate::desk::{Desk, desk_with, patience};
use cja_lsp::api::client::ClientOptions;
use cja_lsp::api::connect::Connect;
use cja_lsp::api::endpoints::data_views;
use cja_lsp::api::{Client, Folders};
use cja_lsp::config::Layers;
use cja_lsp::files;
use cja_lsp::sandbox::Options;
use cja_lsp::sync::definition::Definition;
use cja_lsp::sync::{Confirmation, Direction, Outcome, Plan, PlanOptions, Workspace};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

/// A connection of the demo world.
pub(crate) const WEB: &str = "dg_0f0e0d0c-1111-2222-3333-444455556666";
/// Segments of the demo world.
pub(crate) const SEGMENTS: [&str; 2] = ["s300000001_65f0a1b2c3d4e5f607183000", "s300000001_65f0a1b2c3d4e5f607183001"];

pub(crate) struct Office {
    pub(crate) desk: Desk,
    client: std::sync::OnceLock<Client>,
    http: reqwest::Client,
}

/// What a run of the program left.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Run {
    /// The exit code and a part of what was said.
    #[track_caller]
    pub(crate) fn ends(&self, code: i32, saying: &str) -> &Self {
        assert_eq!(self.code, code, "{self:?}");
        assert!(
            self.err.contains(saying) || self.out.contains(saying),
            "not said: {saying}\n{}\n{}",
            self.out,
            self.err
        );
        self
    }
}

pub(crate) fn office() -> Office {
    office_with(Options::default())
}

pub(crate) fn office_with(options: Options) -> Office {
    Office {
        desk: desk_with(options),
        client: std::sync::OnceLock::new(),
        http: reqwest::Client::builder().no_proxy().build().unwrap(),
    }
}

impl Office {
    /// A new, empty folder of somebody's.
    pub(crate) fn folder(&self) -> PathBuf {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let folder = self.desk.folder.path().join(format!("work-{}", NEXT.fetch_add(1, Ordering::Relaxed)));
        std::fs::create_dir_all(&folder).unwrap();
        folder
    }

    /// The home of whoever works in a folder or below it: beside it, as anybody's home is.
    pub(crate) fn home(&self, folder: &Path) -> PathBuf {
        let desk = self.desk.folder.path();
        let name = folder.strip_prefix(desk).ok().and_then(|below| below.components().next());
        desk.join("homes").join(name.unwrap())
    }

    pub(crate) fn connect(&self, folder: &Path) -> Connect {
        let home = self.home(folder);
        let folders = Folders { config: home.join("config"), state: home.join("state") };
        Connect { workspace: folder.to_owned(), folders, ..self.desk.connect() }
    }

    /// A client with the pace and the token in memory.
    pub(crate) fn client(&self) -> Client {
        let make = || {
            let connect = self.desk.connect();
            let options = ClientOptions { patience: patience(), state: None, ..connect.options().unwrap() };
            Client::new(connect.target().unwrap().credentials, options).unwrap()
        };
        self.client.get_or_init(make).clone()
    }

    pub(crate) fn workspace(&self, folder: &Path) -> Workspace {
        self.workspace_with(folder, self.client())
    }

    pub(crate) fn workspace_with(&self, folder: &Path, client: Client) -> Workspace {
        let profile = self.connect(folder).profile().unwrap();
        let project = files::find_project(folder);
        let loaded = files::load(project.as_deref(), folder, Layers::default());
        let workspace = Workspace::open(folder, loaded.settings, profile, client);
        workspace.with_state(&self.home(folder).join("state"))
    }

    /// The program, in a folder, with an environment of its own.
    pub(crate) fn command(&self, folder: &Path, args: &[&str]) -> std::process::Command {
        let mut command = self.desk.cja(args);
        command.current_dir(folder).env("CJA_RATE_LIMIT", "10000").env("PATH", std::env::var_os("PATH").unwrap());
        let home = self.home(folder);
        command.env("CJA_CONFIG_DIR", home.join("config")).env("CJA_STATE_DIR", home.join("state"));
        command.stdin(std::process::Stdio::null());
        command
    }

    /// The program, run to its end.
    pub(crate) fn cja(&self, folder: &Path, args: &[&str]) -> Run {
        run(&mut self.command(folder, args))
    }

    /// A view on the service, made by somebody.
    pub(crate) async fn view(&self, client: &Client, name: &str) -> String {
        let body = json!({"name": name, "description": "first", "parentDataGroupId": WEB, "timezoneDesignator": "Europe/Berlin",
            "sessionDefinition": [{"numPeriods": 30, "granularity": "MINUTE", "func": "INACTIVITY"}]});
        let made = client.value(&data_views::create(body.to_string())).await.unwrap();
        made["id"].as_str().unwrap().to_owned()
    }

    /// The writes about a view that arrived, checks by the service left out: method, and what was sent.
    pub(crate) async fn writes(&self, id: &str) -> Vec<(String, Value)> {
        let all = self.requests().await;
        let ours =
            all.into_iter().filter(|entry| entry["path"].as_str().unwrap().ends_with(id) && entry["method"] != "GET");
        ours.map(|entry| (entry["method"].as_str().unwrap().to_owned(), entry["body"].clone())).collect()
    }

    /// How many creates of this name arrived.
    pub(crate) async fn creates(&self, name: &str) -> usize {
        let all = self.requests().await;
        let create = |entry: &&Value| entry["method"] == "POST" && entry["path"] == "/data/dataviews";
        all.iter().filter(create).filter(|entry| entry["body"]["name"] == name).count()
    }

    /// All that the sandbox received, in order of arrival.
    pub(crate) async fn requests(&self) -> Vec<Value> {
        let url = format!("{}/__sandbox/requests", self.desk.sandbox.base_url);
        let value: Value = self.http.get(url).send().await.unwrap().json().await.unwrap();
        value["requests"].as_array().unwrap().clone()
    }

    /// Forgets what was received so far.
    pub(crate) async fn clear(&self) {
        let url = format!("{}/__sandbox/requests", self.desk.sandbox.base_url);
        self.http.delete(url).send().await.unwrap();
    }

    /// No more of these.
    pub(crate) async fn forget_faults(&self) {
        let url = format!("{}/__sandbox/faults", self.desk.sandbox.base_url);
        self.http.delete(url).send().await.unwrap();
    }

    /// Something goes wrong with the next requests like this.
    pub(crate) async fn fault(&self, wish: Value) {
        let url = format!("{}/__sandbox/faults", self.desk.sandbox.base_url);
        let response = self.http.post(url).json(&wish).send().await.unwrap();
        assert_eq!(response.status(), 200, "{}", response.text().await.unwrap());
    }
}

pub(crate) fn run(command: &mut std::process::Command) -> Run {
    let output = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Run { code: output.status.code().unwrap_or(-1), out: text(output.stdout), err: text(output.stderr) }
}

/// Somebody in the user interface changes members of a view.
pub(crate) async fn change(client: &Client, id: &str, members: Value) {
    client.value(&data_views::update(id, members.to_string())).await.unwrap();
}

/// The view as it is, or nothing when it is gone.
pub(crate) async fn live(client: &Client, id: &str) -> Option<Value> {
    client.value(&data_views::get(id)).await.ok()
}

pub(crate) fn write(folder: &Path, path: &str, text: impl AsRef<[u8]>) -> PathBuf {
    let path = folder.join(path);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(&path, text).unwrap();
    path
}

pub(crate) fn read(path: &Path) -> Option<String> {
    std::fs::read_to_string(path).ok()
}

/// Replaces a part of a file, which must be there.
#[track_caller]
pub(crate) fn edit(path: &Path, old: &str, new: &str) {
    let text = read(path).unwrap();
    assert!(text.contains(old), "{old} is not in {text}");
    std::fs::write(path, text.replacen(old, new, 1)).unwrap();
}

/// Plans and does; a refusal is an error.
pub(crate) async fn act(
    workspace: &Workspace,
    id: &str,
    direction: Direction,
    wish: &PlanOptions,
) -> Result<Outcome, cja_lsp::api::ApiError> {
    let plan = workspace.plan_view(direction, id, wish).await?.unwrap();
    workspace.apply(&plan, &Confirmation::default()).await
}

/// The file of a view, pulled.
pub(crate) async fn pulled(workspace: &Workspace, id: &str) -> PathBuf {
    act(workspace, id, Direction::Pull, &PlanOptions::default()).await.unwrap();
    workspace.files().into_iter().find(|file| file.target().as_deref() == Some(id)).unwrap().full
}

/// The state of a view's file as a word.
pub(crate) async fn state(workspace: &Workspace, id: &str) -> String {
    let plan: Option<Plan> = workspace.plan_view(Direction::Push, id, &PlanOptions::default()).await.unwrap();
    plan.map_or_else(|| "none".into(), |plan| json!(plan.state).as_str().unwrap().to_owned())
}

pub(crate) fn hash(value: &Value) -> String {
    Definition::of(value).hash()
}

/// The hash of a view's base, if there is one.
pub(crate) fn base(workspace: &Workspace, id: &str) -> Option<String> {
    workspace.bases().read(id).0.map(|base| hash(&base.document))
}
