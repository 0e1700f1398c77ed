//! The commands of `workspace/executeCommand`: one file each. Each tells the person what came of it, and answers the same
//! as data: `{"outcome": "done" | "nothing" | "asked" | "dismissed" | "refused" | "failed", "message": …}`.
//!
//! A command takes `[{"uri": …, "version": …}]`. Nothing is written without the target having been shown and agreed to.

mod apply;
mod change;
mod check;
mod compare;
mod copy;
mod fix_workspace;
mod import;
mod merge;
mod pull;
mod push;
mod refresh;
mod resolve;
mod undo;

use super::buffers::{self, Buffers};
use super::documents::OpenDocument;
use super::session::{Session, View};
use crate::api::{ApiError, Cancel, Kind};
use crate::files;
use crate::sync::{LocalFile, Outcome, Plan, Workspace};
use serde::Deserialize;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tower_lsp::ls_types::{ExecuteCommandParams, MessageType, Uri};

pub(super) use apply::Kept;

/// Every command, as the server announces them.
pub(super) const NAMES: [&str; 14] = [
    "cja.create",
    "cja.push",
    "cja.apply",
    "cja.pull",
    "cja.pullView",
    "cja.resolve",
    "cja.compare",
    "cja.checkWithService",
    "cja.copyAsCurl",
    "cja.copyAsPython",
    "cja.undo",
    "cja.refresh",
    FIX_WORKSPACE,
    CHANGE,
];

/// Mends all files. This one and the next have nothing to do with the service.
pub(super) const FIX_WORKSPACE: &str = "cja.fixWorkspace";

/// Makes a change that a code action offered.
pub(super) const CHANGE: &str = "cja.change";

/// What a command is called with.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Args {
    /// The document.
    pub(super) uri: Option<Uri>,
    /// The version that the command was offered for.
    pub(super) version: Option<i32>,
    /// A plan, for `cja.apply`.
    pub(super) plan: Option<String>,
    /// A view, for `cja.pullView`.
    pub(super) id: Option<String>,
    /// An operation, for `cja.undo`.
    pub(super) op: Option<String>,
    /// Fields, for `cja.resolve`; all that are in conflict without them.
    pub(super) field: Option<resolve::Fields>,
    /// Whose value they keep, `mine` or `theirs`; asked for each without.
    pub(super) keep: Option<String>,
    /// The typed name of a protected profile.
    pub(super) confirm: Option<String>,
}

/// What came of a command.
pub(super) struct Answer {
    outcome: &'static str,
    message: String,
    more: Value,
    /// Whether the message is for the person, too.
    told: bool,
}

impl Answer {
    fn new(outcome: &'static str, message: impl Into<String>) -> Answer {
        Answer { outcome, message: message.into(), more: json!({}), told: false }
    }

    /// The person has been told already.
    fn told(self) -> Answer {
        Answer { told: true, ..self }
    }

    fn with(mut self, name: &str, value: impl Into<Value>) -> Answer {
        if let Some(more) = self.more.as_object_mut() {
            more.insert(name.to_owned(), value.into());
        }
        self
    }
}

/// One call of a command.
pub(super) struct Call {
    session: Arc<Session>,
    args: Args,
    workspace: Workspace,
    open: Option<Arc<OpenDocument>>,
    cancel: Cancel,
}

