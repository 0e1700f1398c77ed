//! What every command shares that talks to the service: its options, its output, its progress, and Ctrl-C.
//!
//! A command is a function of a [`Console`]; [`run`] gives it the process's own.

use crate::api::connect::Connect;
use crate::api::profile::Profile;
use crate::api::{ApiError, Cancel, Client, Event, Kind};
use crate::text::shown::{json, terminal, terminal_lines};
use std::io::{self, IsTerminal as _, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Options of every command that talks to the service.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct RemoteArgs {
    /// Profile of cja.config.json, or name in your credential store [env: CJA_PROFILE]
    #[arg(long, value_name = "NAME")]
    pub profile: Option<String>,
    /// Credential file to use instead of the environment and your store
    #[arg(long, value_name = "FILE")]
    pub auth_file: Option<PathBuf>,
    /// Form of the output
    #[arg(long, value_enum, default_value_t = Output::Text, value_name = "FORM")]
    pub output: Output,
}

/// Forms of output.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Output {
    /// For people.
    #[default]
    Text,
    /// One JSON value.
    Json,
    /// One JSON value a line.
    Jsonl,
    /// A header and one row a line.
    Csv,
    /// A table for a comment on a pull request.
    Markdown,
}

type Sink = Arc<Mutex<Box<dyn Write + Send>>>;

/// Where a command reads and writes, and as whom it calls. A test hands in its own.
#[derive(Clone)]
pub struct Console {
    out: Sink,
    err: Sink,
    /// Whether somebody reads progress as it comes.
    pub watched: bool,
    /// Whether the output goes to a terminal.
    pub shown: bool,
    /// Whether somebody can be asked.
    pub interactive: bool,
    /// Form of the output.
    pub output: Output,
    /// Where calls go and as whom.
    pub connect: Connect,
    /// The wish to stop.
    pub cancel: Cancel,
}

impl Console {
    /// A console with outputs of its own; nobody watches and nobody can be asked.
    #[must_use]
    pub fn new(out: Box<dyn Write + Send>, err: Box<dyn Write + Send>, output: Output, connect: Connect) -> Self {
        let sink = |writer| Arc::new(Mutex::new(writer));
        Self {
            out: sink(out),
            err: sink(err),
            watched: false,
            shown: false,
            interactive: false,
            output,
            connect,
            cancel: Cancel::default(),
        }
    }

    /// The process's own.
    ///
    /// # Errors
    /// When the user's folders cannot be found.
    pub fn of_process(args: &RemoteArgs) -> Result<Self, ApiError> {
        let folder = std::env::current_dir().map_err(|error| ApiError::local("find the current folder", &error))?;
        let connect = Connect {
            profile: args.profile.clone(),
            auth_file: args.auth_file.clone(),
            ..Connect::of_process(&folder)?
        };
        let console = Self::new(Box::new(io::stdout()), Box::new(io::stderr()), args.output, connect);
        let asked = io::stdin().is_terminal() && io::stderr().is_terminal();
        let (watched, shown) = (io::stderr().is_terminal(), io::stdout().is_terminal());
        Ok(Self { watched, shown, interactive: asked, ..console })
    }

    /// Writes what was asked for: in a form for people nothing in it steers a terminal or a build server; JSON has what would
    /// steer as escapes, and CSV on a terminal is shown as text is. A reader that has had enough (`| head`) is no error.
    ///
    /// # Errors
    /// When the output cannot be written.
    pub fn print(&self, text: &str) -> Result<(), ApiError> {
        match self.output {
            Output::Text | Output::Markdown => self.print_data(&terminal_lines(text)),
            Output::Csv if self.shown => self.print_data(&terminal_lines(text)),
            Output::Csv => self.print_data(text),
            Output::Json | Output::Jsonl => self.print_json(text),
        }
    }

    /// Writes JSON, whatever the form; it means what it meant.
    ///
    /// # Errors
    /// When the output cannot be written.
    pub fn print_json(&self, text: &str) -> Result<(), ApiError> {
        self.print_data(&json(text))
    }

    /// Writes an answer that is no JSON: as it is for programs, as text on a terminal.
    ///
    /// # Errors
    /// When the output cannot be written.
    pub fn print_answer(&self, text: &str) -> Result<(), ApiError> {
        if self.shown { self.print_data(&terminal_lines(text)) } else { self.print_data(text) }
    }

