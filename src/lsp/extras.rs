//! What an editor of our own can do beyond the protocol. A client announces it in `initializationOptions.client`; whoever
//! announces nothing gets files, messages and the two-step push instead. `docs/protocol.md` is the description.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use tower_lsp::ls_types::Uri;
use tower_lsp::ls_types::notification::Notification;
use tower_lsp::ls_types::request::Request;

/// What was announced.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
#[expect(clippy::struct_excessive_bools, reason = "each is one ability of a client")]
pub(super) struct Extras {
    /// Answers `cja/save`.
    pub(super) save: bool,
    /// Answers `cja/pick`.
    pub(super) pick: bool,
    /// Answers `cja/confirm`.
    pub(super) confirm: bool,
    /// Takes `cja/open`.
    pub(super) open: bool,
    /// Takes `cja/compare`.
    pub(super) compare: bool,
    /// Takes `cja/status`.
    pub(super) status: bool,
    /// Answers `cja/review`.
    pub(super) review: bool,
    /// Offers the way to sign in itself, when a command failed for want of it.
    #[serde(rename = "signIn")]
    pub(super) sign_in: bool,
    /// Shows findings at the cursor by itself: hover leaves them out.
    pub(super) findings: bool,
    /// `false`: its user cannot be asked by `window/showMessageRequest`.
    pub(super) ask: Option<bool>,
}

impl Extras {
    pub(super) fn read(options: Option<&Value>) -> Extras {
        let announced = options.and_then(|options| options.get("client")).cloned().unwrap_or_default();
        serde_json::from_value(announced).unwrap_or_default()
    }
}

macro_rules! request {
    ($(#[$docs:meta])* $name:ident, $method:literal, $params:ty, $result:ty) => {
        $(#[$docs])*
        pub(super) enum $name {}
        impl Request for $name {
            type Params = $params;
            type Result = $result;
            const METHOD: &'static str = $method;
        }
    };
}

macro_rules! notification {
    ($(#[$docs:meta])* $name:ident, $method:literal, $params:ty) => {
        $(#[$docs])*
        pub(super) enum $name {}
        impl Notification for $name {
            type Params = $params;
            const METHOD: &'static str = $method;
        }
    };
}

request!(
    /// Saves an open document; answers whether it is saved.
    Save, "cja/save", Document, bool
);
request!(
    /// Lets the person choose; answers the choice's id, `null` when it was dismissed.
    Pick, "cja/pick", Choices, Option<String>
);
request!(
    /// Has the person type the name of a protected profile; answers what was typed, `null` when it was dismissed.
    Confirm, "cja/confirm", Confirmation, Option<String>
);
request!(
    /// Shows what is going to be written; answers the button that was pressed, `null` when it was dismissed.
    Review, "cja/review", Question, Option<String>
);
notification!(
    /// Opens a text as a new document.
    Open, "cja/open", Text
);
notification!(
    /// Shows the difference of two texts.
    Compare, "cja/compare", Comparison
);
notification!(
    /// Tells where a workspace stands.
    Status, "cja/status", Standing
);

/// A document by its address.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Document {
    pub(super) uri: Uri,
}

/// A question with answers to choose from.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Choices {
    pub(super) title: String,
    pub(super) items: Vec<Choice>,
}

/// One of the answers.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Choice {
    pub(super) id: String,
    pub(super) label: String,
    pub(super) description: String,
}

/// What is going to be done to a protected profile.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Confirmation {
    pub(super) profile: String,
    pub(super) title: String,
    pub(super) message: String,
}

/// What is going to be written, and the buttons.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Question {
    /// What and where, in one line.
    pub(super) title: String,
    /// The changes and who changed it last, in lines.
    pub(super) detail: String,
    pub(super) buttons: Vec<String>,
    /// Both versions are on the screen: they shall stay in sight.
    pub(super) compared: bool,
}

/// A text that is in no file.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Text {
    pub(super) language: String,
    pub(super) content: String,
}

/// What to compare: the service's version on the left, the file on the right.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Comparison {
    pub(super) title: String,
    pub(super) name: String,
    pub(super) left: String,
    pub(super) right: Uri,
}

/// For a status bar.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Standing {
    pub(super) profile: String,
    pub(super) org: String,
    pub(super) protected: bool,
    pub(super) text: String,
}
