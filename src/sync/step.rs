//! The steps of an operation, in the words that a person reads while they wait.

use std::fmt;

/// What is being done, told to a listener before it is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Step {
    Locking,
    Reading,
    Checking,
    Journalling,
    Sending,
    /// There was no answer, so the service is looked at.
    Looking,
    Verifying,
    Recording,
    WritingFile,
    Closing,
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Locking => "waiting for the workspace",
            Self::Reading => "reading",
            Self::Checking => "validating",
            Self::Journalling => "writing the journal",
            Self::Sending => "sending",
            Self::Looking => "no response; checking whether the write went through",
            Self::Verifying => "verifying",
            Self::Recording => "recording",
            Self::WritingFile => "writing the file",
            Self::Closing => "done",
        })
    }
}
