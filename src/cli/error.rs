//! How a command ends: its exit code, and what to say when it could not do its work.

/// The exit codes of every command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Done, or nothing to do.
    Done = 0,
    /// A mistake of this program.
    Internal = 1,
    /// Wrong usage: unknown options, paths that cannot be read or written.
    Usage = 2,
    /// Differences exist, and the command was asked to say so by its code.
    Differences = 3,
    /// Validation errors.
    Invalid = 4,
    /// A conflict, or the remote state moved.
    Conflict = 5,
    /// Not signed in, or no permission.
    SignIn = 6,
    /// Network, rate limit or server fault, after retries.
    Network = 7,
    /// Some of several failed, or a write could not be verified.
    Partial = 8,
    /// Refused by a guard.
    Refused = 9,
    /// Cancelled by the user.
    Cancelled = 130,
}

impl From<Exit> for std::process::ExitCode {
    fn from(exit: Exit) -> Self {
        std::process::ExitCode::from(exit as u8)
    }
}

/// What a command gives back.
pub type Outcome = Result<Exit, Error>;

/// Why a command could not do its work: what happened, why, and what to try next.
#[derive(Debug)]
pub struct Error {
    /// How the program ends.
    pub exit: Exit,
    /// What happened: lower case, no full stop.
    pub message: String,
    /// Why, outermost first.
    pub causes: Vec<String>,
    /// The next thing to try, a whole sentence.
    pub hint: Option<String>,
}

impl Error {
    /// An error that ends the program with this code.
    pub fn new(exit: Exit, message: impl Into<String>) -> Self {
        Error { exit, message: message.into(), causes: Vec::new(), hint: None }
    }

    /// Wrong usage.
    pub fn usage(message: impl Into<String>) -> Self {
        Error::new(Exit::Usage, message)
    }

    /// Adds a cause and the causes below it.
    pub fn because(mut self, cause: &dyn std::error::Error) -> Self {
        let mut next = Some(cause);
        while let Some(cause) = next {
            self.causes.push(cause.to_string());
            next = cause.source();
        }
        self
    }

    /// Adds the next thing to try.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)?;
        self.causes.iter().try_for_each(|cause| write!(f, ": {cause}"))
    }
}

impl std::error::Error for Error {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn causes_chain() {
        let cause = std::io::Error::other("disk full");
        let error = Error::usage("cannot write a.json").because(&cause).hint("Make room.");
        assert_eq!(error.to_string(), "cannot write a.json: disk full");
        assert_eq!((error.exit, error.hint.as_deref()), (Exit::Usage, Some("Make room.")));
    }
}
