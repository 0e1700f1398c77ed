//! `cja check --server`: what passes here is shown to the service, which is asked to validate it. Nothing is written.

use super::Checked;
use crate::api::{ApiError, Kind};
use crate::cli::inspect::Source;
use crate::cli::remote::{self, RemoteArgs};
use crate::cli::workspace;
use crate::cli::{Error, Exit};
use crate::diagnostic::Severity;
use crate::ide::DocumentKind;
use crate::model::{self, Form};
use crate::sync::server_diagnostic;

/// Adds the service's findings to those of each data view that has no error of its own.
///
/// # Errors
/// What keeps the service from being asked: no credentials, no connection.
pub(super) fn ask(checked: &mut [Checked], sources: &[Source], remote: &RemoteArgs) -> Result<(), Error> {
    let good = |one: &&mut Checked| {
        let document = &one.report.document;
        document.kind == DocumentKind::DataView
            && model::form(&document.tree) == Form::View
            && one.report.found.iter().all(|found| found.severity != Severity::Error)
    };
    let result = remote::call(remote, |console| async move {
        let workspace = workspace::open(&console, "check")?;
        for one in checked.iter_mut().filter(good) {
            let Some(source) = sources.iter().find(|source| source.name == one.report.name) else { continue };
            match workspace.check_server(workspace.file(&source.path)?).await {
                Ok(()) => {}
                Err(error) if error.kind() == Kind::Invalid => {
                    one.report.found.push(server_diagnostic::place(&one.report.document.tree, error.problem()));
                    one.report.found.sort_by_key(|found| (found.range, found.severity));
                }
                Err(error) => return Err(error),
            }
        }
        Ok(())
    });
    result.map_err(|error| failed(&error))
}

fn failed(error: &ApiError) -> Error {
    let exit = match error.exit_code() {
        2 => Exit::Usage,
        4 => Exit::Invalid,
        5 => Exit::Conflict,
        6 => Exit::SignIn,
        7 => Exit::Network,
        8 => Exit::Partial,
        9 => Exit::Refused,
        130 => Exit::Cancelled,
        _ => Exit::Internal,
    };
    let mut message = error.message();
    if let Some(first) = message.get(..1) {
        message = first.to_lowercase() + message.get(1..).unwrap_or_default();
    }
    let failure = Error::new(exit, message.trim_end_matches('.'));
    match error.advice() {
        Some(advice) => failure.hint(advice),
        None => failure,
    }
}