/// Runs a command to its end, also when nobody waits for it any more: a write in flight is finished.
pub(super) async fn execute(session: &Arc<Session>, params: ExecuteCommandParams) -> Value {
    struct Stop(Cancel);
    impl Drop for Stop {
        fn drop(&mut self) {
            self.0.cancel();
        }
    }
    let cancel = Cancel::default();
    // Dropped at the end, when it stops nothing, or with the request that was cancelled.
    let _stop = Stop(cancel.clone());
    let session = Arc::clone(session);
    let work = tokio::spawn(async move {
        let answer = run(&session, params, cancel).await;
        let (severity, answer) = match answer {
            Ok(answer) => (MessageType::INFO, answer),
            Err(error) if error.kind() == Kind::Cancelled => {
                (MessageType::INFO, Answer::new("dismissed", "Cancelled."))
            }
            Err(error) => {
                let refused = matches!(error.kind(), Kind::Guard | Kind::Conflict | Kind::Invalid);
                let outcome = if refused { "refused" } else { "failed" };
                let kind = format!("{:?}", error.kind());
                let answer =
                    Answer::new(outcome, error.to_string()).with("kind", kind).with("exitCode", error.exit_code());
                let offered = error.kind() == Kind::SignIn && session.abilities().extras.sign_in;
                let answer = if offered { answer.told() } else { answer };
                (if refused { MessageType::WARNING } else { MessageType::ERROR }, answer)
            }
        };
        if !answer.told && !answer.message.is_empty() {
            session.say(severity, &answer.message).await;
        }
        session.standing_changed().await;
        let mut value = json!({"outcome": answer.outcome, "message": answer.message});
        if let (Some(value), Value::Object(more)) = (value.as_object_mut(), answer.more) {
            value.extend(more);
        }
        value
    });
    work.await.unwrap_or_else(|_| json!({"outcome": "failed", "message": "the command failed; see the log"}))
}

async fn run(session: &Arc<Session>, params: ExecuteCommandParams, cancel: Cancel) -> Result<Answer, ApiError> {
    if params.command == FIX_WORKSPACE {
        return fix_workspace::run(session).await;
    }
    if params.command == CHANGE {
        return change::run(session, params.arguments).await;
    }
    let args: Args = match params.arguments.into_iter().next() {
        None => Args::default(),
        Some(value) => serde_json::from_value(value)
            .map_err(|error| ApiError::new(Kind::Usage, format!("run {}", params.command), error.to_string(), ""))?,
    };
    let open = args.uri.as_ref().and_then(|uri| session.open(uri));
    let path = open.as_ref().and_then(|open| open.path.clone());
    if matches!(params.command.as_str(), "cja.create" | "cja.push" | "cja.apply" | "cja.undo") {
        crate::sync::check_settings(&session.workspace_of(path.as_deref()), title(&params.command))?;
    }
    let token = params.work_done_progress_params.work_done_token;
    let shown = session.progress(token, title(&params.command), &cancel).await;
    let tell = shown.teller();
    let workspace = session.sync(path.as_deref()).await?;
    if !matches!(params.command.as_str(), "cja.copyAsCurl" | "cja.copyAsPython") {
        session.activate(path.as_deref());
    }
    let workspace = workspace.with_cancel(cancel.clone()).with_listener(move |step| tell(step.to_string()));
    let workspace = workspace.with_writer(Arc::new(Buffers(Arc::clone(session))));
    let call = Call { session: Arc::clone(session), args, workspace, open, cancel };
    match params.command.as_str() {
        "cja.create" | "cja.push" => push::run(&call).await,
        "cja.apply" => apply::run(&call).await,
        "cja.pull" => pull::run(&call).await,
        "cja.pullView" => import::run(&call).await,
        "cja.resolve" => resolve::run(&call).await,
        "cja.compare" => compare::run(&call).await,
        "cja.checkWithService" => check::run(&call).await,
        "cja.copyAsCurl" => copy::curl(&call).await,
        "cja.copyAsPython" => copy::python(&call).await,
        "cja.undo" => undo::run(&call).await,
        "cja.refresh" => refresh::run(&call).await,
        other => Err(ApiError::new(Kind::Usage, "", format!("there is no command {other}"), "")),
    }
}

/// What the commands of a document are called with.
pub(super) fn arguments(view: &View) -> Value {
    json!({"uri": view.open.uri, "version": view.version.number})
}

fn title(command: &str) -> &'static str {
    match command {
        "cja.create" => "Creating the data view",
        "cja.push" | "cja.apply" => "Pushing the data view",
        "cja.pull" | "cja.pullView" => "Pulling the data view",
        "cja.compare" | "cja.refresh" => "Comparing with the service",
        "cja.resolve" => "Settling the conflict",
        "cja.checkWithService" => "Checking with the service",
        "cja.undo" => "Undoing",
        _ => "Preparing the call",
    }
}

