//! Talking with the person: messages, questions, progress. A question that is dismissed counts as no.

use super::commands;
use super::extras::{self, Choice, Choices, Confirmation};
use super::session::Session;
use crate::text::shown;
use serde_json::Value;
use std::pin::Pin;
use std::sync::Arc;
use tower_lsp::ls_types::notification::ShowMessage;
use tower_lsp::ls_types::{ExecuteCommandParams, MessageActionItem, MessageType, ShowMessageParams};

/// A button beside a message, and the command that it runs.
pub(super) struct Button {
    pub(super) title: String,
    pub(super) command: &'static str,
    pub(super) arguments: Value,
}

/// As many as a list of buttons can hold before nobody reads it.
const MOST_BUTTONS: usize = 50;

impl Session {
    /// Tells something; nothing waits for it to be read.
    pub(super) async fn say(&self, severity: MessageType, text: impl std::fmt::Display + Send) {
        let message = ShowMessageParams { typ: severity, message: shown::message(&text.to_string()) };
        self.outbox.tell::<ShowMessage>(message).await;
    }

    /// Whether the person can be asked at all.
    pub(super) fn can_ask(&self) -> bool {
        self.abilities().asks
    }

    /// Whether the person can be given a list to choose from.
    pub(super) fn can_pick(&self) -> bool {
        self.can_ask() || (self.abilities().extras.pick && self.abilities().extras.ask != Some(false))
    }

    /// A question with buttons; the one that was pressed.
    pub(super) async fn ask(&self, severity: MessageType, text: &str, buttons: &[&str]) -> Option<String> {
        let button = |title: &&str| MessageActionItem { title: (*title).to_owned(), properties: Default::default() };
        let text = shown::message(text);
        let asked = self.client.show_message_request(severity, text, Some(buttons.iter().map(button).collect())).await;
        asked.ok().flatten().map(|pressed| pressed.title).filter(|title| buttons.contains(&title.as_str()))
    }

    /// A question before a write: as [`Session::ask`], where the client has no better place for it. `compared` says that
    /// both versions are shown already.
    pub(super) async fn review(&self, text: &str, buttons: &[&str], compared: bool) -> Option<String> {
        if !self.abilities().extras.review {
            return self.ask(MessageType::INFO, text, buttons).await;
        }
        let (title, detail) = text.split_once('\n').unwrap_or((text, ""));
        let (title, detail) = (title.to_owned(), detail.to_owned());
        let listed = buttons.iter().map(|&button| button.to_owned()).collect();
        let question = extras::Question { title, detail, buttons: listed, compared };
        let pressed = self.client.send_request::<extras::Review>(question).await.ok().flatten();
        pressed.filter(|pressed| buttons.contains(&pressed.as_str()))
    }

    /// Tells something with buttons beside it; what a button runs is run when it is pressed, whenever that is.
    pub(super) fn offer(self: &Arc<Self>, severity: MessageType, text: String, buttons: Vec<Button>) {
        let session = Arc::clone(self);
        tokio::spawn(async move {
            if !session.can_ask() {
                return session.say(severity, text).await;
            }
            let titles: Vec<&str> = buttons.iter().map(|button| button.title.as_str()).collect();
            let pressed = session.ask(severity, &text, &titles).await;
            let Some(button) = buttons.iter().find(|button| Some(&button.title) == pressed.as_ref()) else { return };
            let params = ExecuteCommandParams {
                command: button.command.into(),
                arguments: vec![button.arguments.clone()],
                work_done_progress_params: Default::default(),
            };
            let run: Pin<Box<dyn Future<Output = Value> + Send>> = Box::pin(commands::execute(&session, params));
            run.await;
        });
    }

    /// One of many; a list to search in where the client has one, else buttons.
    pub(super) async fn pick(&self, title: &str, items: Vec<Choice>) -> Option<String> {
        if self.abilities().extras.pick {
            let choices = Choices { title: title.to_owned(), items };
            return self.client.send_request::<extras::Pick>(choices).await.ok().flatten();
        }
        let more = items.len().saturating_sub(MOST_BUTTONS);
        let title = if more > 0 { format!("{title} ({more} more are not listed)") } else { title.to_owned() };
        let shown: Vec<(String, String)> = items
            .into_iter()
            .take(MOST_BUTTONS)
            .map(|item| (format!("{} ({})", item.label, item.id), item.id))
            .collect();
        let buttons: Vec<&str> = shown.iter().map(|(label, _)| label.as_str()).collect();
        let pressed = self.ask(MessageType::INFO, &title, &buttons).await?;
        shown.into_iter().find(|(label, _)| *label == pressed).map(|(_, id)| id)
    }

    /// The name of a protected profile, typed where the client can ask for it; elsewhere the button has named it.
    pub(super) async fn confirm(&self, profile: &str, title: &str, message: &str) -> Option<String> {
        if !self.abilities().extras.confirm {
            return Some(profile.to_owned());
        }
        let question =
            Confirmation { profile: profile.to_owned(), title: title.to_owned(), message: message.to_owned() };
        self.client.send_request::<extras::Confirm>(question).await.ok().flatten()
    }
}
