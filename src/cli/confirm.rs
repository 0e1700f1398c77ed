//! Questions on the terminal: one for a write, the name of a protected profile, a value for a field. Where there is no
//! terminal each names the option that answers it.

use crate::api::profile::Profile;
use crate::api::{ApiError, Cancel, Kind};
use crate::cli::remote::Console;
use crate::cli::workspace::WriteArgs;
use std::io::Write as _;

/// Asks for a line on the terminal.
///
/// # Errors
/// When the person stops or the terminal cannot be read.
pub async fn ask(cancel: &Cancel, question: &str) -> Result<String, ApiError> {
    let question = crate::text::shown::terminal_lines(question);
    let reading = tokio::task::spawn_blocking(move || {
        let mut stderr = std::io::stderr();
        stderr.write_all(question.as_bytes()).and_then(|()| stderr.flush())?;
        let mut line = String::new();
        std::io::stdin().read_line(&mut line).map(|_| line.trim().to_owned())
    });
    let failed = |error: std::io::Error| ApiError::local("read from the terminal", &error);
    tokio::select! {
        () = cancel.cancelled() => Err(ApiError::cancelled("ask")),
        line = reading => line.map_err(|error| failed(std::io::Error::other(error)))?.map_err(failed),
    }
}

/// A question for yes or no, answered by `--yes` beforehand.
///
/// # Errors
/// [`Kind::Guard`] when the answer is no, or nobody can give one.
pub async fn confirm(console: &Console, write: &WriteArgs, question: &str) -> Result<(), ApiError> {
    match choose(console, write, question, &[]).await? {
        Answer::Yes => Ok(()),
        _ => Err(declined(question)),
    }
}

/// What a person said to a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Do it.
    Yes,
    /// Do not.
    No,
    /// Ask about each.
    Each,
    /// Stop here.
    Quit,
}

/// The refusal after a no.
#[must_use]
pub fn declined(question: &str) -> ApiError {
    ApiError::new(Kind::Guard, question, "not confirmed", "Nothing was sent for it.")
}

/// A question with more answers than yes and no: some of `each` and `quit`.
///
/// # Errors
/// [`Kind::Guard`] when nobody can answer.
pub async fn choose(console: &Console, write: &WriteArgs, question: &str, more: &[Answer]) -> Result<Answer, ApiError> {
    if write.yes {
        return Ok(Answer::Yes);
    }
    if !console.interactive {
        let problem = "confirmation required, but no terminal is attached";
        return Err(ApiError::new(Kind::Guard, question, problem, "Nothing was written. Pass --yes to confirm."));
    }
    let (mut hint, mut known) = ("y/N".to_owned(), vec![("y", Answer::Yes), ("yes", Answer::Yes)]);
    for (short, long, answer) in [("e", "each", Answer::Each), ("q", "quit", Answer::Quit)] {
        if more.contains(&answer) {
            hint.push_str(&format!("/{long}"));
            known.extend([(short, answer), (long, answer)]);
        }
    }
    let said = ask(&console.cancel, &format!("{question}? [{hint}] ")).await?.to_lowercase();
    Ok(known.into_iter().find(|(word, _)| *word == said).map_or(Answer::No, |(_, answer)| answer))
}

/// The name of a protected profile, typed or given by `--confirm`.
///
/// # Errors
/// When the person stops.
pub async fn confirm_profile(
    console: &Console,
    write: &WriteArgs,
    profile: &Profile,
) -> Result<Option<String>, ApiError> {
    if !profile.protected || write.confirm.is_some() || !console.interactive {
        return Ok(write.confirm.clone());
    }
    let question = format!("Profile {} is protected. Type its name to go on: ", profile.name);
    ask(&console.cancel, &question).await.map(Some)
}