    /// Writes data byte for byte, whatever the form.
    ///
    /// # Errors
    /// When the output cannot be written.
    fn print_data(&self, text: &str) -> Result<(), ApiError> {
        self.clear_progress();
        let mut out = self.out.lock().unwrap_or_else(PoisonError::into_inner);
        match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(ApiError::local("write the output", &error)),
            _ => Ok(()),
        }
    }

    /// Says something to the person, beside the data.
    pub fn say(&self, text: &str) {
        self.clear_progress();
        self.to_err(&format!("{}\n", terminal_lines(text)));
    }

    /// Shows a line that the next one replaces; nothing where nobody watches.
    pub fn progress(&self, text: &str) {
        if self.watched {
            self.to_err(&format!("\r\u{1b}[2K{}", terminal(text)));
        }
    }

    fn clear_progress(&self) {
        self.progress("");
    }

    fn to_err(&self, text: &str) {
        let mut err = self.err.lock().unwrap_or_else(PoisonError::into_inner);
        // A person who closed stderr does not want to hear.
        let _ = err.write_all(text.as_bytes()).and_then(|()| err.flush());
    }

    /// A client for the profile, which heeds Ctrl-C and shows what it waits for; `doing` begins each line of progress.
    ///
    /// # Errors
    /// See [`Connect::client`].
    pub fn client(&self, doing: &str) -> Result<(Client, Profile), ApiError> {
        let (client, profile) = self.connect.client()?;
        if let Some(fault) = crate::sync::settings_fault(&self.connect.workspace) {
            self.say(&format!("note: {fault}. Until that is corrected nothing is written to the service."));
        }
        Ok((self.attend(&client, doing), profile))
    }

    /// Makes a client heed Ctrl-C and show what it waits for.
    #[must_use]
    pub fn attend(&self, client: &Client, doing: &str) -> Client {
        let (console, doing) = (self.clone(), doing.to_owned());
        client.with_cancel(self.cancel.clone()).with_watcher(move |event| match event {
            // Off a terminal a line stays, so only long waits are worth one.
            Event::Waiting(wait) | Event::Repeating { wait, .. }
                if !console.watched && *wait < Duration::from_secs(2) => {}
            Event::Read { .. } => console.progress(&format!("{doing} · {event}")),
            _ if console.watched => console.progress(&format!("{doing} · {event}")),
            _ => console.say(&format!("{doing}: {event}")),
        })
    }
}

/// Runs a command to its end or to Ctrl-C, tells what went wrong, and gives the exit code.
pub fn run<F>(args: &RemoteArgs, command: impl FnOnce(Console) -> F) -> ExitCode
where
    F: Future<Output = Result<(), ApiError>>,
{
    match call(args, command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let mut stderr = io::stderr().lock();
            let _ = writeln!(
                stderr,
                "{}",
                if error.kind() == Kind::Cancelled { "Cancelled.".into() } else { terminal_lines(&error.to_string()) }
            );
            ExitCode::from(error.exit_code())
        }
    }
}

/// The same, for a command that has more to do afterwards.
///
/// # Errors
/// Those of the command, and what keeps it from being started.
pub fn call<T, F>(args: &RemoteArgs, command: impl FnOnce(Console) -> F) -> Result<T, ApiError>
where
    F: Future<Output = Result<T, ApiError>>,
{
    let console = Console::of_process(args)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(|error| ApiError::local("start", &error))?;
    let result = runtime.block_on(until_ctrl_c(console.cancel.clone(), command(console.clone())));
    // A thread that still reads an answer from the terminal must not hold up the end.
    runtime.shutdown_background();
    console.clear_progress();
    result
}

/// The first Ctrl-C asks the command to stop, the second does not wait for it.
async fn until_ctrl_c<T>(cancel: Cancel, command: impl Future<Output = Result<T, ApiError>>) -> Result<T, ApiError> {
    tokio::pin!(command);
    let first = tokio::select! {
        // Listened to before the command begins.
        biased;
        first = tokio::signal::ctrl_c() => first,
        result = &mut command => return result,
    };
    if first.is_err() {
        return command.await;
    }
    cancel.cancel();
    tokio::select! {
        result = command => result,
        _ = tokio::signal::ctrl_c() => Err(ApiError::cancelled("")),
    }
}
