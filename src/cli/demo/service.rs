//! The second half of the demo: a local service, a workspace pulled from it, a mistake caught before it is sent, a push,
//! somebody else's change, a pull. Every command is the real one.

use super::step;
use crate::api::connect::Connect;
use crate::api::endpoints::data_views;
use crate::api::private_file::create_folder;
use crate::api::retry::Patience;
use crate::api::{ApiError, Client, Env, Folders};
use crate::cli::check::{check, list_of_fixed};
use crate::cli::inspect::Workspace;
use crate::cli::remote::{Console, Output, RemoteArgs};
use crate::cli::workspace::WriteArgs;
use crate::cli::{Error, Exit, Style, Ui, pull, push, status};
use crate::sandbox::{Options, Running, Sandbox};
use serde_json::{Value, json};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

const VIEW: &str = "Checkout funnel";
const OTHER: &str = "Mobile app";
const FILE: &str = "views/checkout-funnel.dataview.json";

/// What commands write, to be shown in the demo's own order.
#[derive(Clone, Default)]
struct Screen(Arc<Mutex<Vec<u8>>>);

impl Write for Screen {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Screen {
    fn take(&self) -> String {
        let bytes = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

/// A service that runs, with a workspace of it.
pub(super) struct Live {
    pub(super) sandbox: Running,
    pub(super) folder: PathBuf,
    pub(super) state: PathBuf,
}

/// Runs this half, from the given number of step on.
pub(super) fn run(ui: &mut Ui, above: &Path, first: usize) -> Result<Live, Error> {
    let folder = above.join("live");
    let state = above.join("service");
    let failed = |why: io::Error| Error::usage("cannot lay out the workspace").because(&why);
    std::fs::create_dir_all(&folder).map_err(failed)?;
    crate::files::write(&folder.join("cja.config.json"), "{\n  \"version\": 1,\n  \"roots\": [\"views\"]\n}\n")
        .map_err(failed)?;
    let sandbox = Sandbox::start(Options { state: Some(state.clone()), ..Options::default() })
        .map_err(|why| Error::new(Exit::Internal, "cannot start the sandbox").because(&why))?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(failed)?;
    let live = Live { sandbox, folder, state };
    runtime.block_on(story(ui, &live, first)).map_err(|why| Error::new(Exit::Internal, why.to_string()))?;
    Ok(live)
}

async fn story(ui: &mut Ui, live: &Live, first: usize) -> Result<(), ApiError> {
    // The person goes on in this folder, so it is theirs; it is made with their own state folder.
    let state = Folders::find(&Env::of_process()).ok().map(|folders| folders.state);
    let state = state.filter(|state| create_folder(state).is_ok()).unwrap_or_else(|| live.state.join("state"));
    let connect = Connect {
        env: live.sandbox.environment().into_iter().collect::<Env>(),
        folders: Folders { config: live.state.join("config"), state },
        workspace: live.folder.clone(),
        profile: None,
        auth_file: None,
        patience: Patience::default(),
    };
    let screen = Screen::default();
    let sink = || Box::new(screen.clone());
    let console = Console::new(sink(), sink(), Output::Text, connect.clone());
    let write = WriteArgs { yes: true, remote: RemoteArgs::default(), ..WriteArgs::default() };

    step(ui, first, "A service to try things on", "cja sandbox");
    ui.line(&format!(
        "  {} answers as Customer Journey Analytics does: 25 data views, no account.",
        live.sandbox.base_url
    ));

    step(ui, first + 1, "Data views become files", &format!("cja pull \"{VIEW}\" \"{OTHER}\""));
    let what = vec![VIEW.to_owned(), OTHER.to_owned()];
    let args = pull::Args { what, all: false, restore: false, theirs: false, base: None, write: write.clone() };
    pull::execute(&args, &console).await?;
    show(ui, &screen);

    step(ui, first + 2, "A mistake is caught before it is sent", &format!("cja push {FILE}"));
    let path = live.folder.join(FILE);
    edit(ui, &path, "timezoneDesignator", "\"Europe/Madrid\"")?;
    edit(ui, &path, "curationEnabled", "\"true\"")?;
    let push_args = push::Args {
        paths: vec![path.display().to_string()],
        only: Vec::new(),
        merge: false,
        force_fields: Vec::new(),
        base: None,
        plan: None,
        revert: false,
        only_changed: false,
        same_name: false,
        on_error: "continue".into(),
        write: write.clone(),
    };
    match push::execute(&push_args, &console).await {
        Err(error) => ui.line(&format!("  {}", error.to_string().replace(&format!("{}/", live.folder.display()), ""))),
        Ok(()) => return Err(ApiError::new(crate::api::Kind::Local, "", "the mistake was not caught", "")),
    }
    screen.take();

    step(ui, first + 3, "Fixed, shown, pushed", &format!("cja check --fix; cja push {FILE}"));
    mend(ui, &live.folder);
    push::execute(&push_args, &console).await?;
    show(ui, &screen);

    step(ui, first + 4, "Somebody else changes it meanwhile", "cja status");
    let id = elsewhere(&connect.client()?.0, &path).await?;
    ui.line(&format!("  (another client sets the session timeout of {id} to 45 minutes)"));
    let args = status::Args { base: None, exit_code: false, remote: RemoteArgs::default() };
    status::execute(&args, &console).await?;
    show(ui, &screen);

    step(ui, first + 5, "Their change is brought here, yours stays", "cja pull");
    let args = pull::Args { what: Vec::new(), all: false, restore: false, theirs: false, base: None, write };
    pull::execute(&args, &console).await?;
    show(ui, &screen);
    Ok(())
}

fn show(ui: &mut Ui, screen: &Screen) {
    screen.take().lines().for_each(|line| ui.line(&format!("  {line}")));
}

/// What `cja check --fix` does in a folder.
fn mend(ui: &mut Ui, folder: &Path) {
    let Ok(workspace) = Workspace::new(None, None) else { return };
    let (sources, _) = workspace.sources(&[folder.to_owned()]);
    let (checked, _) = check(&workspace, &sources, true);
    let shown = |path: &str| path.replace(&format!("{}/", folder.display()), "");
    let fixed = checked.into_iter().filter(|one| !one.fixed.is_empty()).map(|one| (shown(&one.report.name), one.fixed));
    list_of_fixed(&fixed.collect::<Vec<_>>(), ui.paint()).lines().for_each(|line| ui.line(&format!("  {line}")));
}

/// Gives a member of a file another value, as a person would.
fn edit(ui: &mut Ui, path: &Path, member: &str, json: &str) -> Result<(), ApiError> {
    let failed = |why: io::Error| ApiError::local(format!("edit {}", path.display()), &why);
    let text = std::fs::read_to_string(path).map_err(failed)?;
    let tree = crate::syntax::Tree::parse(text.as_str());
    if let Some(value) = tree.root().and_then(|root| root.get(member)) {
        let edit = crate::syntax::edit::replace(value, json.to_owned());
        crate::files::write(path, &crate::text::apply(&text, &[edit])).map_err(failed)?;
    }
    let line = ui.paint().paint(Style::Dim, &format!("in the file: \"{member}\": {json}"));
    ui.line(&format!("  {line}"));
    Ok(())
}

/// What a second client does: reads the view, changes it, writes it whole.
async fn elsewhere(client: &Client, path: &Path) -> Result<String, ApiError> {
    let text = std::fs::read_to_string(path).map_err(|why| ApiError::local("read the file", &why))?;
    let id = serde_json::from_str::<Value>(&text).ok().and_then(|file| file.get("id")?.as_str().map(str::to_owned));
    let id = id.unwrap_or_default();
    let live = client.value(&data_views::get(&id)).await?;
    let mut body = serde_json::Map::new();
    for (name, value) in live.as_object().into_iter().flatten() {
        if crate::sync::definition::is_definition(name) && !value.is_null() {
            body.insert(name.clone(), value.clone());
        }
    }
    body.insert("sessionDefinition".into(), json!([{"numPeriods": 45, "granularity": "MINUTE", "func": "INACTIVITY"}]));
    client.value(&data_views::update(&id, Value::Object(body).to_string())).await?;
    Ok(id)
}