impl Call {
    /// The document, at the version that the command was offered for.
    fn document(&self) -> Result<Arc<OpenDocument>, ApiError> {
        let usage = |problem: &str, advice: &str| ApiError::new(Kind::Usage, "", problem, advice);
        let open = self.open.clone().ok_or_else(|| usage("the document is not open", "Open it and try again."))?;
        let version = open.current().number;
        if self.args.version.is_some_and(|offered| offered != version) {
            return Err(ApiError::new(
                Kind::Conflict,
                "",
                "the text changed since this was offered",
                "Nothing was done. Choose it again.",
            ));
        }
        Ok(open)
    }

    fn path(&self) -> Result<PathBuf, ApiError> {
        self.document()?.path.clone().ok_or_else(|| {
            ApiError::new(
                Kind::Usage,
                "",
                "the document is in no file yet",
                "Save it as a file such as views/web.dataview.json; its id will be kept there.",
            )
        })
    }

    /// The saved file: what is on the screen, on the disk and sent is one thing.
    async fn saved(&self) -> Result<LocalFile, ApiError> {
        let (open, path) = (self.document()?, self.path()?);
        let same = || {
            let disk = files::read(&path).map(|decoded| decoded.text).unwrap_or_default();
            buffers::same(&open.current().text(), &disk)
        };
        let saved = same() || (self.session.save(&open.uri).await && same());
        if !saved {
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            return Err(ApiError::new(
                Kind::Guard,
                "",
                format!("there are changes in {name} that are not saved"),
                "Save first, then choose it again.",
            ));
        }
        self.note_saved(&open, &path);
        self.workspace.file(&path)
    }

    /// The file as it is on the screen, saved or not. Only what is no JSON stands in its way.
    fn here(&self) -> Result<LocalFile, ApiError> {
        let (open, path) = (self.document()?, self.path()?);
        let (text, disk) = (open.current().text(), self.workspace.file(&path)?);
        if buffers::same(&text, &disk.text) {
            self.note_saved(&open, &path);
            let blocked = disk.blocked.filter(|blocked| blocked.unreadable);
            return Ok(LocalFile { blocked, pulled: self.session.is_pulled(&path), ..disk });
        }
        Ok(self.session.buffer(&self.workspace, &path, buffers::as_in(&disk.text, &text)))
    }

    /// A pull into the buffer counts from here on, also when the client does not tell of the save.
    fn note_saved(&self, open: &OpenDocument, path: &Path) {
        if self.session.is_pulled(path) {
            self.session.note_saved(open);
        }
    }

    /// An editor may save while its answer to the edit is on its way, which is before the pull was noted.
    /// `before` is the text that the edit was made in, which says nothing: the edit itself may not have been told yet.
    fn note_saved_meanwhile(&self, before: &str) {
        let Some((open, path)) = self.open.as_ref().and_then(|open| Some((open, open.path.as_deref()?))) else {
            return;
        };
        let text = open.current().text();
        let saved = files::read(path).is_ok_and(|disk| buffers::same(&text, &disk.text));
        if saved && !buffers::same(&text, before) && self.workspace.note_saved(path, text, true) == Some(true) {
            self.session.take_pulled(path);
        }
    }

    /// What to say where an edit waits for a save.
    fn save_note(&self) -> &'static str {
        let path = self.open.as_ref().and_then(|open| open.path.as_deref());
        if path.is_some_and(|path| self.session.is_pulled(path)) { " Save the file to keep it." } else { "" }
    }

    /// Finishes what an earlier command left open, and tells.
    async fn settle(&self) -> Result<(), ApiError> {
        for sentence in self.workspace.settle().await? {
            self.session.say(MessageType::INFO, sentence).await;
        }
        Ok(())
    }

    /// Notes what a plan saw of the service.
    fn note(&self, plan: &Plan) {
        if let (Some(id), Some(seen)) = (&plan.target.view, plan.seen()) {
            self.session.note_known(&self.workspace, id, seen.clone());
        }
    }

    /// Notes what a command saw of the service last.
    fn note_outcome(&self, outcome: &Outcome) {
        if let (Some(id), Some(seen)) = (&outcome.view, &outcome.seen) {
            self.session.note_known(&self.workspace, id, seen.clone());
        }
    }
}
