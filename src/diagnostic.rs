//! What was found wrong, as plain data: a code, a severity, a place, words for a person, and fixes.
//!
//! Syntax, schema and rules all speak in this type; the command line and the language server translate it.
//! It knows no protocol. Messages follow three pillars: `message` says what is wrong and why it matters,
//! `help` says what to do, a [`Fix`] does it.

use crate::text::{Position, TextEdit, TextRange};
use std::sync::Arc;

/// How much it matters. The order is from worst to mildest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Adobe documents that it is wrong; a push refuses it.
    Error,
    /// Very probably not what was meant.
    Warning,
    /// Worth knowing.
    Information,
    /// A remark; faded or underlined with dots in editors.
    Hint,
}

impl Severity {
    /// The word used in output and settings.
    pub fn word(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Information => "information",
            Severity::Hint => "hint",
        }
    }
}

/// Which part of the engine spoke.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Origin {
    /// The text is not JSON there.
    Syntax,
    /// The schema in force says no.
    Schema,
    /// A rule on the meaning of a data view.
    Rule,
    /// The service, when it was last asked.
    Service,
}

/// A second place that explains the first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    /// Where.
    pub range: TextRange,
    /// What is there.
    pub message: String,
}

/// A place in another file that explains a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Elsewhere {
    /// The file, by the name that it has in the workspace.
    pub file: Arc<str>,
    /// Where it begins, as the client counts.
    pub start: Position,
    /// Where it ends.
    pub end: Position,
    /// What is there.
    pub message: String,
}

/// Whether a fix may be applied when nobody asked for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Applicability {
    /// Nothing but the mistake differs afterwards: every name and value that was written is there, and no other.
    Safe,
    /// It rests on a reading of what was meant, or loses something: only for a person who asks for it at the place.
    Unsafe,
}

/// A change that settles a diagnostic. Applied to the text it was made for, it leaves that diagnostic gone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What it does, in the imperative, as a menu entry.
    pub title: String,
    /// The edits, not overlapping.
    pub edits: Vec<TextEdit>,
    /// Whether it is the one that most people would take; an editor's "Auto Fix" at the cursor takes it.
    pub preferred: bool,
    /// Whether `cja check --fix` and the like may apply it.
    pub applicability: Applicability,
}

impl Fix {
    /// A fix after which nothing but the mistake differs; it is preferred, too.
    pub fn safe(title: impl Into<String>, edits: Vec<TextEdit>) -> Self {
        Fix { title: title.into(), edits, preferred: true, applicability: Applicability::Safe }
    }

    /// A fix that is probably what was meant.
    pub fn preferred(title: impl Into<String>, edits: Vec<TextEdit>) -> Self {
        Fix { title: title.into(), edits, preferred: true, applicability: Applicability::Unsafe }
    }

    /// A fix that is one of several, or that loses something.
    pub fn offered(title: impl Into<String>, edits: Vec<TextEdit>) -> Self {
        Fix { title: title.into(), edits, preferred: false, applicability: Applicability::Unsafe }
    }

    /// The same fix, which nothing but the mistake would differ by when `safe`.
    #[must_use]
    pub fn safe_if(self, safe: bool) -> Self {
        if safe { Fix { preferred: true, applicability: Applicability::Safe, ..self } } else { self }
    }

    /// Whether it may be applied when nobody asked for it.
    pub fn is_safe(&self) -> bool {
        self.applicability == Applicability::Safe
    }
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Permanent kebab-case code; `cja explain CODE` tells more.
    pub code: &'static str,
    /// After settings were applied.
    pub severity: Severity,
    /// Where it is shown.
    pub range: TextRange,
    /// What is wrong, and why that matters: whole sentences.
    pub message: String,
    /// What to do about it, when the message does not say.
    pub help: Option<String>,
    /// Further places.
    pub related: Vec<Related>,
    /// Places in other files of the workspace.
    pub elsewhere: Vec<Elsewhere>,
    /// Whether the text is of no effect, so that an editor may fade it.
    pub unnecessary: bool,
    /// What settles it, best first.
    pub fixes: Vec<Fix>,
    /// Who found it.
    pub origin: Origin,
}

impl Diagnostic {
    /// A finding without help, related places or fixes.
    pub fn new(
        origin: Origin,
        code: &'static str,
        severity: Severity,
        range: TextRange,
        message: impl Into<String>,
    ) -> Self {
        Diagnostic {
            code,
            severity,
            range,
            message: message.into(),
            help: None,
            related: Vec::new(),
            elsewhere: Vec::new(),
            unnecessary: false,
            fixes: Vec::new(),
            origin,
        }
    }

    /// Adds what to do.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds a fix.
    pub fn fix(mut self, fix: Fix) -> Self {
        self.fixes.push(fix);
        self
    }

    /// Adds a second place.
    pub fn related(mut self, range: TextRange, message: impl Into<String>) -> Self {
        self.related.push(Related { range, message: message.into() });
        self
    }

    /// Marks the text as having no effect.
    pub fn faded(mut self) -> Self {
        self.unnecessary = true;
        self
    }
}
