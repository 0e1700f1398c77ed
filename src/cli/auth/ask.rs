//! Asks a person on the terminal; a secret is not shown while it is typed.

use crate::api::{ApiError, Cancel, Kind, Secret};
use std::io::Write as _;

/// Asks for a line. `usual` is taken when nothing is typed.
pub(super) async fn line(cancel: &Cancel, question: &str, usual: Option<&str>) -> Result<String, ApiError> {
    let shown = usual.map_or_else(|| format!("{question}: "), |usual| format!("{question} [{usual}]: "));
    let typed = typed(cancel, shown).await?;
    match (typed.is_empty(), usual) {
        (false, _) => Ok(typed),
        (true, Some(usual)) => Ok(usual.to_owned()),
        (true, None) => {
            Err(ApiError::new(Kind::Usage, "sign in", format!("there is no {}", question.to_lowercase()), ""))
        }
    }
}

/// Asks for a secret.
pub(super) async fn secret(cancel: &Cancel, question: &str) -> Result<Secret, ApiError> {
    let echo = Echo::off()?;
    let typed = typed(cancel, format!("{question} (not shown): ")).await;
    drop(echo);
    let _ = writeln!(std::io::stderr());
    let typed = typed?;
    if typed.is_empty() {
        return Err(ApiError::new(Kind::Usage, "sign in", format!("there is no {}", question.to_lowercase()), ""));
    }
    Ok(Secret::new(typed))
}

async fn typed(cancel: &Cancel, shown: String) -> Result<String, ApiError> {
    let failed = |error: std::io::Error| ApiError::local("read from the terminal", &error);
    let reading = tokio::task::spawn_blocking(move || {
        let mut stderr = std::io::stderr();
        write!(stderr, "{shown}")?;
        stderr.flush()?;
        let mut line = String::new();
        std::io::stdin().read_line(&mut line)?;
        Ok::<_, std::io::Error>(line.trim().to_owned())
    });
    tokio::select! {
        () = cancel.cancelled() => Err(ApiError::cancelled("sign in")),
        line = reading => line.map_err(|error| failed(std::io::Error::other(error)))?.map_err(failed),
    }
}

/// Keeps the terminal from showing what is typed, until it is dropped: also when the person presses Ctrl-C, which only
/// asks this program to stop.
struct Echo;

impl Echo {
    fn off() -> Result<Self, ApiError> {
        if stty("-echo") {
            return Ok(Self);
        }
        let advice =
            "Run `cja auth login --from FILE` with the file that the Adobe Developer Console offers for download.";
        Err(ApiError::new(Kind::Usage, "ask for a secret", "this terminal cannot hide what is typed", advice))
    }
}

impl Drop for Echo {
    fn drop(&mut self) {
        stty("echo");
    }
}

/// The terminal's own tool does it, on the standard input that it inherits.
fn stty(word: &str) -> bool {
    std::process::Command::new("stty").arg(word).status().is_ok_and(|status| status.success())
}
